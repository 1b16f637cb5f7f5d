"""Who plans visits writes what they like there, with their own keys and past every page: no page shuts."""

from __future__ import annotations

import pytest
from tests.pages.town import Town

from tacenda.acts import gate, incidents, pages
from tacenda.core.words.access import Code, Purpose

FAR = 2**52


@pytest.mark.parametrize("head", [{"visits": [[FAR, 50]]}, {"visits": [[-FAR, 50]]}, {"x": 1}], ids=["far", "before", "head"])
def test_visits_that_nobody_can_read_shut_no_page_and_the_office_is_told(own_town: Town, head):
    town, name = own_town, "Vi Spoilt"
    kit = town.client(name)
    with town.desk(town.ada) as desk:
        at = gate.standing(desk, town.charts[name], Purpose.TREATMENT, Code.SCHEDULE)
        pages.write(desk, at, Code.SCHEDULE, Purpose.TREATMENT, [], head)
    browser = town.browser(kit)
    for path in ("/home", "/mine", "/choices", "/choices/people", "/talk/done", "/looked"):
        assert browser.get(path).status == 200, path
    ada = town.browser(town.ada)
    for path in ("/day", *(town.path(f"charts/{page}", chart=town.charts[name]) for page in ("card", "talk"))):
        assert ada.get(path).status == 200, path
    with town.desk(town.ada) as desk:
        assert incidents.told(desk)
