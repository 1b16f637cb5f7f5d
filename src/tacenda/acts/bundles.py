"""Bundles: one ledger read out with everything that proves it, for its client, an officer, or whoever may.

The subject reads the own ledger without making an entry; everybody else passes the gate, and the reading is a line in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tacenda.acts import contents, gate, memberships, pages
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Held, Standing, Wanted, Wish
from tacenda.core.ledger.asks import Ask
from tacenda.core.ledger.bundle import Bundle, Line, Membership, Page, Published
from tacenda.core.ledger.entry import Body
from tacenda.core.ledger.statements import Certificate, DirectorySignatures, Grant
from tacenda.core.sealing import derive, envelope, labels, seal
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Content, Purpose, Right
from tacenda.core.words.encoding import fields, u64
from tacenda.core.words.errors import NotFound, Tampered
from tacenda.core.words.ids import ZERO_HASH, ChartId, EntryHash, ObjectId
from tacenda.core.words.moments import Moment
from tacenda.shell.keeper.leaves import SealedLine
from tacenda.shell.keeper.shares import Shares
from tacenda.shell.vault import grants
from tacenda.shell.vault.clearance import Clearance
from tacenda.shell.vault.grants import SignedGrant
from tacenda.shell.vault.ring import Compartment

Clear = Callable[[Desk, Standing, Wish], Clearance]
A_READING = 200  # lines that one opening of the newest takes


def made(desk: Desk, chart: ChartId, purpose: Purpose, clear: Clear = gate.clear) -> Bundle:
    """Everything a reader of one ledger needs to check it alone. `clear`: how the gate is passed. Raises NotFound, Refused, Tampered."""
    mine = gate.held(desk, chart, purpose)
    compartment = mine.keys.of(Code.LEDGER)
    # The keeper counts apart from the rows, in one snapshot with them: a row that is gone is missed, and a lowered count hides none.
    count, sealed = desk.keeper.counted_lines(chart)
    bodies = _bodies(desk, mine, compartment, sealed, _shares(desk, mine, compartment, sealed, purpose, clear))
    checkpoint = desk.keeper.checkpoint()
    size = int(checkpoint.split("\n")[1])
    cited = [_cited(body) for body in bodies if body]
    members = _memberships(desk, chart, purpose, cited, clear)
    entries = _directory(desk, [*cited, *(_Cited(_named(one.statement), b"") for one in members)])
    leaves = {hash: desk.keeper.entered(hash) for hash in entries}
    wanted = [line.index for line in sealed] + [index for index in leaves.values() if index is not None]
    paths = desk.keeper.line_paths(wanted, size)
    lines = tuple(Line(one.index, body, one.body_hash, one.about, paths[one.index]) for one, body in zip(sealed, bodies, strict=True))
    published = tuple(_published(desk, hash, index, paths) for hash, index in leaves.items())
    stand = desk.keeper.states(chart)
    now = tuple(Page(one.id, one.settled, desk.keeper.head(one.id, one.settled)) for one in stand if one.settled)
    genesis = desk.keeper.genesis.write()
    return Bundle(chart, genesis, published, checkpoint, count, lines, members, now)


def recent(desk: Desk, chart: ChartId, purpose: Purpose, since: Moment) -> Iterator[tuple[int, Moment, Ask]]:
    """What people asked for since a moment, newest first, with the numbers of their lines.

    Each body is held against the hash in its leaf; the tree is not checked. Raises NotFound, Refused, Tampered.
    """
    mine = gate.held(desk, chart, purpose)
    compartment = mine.keys.of(Code.LEDGER)
    sealed = desk.keeper.counted_lines(chart)[1][::-1]
    for start in range(0, len(sealed), A_READING):
        some = sealed[start : start + A_READING]
        bodies = _bodies(desk, mine, compartment, some, _shares(desk, mine, compartment, some, purpose, gate.clear))
        for line, raw in zip(some, bodies, strict=True):
            if raw and sha(raw) != line.body_hash:
                raise Tampered("body")
            body = Body.read(raw) if raw else None
            if body is not None and body.at < since:
                return
            ask = body.asked() if body is not None else None
            if body is not None and ask is not None:
                yield line.number, body.at, ask


def _shares(
    desk: Desk, mine: Held, compartment: Compartment, sealed: Sequence[SealedLine], purpose: Purpose, clear: Clear
) -> Shares:  # fmt: skip
    """Shares of the ledger's periods: for the subject without an entry, for others through the gate."""
    chart, numbers = mine.keys.chart, _numbers(desk, compartment)
    periods = {line.period: _number(numbers, line) for line in sealed}
    by_epoch: dict[int, list[ObjectId]] = {}
    for period, number in periods.items():
        by_epoch.setdefault(number, []).append(period)
    subject = Right.SUBJECT in desk.keeper.allows(chart, grants.GrantHash(mine.keys.grant_hash))
    at = Standing(chart, mine, None, 0, {}) if subject else gate.standing(desk, chart, purpose)
    found: Shares = {}
    for number, named in by_epoch.items():
        wanted = tuple(Wanted(compartment.id, period, epoch=number) for period in named)
        wish = Wish(Act.OPEN, Code.LEDGER, purpose, wanted)
        if subject:
            found |= desk.keeper.own_ledger(gate.signed(desk, at, wish)[1])
        else:
            found |= clear(desk, at, wish).shares
    return found


def _bodies(desk: Desk, mine: Held, compartment: Compartment, sealed: Sequence[SealedLine], shares: Shares) -> list[bytes]:
    numbers = _numbers(desk, compartment)
    keys: dict[bytes, bytes] = {}
    bodies: list[bytes] = []
    for line in sealed:
        if line.period not in keys:
            number = _number(numbers, line)
            keys[line.period] = _period_key(desk, mine.keys.chart, compartment.half(number), number, line, shares[line.period, number])
        bodies.append(_body(desk, mine.keys.chart, keys[line.period], line))
    return bodies


def _numbers(desk: Desk, compartment: Compartment) -> dict[bytes, int]:
    return {sha(raw): number for number, _, raw in desk.keeper.epochs(compartment.id)}


def _number(numbers: dict[bytes, int], line: SealedLine) -> int:
    """The ledger's epoch that a line's period is sealed to. Raises Tampered if no statement has that hash."""
    if line.ledger_epoch not in numbers:
        raise Tampered("period")
    return numbers[line.ledger_epoch]


def _period_key(desk: Desk, chart: ChartId, half: bytes, number: int, line: SealedLine, share: bytes) -> bytes:
    practice = desk.keyring.practice
    seed = derive.ledger_seed(half, practice, chart, number)
    lk = seal.open_seal(seed, fields(labels.PERIOD, practice, chart, line.period), line.sealed_seed)
    return derive.period_key(lk, share, practice, chart, line.period)


def _body(desk: Desk, chart: ChartId, key: bytes, line: SealedLine) -> bytes:
    if not line.envelope:
        return b""
    place = [chart, line.period, u64(line.number)]
    return envelope.open_box(key, envelope.Kind.BODY, desk.keyring.practice, place, line.envelope)


@dataclass(frozen=True, slots=True)
class _Cited:
    """What one line rests on: directory entries of who asked, granted or was granted; the membership behind it, if any."""

    entries: tuple[EntryHash, ...]
    via: bytes


_CITED: dict[bytes, _Cited] = {}  # by a body's hash; hashes alone, nothing that was read
_MOST = 50_000


def _cited(raw: bytes) -> _Cited:
    hash = sha(raw)
    found = _CITED.get(hash)
    if found is None:
        body = Body.read(raw)
        ask = body.asked()
        asker = (Certificate.read(body.certificate).entry,) if body.certificate else ()
        if len(_CITED) >= _MOST:
            _CITED.clear()
        found = _CITED[hash] = _Cited((*asker, *_named(body.statement)), ask.via if ask is not None else b"")
    return found


def _directory(desk: Desk, cited: Sequence[_Cited]) -> tuple[EntryHash, ...]:
    """Every directory entry these lines rest on: of who asked, who granted, who was granted, and of the officers behind them."""
    wanted: dict[EntryHash, None] = {hash: None for one in cited for hash in one.entries}
    for hash in list(wanted):
        _behind(desk, hash, wanted)
    return tuple(wanted)


def _named(statement: bytes) -> tuple[EntryHash, ...]:
    try:
        grant = Grant.read(statement)
    except Tampered:
        return ()
    return grant.granter_entry, grant.grantee_entry


def _behind(desk: Desk, hash: EntryHash, wanted: dict[EntryHash, None]) -> None:
    """The officer who signed an entry, and the entry it follows."""
    listed = desk.keeper.listed(hash)
    wanted[hash] = None
    by = DirectorySignatures.read(listed.signatures).by
    for more in (EntryHash(by) if by else None, listed.entry.previous if listed.entry.previous != ZERO_HASH else None):
        if more is not None and more not in wanted:
            _behind(desk, more, wanted)


def _published(desk: Desk, hash: EntryHash, index: int | None, paths: dict[int, tuple[bytes, ...]]) -> Published:
    listed = desk.keeper.listed(hash)
    line = None
    if index is not None:
        leaf = desk.keeper.leaf(index)
        line = Line(index, b"", leaf.body_hash, leaf.about, paths[index])
    return Published(listed.statement, listed.signatures, line)


def _memberships(desk: Desk, chart: ChartId, purpose: Purpose, cited: Sequence[_Cited], clear: Clear) -> tuple[Membership, ...]:
    """The memberships through which somebody of an office acted here: signed, from the chart's access list.

    Opening the list for them is a line that no reader of a ledger asked for, so it is opened once in a process, whoever reads.
    """
    via = dict.fromkeys(one.via for one in cited if one.via)
    if not via:
        return ()
    if chart == desk.keeper.practice:
        # The practice's own page keeps them; a client's chart has them on its access list.
        kept = gate.practice_page(desk)[1].memberships
        chains = [memberships.chain(kept, sha(one[0])) for one in kept if sha(one[0]) in via]
        return tuple(dict.fromkeys(Membership(one.statement, one.signature) for chain in chains for one in chain))
    known = desk.house.members
    if not via.keys() <= known.keys():
        known.update(_listed(desk, chart, purpose, clear))
    return tuple(dict.fromkeys(member for hash in via for member in known.get(hash, ())))


def _listed(desk: Desk, chart: ChartId, purpose: Purpose, clear: Clear) -> dict[bytes, tuple[Membership, ...]]:
    """Every membership on a chart's list, with its parents, by its hash. What is remembered serves readers of other charts too, and who
    writes one list has no say there: what nobody signed is left out."""
    at = gate.standing(desk, chart, purpose)
    opened = at.page(Code.ACCESS)
    named = {holder.object for holder in at.holders}
    loose = [line for line in opened.page.of(Content.GRANT) if line.object not in named]
    wanted = tuple(Wanted(opened.compartment.id, line.object) for line in loose)
    cleared = clear(desk, at, Wish(Act.OPEN, Code.ACCESS, purpose, wanted, reason="keys"))
    found = dict[bytes, tuple[Membership, ...]]()
    for line in loose:
        place = pages.object_place(chart, opened, line.object, line.newest.version, Content.GRANT)
        chain = grants.read_bundle(contents.unseal(desk, cleared, place).payload)
        if _signed(desk, chain):
            found[chain[0].hash] = tuple(Membership(one.statement, one.signature) for one in chain)
    return found


def _signed(desk: Desk, chain: Sequence[SignedGrant]) -> bool:
    """Whether these are a membership and those it goes back to, each signed by its granter."""
    try:
        for one in chain:
            desk.keeper.verified_grant(one.statement, one.signature)
    except (NotFound, Tampered):
        return False
    return [one.hash for one in chain[1:]] == [one.value.parent for one in chain[:-1]] and not chain[-1].value.parent
