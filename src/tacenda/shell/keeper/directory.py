"""The directory: everybody's public keys, verified up to the pinned genesis before they count.

An entry is a person's if its own identity signed it; a member of staff's or an office's only if an officer signed it too (the founder's:
the genesis). What was verified once is remembered by hash.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from tacenda.core.ledger.statements import Certificate, DirectoryEntry, DirectorySignatures, Genesis, Grant
from tacenda.core.sealing import labels, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.words.errors import NotFound, Refused, Tampered
from tacenda.core.words.ids import ZERO_HASH, EntryHash, PrincipalId
from tacenda.core.words.people import STAFF, Role
from tacenda.shell.database import Tx

ENTRY = "SELECT statement, signatures, newest FROM directory WHERE hash = :hash"
NEWEST = "SELECT hash FROM directory WHERE principal = :principal AND newest = 1"
ALL_NEWEST = "SELECT hash FROM directory WHERE newest = 1 ORDER BY hash"
RETIRE = "UPDATE directory SET newest = 0 WHERE principal = :principal AND newest = 1"
REPLACE_SIGNATURES = "UPDATE directory SET signatures = :signatures WHERE hash = :hash"
V = TypeVar("V")

ADD = "INSERT INTO directory (hash, principal, newest, statement, signatures) VALUES (:hash, :principal, 1, :statement, :signatures)"
MEMORY = 4096  # verified statements remembered by hash


@dataclass(frozen=True, slots=True)
class Listed:
    """One directory entry as kept: its hash, bytes, signatures, and whether it is its principal's newest."""

    hash: EntryHash
    entry: DirectoryEntry
    statement: bytes
    signatures: bytes
    newest: bool
    confirmed: bool  # an officer (or the genesis) stands behind it; a client's needs none


class Directory:
    """Verified statements of one practice. `pin`: SHA-256 of the genesis, from outside the database."""

    def __init__(self, genesis: bytes, pin: bytes) -> None:
        if sha(genesis) != pin:
            raise Tampered("genesis")
        self.genesis = Genesis.read(genesis)
        self._entries: dict[bytes, tuple[DirectoryEntry, bytes, bytes]] = {}
        self._certificates: dict[bytes, Certificate] = {}
        self._grants: dict[bytes, Grant] = {}

    def listed(self, tx: Tx, hash: EntryHash) -> Listed:
        """An entry by its hash, verified. Raises NotFound, Tampered."""
        row = tx.row(ENTRY, hash=hash)
        if row is None:
            raise NotFound("directory entry")
        statement, signatures, newest = bytes(row[0]), bytes(row[1]), bool(row[2])
        known = self._entries.get(hash)
        if known is None or known[1:] != (statement, signatures):
            known = (self._verified(tx, hash, statement, signatures), statement, signatures)
            _remember(self._entries, hash, known)
        entry = known[0]
        return Listed(hash, entry, statement, signatures, newest, self._confirmed(entry, signatures))

    def newest(self, tx: Tx, principal: PrincipalId) -> Listed:
        """A principal's newest entry. Raises NotFound."""
        row = tx.row(NEWEST, principal=principal)
        if row is None:
            raise NotFound("principal")
        found = self.listed(tx, EntryHash(bytes(row[0])))
        if found.entry.principal != principal:
            raise Tampered("directory")
        return found

    def all_newest(self, tx: Tx) -> list[Listed]:
        """Everybody's newest entry."""
        return [self.listed(tx, EntryHash(bytes(row[0]))) for row in tx.rows(ALL_NEWEST)]

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
            officer = self.listed(tx, EntryHash(by.by))
            if Role.OFFICER not in officer.entry.roles or not officer.confirmed:
                raise Tampered("officer")
            sign.verify_both(officer.entry.ed25519, officer.entry.mldsa44, labels.DIRECTORY, statement, by.officer)
        if entry.previous != ZERO_HASH:
            self._follows(tx, entry, statement, by)
        elif entry.ended:
            raise Tampered("an end without a beginning")
        return entry

    def _follows(self, tx: Tx, entry: DirectoryEntry, statement: bytes, by: DirectorySignatures) -> None:
        old = self.listed(tx, entry.previous)
        if old.entry.principal != entry.principal:
            raise Tampered("principal")
        if by.old:
            sign.verify_both(old.entry.ed25519, old.entry.mldsa44, labels.DIRECTORY, statement, by.old)
        elif not ((entry.ended or entry.office) and by.officer):
            raise Tampered("successor")

    def publish(self, tx: Tx, statement: bytes, signatures: bytes) -> Listed:
        """Add an entry as its principal's newest. Raises Tampered, Refused."""
        entry, hash = DirectoryEntry.read(statement), EntryHash(sha(statement))
        row = tx.row(NEWEST, principal=entry.principal)
        if (entry.previous != ZERO_HASH) != (row is not None) or (row is not None and bytes(row[0]) != entry.previous):
            raise Refused("directory")
        tx.change(RETIRE, principal=entry.principal)
        tx.change(ADD, hash=hash, principal=entry.principal, statement=statement, signatures=signatures)
        return self.listed(tx, hash)

    def confirm(self, tx: Tx, hash: EntryHash, signatures: bytes) -> Listed:
        """Put an officer's signature beside an entry that waits for it."""
        old = self.listed(tx, hash)
        before, after = DirectorySignatures.read(old.signatures), DirectorySignatures.read(signatures)
        if before.officer or (before.own, before.old) != (after.own, after.old) or not after.officer:
            raise Refused("directory")
        tx.change(REPLACE_SIGNATURES, signatures=signatures, hash=hash)
        return self.listed(tx, hash)

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
