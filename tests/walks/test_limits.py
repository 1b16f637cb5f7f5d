"""Limits in a whole house: what a client took out of somebody's access stays out, whatever staff does around it."""

import pytest
from tests.walks.practice import INES, KIM, MAYA, PEOPLE, SAM, TOMAS, Town

from tacenda.acts import gate, grants, holders, listing, pages, rolling
from tacenda.acts.desk import reading, writing
from tacenda.core.model import offers
from tacenda.core.words.access import Act, Code, Purpose
from tacenda.core.words.errors import Refused
from tacenda.core.words.ids import GrantHash
from tacenda.core.words.moments import Moment
from tacenda.doors.cli.demo_cast import HENRIK


def grant_of(town: Town, visitor, name: str) -> GrantHash:
    with reading(town.house, visitor) as desk:
        return next(one.holder.grant for one in holders.who_can(desk, town.kim, Purpose.OWN_RECORD) if one.holder.name == name)


def locked(town: Town, visitor, grant: GrantHash) -> frozenset[Code]:
    with reading(town.house, visitor) as desk:
        at = gate.standing(desk, town.kim, Purpose.OWN_RECORD)
        return at.access.limits(grant)


def refused_again(town: Town) -> None:
    """Letting Tomas in anew is refused."""
    with pytest.raises(Refused, match=r"practice\.choice"):
        town.play.give(MAYA, KIM, TOMAS, offers.CO_THERAPIST)


def test_a_limit_outlives_the_end_of_the_grant_it_stood_on(town: Town):
    """As the page does that ends an access: stop, then mend. Then another writing of the list."""
    with town.signed_in(KIM) as visitor:
        grant = grant_of(town, visitor, TOMAS.name)
        grants.limit(town.house, visitor, town.kim, grant, Code.RECORD, Purpose.OWN_RECORD)
    with town.signed_in(MAYA) as visitor:
        grants.stop(town.house, visitor, town.kim, grant, Purpose.TREATMENT)
        with writing(town.house, visitor) as desk:
            listing.mend(desk, town.kim, Purpose.TREATMENT)
    refused_again(town)
    with town.signed_in(MAYA) as visitor:
        grants.stop(town.house, visitor, town.kim, grant_of(town, visitor, SAM.name), Purpose.TREATMENT)
    town.play.give(MAYA, KIM, SAM, offers.FRONT_DESK)
    refused_again(town)
    assert town.checked().fits


def test_a_limit_set_while_the_list_itself_was_due_is_listed(town: Town):
    with town.signed_in(KIM) as visitor:
        grant, desk_grant = grant_of(town, visitor, TOMAS.name), grant_of(town, visitor, SAM.name)
        with town.signed_in(INES) as officer:
            grants.stop(town.house, officer, town.kim, desk_grant, Purpose.OVERSIGHT)
        grants.limit(town.house, visitor, town.kim, grant, Code.RECORD, Purpose.OWN_RECORD)
        assert locked(town, visitor, grant) == {Code.RECORD, Code.SUPERVISION}
    with town.signed_in(MAYA) as visitor:
        rolling.roll_due(town.house, visitor)
    with town.signed_in(KIM) as visitor:
        assert locked(town, visitor, grant) == {Code.RECORD, Code.SUPERVISION}
    refused_again(town)


def test_who_is_shut_out_of_the_notes_is_shut_out_of_copies_of_them(town: Town):
    """A co-therapist holds the keys of what was picked for a supervisor: no page shows it to them, and their keys open it no more either."""
    town.play.hire(INES, HENRIK)
    town.play.give(MAYA, KIM, HENRIK, offers.SUPERVISOR_OF_PICKED, Moment(town.clock.now() + 30 * 86_400))
    with town.signed_in(MAYA) as visitor:
        town.play.pick(visitor, KIM, town.built.note, Moment(town.clock.now() + 7 * 86_400))
    opened(town)
    with town.signed_in(KIM) as visitor:
        grant = grant_of(town, visitor, TOMAS.name)
        grants.limit(town.house, visitor, town.kim, grant, Code.RECORD, Purpose.OWN_RECORD)
        assert locked(town, visitor, grant) == {Code.RECORD, Code.SUPERVISION}
    with pytest.raises(Refused):
        opened(town)
    with town.signed_in(MAYA):
        pass
    assert town.checked(*PEOPLE, HENRIK).fits


def opened(town: Town) -> None:
    """Tomas opens every picked copy, with his own keys."""
    with town.signed_in(TOMAS) as visitor, reading(town.house, visitor) as desk:
        at = gate.standing(desk, town.kim, Purpose.TREATMENT, Code.SUPERVISION)
        one = at.page(Code.SUPERVISION)
        (line,) = one.page.lines
        assert pages.read(desk, at, one, line.object, 0, gate.Wish(Act.OPEN, Code.SUPERVISION, Purpose.TREATMENT))[0].payload
