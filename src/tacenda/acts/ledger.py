"""Who looked: a chart's ledger as its client reads and verifies it, and the bundle that proves it without us.

The subject reads the own ledger without making an entry; everybody else's reading is a line in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from tacenda.acts import bundles
from tacenda.acts.desk import Desk
from tacenda.acts.says import PARTS
from tacenda.core.ledger import proof, verify
from tacenda.core.ledger.asks import Ask
from tacenda.core.ledger.bundle import Bundle, Seen, origin_number
from tacenda.core.ledger.entry import Body
from tacenda.core.ledger.limit import Limit
from tacenda.core.ledger.statements import Epoch, Grant
from tacenda.core.ledger.verify import Pins, Verification
from tacenda.core.model.access_list import COVERING
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Purpose
from tacenda.core.words.errors import NotFound, Tampered
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.core.words.moments import NEVER, Moment
from tacenda.core.words.people import Role, treats

# What a computer did or a list did on somebody's way to a page: shown folded, never left out.
FOLDED = frozenset({Act.USE, Act.FOUND, Act.ROLL_BEGUN, Act.ROLL_ENDED})


@dataclass(frozen=True, slots=True)
class Look:
    """One line of *Who looked*. `name`, `role`: as their grant shows them, empty where there was none; `alone`: the keeper acted alone.

    `opened`, `written`: how many objects beside pages; `mine`: the reader's own act; `folded`: a list or a computer; `grant`: the one it
    rested on, empty where there was none; `whom`: who was let in, stopped or limited, by the name on their grant; `back`: what was stopped
    or limited before is given back. `also`: what somebody who looks after the rules is to this client too, by other lines of theirs: the
    basis of that grant; empty for nothing. `basis`: why the grant was given that the line rests on, so that who stands in is called that
    whatever rule allowed the act.
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
    also: str = ""
    basis: str = ""
    alone: bool = False
    back: bool = False

    def __repr__(self) -> str:
        return f"Look({self.number})"

    @property
    def by_client(self) -> bool:
        return self.role == Role.CLIENT.value


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop that stands. `since`, `at`: when the grant was given and when it was stopped; `by_client`: a client did it."""

    hash: GrantHash
    grant: Grant
    since: Moment
    at: Moment
    by_client: bool

    def __repr__(self) -> str:
        return "Stop()"

    @property
    def begun(self) -> bool:
        """Whether anything had been open by the grant before it was stopped."""
        return self.grant.begun(self.at)


@dataclass(frozen=True, slots=True)
class Looks:
    """Every line, newest first, with what the check of all of them found. `stops`: those that nobody took back, newest first."""

    chart: ChartId
    lines: tuple[Look, ...]
    verification: Verification
    seen: Seen
    stops: tuple[Stop, ...]

    def stop(self, grant: bytes) -> Stop | None:
        """The stop of a grant; None for one that was not stopped."""
        return next((one for one in self.stops if one.hash == grant), None)


def who_looked(desk: Desk, chart: ChartId, purpose: Purpose, seen: Seen | None) -> Looks:
    """The ledger of one chart, checked whole. `seen`: what this browser remembers. Raises NotFound, Refused, Tampered."""
    made = bundle(desk, chart, purpose)
    found = check(desk, made, seen)
    given = _given(found)
    told = _Told(_codes(found), given, _treats(found, given), _lifts(found))
    lines = tuple(_look(desk, entry, told) for entry in reversed(found.entries))
    return Looks(chart, lines, found, found.seen, _stops(found))


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


def _given(found: Verification) -> dict[bytes, Grant]:
    """The grants in the ledger by their hash; who began the chart has one too."""
    given: dict[bytes, Grant] = {}
    for entry in found.entries:
        if entry.body is not None and entry.body.act in (Act.FOUND, Act.GRANT) and entry.body.statement:
            with suppress(Tampered):  # an epoch was founded
                given[sha(entry.body.statement)] = Grant.read(entry.body.statement)
    return given


def _stops(found: Verification) -> tuple[Stop, ...]:
    """What was given and stands no more, with the newest line that says so."""
    given, last = dict[bytes, Moment](), dict[bytes, tuple[Moment, bool]]()
    for body, ask in ((entry.body, entry.ask) for entry in found.entries):
        if body is not None and body.statement and body.act in (Act.FOUND, Act.GRANT):
            given.setdefault(sha(body.statement), body.at)
        if body is not None and ask is not None and body.act is Act.STOP:
            last.pop(ask.about, None)  # the newest line stands last, also of two of one second
            last[ask.about] = body.at, ask.shown.partition("\n")[2] == Role.CLIENT.value
    stood = [hash for hash in reversed(last) if hash in found.given and hash not in found.live]
    return tuple(Stop(GrantHash(hash), found.given[hash], given.get(hash, NEVER), *last[hash]) for hash in stood)


def _treats(found: Verification, given: Mapping[bytes, Grant]) -> dict[bytes, str]:
    """Who acted as a therapist, and on what basis; who did more than stand in is not called a stand-in."""
    asks = [entry.ask for entry in found.entries if entry.ask is not None]
    bases = [(ask.actor, given[ask.grant].basis) for ask in asks if ask.grant in given and treats(given[ask.grant].role)]
    return dict(sorted(bases, key=lambda one: one[1] != COVERING))


def _lifts(found: Verification) -> frozenset[int]:
    """The lines that take a stop back: they give a grant that was given before."""
    given, lifts = set[bytes](), set[int]()
    for entry in found.entries:
        if entry.ask is not None and entry.body is not None and entry.body.act is Act.GRANT:
            lifts |= {entry.seq} if entry.ask.about in given else set()
            given.add(entry.ask.about)
        elif entry.body is not None and entry.body.act is Act.FOUND and entry.body.statement:
            given.add(sha(entry.body.statement))
    return frozenset(lifts)


@dataclass(frozen=True, slots=True)
class _Told:
    """What other lines tell about one: kinds of compartments, grants, who acted as a therapist, which lines take a stop back."""

    codes: Mapping[bytes, Code]
    given: Mapping[bytes, Grant]
    treats: Mapping[bytes, str]
    lifts: frozenset[int]


def _look(desk: Desk, entry: verify.Entry, told: _Told) -> Look:
    body, ask = entry.body, entry.ask
    at = body.at if body else Moment(0)
    act = body.act if body else Act.ERASE
    if ask is None:
        return Look(entry.seq, at, act, "", "", False, (), 0, 0, "", "", (), act in FOLDED, entry.index, alone=True)
    name, _, role = ask.shown.partition("\n")
    limit = _limit(body)
    back = entry.seq in told.lifts or (limit is not None and not limit.holds)
    objects = [place for place in ask.places if place.object != place.compartment]
    named = {told.codes[place.compartment] for place in ask.places if place.compartment in told.codes}
    kinds = (limit.code,) if limit else tuple(sorted(named))
    return Look(
        entry.seq, at, act, name, role, ask.actor == desk.actor.id, kinds, sum(not place.version for place in objects),
        sum(bool(place.version) for place in objects), ask.purpose, ask.reason, ask.rules,
        act in FOLDED or ask.reason in PARTS | {"keys"} or _bookkeeping(act, kinds) or _begins(ask), entry.index, ask.grant,
        _shown(told.given.get(limit.grant if limit else ask.about)) if limit or act is Act.STOP else _let_in(body),
        told.treats.get(ask.actor, "") if role == Role.OFFICER.value else "", _basis(told.given.get(ask.grant)), back=back,
    )  # fmt: skip


def _bookkeeping(act: Act, kinds: tuple[Code, ...]) -> bool:
    """The list of people being written: what was decided about it has a line of its own."""
    return act is Act.WRITE and kinds == (Code.ACCESS,)


def _begins(ask: Ask) -> bool:
    """A chart being begun: the first, still empty page of each of its compartments."""
    return ask.act is Act.WRITE and all(place.object == place.compartment and place.version == 1 for place in ask.places)


def _limit(body: Body | None) -> Limit | None:
    """What a line took out of somebody's access, or gave back; None for any other line."""
    if body is None or body.act is not Act.RESTRICT or not body.statement:
        return None
    with suppress(Tampered):  # it is something else that the client said
        return Limit.read(body.statement)
    return None


def _let_in(body: Body | None) -> str:
    """The name on the grant that a line gave."""
    if body is None or body.act is not Act.GRANT or not body.statement:
        return ""
    return _shown(Grant.read(body.statement))


def _basis(grant: Grant | None) -> str:
    """Why a grant was given; empty for none."""
    return grant.basis if grant is not None else ""


def _shown(grant: Grant | None) -> str:
    """The name on a grant; empty for none."""
    return grant.shown().partition("\n")[0] if grant is not None else ""


def bundle(desk: Desk, chart: ChartId, purpose: Purpose) -> Bundle:
    """Everything that a reader of one ledger needs to check it alone. Raises NotFound, Refused, Tampered."""
    return bundles.made(desk, chart, purpose)


def prove(desk: Desk, chart: ChartId, purpose: Purpose, index: int) -> str:
    """One line as a C2SP proof file. Raises NotFound."""
    made = bundle(desk, chart, purpose)
    for line in made.lines:
        if line.index == index:
            return proof.write(index, line.body, line.about, line.path, made.checkpoint)
    raise NotFound("line")
