"""Who may and who can are the same people, with everybody there can be: also who guides by picked notes, helps elsewhere on a form, speaks
for the client, came again under new keys, or is ended by the office.

As `test_access_sets.py`, and for each picked copy: the page opens it exactly to whom the keeper gives its share, whatever its asker's
own keys ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

import pytest
from tests.walks.practice import INES, KIM, MAYA, PEOPLE, SAM, TOMAS, Built, Town, copied
from tests.walks.test_access_sets import ANA, DAY, Life, Pairs, lived, looked

from tacenda.acts import cards, gate, grants, picking, rolling
from tacenda.acts.desk import Desk, desk_of, reading, writing
from tacenda.core.ledger.asks import Ask, Place
from tacenda.core.model import offers
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Purpose
from tacenda.core.words.errors import Conflict, NotFound, Refused
from tacenda.core.words.ids import ZERO_HASH, GrantHash, ObjectId
from tacenda.core.words.moments import NEVER, Day, Moment
from tacenda.core.words.people import Role
from tacenda.doors.cli.demo_cast import GRACE, HENRIK, NIA, PASSPHRASE, Person
from tacenda.shell import fresh

EMIL = Person("Dr. Emil Faber", "walk.emil", Role.OUTSIDE)
REP = Person("Rita Larsen", "walk.rita", Role.GUARDIAN)
TWIN = Person("Kim Once More", "walk.kim", Role.CLIENT)
LATER = (ANA, EMIL, REP, TWIN)
HERE = (MAYA, TOMAS, NIA, SAM, KIM, ANA, HENRIK, EMIL, REP, TWIN, GRACE)


@pytest.fixture(scope="module")
def peopled(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The small practice, three more colleagues, and four who used a card and wait."""
    town = copied(built, tmp_path_factory.mktemp("everybody") / "data")
    town.play.hire(INES, HENRIK, GRACE, NIA)
    made = {ANA: (KIM, cards.for_trusted, ()), EMIL: (MAYA, cards.for_representative, (Role.OUTSIDE,))}
    made |= {REP: (MAYA, cards.for_representative, ()), TWIN: (MAYA, cards.for_client, ())}
    for who, (by, card, more) in made.items():
        with town.signed_in(by, stepped_up=True) as visitor, writing(town.house, visitor) as desk:
            code = card(desk, town.kim, who.name, *more).code
        town.built.codes[who.login] = cards.join(town.house, code, who.login, PASSPHRASE).recovery
    town.house.close()
    return Built(town.folder, town.built.codes, built.charts, built.note, built.private, built.document, town.clock.now())


@pytest.fixture
def town(peopled: Built, tmp_path):
    found = copied(peopled, tmp_path / "data")
    yield found
    found.house.close()


def copies(town: Town) -> tuple[Pairs, Pairs]:
    """Each picked copy that her page opens to who guides, and each of which the keeper gives her the share."""
    opened, given, hers = Pairs(), Pairs(), town.somebody(HENRIK).keyring
    with town.house.content.reading() as tx:
        desk = desk_of(town.house, tx, hers)
        with suppress(NotFound, Refused, Conflict):
            at = gate.standing(desk, town.kim, Purpose.SUPERVISION, Code.SUPERVISION)
            for line in at.page(Code.SUPERVISION).page.lines:
                if asks_alone(desk, at, line.object):
                    given.add((HENRIK.name, line.object))
                with suppress(NotFound, Refused):
                    picking.open_for_me(desk, town.kim, line.object)
                    opened.add((HENRIK.name, line.object))
    return opened, given


def asks_alone(desk: Desk, at: gate.Standing, copy: ObjectId) -> bool:
    """Her own keys ask the keeper, past every rule of the house."""
    keys, one = at.held.keys, at.page(Code.SUPERVISION).compartment
    ask = Ask(
        desk.keyring.practice, fresh.secret(16), desk.now, desk.actor.id, at.chart, keys.ledger_epoch, Act.OPEN,
        (Place(one.id, one.epoch, copy, 0, b""),), ZERO_HASH, keys.grant_hash, b"", keys.statement.shown(),
        (at.page(Code.ACCESS).compartment.id, at.access_version), Purpose.SUPERVISION.value, "", (), bytes(32),
    )  # fmt: skip
    try:
        desk.keeper.release([desk.keyring.sign(ask, keys)])
    except Refused:
        return False
    return True


class Everybody(Life):
    """All that `Life` does, and what needs more people."""

    others = (TOMAS.name, NIA.name, SAM.name, ANA.name, HENRIK.name, EMIL.name, REP.name, GRACE.name)
    here = HERE
    whole = (*PEOPLE, *LATER, HENRIK, GRACE, NIA)

    def __init__(self, town: Town, seed: int) -> None:
        super().__init__(town, seed)
        self.form, self.grace = fresh.object_id(), town.somebody(GRACE).keyring.entry

    def steps(self) -> Sequence[Callable[[], None]]:
        more = self.guide, self.guide, self.pick, self.pick, self.unpick, self.by_form, self.form_ends, self.speaks, self.stop, self.again
        return *super().steps(), *more, self.returns, self.keeps, self.second, self.time

    def _until(self) -> Moment:
        return moments.last(Day(moments.day(self.town.clock.now()) + self.random.choice((1, 2, 5, 30))))

    def guide(self) -> None:
        """Whoever guides by picked notes is let in as the page does it: what is over goes first, then keys change."""
        with self.town.signed_in(MAYA) as visitor, writing(self.town.house, visitor) as desk:
            picking.clear_over(desk, self.town.kim)
        self.town.play.give(MAYA, KIM, HENRIK, offers.SUPERVISOR_OF_PICKED, self._until())

    def pick(self) -> None:
        with self.town.signed_in(MAYA) as visitor:
            note = self.town.play.note(visitor, KIM, (("text", "Another week."),))
            self.town.play.pick(visitor, KIM, note, self._until())

    def unpick(self) -> None:
        with self.town.signed_in(MAYA) as visitor:
            with writing(self.town.house, visitor) as desk:
                picked = picking.list_picked(desk, self.town.kim)
                if picked:
                    picking.take_back(desk, self.town.kim, self.random.choice(picked).copy)
            rolling.roll_due(self.town.house, visitor)

    def _waits(self, desk: Desk, who: Person) -> cards.Waiting:
        return next(one for one in cards.waiting(desk) if one.name == who.name)

    def _gives(self, who: Person, offer: offers.Offer, until: Moment) -> None:
        with self.town.signed_in(MAYA, stepped_up=True) as visitor, writing(self.town.house, visitor) as desk:
            waits = self._waits(desk, who)
            grants.give(desk, self.town.kim, Purpose.TREATMENT, waits.entry, who.name, offer, until)

    def by_form(self) -> None:
        codes = self.random.choice(((Code.SHARED,), (Code.SHARED, Code.RECORD), (Code.SCHEDULE,)))
        self._gives(EMIL, offers.by_form(self.form, codes), self._until())

    def form_ends(self) -> None:
        with self._own() as visitor:
            grants.stop_based(self.town.house, visitor, self.town.kim, self.form, Purpose.OWN_RECORD)

    def speaks(self) -> None:
        self._gives(REP, offers.representative("ca.parent", self.random.choice(("", "parent"))), self._until())

    def second(self) -> None:
        """A second account of the client."""
        self._gives(TWIN, offers.CLIENT, NEVER)

    def again(self) -> None:
        """The client's yes to somebody they stopped."""
        with self._own() as visitor, writing(self.town.house, visitor) as desk:
            out = grants.barred(desk, self.town.kim, Purpose.OWN_RECORD)
            if out:
                grants.unbar(desk, self.town.kim, self.random.choice(out).principal, Purpose.OWN_RECORD)

    def returns(self) -> None:
        """A therapist who comes again under new keys, let in by the client's own hand."""
        with self._own() as visitor, writing(self.town.house, visitor) as desk:
            grants.give(desk, self.town.kim, Purpose.OWN_RECORD, self.grace, GRACE.name, offers.RETURNING, NEVER)

    def differs(self) -> Pairs:
        """Of the picked copies, what only the page or only the keeper gives."""
        page, keeper = copies(self.town)
        return page ^ keeper

    def keeps(self) -> None:
        self.town.play.give(MAYA, KIM, TOMAS, offers.SECOND)

    def stop(self) -> None:
        by, why = self.random.choice(
            (
                (KIM, Purpose.OWN_RECORD),
                (TWIN, Purpose.OWN_RECORD),
                (MAYA, Purpose.TREATMENT),
                (REP, Purpose.SPEAKS_FOR),
                (INES, Purpose.OVERSIGHT),
            )
        )
        with self.town.signed_in(by) as visitor:
            with reading(self.town.house, visitor) as desk:
                target = self._grant(desk, why)
            grants.stop(self.town.house, visitor, self.town.kim, GrantHash(target), why)


@pytest.mark.parametrize("seed", range(2))
def test_who_may_and_who_can_are_the_same_with_everybody_there_can_be(town: Town, seed: int):
    lived(Everybody(town, seed), 8)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 200))
def test_who_may_and_who_can_are_the_same_with_everybody_after_long_histories(town: Town, seed: int):
    lived(Everybody(town, seed), 30)


def test_everybody_can_be_let_in(town: Town):
    """The histories are not empty."""
    life = Everybody(town, 1)
    town.play.give(MAYA, KIM, NIA, offers.TRAINEE)
    for one in (life.guide, life.pick, life.by_form, life.speaks, life.second, life.returns, life.trust):
        one()
    life.settle()
    town.clock.forward(DAY)
    found = looked(town, HERE)
    assert {name for name, _ in found.opened} == {one.name for one in HERE}
    page, keeper = copies(town)
    assert page == keeper and len(page) == 1
