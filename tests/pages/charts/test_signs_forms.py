"""Who signs for a client by law says yes to a form that names them, as what they are, where the law lets them; and takes it back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.pages.charts.test_signs_for import DAY, grant_of, month, parent, paused
from tests.pages.charts.test_speaks import asked, let_in, waiting
from tests.pages.charts.test_speaks import kept as answered

from tacenda.acts import authorizations, grants, pages, sides
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import authorization, offers
from tacenda.core.model.authorization import NO_DAY, Party, Seen, Segment, Signer, Statement, Terms
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import Conflict, NotFound
from tacenda.core.words.ids import ObjectId
from tacenda.core.words.people import Role
from tacenda.doors.web import handles
from tacenda.shell import fresh

COURT = "A birth certificate."


def terms(name, *parties, **more):
    made = Terms(
        name, (Segment.RECORD,), "", "Dr. Ada Fox", "Dr. Roy", "treating_professional", "For the new school.", "care", False, NO_DAY,
        "The end of care.", False, tuple(Statement), "With the button.", "no", "yes", False, parties,
    )  # fmt: skip
    return replace(made, **more)


def drafted(town, name, *parties, **more):
    with town.desk(town.ada) as desk:
        return authorizations.propose(desk, town.charts[name], terms(name, *parties, **more))


def mother(name, **more):
    return replace(Party(name, Signer.PARENT, COURT, "yes"), **more)


def read(town, who, name, form, purpose=Purpose.TREATMENT):
    with town.desk(who, write=False) as desk:
        return authorizations.open_form(desk, town.charts[name], form, purpose)


def test_a_parent_says_yes_to_a_form_keeps_a_copy_and_takes_it_back(town):
    name = "Ada Birk"
    rosa = parent(town, name, "Rosa Birk")
    form = drafted(town, name, mother("rosa birk"))
    browser = town.browser(rosa, stepped_up=True)
    listed = browser.follow(browser.get("/home"), "Something waits for your yes or no")
    assert "Waits for your yes or no" in listed.text and "You do this for Ada Birk." in listed.text
    page = browser.follow(listed, "Read it Dr. Roy")
    assert f"What lets you sign: {COURT}" in page.text and "rosa birk, a parent" in page.text
    check = browser.follow(page, "Say yes")
    assert "It says that you signed it for them." in check.text
    done = browser.submit(check, "I say yes")
    assert "You said yes." in done.text
    found = read(town, town.ada, name, form)
    assert found.value.signed(0) and found.state == "live" and found.checked.facts["signed_by"] == "parent"
    record = json.loads(browser.get(town.path("beside/form_file", chart=town.charts[name], item=form)).body)
    assert [one["signed_as"] for one in record["events"]] == ["parent"] and "osa" not in json.dumps(record)
    assert "Something waits" not in browser.get("/home").text
    back = browser.submit(browser.follow(done, "Take it back"), "Take it back now")
    assert "It was taken back on" in back.text
    assert read(town, town.ada, name, form).state == "ended"


def test_a_first_page_looks_once_whether_a_form_waits_and_writes_no_line_each_time(town):
    name = "Ivo Birk"
    rosa = parent(town, name, "Rosa Ivo")
    form = drafted(town, name, mother("Rosa Ivo"))
    browser = town.browser(rosa)
    assert "Something waits" in browser.get("/home").text
    before = read(town, town.ada, name, form).number
    for path in ("/home", town.path("beside/person", chart=town.charts[name]), "/home"):
        assert "Something waits" in browser.get(path).text
    assert read(town, town.ada, name, form).number - before <= 3  # this reading, its list, and the visit times: no form
    with town.desk(town.ada) as desk:
        authorizations.taken_back_here(desk, town.charts[name], form, 1)
    assert "Something waits" not in browser.get("/home").text  # another version is looked at


def test_a_pause_ends_no_form_that_was_signed_before_and_nobody_signs_after_it(own_town):
    town, name = own_town, "Bo Birk"
    rosa = parent(town, name, "Rosa Bo")
    signed, open_ = (drafted(town, name, mother("Rosa Bo")) for _ in range(2))
    with town.desk(rosa) as desk:
        authorizations.sign(desk, town.charts[name], signed, 1)
    browser = town.browser(rosa, stepped_up=True)
    page = browser.get(town.path("beside/form_yes", chart=town.charts[name], item=open_))
    paused(town, name, "Rosa Bo")
    assert town.browser(rosa, stepped_up=True).submit(page, "I say yes").status in (403, 404)
    assert read(town, town.ada, name, signed).value.signed(0)
    assert not read(town, town.ada, name, open_).value.signed(0)


# What is not theirs to sign

NOT_THEIRS = {
    "the client alone": [Party("Kit", Signer.CLIENT)],
    "another parent": [mother("Ole Kit")],
    "as a representative": [mother("Rosa Kit", role=Signer.REPRESENTATIVE)],
    "an adult who takes part": [Party("Rosa Kit", Signer.PARTICIPANT)],
}
UNPROVED = {
    "nobody looked": [mother("Rosa Kit", shown="")],
    "not proved": [mother("Rosa Kit", shown="no")],
    "no word of what lets them": [mother("Rosa Kit", authority="")],
    "two of one name": [mother("Rosa Kit"), mother("rosa  kit")],
}


@pytest.fixture(scope="module")
def kit(town):
    return parent(town, "Kit", "Rosa Kit")


@pytest.mark.parametrize("parties", NOT_THEIRS.values(), ids=NOT_THEIRS)
def test_a_form_that_does_not_name_them_as_they_are_is_not_there(town, kit, parties):
    """What the client signs alone, as for care they consented to alone, a parent neither reads nor signs nor takes back."""
    form = drafted(town, "Kit", *parties)
    browser = town.browser(kit, stepped_up=True)
    for page in ("form", "form_yes", "form_back", "form_file"):
        path = town.path(f"beside/{page}", chart=town.charts["Kit"], item=form)
        assert browser.get(path).status == 404
        assert browser.post(path).status in (404, 405)
    with town.desk(kit) as desk, pytest.raises(NotFound):
        authorizations.sign(desk, town.charts["Kit"], form, 1)
    assert read(town, town.ada, "Kit", form).value.revoked is None


@pytest.mark.parametrize("parties", UNPROVED.values(), ids=UNPROVED)
def test_what_lets_them_is_described_and_was_seen_before_they_sign(town, kit, parties):
    form = drafted(town, "Kit", *parties)
    with town.desk(kit) as desk, pytest.raises(Conflict):
        authorizations.sign(desk, town.charts["Kit"], form, 1)


@pytest.mark.parametrize(("shown", "told"), [("", True), ("no", True), ("yes", False)])
def test_who_cannot_say_yes_before_somebody_saw_what_lets_them_is_told_so(town, kit, shown, told):
    form = drafted(town, "Kit", mother("Rosa Kit", shown=shown))
    page = town.browser(kit, stepped_up=True).get(town.path("beside/form", chart=town.charts["Kit"], item=form))
    assert ("You cannot say yes to it yet. First we must see what lets you sign" in page.text) == told
    assert ("Say yes" in page.links()) != told


@pytest.mark.parametrize("segment", [Segment.SUBSTANCE, Segment.SUBSTANCE_NOTES])
def test_a_parent_never_signs_alone_for_care_with_drugs_or_drink(town, kit, segment):
    """42 CFR 2.14: the minor signs, or both do."""
    alone = drafted(town, "Kit", mother("Rosa Kit"), segments=(segment,))
    with town.desk(kit) as desk, pytest.raises(Conflict):
        authorizations.sign(desk, town.charts["Kit"], alone, 1)
    both = drafted(town, "Kit", Party("Kit", Signer.CLIENT), mother("Rosa Kit"), segments=(segment,))
    with town.desk(kit) as desk:
        authorizations.sign(desk, town.charts["Kit"], both, 1)
    found = read(town, town.ada, "Kit", both)
    assert not found.value.signed(0) and found.value.signed(1) and found.unsigned


def test_who_only_sees_something_has_no_forms(town):
    town.chart("Kaj")
    rosa = town.representative("Kaj", "Rosa Kaj", "ca.parent", month(town))
    form = drafted(town, "Kaj", mother("Rosa Kaj"))
    browser = town.browser(rosa, stepped_up=True)
    assert browser.get(town.path("beside/forms", chart=town.charts["Kaj"])).status == 404
    assert browser.get(town.path("beside/form", chart=town.charts["Kaj"], item=form)).status == 404


def test_a_client_reads_a_form_that_a_parent_signed_and_takes_it_back(town):
    name = "Kip"
    kip = town.client(name)
    rosa = parent(town, name, "Rosa Kip", chart=False)
    form = drafted(town, name, mother("Rosa Kip"))
    with town.desk(rosa) as desk:
        authorizations.sign(desk, town.charts[name], form, 1)
    browser = town.browser(kip)
    page = browser.get(town.path("me/form", chart=town.charts[name], item=form))
    assert "Rosa Kip, a parent" in page.text and "You said yes." not in page.text
    browser.submit(browser.follow(page, "Say no"), "Say no now")
    assert read(town, town.ada, name, form).state == "ended"


def saw(town, name, form, *, who="1", authority="A custody order."):
    """Ada writes down that she saw what lets them sign."""
    ada = town.browser(town.ada)
    page = ada.get(town.path("charts/form", chart=town.charts[name], item=form))
    return ada.submit(page, "Write it down", what="saw", who=who, authority=authority)


def test_what_lets_a_parent_sign_is_seen_once_the_form_waits_and_then_they_say_yes(town, kit):
    form = drafted(town, "Kit", Party("Kit", Signer.CLIENT), mother("Rosa Kit", authority="", shown=""))
    path = town.path("beside/form", chart=town.charts["Kit"], item=form)
    assert "You cannot say yes to it yet." in town.browser(kit, stepped_up=True).get(path).text
    assert saw(town, "Kit", form, authority=" ").status == 422 and saw(town, "Kit", form, who="").status == 422
    assert saw(town, "Kit", form, who="0").status == 404  # the client signs by nobody's leave
    assert "I saw what lets them" not in saw(town, "Kit", form).text
    browser = town.browser(kit, stepped_up=True)
    page = browser.get(path)
    assert "What lets you sign: A custody order." in page.text
    browser.submit(browser.follow(page, "Say yes"), "I say yes")
    found = read(town, town.ada, "Kit", form)
    assert found.value.signed(1) and not [one for one in found.checked.questions if one.about == "authority"]
    assert found.value.terms.parties[1].shown == ""  # the terms are as they were drawn up


def test_that_it_was_seen_counts_by_nobody_who_signs(town, kit):
    form = drafted(town, "Kit", mother("Rosa Kit", shown=""))
    with town.desk(kit) as desk:
        at = sides.standing(desk, town.charts["Kit"], Purpose.SPEAKS_FOR)
        value = authorizations.open_form(desk, town.charts["Kit"], form, Purpose.SPEAKS_FOR).value
        made = authorization.with_seen(value, Seen(0, COURT, desk.today, desk.actor.id), desk.today)
        change = pages.Change(form, Content.AUTHORIZATION, authorization.write(made, fresh.secret()))
        pages.write(desk, at, Code.SIGNED, Purpose.SPEAKS_FOR, [change], act=Act.CONSENT)
    with town.desk(kit) as desk, pytest.raises(Conflict):
        authorizations.sign(desk, town.charts["Kit"], form, 2)
    assert read(town, town.ada, "Kit", form).value.seen == ()


def test_a_new_form_suggests_who_signs_by_a_kept_decision_and_says_that_nobody_saw_it(town):
    name = "Kim Birk"
    town.chart(name)
    new = town.path("charts/form_new", chart=town.charts[name])
    assert town.browser(town.ada).get(new).find("textarea[name=others]")[0].to_text().strip() == ""
    answered(town, name, asked())
    rosa, ada, page = waiting(town, name, "Rosa Kim")
    let_in(ada, page, signs="yes")
    page = ada.get(new)
    assert page.find("textarea[name=others]")[0].to_text().strip() == "Rosa Kim" == rosa.name
    assert "Name and rule come from the decision that is kept." in page.text
    assert page.find("details[open] input[name=authority]")[0].attrs["value"]
    assert page.find("input[name=shown][value=unknown]")[0].attrs.keys() >= {"checked"}
    assert page.find("input[name=who][value=client]")[0].attrs.keys() >= {"checked"}
    made = ada.submit(page, "Keep the form", **FILLED)  # nothing of it counts where it is not chosen
    id = ObjectId(handles.read(made.path.rsplit("/", 1)[1]))
    assert [one.role for one in read(town, town.ada, name, id).value.terms.parties] == [Signer.CLIENT]


# Who draws one up


@pytest.fixture
def ben(own_town):
    """A colleague who treats a client for whom a parent signs."""
    own_town.enrolled_client = own_town.client("Kai")
    parent(own_town, "Kai", "Rosa Kai", chart=False)
    ben = own_town.colleague("Ben Birk", Role.CLINICIAN)
    own_town.give("Kai", ben, offers.CO_THERAPIST)
    own_town.clock.forward(2 * DAY)
    return ben


def shut(town, name, who, code):
    """The client takes a part out of what somebody opens."""
    visitor = SignInSecret(town.sign_in(town.enrolled_client))
    grants.limit(town.house, visitor, town.charts[name], grant_of(town, name, who), code, Purpose.OWN_RECORD)


def test_who_cannot_write_what_is_signed_by_law_reads_so_before_they_fill_in_a_form(own_town, ben):
    town, new = own_town, own_town.path("charts/form_new", chart=own_town.charts["Kai"])
    before = town.browser(ben).get(new)
    assert "Somebody else draws up such a form." not in before.text and before.find("input[name=who][value=parent]")
    shut(town, "Kai", "Ben Birk", Code.SIGNED)
    page = town.browser(ben).get(new)
    assert "Somebody else draws up such a form." in page.text and not page.find("input[name=who][value=parent]")
    assert page.find("input[name=who][value=client]") and not page.find("input[name=authority]")
    assert "New form" in town.browser(ben).get(town.path("charts/forms", chart=town.charts["Kai"])).text
    late = town.browser(ben).submit(before, "Keep the form", **FILLED, who="parent", others="Rosa Kai")
    assert late.status == 422
    made = town.browser(ben).submit(page, "Keep the form", **FILLED)
    assert "It waits for a signature." in made.text


def test_who_cannot_write_any_form_reads_so_and_is_offered_none(own_town, ben):
    town, new = own_town, own_town.path("charts/form_new", chart=own_town.charts["Kai"])
    shut(town, "Kai", "Ben Birk", Code.CONSENT)
    page = town.browser(ben).get(new)
    assert page.status == 200 and "You cannot keep a form here" in page.text and "Keep the form" not in page.text
    assert "Forms" not in town.browser(ben).get(town.path("charts/card", chart=town.charts["Kai"])).links()


FILLED = {
    "segments": "record", "recipient": "Dr. Roy", "recipient_kind": "treating_professional", "purpose_kind": "care",
    "purpose": "So that he can help.", "event": "The work ends.", "conditioned": "no",
}  # fmt: skip
