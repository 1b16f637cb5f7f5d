"""Random days: whatever people do, a share is given exactly where a live grant reaches, and the ledger always verifies."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

import pytest
from tests.unit.shell.keeper.chart import Chart
from tests.unit.shell.keeper.day import Day
from tests.unit.shell.keeper.people import DAY, HOUR, READ, RW, STOP, Held, Person

from tacenda.core.ledger.limit import Limit
from tacenda.core.sealing.derive import sha
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.ids import GrantHash
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.shell import fresh
from tacenda.shell.keeper import audit, audit_ledger

CODES = (Code.ACCESS, Code.CONTACT, Code.RECORD, Code.PSYCHOTHERAPY)


@dataclass(slots=True)
class Given:
    """What a slow, simple reading of the rules knows of one grant."""

    who: Person
    held: Held
    rights: dict[Code, frozenset[Right]]
    stopped_by: GrantHash | None = None
    rolled: set[Code] = field(default_factory=set)  # forgotten for good
    behind: set[Code] = field(default_factory=set)  # under keys that this grant did not get, while something else has those it had
    limited: set[Code] = field(default_factory=set)

    @property
    def shut(self) -> set[Code]:
        return self.rolled | self.behind | self.limited

    def allows(self, code: Code, right: Right, now: Moment) -> bool:
        over = self.held.grant.until and now >= self.held.grant.until
        mine = self.rights.get(code, frozenset())
        return not over and self.stopped_by is None and code not in self.shut and bool(mine & {right, Right.WRITE})


class Days:
    """One chart lived at random beside its model."""

    def __init__(self, day: Day, seed: int) -> None:
        self.day, self.random, self.chart = day, Random(seed), day.chart
        self.states = dict.fromkeys(CODES, "live")
        self.running: dict[Code, object] = {}
        self.before: dict[Code, list[Given]] = {}
        every = frozenset({Right.READ, Right.WRITE, Right.GRANT})
        self.own = Given(day.clinician, day.own, dict.fromkeys(CODES, every))
        self.subject = Given(day.client, day.subject, {Code.ACCESS: READ, Code.CONTACT: READ})
        self.office = Given(day.officer, day.chart.oversight, {Code.ACCESS: RW})
        shared = Given(day.colleague, day.shared, {Code.ACCESS: READ, Code.CONTACT: READ, Code.RECORD: RW})
        self.given = [self.own, self.subject, self.office, shared]
        self.staff = [day.colleague, *(day.practice.staff(f"Dr. {n}", Role.CLINICIAN) for n in "CDE")]
        self.released = self.refused = 0

    @property
    def now(self) -> Moment:
        return self.day.practice.clock.now()

    def live(self, hours: int) -> None:
        """Everybody signs in again: certificates last twelve hours."""
        self.day.practice.clock.forward(hours * HOUR)
        for who in self.day.practice.people:
            who.signs_in()

    def step(self) -> None:
        doing = self.random.choices(
            [self.opens, self.uses, self.writes, self.gives, self.stops, self.lifts, self.begins, self.ends, self.abandons,
             self.waits, self.signs_out, self.restarts, self.repeats, self.limits, self.unlimits],
            [30, 14, 14, 8, 8, 3, 10, 7, 1, 1, 1, 0.5, 3, 7, 4],
        )[0]  # fmt: skip
        doing()

    def somebody(self) -> tuple[Given, Code]:
        """Mostly those who came lately, as in life."""
        return self.random.choice([*self.given[:4], *self.given[-8:]]), self.random.choice(CODES)

    def asks(self, given: Given, code: Code, act: Act, right: Right, *places) -> None:
        """The keeper's answer is the model's."""
        step = code is Code.PSYCHOTHERAPY
        signed = self.chart.signed(given.who, act, given.held, *places, step=step)
        before = self.day.keeper.size()
        expected = given.allows(code, right, self.now)
        try:
            released = self.day.keeper.release([signed])
        except Refused:
            assert not expected
            assert self.day.keeper.size() == before
            self.refused += 1
        except Conflict:
            assert expected and right is Right.WRITE and self.states[code] != "live"
            assert self.day.keeper.size() == before
        else:
            assert expected and (right is Right.READ or self.states[code] == "live")
            assert len(released[0].shares) == len(places)
            self.released += 1

    def opens(self) -> None:
        given, code = self.somebody()
        self.asks(given, code, Act.OPEN, Right.READ, self.chart.place(code, fresh.id()))

    def uses(self) -> None:
        given, code = self.random.choice(self.given), self.random.choice(CODES[:3])
        self.asks(given, code, Act.USE, Right.READ, self.chart.place(code))

    def writes(self) -> None:
        given, code = self.somebody()
        latest = self.day.keeper.state(self.chart.compartments[code]).latest
        page = self.chart.place(code, None, latest + 1, fresh.secret())
        self.asks(given, code, Act.WRITE, Right.WRITE, page, self.chart.place(code, fresh.id(), 1, fresh.secret()))
        if self.random.random() < 0.8:
            self.day.keeper.settle(page.compartment, latest + 1)

    def gives(self) -> None:
        by = self.own if self.random.random() < 0.8 else self.random.choice(self.given)
        rights = {code: self.random.choice([READ, RW]) for code in self.random.sample(CODES, 2)}
        until = self.now + self.random.choice([1, 9, 40]) * HOUR if self.random.random() < 0.4 else 0
        may = all(by is self.own and by.allows(code, Right.GRANT, self.now) for code in rights)
        to = self.random.choice(self.staff)
        made = by.who.grants(
            self.chart.words(to, self.chart.covered(rights), {STOP} & frozenset(), parent=by.held.hash, until=until, by=by.who)
        )
        try:
            self.chart.gives(by.who, by.held, made)
        except Refused:
            assert not may
        except Conflict:
            assert any(self.states[code] == "rolling" for code in rights)
        else:
            assert may and not any(self.states[code] == "rolling" for code in rights)
            self.given.append(Given(to, made, rights))

    def stops(self) -> None:
        target = self.random.choice(self.given[-8:])
        by = self.random.choice([self.own, self.subject, self.office, target])
        if target in (self.own, self.office, self.subject):
            return
        holds = by.stopped_by is None and (by is not target or self._anything(by)) and self._anything(by)
        may = holds and not (by is target and by.held.grant.until and self.now >= by.held.grant.until)
        try:
            self.chart.stop(by.who, by.held, target.held)
        except Refused:
            assert not may
        except Conflict:
            assert target.stopped_by is not None or set(target.rights) <= target.rolled
        else:
            assert may
            target.stopped_by = by.held.hash
            for code in target.rights:
                if code not in target.rolled | target.limited and self.states[code] == "live":
                    self.states[code] = "due"
                self.no_longer_due(code)

    def _anything(self, given: Given) -> bool:
        over = given.held.grant.until and self.now >= given.held.grant.until
        return not over and given.stopped_by is None and (bool(given.held.grant.rights) or not set(given.rights) <= given.shut)

    def lifts(self) -> None:
        stopped = [given for given in self.given if given.stopped_by is not None]
        if not stopped:
            return
        target, by = self.random.choice(stopped), self.random.choice([self.own, self.subject, self.office])
        left = set(target.rights) - target.rolled
        try:
            self.chart.gives(by.who, by.held, target.held)
        except Refused:
            assert target.stopped_by != by.held.hash or not left
        except Conflict:
            assert not left - target.limited or any(self.states[code] == "rolling" for code in left)
        else:
            assert target.stopped_by == by.held.hash and left - target.limited
            target.stopped_by = None
            for code in left - target.limited:
                if code in target.behind:
                    self.states[code] = "due"
                self.no_longer_due(code)

    def waiting(self, code: Code) -> bool:
        """Whether a stop, a limit, or a grant whose stop was lifted waits for the roll of a compartment."""
        here = [one for one in self.given if code in one.rights and code not in one.rolled]
        return any(code in one.limited or (one.stopped_by is not None) is not (code in one.behind) for one in here)

    def past(self, code: Code) -> bool:
        """Whether somebody's last day is over who had the keys."""
        today = moments.day(self.now)
        return any(0 < moments.first_over(one.held.grant.until) <= today for one in self.given if code in set(one.rights) - one.rolled)

    def no_longer_due(self, code: Code) -> None:
        if self.states[code] == "due" and not (self.waiting(code) or self.past(code)) and code not in self.owed():
            self.states[code] = "live"

    def limits(self) -> None:
        """The founder stays whole, so that somebody can roll."""
        target, code = self.random.choice(self.given[-8:]), self.random.choice([*CODES, Code.CONTACT, Code.RECORD])
        if target is not self.own:
            self.sets(target, code, holds=True)

    def unlimits(self) -> None:
        limited = [(one, code) for one in self.given for code in sorted(one.limited)]
        if limited:
            self.sets(*self.random.choice(limited), holds=False)

    def sets(self, target: Given, code: Code, *, holds: bool) -> None:
        by = self.random.choice([self.subject, self.subject, self.subject, self.own, target])
        may = by is self.subject and target is not self.subject and code in (Code.CONTACT, Code.RECORD)
        stands = code in target.rights and code not in target.rolled and target.stopped_by is None
        fits = stands and (code in target.limited) is not holds and (holds or self.states[code] != "rolling")
        made = Limit(self.day.practice.id, self.chart.id, target.held.hash, self.chart.compartments[code], code, holds).write()
        try:
            self.day.keeper.limit(made, self.chart.signed(by.who, Act.RESTRICT, by.held, about=sha(made), step=False))
        except Refused:
            assert not may
        except Conflict:
            assert may and not fits
        else:
            assert may and fits
            if holds:
                target.limited.add(code)
                self.states[code] = "due" if self.states[code] == "live" else self.states[code]
            else:
                target.limited.remove(code)
                self.no_longer_due(code)

    def owed(self) -> set[Code]:
        return {code for code in CODES if self.day.keeper.state(self.chart.compartments[code]).owed}

    def begins(self) -> None:
        due = [code for code in CODES if self.states[code] == "due"]
        if not due:
            return
        code = self.random.choice(due)
        made = self.chart.next_epoch(code)
        self.chart.begin_roll(self.own.who, self.own.held, code, made, fresh.id())
        self.running[code], self.states[code] = made, "rolling"

    def ends(self) -> None:
        if not self.running:
            return
        code = self.random.choice(sorted(self.running))
        made = self.running.pop(code)
        self.chart.end_roll(made)
        for given in self.given:
            if code in set(given.rights) - given.rolled:
                self.passed(given, code, named=given.held.hash in made.grants)
        self.states[code] = "due" if self.waiting(code) else "live"

    def passed(self, given: Given, code: Code, *, named: bool) -> None:
        """A new epoch of a compartment, and whether it names a grant."""
        if named:
            given.behind.discard(code)
        elif given.stopped_by is not None and code not in given.limited:
            given.behind.add(code)
            if set(given.rights) <= given.shut:
                given.rolled |= given.behind
        else:
            given.rolled.add(code)

    def abandons(self) -> None:
        if self.running:
            code = self.random.choice(sorted(self.running))
            del self.running[code]
            self.day.keeper.abandon(self.chart.compartments[code])
            self.states[code] = "due"

    def waits(self) -> None:
        self.live(self.random.choice([1, 5, 13]))

    def signs_out(self) -> None:
        who = self.random.choice(self.given)
        if who in (self.own, self.subject, self.office):
            return
        self.day.keeper.sign_out(who.who.certificate, Moment(0))
        signed = self.chart.signed(who.who, Act.OPEN, who.held, self.chart.place(Code.ACCESS))
        with pytest.raises(Refused):
            self.day.keeper.release([signed])
        who.who.signs_in()

    def restarts(self) -> None:
        self.day.practice.restarts()

    def repeats(self) -> None:
        """The very same ask twice is one entry."""
        if not self.own.allows(Code.RECORD, Right.READ, self.now):
            return
        signed = self.chart.signed(self.own.who, Act.OPEN, self.own.held, self.chart.place(Code.RECORD, fresh.id()))
        first, size = self.day.keeper.release([signed]), self.day.keeper.size()
        assert self.day.keeper.release([signed]) == first
        assert self.day.keeper.size() == size

    def holds(self) -> None:
        """The ledger verifies, and tells the same stops and limits as the model."""
        verified = self.day.verifies()
        assert verified.count == self.day.entries()
        for given in self.given:
            assert (given.held.hash in verified.stopped) is (given.stopped_by is not None)
            for code in given.rights:
                rights = self.day.keeper.allows(self.chart.compartments[code], given.held.hash)
                if not given.held.grant.until:
                    assert bool(rights) is given.allows(code, Right.READ, self.now)
        told = {(one.held.hash, self.chart.compartments[code]) for one in self.given for code in one.limited - one.rolled}
        assert set(verified.limited) == told
        office = self.day.keeper.office
        found = [*audit.folder(office).findings, *audit_ledger.against(office, self.chart.id, verified, self.now)]
        assert [one for one in found if one.code in ("due", "allowed")] == []
        assert self.day.keeper.check_tail() == self.day.keeper.size()


def lived(day: Day, seed: int, steps: int) -> Days:
    days = Days(day, seed)
    assert isinstance(days.chart, Chart)
    for n in range(steps):
        days.step()
        if n % 500 == 499:
            days.holds()
    days.holds()
    return days


@pytest.mark.parametrize("seed", range(3))
def test_some_random_days_give_what_live_grants_reach_and_verify(day: Day, seed: int):
    days = lived(day, seed, 160)
    assert days.released > 20 and days.refused > 5


@pytest.mark.long
def test_ten_thousand_random_acts_give_what_live_grants_reach_and_verify(day: Day):
    days = lived(day, DAY, 10_000)
    assert days.released > 500 and days.refused > 500
