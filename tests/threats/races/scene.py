"""One chart, one colleague who is let in and stopped again and again, and what is held against what after each race."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.threats.races import runner
from tests.threats.races.runner import Attempt, Give, Keys, Lift, Open, Order, Read, Roll
from tests.walks.practice import KIM, MAYA, TOMAS, Built, Person, copied

from tacenda.acts import grants, holders, ledger, rolling, unlisted
from tacenda.acts.desk import reading, writing
from tacenda.acts.house import open_house
from tacenda.core.ledger.verify import Entry
from tacenda.core.model import offers
from tacenda.core.words.access import Act, Purpose
from tacenda.core.words.errors import Conflict
from tacenda.core.words.ids import GrantHash
from tacenda.shell.keeper.keeper import Keeper

READERS = 2
OFFERS = (
    offers.SUPERVISOR,
    offers.SUPERVISOR,
    offers.SUPERVISOR,
    offers.CO_THERAPIST,
)  # the fewer keys, the shorter the way to the next race
PURPOSES = {KIM.login: Purpose.OWN_RECORD, MAYA.login: Purpose.TREATMENT}


@dataclass(frozen=True)
class Crew:
    """Lines to the processes of the other side: readers, and one who acts."""

    readers: list[Connection]
    rival: Connection

    @property
    def all(self) -> list[Connection]:
        return [*self.readers, self.rival]


@contextmanager
def crew() -> Iterator[Crew]:
    context = multiprocessing.get_context("spawn")
    lines, running = [], []
    for _ in range(READERS + 1):
        mine, theirs = context.Pipe()
        running.append(context.Process(target=runner.main, args=(theirs,), daemon=True))
        running[-1].start()
        lines.append(mine)
    try:
        yield Crew(lines[:READERS], lines[READERS])
    finally:
        for line, process in zip(lines, running, strict=True):
            line.send(None)
            process.join(20)


def heard(line: Connection) -> Any:
    """The next answer of a process. Raises what went wrong there."""
    answer = line.recv()
    if isinstance(answer, Exception):
        raise answer
    return answer


class Watch:
    """When the keeper committed a stop: from then on nothing opens. Told of every commit, it asks the keeper's rows."""

    def __init__(self) -> None:
        self.keeper: Keeper | None = None
        self.target: GrantHash | None = None
        self.committed = 0.0

    def step(self, what: str) -> None:
        if what == "committed" and self.keeper is not None and self.target is not None and not self.keeper.opened(self.target):
            self.committed, self.target = time.monotonic(), None


@dataclass(frozen=True)
class Mark:
    """How it stood when a race was over. `entries`: lines of the chart's ledger; `open`: every grant that the keeper gives anything on."""

    entries: int
    open: frozenset[GrantHash]


@dataclass
class Count:
    """Of many races. `after`: readings that began after the stop was committed; `late`: those of them that were not refused, and those
    whose line stands behind the stop's; `won`: grants that came to be while a stop was under way."""

    races: int = 0
    reads: int = 0
    after: int = 0
    late: int = 0
    with_grants: int = 0
    won: int = 0


class Scene:
    """A town of its own, and what was met in it."""

    def __init__(self, built: Built, folder: Path, crew: Crew, seed: int) -> None:
        self.town, self.crew, self.dice = copied(built, folder), crew, random.Random(seed)
        self.town.house.close()
        self.watch = Watch()
        self.town.house = self.house = open_house(folder, self.town.clock, keeper_step=self.watch.step)
        self.watch.keeper = self.keeper = self.house.keeper
        self.keys = Keys(self.house, self.town.built)
        self.count, self.marks, self.lines = Count(), list[Mark](), set[int]()
        self.chart, self.offer, self.by_client = self.town.kim, offers.CO_THERAPIST, False
        for line in crew.all:
            line.send(Open(folder, self.town.built))
        assert [heard(line) for line in crew.all] == ["open"] * len(crew.all)

    @property
    def purpose(self) -> Purpose:
        return Purpose(self.offer.purpose)

    # Between races

    def colleague(self) -> holders.Person | None:
        """The colleague's own grant, while it gives anything."""
        with reading(self.house, self.keys.of(KIM)) as desk:
            people = holders.who_can(desk, self.chart, Purpose.OWN_RECORD)
        return next((one for one in people if one.holder.name == TOMAS.name and not one.stopped), None)

    def let_in(self) -> GrantHash:
        """The colleague's whole grant: the one that stands, or one given anew. The therapist's keys often stay due until the next race."""
        self.town.clock.forward(30)
        rolling.roll_due(self.house, self.keys.of(KIM))
        found = self.colleague()
        if found is not None and found.shut:  # taken back when some keys were changed already: only a new one gives everything
            self.stop(KIM, found.holder.grant)
            found = None
        if found is None:
            if not self.dice.randrange(4):
                rolling.roll_due(self.house, self.keys.of(MAYA))
            self._yes()
            self.offer = self.dice.choice(OFFERS)
            runner.give(self.keys, self.chart, self.offer)
            found = self.colleague()
        assert found is not None
        return found.holder.grant

    def _yes(self) -> None:
        """The client's yes to whom they had stopped: it was written down with the stop, whatever else moved then."""
        with writing(self.house, self.keys.stepped_up(KIM)) as desk:
            found = grants.barred(desk, self.chart, Purpose.OWN_RECORD)
            assert not self.by_client or [one.name for one in found] == [TOMAS.name]
            for one in found:
                grants.unbar(desk, self.chart, one.principal, Purpose.OWN_RECORD)
        self.by_client = False

    def stop(self, who: Person, grant: GrantHash) -> int:
        """Stop it, once more where something moved at this moment: the number of the stop's line."""
        self.by_client = who is KIM
        while True:
            try:
                return grants.stop(self.house, self.keys.of(who), self.chart, grant, PURPOSES[who.login]).number
            except Conflict as error:
                if str(error) == "already stopped":
                    raise

    def settle(self) -> None:
        """What the next sign-in of client and therapist does."""
        for who in (KIM, MAYA):
            unlisted.withdraw(self.house, self.keys.of(who))
            rolling.roll_due(self.house, self.keys.of(who))

    def mark(self) -> Mark:
        open = frozenset(grant for one in self.keeper.states(self.chart) for grant in self.keeper.readers(one.id))
        self.marks.append(Mark(self.keeper.chart(self.chart).entries, open))
        return self.marks[-1]

    # Races

    def _begin(self, orders: list[tuple[Connection, Order]], who: Person, grant: GrantHash) -> None:
        for line, order in orders:
            line.send(order)
        assert [heard(line) for line, _ in orders] == ["ready"] * len(orders)
        self.keys.of(who)
        self.watch.target = grant
        for line, _ in orders:
            line.send("go")
        time.sleep(self.dice.uniform(0, 0.02))

    def _read(self, *, rests: bool) -> list[tuple[Connection, Order]]:
        at, dice = self.town.clock.now(), self.dice
        order = Read(at, self.purpose, anew=not dice.randrange(4), warm=bool(dice.randrange(2)), rests=rests)
        return [(line, order) for line in self.crew.readers]

    def _over(self, lines: list[Connection]) -> list[Any]:
        for line in lines:
            line.send("over")
        return [heard(line) for line in lines]

    def _met(self, readings: list[list[Attempt]]) -> list[Attempt]:
        """Count what was read. Of each reader the last attempt, made when all was over."""
        self.count.races += 1
        numbers = [one.number for met in readings for one in met if one.number]
        self.count.reads += len(numbers)
        self.lines.update(numbers)
        return [met[-1] for met in readings]

    def against_reads(self) -> None:
        """The client stops; who reads is refused from the stop's line on, and whatever they begin once it is committed."""
        grant = self.let_in()
        self._begin(self._read(rests=True), KIM, grant)
        number = self.stop(KIM, grant)
        readings = self._over(self.crew.readers)
        last = self._met(readings)
        after = [one for met in readings for one in met if one.began > self.watch.committed]
        late = [one for met in readings for one in met if one.number > number or (one.number and one in after)]
        self.count.after += len(after)
        self.count.late += len(late)
        assert late == []
        assert all(one.refused for one in last)
        self.mark()

    def against(self, rival: Give | Lift | Roll, who: Person, grant: GrantHash) -> tuple[Mark, int]:
        """Somebody stops while the rival gives, lifts or changes keys, and others read: whatever wins, the keeper allows what the ledger
        says, and what it allows can be read. How it stood in the end, and what the rival met."""
        self._begin([(self.crew.rival, rival), *self._read(rests=False)], who, grant)
        self.stop(who, grant)
        time.sleep(self.dice.uniform(0, 0.02))
        (met,) = self._over([self.crew.rival])
        self.mark()
        self.settle()
        stood, found = self.mark(), self.colleague()
        last = self._met(self._over(self.crew.readers))
        self.count.with_grants += 1
        if found is None or found.holder.grant not in stood.open:
            assert all(one.refused for one in last)
        elif not found.shut:
            assert all(one.number for one in last)
        return stood, met

    def against_a_new_grant(self, who: Person) -> None:
        """Whom the client stopped is let in by nobody at that moment; whom the therapist stopped may be let in by the therapist again."""
        grant = self.let_in()
        rival = Give(self.town.clock.now(), self.dice.uniform(0, 0.05), self.offer)
        stood, number = self.against(rival, who, grant)
        self.count.won += bool(number)
        assert grant not in stood.open
        assert who is MAYA or (number == 0 and self.colleague() is None)

    def against_its_lifting(self, who: Person) -> None:
        """Whoever stops takes it back in another sign-in, while the keys are changed."""
        grant = self.let_in()
        rival = Lift(self.town.clock.now(), self.dice.uniform(0, 0.05), who, PURPOSES[who.login], grant)
        stood, number = self.against(rival, who, grant)
        self.count.won += bool(number)
        self.by_client &= not number
        assert number or grant not in stood.open

    def against_a_roll(self) -> None:
        """The therapist changes keys and delivers them to the colleague at the moment at which the client stops."""
        grant = self.let_in()
        stood, rolled = self.against(Roll(self.town.clock.now(), self.dice.uniform(0, 0.02)), KIM, grant)
        self.count.won += bool(rolled)
        assert grant not in stood.open

    def race(self) -> None:
        """One race of a kind the dice choose: most are with reads alone."""
        match self.dice.randrange(20):
            case 0:
                self.against_a_new_grant(KIM)
            case 1:
                self.against_a_new_grant(MAYA)
            case 2:
                self.against_its_lifting(self.dice.choice((KIM, MAYA)))
            case 3:
                self.against_a_roll()
            case _:
                self.against_reads()

    # Afterwards

    def check(self) -> None:
        """The client reads the whole ledger, whose check holds every ask against the grants that were live at its line: what was read
        stands there, and after each race the keeper gave on those grants, and no others, that were given and not stopped."""
        with reading(self.house, self.keys.of(KIM)) as desk:
            entries = ledger.check(desk, ledger.bundle(desk, self.chart, Purpose.OWN_RECORD), None).entries
        opened = {one.seq for one in entries if one.body is not None and one.body.act is Act.OPEN and _names(one, self.town.built.note)}
        assert self.lines <= opened
        for mark in self.marks:
            assert mark.open == _live(entries[: mark.entries]), mark.entries

    def close(self) -> None:
        self.house.close()


def _names(entry: Entry, note: bytes) -> bool:
    return entry.ask is not None and any(place.object == note for place in entry.ask.places)


def _live(entries: tuple[Entry, ...]) -> frozenset[bytes]:
    """Grants that were given, or given back, and not stopped since."""
    live: set[bytes] = set()
    for one in entries:
        act = one.body.act if one.body is not None else None
        if act is Act.STOP:
            live.discard(one.about)
        elif act is Act.GRANT or (act is Act.FOUND and _a_grant(one)):
            live.add(one.about)
    return frozenset(live)


def _a_grant(entry: Entry) -> bool:
    return entry.body is not None and b"grantee" in entry.body.statement
