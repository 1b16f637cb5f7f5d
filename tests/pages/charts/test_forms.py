"""A form to let something out, through the pages: drafted, read and signed by the client, wrong by name, taken back, asked about."""

from __future__ import annotations

import json

import pytest

from tacenda.acts import authorizations, documents, gate, kept_talks, ledger, pages
from tacenda.core.model import authorization
from tacenda.core.model.authorization import How, Signature
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.ids import ObjectId, handle
from tacenda.core.words.people import Role
from tacenda.doors.web import handles
from tacenda.shell import fresh

SCAN = {"file": ("the letter of Rosa.pdf", b"%PDF-1.7 signed", "application/pdf")}
FIELDS = {
    "segments": ["record"],
    "recipient": "Dr. Roy",
    "recipient_kind": "treating_professional",
    "purpose_kind": "care",
    "conditioned": "no",
    "purpose": "So that he can help you too.",
    "ends": "2027-02-01",
}


def drafted(ada, chart, **fields):
    page = ada.get(f"/forms/{handle(chart)}/new")
    return ada.submit(page, "Keep the form", **{**FIELDS, **fields})


def test_from_the_card_a_form_waits_for_the_client_and_says_what_is_missing(town, ada, kim):
    _, chart, _ = kim
    card = ada.get(f"/card/{handle(chart)}")
    empty = ada.follow(card, "Forms")
    assert "No forms." in empty.text
    page = ada.submit(ada.follow(empty, "New form"), "Keep the form", **FIELDS)
    assert page.heading.startswith("Form of") and "A signature is missing." in page.text
    assert "45 CFR 164.508(c)(1)(vi)" in page.body.decode()
    assert "It waits for a signature." in page.text and "wrong" not in page.text
    assert "Waits for a signature" in ada.get(empty.path).text


def test_a_form_that_names_nothing_comes_back_with_what_was_typed(ada, kim):
    _, chart, _ = kim
    page = drafted(ada, chart, segments=[], purpose="Typed words.")
    assert page.status == 422 and "Typed words." in page.body.decode()
    unsaid = drafted(ada, chart, conditioned="unknown")
    assert unsaid.status == 422 and "Does any care depend on this form: say yes or no. The client reads it on the form." in unsaid.text
    assert "What may be sent: choose at least one." in drafted(ada, chart, segments=[], details="The last year.").text
    blank = " ".join(ada.get(f"/forms/{handle(chart)}/new").text.split())
    # Nobody leaves empty what is asked for, or what is picked already.
    assert not any(f"{label} (you can leave this empty)" in blank for label in ("What may be sent", "Where is it from?"))
    assert "Last day (you can leave this empty)" in blank
    for more in (["record", "psychotherapy notes"], ["substance use notes", "summary"]):
        assert "private notes need a form of their own" in drafted(ada, chart, segments=more).text
    assert drafted(ada, chart, segments=["psychotherapy notes"]).status == 200
    label = next(
        one.to_text() for one in ada.get(f"/forms/{handle(chart)}/new").find("label") if "in the words of the form" in one.to_text()
    )
    assert "leave this empty" not in label
    unsaid = drafted(ada, chart, purpose=" ")
    assert unsaid.status == 422 and "say it in a few plain words" in unsaid.text
    assert drafted(ada, chart, purpose="", origin="paper").status == 200
    others = drafted(ada, chart, who="joint")
    assert others.status == 422 and "Names of the others who sign: this is still empty. Fill it in." in others.text
    assert "Names of the others who sign (you can leave this empty)" not in " ".join(others.text.split())
    strange = ada.post(f"/forms/{handle(chart)}/new", {**FIELDS, "discloser": "A", "recipient_kind": "postman", "purpose_kind": "care"})
    assert strange.status == 422


def test_the_client_reads_checks_signs_and_takes_back_in_two_clicks(town, ada, kim):
    _, chart, browser = kim
    drafted(ada, chart)
    mine = browser.follow(browser.get("/choices"), "What I said yes to")
    assert "Waits for your yes or no" in mine.text
    page = browser.follow(mine, "Read it")
    assert "Dr. Roy" in page.text and "You get the same help if you say no." in page.text
    check = browser.follow(page, "Say yes")
    assert check.heading == "Check it once more" and "Dr. Roy" in check.text
    done = browser.submit(check, "I say yes")
    assert "You said yes." in done.text and browser.get(check.path).headers["location"] == page.path  # Back
    assert browser.submit(check, "I say yes").path == page.path  # pressed twice
    mine = browser.get("/forms")
    assert "Now" in mine.text
    browser.count = 0
    gone = browser.submit(browser.follow(mine, "Take it back"), "Take it back now")
    assert browser.count == 2 and "It was taken back on" in gone.text
    assert browser.post(f"{page.path}/stop", {}).status == 303  # pressed twice
    assert "Over" in browser.get("/forms").text
    assert browser.get(f"{gone.path}/stop").headers["location"] == page.path  # Back
    staff = ada.get(gone.path)
    assert "It has ended. It opens nothing." in staff.text and "missing or wrong" not in staff.text
    assert "It was taken back." in staff.text and "45 CFR 164.508(b)(2)(iii)" in staff.body.decode()


def test_what_waits_is_on_the_first_page_and_can_be_refused_in_the_words_of_a_no(town, ada, kim):
    _, chart, browser = kim
    assert "Something waits for your yes or no" not in browser.get("/home").text
    drafted(ada, chart)
    mine = browser.follow(browser.get("/home"), "Something waits for your yes or no")
    assert "Take it back" not in mine.text
    page = browser.follow(mine, "Say no")
    assert page.heading == "Say no to this?"
    done = browser.submit(page, "Say no now")
    assert "The answer is no, since" in done.text and "taken back" not in done.find("main .notice")[0].to_text()
    assert "Something waits for your yes or no" not in browser.get("/home").text


def test_what_others_must_sign_is_not_in_use_yet(ada, kim):
    _, chart, browser = kim
    drafted(ada, chart, who="parent", others="Rosa Lee", authority="Birth certificate", shown="yes")
    mine = browser.get("/forms")
    assert "Not in use yet" in mine.text and not [one for one in mine.find("h2") if one.to_text().strip() == "Now"]
    assert "Something waits" not in browser.get("/home").text


@pytest.mark.parametrize("wrong", [{"conditioned": "yes"}, {"origin": "paper"}])
def test_no_yes_is_asked_for_where_a_form_would_open_nothing_all_the_same(ada, kim, wrong):
    _, chart, browser = kim
    made = drafted(ada, chart, **wrong)
    form = made.path.split("/")[-1]
    assert "Something is missing or wrong." in made.text
    assert "Something waits for your yes or no" not in browser.get("/home").text
    mine = browser.get("/forms")
    assert "Waits for your yes or no" not in mine.text and "Not in use yet" in mine.text
    page = browser.follow(mine, "Read it")
    assert "Something on this form is not right." in page.text and "Say yes" not in page.text and "Say no" in page.text
    assert browser.get(f"{page.path}/yes").headers["location"] == page.path
    assert browser.post(f"{page.path}/yes", {"version": "1"}).headers["location"] == page.path
    assert "A signature is missing." in ada.get(f"/forms/{handle(chart)}/{form}").text


def test_a_form_promises_no_help_that_nobody_has_promised(ada, kim):
    _, chart, browser = kim
    drafted(ada, chart, conditioned="unknown", origin="paper", says=["revoke", "conditions"])
    page = browser.follow(browser.get("/forms"), "Read it")
    assert "Does your help hang on this yes? Nobody has said. Ask us first." in page.text
    assert "You get the same help if you say no." not in page.text


def test_a_form_that_was_taken_back_names_no_last_day_in_a_list(ada, kim):
    _, chart, browser = kim
    drafted(ada, chart)
    assert "Until: February 1, 2027" in browser.get("/forms").text
    browser.submit(browser.follow(browser.get("/forms"), "Say no"), "Say no now")
    for list in (browser.get("/forms"), ada.get(f"/forms/{handle(chart)}")):
        assert "The answer is no, since Mon, November 23, 2026" in list.text and "Until:" not in list.text


def test_saying_yes_asks_for_a_second_proof_first_and_taking_back_does_not(town, ada):
    who = town.client("Pia Moor")
    page = drafted(ada, town.charts["Pia Moor"])
    browser = town.browser(who)
    assert browser.get(f"{page.path}/yes").status == 401
    assert "The answer is no" in browser.submit(browser.get(f"{page.path}/stop"), "Say no now").text


def test_a_yes_to_a_version_that_has_changed_is_not_taken(town, ada, kim):
    _, chart, browser = kim
    page = drafted(ada, chart, event="The case is over.", ends="")
    check = browser.get(f"{page.path}/yes")
    ada.submit(ada.get(page.path), "Write it down", what="back")
    late = browser.submit(check, "I say yes")
    assert late.path == page.path and "You said yes." not in late.text and "The answer is no" in late.text


def test_a_yes_to_a_version_that_was_signed_by_another_since_is_asked_for_once_more(ada, kim):
    _, chart, browser = kim
    page = drafted(ada, chart, who="joint", others="Max Lee")
    check = browser.get(f"{page.path}/yes")
    ada.submit(ada.get(page.path), "Write it down", files=SCAN, what="paper", who="1", day="2026-11-20")
    again = browser.submit(check, "I say yes")
    assert again.status == 422 and "This changed while you read it." in again.text and "Dr. Roy" in again.text
    assert "You said yes." in browser.submit(again, "I say yes").text


def test_a_receipt_is_a_file_without_a_name(ada, kim):
    _, chart, browser = kim
    page = drafted(ada, chart)
    browser.submit(browser.get(f"{page.path}/yes"), "I say yes")
    answer = browser.get(f"{page.path}/file")
    made = json.loads(answer.body)
    assert made["schema_version"].startswith("tacenda.authorization-record/1") and b"Roy" not in answer.body
    assert made["events"][0]["signed_as"] == "client"


def test_a_paper_is_attested_with_its_scan_and_a_joint_form_waits_for_both(town, ada, kim):
    name, chart, browser = kim
    twice = drafted(ada, chart, who="joint", others=f"Max Lee\n{name.upper()} ")
    assert twice.status == 422 and "the client signs already. Name the others only." in twice.text
    page = drafted(ada, chart, who="joint", others="Max Lee")
    idle = "Not in use yet: somebody else must sign first"
    assert idle not in browser.get(page.path).text  # the client's own yes is what is missing
    browser.submit(browser.get(f"{page.path}/yes"), "I say yes")
    assert idle in browser.get(page.path).text
    half = ada.get(page.path)
    assert "not all of them are named and signed" in half.text
    none = ada.submit(half, "Write it down", what="paper")
    assert none.status == 422
    signed = {"what": "paper", "who": "1", "day": "2026-11-20"}
    no_scan = ada.submit(half, "Write it down", files={"file": ("scan.pdf", b"Dear Ada", "application/pdf")}, **signed)
    assert no_scan.status == 422 and "this is not a scan. Choose a PDF or a picture" in no_scan.text
    other = ada.submit(half, "Write it down", files=SCAN, what="back")
    assert other.status == 422 and "a scan goes with a signature on paper." in other.text
    whole = ada.submit(no_scan, "Write it down", files=SCAN, **signed)
    assert "Yes, on paper, on November 20, 2026" in whole.text and "A signature is missing." not in whole.text
    assert "Somebody signed it on paper" not in whole.text and "Day of the signature" not in whole.text
    assert idle not in browser.get(page.path).text
    with town.desk(town.ada, write=False) as desk:
        found = authorizations.list_forms(desk, chart, Purpose.TREATMENT)[0]
        assert documents.list_documents(desk, chart) == ()  # what the client reads lies with what they said yes to
        assert kept_talks.scans(desk, chart, Purpose.TREATMENT) == ()  # it is the paper of no talk
    assert found.value.signatures[1].scan in found.scans
    saved = ada.follow(whole, "The signed paper")
    assert saved.body == b"%PDF-1.7 signed" and saved.headers["content-disposition"] == 'attachment; filename="document-1.pdf"'


def test_the_client_opens_the_scan_behind_a_signature_on_paper_and_a_line_says_so(town, ada, kim):
    name, chart, browser = kim
    page = drafted(ada, chart, who="parent", others="Rosa Lee", authority="Birth certificate", shown="yes")
    assert "The signed paper" not in browser.get(page.path).links()
    ada.submit(ada.get(page.path), "Write it down", files=SCAN, what="paper", who="0", day="2026-11-20")
    form = browser.get(page.path)
    assert browser.follow(form, "The signed paper").body == b"%PDF-1.7 signed"
    with town.desk(town.ada, write=False) as desk:
        (line, *_) = [one for one in ledger.who_looked(desk, chart, Purpose.OVERSIGHT, None).lines if one.act is Act.OPEN]
    assert (line.name, line.codes, line.opened) == (name, (Code.SIGNED,), 1)  # it names a parent as one who signs
    scan = form.links()["The signed paper"]
    other = town.browser(town.client(f"Sol{len(town.charts)} Park"))
    assert other.get(scan).status == 404 and town.browser().as_roles(Role.CLIENT).get(scan).status == 401
    foreign = town.path("charts/form_scan", chart=chart, item=handles.read(scan.split("/")[3]))
    assert town.browser(town.colleague(f"Eve{len(town.charts)} Moss", Role.CLINICIAN)).get(foreign).status == 404


def test_a_scan_that_lies_among_the_letters_since_before_opens_there_and_for_staff_alone(town, ada, kim):
    _, chart, browser = kim
    page = drafted(ada, chart, who="parent", others="Rosa Lee", authority="Birth certificate", shown="yes")
    id = ObjectId(handles.read(page.path.split("/")[3]))
    with town.desk(town.ada) as desk:
        paper = documents.add_document(desk, chart, "scan.pdf", "application/pdf", b"%PDF-1.7 of before")
        value = authorization.with_signature(
            authorizations.open_form(desk, chart, id, Purpose.TREATMENT).value,
            Signature(0, How.PAPER, desk.today, desk.actor.id, paper),
            desk.today,
        )
        at = gate.standing(desk, chart, Purpose.TREATMENT, Code.SIGNED)
        change = pages.Change(id, Content.AUTHORIZATION, authorization.write(value, fresh.secret()))
        pages.write(desk, at, Code.SIGNED, Purpose.TREATMENT, [change], act=Act.CONSENT)
    assert ada.follow(ada.get(page.path), "The signed paper").body == b"%PDF-1.7 of before"
    assert "Yes, on paper" in browser.get(page.path).text and "The signed paper" not in browser.get(page.path).links()


def test_an_event_that_the_form_does_not_name_did_not_happen(ada, kim):
    _, chart, _ = kim
    page = drafted(ada, chart)
    assert "The event that ends it happened" not in page.text and "Somebody signed it on paper" in page.text
    assert ada.submit(page, "Write it down", what="event").status == 422
    other = drafted(ada, chart, event="The case is over.", ends="")
    assert "It has run out." in ada.submit(other, "Write it down", what="event").text


def test_a_paper_from_elsewhere_says_only_what_is_ticked(ada, kim):
    _, chart, _ = kim
    page = drafted(ada, chart, origin="paper", says=["revoke", "conditions"])
    assert "It does not say that the recipient may pass it on." in page.text
    assert "Does the form stand apart from other papers? Nobody has said." in page.text


def test_what_may_i_disclose_begins_with_what_the_check_found(ada, kim):
    _, chart, browser = kim
    page = drafted(ada, chart)
    unsigned = ada.submit(ada.get(page.path), "Ask with this form", place="US-TX")
    assert "The client" not in unsigned.find("dl")[0].to_text() and "A part is missing" in unsigned.body.decode()
    browser.submit(browser.get(f"{page.path}/yes"), "I say yes")
    asked = ada.submit(ada.get(page.path), "Ask with this form", place="US-TX")
    said = asked.find("[name=said]")[0].attrs["value"]
    assert said.startswith("recipient=treating_professional;purpose=care;info=record;authorization=general")
    # The practice is in California, whose form rule was not read whole: no fact about faults, so the page asks.
    assert "authorization_defect" not in said and said.endswith("signed_by=client")
    assert handle(chart) in asked.find("form")[0].attrs["action"]


def test_lists_are_empty_before_the_first_form_and_locked_without_a_sign_in(town, ada, kim):
    _, chart, browser = kim
    assert "Nothing yet." in browser.get("/forms").text
    page = drafted(ada, chart)
    client = town.browser().as_roles(Role.CLIENT)
    for path in "/forms", page.path, f"{page.path}/yes", f"{page.path}/stop":
        assert client.get(path).status == 401
    staff = town.browser().as_roles(Role.CLINICIAN)
    for path in f"/forms/{handle(chart)}", f"/forms/{handle(chart)}/new", page.path:
        assert staff.get(path).status == 401


def test_a_foreign_form_is_not_there(town, ada, kim):
    page = drafted(ada, kim[1])
    other = town.browser(town.client(f"Lou{len(town.charts)} Park"), stepped_up=True)
    for path in page.path, f"{page.path}/yes", f"{page.path}/stop", f"{page.path}/file":
        assert other.get(path).status == 404


def test_the_disclosure_pages_of_a_chart_offer_its_forms_without_a_fault_and_no_others(ada, kim):
    _, chart, browser = kim
    start = f"/asks/{handle(chart)}/new"
    page = drafted(ada, chart, recipient="Dr. Berg")
    assert "Dr. Berg" not in ada.get(start).text
    browser.submit(browser.get(f"{page.path}/yes"), "I say yes")
    offered = ada.get(start)
    assert "Dr. Berg" in offered.text
    said = ada.submit(offered, "Use this form").find("[name=said]")[0].attrs["value"]
    assert "signed_by=client" in said and "authorization=general" in said
    browser.submit(browser.get(f"{page.path}/stop"), "Take it back now")
    assert "Dr. Berg" not in ada.get(start).text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"segments": []}, "What may be sent: choose at least one"),
        ({"ends": ""}, "name a last day, or the event that ends it"),
        ({"ends": "2020-01-01"}, "this day is over"),
        ({"recipient_kind": ""}, "choose one of the answers"),
    ],
)
def test_a_form_written_here_is_whole_from_the_start(ada, kim, wrong, sentence):
    again = drafted(ada, kim[1], **wrong)
    assert again.status == 422 and sentence in again.text


def test_a_form_about_drugs_or_drink_names_whom_an_exchange_passes_it_on_to(ada, kim):
    _, chart, _ = kim
    asked = drafted(ada, chart, segments=["substance use"])
    assert "Does who gets it pass it on to others who treat the client? Nobody has said." in asked.text
    empty = drafted(ada, chart, segments=["substance use"], passes_on="yes")
    assert empty.status == 422 and "Whom it may pass them on to: this is still empty. Fill it in." in empty.text
    named = drafted(ada, chart, segments=["substance use"], passes_on="yes", participants="Those who treat me at Lake Clinic.")
    assert "Those who treat me at Lake Clinic." in named.text and "Nobody has said." not in named.text
    assert "whom it may pass" not in drafted(ada, chart, passes_on="no", participants="Typed and not meant.").text


def test_a_paper_may_say_that_it_has_no_end_and_not_one_as_well(ada, kim):
    _, chart, _ = kim
    paper = {"origin": "paper", "plain": "yes", "apart": "yes", "says": ["revoke", "conditions", "redisclosure", "copy"]}
    both = drafted(ada, chart, **paper, endless="yes")
    assert both.status == 422 and "The paper says that it has no end: it names an end as well." in both.text
    care = drafted(ada, chart, **paper, endless="yes", ends="")
    assert "No end" in care.text and "45 CFR 164.508(c)(1)(v)" in care.body.decode()
    study = drafted(ada, chart, **paper, endless="yes", ends="", purpose_kind="research", recipient_kind="researcher")
    # California wants an end all the same, as far as anybody here has read.
    assert "No end" in study.text and "45 CFR 164.508(c)(1)(v)" not in study.body.decode() and "Cal. Civ. Code" in study.body.decode()


def test_who_signed_on_paper_gets_a_copy(ada, kim):
    _, chart, _ = kim
    page = drafted(ada, chart)
    assert "Give a copy" not in page.text
    done = ada.submit(page, "Write it down", what="paper", who="0", day="2026-01-05")
    assert "Give a copy to each who signed on paper." in done.text and "45 CFR 164.508(c)(4)" in done.body.decode()
