"""Who speaks for a client: only a rule of law that somebody read lets a parent in, until the birthday it names; the client is told."""

from __future__ import annotations

import datetime as dt

import pytest

from tacenda.acts import assessments, cards, charts, grants, holders
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import offers
from tacenda.core.model.chart import Card, Visit
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.errors import Refused
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role

DAY = 86_400
FACTS = {
    "recipient": "parent", "purpose": "client_right", "client": "minor", "client_age": 10, "speaks_for": "yes", "consented_alone": "no",
    "parent_access_harmful": "no", "representative_endangers": "no", "part2": "no", "hipaa_covered": "yes", "parent_promised": "no",
    "client_says": "agrees", "restriction": "no", "info": "record", "ferpa": "none", "access_harm": "none", "given_in_confidence": "no",
    "other_parent_objects": "no", "joint_therapy": "no", "informing_endangers": "no",
}  # fmt: skip
BORN = dt.date(2016, 5, 4)  # ten on the day of the town


def asked(place="US-CA", **facts):
    return {
        "form": "tacenda.decision-request/1", "vocabulary": 1, "id": "kept", "act": "give_access", "places": [place], "layers": "all",
        "codes": [], "now": "2026-11-23T15:00:00+00:00", "facts": {**FACTS, **facts}, "events": {"received": "2026-11-23"},
    }  # fmt: skip


def kept(town, name, request, *, stand=True):
    """An answer of the law, kept in the chart, with a person behind each judgement."""
    with town.desk(town.ada) as desk:
        id = assessments.keep(desk, town.charts[name], "disclosure", [("", request)], "The parent asked.")
    with town.desk(town.ada, write=False) as desk:
        opened = assessments.open_kept(desk, town.charts[name], id)
    if stand and opened.lacks:
        with town.desk(town.ada) as desk:
            assessments.attest(desk, town.charts[name], id, opened.version, opened.lacks, "Dr. Ada Fox", "I know the family.")
    return opened


def waiting(town, name, who):
    """Somebody who used a card and waits; and the page where Ada decides."""
    ada = town.browser(town.ada, stepped_up=True)
    access = ada.get(town.path("charts/access", chart=town.charts[name]))
    page = ada.follow(access, "People beside the client")
    card = ada.submit(page, "Make a card", name=who)
    # Who speaks for somebody has no visit here, and nobody sees them: the way back is to where the card was made.
    assert card.heading == "A card for you" and "The sign of who invites you" in card.text and "who sees you" not in card.text
    assert ada.follow(card, "Back").path == page.path
    code = card.find("dd")[1].to_text().strip()
    parent = town.enrolled(code, who, Role.GUARDIAN)
    again = ada.get(town.path("charts/speaks", chart=town.charts[name]))
    return parent, ada, ada.follow(again, f"Look at it {who}")


def let_in(ada, page, **answers):
    choice = page.find("#f-answer option")[-1].attrs["value"]
    return ada.submit(page, "Let in", **{"compared": "yes", "answer": choice, "signs": "no", "born": BORN.isoformat(), **answers})


@pytest.fixture(scope="module")
def child(town):
    kim = town.client("Kim Lee", visit=Visit(Moment(town.clock.now() + 20 * DAY), 50))
    town.shared_note("Kim Lee", "Draw the anger.")
    return kim


def test_a_parent_is_let_in_by_the_rule_of_the_place_until_the_birthday_at_which_it_ends(town, child):
    kept(town, "Kim Lee", asked())
    parent, ada, page = waiting(town, "Kim Lee", "Rosa Lee")
    day = ada.get("/day")
    assert "Somebody beside them waits" in day.text
    assert ada.follow(day, "Decide").path == town.path("charts/speaks", chart=town.charts["Kim Lee"])
    theirs = town.browser(parent)
    before = theirs.get("/home").body
    listed = let_in(ada, page)
    assert "Rosa Lee, speaks for the client" in listed.text
    assert "Starts on" in listed.text
    with town.desk(child, write=False) as desk:
        person = next(one for one in holders.who_can(desk, town.charts["Kim Lee"], Purpose.OWN_RECORD) if one.beside)
    assert person.holder.basis == "law.ca.parent"
    assert person.holder.until == Moment(int(dt.datetime(2028, 5, 4, tzinfo=dt.UTC).timestamp()) - 1)
    assert set(person.codes) == {Code.ACCESS, Code.SCHEDULE, Code.SHARED}
    hers = town.browser(child)
    more = hers.follow(hers.get("/home"), "More Rosa Lee")
    assert "While you are under 12, your parents may see your record." in more.text
    assert "Cal. Health & Safety Code 123110(a)-(b)" in more.body.decode().replace("&amp;", "&")
    assert theirs.get("/home").body == before
    town.clock.forward(DAY + 60)
    theirs = town.browser(parent)
    one = theirs.follow(theirs.get("/home"), "Open Kim Lee")
    assert "The parent speaks for this child and may see the record." in one.text
    assert "You cannot see notes or messages." in one.text
    assert "Do you want to see more, or to talk with us and them? Ask us." in one.text
    assert "Draw the anger." in theirs.follow(one, "Note of").text
    hers = town.browser(child)
    looked = hers.get("/looked").text
    assert "Rosa Lee, who speaks for you" in looked
    assert "They speak for you." in looked
    hers.submit(hers.follow(hers.get("/home"), "Stop Rosa Lee"), "Stop now")
    assert theirs.get(one.path).status == 403


@pytest.mark.parametrize(("born", "offered"), [("2016-05-04", "2016-05-04"), ("1980-05-04", ""), ("in May", "")])
def test_the_birthday_of_a_child_is_offered_from_the_card_and_said_to_be(town, born, offered):
    name = f"Kim Born {born}"
    visitor = SignInSecret(town.sign_in(town.ada, stepped_up=True))
    town.charts[name] = charts.found(town.house, visitor, Card(name=name, born=born), None)
    kept(town, name, asked())
    _, _, page = waiting(town, name, f"Rosa of {born}")
    assert page.find("#f-born")[0].attrs.get("value", "") == offered
    assert "What stands here is from the card: look whether it is right." in page.text


def test_whom_the_law_does_not_let_in_is_turned_down_and_learns_nothing(town):
    town.client("Kim Gale")
    parent, ada, page = waiting(town, "Kim Gale", "Ulf Gale")
    assert "No answer of the law was kept for this client." in page.text
    before = town.browser(parent).get("/home").body
    gone = ada.submit(ada.get(page.path), "Take the card back")
    assert "Nobody waits." in gone.text and ada.get(page.path).status == 404
    assert town.browser(parent).get("/home").body == before


def test_a_rule_that_the_packs_know_no_more_shuts_no_page(town):
    kim, name = town.client("Kim Moon"), "Kim Moon"
    with town.desk(town.ada) as desk:
        code = cards.for_representative(desk, town.charts[name], "Ron Moon").code
    ron = town.enrolled(code, "Ron Moon", Role.GUARDIAN)
    with town.desk(town.ada) as desk:
        who = next(one for one in cards.waiting(desk) if one.name == "Ron Moon")
        until = Moment(town.clock.now() + 30 * DAY)
        grants.give(desk, town.charts[name], Purpose.TREATMENT, who.entry, who.name, offers.representative("xx.gone"), until, checked=True)
    with town.desk(kim, write=False) as desk:
        held = next(one.holder for one in holders.who_can(desk, town.charts[name], Purpose.OWN_RECORD) if one.beside)
    page = town.browser(kim).get(town.path("me/person", chart=town.charts[name], grant=held.grant))
    assert "A rule of law let them in. Ask us which one." in page.text
    town.clock.forward(DAY)
    theirs = town.browser(ron).get(town.path("beside/person", chart=town.charts[name]))
    assert "A rule of law lets you in. Ask us which one." in theirs.text


def test_on_the_birthday_it_is_over(town):
    zoe = town.client("Zoe Hart")
    kept(town, "Zoe Hart", asked(client_age=11))
    parent, ada, page = waiting(town, "Zoe Hart", "Ina Hart")
    birthday = dt.datetime.fromtimestamp(town.clock.now(), dt.UTC).date() + dt.timedelta(9)
    let_in(ada, page, born=birthday.replace(year=birthday.year - 12).isoformat())
    town.clock.forward(2 * DAY)
    assert "Zoe Hart" in town.browser(parent).get("/home").text
    town.clock.forward(7 * DAY)
    assert "Nothing is open to you here now." in town.browser(parent).get("/home").text
    with town.desk(zoe, write=False) as desk:
        assert any(one.beside for one in holders.who_can(desk, town.charts["Zoe Hart"], Purpose.OWN_RECORD))


@pytest.mark.parametrize(
    ("request_", "answers", "says"),
    [
        (asked("US-CA", client_age=13, capacity="capable"), {"born": "2013-05-04"}, "today it does not say yes"),
        (asked("DE"), {}, "today it does not say yes"),
        (asked("US-CA", speaks_for="no"), {}, "not about access of a parent"),
        (asked("US-CA", recipient="client"), {}, "not about access of a parent"),
        (asked("US-CA", recipient="representative", client="adult", client_age=40), {"born": "", "until": "2027-02-01"}, "adult who can decide"),
        (asked(), {"born": "2014-05-04"}, "about another age"),
        (asked(), {"born": "2000-05-04"}, "no child under 18"),
        (asked(), {"born": ""}, "day of birth"),
        (asked(), {"compared": "no"}, "Take the card back"),
    ],
    ids=["unread rule", "no rule", "no proof", "the client", "capable adult", "another age", "grown", "no birthday", "other letters"],
)  # fmt: skip
def test_nothing_but_a_rule_that_says_yes_today_lets_anybody_in(town, request_, answers, says):
    name = f"Ari {says[:6]} {request_['places'][0]} {len(town.charts)}"
    town.client(name)
    kept(town, name, request_)
    _, ada, page = waiting(town, name, f"Bo {len(town.charts)}")
    refused = let_in(ada, page, **answers)
    assert refused.status == 422
    assert says in refused.text
    with town.desk(town.ada, write=False) as desk:
        assert not any(one.beside for one in holders.who_can(desk, town.charts[name], Purpose.TREATMENT))


def test_somebody_speaks_for_an_adult_who_cannot_decide_until_a_day(town):
    town.client("Uma Voss")
    kept(town, "Uma Voss", asked(recipient="representative", client="adult", client_age=80, capacity="lacking"))
    _, ada, page = waiting(town, "Uma Voss", "Max Voss")
    assert "pick a day" in let_in(ada, page, born="").text
    last = (dt.datetime.fromtimestamp(town.clock.now(), dt.UTC).date() + dt.timedelta(200)).isoformat()
    assert "Max Voss, speaks for the client" in let_in(ada, page, born="", until=last).text


def test_without_a_kept_answer_nobody_can_be_let_in(town):
    town.client("Noor Ali")
    _, _, page = waiting(town, "Noor Ali", "Sami Ali")
    assert "No answer of the law was kept for this client." in page.text
    assert [one.to_text().strip() for one in page.find("main button")] == ["Take the card back"]


def test_only_who_keeps_the_chart_makes_such_a_card_and_only_the_client_the_other(town, child):
    chart = town.charts["Kim Lee"]
    with town.desk(child) as desk, pytest.raises(Refused):
        cards.for_representative(desk, chart, "Eve")
    with town.desk(town.ada) as desk, pytest.raises(Refused):
        cards.for_trusted(desk, chart, "Eve")
    with town.desk(town.ada) as desk, pytest.raises(Refused):
        cards.make(desk, "guardian", chart, "Eve", (Role.CLINICIAN,))


def test_a_card_needs_a_name_and_a_sign_in(town, child):
    page = town.path("charts/speaks", chart=town.charts["Kim Lee"])
    ada = town.browser(town.ada)
    assert ada.submit(ada.get(page), "Make a card", name="").status == 422
    for path in (page, town.path("charts/speaks_yes", chart=bytes(16), card=bytes(32))):
        assert town.browser().as_roles(Role.CLINICIAN).get(path).status == 401
