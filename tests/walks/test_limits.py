"""Limits in a whole house: what a client took out of somebody's access stays out, whatever staff does around it."""

import pytest
from tests.walks.practice import INES, KIM, MAYA, SAM, TOMAS, Town

from tacenda.acts import gate, grants
from tacenda.acts.desk import reading, writing
from tacenda.core.model import offers
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.errors import Refused
from tacenda.core.words.ids import GrantHash


def grant_of(town: Town, visitor, name: str) -> GrantHash:
    with reading(town.house, visitor) as desk:
        return next(one.holder.grant for one in grants.who_can(desk, town.kim, Purpose.OWN_RECORD) if one.holder.name == name)


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
            grants.mend(desk, town.kim, Purpose.TREATMENT)
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
        assert locked(town, visitor, grant) == {Code.RECORD}
    with town.signed_in(MAYA) as visitor:
        grants.roll_due(town.house, visitor)
    with town.signed_in(KIM) as visitor:
        assert locked(town, visitor, grant) == {Code.RECORD}
    refused_again(town)
