"""Two accounts of one client remember what no list could take at that moment: neither loses what the other laid down."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

import pytest
from tests.threats.test_older_list import Thief
from tests.walks.practice import MAYA, NOOR, SAM, TOMAS, Town

from tacenda.acts import cards, choices, gate, grants, older, rolling, sign_in, topics
from tacenda.acts.desk import SignInSecret, reading, writing
from tacenda.core.model import offers
from tacenda.core.model.access_list import AccessList
from tacenda.core.model.say import Choice, Topic
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Act, Code, Purpose
from tacenda.core.words.moments import NEVER, Day
from tacenda.core.words.people import Role
from tacenda.doors.cli.demo_cast import PASSPHRASE

OWN = Purpose.OWN_RECORD


@dataclass
class Both:
    """A client at two browsers, under an account each."""

    town: Town
    one: SignInSecret
    other: SignInSecret

    @property
    def chart(self):
        return self.town.built.charts[NOOR.login]

    def listed(self, visitor: SignInSecret) -> AccessList:
        with reading(self.town.house, visitor) as desk:
            at = gate.standing(desk, self.chart, OWN)
            assert not at.older and at.access is not None
            return at.access

    def catches_up(self, *visitors: SignInSecret) -> None:
        for visitor in visitors:
            older.catch_up(self.town.house, visitor)
            with reading(self.town.house, visitor) as desk:
                assert not older.older(desk, self.chart)


@pytest.fixture
def both(town: Town, maya_is_in: None) -> Generator[Both, None, None]:
    chart = town.built.charts[NOOR.login]
    town.play.give(TOMAS, NOOR, SAM, offers.FRONT_DESK)
    with town.signed_in(TOMAS, stepped_up=True) as visitor, writing(town.house, visitor) as desk:
        card = cards.make(desk, "client", chart, "Noor", (Role.CLIENT,))
    code = cards.join(town.house, card.code, "noor.two", PASSPHRASE).recovery
    with town.signed_in(TOMAS, stepped_up=True) as visitor, writing(town.house, visitor) as desk:
        waits = next(one for one in cards.waiting(desk) if one.kind == "client")
        grants.give(desk, chart, Purpose.TREATMENT, waits.entry, waits.name, offers.CLIENT, NEVER, reason="again: met")
    with town.signed_in(NOOR) as one:
        proof = sign_in.Proof("noor.two", Method.RECOVERY_CODE, code, "here")
        yield Both(town, one, SignInSecret(sign_in.sign_in(town.house, proof).secret))


def keys_are_due(both: Both) -> None:
    with reading(both.town.house, both.one) as desk:
        at = gate.standing(desk, both.chart, OWN)
        assert at.access is not None
        sam = next(one.grant for one in at.access.holders if one.name == SAM.name)
        desk.keeper.stop(sam, gate.signed(desk, at, gate.Wish(Act.STOP, Code.ACCESS, OWN, about=sam))[1])


@pytest.mark.parametrize("turned", [False, True])
def test_what_either_account_remembered_is_laid_down_whoever_comes_first(both: Both, turned: bool):
    town = both.town
    maya = next(one.grant for one in both.listed(both.one).holders if one.name == MAYA.name)
    keys_are_due(both)
    grants._written_down(town.house, both.one, both.chart, maya, OWN)
    choices._choose(town.house, both.other, both.chart, OWN, lambda listed, _people, _today: replace(listed, choice=Choice.GUIDES))
    with town.signed_in(TOMAS) as visitor:
        rolling.roll_due(town.house, visitor)
    both.catches_up(*((both.other, both.one) if turned else (both.one, both.other)))
    for visitor in (both.one, both.other):
        found = both.listed(visitor)
        assert found.choice is Choice.GUIDES
        assert [one.name for one in found.barred] == [MAYA.name]
    entries = town.house.keeper.chart(both.chart).entries
    both.catches_up(both.one, both.other)
    assert town.house.keeper.chart(both.chart).entries <= entries + 2  # nothing is laid down twice


def test_an_older_list_shuts_nobody_out_by_what_one_account_said_before_the_other(both: Both):
    """One account chose its therapist alone and kept visit times, and nobody was told yet; the other one took both back. Then an older
    list comes, and the first account still remembers its own words."""
    house, chart = both.town.house, both.chart
    maya = next(one for one in both.listed(both.other).holders if one.name == MAYA.name)

    def says(visitor: SignInSecret, choice: Choice, *kept: Topic) -> None:
        choices._choose(house, visitor, chart, OWN, lambda listed, _people, _today: replace(listed, choice=choice, topics=kept))

    says(both.one, Choice.THERAPIST, Topic(Code.SCHEDULE, Day(20_000)))
    says(both.other, Choice.TEAM)
    thief = Thief(both.town)
    says(both.other, Choice.GUIDES)
    says(both.other, Choice.TEAM)
    thief.puts_back(heads=True)
    with reading(house, both.one) as desk:
        at = gate.standing(desk, chart, OWN)
        assert at.older and at.access is not None and at.access.choice is Choice.THERAPIST
        assert choices.left_out(desk, chart, OWN) == () and not topics.untold(desk, chart, OWN)
    choices.keep_out(house, both.one, chart, OWN)
    topics.finish(house, both.one, chart, OWN)
    assert house.keeper.opened(maya.grant) == {id for id, _, _ in maya.compartments}
