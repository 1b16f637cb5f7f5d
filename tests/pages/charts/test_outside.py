"""A helper elsewhere: only a form that the client signed lets them in, for what it names and no longer; taken back, it ends at once."""

from __future__ import annotations

import datetime as dt

from tests.pages.charts.test_forms import drafted
from tests.pages.charts.test_speaks import asked, kept

from tacenda.acts import holders
from tacenda.core.words.access import Code, Content, Purpose
from tacenda.core.words.people import Role
from tacenda.doors.web import handles

DAY = 86_400


def a_client(town, name):
    """A client with a shared note, and their browser."""
    kim = town.client(name)
    town.shared_note(name, "Breathe out slowly.")
    return kim, town.browser(kim, stepped_up=True)


def signed(town, ada, browser, name, **fields):
    """A form of this client's, signed with their key; its page."""
    page = drafted(ada, town.charts[name], **fields)
    browser.submit(browser.get(f"{page.path}/yes"), "I say yes")
    return page


def waiting(town, ada, name, who):
    """A helper who used a card and waits; and the page where Ada decides."""
    page = town.path("charts/speaks", chart=town.charts[name])
    card = ada.submit(ada.get(page), "Make a card", name=who, kind="outside")
    roy = town.enrolled(card.find("dd")[1].to_text().strip(), who, Role.OUTSIDE)
    return roy, ada.follow(ada.get(page), f"Look at it {who}")


def let_in(town, ada, page, **answers):
    last = (dt.datetime.fromtimestamp(town.clock.now(), dt.UTC).date() + dt.timedelta(20)).isoformat()
    choices = [one.attrs["value"] for one in page.find("#f-signed option")]
    given = {"compared": "yes", "signed": choices[0], "until": last, "same": "It is the whole name.", **answers}
    return ada.submit(page, "Let in", **given)


def beside(town, name):
    with town.desk(town.ada, write=False) as desk:
        return [one for one in holders.who_can(desk, town.charts[name], Purpose.TREATMENT) if one.beside and not one.stopped]


def test_a_signed_form_lets_a_helper_in_until_the_client_takes_it_back(town, ada):
    kim, browser = a_client(town, "Kim Lee")
    form = signed(town, ada, browser, "Kim Lee")
    roy, page = waiting(town, ada, "Kim Lee", "Dr. Roy Hall")
    assert "Dr. Roy Hall, helps the client elsewhere" in let_in(town, ada, page).text
    (person,) = beside(town, "Kim Lee")
    assert set(person.codes) == {Code.ACCESS, Code.SHARED}
    assert "You signed a form for it." in browser.follow(browser.get("/home"), "More Dr. Roy Hall").text
    town.clock.forward(DAY + 60)
    theirs = town.browser(roy)
    one = theirs.follow(theirs.get("/home"), "Open Kim Lee")
    assert "They signed a form for it." in one.text
    assert "Breathe out slowly." in theirs.follow(one, "Note of").text
    hers = town.browser(kim)
    back = hers.get(f"{form.path}/stop")
    assert "Who was let in by this form is stopped too." in back.text
    hers.submit(back, "Take it back now")
    assert theirs.get(one.path).status == 403
    assert beside(town, "Kim Lee") == []
    home = hers.get("/home")
    assert "Dr. Roy Hall" in home.text[home.text.index("No access now") :] and "You took back the form that let them in." in home.text
    assert "not by you" not in home.text and "You stopped this person on" in hers.follow(home, "More Dr. Roy Hall").text


def test_where_the_form_has_another_name_the_clinician_says_why_it_is_the_same_and_the_client_reads_it(town, ada):
    name, who = "Ivy Pine", "Roy Hall"
    kim, browser = a_client(town, name)
    signed(town, ada, browser, name, recipient="Maple Clinic")
    _, page = waiting(town, ada, name, who)
    refused = let_in(town, ada, page, same="  ")
    assert "The form has another name than the card." in refused.text and beside(town, name) == []
    let_in(town, ada, page, same="He is the doctor there.")
    said = "The form has another name. It is the same person, they wrote: He is the doctor there."
    hers = town.browser(kim)
    assert said in hers.follow(hers.get("/home"), f"More {who}").text
    assert f"Let {who} in. {said}" in hers.get("/looked").text


def test_where_the_names_are_the_same_nothing_is_said_of_them(town, ada):
    name, who = "Amy Pine", "Dr Roy hall"
    kim, browser = a_client(town, name)
    signed(town, ada, browser, name, recipient="Dr. Roy Hall")
    _, page = waiting(town, ada, name, who)
    let_in(town, ada, page, same="")
    assert beside(town, name) and "another name" not in town.browser(kim).get("/looked").text


FACTS = {
    "recipient": "treating_professional", "purpose": "care", "actor": "psychologist", "info": "record", "within_scope": "yes",
    "hipaa_covered": "yes", "part2": "no", "restriction": "no", "authorization": "none", "client": "adult", "capacity": "capable",
    "ferpa": "none",
}  # fmt: skip


def answered(town, name, **facts):
    """A kept answer about sending the record."""
    request = {**asked(), "act": "disclose", "facts": {**FACTS, **facts}, "events": {}}
    return handles.of(kept(town, name, request).id)


def test_the_record_opens_on_a_signed_form_and_an_answer_of_the_law_until_the_client_stops_it(town, ada):
    name = "Rae Pine"
    kim, browser = a_client(town, name)
    note = town.note(name, "Slept badly since May.")
    town.note(name, "Sleep first.", Content.PLAN)
    own = town.note(name, "For me alone.", Content.PSYCHOTHERAPY_NOTE)
    signed(town, ada, browser, name)
    yes = answered(town, name)
    roy, page = waiting(town, ada, name, "Dr. Ray Hall")
    assert "choose one" in let_in(town, ada, page, opens="record").text.lower() or not beside(town, name)
    listed = let_in(town, ada, page, opens="record", answer=yes)
    assert "Dr. Ray Hall, helps the client elsewhere" in listed.text
    home = browser.get("/home")
    assert "Can open your notes and plan" in browser.follow(home, "More Dr. Ray Hall").text
    town.clock.forward(DAY + 60)
    theirs = town.browser(roy)
    one = theirs.follow(theirs.get("/home"), f"Open {name}")
    assert "the notes and the plan" in one.text and "You cannot see private notes, letters or messages." in one.text
    read = theirs.get(town.path("beside/note", chart=town.charts[name], note=note))
    assert "Slept badly since May." in read.text and "Dr. Ada Fox" in read.text
    assert "Sleep first." in theirs.follow(one, "Plan of").text
    assert theirs.get(town.path("beside/note", chart=town.charts[name], note=own)).status == 404
    for path in ("charts/notes", "charts/card", "charts/letters"):
        assert theirs.get(town.path(path, chart=town.charts[name])).status == 404
    hers = town.browser(kim)
    assert "Read in your notes and plan." in hers.get("/looked").text
    town.stop_by(kim, name, "Dr. Ray Hall")
    assert theirs.get(read.path).status in (403, 404)


def test_the_record_opens_neither_without_the_form_naming_it_nor_without_the_law(town, ada):
    name = "Sam Pine"
    _, browser = a_client(town, name)
    signed(town, ada, browser, name, segments=["attendance"])
    yes = answered(town, name)
    _, page = waiting(town, ada, name, "Dr. Tom Hall")
    assert "it does not name the record" in let_in(town, ada, page, opens="record", answer=yes).text
    signed(town, ada, browser, name)
    choices = [one.attrs["value"] for one in ada.get(page.path).find("#f-signed option")]
    for facts, said in (
        ({"recipient": "employer"}, "it is not about sending the record to this kind of person"),
        ({"restriction": "yes"}, "today it does not say yes"),
    ):
        no = answered(town, name, **facts)
        tried = [let_in(town, ada, ada.get(page.path), opens="record", answer=no, signed=one).text for one in choices]
        assert any(said in text for text in tried) and not beside(town, name)


def test_what_the_client_did_not_sign_lets_nobody_in_without_the_law(town, ada):
    """A parent's signature, which their clinician writes down."""
    name = "Pia Pine"
    a_client(town, name)
    form = drafted(ada, town.charts[name], who="parent", others="Paul Pine", authority="A birth certificate.", shown="yes")
    whole = ada.submit(form, "Write it down", what="paper", who="0", day="2026-11-20")
    assert "A signature is missing." not in whole.text
    yes = answered(town, name)
    _, page = waiting(town, ada, name, "Dr. Pat Hall")
    assert "the client alone must have signed for that" in let_in(town, ada, page, opens="record", alone="yes", answer=yes).text
    refused = let_in(town, ada, page)
    assert "the client did not sign it, so the law is asked" in refused.text and beside(town, name) == []


def test_the_page_of_a_note_is_locked_without_a_sign_in(town):
    chart = town.chart("Nobody Else")
    assert town.browser().get(town.path("beside/note", chart=chart, note=bytes(16))).status == 401


def test_what_is_known_here_to_end_a_form_ends_the_access_too(town, ada):
    _, browser = a_client(town, "Lou Park")
    form = signed(town, ada, browser, "Lou Park")
    _, page = waiting(town, ada, "Lou Park", "Dr. Sue Hall")
    let_in(town, ada, page)
    assert beside(town, "Lou Park")
    ada.submit(ada.get(form.path), "Write it down", what="back")
    assert beside(town, "Lou Park") == []


def test_no_more_than_the_form_names_and_no_longer(town, ada):
    _, browser = a_client(town, "Mia Stone")
    signed(town, ada, browser, "Mia Stone", segments=["attendance"], ends="2026-12-20")
    _, page = waiting(town, ada, "Mia Stone", "Dr. Ned Hall")
    assert "the form ends before that" in let_in(town, ada, page, until="2026-12-25").text
    assert "pick a day" in let_in(town, ada, page, until="2026-11-01").text
    assert "Take the card back" in let_in(town, ada, page, compared="no").text
    assert let_in(town, ada, page, until="2026-12-18").status == 200
    (person,) = beside(town, "Mia Stone")
    assert set(person.codes) == {Code.ACCESS, Code.SCHEDULE}


def test_a_form_that_names_nothing_here_or_is_not_signed_lets_nobody_in(town, ada):
    _, browser = a_client(town, "Sol Ray")
    drafted(ada, town.charts["Sol Ray"])
    _, page = waiting(town, ada, "Sol Ray", "Dr. Ida Hall")
    assert "No form of this client counts now." in page.text
    signed(town, ada, browser, "Sol Ray", segments=["billing"])
    page = ada.get(page.path)
    assert "it names nothing that can be opened here" in let_in(town, ada, page).text
    assert beside(town, "Sol Ray") == []


def test_the_page_of_a_helper_is_locked_without_a_sign_in(town):
    path = town.path("charts/outside_yes", chart=bytes(16), card=bytes(32))
    assert town.browser().as_roles(Role.CLINICIAN).get(path).status == 401
