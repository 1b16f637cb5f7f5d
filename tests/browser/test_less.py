"""Less for somebody who was let in, in a real browser: a part of it, all of it by one choice, and the end of its time. The client has no
scripts; who is shut out reads that it is so, and never a word of what the page held."""

from __future__ import annotations

from tests.browser.harness import Walk, in_days, tab
from tests.pages.town import WORDS

from tacenda.core.model import offers
from tacenda.core.model.chart import Visit
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role

DAY = 86_400
NOTE = "A heron at the pond."


def client(town, name: str):
    """Somebody with a visit today and a note."""
    town.chart(name, visit=Visit(Moment(town.clock.now() + 3600), 50))
    town.note(name, NOTE)
    return town.client(name)


def let_in(ada: Walk, town, name: str, who: str, why: str, days: int) -> None:
    """As who keeps the chart does it."""
    ada.go(town.path("charts/give", chart=town.charts[name])).pick("Who", who).choose(why).fill("Last day", in_days(town, days))
    ada.press("Let in").page.wait_for_url("**/access/**")


def shut(walk: Walk, path: str) -> str:
    """What is said in place of a page."""
    walk.go(path)
    assert NOTE not in walk.page.content() and not any(name in walk.page.content() for name in ("Kim", "Lou", "Ivy"))
    return walk.heading


def test_a_client_takes_a_part_away_and_gives_it_back_then_one_choice_ends_all_of_it(browser, town, base):
    kim, chart = client(town, "Kim Lee"), town.charts["Kim Lee"]
    sam, ben = town.colleague("Sam Porter", Role.FRONT_DESK), town.colleague("Ben Roy", Role.CLINICIAN)
    ada = tab(browser, base, town, town.ada, stepped_up=True)
    let_in(ada, town, "Kim Lee", "Sam Porter (front desk)", "Front desk: card and visits", 60)
    town.give("Kim Lee", ben, offers.CO_THERAPIST, Moment(town.clock.now() + 60 * DAY))
    notes, card = town.path("charts/notes", chart=chart), town.path("charts/card", chart=chart)

    his = tab(browser, base, town, sam).go("/day")
    assert his.heading == "Arrivals" and his.sees("50 minutes")
    his.press("Kim L.")
    assert his.sees("Text after five") and NOTE not in his.page.content()
    desk_card = his.path
    assert shut(his, notes) == "Not here"

    hers = tab(browser, base, town, kim, java_script_enabled=False).go("/home")
    assert hers.sees("Sam Porter, at the front desk")
    hers.press("More Sam Porter")
    assert hers.sees("Read in your name and phone and your visit times.")
    theirs = tab(browser, base, town, ben).go(notes)
    assert theirs.heading == "Notes"
    hers.go("/home").press("More Ben Roy").press("Stop part of it").press("Stop this part your notes and plan")
    assert hers.sees("You stopped") and hers.heading == "Ben Roy, who treats you"
    assert shut(theirs, notes) != "Notes" and theirs.go(card).sees("The notes of this client are not open to you.")
    hers.press("Stop or give back a part").press("Give it back").fill("Pass words, or the code from your paper", WORDS).press("Open")
    hers.press("Give it back")
    assert theirs.go(notes).heading == "Notes"

    hers.go("/choices").press("Who may be let in").press("Choose Only my therapist")
    assert hers.sees("Ben Roy, who treats you") and hers.sees("Sam Porter, at the front desk")
    hers.press("Choose and stop them")
    assert hers.heading == "Who can see what" and hers.sees("No access now") and hers.sees("Only Dr. Ada Fox can open your notes.")
    assert shut(theirs, notes) == shut(theirs, card) == shut(his, desk_card) == "Access has ended"
    assert his.go("/day").sees("Nobody is expected.")

    hers.go("/choices/people").press("Choose My care team")
    assert hers.sees("With this choice they may be let in again:")
    hers.press("Choose this")
    assert shut(his, desk_card) == "Access has ended"  # by a choice alone nothing opens
    let_in(ada, town, "Kim Lee", "Sam Porter (front desk)", "Front desk: card and visits", 60)
    assert his.go(desk_card).sees("Text after five")
    assert hers.strangers == his.strangers == theirs.strangers == []


def test_a_client_keeps_a_part_to_their_therapist_chooses_them_alone_and_lets_one_person_stay(browser, town, base):
    """No script on the client's side: a choice with one tick, a part for the therapist alone, and a yes by name, each way and back."""
    mia, chart = client(town, "Mia Lund"), town.charts["Mia Lund"]
    dora, ben = town.colleague("Dora Desk", Role.FRONT_DESK), town.colleague("Abe Roy", Role.CLINICIAN)
    ada = tab(browser, base, town, town.ada, stepped_up=True)
    let_in(ada, town, "Mia Lund", "Dora Desk (front desk)", "Front desk: card and visits", 60)
    town.give("Mia Lund", ben, offers.CO_THERAPIST, Moment(town.clock.now() + 60 * DAY))
    notes, card = town.path("charts/notes", chart=chart), town.path("front/card", chart=chart)
    theirs, his = tab(browser, base, town, ben).go(notes), tab(browser, base, town, dora).go(card)
    assert theirs.heading == "Notes" and his.sees("Text after five")

    hers = tab(browser, base, town, mia, java_script_enabled=False).go("/choices").press("Who may be let in")
    hers.press("Keep it your notes and plan")
    assert hers.sees("Abe Roy, who treats you") and hers.sees("Dr. Ada Fox can still open it.")
    hers.press("Keep this part")
    assert hers.sees("Nobody but your therapist opens that part, and you lose nothing.") and shut(theirs, notes) != "Notes"
    assert ada.go(town.path("charts/give", chart=chart)).sees("The client keeps this to you alone: notes, plan and documents.")

    hers.go("/choices/people").press("Choose Only my therapist").choose("Dora Desk").press("Choose and stop them")
    assert shut(theirs, notes) == "Access has ended" and his.go(card).sees("Text after five")
    hers.go("/choices/people").press("Take a yes back").press("Take my yes back Dora Desk")
    assert hers.sees("Your yes is taken back, and they are stopped.") and shut(his, card) == "Access has ended"

    hers.press("Say yes to somebody").fill("Pass words, or the code from your paper", WORDS).press("Open")
    hers.pick("Who", "Abe Roy, a therapist").press("Say yes")
    assert hers.sees("Your yes is kept.") and shut(theirs, notes) == "Access has ended"
    let_in(ada, town, "Mia Lund", "Abe Roy (clinician)", "Treats the client too: all but private notes", 60)
    assert shut(theirs, notes) != "Notes"  # the part stays with her therapist
    hers.go("/choices/people").press("Take it back your notes and plan").press("Yes, take it back")
    assert hers.sees("It is taken back.") and shut(theirs, notes) != "Notes"
    assert hers.strangers == his.strangers == theirs.strangers == []


def test_a_stand_in_and_a_supervisor_open_nothing_after_their_last_day_and_the_client_reads_that_it_is_over(browser, town, base):
    lou, chart = client(town, "Lou Park"), town.charts["Lou Park"]
    eva, bea = town.colleague("Eva Stone", Role.SUPERVISOR), town.colleague("Bea Holm", Role.CLINICIAN)
    ada = tab(browser, base, town, town.ada, stepped_up=True)
    let_in(ada, town, "Lou Park", "Bea Holm (clinician)", "Stands in for you", 2)
    town.give("Lou Park", eva, offers.SUPERVISOR, Moment(town.clock.now() + 2 * DAY))
    walks = {bea: tab(browser, base, town, bea).go(town.path("charts/notes", chart=chart))}
    walks[eva] = tab(browser, base, town, eva).go("/day").press("A client of Dr. Ada Fox")
    pages: dict = {}
    for who, walk in walks.items():
        walk.page.wait_for_url("**/*/*")
        walk.page.locator("main li a").first.click()
        walk.page.wait_for_url("**/*/*/*")
        assert walk.sees(NOTE)
        pages[who] = walk.path
    hers = tab(browser, base, town, lou, java_script_enabled=False).go("/home")
    assert hers.sees("Bea Holm, who stands in for your therapist") and hers.page.get_by_text("Until ").count() == 2

    town.clock.forward(3 * DAY)
    for who, path in pages.items():
        late = tab(browser, base, town, who)
        assert shut(late, path) == "Not open now", who.name
    hers = tab(browser, base, town, lou, java_script_enabled=False).go("/home")
    assert hers.page.get_by_text("The time is over. This person can open nothing now.").count() == 2
    hers.press("More Bea Holm")
    assert hers.sees("The time is over.") and hers.sees("Read in your notes and plan.")
    assert hers.strangers == []


def test_a_stop_is_taken_back_a_parent_stops_the_keeper_ends_and_the_parents_own_time_ends(browser, town, base):
    ivy, chart = client(town, "Ivy Lane"), town.charts["Ivy Lane"]
    sid, bo = town.colleague("Sid Marsh", Role.FRONT_DESK), town.colleague("Bo Hart", Role.CLINICIAN)
    town.give("Ivy Lane", sid, offers.FRONT_DESK)
    town.give("Ivy Lane", bo, offers.CO_THERAPIST)
    rosa = town.representative("Ivy Lane", "Rosa Lane", "ca.parent", Moment(town.clock.now() + 5 * DAY))
    notes, card = town.path("charts/notes", chart=chart), town.path("front/card", chart=chart)
    theirs, his = tab(browser, base, town, bo), tab(browser, base, town, sid)
    hers = tab(browser, base, town, ivy, java_script_enabled=False).go("/home").press("Stop Bo Hart").press("Stop now")
    assert shut(theirs, notes) == "Access has ended"
    hers.go("/home").press("Take the stop back Bo Hart").fill("Pass words, or the code from your paper", WORDS).press("Open")
    hers.press("Take the stop back")
    assert hers.heading == "Who can see what" and theirs.go(notes).heading == "Notes"

    parent = tab(browser, base, town, rosa, java_script_enabled=False).go("/home").press("Open Ivy Lane")
    child = parent.path
    parent.press("Who else can see something").press("Stop Bo Hart").press("Stop now")
    assert parent.sees("Stopped. This person can open nothing now.") and shut(theirs, notes) == "Access has ended"
    ada = tab(browser, base, town, town.ada).go(town.path("charts/access", chart=chart)).press("End access Sid Marsh").press("End access")
    assert ada.sees("It has ended. They can open nothing here any more.") and shut(his, card) == "Access has ended"
    hers.go("/looked?show=people")
    for name, who in (("Bo Hart", "Rosa Lane, who speaks for you"), ("Sid Marsh", "Dr. Ada Fox, who treats you")):
        assert hers.page.locator("main li", has_text=f"Stopped {name}.").filter(has_text=who).count() == 1, name

    town.clock.forward(5 * DAY)
    parent = tab(browser, base, town, rosa, java_script_enabled=False)
    assert shut(parent, child) == "Not open now" and "Open Ivy Lane" not in parent.go("/home").page.content()
    hers = tab(browser, base, town, ivy, java_script_enabled=False).go("/home")
    assert hers.sees("The time is over. This person can open nothing now.")
