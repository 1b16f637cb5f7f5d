"""A yes to one person by name: they stay or may be let in although the client's choice keeps such people out, and the choice stays as it is."""

from __future__ import annotations

import pytest
from tests.pages.town import WORDS

from tacenda.acts import choices, holders, ledger, rolling, topics
from tacenda.acts.desk import SignInSecret, writing
from tacenda.core.model import offers
from tacenda.core.model.say import NOBODY, Choice, Exempt
from tacenda.core.words.access import Act, Code, Purpose
from tacenda.core.words.errors import Locked, NotFound, Refused
from tacenda.core.words.people import Role
from tacenda.doors.web.pages.me import named

OWN = Purpose.OWN_RECORD


def tries(town, client, name) -> int:
    """How often the client reads that something was refused."""
    with town.desk(client, write=False) as desk:
        return sum(one.act is Act.REFUSED for one in ledger.who_looked(desk, town.charts[name], OWN, None).lines)


@pytest.fixture(scope="module")
def staff(town):
    return {"ben": town.colleague("Ben Roy", Role.CLINICIAN), "sam": town.colleague("Sam Ott", Role.FRONT_DESK)}


def inside(town, name):
    with town.desk(town.ada, write=False) as desk:
        people = holders.who_can(desk, town.charts[name], Purpose.TREATMENT)
    return {one.holder.name for one in people if not one.stopped}


def chooses(town, client, name, choice=Choice.THERAPIST):
    choices.choose(town.house, SignInSecret(town.sign_in(client)), town.charts[name], choice, OWN)
    rolling.roll_due(town.house, SignInSecret(town.sign_in(town.ada)))


def test_who_is_ticked_stays_and_the_choice_is_as_it_is_for_all_others(town, staff):
    kim = town.client("Kim Named")
    town.give("Kim Named", staff["ben"], offers.CO_THERAPIST)
    town.give("Kim Named", staff["sam"], offers.FRONT_DESK)
    browser = town.browser(kim)
    page = browser.follow(browser.get("/choices/people"), "Choose Only my therapist")
    box = next(one for one in page.find("input[type=checkbox]"))
    labels = [one.to_text() for one in page.find("label.pick")]
    sam = page.find("input[type=checkbox]")[next(n for n, text in enumerate(labels) if "Sam Ott" in text)].attrs["value"]
    assert box.attrs["name"] == "stay" and len(labels) == 2
    home = browser.submit(page, "Choose and stop them", stay=[sam])
    assert home.path == "/home?done=choice" and "Your choice is kept." in home.text
    assert "Sam Ott" in inside(town, "Kim Named") and "Ben Roy" not in inside(town, "Kim Named")
    circle = browser.get("/choices/people")
    assert "Only my therapist (now)" in circle.text and "Sam Ott, who may plan your visits (your yes: " in circle.text
    with pytest.raises(Refused, match=r"practice\.choice"):
        town.give("Kim Named", town.colleague("Sara Desk", Role.FRONT_DESK), offers.FRONT_DESK)
    # The page of the choice has the tick still; without it they are stopped too.
    again = browser.get(page.path)
    assert again.find("input[type=checkbox][checked]")
    back = browser.follow(circle, "Take a yes back")
    assert "Sam Ott, who may plan your visits" in back.text
    done = browser.submit(back, "Take my yes back")
    assert "Your yes is taken back, and they are stopped." in done.text
    assert "Sam Ott" not in inside(town, "Kim Named")
    assert browser.submit(back, "Take my yes back").status == 200  # by a second press
    assert "You said yes to nobody by name." in browser.get(back.path).text
    looked = browser.get("/looked?show=people").text
    assert "Took back the yes to one person." in looked
    rolling.roll_due(town.house, SignInSecret(town.sign_in(town.ada)))
    assert town.checked(kim, town.ada, *staff.values()) == []


def test_a_tick_that_is_taken_away_stops_who_stayed(town, staff):
    lea = town.client("Lea Named")
    town.give("Lea Named", staff["sam"], offers.FRONT_DESK)
    grant = next(one.grant for one in _people(town, "Lea Named") if one.name == "Sam Ott")
    choices.choose(town.house, SignInSecret(town.sign_in(lea)), town.charts["Lea Named"], Choice.THERAPIST, OWN, [grant])
    assert "Sam Ott" in inside(town, "Lea Named")
    browser = town.browser(lea)
    browser.submit(browser.get("/choices/people/1"), "Choose and stop them", stay=[])
    assert "Sam Ott" not in inside(town, "Lea Named")


def says_yes(browser, name, why):
    """To a name that the client has not met: they are asked whether it is right, and tick that it is."""
    asked = browser.submit(browser.get("/choices/people/name"), "Say yes", name=name, why=why)
    return browser.submit(asked, "Say yes", sure="yes")


def _people(town, name):
    with town.desk(town.ada, write=False) as desk:
        return [one.holder for one in holders.who_can(desk, town.charts[name], Purpose.TREATMENT)]


def test_whom_the_choice_keeps_out_may_be_let_in_after_a_yes_by_name_and_a_second_proof(town, staff):
    lou = town.client("Lou Named")
    town.give("Lou Named", staff["ben"], offers.CO_THERAPIST)
    chooses(town, lou, "Lou Named")
    with pytest.raises(Refused, match=r"practice\.choice"):
        town.give("Lou Named", staff["ben"], offers.CO_THERAPIST)
    browser = town.browser(lou)
    proof = browser.follow(browser.get("/choices/people"), "Say yes to somebody")
    assert proof.title == "Unlock" and browser.post("/choices/people/name").status == 401
    page = browser.submit(proof, "Open", words=WORDS)
    ben = next(one.attrs["value"] for one in page.find("#f-who option") if "Ben Roy, a therapist" in one.to_text())
    kept = browser.submit(page, "Say yes", who=ben)
    assert "Your yes is kept. Your therapist may let them in." in kept.text and "Ben Roy, who may treat you (your yes: " in kept.text
    assert "Ben Roy" not in inside(town, "Lou Named")  # nothing opens by a yes alone
    home = browser.get("/home")
    assert "You said yes to them by name. Nobody let them in yet." in home.text
    with pytest.raises(Refused, match=r"practice\.choice"):
        town.give("Lou Named", staff["ben"], offers.COVER)  # another kind of access
    town.give("Lou Named", staff["ben"], offers.CO_THERAPIST)
    assert "Ben Roy" in inside(town, "Lou Named")
    # A stop of theirs still counts, and what is for the therapist alone stays shut.
    topics.keep(town.house, SignInSecret(town.sign_in(lou)), town.charts["Lou Named"], Code.RECORD, OWN)
    ben_now = next(one for one in _people(town, "Lou Named") if one.name == "Ben Roy")
    record = next(id for id, code, _ in ben_now.compartments if code is Code.RECORD)
    assert not town.house.keeper.allows(record, ben_now.grant)
    town.stop_by(lou, "Lou Named", "Ben Roy")
    rolling.roll_due(town.house, SignInSecret(town.sign_in(town.ada)))
    with pytest.raises(Refused):
        town.give("Lou Named", staff["ben"], offers.CO_THERAPIST)
    assert town.checked(lou, town.ada, *staff.values()) == []


def test_somebody_the_client_names_may_be_let_in_for_what_they_said_and_nobody_else(town, staff):
    mia = town.client("Mia Named")
    chooses(town, mia, "Mia Named")
    browser = town.browser(mia, stepped_up=True)
    page = browser.get("/choices/people/name")
    assert not page.find("#f-who")
    assert "leave this empty" not in page.text
    assert "Their name, as they work here: this is still empty." in browser.submit(page, "Say yes").text
    assert browser.submit(page, "Say yes", name="Sam Ott").status == 422
    assert says_yes(browser, " sam  ott", "desk").path == "/choices/people?done=named"
    assert "Nobody with this name was let in yet. It fits only who has this name here." in browser.get("/choices/people").text
    town.give("Mia Named", staff["sam"], offers.FRONT_DESK)
    assert "Sam Ott" in inside(town, "Mia Named")
    assert "Nobody with this name" not in browser.get("/choices/people").text
    with pytest.raises(Refused, match=r"practice\.choice"):
        town.give("Mia Named", staff["ben"], offers.CO_THERAPIST)


def test_the_client_alone_says_yes_by_name_and_after_a_second_proof(town):
    nia, chart = town.client("Nia Named"), town.charts["Nia Named"]
    chooses(town, nia, "Nia Named")
    with town.desk(town.ada, write=False) as desk:
        one = Exempt(NOBODY, "Sam Ott", "front desk", offers.FRONT_DESK.basis, desk.today)
    with pytest.raises(NotFound), town.desk(town.ada) as desk:
        choices.say_yes(desk, chart, one, Purpose.TREATMENT)
    browser = town.browser(nia)
    assert browser.get("/choices/people/name").status == 401
    with pytest.raises(Locked), writing(town.house, SignInSecret(town.sign_in(nia))) as desk:
        choices.say_yes(desk, chart, one, OWN)


def test_nobody_chooses_or_takes_a_yes_back_for_the_client(town):
    """Not even who keeps the chart, and writes the list: also before the client ever said anything."""
    town.client("Zoe Named")
    ada, chart = SignInSecret(town.sign_in(town.ada)), town.charts["Zoe Named"]
    with pytest.raises(NotFound):
        choices.choose(town.house, ada, chart, Choice.GUIDES, Purpose.TREATMENT)
    with pytest.raises(NotFound):
        choices.say_no(town.house, ada, chart, bytes(16), Purpose.TREATMENT)
    with town.desk(town.ada, write=False) as desk:
        assert choices.chosen(desk, chart, Purpose.TREATMENT) is Choice.TEAM


def test_a_wider_choice_ends_a_yes_that_it_makes_needless(town, staff):
    ora = town.client("Ora Named")
    town.give("Ora Named", staff["sam"], offers.FRONT_DESK)
    grant = next(one.grant for one in _people(town, "Ora Named") if one.name == "Sam Ott")
    secret = SignInSecret(town.sign_in(ora, stepped_up=True))
    choices.choose(town.house, secret, town.charts["Ora Named"], Choice.THERAPIST, OWN, [grant])
    choices.choose(town.house, secret, town.charts["Ora Named"], Choice.TEAM, OWN)
    assert "Sam Ott" in inside(town, "Ora Named")
    browser = town.browser(ora, stepped_up=True)
    assert "One person all the same" not in browser.get("/choices/people").text
    assert browser.get("/choices/people/name").status == 303
    chooses(town, ora, "Ora Named")
    assert "Sam Ott" not in inside(town, "Ora Named")


def test_a_crash_before_they_were_stopped_is_made_good_at_the_clients_next_first_page(town, staff):
    pia = town.client("Pia Named")
    town.give("Pia Named", staff["ben"], offers.CO_THERAPIST)
    secret = SignInSecret(town.sign_in(pia))
    choices._choose(
        town.house, secret, town.charts["Pia Named"], OWN,
        lambda listed, people, today: choices._chosen(listed, people, Choice.THERAPIST, (), today),
    )  # fmt: skip
    assert "Ben Roy" in inside(town, "Pia Named")
    assert any("choice" in one for one in town.checked(pia, town.ada, *staff.values()))
    assert town.browser(pia).get("/home").status == 303
    assert "Ben Roy" not in inside(town, "Pia Named")
    assert town.checked(pia, town.ada, *staff.values()) == []


def test_whoever_waits_says_yes_to_nobody_and_a_stranger_meets_the_lock(town):
    town.chart("Wanda Named")
    wanda = town.enrolled(town.card("Wanda Named"), "Wanda Named", Role.CLIENT)
    assert town.browser(wanda, stepped_up=True).get("/choices/people/name").status == 303
    for path in ("/choices/people/name", "/choices/people/name/stop"):
        assert town.browser().get(path).status == 401


def test_who_lets_in_reads_at_the_form_whom_the_choice_keeps_out_and_no_line_says_that_they_tried(town, staff):
    kim = town.client("Kim Formed")
    chooses(town, kim, "Kim Formed")
    ada, before = town.browser(town.ada, stepped_up=True), tries(town, kim, "Kim Formed")
    page = ada.get(town.path("charts/give", chart=town.charts["Kim Formed"]))
    whom = next(one.attrs["value"] for one in page.find("select[name=who] option") if "Sam Ott" in one.to_text())
    refused = ada.submit(page, "Let in", who=whom, why="desk", until="2026-12-24")
    assert refused.status == 422 and "what the client chose or stopped keeps this person out of this." in refused.text
    assert refused.find("input[name=until]")[0].attrs["value"] == "2026-12-24"
    assert tries(town, kim, "Kim Formed") == before and "Sam Ott" not in inside(town, "Kim Formed")
    with pytest.raises(Refused, match=r"practice\.choice"):
        town.give("Kim Formed", staff["sam"], offers.FRONT_DESK)
    assert tries(town, kim, "Kim Formed") == before + 1  # the act itself tells of it


def test_of_a_name_that_nobody_on_their_list_has_had_the_client_is_asked_at_once_whether_it_is_right(town, staff):
    kim = town.client("Kim Unmet")
    chooses(town, kim, "Kim Unmet")
    browser = town.browser(kim, stepped_up=True)
    page = browser.get("/choices/people/name")
    assert not page.find("input[name=sure]")
    asked = browser.submit(page, "Say yes", name="Sam Otto", why="desk")
    assert asked.status == 422 and "nobody on your list has had this name" in asked.text
    assert "This page cannot see who works here. With one wrong letter, your yes does nothing." in asked.text
    assert "You said yes to nobody by name." in browser.get("/choices/people/name/stop").text
    assert browser.submit(asked, "Say yes").status == 422  # asked and not answered
    assert browser.submit(asked, "Say yes", sure="yes").path == "/choices/people?done=named"
    # Who lets in holds the list of who works here, and reads that the name fits nobody.
    ada, give = town.browser(town.ada, stepped_up=True), town.path("charts/give", chart=town.charts["Kim Unmet"])
    assert "The client said yes to Sam Otto by name, and nobody here has this name." in ada.get(give).text
    says_yes(browser, "sam ott", "desk")
    assert "Sam Otto" in (told := ada.get(give).text) and "yes to sam ott by name" not in told


def test_a_name_that_the_client_has_met_is_asked_about_no_more(town, staff):
    kim = town.client("Kim Met")
    town.give("Kim Met", staff["ben"], offers.CO_THERAPIST)
    chooses(town, kim, "Kim Met")  # so that he is on no list any more
    browser = town.browser(kim, stepped_up=True)
    done = browser.submit(browser.get("/choices/people/name"), "Say yes", name="Ben Roy", why="covers")
    assert done.path == "/choices/people?done=named" and "Ben Roy, who may stand in for your therapist" in done.text


@pytest.mark.parametrize("name", ["\u200b", "\u2060\ufe0f\u200d", "\u115f \u00ad"])
def test_a_name_of_letters_that_nobody_sees_is_refused(town, name):
    kim = town.client(f"Kim Unseen{len(town.charts)}")
    chart = list(town.charts)[-1]
    chooses(town, kim, chart)
    browser = town.browser(kim, stepped_up=True)
    refused = browser.submit(browser.get("/choices/people/name"), "Say yes", name=name, why="desk")
    assert refused.status == 422 and "none of it can be seen. Type it again." in refused.text
    with town.desk(kim, write=False) as desk:
        assert choices.exempt(desk, town.charts[chart], OWN) == ()


def test_a_yes_that_changes_nothing_says_so(town, staff):
    kim = town.client("Kim Needless")
    chooses(town, kim, "Kim Needless", Choice.GUIDES)
    browser = town.browser(kim, stepped_up=True)
    needless = says_yes(browser, "Grace Guide", "guides")
    assert "They need no yes by name: what you chose leaves room for them." in needless.text
    assert "Your yes is kept." not in needless.text and "Grace Guide" not in needless.text
    assert "Your yes is kept." in says_yes(browser, "Sam Ott", "desk").text
    again = says_yes(browser, "SAM OTT", "desk")
    assert "You said yes to them before." in again.text and "SAM OTT" not in again.text


def test_a_yes_to_a_name_whom_the_client_stopped_is_refused_and_says_what_comes_first(town, staff):
    kim = town.client("Kim Stops")
    town.give("Kim Stops", staff["sam"], offers.FRONT_DESK)
    town.stop_by(kim, "Kim Stops", "Sam Ott")
    chooses(town, kim, "Kim Stops")
    browser = town.browser(kim, stepped_up=True)
    refused = browser.submit(browser.get("/choices/people/name"), "Say yes", name="Sam Ott", why="desk")
    assert refused.status == 422 and "you stopped somebody with this name. First say that they may be let in again." in refused.text


def test_there_is_room_for_so_many_yeses_and_no_more(town, staff, monkeypatch):
    monkeypatch.setattr(choices, "MOST_NAMED", 2)
    monkeypatch.setattr(named, "MOST_NAMED", 2)
    kim = town.client("Kim Many")
    town.give("Kim Many", staff["ben"], offers.CO_THERAPIST)
    chooses(town, kim, "Kim Many")
    browser = town.browser(kim, stepped_up=True)
    page = browser.get("/choices/people/name")
    for name in ("One Person", "Two Person"):
        assert says_yes(browser, name, "desk").path == "/choices/people?done=named"
    full = browser.submit(page, "Say yes", name="Ben Roy", why="treats")
    assert full.status == 422 and "There is no room for one more. Take a yes back first." in full.text
    assert "You said yes to 2 people by name." in full.text
    assert "Two Person" in browser.follow(full, "Take a yes back").text
    assert not browser.get(page.path).find("form input[name=name]")  # nothing is asked that would be refused
    with town.desk(kim, write=False) as desk:
        assert len(choices.exempt(desk, town.charts["Kim Many"], OWN)) == 2


def test_a_choice_with_more_ticks_than_there_is_room_for_changes_nothing(town, staff, monkeypatch):
    monkeypatch.setattr(choices, "MOST_NAMED", 1)
    kim = town.client("Kim Ticks")
    town.give("Kim Ticks", staff["ben"], offers.CO_THERAPIST)
    town.give("Kim Ticks", staff["sam"], offers.FRONT_DESK)
    browser = town.browser(kim, stepped_up=True)
    page = browser.get("/choices/people/1")
    everybody = [one.attrs["value"] for one in page.find("input[name=stay]")]
    refused = browser.submit(page, "Choose and stop them", stay=everybody)
    assert refused.status == 422 and "there is no room for so many." in refused.text
    assert {"Ben Roy", "Sam Ott"} <= inside(town, "Kim Ticks")
    with town.desk(kim, write=False) as desk:
        assert choices.chosen(desk, town.charts["Kim Ticks"], OWN) is Choice.TEAM
