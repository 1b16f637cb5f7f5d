"""A colleague leaves: what would be lost is said before, charts are handed on, access ends, keys change, clients read who keeps them now."""

from __future__ import annotations

import threading

import pytest
from tests.pages.me.test_older import Page, chooses
from tests.pages.town import Town

from tacenda.acts import charts, ending, gate, grants, holders, leaving, listing, reviews, rolling, sign_in
from tacenda.acts.desk import SignInSecret, reading, writing
from tacenda.core.model import offers
from tacenda.core.model.say import Choice
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Code, Content, Purpose
from tacenda.core.words.errors import Invalid, Refused
from tacenda.core.words.ids import fingerprint
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.doors.web import handles

DAY = 86_400
CARE = Purpose.TREATMENT


@pytest.fixture
def town(own_town):
    """Ben keeps Kim's chart, with Kim inside, and Lou's; Cleo could keep them; Sam has Kim's card."""
    made = own_town
    ben, cleo = made.colleague("Ben Roy", Role.CLINICIAN), made.colleague("Cleo Dunn", Role.CLINICIAN)
    kim = made.client_of(ben, "Kim Lee")
    made.chart("Lou Park", of=ben)
    made.note("Kim Lee", "Lantern words.", by=ben)
    made.browser(kim).get("/home")  # she has fetched her keys
    made.people = {"ben": ben, "cleo": cleo, "kim": kim}
    return made


def of(town: Town, name: str) -> bytes:
    with town.desk(town.ada, write=False) as desk:
        return next(one.id for one in leaving.colleagues(desk, b"") if one.name == name)


def page_of(town: Town, browser):
    return browser.get(town.path("practice/leaving", person=of(town, "Ben Roy")))


def named(town: Town, browser):
    return browser.submit(page_of(town, browser), "Keep this", to=handles.of(of(town, "Cleo Dunn")))


def ended(town: Town, browser, *, part: bool = False, lost: bool = False):
    """The page that names what ends, and its button. `part`: only what others keep; `lost`: the tick for what nobody else can open."""
    asked = browser.follow(page_of(town, browser), "End only what others keep" if part else "End all of it")
    return browser.submit(asked, "End it now", **({"lost": "on"} if lost else {}))


def rows(page) -> set[str]:
    return {" ".join(row.to_text().split()) for row in page.find("dl.rows > div")}


def live(town: Town, who, chart: str) -> set[str]:
    with town.desk(who, write=False) as desk:
        return {one.holder.name for one in holders.who_can(desk, town.charts[chart], Purpose.OWN_RECORD) if not one.stopped}


def test_the_page_says_before_what_would_be_lost_and_names_no_client(town):
    browser = town.browser(town.ada, stepped_up=True)
    page = browser.follow(browser.get("/staff"), "Ben Roy leaves")
    assert {"Charts they keep 2", "Charts whose notes only they can open 2", "Of these, with the client inside 1"} <= rows(page)
    assert "The notes of 2 charts would be lost" in page.text
    assert "Kim" not in page.text and "Lou" not in page.text
    assert "Dr. Ada Fox leaves" not in browser.get("/staff").text  # nobody ends their own access


def test_who_has_not_fetched_their_keys_is_counted_before(town):
    browser = town.browser(town.ada, stepped_up=True)
    assert "fetched keys" not in page_of(town, browser).text and "sign in first" not in page_of(town, browser).text
    town.client_of(town.people["ben"], "Late Joiner")
    page = page_of(town, browser).text
    assert "1 client, or person beside one, has not fetched keys that wait. Ask who treats them to remind them." in page
    for name in ("Kim Lee", "Lou Park"):  # one colleague, in two charts, is one to ask
        town.give_by(town.people["ben"], name, town.people["cleo"], offers.CO_THERAPIST)
    page = page_of(town, browser).text
    assert page.count("Ask Cleo Dunn to sign in first.") == 1 and "Late" not in page
    town.browser(town.people["cleo"]).get("/day")
    assert "sign in first" not in page_of(town, browser).text


def test_without_the_tick_nothing_ends_that_nobody_else_can_open(town):
    browser = town.browser(town.ada, stepped_up=True)
    page = ended(town, browser)
    assert page.status == 422 and "Nothing has ended yet." in page.text
    assert "The notes of 2 charts open for nobody any more." in page.text
    assert "Ben Roy" in live(town, town.people["kim"], "Kim Lee")
    assert town.browser(town.people["ben"]).get(town.path("charts/notes", chart=town.charts["Kim Lee"])).status == 200
    assert "End only what others keep" not in page_of(town, browser).links()  # there is nothing like that here


def test_a_client_reads_that_who_did_not_keep_the_chart_works_here_no_more_and_is_not_told_to_let_them_in_again(town):
    ben, kim = town.people["ben"], town.people["kim"]
    tia = town.colleague("Tia Holm", Role.TRAINEE)
    town.give_by(ben, "Kim Lee", tia, offers.TRAINEE)
    town.browser(tia).get("/day")
    browser, hers = town.browser(town.ada, stepped_up=True), town.browser(kim)
    with reading(town.house, SignInSecret(town.sign_in(town.ada))) as desk:
        who = next(one.id for one in gate.practice_page(desk)[1].staff if one.name == "Tia Holm")
    asked = browser.get(town.path("practice/leaving_end", person=who))
    assert "1 client whose records others keep reads that Tia Holm does not work here any more." in asked.text
    assert browser.submit(asked, "End it now").heading == "Who works here"

    def told() -> None:
        home = hers.get("/home")
        assert "Tia Holm" in home.text and home.text.count("They do not work here any more.") == 1
        assert "Let your therapist in again" not in home.links()
        person = hers.follow(home, "More Tia Holm")
        assert "They do not work here any more." in person.text and "Let your therapist in again" not in person.links()

    told()
    rolling.roll_due(town.house, SignInSecret(town.sign_in(ben)))
    town.give_by(ben, "Kim Lee", town.people["cleo"], offers.CO_THERAPIST)  # the list's next writer: after that it names her no more
    told()
    assert "They do not work here any more." not in hers.follow(hers.get("/home"), "More Ben Roy").text
    town.clock.forward(91 * DAY)
    assert "Tia Holm" not in town.browser(kim).get("/home").text


def test_who_leaves_hands_on_and_then_everything_ends_and_the_keys_change(town):
    ada, ben, cleo, kim = town.ada, *(town.people[name] for name in ("ben", "cleo", "kim"))
    browser = town.browser(ada, stepped_up=True)
    assert "Cleo Dunn is to keep them." in named(town, browser).text
    mine = town.browser(ben, stepped_up=True)
    day = mine.get("/day")
    assert "You are leaving here." in day.text
    page = mine.follow(day, "Hand on")
    assert "Kim L." in page.text and "Lou P." in page.text
    assert "All your charts are handed on." in mine.submit(page, "Hand them on").text
    waits = page_of(town, browser)  # until Cleo has fetched the keys
    assert "2 charts are handed on, and their new keeper has not signed in since." in waits.text
    assert "Cleo Dunn has to sign in first. If access ends before that, nobody can open these notes any more." in waits.text
    assert "would be lost" not in waits.text and "must hand these on" not in waits.text
    assert "Charts whose notes only they can open 2" in rows(waits)
    asked = browser.follow(waits, "End all of it").text
    assert "Keys wait for Cleo Dunn that may count only until this ends." in asked
    assert "Where nobody else opens the notes, they can open nothing any more" in asked and "The notes of 2 charts open for nobody" in asked
    town.browser(cleo).get("/day")
    page = page_of(town, browser)
    assert "Charts whose notes only they can open 0" in rows(page)
    assert "would be lost" not in page.text
    staff = ended(town, browser)
    assert staff.heading == "Who works here"
    assert "Ben Roy" not in staff.text
    assert "Their access has ended, and they can sign in no more." in staff.text
    home = town.browser(kim).get("/home")
    assert "Ben Roy does not work here any more." in home.text
    assert "Cleo Dunn keeps your records now." in home.text
    assert "Only Cleo Dunn can open your notes." in home.text
    assert live(town, kim, "Kim Lee") == {"Cleo Dunn", "Kim Lee", "Privacy office"}
    assert mine.get(town.path("charts/notes", chart=town.charts["Kim Lee"])).status == 403
    with pytest.raises(Invalid):
        sign_in.sign_in(town.house, sign_in.Proof(ben.login, Method.RECOVERY_CODE, ben.code, "tests"))
    stranger = town.browser()
    told = stranger.submit(stranger.get("/start"), "Sign in", name=ben.login, words=ben.code)
    assert told.status == 422 and "This account has ended. If that is wrong, ask the practice." in told.text
    assert "ended" not in stranger.submit(stranger.get("/start"), "Sign in", name=ben.login, words="other words than those").text
    assert "Nothing waits here" in browser.get("/incident").text
    # The next holder changes the keys and writes with the new ones; the private part stays shut with its writer's.
    rolling.roll_due(town.house, SignInSecret(town.sign_in(cleo)))
    town.note("Kim Lee", "Copper words.", by=cleo)
    states = {one.code: one for one in town.house.keeper.states(town.charts["Kim Lee"])}
    assert {code for code, one in states.items() if one.state != "live"} == {Code.PSYCHOTHERAPY}
    assert states[Code.RECORD].epoch == 2
    assert town.browser(kim).get("/home").status == 200
    assert "Kept by Cleo Dunn" in browser.get("/access").text


def test_a_client_whose_new_keys_came_from_who_left_reads_so_and_has_them_when_the_next_holder_signs_in(town):
    """What Ben delivered counts no more once his access has ended, and Kim had not fetched it."""
    ada, ben, cleo, kim = town.ada, *(town.people[name] for name in ("ben", "cleo", "kim"))
    sam = town.colleague("Sam Hall", Role.FRONT_DESK)
    town.give_by(ben, "Kim Lee", sam, offers.FRONT_DESK)
    for name in ("Kim Lee", "Lou Park"):
        town.give_by(ben, name, cleo, offers.SUCCESSOR)
    hers = town.browser(kim)
    assert hers.get("/home").status == 200
    with town.desk(ben, write=False) as desk:
        grant = next(one.holder.grant for one in holders.who_can(desk, town.charts["Kim Lee"], CARE) if one.holder.name == "Sam Hall")
    grants.stop(town.house, SignInSecret(town.sign_in(ben)), town.charts["Kim Lee"], grant, CARE)  # new keys, by Ben
    town.browser(cleo).get("/day")
    browser = town.browser(ada, stepped_up=True)
    asked = browser.follow(page_of(town, browser), "End all of it").text
    assert "Keys wait for 1 client, or person beside one, that may count only until this ends." in asked
    assert "Who has not fetched them can then open nothing there, not even who looked, until Cleo Dunn signs in." in asked
    assert "Where nobody else opens the notes" not in asked and "Kim" not in asked
    ended(town, browser)
    for path in ("/home", "/looked", "/mine"):
        waits = hers.get(path)
        assert (waits.status, waits.heading) == (409, "New keys are not here yet")
    assert "they come when your therapist signs in. You can ask us for that." in waits.text and "faster" not in waits.text
    door = town.browser()
    assert door.submit(door.get("/start"), "Sign in", name=cleo.login, words=cleo.code).path == "/day"
    assert "Cleo Dunn keeps your records now." in hers.get("/home").text
    assert {hers.get(path).status for path in ("/looked", "/mine")} == {200}


@pytest.mark.parametrize(
    ("offer", "says"),
    [
        (None, ("Nobody can open your notes now.",)),
        (offers.SUPERVISOR_OF_PICKED, ("Nobody keeps your records now.",)),
        (offers.SUPERVISOR, ("Nobody keeps your records now.", "Only Eve Moss can open your notes.")),
    ],
    ids=["nobody", "who reads picked notes", "who reads all of them"],
)
def test_where_nobody_keeps_the_chart_client_and_office_read_one_true_thing(town, offer, says):
    """The practice ended it and named nobody: that is no stop of the client's, so there is none to take back."""
    ben, kim = town.people["ben"], town.people["kim"]
    if offer:
        eve = town.colleague("Eve Moss", Role.SUPERVISOR)
        town.give_by(ben, "Kim Lee", eve, offer)
        town.browser(eve).get("/day")
    browser = town.browser(town.ada, stepped_up=True)
    ended(town, browser, lost=True)
    hers = town.browser(kim)
    with town.desk(kim, write=False) as desk:
        held = next(
            one.holder.grant for one in holders.who_can(desk, town.charts["Kim Lee"], Purpose.OWN_RECORD) if one.holder.name == "Ben Roy"
        )
    home = hers.get("/home")
    assert "Ben Roy does not work here any more." in home.text
    sentences = ("Nobody can open your notes now.", "Nobody keeps your records now.", "Only Eve Moss can open your notes.")
    assert tuple(one for one in sentences if one in home.text) == says
    assert not any("Take the stop back" in one for one in home.links())
    assert hers.get(town.path("me/stopped", chart=town.charts["Kim Lee"], grant=held)).status == 303
    access = browser.get("/access")
    assert "Nobody here keeps this chart" in access.text
    assert "Kept by since" not in access.text and "1970" not in access.text and "-1" not in access.text
    assert f"Nobody here keeps this chart {'1 person' if offer else '0 persons'}, " in access.text
    chart = browser.get(town.path("practice/chart", chart=town.charts["Kim Lee"]))
    assert chart.heading == "A chart that nobody here keeps"


def test_a_co_therapist_goes_on_without_the_one_who_will_not_hand_on(town):
    """Uncooperative leaving: what a colleague holds stays open, what nobody else holds is named and ends only with the tick."""
    ben, cleo = town.people["ben"], town.people["cleo"]
    town.give_by(ben, "Kim Lee", cleo, offers.CO_THERAPIST)
    town.browser(cleo).get("/day")
    browser = town.browser(town.ada, stepped_up=True)
    page = page_of(town, browser)
    assert "The notes of 1 chart would be lost" in page.text
    staff = ended(town, browser, lost=True)
    assert "Ben Roy" not in staff.text
    assert "Cleo Dunn keeps your records now." in town.browser(town.people["kim"]).get("/home").text
    rolling.roll_due(town.house, SignInSecret(town.sign_in(cleo)))
    assert town.browser(cleo).get(town.path("charts/notes", chart=town.charts["Kim Lee"])).status == 200
    with town.desk(cleo, write=False) as desk:
        assert [line.card.name for line in charts.caseload(desk)] == ["Kim Lee"]
    assert {one.state for one in town.house.keeper.states(town.charts["Kim Lee"]) if one.code is Code.RECORD} == {"live"}


def test_who_keeps_the_chart_too_lets_others_in_when_its_keeper_has_gone(town):
    """Ahead of any leaving: a second keeper, whom the client sees, and whose access has no last day."""
    ben, cleo, kim = town.people["ben"], town.people["cleo"], town.people["kim"]
    town.give_by(ben, "Kim Lee", town.colleague("Dee Hart", Role.CLINICIAN), offers.CO_THERAPIST)
    browser = town.browser(town.ada, stepped_up=True)
    assert "would be lost" in page_of(town, browser).text and "nobody who stays can let others" not in page_of(town, browser).text
    mine = town.browser(ben, stepped_up=True)
    give = mine.get(town.path("charts/give", chart=town.charts["Kim Lee"]))
    who = next(one.attrs["value"] for one in give.find("select[name=who] option") if "Cleo Dunn" in one.to_text())
    assert mine.submit(give, "Let in", who=who, why="treats", until="").status == 422  # anybody else needs a last day
    assert mine.submit(give, "Let in", who=who, why="keeps", until="").path.startswith("/access/")
    assert "They keep your records too, and can let others in." in _of_person(town, kim, "Cleo Dunn")
    for person in (cleo, kim):
        town.browser(person).get("/day" if person is cleo else "/home")
    ended(town, browser, lost=True)
    rolling.roll_due(town.house, SignInSecret(town.sign_in(cleo)))
    eva = town.colleague("Eva Moss", Role.CLINICIAN)
    town.give_by(cleo, "Kim Lee", eva, offers.CO_THERAPIST)
    assert town.browser(eva).get(town.path("charts/notes", chart=town.charts["Kim Lee"])).status == 200
    assert town.browser(cleo).get(town.path("charts/access", chart=town.charts["Kim Lee"])).find("a[href$='/new']")


def _of_person(town: Town, client, name: str) -> str:
    browser = town.browser(client)
    return browser.follow(browser.get("/home"), f"More {name}").text


def stands_in(town: Town) -> Moment:
    """Cleo stands in with Kim for thirty days, and has fetched her keys; the end of it."""
    until = Moment(town.clock.now() + 30 * DAY)
    town.give_by(town.people["ben"], "Kim Lee", town.people["cleo"], offers.COVER, until)
    town.browser(town.people["cleo"]).get("/day")
    return until


def test_who_stands_in_keeps_no_records_and_three_pages_say_until_when_the_notes_open(town):
    stands_in(town)
    kim, cleo = town.people["kim"], town.people["cleo"]
    browser = town.browser(town.ada, stepped_up=True)
    assert "stay with nobody" not in browser.get("/week").text + browser.get("/access").text
    page = page_of(town, browser)
    assert {"Charts whose notes only they can open 1", "Charts whose notes others can open, and nobody would keep 1"} <= rows(page)
    assert "Cleo Dunn, stand-in: 1 chart, until December 23, 2026." in page.text
    asked = browser.follow(page, "End all of it").text
    assert "1 chart: Cleo Dunn can open the notes until December 23, 2026, then nobody can." in asked
    ended(town, browser, lost=True)
    home = town.browser(kim).get("/home").text
    assert "Ben Roy does not work here any more." in home and "Cleo Dunn keeps" not in home
    assert "Nobody keeps your records now. Cleo Dunn can open your notes until December 23, 2026. After that nobody can." in home
    day = town.browser(cleo).get("/day")
    assert "Only you can open the notes, until December 23, 2026. After that nobody can." in day.text
    card = town.browser(cleo).get(town.path("charts/access", chart=town.charts["Kim Lee"])).text
    assert "Only you can open the notes, until December 23, 2026." in card
    assert "Nobody here can let others in any more. Tell the privacy office." in card
    for page in (browser.get("/access"), browser.get(town.path("practice/chart", chart=town.charts["Kim Lee"]))):
        assert "Cleo Dunn can open the notes until December 23, 2026, then nobody can." in page.text
    week = browser.get("/week")
    assert "The notes of 1 chart stay with nobody." in week.text and "Nothing is due." not in week.text
    # Her keys are new: what the one who left copied before opens nothing written since.
    rolling.roll_due(town.house, SignInSecret(town.sign_in(cleo)))
    assert {one.state for one in town.house.keeper.states(town.charts["Kim Lee"]) if one.code is Code.RECORD} == {"live"}


def test_once_the_stand_in_is_over_nobody_opens_the_notes_and_nobody_says_otherwise(town):
    stands_in(town)
    browser = town.browser(town.ada, stepped_up=True)
    ended(town, browser, lost=True)
    town.clock.forward(31 * DAY)
    home = town.browser(town.people["kim"]).get("/home").text
    assert "Nobody can open your notes now." in home and "keeps your records" not in home and "After that" not in home
    assert "Only you can open" not in town.browser(town.people["cleo"]).get("/day").text
    assert "stay with nobody" not in town.browser(town.ada).get("/week").text  # there is nobody left to ask


def test_a_stand_in_is_no_second_for_who_keeps_the_chart(town):
    stands_in(town)
    day = town.browser(town.people["ben"]).get("/day")
    assert "Only you can open the notes of 1 client. For 1 client only a stand-in can too, until a last day." in day.text
    assert day.links()["Let a colleague in"].endswith("/new")
    town.give_by(town.people["ben"], "Lou Park", town.people["cleo"], offers.SECOND)
    assert "Only you can open" not in town.browser(town.people["ben"]).get("/day").text


def test_who_keeps_the_chart_too_is_told_when_they_are_alone_with_it(town):
    town.give_by(town.people["ben"], "Kim Lee", town.people["cleo"], offers.SECOND)
    cleo = town.browser(town.people["cleo"])
    assert "Only you can open" not in cleo.get("/day").text
    ended(town, town.browser(town.ada, stepped_up=True), lost=True)
    assert "Only you can open the notes of 1 client." in cleo.get("/day").text
    hers = town.browser(town.people["kim"])
    stop = hers.follow(hers.get("/home"), "Stop Cleo Dunn").text
    assert "Who treats you must keep your records for some time." in stop and "Then nobody opens your notes." in stop
    assert "Kept by Cleo Dunn" in town.browser(town.ada).get("/access").text


def test_a_part_that_ends_is_told_as_that_and_the_whole_later_as_the_whole(town):
    ben, cleo, kim = (town.people[name] for name in ("ben", "cleo", "kim"))
    town.give_by(ben, "Kim Lee", cleo, offers.SECOND)
    town.browser(cleo).get("/day")
    browser = town.browser(town.ada, stepped_up=True)
    asked = browser.follow(page_of(town, browser), "End only what others keep")
    assert asked.heading.startswith("End part of the access of Ben Roy")
    assert "Access ends in 1 chart at once." in asked.text and "In 1 chart it goes on: nobody else keeps the notes." in asked.text
    assert "1 client reads that Ben Roy does not keep their records any more, and who does." in asked.text
    assert "Ben Roy still works here and can sign in." in asked.text and "sign in no more" not in asked.text
    done = browser.submit(asked, "End it now")
    assert "The rest goes on: they still work here and can sign in." in done.text
    assert "Ben Roy" in browser.get("/staff").text
    home = town.browser(kim).get("/home").text
    assert "Ben Roy does not keep your records any more." in home and "Cleo Dunn keeps your records now." in home
    assert "does not work here" not in home
    his = town.browser(ben)
    assert "Lou P." in his.get("/day").text and "Kim L." not in his.get("/day").text
    rolling.roll_due(town.house, SignInSecret(town.sign_in(cleo)))
    ended(town, browser, lost=True)
    home = town.browser(kim).get("/home").text
    assert "Ben Roy does not work here any more." in home and "Cleo Dunn keeps your records now." in home


def test_nothing_ends_that_the_page_did_not_name(town):
    """Somebody is let in or comes between the page and its button."""
    ben, cleo = town.people["ben"], town.people["cleo"]
    town.give_by(ben, "Kim Lee", cleo, offers.SECOND)
    town.browser(cleo).get("/day")
    browser = town.browser(town.ada, stepped_up=True)
    asked = browser.follow(page_of(town, browser), "End only what others keep")
    town.stop_by(town.people["kim"], "Kim Lee", "Cleo Dunn")
    again = browser.submit(asked, "End it now")
    assert again.status == 422 and "Something changed meanwhile." in again.text
    assert "Ben Roy" in live(town, town.people["kim"], "Kim Lee")
    assert "Access ends in" not in again.text and "In 2 charts it goes on" in again.text  # the page as it is now


def two_officers(town: Town):
    """Ben and Cleo alone open both charts, and the office has two members: who ends whom."""
    ben, cleo = town.people["ben"], town.people["cleo"]
    for name in ("Kim Lee", "Lou Park"):
        town.give_by(ben, name, cleo, offers.SECOND)
    town.browser(cleo).get("/day")
    pat = town.colleague("Pat Only", Role.OFFICER)
    ada = town.browser(town.ada, stepped_up=True)
    ada.submit(ada.follow(ada.get("/office"), "Put in Pat Only"), "Put in", compared="yes")
    return (ada, "Ben Roy"), (town.browser(pat, stepped_up=True), "Cleo Dunn")


def opens(town: Town, name: str) -> set[str]:
    with town.desk(town.ada, write=False) as desk:
        at = gate.standing(desk, town.charts[name], Purpose.OVERSIGHT)
        return {one.name for one in listing.with_whom(desk, at).openers}


def test_two_officers_who_end_the_last_two_at_one_moment_lose_no_notes(town):
    """Each page is true when it is read: the notes stay with the other one."""
    pages = [(browser, browser.get(town.path("practice/leaving_end", person=of(town, name)))) for browser, name in two_officers(town)]
    assert not any("open for nobody any more. Nothing" in page.text for _, page in pages)
    start, done = threading.Barrier(2), list[object]()

    def press(browser, page) -> None:
        start.wait()
        done.append(browser.submit(page, "End it now"))

    both = [threading.Thread(target=press, args=one) for one in pages]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [sorted(page.status for page in done), *(len(opens(town, name)) for name in ("Kim Lee", "Lou Park"))] == [[200, 422], 1, 1]


def test_what_an_officer_looked_at_a_moment_ago_ends_only_if_it_still_holds(town):
    """At the very stop: somebody else ended the other one since."""
    two_officers(town)
    ben, cleo = of(town, "Ben Roy"), of(town, "Cleo Dunn")
    ada = SignInSecret(town.sign_in(town.ada, stepped_up=True))
    with reading(town.house, ada) as desk:
        bens, cleos = (leaving.outlook(desk, who).held for who in (ben, cleo))
        line = next(one for one in reviews.overseen(desk) if one.holder.name == "Cleo Dunn")
    assert all(one.stays and not one.lost for one in (*bens, *cleos))
    for one in bens:
        with writing(town.house, ada) as desk:
            assert ending.end(desk, one.chart, one.grant, one.counted)
    for one in cleos:
        with writing(town.house, ada) as desk:
            assert not ending.end(desk, one.chart, one.grant, one.counted)
    with writing(town.house, ada) as desk:
        assert not ending.end(desk, line.chart, line.holder.grant, line.after({line.holder.grant}))
    assert opens(town, "Kim Lee") == opens(town, "Lou Park") == {"Cleo Dunn"}
    # What was named as lost, and ticked, ends.
    with reading(town.house, ada) as desk:
        named = leaving.outlook(desk, cleo).held
    with writing(town.house, ada) as desk:
        assert named[0].lost and ending.end(desk, named[0].chart, named[0].grant, named[0].counted)


def test_the_page_names_whom_to_ask_and_whose_yes_is_missing(town):
    ben, cleo, kim = (town.people[name] for name in ("ben", "cleo", "kim"))
    browser = town.browser(town.ada, stepped_up=True)
    assert "Ask Ben Roy to hand on 2 charts to Cleo Dunn." in named(town, browser).text
    town.give_by(ben, "Kim Lee", cleo, offers.CO_THERAPIST)
    town.stop_by(kim, "Kim Lee", "Cleo Dunn")
    page = page_of(town, browser).text
    assert "Ask Ben Roy to hand on 1 chart to Cleo Dunn." in page
    assert "1 client does not want Cleo Dunn in. Only that client can say yes: ask Ben Roy to talk with them." in page
    his = town.browser(ben, stepped_up=True)
    done = his.submit(his.get("/ending"), "Hand them on")
    assert "Kim L." in done.text and "The client does not want Cleo Dunn in. Only the client can say yes." in done.text
    assert "Ask Ben Roy to hand on" not in page_of(town, browser).text


def test_a_list_that_opens_for_nobody_is_named_and_not_counted_as_nothing(town, tmp_path):
    kim = town.browser(town.people["kim"])
    chooses(kim, "My therapist and who guides them")
    list_ = Page(town, "Kim Lee", tmp_path)
    chooses(kim, "Only my therapist")
    browser = town.browser(town.ada, stepped_up=True)
    assert "does not open for you" not in page_of(town, browser).text
    list_.put_back()
    page = page_of(town, browser)
    assert "Charts they keep 1" in rows(page) and "1 chart does not open for you and is not counted." in page.text
    asked = browser.follow(page, "End all of it")
    assert "1 chart does not open for you and is not counted." in asked.text and "What only they can open there is lost too." in asked.text


def test_a_chart_into_which_nobody_who_stays_can_let_anybody_is_named(town):
    town.give_by(town.people["ben"], "Kim Lee", town.people["cleo"], offers.CO_THERAPIST)
    town.browser(town.people["cleo"]).get("/day")
    page = page_of(town, town.browser(town.ada, stepped_up=True))
    assert "Into 1 chart nobody who stays can let others: Cleo Dunn." in page.text


def test_a_client_who_wants_their_therapist_alone_gets_no_second_keeper(town):
    kim = town.people["kim"]
    grants.choose(town.house, SignInSecret(town.sign_in(kim)), town.charts["Kim Lee"], Choice.THERAPIST, Purpose.OWN_RECORD)
    with pytest.raises(Refused):
        town.give_by(town.people["ben"], "Kim Lee", town.people["cleo"], offers.SECOND)


def test_a_client_who_stopped_the_colleague_is_not_handed_on_to_them(town):
    ben, cleo, kim = (town.people[name] for name in ("ben", "cleo", "kim"))
    town.give_by(ben, "Kim Lee", cleo, offers.CO_THERAPIST)
    town.stop_by(kim, "Kim Lee", "Cleo Dunn")
    browser = town.browser(town.ada, stepped_up=True)
    named(town, browser)
    mine = town.browser(ben, stepped_up=True)
    done = mine.submit(mine.get("/ending"), "Hand them on")
    assert "Kim L." in done.text and "Lou P." not in done.text and "All your charts are handed on." not in done.text
    town.browser(cleo).get("/day")
    assert "Charts whose notes only they can open 1" in rows(page_of(town, browser))


def test_who_is_not_leaving_hands_nothing_on(town):
    browser = town.browser(town.people["cleo"], stepped_up=True)
    assert "You are not leaving." in browser.get("/ending").text
    assert browser.post("/ending").status == 404


def test_nobody_is_named_before_somebody_is_chosen_and_nobody_can_be_named_again(town):
    browser = town.browser(town.ada, stepped_up=True)
    page = page_of(town, browser)
    offered = [" ".join(one.to_text().split()) for one in page.find("select[name=to] option")]
    assert offered[0] == "Nobody yet" and not page.find("select[name=to] option[selected]:not([value=''])")
    assert "Nobody is named yet to keep the charts." in page.text and "leave this empty" not in page.text
    assert "Name below who keeps the charts. Ben Roy then hands them on." in page.text
    assert "is to keep them" not in browser.submit(page, "Keep this").text
    assert "Cleo Dunn is to keep them." in named(town, browser).text
    assert "You are leaving here." in town.browser(town.people["ben"]).get("/day").text
    back = browser.submit(page_of(town, browser), "Keep this", to="")
    assert "is to keep them" not in back.text and "Nobody is named yet to keep the charts." in back.text
    assert "You are leaving here." not in town.browser(town.people["ben"]).get("/day").text


def test_of_who_keeps_no_chart_nobody_is_asked_who_keeps_their_charts(town):
    browser = town.browser(town.ada, stepped_up=True)
    assert "1. Who keeps the charts" in page_of(town, browser).text
    page = browser.get(town.path("practice/leaving", person=of(town, "Cleo Dunn")))
    assert "End their access" in page.text and not any(no in page.text for no in ("Who keeps the charts", "2. End", "Keep this"))
    assert browser.follow(page, "End all of it").status == 200


def test_what_cannot_be_undone_says_so_before_the_button(town):
    browser = town.browser(town.ada, stepped_up=True)
    page = browser.follow(page_of(town, browser), "End all of it").text
    said = ("The notes of 2 charts open for nobody any more.", "This cannot be undone.", "End it now")
    assert [page.index(one) for one in said] == sorted(page.index(one) for one in said)


def test_who_left_reads_that_their_work_ended_and_not_that_one_client_stopped_them(town):
    ben = town.people["ben"]
    still, again = town.browser(ben), town.browser(ben)
    ended(town, town.browser(town.ada, stepped_up=True), lost=True)
    for browser in (still, again):
        page = browser.get("/stop")
        assert "Your work here has ended, and your access with it." in page.text
        assert not any(unfit in page.text for unfit in ("this client", "the client", "A client can stop"))


def test_who_lost_some_access_reads_of_more_than_one_reason_and_more_than_one_client(town):
    ben, cleo = town.people["ben"], town.people["cleo"]
    for name in ("Kim Lee", "Lou Park"):
        town.give_by(ben, name, cleo, offers.CO_THERAPIST)
    town.browser(cleo).get("/day")
    with town.desk(ben, write=False) as desk:
        held = [(chart, one.holder.grant) for chart in map(town.charts.get, ("Kim Lee", "Lou Park"))
                for one in holders.who_can(desk, chart, Purpose.TREATMENT) if one.holder.name == "Cleo Dunn"]  # fmt: skip
    for chart, grant in held:
        grants.stop(town.house, SignInSecret(town.sign_in(ben)), chart, grant, Purpose.TREATMENT)
    page = town.browser(cleo).get("/stop")
    assert "records of 2 clients was stopped" in page.text and "this client" not in page.text
    assert "Access also ends when somebody leaves or a chart is handed on." in page.text


def test_who_kept_a_chart_and_is_let_in_again_reads_what_is_theirs_and_is_offered_nothing_shut(town):
    ben, cleo, kim = (town.people[name] for name in ("ben", "cleo", "kim"))
    town.note("Kim Lee", "For me alone.", Content.PSYCHOTHERAPY_NOTE, by=ben)
    card = town.path("charts/card", chart=town.charts["Kim Lee"])
    assert "Private notes" in town.browser(ben).get(card).links()
    town.give_by(ben, "Kim Lee", cleo, offers.SECOND)
    town.browser(cleo).get("/day")
    ended(town, town.browser(town.ada, stepped_up=True), part=True)  # of Kim's chart; Lou's opens for nobody else
    rolling.roll_due(town.house, SignInSecret(town.sign_in(cleo)))
    with town.desk(ben, write=False) as desk:
        letters = fingerprint(desk.keyring.entry)
    hers = town.browser(kim, stepped_up=True)
    page = hers.follow(hers.follow(hers.get("/home"), "More Cleo Dunn"), "Let your therapist in again")
    assert hers.submit(page, "Let in", name="Ben Roy", letters=letters, sure="met").path.startswith("/home")
    page = town.browser(ben).get(card)
    assert page.status == 200 and not {"Private notes", "Write", "Notes"} & set(page.links())
    assert "Private notes that you kept here before stay shut too." in page.text
    assert "Open to you: the card, the visits, what is shared with the client, and what they said yes to." in page.text


def test_nobody_ends_themselves_or_names_a_stranger(town):
    browser = town.browser(town.ada, stepped_up=True)
    assert browser.get(town.path("practice/leaving", person=of(town, "Dr. Ada Fox"))).status == 404
    pat = town.colleague("Pat Only", Role.OFFICER)
    staff = town.browser(pat).get("/staff")
    assert "Ask a member of the privacy office when somebody leaves: only they end access." in staff.text
    assert "Ben Roy leaves" not in staff.links() and "only they end access" not in browser.get("/staff").text
    path = town.path("practice/leaving", person=of(town, "Ben Roy"))
    assert town.browser(pat, stepped_up=True).get(path).status == 404
    assert browser.post(path, {"to": "nobody"}).status == 422
    end = town.path("practice/leaving_end", person=of(town, "Ben Roy"))
    assert browser.post(end, {"part": "other"}).status == 422
    assert browser.get(town.path("practice/leaving_end", person=of(town, "Dr. Ada Fox"))).status == 404
    assert town.browser(pat, stepped_up=True).get(end).status == 404
    assert "Ben Roy" in live(town, town.people["kim"], "Kim Lee")


def test_the_lock_stands_before_both_and_a_second_proof_is_asked(town):
    path = town.path("practice/leaving", person=of(town, "Ben Roy"))
    end = town.path("practice/leaving_end", person=of(town, "Ben Roy"))
    assert all(town.browser().get(one).status == 401 for one in (path, end, "/ending"))
    assert all(town.browser(town.ada).get(one).title == "Unlock" for one in (path, end))
    assert town.browser(town.people["ben"]).get("/ending").title == "Unlock"
