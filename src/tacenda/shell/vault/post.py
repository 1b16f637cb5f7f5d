"""Post: notices that wait and the addresses they go to, sealed under the keeper's post key.

No person's key opens them, so that a job can send while nobody is signed in; the content's file alone opens none of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.model.reach import Event, Reach, judged
from tacenda.core.sealing import envelope
from tacenda.core.sealing.envelope import Kind
from tacenda.core.words.encoding import Reading, plain, u16
from tacenda.core.words.errors import Invalid, Tampered
from tacenda.core.words.ids import PracticeId

ADDRESS_PART = u16(2)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One notice: to whom, by the id that names nobody, and of what. Never an address."""

    to: bytes
    event: Event


def seal_notice(key: bytes, practice: PracticeId, id: bytes, notice: Waiting) -> bytes:
    """The envelope of a row of the outbox."""
    payload = plain({"v": 1, "to": notice.to, "event": notice.event.value})
    return envelope.seal_box(key, Kind.OUTBOX, practice, [id], payload)


def open_notice(key: bytes, practice: PracticeId, id: bytes, box: bytes) -> Waiting:
    """Raises Tampered."""
    r = Reading(envelope.open_box(key, Kind.OUTBOX, practice, [id], box))
    r.version(1)
    notice = Waiting(r.raw("to", 16), _event(r.text("event")))
    r.done()
    return notice


def seal_address(key: bytes, practice: PracticeId, id: bytes, reach: Reach) -> bytes:
    """The envelope of an address."""
    payload = plain(
        {
            "v": 1, "address": reach.address, "events": sorted(event.value for event in reach.events), "quiet": [list(reach.quiet)],
            "zone": reach.zone, "phrase": reach.phrase, "language": reach.language, "number": reach.number,
        }
    )  # fmt: skip
    return envelope.seal_box(key, Kind.OUTBOX, practice, [id, ADDRESS_PART], payload)


def open_address(key: bytes, practice: PracticeId, id: bytes, box: bytes) -> Reach:
    """Raises Tampered, also for an address, a phrase or a number that nobody could have typed: a letter says nothing but these."""
    r = Reading(envelope.open_box(key, Kind.OUTBOX, practice, [id, ADDRESS_PART], box))
    r.version(1)
    rows = r.rows("quiet")
    if len(rows) != 1 or len(rows[0]) != 2 or not all(type(hour) is int and 0 <= hour < 24 for hour in rows[0]):
        raise Tampered("quiet hours")
    begin, end = (int(str(hour)) for hour in rows[0])
    reach = Reach(
        r.text("address"), frozenset(_event(text) for text in r.texts("events")), (begin, end), r.text("zone"), r.text("phrase"),
        r.text("language"), r.text("number"),
    )  # fmt: skip
    r.done()
    try:
        return judged(reach)
    except Invalid as error:
        raise Tampered("address") from error


def _event(text: str) -> Event:
    try:
        return Event(text)
    except ValueError as error:
        raise Tampered("event") from error
