"""A person with keys, and what the keeper would have given them: just enough of both to seal and open one object."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tacenda.core.ledger.asks import Ask, Place
from tacenda.core.ledger.statements import DirectoryEntry
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId, CompartmentId, EntryHash, ObjectId, PracticeId, PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.shell.vault import keyring
from tacenda.shell.vault.clearance import Clearance
from tacenda.shell.vault.keyring import Keyring, RootKeys
from tacenda.shell.vault.opening import Where
from tacenda.shell.vault.ring import ChartKeys, Compartment

PRACTICE = PracticeId(b"p" * 16)
NOW, EVENING = Moment(1_800_014_400), Moment(1_800_057_600)
WHERE = Where(ChartId(b"c" * 16), CompartmentId(b"r" * 16), Code.RECORD, 1, ObjectId(b"o" * 16), 1, Content.NOTE)


@dataclass(frozen=True)
class Listed:
    entry: DirectoryEntry


class Person:
    """Somebody with a root, listed in the directory."""

    def __init__(self, letter: bytes) -> None:
        self.principal = PrincipalId(letter * 16)
        self.keys: RootKeys = keyring.from_root(letter * 32, self.principal)
        self.entry = DirectoryEntry(PRACTICE, self.principal, (Role.CLINICIAN,), *self.keys.public(), NOW, EntryHash(bytes(32)))
        self.hash = EntryHash(sha(self.entry.write()))
        signer = keyring.certify(self.keys, PRACTICE, self.principal, self.hash, letter * 32, NOW, EVENING)
        self.ring: Keyring = keyring.fresh_keyring(self.keys, PRACTICE, self.principal, (Role.CLINICIAN,), signer)

    def cleared(self, where: Where, payload: bytes, *, share: bytes = b"s" * 32) -> Clearance:
        """What the gate gives them for one payload at one place."""
        place = Place(where.compartment, where.epoch, where.object, where.version, sha(payload))
        ask = Ask(
            PRACTICE, b"i" * 16, NOW, self.principal, where.chart, bytes(32), Act.WRITE, (place,), bytes(32), bytes(32), b"", "Maya", None,
            Purpose.TREATMENT.value, "", (), bytes(32),
        )  # fmt: skip
        held = ChartKeys(where.chart, b"", bytes(32), (Compartment(where.compartment, where.code, 1, ((1, b"h" * 32),)),))
        return Clearance(ask, self.ring.sign(ask, held), held, 1, {(where.object, where.epoch): share})


class Directory:
    """The keeper's directory, as far as opening asks for it."""

    def __init__(self, *people: Person) -> None:
        self.people = {one.hash: one for one in people}

    def listed(self, hash: EntryHash) -> Listed:
        if hash not in self.people:
            raise NotFound("entry")
        return Listed(self.people[hash].entry)


def moved(**to: object) -> Where:
    """The place with one thing different."""
    return replace(WHERE, **to)
