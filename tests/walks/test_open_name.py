"""The page of a note names whose it is, and opens nothing for that but the card."""

import sqlite3

import pytest
from tests.walks.practice import MAYA, Town

from tacenda.acts import charts
from tacenda.acts.desk import reading
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Tampered


def test_a_name_is_read_without_the_visits(town: Town):
    with town.play.signed_in(MAYA) as visitor:
        with reading(town.house, visitor) as desk:
            card, visits = charts.open_card(desk, town.kim), desk.held(town.kim).of(Code.SCHEDULE).id
        connection = sqlite3.connect(town.folder / "content.db")
        with connection:
            connection.execute("UPDATE object SET envelope = zeroblob(2000) WHERE id = ?", (visits,))
        connection.close()
        with reading(town.house, visitor) as desk, pytest.raises(Tampered):
            charts.open_card(desk, town.kim)
        with reading(town.house, visitor) as desk:
            named = charts.open_name(desk, town.kim)
    assert (named.card, named.client_inside) == (card.card, True) and named.card.short()
