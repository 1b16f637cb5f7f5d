"""Whether somebody may still speak for a client: a task comes where something was learned, and they are paused, hear of nothing, or go on."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.pages.charts.test_speaks import asked, kept, let_in, waiting

from tacenda.acts import check_ins, holders, speaking
from tacenda.acts.speaking import Basis
from tacenda.core.decisions import replays
from tacenda.core.decisions import speaking as rules
from tacenda.core.model import check_in
from tacenda.core.model.speakers import Did, Why
from tacenda.core.words.access import Purpose
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.shell import packs

DAY = 86_400


def a_parent(town, name: str, who: str, **facts):
    """A child, and a parent whose day of waiting is over."""
    client = town.client(name)
    town.shared_note(name, "Draw the anger.")
    kept(town, name, asked(**facts))
    parent, ada, page = waiting(town, name, who)
    assert let_in(ada, page).status == 200
    town.clock.forward(DAY + 60)
    return client, parent


def of(town, name: str):
    with town.desk(town.ada, write=False) as desk:
        (one,) = speaking.stands(desk, town.charts[name])
    return one


def seen(town, parent, name: str) -> list[str]:
    """What the parent reads on every page of theirs."""
    theirs = town.browser(parent)
    return [theirs.get(town.path(page, **slots)).text for page, slots in (
        ("beside/home", {}), ("beside/person", {"chart": town.charts[name]}), ("beside/others", {"chart": town.charts[name]}),
    )]  # fmt: skip


def look(town, name: str):
    """Ada, from her day to the page where she decides."""
    ada = town.browser(town.ada, stepped_up=True)
    access = ada.follow(ada.get(town.path("charts/card", chart=town.charts[name])), "Look again")
    return ada, ada.follow(access, "Look again")


def protect(**facts):
    return {**asked(), "act": "protect", "facts": {"client": "minor", "client_age": 10, **facts}, "events": {}}


DANGERS = [
    asked(representative_endangers="yes"),
    asked(parent_access_harmful="yes"),
    asked(informing_endangers="yes"),
    protect(abuser="representative", target="client", harm="abuse_neglect"),
    {**asked(), "act": "disclose", "facts": {"recipient": "child_protection", "info": "record", "abuser": "representative"}, "events": {}},
]


@pytest.mark.parametrize("fact", ["consented_alone", "parent_promised", "other_parent_objects"])
def test_an_answer_about_something_else_that_says_the_word_is_not_theirs_is_a_task_too(town, fact):
    name = f"Kim A{len(town.charts)}"
    a_parent(town, name, f"Rosa A{len(town.charts)}")
    said = {"recipient": "treating_professional", "info": "record", "client": "minor", "client_age": 10, fact: "yes"}
    kept(town, name, {**asked(), "act": "disclose", "facts": said, "events": {}}, stand=False)
    assert of(town, name).why == (Why.ANSWER,)
    assert "says something about who speaks for the client" in look(town, name)[1].text


@pytest.mark.parametrize("said", DANGERS, ids=["endangers", "access harms", "telling endangers", "harm report", "disclosure"])
def test_an_answer_that_names_them_as_the_danger_is_a_task_and_they_hear_of_nothing(town, said):
    name = f"Kim D{len(town.charts)}"
    _, parent = a_parent(town, name, f"Rosa D{len(town.charts)}")
    assert not of(town, name).due and "Look again" not in town.browser(town.ada).get(town.path("charts/card", chart=town.charts[name])).text
    before = seen(town, parent, name)
    kept(town, name, said, stand=False)
    assert Why.DANGER in of(town, name).why
    assert "Who speaks for them" in town.browser(town.ada).get("/day").text
    _, page = look(town, name)
    assert "may harm them" in page.text and "45 CFR 164.502(g)(5)" in page.body.decode()
    assert seen(town, parent, name) == before


def test_what_is_kept_about_others_is_no_task(town):
    name = "Lou Quiet"
    a_parent(town, name, "Ron Quiet")
    kept(town, name, protect(abuser="other", target="client", harm="abuse_neglect"), stand=False)
    kept(
        town, name, {**asked(), "act": "disclose", "facts": {"recipient": "child_protection", "info": "record"}, "events": {}}, stand=False
    )
    assert of(town, name).why == ()


def test_who_is_paused_opens_nothing_and_is_let_in_again_by_the_law_of_that_day(town):
    name, who = "Mia Lane", "Rosa Lane"
    mia, parent = a_parent(town, name, who)
    assert "Draw the anger." not in "".join(seen(town, parent, name))
    kept(town, name, asked(representative_endangers="yes"), stand=False)
    ada, page = look(town, name)
    assert ada.submit(page, "Keep this decision", does="pause", words="").status == 422
    paused = ada.submit(page, "Keep this decision", does="pause", words="He threatened her at home.")
    assert "Paused. They can open nothing here." in paused.text and "He threatened her at home." in paused.text
    theirs = town.browser(parent)
    told = theirs.get("/home").text
    assert "Something you could see has ended." in told and "We do not say why." in told
    assert theirs.get(town.path("beside/person", chart=town.charts[name])).status in (403, 404)
    hers = town.browser(mia)
    assert "threatened" not in hers.get("/home").text + hers.get("/looked").text and f"Stopped {who}." in hers.get("/looked").text
    assert not of(town, name).due and "Look again" not in ada.get(town.path("charts/card", chart=town.charts[name])).text
    access = ada.get(town.path("charts/access", chart=town.charts[name]))
    page = ada.follow(access, f"Look again {who}")
    listed = ada.submit(page, "Keep this decision", does="again", words="The court found otherwise.")
    assert f"{who}, speaks for the client" in listed.text and "Starts on" in listed.text
    town.clock.forward(DAY + 60)
    assert town.browser(parent).get(town.path("beside/person", chart=town.charts[name])).status == 200
    assert [one.did for one in of(town, name).kept.said] == [Did.IN, Did.PAUSED, Did.IN]
    assert [one.words for one in of(town, name).kept.said][1:] == ["He threatened her at home.", "The court found otherwise."]


def test_a_pause_that_was_cut_short_before_the_stop_is_a_task_until_they_are_stopped(town):
    """The words are kept first; a crash there must not look like a pause, nor like a decision that they go on."""
    name = "Ute Vale"
    _, parent = a_parent(town, name, "Jon Vale")
    kept(town, name, asked(representative_endangers="yes"), stand=False)
    grant = of(town, name).grant
    with town.desk(town.ada) as desk:
        speaking.pause(desk, town.charts[name], grant, "He threatened her.")
    assert town.browser(parent).get(town.path("beside/person", chart=town.charts[name])).status == 200
    assert of(town, name).due and "Who speaks for them" in town.browser(town.ada).get("/day").text
    ada, page = look(town, name)
    assert "was cut short" in page.text and "Paused. They can open nothing here." not in page.text
    ada.submit(page, "Keep this decision", does="pause", words="Once more.")
    assert not of(town, name).due and not of(town, name).live
    assert town.browser(parent).get(town.path("beside/person", chart=town.charts[name])).status in (403, 404)


def test_who_goes_on_does_so_with_words_and_the_task_is_over(town):
    name = "Noa Hill"
    _, parent = a_parent(town, name, "Ina Hill")
    kept(town, name, asked(informing_endangers="yes"), stand=False)
    ada, page = look(town, name)
    done = ada.submit(page, "Keep this decision", does="stays", words="It was the other parent.")
    assert done.status == 200 and not of(town, name).due
    assert town.browser(parent).get(town.path("beside/person", chart=town.charts[name])).status == 200


def test_what_was_learned_after_the_page_was_shown_is_not_answered_by_it(town):
    """A page that was open since before somebody kept the danger puts away what stood on it and no more."""
    name = "Ira Dale"
    a_parent(town, name, "Gus Dale")
    kept(town, name, asked(other_parent_objects="yes"), stand=False)
    ada, page = look(town, name)
    kept(town, name, asked(representative_endangers="yes"), stand=False)
    assert set(of(town, name).why) == {Why.DANGER, Why.ANSWER}
    ada.submit(page, "Keep this decision", does="stays", words="The other parent has no say.")
    assert of(town, name).why == (Why.DANGER,) and of(town, name).due
    ada, page = look(town, name)
    ada.submit(page, "Keep this decision", does="stays", words="It was a mistake.")
    assert not of(town, name).due


def test_another_answer_about_them_is_a_task_as_after_a_custody_paper(town):
    name = "Oda Reed"
    a_parent(town, name, "Max Reed")
    kept(town, name, asked(other_parent_objects="yes"), stand=False)
    assert of(town, name).why == (Why.ANSWER,)


def with_a_late_end(town, name: str, who: str, born: dt.date) -> None:
    """A parent whose grant ends later than the law of today says, as after a change of the law."""
    town.client(name)
    kept(town, name, asked())
    until = Moment(town.clock.now() + 3 * 366 * DAY)
    town.representative(name, who, "ca.parent", until)
    with town.desk(town.ada) as desk:
        people = holders.who_can(desk, town.charts[name], Purpose.TREATMENT)
        entry = next(one.holder.grantee_entry for one in people if one.beside)
        found = rules.Speaks("ca.parent", dt.date(2030, 1, 1))
        speaking.keep(desk, town.charts[name], entry, Basis(replays.request_bytes(asked()), born, found, until))


def test_where_the_law_says_yes_no_more_they_do_not_go_on_by_a_press(own_town):
    town, name = own_town, "Pia Wood"
    with_a_late_end(town, name, "Uwe Wood", dt.date(2013, 5, 4))
    assert Why.LAW in of(town, name).why
    ada, page = look(town, name)
    assert "It does not say yes." in page.text
    refused = ada.submit(page, "Keep this decision", does="stays", words="As before.")
    assert refused.status == 422 and "today it does not say yes" in refused.text
    assert ada.submit(page, "Keep this decision", does="again", words="As before.").status == 422


def test_an_earlier_birthday_is_let_in_anew(own_town):
    town, name = own_town, "Ria Wood"
    with_a_late_end(town, name, "Udo Wood", dt.date(2016, 5, 4))
    assert of(town, name).why == (Why.LAW,)
    ada, page = look(town, name)
    assert "an earlier day holds" in ada.submit(page, "Keep this decision", does="stays", words="As before.").text
    ada.submit(page, "Keep this decision", does="pause", words="Until the right day.")
    ada.submit(ada.get(page.path), "Keep this decision", does="again", words="Until the right day.")
    assert of(town, name).kept.until == Moment(int(dt.datetime(2028, 5, 4, tzinfo=dt.UTC).timestamp()) - 1)
    assert of(town, name).why == ()


def test_an_uneasy_client_is_a_reason_to_look_again(town):
    name = "Sol Wood"
    client, _ = a_parent(town, name, "Eva Wood")
    with town.desk(client) as desk:
        check_ins.tell(desk, town.charts[name], check_in.drawn("uneasy", "no", "no", desk.now))
    assert of(town, name).why == (Why.UNEASY,)
    ada, page = look(town, name)
    ada.submit(page, "Keep this decision", does="stays", words="She meant school.")
    assert not of(town, name).due


def test_before_the_birthday_at_which_it_ends_it_is_looked_at_once(own_town):
    town = own_town
    name = "Tia Wood"
    a_parent(town, name, "Kai Wood")
    until = next(one.until for one in [of(town, name).kept])
    town.clock.forward(until - town.clock.now() - 20 * DAY)
    assert Why.ENDS in of(town, name).why
    ada, page = look(town, name)
    ada.submit(page, "Keep this decision", does="stays", words="She comes of age.")
    assert not of(town, name).due


def test_who_was_let_in_before_answers_were_kept_is_looked_at(town):
    name = "Una Wood"
    town.client(name)
    town.representative(name, "Ole Wood", "ca.parent", Moment(town.clock.now() + 30 * DAY))
    assert of(town, name).why == (Why.UNKNOWN,)
    kept(town, name, asked())
    ada, page = look(town, name)
    assert ada.submit(page, "Keep this decision", does="stays", words="As before.").status == 422
    answer = page.find("#f-answer option")[-1].attrs["value"]
    ada.submit(page, "Keep this decision", does="stays", words="As before.", answer=answer, born="2016-05-04")
    assert not of(town, name).due


def test_what_lets_them_in_today_is_the_law_whatever_the_age_when_it_was_asked():
    now = dt.datetime(2027, 11, 23, 15, tzinfo=dt.UTC)
    assert rules.today(packs.law(), asked(client_age=6), now, dt.date(2016, 5, 4)) == rules.Speaks("ca.parent", dt.date(2028, 5, 4))
    assert rules.today(packs.law(), asked(client_age=6), now, dt.date(2009, 11, 22)) is None


def test_nobody_but_who_keeps_the_chart_looks(town):
    name = "Vic Wood"
    client, parent = a_parent(town, name, "Ann Wood")
    path = town.path("charts/speaker", chart=town.charts[name], grant=of(town, name).grant)
    ben = town.colleague("Ben Look", Role.CLINICIAN)
    for who in (client, parent, ben):
        assert town.browser(who, stepped_up=True).get(path).status == 404
    assert town.browser().get(path).status == 401
    with town.desk(client, write=False) as desk:
        assert speaking.stands(desk, town.charts[name]) == ()
