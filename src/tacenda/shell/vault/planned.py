"""Planned notices: sealed under the keeper's post key, like those that wait, so that a job can put them out while nobody is signed in."""

from __future__ import annotations

from tacenda.core.model.reach import Event
from tacenda.core.sealing import derive, envelope, labels
from tacenda.core.sealing.envelope import Kind
from tacenda.core.words.encoding import Reading, plain, u16
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import PracticeId

PART = u16(3)  # of kind 9


def id_of(key: bytes, to: bytes, matter: str) -> bytes:
    """Where the notice of one matter to one person lies: 16 bytes."""
    return derive.mac(key, labels.PLANNED, to, matter.encode())[:16]


def seal_planned(key: bytes, practice: PracticeId, id: bytes, to: bytes, event: Event) -> bytes:
    """The envelope of a row."""
    return envelope.seal_box(key, Kind.OUTBOX, practice, [id, PART], plain({"v": 1, "to": to, "event": event.value}))


def open_planned(key: bytes, practice: PracticeId, id: bytes, box: bytes) -> tuple[bytes, Event]:
    """To whom, and of what. Raises Tampered."""
    r = Reading(envelope.open_box(key, Kind.OUTBOX, practice, [id, PART], box))
    r.version(1)
    try:
        found = r.raw("to", 16), Event(r.text("event"))
    except ValueError as error:
        raise Tampered("event") from error
    r.done()
    return found
