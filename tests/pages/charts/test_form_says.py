"""What a form says to who signs it: of letters that ask for gifts it speaks only where a law that holds asks for that."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import pytest
from tests.pages.charts.test_forms import FIELDS, drafted
from tests.pages.me.test_form_new import drawn

from tacenda.core.words.ids import handle
from tacenda.shell import settings

GIFTS = "You can say no to all letters that ask for gifts of money."
OTHERS = ("You can take your yes back at any time.", "You have a right to a copy of this form.", "If you say no, it is not sent.")
DRUGS = {"segments": ["substance use"], "passes_on": "no"}


@contextmanager
def placed(town, place: str):
    """The practice is there while the block lasts."""
    before = settings.read(town.house.folder)
    settings.write(town.house.folder, replace(before, place=place))
    try:
        yield
    finally:
        settings.write(town.house.folder, before)


@pytest.mark.parametrize(
    ("place", "fields", "says"),
    [
        ("DE", {}, False),
        ("DE", DRUGS, False),
        ("GB", {}, False),
        ("GB-ENG", DRUGS, False),
        ("US-CA", {}, False),  # the rule is about records of drugs and drink alone
        ("US-CA", DRUGS, True),
        ("US-NY", DRUGS, True),
        ("US-CA", {**DRUGS, "purpose_kind": "proceedings"}, False),  # and about the one consent for care and payment
    ],
)
def test_a_form_drafted_here_speaks_of_gifts_only_where_the_law_asks_for_it(town, ada, kim, place, fields, says):
    _, chart, client = kim
    with placed(town, place):
        page = drafted(ada, chart, **fields)
        assert page.status == 200 and (GIFTS in page.text) is says
        assert all(one in page.text for one in OTHERS)
        read = client.get(f"/forms/{handle(chart)}/{page.path.rsplit('/', 1)[1]}")
        assert (GIFTS in read.text) is says


@pytest.mark.parametrize(("place", "says"), [("DE", False), ("GB", False), ("US-CA", True)])
def test_a_form_of_the_clients_own_does_the_same(town, kim, place, says):
    _, _, client = kim
    with placed(town, place):
        page = drawn(client, segments=["substance use"], passes_on="no", recipient_kind="treating_professional", purpose_kind="care")
        assert page.status == 200 and (GIFTS in page.text) is says and OTHERS[0] in page.text


@pytest.mark.parametrize(("place", "says"), [("DE", False), ("GB", False), ("US-CA", True)])
def test_of_a_paper_it_can_be_ticked_only_where_a_law_knows_it(town, ada, kim, place, says):
    _, chart, _ = kim
    with placed(town, place):
        assert (GIFTS in ada.get(f"/forms/{handle(chart)}/new").text) is says


def test_no_question_about_gifts_is_left_open_where_the_form_says_it(town, ada, kim):
    _, chart, _ = kim
    page = drafted(ada, chart, **DRUGS)
    assert "ask for gifts with these records" not in page.text and FIELDS["recipient"] in page.text
