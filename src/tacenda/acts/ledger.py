"""Who looked: a chart's ledger as its client reads and verifies it, and the bundle that proves it without us.

The subject reads the own ledger without making an entry; everybody else's reading is a line in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tacenda.acts import gate, pages
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Held, Standing, Wanted, Wish
from tacenda.core.ledger import proof, verify
from tacenda.core.ledger.bundle import Bundle, Line, Membership, Page, Published, Seen, origin_number
from tacenda.core.ledger.entry import Body
from tacenda.core.ledger.statements import Certificate, DirectorySignatures, Epoch, Grant
from tacenda.core.ledger.verify import Pins, Verification
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
from tacenda.shell.vault.ring import Compartment

# What a computer did or a list did on somebody's way to a page: shown folded, never left out.
FOLDED = frozenset({Act.USE, Act.FOUND, Act.ROLL_BEGUN, Act.ROLL_ENDED})


@dataclass(frozen=True, slots=True)
class Look:
    """One line of *Who looked*. `name`, `role`: as their grant shows them, empty where the keeper acted alone.

    `opened`, `written`: how many objects beside pages; `mine`: the reader's own act; `folded`: a list or a computer; `grant`: the one it
    rested on, empty where there was none; `whom`: who was let in, by the name on their grant.
    """

    number: int
    at: Moment
    act: Act
    name: str
    role: str
    mine: bool
    codes: tuple[Code, ...]
    opened: int
    written: int
    purpose: str
    reason: str
    rules: tuple[str, ...]
    folded: bool
    index: int
    grant: bytes = b""
    whom: str = ""

    def __repr__(self) -> str:
        return f"Look({self.number})"


@dataclass(frozen=True, slots=True)
class Looks:
    """Every line, newest first, with what the check of all of them found."""

    chart: ChartId
    lines: tuple[Look, ...]
    verification: Verification
    seen: Seen


def who_looked(desk: Desk, chart: ChartId, purpose: Purpose, seen: Seen | None) -> Looks:
    """The ledger of one chart, checked whole. `seen`: what this browser remembers. Raises NotFound, Refused, Tampered."""
    made = bundle(desk, chart, purpose)
    found = check(desk, made, seen)
    codes = _codes(found)
    lines = tuple(_look(desk, entry, codes) for entry in reversed(found.entries))
    return Looks(chart, lines, found, found.seen)


def check(desk: Desk, made: Bundle, seen: Seen | None) -> Verification:
    """Verify a bundle against this person's pin and what they last saw. Raises Tampered."""
    pin = desk.keyring.ring().pin or sha(desk.keeper.genesis.write())
    number, size = _tree(made)
    proof_steps: Sequence[bytes] = ()
    if seen is not None and seen.origin == number and seen.size <= size:
        proof_steps = desk.keeper.consistency(seen.size, size)
    return verify.check(made, Pins(pin, made.chart), seen, proof_steps)


def _tree(made: Bundle) -> tuple[int, int]:
    """The origin's number and the size that a bundle's checkpoint claims."""
    origin, size, *_ = made.checkpoint.split("\n")
    return origin_number(verify.Genesis.read(made.genesis).origin, origin), int(size)


def _codes(found: Verification) -> dict[bytes, Code]:
    """Which kind each compartment is, from the epoch statements in the ledger."""
    codes: dict[bytes, Code] = {}
    for entry in found.entries:
        if entry.body is not None and entry.body.act in (Act.FOUND, Act.ROLL_BEGUN) and entry.body.statement:
            try:
                epoch = Epoch.read(entry.body.statement)
            except Tampered:
                continue  # a grant was founded
            codes[epoch.compartment] = epoch.code
    return codes


def _look(desk: Desk, entry: verify.Entry, codes: dict[bytes, Code]) -> Look:
    body, ask = entry.body, entry.ask
    at = body.at if body else Moment(0)
    act = body.act if body else Act.ERASE
    if ask is None:
        return Look(entry.seq, at, act, "", "", False, (), 0, 0, "", "", (), act in FOLDED, entry.index)
    name, _, role = ask.shown.partition("\n")
    objects = [place for place in ask.places if place.object != place.compartment]
    kinds = tuple(sorted({codes[place.compartment] for place in ask.places if place.compartment in codes}))
    return Look(
        entry.seq, at, act, name, role, ask.actor == desk.actor.id, kinds, sum(not place.version for place in objects),
        sum(bool(place.version) for place in objects), ask.purpose, ask.reason, ask.rules,
        act in FOLDED or ask.reason == "keys" or _bookkeeping(act, kinds), entry.index, ask.grant, _whom(body),
    )  # fmt: skip


def _bookkeeping(act: Act, kinds: tuple[Code, ...]) -> bool:
    """The list of people being written: what was decided about it has a line of its own."""
    return act is Act.WRITE and kinds == (Code.ACCESS,)


def _whom(body: Body | None) -> str:
    """The name on the grant that a line gave."""
    if body is None or body.act is not Act.GRANT or not body.statement:
        return ""
    return Grant.read(body.statement).shown().partition("\n")[0]


# Reading the bodies


def bundle(desk: Desk, chart: ChartId, purpose: Purpose) -> Bundle:
    """Everything that a reader of one ledger needs to check it alone. Raises NotFound, Refused, Tampered."""
    mine = gate.held(desk, chart, purpose)
    compartment = mine.keys.of(Code.LEDGER)
    # The keeper counts apart from the rows: a row that is gone is missed. Lines entered since the count wait for the next reading.
    count = desk.keeper.chart(chart).entries
    sealed = desk.keeper.lines(chart)[:count]
    bodies = _bodies(desk, mine, compartment, sealed, _shares(desk, chart, mine, compartment, sealed, purpose))
    checkpoint = desk.keeper.checkpoint()
    size = int(checkpoint.split("\n")[1])
    entries = _directory(desk, bodies)
    leaves = {hash: desk.keeper.entered(hash) for hash in entries}
    wanted = [line.index for line in sealed] + [index for index in leaves.values() if index is not None]
    paths = desk.keeper.line_paths(wanted, size)
    lines = tuple(Line(one.index, body, one.body_hash, one.about, paths[one.index]) for one, body in zip(sealed, bodies, strict=True))
    published = tuple(_published(desk, hash, index, paths) for hash, index in leaves.items())
    stand = desk.keeper.states(chart)
    now = tuple(Page(one.id, one.settled, desk.keeper.head(one.id, one.settled)) for one in stand if one.settled)
    genesis = desk.keeper.genesis.write()
    return Bundle(chart, genesis, published, checkpoint, count, lines, _memberships(desk, chart, purpose, bodies), now)


def _shares(
    desk: Desk, chart: ChartId, mine: Held, compartment: Compartment, sealed: Sequence[SealedLine], purpose: Purpose
) -> Shares:  # fmt: skip
    """Shares of the ledger's periods: for the subject without an entry, for others through the gate."""
    numbers = {sha(raw): number for number, _, raw in desk.keeper.epochs(compartment.id)}
    periods = {line.period: numbers[line.ledger_epoch] for line in sealed}
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
            found |= gate.clear(desk, at, wish).shares
    return found


def _bodies(desk: Desk, mine: Held, compartment: Compartment, sealed: Sequence[SealedLine], shares: Shares) -> list[bytes]:
    numbers = {sha(raw): number for number, _, raw in desk.keeper.epochs(compartment.id)}
    keys: dict[bytes, bytes] = {}
    bodies: list[bytes] = []
    for line in sealed:
        if line.period not in keys:
            number = numbers[line.ledger_epoch]
            keys[line.period] = _period_key(desk, mine.keys.chart, compartment.half(number), number, line, shares[line.period, number])
        bodies.append(_body(desk, mine.keys.chart, keys[line.period], line))
    return bodies


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


def _directory(desk: Desk, bodies: Sequence[bytes]) -> tuple[EntryHash, ...]:
    """Every directory entry these lines rest on: of who asked, who granted, who was granted, and of the officers behind them."""
    wanted: dict[EntryHash, None] = {}
    for body in (Body.read(raw) for raw in bodies if raw):
        if body.certificate:
            wanted[Certificate.read(body.certificate).entry] = None
        for hash in _named(body.statement):
            wanted[hash] = None
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


def _memberships(desk: Desk, chart: ChartId, purpose: Purpose, bodies: Sequence[bytes]) -> tuple[Membership, ...]:
    """The memberships through which somebody of an office acted here: signed, from the chart's access list."""
    via = {ask.via for ask in (Body.read(raw).asked() for raw in bodies if raw) if ask is not None and ask.via}
    if not via:
        return ()
    at = gate.standing(desk, chart, purpose)
    opened = at.page(Code.ACCESS)
    named = {holder.object for holder in (at.access.holders if at.access else ())}
    loose = [line for line in opened.page.of(Content.GRANT) if line.object not in named]
    wanted = tuple(Wanted(opened.compartment.id, line.object) for line in loose)
    cleared = gate.clear(desk, at, Wish(Act.OPEN, Code.ACCESS, purpose, wanted, reason="keys"))
    found: list[Membership] = []
    for line in loose:
        place = pages.object_place(chart, opened, line.object, line.newest.version, Content.GRANT)
        chain = grants.read_bundle(gate.unseal(desk, cleared, place).payload)
        if chain[0].hash in via:
            found += [Membership(one.statement, one.signature) for one in chain]
    return tuple(dict.fromkeys(found))


def prove(desk: Desk, chart: ChartId, purpose: Purpose, index: int) -> str:
    """One line as a C2SP proof file. Raises NotFound."""
    made = bundle(desk, chart, purpose)
    for line in made.lines:
        if line.index == index:
            return proof.write(index, line.body, line.about, line.path, made.checkpoint)
    raise NotFound("line")
