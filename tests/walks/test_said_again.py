"""What a desk asks again a moment later is signed once; whoever was stopped in between gets nothing for it all the same."""

import pytest
from tests.walks.practice import KIM, MAYA, TOMAS, Town

from tacenda.acts import charts
from tacenda.acts.desk import SignInSecret, reading
from tacenda.core.words.errors import Refused


def test_the_pages_of_one_minute_stand_on_one_signed_ask(town: Town):
    with town.play.signed_in(MAYA) as visitor:
        opens(town, visitor)
        first = said(town)
        opens(town, visitor)
        assert said(town) == first and len(first) == 1
        town.clock.forward(61)
        opens(town, visitor)
        assert len(said(town)) == 1 and said(town) != first


def test_another_sign_in_says_its_own(town: Town):
    for _ in range(2):
        with town.play.signed_in(MAYA) as visitor:
            opens(town, visitor)
    assert len(said(town)) == 2


def test_an_ask_said_again_after_a_stop_opens_nothing(town: Town):
    with town.play.signed_in(TOMAS) as visitor:
        opens(town, visitor)
        town.play.stop(KIM, TOMAS)
        with pytest.raises(Refused):
            opens(town, visitor)


def opens(town: Town, visitor: SignInSecret) -> None:
    with reading(town.house, visitor) as desk:
        assert charts.open_name(desk, town.kim).card.short()


def said(town: Town) -> set[bytes]:
    return {signed.ask for _, signed in town.house.uses.values()}
