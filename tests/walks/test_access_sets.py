"""Who may and who can are the same people, whatever they did before: what the client is told, the rules, the keeper's rows, and the keys.

A practice lives at random (let in, cover until a day, stop, take back, limit, give back, choose, change keys, let time pass). At every
moment each person opens exactly the compartments for which the keeper gives a live grant and their ring holds the key in use; and once
keys and lists are mended, these are exactly those of which the client is told and which the practice's rules allow.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

import pytest
from tests.walks.practice import INES, KIM, MAYA, PEOPLE, SAM, TOMAS, Built, Town, copied

from tacenda.acts import cards, choices, facts, gate, grants, holders, listing, rolling, topics, upkeep
from tacenda.acts.desk import Desk, desk_of, reading, take_in, writing
from tacenda.core.decisions.practice import decide_access
from tacenda.core.model import offers
from tacenda.core.model.access_list import AccessList
from tacenda.core.model.say import NOBODY, TOPICS, Choice, Exempt
from tacenda.core.words.access import Act, Code, Purpose
from tacenda.core.words.errors import Conflict, Invalid, Locked, NotFound, Refused
from tacenda.core.words.ids import GrantHash
from tacenda.core.words.moments import NEVER, Moment
from tacenda.core.words.people import Role
from tacenda.doors.cli.demo_cast import NIA, PASSPHRASE, Person
from tacenda.shell.vault.ring import ChartKeys

ANA = Person("Ana Berg", "demo.ana", Role.TRUSTED)  # whom the client trusts
ROSA = Person("Rosa Berg", "demo.rosa", Role.GUARDIAN)  # who may sign for the client by law
CODES = (Code.ACCESS, Code.CONTACT, Code.SCHEDULE, Code.RECORD, Code.SHARED, Code.CONSENT, Code.SUPERVISION, Code.SIGNED)
DAY = 86_400
Pairs = set[tuple[str, Code]]


@pytest.fixture(scope="module")
def peopled(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The small practice, somebody who learns there and is nothing else, and two who used a card: the client's, and one for a parent."""
    town = copied(built, tmp_path_factory.mktemp("sets") / "data")
    town.play.hire(INES, NIA)
    with town.signed_in(KIM, stepped_up=True) as visitor, writing(town.house, visitor) as desk:
        card = cards.for_trusted(desk, town.kim, ANA.name)
    town.built.codes[ANA.login] = cards.join(town.house, card.code, ANA.login, PASSPHRASE).recovery
    with town.signed_in(MAYA, stepped_up=True) as visitor, writing(town.house, visitor) as desk:
        card = cards.for_representative(desk, town.kim, ROSA.name)
    town.built.codes[ROSA.login] = cards.join(town.house, card.code, ROSA.login, PASSPHRASE).recovery
    town.house.close()
    return Built(town.folder, town.built.codes, built.charts, built.note, built.private, built.document, town.clock.now())


@pytest.fixture
def town(peopled: Built, tmp_path):
    found = copied(peopled, tmp_path / "data")
    yield found
    found.house.close()


@dataclass
class Sets:
    """(person, compartment): what really opened; what the keeper gives and the ring has the key for; what the client is told of and the
    rules allow."""

    opened: Pairs = field(default_factory=set)
    given: Pairs = field(default_factory=set)
    allowed: Pairs = field(default_factory=set)


def looked(town: Town, people: Sequence[Person]) -> Sets:
    """Everybody sits down, takes in what waits for them, and tries every compartment."""
    found = Sets()
    told, listed = as_told(town)
    for who in people:
        keyring = town.somebody(who).keyring
        with town.house.content.writing() as tx:
            desk = desk_of(town.house, tx, keyring)
            take_in(town.house, tx, desk.keyring)
            try:
                keys = desk.held(town.kim)
            except NotFound:
                continue
            why = facts.purpose_of(keys.statement)
            found.given |= {(who.name, code) for code in given(town, desk, keys)}
            found.allowed |= {(who.name, code) for code in allowed(town, listed, keys, why) & told.get(keys.grant_hash, set())}
            found.opened |= {(who.name, code) for code in CODES if opens(town, desk, why, code)}
    return found


def as_told(town: Town) -> tuple[dict[bytes, set[Code]], AccessList]:
    """What the page of the client says that each grant opens; and the list behind it."""
    with town.signed_in(KIM) as visitor, reading(town.house, visitor) as desk:
        people = holders.who_can(desk, town.kim, Purpose.OWN_RECORD)
        listed = gate.standing(desk, town.kim, Purpose.OWN_RECORD).access
    assert listed is not None
    return {one.holder.grant: set(one.codes) for one in people if not (one.stopped or one.starts)}, listed


def given(town: Town, desk: Desk, keys: ChartKeys) -> set[Code]:
    """The keeper gives the compartment to this grant, and the ring holds the key of the epoch in use. Its rows know days alone: the hour of
    a beginning or an end it takes from the grant's own words."""
    now = town.clock.now()
    if (keys.statement.until and now >= keys.statement.until) or not keys.statement.begun(now):
        return set()
    live = {one.id: one.epoch for one in town.house.keeper.states(town.kim)}
    open_now = desk.keeper.opened(GrantHash(keys.grant_hash))
    return {one.code for one in keys.compartments if one.code in CODES and one.id in open_now and live[one.id] == one.epoch}


def allowed(town: Town, listed: AccessList, keys: ChartKeys, why: Purpose) -> set[Code]:
    """The rules, over the grant that is held and the list that its client reads. Who is not on it has no grant."""
    grant, now = keys.statement, town.clock.now()
    if listed.holder(GrantHash(keys.grant_hash)) is None or (grant.until and now >= grant.until) or now < grant.since:
        return set()

    def may(code: Code) -> bool:
        covered = grant.of_code(code)
        rights = grant.rights | (covered.rights if covered else frozenset())
        act = Act.USE if code is Code.ACCESS else Act.OPEN  # the list goes along with every grant: the gate itself reads it
        asked = facts.of_grant(grant, code, act, why, rights, listed, keys.grant_hash, author=False, step_up=True)
        return covered is not None and decide_access(town.house.rules, asked, now).allowed

    return {code for code in CODES if may(code)}


def kept_out_and_in(town: Town) -> set[str]:
    """Whom the client's choice keeps out, past every yes by name, and the keeper gives something."""
    with town.signed_in(KIM) as visitor, reading(town.house, visitor) as desk:
        return {one.holder.name for one in choices.left_out(desk, town.kim, Purpose.OWN_RECORD)}


def opens(town: Town, desk: Desk, why: Purpose, code: Code) -> bool:
    try:
        gate.standing(desk, town.kim, why, code).page(code)
    except (NotFound, Refused, Conflict, Locked):
        return False
    return True


class Life:
    """What people do, at random."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town, self.seed, self.random = town, seed, Random(seed)

    others = (TOMAS.name, NIA.name, SAM.name, ANA.name)
    everybody = (*others, MAYA.name)  # for the client, also who keeps the chart
    here = (MAYA, TOMAS, NIA, SAM, KIM, ANA, ROSA)  # who sits down and tries
    whole = (*PEOPLE, NIA, ANA, ROSA)

    def steps(self) -> Sequence[Callable[[], None]]:
        return (
            self.let_in,
            self.let_in,
            self.trust,
            self.stop,
            self.take_back,
            self.limit,
            self.give_back,
            self.choose,
            self.keep,
            self.share,
            self.say_yes,
            self.say_no,
            self.time,
        )

    def step(self) -> str:
        done = self.random.choice(self.steps())
        with suppress(Refused, Conflict, NotFound, Locked, Invalid):
            done()
        return done.__name__

    def let_in(self) -> None:
        who, offer = self.random.choice(
            (
                (TOMAS, offers.CO_THERAPIST),
                (TOMAS, offers.COVER),
                (NIA, offers.TRAINEE),
                (TOMAS, offers.SUPERVISOR),
                (TOMAS, offers.SUPERVISOR_OF_PICKED),
                (SAM, offers.FRONT_DESK),
            )
        )
        until = Moment(self.town.clock.now() + 3 * DAY) if offer is offers.COVER else NEVER
        self.town.play.give(MAYA, KIM, who, offer, until)

    def trust(self) -> None:
        """The client says yes to somebody they trust: it counts a day later, unless it is taken back or over by then."""
        offer = self.random.choice((offers.TRUSTED, offers.OUTSIDE)).only(
            self.random.choice(((Code.SCHEDULE,), (Code.SHARED,), (Code.SCHEDULE, Code.SHARED)))
        )
        until = self.random.choice((NEVER, Moment(self.town.clock.now() + 5 * DAY)))
        with self._own() as visitor, writing(self.town.house, visitor) as desk:
            entry = next(one.entry for one in cards.waiting(desk) if one.name == ANA.name)
            grants.give(desk, self.town.kim, Purpose.OWN_RECORD, entry, ANA.name, offer, until)

    def _grant(self, desk: Desk, by: Purpose) -> GrantHash:
        names = self.everybody if by is Purpose.OWN_RECORD else self.others
        people = [one for one in holders.who_can(desk, self.town.kim, by) if one.holder.name in names]
        if not people:
            raise NotFound("grant")
        return GrantHash(self.random.choice(people).holder.grant)

    def stop(self) -> None:
        by, why = self.random.choice(((KIM, Purpose.OWN_RECORD), (MAYA, Purpose.TREATMENT)))
        with self.town.signed_in(by) as visitor:
            with reading(self.town.house, visitor) as desk:
                grant = self._grant(desk, why)
            grants.stop(self.town.house, visitor, self.town.kim, grant, why)

    def ended(self, who: Person) -> None:
        """The client stops one of them."""
        with self._own() as visitor:
            with reading(self.town.house, visitor) as desk:
                people = holders.who_can(desk, self.town.kim, Purpose.OWN_RECORD)
            grant = next(one.holder.grant for one in people if one.holder.name == who.name)
            grants.stop(self.town.house, visitor, self.town.kim, grant, Purpose.OWN_RECORD)

    def take_back(self) -> None:
        with self._own() as visitor, writing(self.town.house, visitor) as desk:
            grants.lift(desk, self.town.kim, self._grant(desk, Purpose.OWN_RECORD), Purpose.OWN_RECORD)

    def limit(self) -> None:
        code = self.random.choice((Code.RECORD, Code.CONTACT, Code.SHARED, Code.SCHEDULE, Code.SUPERVISION, Code.CONSENT, Code.SIGNED))
        with self._own() as visitor:
            with reading(self.town.house, visitor) as desk:
                grant = self._grant(desk, Purpose.OWN_RECORD)
            grants.limit(self.town.house, visitor, self.town.kim, grant, code, Purpose.OWN_RECORD)

    def give_back(self) -> None:
        with self._own() as visitor, writing(self.town.house, visitor) as desk:
            grant = self._grant(desk, Purpose.OWN_RECORD)
            locked = holders.find(holders.who_can(desk, self.town.kim, Purpose.OWN_RECORD), grant).locked
            for code in sorted(locked)[:1]:
                grants.unlimit(desk, self.town.kim, grant, code, Purpose.OWN_RECORD)

    def choose(self) -> None:
        with self._own() as visitor:
            with reading(self.town.house, visitor) as desk:
                people = holders.who_can(desk, self.town.kim, Purpose.OWN_RECORD)
            stay = frozenset(one.holder.grant for one in people if self.random.random() < 0.3)
            choices.choose(self.town.house, visitor, self.town.kim, self.random.choice(tuple(Choice)), Purpose.OWN_RECORD, stay)

    def keep(self) -> None:
        """A part for the therapist alone, whoever is in or comes."""
        with self._own() as visitor:
            topics.keep(self.town.house, visitor, self.town.kim, self.random.choice(TOPICS), Purpose.OWN_RECORD)

    def share(self) -> None:
        with self._own() as visitor, writing(self.town.house, visitor) as desk:
            kept = topics.kept(desk, self.town.kim, Purpose.OWN_RECORD)
            if kept:
                topics.share(desk, self.town.kim, self.random.choice(kept).code, Purpose.OWN_RECORD)

    def say_yes(self) -> None:
        """To one person by name, past the choice."""
        who, offer = self.random.choice(((TOMAS, offers.CO_THERAPIST), (TOMAS, offers.COVER), (SAM, offers.FRONT_DESK)))
        with self._own() as visitor, writing(self.town.house, visitor) as desk:
            one = Exempt(NOBODY, who.name, offer.role, offer.basis, desk.today)
            choices.say_yes(desk, self.town.kim, one, Purpose.OWN_RECORD)

    def say_no(self) -> None:
        with self._own() as visitor:
            with reading(self.town.house, visitor) as desk:
                named = choices.exempt(desk, self.town.kim, Purpose.OWN_RECORD)
            if named:
                id = choices.exempt_id(self.random.choice(named))
                choices.say_no(self.town.house, visitor, self.town.kim, id, Purpose.OWN_RECORD)

    def time(self) -> None:
        self.town.clock.forward(self.random.choice((60, DAY, 4 * DAY)))
        upkeep.minute(self.town.house)

    def _own(self):
        return self.town.signed_in(KIM, stepped_up=True)

    def differs(self) -> Collection[object]:
        """What else was opened and is not to be, or the other way round."""
        return ()

    def settle(self) -> None:
        """The next sign-in of those who hold the keys changes them, and the next writer mends the list."""
        for who, why in ((MAYA, Purpose.TREATMENT), (TOMAS, Purpose.TREATMENT), (NIA, Purpose.TREATMENT), (KIM, Purpose.OWN_RECORD)):
            with self.town.signed_in(who) as visitor:
                rolling.roll_due(self.town.house, visitor)
                with suppress(Refused, Conflict, NotFound), writing(self.town.house, visitor) as desk:
                    listing.mend(desk, self.town.kim, why)


def lived(life: Life, steps: int) -> None:
    history = list[str]()
    for _ in range(steps):
        history.append(life.step())
        found = looked(life.town, life.here)
        assert found.opened == found.given, (life.seed, history)
        assert found.opened <= found.allowed, (life.seed, history)
        assert not life.differs(), (life.seed, history)
        life.settle()
        found = looked(life.town, life.here)
        assert found.opened == found.given == found.allowed, (life.seed, history)
        assert not life.differs(), (life.seed, history)
        assert not kept_out_and_in(life.town), (life.seed, history)
    assert life.town.checked(*life.whole).fits, (life.seed, history)


@pytest.mark.parametrize("seed", range(3))
def test_who_may_and_who_can_are_the_same_after_whatever_happened(town: Town, seed: int):
    lived(Life(town, seed), 8)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 300))
def test_who_may_and_who_can_are_the_same_after_long_histories(town: Town, seed: int):
    lived(Life(town, seed), 40)


def test_the_sets_are_not_empty(town: Town):
    found = looked(town, Life.here)
    assert {(MAYA.name, Code.RECORD), (TOMAS.name, Code.RECORD), (SAM.name, Code.CONTACT), (KIM.name, Code.SHARED)} <= found.opened
    assert (SAM.name, Code.RECORD) not in found.opened | found.given | found.allowed


def test_who_learns_opens_what_they_were_let_into_by_that_role_alone(town: Town):
    town.play.give(MAYA, KIM, NIA, offers.TRAINEE)
    found = looked(town, Life.here)
    assert found.opened == found.given == found.allowed
    assert {code for name, code in found.opened if name == NIA.name} == set(CODES)
    Life(town, 1).ended(NIA)
    assert not {one for one in looked(town, Life.here).opened if one[0] == NIA.name}


def test_who_signs_by_law_opens_what_is_signed_for_the_client_and_nothing_that_they_answered(town: Town):
    life = Life(town, 1)
    with town.signed_in(MAYA, stepped_up=True) as visitor, writing(town.house, visitor) as desk:
        entry = next(one.entry for one in cards.waiting(desk) if one.name == ROSA.name)
        offer = offers.representative("US-CA.minor", "parent")
        grants.give(desk, town.kim, Purpose.TREATMENT, entry, ROSA.name, offer, Moment(town.clock.now() + 9 * DAY))
    assert not {one for one in looked(town, Life.here).opened if one[0] == ROSA.name}
    town.clock.forward(DAY)
    found = looked(town, Life.here)
    assert found.opened == found.given == found.allowed
    assert {code for name, code in found.opened if name == ROSA.name} == {Code.ACCESS, Code.SCHEDULE, Code.SHARED, Code.SIGNED}
    with life._own() as visitor:
        topics.keep(town.house, visitor, town.kim, Code.SIGNED, Purpose.OWN_RECORD)
    life.settle()
    found = looked(town, Life.here)
    assert found.opened == found.given == found.allowed
    assert {code for name, code in found.opened if name == ROSA.name} == {Code.ACCESS, Code.SCHEDULE, Code.SHARED}


def test_somebody_trusted_opens_what_they_were_given_a_day_later_and_nothing_before(town: Town):
    life = Life(town, 1)
    life.trust()
    found = looked(town, Life.here)
    assert not {one for one in found.opened | found.given | found.allowed if one[0] == ANA.name}
    town.clock.forward(DAY)
    found = looked(town, Life.here)
    assert found.opened == found.given == found.allowed
    theirs = {code for name, code in found.opened if name == ANA.name}
    assert Code.ACCESS in theirs and theirs & {Code.SCHEDULE, Code.SHARED}
    assert Code.CONTACT not in theirs


def test_a_second_yes_to_the_same_person_waits_its_day_once_the_first_was_stopped_and_is_no_finding(town: Town):
    life = Life(town, 1)
    life.trust()
    town.clock.forward(DAY)
    looked(town, Life.here)
    with pytest.raises(Conflict, match="in already"):
        life.trust()
    life.ended(ANA)
    life.trust()
    life.settle()
    assert town.checked(*PEOPLE, NIA, ANA).fits
    town.clock.forward(DAY)
    assert town.checked(*PEOPLE, NIA, ANA).fits


def test_keys_that_were_given_before_a_part_was_taken_from_who_gave_them_still_arrive(town: Town):
    """She does not sign in between: what Maya can open no more comes from whoever changed its keys."""
    life = Life(town, 1)
    town.play.give(MAYA, KIM, NIA, offers.TRAINEE, NEVER)
    with life._own() as visitor:
        with reading(town.house, visitor) as desk:
            people = holders.who_can(desk, town.kim, Purpose.OWN_RECORD)
        maya = next(one.holder.grant for one in people if one.holder.name == MAYA.name)
        grants.limit(town.house, visitor, town.kim, maya, Code.SCHEDULE, Purpose.OWN_RECORD)
    assert town.checked(*PEOPLE, NIA, ANA).fits
    with town.signed_in(NIA) as visitor, reading(town.house, visitor) as desk:
        held = desk.held(town.kim)
        assert held.holds(Code.RECORD) and held.holds(Code.SCHEDULE)
        for code in Code.RECORD, Code.SCHEDULE:
            assert gate.standing(desk, town.kim, Purpose.TREATMENT, code).page(code).version
