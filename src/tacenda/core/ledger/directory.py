"""Whose keys are whose: directory entries verified up to the genesis, each once.

An entry counts if its own identity signed it (an office has none) and, of staff and offices, an officer did too; the founder's keys
stand in the genesis itself. A turned key is signed by the old identity; an end has no keys and is signed by an officer or the old
identity. Nothing else replaces an entry. That an entry stands in the tree is checked by `verify`.
"""

from __future__ import annotations

from collections.abc import Mapping

from tacenda.core.ledger.statements import DirectoryEntry, DirectorySignatures, Genesis
from tacenda.core.sealing import labels, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ZERO_HASH, EntryHash
from tacenda.core.words.people import STAFF, Role


class Directory:
    """Entries by hash, verified when first asked for. `rows`: hash -> (statement, signatures), unverified."""

    __slots__ = ("_checked", "_genesis", "_open", "_rows")

    def __init__(self, genesis: Genesis, rows: Mapping[bytes, tuple[bytes, bytes]]) -> None:
        self._genesis = genesis
        self._rows = rows
        self._checked: dict[bytes, DirectoryEntry] = {}
        self._open: set[bytes] = set()

    def entry(self, hash: EntryHash) -> DirectoryEntry:
        """The entry of this hash. Raises Tampered if it is not here, or if anything about it does not fit."""
        known = self._checked.get(hash)
        if known is not None:
            return known
        if hash not in self._rows or hash in self._open:
            raise Tampered("directory entry")
        self._open.add(hash)
        raw, signatures = self._rows[hash]
        entry = DirectoryEntry.read(raw)
        if sha(raw) != hash or entry.practice != self._genesis.practice:
            raise Tampered("directory entry")
        self._signed(entry, raw, DirectorySignatures.read(signatures))
        self._open.discard(hash)
        self._checked[hash] = entry
        return entry

    def founder(self, entry: DirectoryEntry) -> bool:
        """Whether these are the keys that stand in the genesis."""
        keys = (self._genesis.founder_ed25519, self._genesis.founder_mldsa44)
        return bool(entry.ed25519) and (entry.ed25519, entry.mldsa44) == keys

    def _signed(self, entry: DirectoryEntry, raw: bytes, by: DirectorySignatures) -> None:
        if not entry.ended and not entry.office:
            sign.verify_both(entry.ed25519, entry.mldsa44, labels.DIRECTORY, raw, by.own)
        if by.officer:
            officer = self.entry(EntryHash(by.by))
            if Role.OFFICER not in officer.roles:
                raise Tampered("officer")
            sign.verify_both(officer.ed25519, officer.mldsa44, labels.DIRECTORY, raw, by.officer)
        elif not self.founder(entry) and not entry.ended and (entry.office or set(entry.roles) & STAFF):
            raise Tampered("officer")
        self._follows(entry, raw, by)

    def _follows(self, entry: DirectoryEntry, raw: bytes, by: DirectorySignatures) -> None:
        if entry.previous == ZERO_HASH:
            if entry.ended:
                raise Tampered("an end without a beginning")
            return
        old = self.entry(entry.previous)
        # An officer may end a person's entry or turn an office's keys, never put an office in a person's place.
        if old.principal != entry.principal or old.ended or (old.office != entry.office and not entry.ended):
            raise Tampered("successor")
        if by.old:
            sign.verify_both(old.ed25519, old.mldsa44, labels.DIRECTORY, raw, by.old)
        elif not (by.officer and (entry.ended or entry.office)):
            raise Tampered("successor")
