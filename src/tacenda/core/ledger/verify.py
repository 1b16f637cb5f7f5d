"""What a client checks: that a ledger is whole, in order, in the tree, signed, and that everybody in it was let in.

`check` is pure and needs nobody's word but the practice's fingerprint: genesis = fingerprint; checkpoint signed by the log the genesis
names; the tree an extension of the one seen before; lines dense from 1 and as many as the keeper says; body -> leaf -> root; each
line naming the one before; asks, step-ups and certificates signed by keys of the directory; every ask within a live grant (`replay`).
The first thing that does not fit raises Tampered with a word for it.

What it cannot see: last lines left out together with a lowered count, by whoever holds the log keys, on a ledger whose reader
remembers nothing (an officer's audit finds the orphan leaves: `orphans`); whether an office's member had been stopped, which the
practice's own ledger tells; and what the software did before it signed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tacenda.core.ledger import checkpoint as notes
from tacenda.core.ledger import tree
from tacenda.core.ledger.asks import STEP_UP_ACTS, Ask
from tacenda.core.ledger.bundle import Bundle, Line, Membership, Page, Published, Seen, origin_number
from tacenda.core.ledger.checkpoint import Checkpoint, LogKeys
from tacenda.core.ledger.directory import Directory
from tacenda.core.ledger.entry import Body
from tacenda.core.ledger.replay import Behind, Limited, Replay, Stop
from tacenda.core.ledger.statements import Certificate, DirectoryEntry, Genesis, Grant
from tacenda.core.sealing import labels, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ZERO_HASH, ChartId, EntryHash, ObjectId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import STAFF

__all__ = ["Bundle", "Entry", "Line", "Membership", "Page", "Pins", "Published", "Seen", "Verification", "check", "orphans"]

LASTS = 12 * 3600 + 120  # seconds a certificate may last
ASIDE = 240  # seconds between an ask's time and its entry's: the keeper's 120, and 120 that its clock may lie behind the newest entry


@dataclass(frozen=True, slots=True)
class Pins:
    """What the reader knows from elsewhere. `fingerprint`: SHA-256 of the genesis; `chart`: the ledger meant, None for whichever it is."""

    fingerprint: bytes
    chart: ChartId | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One verified line. `body` is None if it was erased, `ask` also where the keeper acted alone."""

    index: int
    seq: int
    about: bytes
    body: Body | None
    ask: Ask | None


@dataclass(frozen=True, slots=True)
class Verification:
    """What holds. `given`: every grant ever given, by hash; `live`: those that stand, ends not counted; `asks`: hashes of all asks.

    `said`: hashes of the client's says that count (zeros: none was made); `writes`: digests asked for under (object, version);
    `unsaved`: pages asked for above the bundle's, so never saved; `gap`: the tree began anew since it was last seen (a keeper was
    restored); `turned_back`: lines before which the clock went back.
    """

    checkpoint: Checkpoint
    count: int
    entries: tuple[Entry, ...]
    given: Mapping[bytes, Grant]
    live: Mapping[bytes, Grant]
    stopped: Mapping[bytes, Stop]
    limited: Limited
    behind: Behind
    waiting: Behind  # of that, what live grants' keys come to with the next roll
    said: frozenset[bytes]
    asks: frozenset[bytes]
    writes: Mapping[tuple[ObjectId, int], frozenset[bytes]]
    unsaved: tuple[tuple[ObjectId, int], ...]
    gap: bool
    turned_back: tuple[int, ...]

    @property
    def seen(self) -> Seen:
        """What to remember until the next time."""
        return Seen.of(self.checkpoint)

    @property
    def size(self) -> int:
        return self.checkpoint.size

    @property
    def root(self) -> bytes:
        return self.checkpoint.root


def check(bundle: Bundle, pins: Pins, seen: Seen | None, consistency: Sequence[bytes]) -> Verification:
    """Check one ledger. `consistency`: the proof from `seen` to the bundle's checkpoint. Raises Tampered."""
    try:
        return _check(bundle, pins, seen, consistency)
    except RecursionError as error:
        raise Tampered("too deep") from error


def _check(bundle: Bundle, pins: Pins, seen: Seen | None, consistency: Sequence[bytes]) -> Verification:
    if sha(bundle.genesis) != pins.fingerprint:
        raise Tampered("genesis")
    if pins.chart is not None and bundle.chart != pins.chart:
        raise Tampered("chart")
    genesis = Genesis.read(bundle.genesis)
    checkpoint = _checkpoint(bundle.checkpoint, genesis)
    gap = _follows(checkpoint, seen, consistency)
    people = _People(genesis, bundle.directory, bundle.memberships, checkpoint)
    replay = Replay(genesis.practice, bundle.chart, people.directory, people.membership)
    entries = _entries(bundle, genesis, checkpoint, people, replay)
    if len(entries) != bundle.count:
        raise Tampered("count")
    people.all_stand(replay.given.values())
    asks = frozenset(sha(entry.body.ask) for entry in entries if entry.body is not None and entry.body.ask)
    _each_once(entries, asks)
    unsaved = _pages(bundle.pages, replay, any(entry.body is None for entry in entries))
    return Verification(
        checkpoint,
        bundle.count,
        entries,
        replay.given,
        replay.live,
        replay.stopped,
        replay.limited,
        replay.behind,
        replay.waiting,
        replay.said,
        asks,
        replay.writes,
        unsaved,
        gap,
        _turned_back(entries),
    )


def _checkpoint(text: str, genesis: Genesis) -> Checkpoint:
    origin = text.partition("\n")[0]
    origin_number(genesis.origin, origin)
    return notes.read(text, origin, LogKeys(genesis.log_ed25519, genesis.log_mldsa44))


def _follows(checkpoint: Checkpoint, seen: Seen | None, consistency: Sequence[bytes]) -> bool:
    """Whether the tree began anew since `seen`. A tree that shrank, or another one under the same name, is Tampered."""
    if seen is None:
        return False
    number = Seen.of(checkpoint).origin
    if number < seen.origin:
        raise Tampered("an older tree")
    if number > seen.origin:
        return True
    if checkpoint.size < seen.size:
        raise Tampered("a shorter tree")
    tree.check_consistency(seen.size, checkpoint.size, seen.root, checkpoint.root, consistency)
    return False


class _People:
    """Who may sign: entries, certificates and memberships of one bundle, each verified once."""

    def __init__(
        self, genesis: Genesis, published: Sequence[Published], memberships: Sequence[Membership], checkpoint: Checkpoint
    ) -> None:  # fmt: skip
        self._genesis = genesis
        self._leaves: dict[bytes, int] = {}
        self._used: set[bytes] = set()
        self._certificates: dict[bytes, tuple[Certificate, DirectoryEntry]] = {}
        self._members: dict[bytes, Grant] = {}
        self._memberships = {sha(one.statement): one for one in memberships}
        self.directory = Directory(genesis, {sha(one.statement): (one.statement, one.signatures) for one in published})
        self._replaced: dict[bytes, int] = {}
        for one in published:
            self._place(one, checkpoint)

    def _place(self, one: Published, checkpoint: Checkpoint) -> None:
        if one.line is None:
            return
        hash = sha(one.statement)
        if one.line.about != hash:
            raise Tampered("directory line")
        tree.check_path(tree.leaf_hash(one.line.body_hash, hash), one.line.index, checkpoint.size, one.line.path, checkpoint.root)
        self._leaves[hash] = one.line.index
        self._replaced[self.directory.entry(EntryHash(hash)).previous] = one.line.index

    def certificate(self, raw: bytes, signature: bytes, index: int) -> tuple[Certificate, DirectoryEntry]:
        """A certificate as it counted for the entry at `index`: a key that was replaced before signs nothing any more."""
        known = self._certificates.get(raw + signature)
        if known is None:
            known = self._certificates[raw + signature] = self._verified(raw, signature)
        if self._replaced.get(known[0].entry, index) < index:
            raise Tampered("a replaced key")
        return known

    def _verified(self, raw: bytes, signature: bytes) -> tuple[Certificate, DirectoryEntry]:
        certificate = Certificate.read(raw)
        entry = self.directory.entry(certificate.entry)
        if certificate.principal != entry.principal or certificate.practice != self._genesis.practice:
            raise Tampered("certificate")
        if certificate.until - certificate.since > LASTS:
            raise Tampered("certificate")
        sign.verify(entry.sign_in, labels.CERTIFICATE, raw, signature)
        self._used.add(certificate.entry)
        return certificate, entry

    def membership(self, hash: bytes) -> Grant:
        """A membership whose chain leads to the founder of the office."""
        known = self._members.get(hash)
        if known is not None:
            return known
        row = self._memberships.get(hash)
        if row is None:
            raise Tampered("membership")
        grant = Grant.read(row.statement)
        granter = self.directory.entry(grant.granter_entry)
        self._used.add(grant.granter_entry)
        sign.verify_both(granter.ed25519, granter.mldsa44, labels.GRANT, row.statement, row.signature)
        if not self._member(grant, granter):
            raise Tampered("membership")
        self._members[hash] = grant
        return grant

    def _member(self, grant: Grant, granter: DirectoryEntry) -> bool:
        if grant.practice != self._genesis.practice:
            return False
        if not grant.parent:
            return grant.by_founder() and grant.grantee == granter.principal
        parent = self.membership(grant.parent)
        return parent.chart == grant.chart and parent.grantee == granter.principal and grant.within(parent)

    def all_stand(self, given: Iterable[Grant]) -> None:
        """Every entry whose keys counted is the founder's or stands in the tree; a client's may be named by a grant instead."""
        named = {grant.grantee_entry for grant in given if grant.grantee_entry != grant.granter_entry}
        used = self._used | {grant.granter_entry for grant in given}
        for hash in used - self._leaves.keys():
            entry = self.directory.entry(EntryHash(hash))
            staff = entry.office or set(entry.roles) & STAFF
            if not self.directory.founder(entry) and (staff or hash not in named):
                raise Tampered("a directory entry without a leaf")


def _entries(bundle: Bundle, genesis: Genesis, checkpoint: Checkpoint, people: _People, replay: Replay) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    prev, last, erased = ZERO_HASH, -1, set[bytes]()
    for seq, line in enumerate(bundle.lines, 1):
        leaf = tree.leaf_hash(line.body_hash, line.about)
        if line.index <= last:
            raise Tampered("order")
        tree.check_path(leaf, line.index, checkpoint.size, line.path, checkpoint.root)
        if line.body:
            entries.append(_entry(line, seq, prev, genesis, bundle.chart, people))
            _told(entries[-1], replay)
        else:
            erased.add(_erased(line, leaf))
            entries.append(Entry(line.index, seq, line.about, None, None))
        prev, last = leaf, line.index
    replay.finish()
    if not erased <= {entry.about for entry in entries if entry.body is not None and entry.body.act is Act.ERASE}:
        raise Tampered("an empty body")
    return tuple(entries)


def _erased(line: Line, leaf: bytes) -> bytes:
    """Only what names no statement can be erased: grants, stops and epochs are what the rest is judged by."""
    if line.about != ZERO_HASH:
        raise Tampered("an empty body")
    return leaf


def _entry(line: Line, seq: int, prev: bytes, genesis: Genesis, ledger: ChartId, people: _People) -> Entry:
    if sha(line.body) != line.body_hash:
        raise Tampered("body")
    body = Body.read(line.body)
    if body.practice != genesis.practice or body.ledger != ledger:
        raise Tampered("an entry of another ledger")
    if body.seq != seq or body.prev != prev:
        raise Tampered("chain")
    ask = body.asked()
    if ask is None:
        if body.ask_sig or body.step_sig or body.certificate or body.certificate_sig:
            raise Tampered("the keeper's own entry")
    else:
        _signed(line, body, ask, people)
    return Entry(line.index, seq, line.about, body, ask)


def _signed(line: Line, body: Body, ask: Ask, people: _People) -> None:
    if (ask.practice, ask.ledger, ask.act, ask.about) != (body.practice, body.ledger, body.act, line.about):
        raise Tampered("ask")
    certificate, entry = people.certificate(body.certificate, body.certificate_sig, line.index)
    sign.verify(certificate.acting, labels.ASK, body.ask, body.ask_sig)
    if ask.actor != certificate.principal:
        raise Tampered("actor")
    if not certificate.since <= ask.at < certificate.until or abs(body.at - ask.at) > ASIDE:
        raise Tampered("time")
    if body.step_sig:
        sign.verify(entry.ed25519, labels.ASK, body.ask, body.step_sig)
    elif ask.act in STEP_UP_ACTS:
        raise Tampered("step-up")


def _told(entry: Entry, replay: Replay) -> None:
    if entry.body is not None:
        replay.take(entry.body, entry.ask, entry.about)


def _each_once(entries: Sequence[Entry], asks: frozenset[bytes]) -> None:
    if len(asks) != sum(entry.ask is not None for entry in entries):
        raise Tampered("an ask entered twice")


def _pages(pages: Sequence[Page], replay: Replay, some_erased: bool) -> tuple[tuple[ObjectId, int], ...]:
    """Pages as written: each version and digest was asked for. What gives back: versions asked for above them, so never saved."""
    unsaved: list[tuple[ObjectId, int]] = []
    for page in pages:
        digests = replay.writes.get((ObjectId(page.compartment), page.version))
        if (digests is None and not some_erased) or (digests is not None and page.digest not in digests):
            raise Tampered("page")
        unsaved += [key for key in replay.writes if key[0] == ObjectId(page.compartment) and key[1] > page.version]
    return tuple(unsaved)


def _turned_back(entries: Sequence[Entry]) -> tuple[int, ...]:
    newest, found = Moment(0), list[int]()
    for entry in entries:
        if entry.body is not None:
            if entry.body.at < newest:
                found.append(entry.seq)
            newest = entry.body.at
    return tuple(found)


def orphans(size: int, ledgers: Iterable[Iterable[int]]) -> tuple[int, ...]:
    """An officer's audit: leaves that no ledger claims, hence hidden entries. `ledgers`: the indexes of each.

    Raises Tampered if two ledgers claim one leaf.
    """
    claimed = set[int]()
    for indexes in ledgers:
        for index in indexes:
            if index in claimed or not 0 <= index < size:
                raise Tampered("a leaf claimed twice")
            claimed.add(index)
    return tuple(index for index in range(size) if index not in claimed)
