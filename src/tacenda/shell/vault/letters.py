"""Letters: what an office is told without being given keys. Today: an incident, from whoever met something that does not fit.

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

INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class Letter:
    """One incident. `what`: names what did not fit, never a value; `number`: its line in the practice's ledger."""

    id: bytes
    at: Moment
    what: str
    number: int


def seal_letter(practice: PracticeId, office: DirectoryEntry, hash: EntryHash, letter: Letter) -> bytes:
    """The bytes for the office's inbox."""
    payload = plain(
        {
            "v": 1, "practice": practice, "salt": fresh.salt(), "kind": INCIDENT, "at": int(letter.at), "what": letter.what,
            "number": letter.number,
        }
    )  # fmt: skip
    return seal.seal_to(office.seal, fields(labels.LETTER, practice, hash, letter.id), encoding.pad(payload, PADDING))


def open_letter(practice: PracticeId, to: Recipient, id: bytes, sealed: bytes) -> Letter:
    """Raises Tampered, also for a delivery of keys."""
    info = fields(labels.LETTER, practice, to.entry, id)
    r = Reading(encoding.unpad(seal.open_seal(to.everyday_seed, info, sealed)))
    r.version(1)
    if r.raw("practice", 16) != practice or len(r.raw("salt", 32)) != 32 or r.text("kind") != INCIDENT:
        raise Tampered("letter")
    letter = Letter(id, Moment(r.number("at")), r.text("what"), r.number("number"))
    r.done()
    return letter
