"""A chart from before what is signed for the client lay apart, and who was let in to sign when one key opened all that was agreed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.pages.charts.talks import by_client, stands
from tests.pages.charts.test_signs_for import grant_of, month
from tests.pages.charts.test_signs_forms import drafted, mother
from tests.pages.charts.test_speaks import asked, kept, let_in, waiting
from tests.pages.town import Person, Town

from tacenda.acts import authorizations, beside, cards, charts, check_ins, gate, grants, pages, sides, speaking, supervision
from tacenda.core.model import agreed, check_in, offers
from tacenda.core.model.agreed import Agreed
from tacenda.core.model.authorization import Party, Signer
from tacenda.core.model.consent import Choice
from tacenda.core.model.speakers import Why
from tacenda.core.words.access import FOUNDING, Act, Code, Purpose
from tacenda.core.words.errors import NotFound, Refused
from tacenda.core.words.ids import GrantHash
from tacenda.core.words.people import Role

DAY = 86_400
SIGNED_THEN = offers.representative("ca.parent", "parent")
# What such a grant gave then: the page of all that was agreed.
BEFORE = replace(SIGNED_THEN, codes={**SIGNED_THEN.without([Code.SIGNED]).codes, Code.CONSENT: offers.READ_WRITE})


@pytest.fixture
def older(monkeypatch):
    """Charts are founded as they were."""
    monkeypatch.setattr(charts, "FOUNDING", tuple(code for code in FOUNDING if code is not Code.SIGNED))


def let_in_then(town: Town, name: str, who: str) -> Person:
    """A parent who was let in to sign by such a grant."""
    with town.desk(town.ada) as desk:
        code = cards.for_representative(desk, town.charts[name], who).code
    rosa = town.enrolled(code, who, Role.GUARDIAN)
    with town.desk(town.ada) as desk:
        waits = next(one for one in cards.waiting(desk) if one.name == who)
        grants.give(desk, town.charts[name], Purpose.TREATMENT, waits.entry, who, BEFORE, month(town), checked=True)
        cards.forget(desk, waits.card)
    town.clock.forward(DAY)
    return rosa


def epoch(town: Town, name: str) -> int:
    return next(one.epoch for one in town.house.keeper.states(town.charts[name]) if one.code is Code.CONSENT)


def test_an_older_chart_opens_whole_and_takes_talks_forms_and_check_ins(town: Town, older):
    name = "Old Lund"
    old = town.client(name)
    assert Code.SIGNED not in {one.code for one in town.house.keeper.states(town.charts[name])}
    browser, done = by_client(town, old)
    assert done.status == 200
    browser.submit(browser.get("/mood"), "Send", okay="uneasy", holding="no", reach="no", seen="therapist")
    form = drafted(town, name, Party(name, Signer.CLIENT), mother("Rosa Lund"))
    for path in ("/home", "/talk/done", "/forms", "/mood", "/choices/people", "/choices/people/keep/7", "/looked"):
        assert browser.get(path).status == 200, path
    assert "Dr. Roy" in browser.get("/forms").text
    ada = town.browser(town.ada)
    for page in ("card", "talk", "forms", "form_new", "access", "speaks", "talk_write", "talk_paper"):
        assert ada.get(town.path(f"charts/{page}", chart=town.charts[name])).status == 200, page
    assert ada.get("/day").status == 200
    with town.desk(town.ada) as desk:
        authorizations.attest(desk, town.charts[name], form, 1, 1, desk.today)
    assert town.checked(old, town.ada) == []


def test_on_an_older_chart_nobody_is_let_in_to_sign_and_the_page_says_why(town: Town, older):
    name = "Ola Lund"
    town.chart(name)
    kept(town, name, asked())
    rosa, ada, page = waiting(town, name, "Rosa Ola")
    again = let_in(ada, page, signs="yes")
    assert again.status == 422 and "It is older than the place for what they sign." in again.text
    assert "Rosa Ola, speaks for the client" in ada.submit(again, "Let in", signs="no").text
    town.clock.forward(DAY + 60)
    home = town.browser(rosa).get("/home")
    assert home.status == 200 and "A talk about privacy" not in home.text


@pytest.mark.parametrize("chart", ["as it was", "as it is"])
def test_who_was_let_in_before_signs_nothing_and_their_key_goes_with_a_pause(own_town: Town, monkeypatch, chart: str):
    town, name = own_town, "Ove Lund"
    if chart == "as it was":
        monkeypatch.setattr(charts, "FOUNDING", tuple(code for code in FOUNDING if code is not Code.SIGNED))
    ove = town.client(name)
    kept(town, name, asked())
    rosa = let_in_then(town, name, "Rosa Ove")
    with town.desk(ove) as desk:
        check_ins.tell(desk, town.charts[name], check_in.drawn("uneasy", "much", "no", desk.now))
    browser = town.browser(rosa)
    assert "A talk about privacy" not in browser.get("/home").text
    for page in ("talk_check", "talk_done", "forms"):
        assert browser.get(town.path(f"beside/{page}", chart=town.charts[name])).status in (403, 404), page
    with town.desk(rosa) as desk:
        assert [one.signs for one in beside.people(desk)] == [False]
        with pytest.raises((NotFound, Refused)):
            sides.standing(desk, town.charts[name], Purpose.SPEAKS_FOR)
    assert stands(town, name).rests == ()
    assert "what you said yes to" in town.browser(ove).get("/home").text  # they hold that key, and the client reads it
    ada, before = town.browser(town.ada, stepped_up=True), epoch(town, name)
    page = ada.get(town.path("charts/speaker", chart=town.charts[name], grant=grant_of(town, name, "Rosa Ove")))
    assert "They sign nothing now, and still hold that key." in page.text and "They go on." not in page.text
    ada.submit(page, "Keep this decision", does="pause", words="The key of before.")
    assert epoch(town, name) > before
    with town.desk(town.ada, write=False) as desk:
        assert all(Why.KEYS not in one.why for one in speaking.stands(desk, town.charts[name]) if one.live)
        consent = desk.held(town.charts[name]).of(Code.CONSENT)
    with town.desk(rosa, write=False) as desk:
        keys = desk.keyring.keys(town.charts[name])
        assert keys.of(Code.CONSENT).epoch < consent.epoch and keys.of(Code.CONSENT).half() != consent.half()
        assert not desk.keeper.allows(consent.id, GrantHash(keys.grant_hash))


def test_a_no_that_was_signed_on_an_older_chart_stays_one_and_a_yes_is_nobodys(town: Town, older):
    name = "Oda Lund"
    town.chart(name)
    rosa = let_in_then(town, name, "Rosa Oda")
    with town.desk(rosa, write=False) as desk:
        signer = desk.actor.id
    with town.desk(town.ada) as desk:
        at = gate.standing(desk, town.charts[name], Purpose.TREATMENT, Code.CONSENT)
        said = (Choice("supervision", "no", desk.now), Choice("video", "yes", desk.now))
        spoken = Agreed(talk=b"t" * 16, kept=desk.now, signed=(signer,), choices=said)
        head = {**agreed.head(replace(Agreed(), spoken=spoken)), "here": "US-NY", "theirs": [[b"f" * 16, "Rosa Oda", "parent"]]}
        pages.write(desk, at, Code.CONSENT, Purpose.TREATMENT, [], head, act=Act.CONSENT)
    found = stands(town, name)
    assert (found.counts("supervision"), found.counts("video")) == ("no", "later")
    with town.desk(town.ada) as desk:
        assert supervision.refused(desk, town.charts[name], Purpose.TREATMENT) == supervision.SAID_NO
    assert town.browser(town.ada).get(town.path("charts/talk", chart=town.charts[name])).status == 200
