"""The directory: everybody's public keys, verified up to the pinned genesis before they count.

An entry is a person's if its own identity signed it; a member of staff's or an office's only if an officer signed it too (the founder's:
the genesis). What follows an entry is of the same kind and signed by the old identity; an officer alone can end an entry or turn an
office's keys, never put others in a person's place. What was verified once is remembered by hash.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, TypeVar

from tacenda.core.ledger.statements import Certificate, DirectoryEntry, DirectorySignatures, Genesis, Grant
from tacenda.core.sealing import labels, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.words.errors import NotFound, Refused, Tampered
from tacenda.core.words.ids import ZERO_HASH, EntryHash, PrincipalId
from tacenda.core.words.people import STAFF, Role
from tacenda.shell.database import Tx

ENTRY = "SELECT statement, signatures, newest FROM directory WHERE hash = :hash"
NEWEST = "SELECT hash FROM directory WHERE principal = :principal AND newest = 1"
OF_PRINCIPAL = "SELECT hash FROM directory WHERE principal = :principal AND newest = 0"
ALL_NEWEST = "SELECT hash, statement, signatures, newest FROM directory WHERE newest = 1 ORDER BY hash"
ALL = "SELECT hash FROM directory ORDER BY hash"
RETIRE = "UPDATE directory SET newest = 0 WHERE principal = :principal AND newest = 1"
REPLACE_SIGNATURES = "UPDATE directory SET signatures = :signatures WHERE hash = :hash"
ADD = "INSERT INTO directory (hash, principal, newest, statement, signatures) VALUES (:hash, :principal, 1, :statement, :signatures)"
MEMORY = 4096  # verified statements remembered by hash

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Listed:
    """One directory entry as kept: its hash, bytes, signatures, and whether it is its principal's newest."""

    hash: EntryHash
    entry: DirectoryEntry
    statement: bytes
    signatures: bytes
    newest: bool
    confirmed: bool  # an officer (or the genesis) stands behind it; a client's needs none


class _Known(NamedTuple):
    """An entry as it was verified."""

    entry: DirectoryEntry
    statement: bytes
    signatures: bytes
    confirmed: bool


class Directory:
    """Verified statements of one practice. `pin`: SHA-256 of the genesis, from outside the database."""

    def __init__(self, genesis: bytes, pin: bytes) -> None:
        if sha(genesis) != pin:
            raise Tampered("genesis")
        self.genesis = Genesis.read(genesis)
        self._entries: dict[bytes, _Known] = {}
        self._certificates: dict[bytes, Certificate] = {}
        self._grants: dict[bytes, Grant] = {}

    def listed(self, tx: Tx, hash: EntryHash) -> Listed:
        """An entry by its hash, verified. Raises NotFound, Tampered."""
        row = tx.row(ENTRY, hash=hash)
        if row is None:
            raise NotFound("directory entry")
        return self._read(tx, hash, (bytes(row[0]), bytes(row[1]), bool(row[2])))

    def _read(self, tx: Tx, hash: EntryHash, row: tuple[bytes, bytes, bool]) -> Listed:
        """The same of its row: statement, signatures, whether no other one follows."""
        statement, signatures, newest = row
        known = self._entries.get(hash)
        if known is None or known.statement != statement or known.signatures != signatures:
            try:
                entry = self._verified(tx, hash, statement, signatures)
            except RecursionError as error:  # signatures are not part of the hash: rows could name one another in a ring
                raise Tampered("directory") from error
            known = _Known(entry, statement, signatures, self._confirmed(entry, signatures))
            _remember(self._entries, hash, known)
        return Listed(hash, known.entry, statement, signatures, newest, known.confirmed)

    def newest(self, tx: Tx, principal: PrincipalId) -> Listed:
        """A principal's newest entry, which no other one follows. Raises NotFound, Tampered."""
        row = tx.row(NEWEST, principal=principal)
        if row is None:
            raise NotFound("principal")
        found = self.listed(tx, EntryHash(bytes(row[0])))
        others = (self.listed(tx, EntryHash(bytes(row[0]))) for row in tx.rows(OF_PRINCIPAL, principal=principal))
        # A flag in a row is nobody's word: keys that were replaced are not the newest again.
        if found.entry.principal != principal or any(one.entry.previous == found.hash for one in others):
            raise Tampered("directory")
        return found

    def all_newest(self, tx: Tx) -> list[Listed]:
        """Everybody's newest entry."""
        return list(self._each_newest(tx))

    def working(self, tx: Tx, most: int) -> list[Listed]:
        """Who works here now, up to so many: no more rows are read than that takes."""
        staff = (one for one in self._each_newest(tx) if one.confirmed and not one.entry.ended and set(one.entry.roles) & STAFF)
        return list(islice(staff, most))

    def _each_newest(self, tx: Tx) -> Iterator[Listed]:
        for hash, statement, signatures, newest in tx.each(ALL_NEWEST):
            yield self._read(tx, EntryHash(bytes(hash)), (bytes(statement), bytes(signatures), bool(newest)))

    def is_office(self, tx: Tx, principal: PrincipalId) -> bool:
        """Whether these keys are an office's."""
        return tx.row(NEWEST, principal=principal) is not None and self.newest(tx, principal).entry.office

    def _confirmed(self, entry: DirectoryEntry, signatures: bytes) -> bool:
        if self._is_founder(entry):
            return True
        return not (set(entry.roles) & STAFF or entry.office) or bool(DirectorySignatures.read(signatures).officer)

    def _is_founder(self, entry: DirectoryEntry) -> bool:
        return bool(entry.ed25519) and entry.ed25519 == self.genesis.founder_ed25519 and entry.mldsa44 == self.genesis.founder_mldsa44

    def _verified(self, tx: Tx, hash: bytes, statement: bytes, signatures: bytes) -> DirectoryEntry:
        entry, by = DirectoryEntry.read(statement), DirectorySignatures.read(signatures)
        if sha(statement) != hash or entry.practice != self.genesis.practice:
            raise Tampered("directory")
        if not entry.office and not entry.ended:
            sign.verify_both(entry.ed25519, entry.mldsa44, labels.DIRECTORY, statement, by.own)
        if by.officer:
            officer = self._officer(tx, EntryHash(by.by))
            sign.verify_both(officer.ed25519, officer.mldsa44, labels.DIRECTORY, statement, by.officer)
        if entry.previous != ZERO_HASH:
            self._follows(tx, entry, statement, by)
        elif entry.ended:
            raise Tampered("an end without a beginning")
        return entry

    def _officer(self, tx: Tx, hash: EntryHash) -> DirectoryEntry:
        officer = self.listed(tx, hash)
        if Role.OFFICER not in officer.entry.roles or not officer.confirmed:
            raise Tampered("officer")
        return officer.entry

    def _follows(self, tx: Tx, entry: DirectoryEntry, statement: bytes, by: DirectorySignatures) -> None:
        old = self.listed(tx, entry.previous)
        if old.entry.principal != entry.principal or old.entry.ended or (old.entry.office != entry.office and not entry.ended):
            raise Tampered("successor")
        if by.old and not old.entry.office:
            sign.verify_both(old.entry.ed25519, old.entry.mldsa44, labels.DIRECTORY, statement, by.old)
        elif not ((entry.ended or entry.office) and by.officer):
            raise Tampered("successor")

    def publish(self, tx: Tx, statement: bytes, signatures: bytes) -> Listed:
        """Add an entry as its principal's newest. Raises Tampered, Refused."""
        entry, hash = DirectoryEntry.read(statement), EntryHash(sha(statement))
        row = tx.row(NEWEST, principal=entry.principal)
        if row is not None and bytes(row[0]) == hash:
            return self._again(tx, hash, signatures)
        if (entry.previous != ZERO_HASH) != (row is not None) or (row is not None and bytes(row[0]) != entry.previous):
            raise Refused("directory")
        self._signs_now(tx, signatures)
        tx.change(RETIRE, principal=entry.principal)
        tx.change(ADD, hash=hash, principal=entry.principal, statement=statement, signatures=signatures)
        return self.listed(tx, hash)

    def _again(self, tx: Tx, hash: EntryHash, signatures: bytes) -> Listed:
        listed = self.listed(tx, hash)
        if listed.signatures != signatures:
            raise Refused("directory")
        return listed

    def confirm(self, tx: Tx, hash: EntryHash, signatures: bytes) -> Listed:
        """Put an officer's signature beside an entry that waits for it."""
        old = self.listed(tx, hash)
        if old.signatures == signatures:
            return old
        before, after = DirectorySignatures.read(old.signatures), DirectorySignatures.read(signatures)
        if before.officer or (before.own, before.old) != (after.own, after.old) or not after.officer:
            raise Refused("directory")
        self._signs_now(tx, signatures)
        tx.change(REPLACE_SIGNATURES, signatures=signatures, hash=hash)
        return self.listed(tx, hash)

    def _signs_now(self, tx: Tx, signatures: bytes) -> None:
        """An officer's signature is new only under their newest keys: what was signed before they left counts on, nothing after."""
        by = DirectorySignatures.read(signatures)
        if by.officer and not self.listed(tx, EntryHash(by.by)).newest:
            raise Refused("officer")

    def remembered(self, raw: bytes, signature: bytes) -> tuple[Certificate, DirectoryEntry] | None:
        """A certificate verified before, whose entry is still in mind and confirmed."""
        certificate = self._certificates.get(sha(raw + signature))
        known = self._entries.get(certificate.entry) if certificate is not None else None
        return None if certificate is None or known is None or not known.confirmed else (certificate, known.entry)

    def certificate(self, tx: Tx, raw: bytes, signature: bytes) -> tuple[Certificate, Listed]:
        """A certificate and the entry whose sign-in key signed it."""
        hash = sha(raw + signature)
        known = self._certificates.get(hash)
        certificate = known or Certificate.read(raw)
        listed = self.listed(tx, certificate.entry)
        if known is None:
            if listed.entry.principal != certificate.principal or certificate.practice != self.genesis.practice:
                raise Tampered("certificate")
            sign.verify(listed.entry.sign_in, labels.CERTIFICATE, raw, signature)
            _remember(self._certificates, hash, certificate)
        return certificate, listed

    def grant(self, tx: Tx, raw: bytes, signature: bytes) -> Grant:
        """A grant with its granter's signature verified. The chain above it is the caller's to follow."""
        known = self._grants.get(sha(raw + signature))
        if known is not None:
            return known
        grant = Grant.read(raw)
        granter = self.listed(tx, grant.granter_entry)
        if grant.practice != self.genesis.practice or not granter.confirmed:
            raise Tampered("granter")
        sign.verify_both(granter.entry.ed25519, granter.entry.mldsa44, labels.GRANT, raw, signature)
        _remember(self._grants, sha(raw + signature), grant)
        return grant

    def vouched(self, tx: Tx, raw: bytes, signature: bytes) -> None:
        """An officer stands behind an epoch statement of the practice's own ledger. Raises Tampered."""
        for ed25519, mldsa44 in self._officers(tx):
            try:
                return sign.verify_both(ed25519, mldsa44, labels.LEDGER_EPOCH, raw, signature)
            except Tampered:
                continue
        raise Tampered("ledger epoch")

    def _officers(self, tx: Tx) -> Iterator[tuple[bytes, bytes]]:
        yield self.genesis.founder_ed25519, self.genesis.founder_mldsa44
        for (hash,) in tx.rows(ALL):
            listed = self.listed(tx, EntryHash(bytes(hash)))
            if Role.OFFICER in listed.entry.roles and listed.confirmed and not listed.entry.ended:
                yield listed.entry.ed25519, listed.entry.mldsa44

    def ends_at_founder(self, tx: Tx, grant: Grant) -> bool:
        """Whether a grant without parent is a founder's: of the chart its id names, or of the practice itself by the genesis."""
        if grant.parent:
            return False
        if grant.chart == self.genesis.practice:
            return self._is_founder(self.listed(tx, grant.granter_entry).entry)
        return grant.by_founder()


def _remember(memory: dict[bytes, V], hash: bytes, value: V) -> None:
    if len(memory) >= MEMORY:
        memory.clear()
    memory[hash] = value
