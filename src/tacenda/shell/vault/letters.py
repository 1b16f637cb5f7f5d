"""Letters: what an office is told without being given keys: an incident, from whoever met something that does not fit, or the answers
of a client who only wants to be counted, or that a kept answer of the rules waits.

HPKE to the office's seal key, info `fields(LETTER, practice, office entry hash, inbox id)`, of `plain({v, practice, salt, kind, at, what,
number})`, padded to 8 KiB as deliveries are, so that a row does not say which it is. Anybody can write one: it is a hint to look, and
`number` is the line of the practice's ledger where the same stands signed.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.ledger.statements import DirectoryEntry
from tacenda.core.sealing import encoding, labels, seal
from tacenda.core.words.encoding import Reading, fields, plain
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import EntryHash, PracticeId
from tacenda.core.words.moments import Moment
from tacenda.shell import fresh
from tacenda.shell.vault.grants import PADDING, Recipient

INCIDENT, CHECK_IN, WAIT = "incident", "check-in", "wait"
KINDS = (INCIDENT, CHECK_IN, WAIT)


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. Of an incident, `what` names what did not fit, never a value, and `number` its line in the practice's ledger; of a
    check-in, `what` is the answers, `at` the Monday of the week, `number` 0; of a wait, `what` is what `core/model/waits` says, `at` the
    end of the day, `number` 0."""

    id: bytes
    at: Moment
    what: str
    number: int
    kind: str = INCIDENT


def seal_letter(practice: PracticeId, office: DirectoryEntry, hash: EntryHash, letter: Letter) -> bytes:
    """The bytes for the office's inbox."""
    payload = plain(
        {
            "v": 1, "practice": practice, "salt": fresh.salt(), "kind": letter.kind, "at": int(letter.at), "what": letter.what,
            "number": letter.number,
        }
    )  # fmt: skip
    return seal.seal_to(office.seal, fields(labels.LETTER, practice, hash, letter.id), encoding.pad(payload, PADDING))


def open_letter(practice: PracticeId, to: Recipient, id: bytes, sealed: bytes) -> Letter:
    """Raises Tampered, also for a delivery of keys."""
    info = fields(labels.LETTER, practice, to.entry, id)
    r = Reading(encoding.unpad(seal.open_seal(to.everyday_seed, info, sealed)))
    r.version(1)
    kind = r.text("kind")
    if r.raw("practice", 16) != practice or len(r.raw("salt", 32)) != 32 or kind not in KINDS:
        raise Tampered("letter")
    letter = Letter(id, Moment(r.number("at")), r.text("what"), r.number("number"), kind)
    r.done()
    return letter
