"""Consent as people act: signed by whoever seals it, open to the client and who treats them alone, due again when what was told changed."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from tests.pages.town import Town, shared
from tests.walks.talks import NAMES, OWN, WORDINGS, lines, state

from tacenda.acts import assessments, charts, consents, disclosures, gate, grants, holders, kept_talks, pages, papers, talking, talks
from tacenda.acts.desk import SignInSecret
from tacenda.core.decisions import limits
from tacenda.core.model import agreed, consent, offers
from tacenda.core.model import chart as chart_model
from tacenda.core.model.agreed import Facts, Reason
from tacenda.core.model.chart import Card
from tacenda.core.model.consent import PARTS, How, Part, Result, Seen
from tacenda.core.model.disclosure import Disclosure
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Purpose
from tacenda.core.words.errors import Conflict, Invalid, NotFound, Refused, Tampered
from tacenda.core.words.moments import NEVER, Moment
from tacenda.core.words.people import Role
from tacenda.shell import fresh, packs, settings

SHOWN = {part: frozenset({bytes([part]) * 32}) for part in PARTS}
ASKED = {
    "form": "tacenda.decision-request/1", "vocabulary": 1, "id": "kept", "act": "disclose", "places": ["US-CA"], "layers": "all", "codes": [],
    "now": "2026-11-23T15:00:00+00:00", "facts": {"recipient": "court", "info": "record"}, "events": {},
}  # fmt: skip


town = pytest.fixture(scope="module")(shared)  # the walks' own is the small practice


def part(number):
    return Part(number, "en", NAMES[number], NAMES[number], Result.RIGHT, 0, False)


def kept(town, who, name, *numbers, **answers):
    """A talk that the client kept."""
    with town.desk(who) as desk:
        for number in numbers or PARTS:
            talking.answer(desk, PARTS, part(number), Result.RIGHT, 20, mark=False)
    with town.desk(who) as desk:
        return consents.keep(desk, town.charts[name], How.ALONE, answers, SHOWN)


def test_a_kept_talk_says_what_was_told_and_who_signed_it(town):
    kim = town.client("Kim Lee")
    id = kept(town, kim, "Kim Lee", email="yes")
    with town.desk(kim, write=False) as desk:
        found = kept_talks.open_talk(desk, town.charts["Kim Lee"], OWN)
        history = kept_talks.history(desk, town.charts["Kim Lee"], OWN)
        treating = holders.who_can(desk, town.charts["Kim Lee"], OWN)
    law = limits.limits(packs.law(), ["US-CA"])
    value = found.value
    assert (value.told.edition, value.told.limits) == (limits.edition(law), talks.names_of(law))
    assert (value.told.places, value.told.packs.hex(), value.minutes) == (("US-CA",), packs.law().digest, 2)
    assert value.told.people == tuple(one.holder.grant for one in treating if one.holder.role == "clinician")
    assert [(line.id, line.versions, line.by) for line in history] == [(id, 1, ("Kim Lee",))]
    assert state(town, kim, "Kim Lee").due == ()


def test_both_sides_sign_the_same_words_and_neither_signs_twice_or_for_the_other(town):
    lou = town.client("Lou Park")
    id = kept(town, lou, "Lou Park")
    chart = town.charts["Lou Park"]
    with pytest.raises(Conflict), town.desk(lou) as desk:
        consents.sign(desk, chart, id, 1, OWN)
    with pytest.raises(Conflict), town.desk(town.ada) as desk:
        consents.sign(desk, chart, id, 7, Purpose.TREATMENT)
    with town.desk(town.ada) as desk:
        consents.sign(desk, chart, id, 1, Purpose.TREATMENT)
    with town.desk(lou, write=False) as desk:
        assert kept_talks.open_talk(desk, chart, OWN).names == ("Lou Park", "Dr. Ada Fox")
    assert not state(town, lou, "Lou Park").to_sign and not state(town, town.ada, "Lou Park", Purpose.TREATMENT).to_sign


def test_a_talk_that_was_done_together_names_who_signs_that_they_explained_it(town):
    max_, chart = town.client("Max Orr"), town.charts["Max Orr"]
    with town.desk(max_) as desk:
        talking.answer(desk, PARTS, part(1), Result.RIGHT, 20, mark=False)
    with town.desk(max_) as desk:
        id = consents.keep(desk, chart, How.TOGETHER, {}, SHOWN)
    with town.desk(max_, write=False) as desk:
        found = kept_talks.open_talk(desk, chart, OWN)
        made = kept_talks.receipt_of(desk, chart, OWN)
    # The client's key cannot say it for somebody else.
    assert (found.value.explained, found.explained, found.sides) == ("", "", ("client",)) and made["events"][0]["explained"] is False
    with town.desk(town.ada) as desk:
        consents.sign(desk, chart, id, 1, Purpose.TREATMENT)
    with town.desk(max_, write=False) as desk:
        assert kept_talks.open_talk(desk, chart, OWN).explained == "Dr. Ada Fox"
        assert kept_talks.receipt_of(desk, chart, OWN)["events"][0]["explained"] is True


@pytest.mark.parametrize("how", [How.PAPER, How.TOGETHER])
def test_what_the_client_sealed_stands_until_they_sign_what_the_clinician_wrote_down(town, how):
    name = f"Lia {how.value}"
    lia, chart = town.client(name), None
    kept(town, lia, name, email="no", video="yes")
    chart = town.charts[name]
    with town.desk(town.ada) as desk:
        id = consents.enter(desk, chart, [part(1)], how, 8, {"email": "yes", "research": "yes"})
    for who, purpose in ((lia, OWN), (town.ada, Purpose.TREATMENT)):
        found = state(town, who, name, purpose).agreed
        assert [found.says(one) for one in consent.CHOICES] == ["no", "later", "yes", "later", "later"]
        assert [(one.name, one.answer) for one in found.waits] == [("email", "yes"), ("research", "yes")]
    assert state(town, lia, name).to_sign
    with town.desk(lia, write=False) as desk:
        given = kept_talks.receipt_of(desk, chart, OWN)["pii_processing"]["purposes"]
    assert given[0]["event_state"] == "consent withdrawn or refused"
    with town.desk(lia) as desk:
        consents.sign(desk, chart, id, 1, OWN)
    found = state(town, lia, name).agreed
    assert [found.says(one) for one in consent.CHOICES] == ["yes", "later", "yes", "later", "yes"] and found.waits == ()


def test_a_client_who_keeps_their_own_answers_turns_down_what_was_written_down(town):
    ned = town.client("Ned Holm")
    kept(town, ned, "Ned Holm", email="no")
    with town.desk(town.ada) as desk:
        consents.enter(desk, town.charts["Ned Holm"], [part(1)], How.PAPER, 8, {"email": "yes"})
    with town.desk(ned) as desk:
        consents.change(desk, town.charts["Ned Holm"], {})
    found = state(town, ned, "Ned Holm").agreed
    assert found.says("email") == "no" and found.waits == ()
    assert state(town, town.ada, "Ned Holm", Purpose.TREATMENT).to_sign


def test_what_the_client_took_back_stays_back_until_they_sign_or_keep_a_new_talk(town):
    for name, again in (("Oda Lark", "sign"), ("Pim Lark", "keep")):
        who, chart = town.client(name), None
        kept(town, who, name, email="yes")
        chart = town.charts[name]
        with town.desk(who) as desk:
            consents.take_back(desk, chart)
        with town.desk(town.ada) as desk:
            id = consents.enter(desk, chart, [part(1)], How.TOGETHER, 8, {"email": "yes"})
        for reader, purpose in ((who, OWN), (town.ada, Purpose.TREATMENT)):
            found = state(town, reader, name, purpose)
            assert found.agreed.says("email") == "no" and [one.reason for one in found.due] == [Reason.TAKEN_BACK]
        with pytest.raises(Conflict), town.desk(who) as desk:
            consents.change(desk, chart, {"email": "yes"})
        if again == "sign":
            with town.desk(who) as desk:
                consents.sign(desk, chart, id, 1, OWN)
        else:
            kept(town, who, name, email="yes")
        assert state(town, who, name).agreed.says("email") == "yes"


def test_of_who_never_sealed_an_answer_what_was_written_down_counts(town):
    town.client("Uwe Lark")
    with town.desk(town.ada) as desk:
        consents.enter(desk, town.charts["Uwe Lark"], [part(1)], How.PAPER, 8, {"email": "yes"})
    assert state(town, town.ada, "Uwe Lark", Purpose.TREATMENT).agreed.says("email") == "yes"


def test_a_page_that_forgets_what_the_client_sealed_is_refused_and_told(town):
    """With their own program the clinician writes a head in which the client never said no, and beside it a talk that fits."""
    for name, lie in (("Eli Roe", {"own": ()}), ("Eve Roe", {"own": "yes"}), ("Elk Roe", {"own_back": NEVER})):
        who = town.client(name)
        kept(town, who, name, email="no")
        chart = town.charts[name]
        if "own_back" in lie:
            with town.desk(who) as desk:
                consents.take_back(desk, chart)
        with town.desk(town.ada) as desk:
            consents.enter(desk, chart, [part(1)], How.PAPER, 8, {"email": "yes"})
        with town.desk(town.ada) as desk:
            at = gate.standing(desk, chart, Purpose.TREATMENT, Code.CONSENT)
            head = agreed.read(at.page(Code.CONSENT).head)
            told = {key: head.choices if value == "yes" else value for key, value in lie.items()}
            pages.write(desk, at, Code.CONSENT, Purpose.TREATMENT, [], agreed.head(replace(head, **told)), act=Act.CONSENT)
        with pytest.raises(Tampered), town.desk(who, write=False) as desk:
            kept_talks.open_talk(desk, chart, OWN)


def test_what_the_clinician_enters_is_never_the_clients_signature(town):
    mia = town.client("Mia Holt")
    chart = town.charts["Mia Holt"]
    with town.desk(town.ada) as desk:
        consents.enter(
            desk, chart, [part(1)], How.PAPER, 8, {"video": "yes"}, papers.Scan("scan.pdf", "application/pdf", b"%PDF-1.4 A signature.")
        )
    with town.desk(mia, write=False) as desk:
        found = kept_talks.open_talk(desk, chart, OWN)
        made = kept_talks.receipt_of(desk, chart, OWN)
    assert (found.sides, found.value.explained) == (("clinician",), "Dr. Ada Fox")
    assert made["events"][0]["signed_as"] == ["clinician"] and made["events"][0]["paper"] is True
    for how, minutes in ((How.ALONE, 8), (How.PAPER, 0)):
        with pytest.raises(Invalid), town.desk(town.ada) as desk:
            consents.enter(desk, chart, [part(1)], how, minutes, {})


def test_nobody_but_the_client_and_who_treats_them_reads_or_writes_it(town):
    noa = town.client("Noa Berg")
    kept(town, noa, "Noa Berg")
    chart = town.charts["Noa Berg"]
    hugo, sam, ben = (
        town.colleague("Hugo Vance", Role.SUPERVISOR), town.colleague("Sam Porter", Role.FRONT_DESK), town.colleague("Ben Roy", Role.CLINICIAN)
    )  # fmt: skip
    for who, offer in ((hugo, offers.SUPERVISOR), (sam, offers.FRONT_DESK), (ben, offers.COVER)):
        town.give("Noa Berg", who, offer)
    for who, purpose in ((hugo, Purpose.SUPERVISION), (sam, Purpose.FRONT_DESK), (ben, Purpose.TREATMENT)):
        with town.desk(who, write=False) as desk:
            assert talks.waiting(desk, chart, purpose, WORDINGS) is None
            with pytest.raises((NotFound, Refused)):
                kept_talks.open_talk(desk, chart, purpose)
        with pytest.raises((NotFound, Refused)), town.desk(who) as desk:
            consents.enter(desk, chart, [part(1)], How.TOGETHER, 8, {})
    with pytest.raises((NotFound, Refused)), town.desk(town.ada) as desk:
        talks.stands(desk, chart, Purpose.OVERSIGHT, WORDINGS)


def test_a_treating_colleague_reads_and_signs(town):
    ola, cleo = town.client("Ola Finn"), town.colleague("Cleo Treats", Role.CLINICIAN)
    id = kept(town, ola, "Ola Finn")
    town.give("Ola Finn", cleo, offers.CO_THERAPIST)
    with town.desk(cleo) as desk:
        consents.sign(desk, town.charts["Ola Finn"], id, 1, Purpose.TREATMENT)
    assert [one.reason for one in state(town, ola, "Ola Finn").due] == [Reason.PERSON]


def test_whom_the_client_stopped_is_nobody_new_to_talk_about_and_is_again_once_let_in_anew(town):
    name = "Orla Finn"
    own, eve = town.client(name), town.colleague("Eve Guides", Role.SUPERVISOR)
    kept(town, own, name)
    town.give(name, eve, offers.SUPERVISOR)
    assert [one.reason for one in state(town, own, name).due] == [Reason.PERSON]
    town.stop_by(own, name, "Eve Guides")
    with town.desk(own, write=False) as desk:  # the list names her until somebody writes it anew
        assert any(one.holder.name == "Eve Guides" for one in holders.who_can(desk, town.charts[name], OWN))
    assert state(town, own, name).due == ()
    assert state(town, town.ada, name, Purpose.TREATMENT).due == ()
    with town.desk(own) as desk:
        (barred,) = grants.barred(desk, town.charts[name], OWN)
        grants.unbar(desk, town.charts[name], barred.principal, OWN)
    assert state(town, own, name).due == ()
    town.give(name, eve, offers.SUPERVISOR)
    assert [one.reason for one in state(town, own, name).due] == [Reason.PERSON]


def test_each_keeping_signing_and_taking_back_is_a_line_named_consent(town):
    pia = town.client("Pia Noor")
    chart = town.charts["Pia Noor"]
    id = kept(town, pia, "Pia Noor")
    with town.desk(town.ada) as desk:
        consents.sign(desk, chart, id, 1, Purpose.TREATMENT)
    with town.desk(pia) as desk:
        consents.change(desk, chart, {"video": "yes"})
    with town.desk(pia) as desk:
        consents.take_back(desk, chart)
    named = [(line.name, line.written) for line in lines(town, "Pia Noor") if line.act is Act.CONSENT]
    assert named == [("Pia Noor", 1), ("Pia Noor", 1), ("Dr. Ada Fox", 1), ("Pia Noor", 1)]
    found = state(town, pia, "Pia Noor")
    assert [one.reason for one in found.due] == [Reason.TAKEN_BACK] and found.agreed.says("video") == "no"
    with town.desk(pia) as desk:  # pressed twice
        consents.take_back(desk, chart)
    assert len([line for line in lines(town, "Pia Noor") if line.act is Act.CONSENT]) == len(named)
    with pytest.raises(Conflict), town.desk(pia) as desk:
        consents.change(desk, chart, {"email": "yes"})


def test_what_was_told_changed_before_it_was_kept_is_not_kept(town):
    tim = town.client("Tim Gray")
    with town.desk(tim) as desk:
        talking.answer(desk, PARTS, part(2), Result.RIGHT, 5, mark=False)
    today = {**SHOWN, 2: frozenset({b"x" * 32})}
    for seen in ({}, {2: Seen(NAMES[2], b"y" * 32)}):
        with pytest.raises(Invalid), town.desk(tim) as desk:
            consents.keep(desk, town.charts["Tim Gray"], How.ALONE, {}, today, seen)
    assert state(town, tim, "Tim Gray").agreed.talk == b""
    with town.desk(tim) as desk:
        consents.keep(desk, town.charts["Tim Gray"], How.ALONE, {}, today, {2: Seen(NAMES[2], b"x" * 32)})
    with town.desk(tim, write=False) as desk:
        (kept_part,) = kept_talks.open_talk(desk, town.charts["Tim Gray"], OWN).value.parts
    assert (kept_part.shown, kept_part.result) == (b"x" * 32, Result.RIGHT)


def test_a_talk_put_in_the_place_of_another_version_is_refused(town):
    """The page names the digest and the author of each version: words that were not sealed there are nobody's."""
    eva = town.client("Eva Lind")
    id = kept(town, eva, "Eva Lind")
    with town.desk(eva) as desk:
        consents.change(desk, town.charts["Eva Lind"], {"email": "no"})
    with town.house.content.writing() as tx:
        tx.change(
            "UPDATE object SET envelope = (SELECT envelope FROM object WHERE id = :id AND version = 1) WHERE id = :id AND version = 2",
            id=id,
        )
    with pytest.raises(Tampered), town.desk(eva, write=False) as desk:
        kept_talks.open_talk(desk, town.charts["Eva Lind"], OWN)


def test_a_page_that_says_yes_where_its_talk_says_no_is_refused_and_told(town):
    sue = town.client("Sue Kerr")
    kept(town, sue, "Sue Kerr", email="no")
    chart = town.charts["Sue Kerr"]
    with town.desk(town.ada) as desk:
        at = gate.standing(desk, chart, Purpose.TREATMENT, Code.CONSENT)
        head = agreed.read(at.page(Code.CONSENT).head)
        forged = replace(head, choices=consent.chosen(head.choices, {"email": "yes"}, desk.now))
        pages.write(desk, at, Code.CONSENT, Purpose.TREATMENT, [], agreed.head(forged), act=Act.CONSENT)
    with pytest.raises(Tampered), town.desk(sue, write=False) as desk:
        kept_talks.open_talk(desk, chart, OWN)


# ---- what makes a talk due


@pytest.mark.parametrize(
    ("old", "new", "due"),
    [('tell = "', 'tell = "From now on, ', True), ('citation = "', 'citation = "(new) ', False)],
    ids=["another sentence", "another citation"],
)
def test_another_edition_of_the_law_makes_part_three_due_when_it_says_something_else(tmp_path, old, new, due):
    folder = tmp_path / "law"
    shutil.copytree(packs.home(), folder, ignore=shutil.ignore_patterns("practice", "__pycache__"))
    pack = folder / "us-ca" / "us-ca.toml"
    text = pack.read_text(encoding="utf-8")
    pack.write_text(text.replace(old, new), encoding="utf-8")
    before, now = limits.limits(packs.law(), ["US-CA"]), limits.limits(packs.load(folder), ["US-CA"])
    assert limits.edition(before) != limits.edition(now)
    told = consent.Told(limits.edition(before), talks.names_of(before), bytes(32), ("US-CA",), ())
    value = consent.Consent(tuple(part(n) for n in PARTS), told, How.ALONE, "", 60, (), Moment(1), Moment(1))
    facts = Facts(("US-CA",), frozenset(talks.names_of(now)), NAMES, frozenset())
    found = agreed.due(agreed.with_talk(agreed.Agreed(), b"t" * 16, value, (), own=False), facts, Moment(2))
    assert ([(one.reason, one.parts) for one in found] == [(Reason.LIMITS, (3,))]) is due
    assert bool(agreed.new_limits(agreed.with_talk(agreed.Agreed(), b"t" * 16, value, (), own=False), facts)) is due


def test_another_place_makes_part_three_due_for_every_client(town):
    zoe = town.client("Zoe Ward")
    kept(town, zoe, "Zoe Ward")
    kept_settings = settings.read(town.house.folder)
    settings.write(town.house.folder, replace(kept_settings, place="US-NY"))
    try:
        assert [(one.reason, one.parts) for one in state(town, zoe, "Zoe Ward").due] == [(Reason.PLACE, (3,))]
    finally:
        settings.write(town.house.folder, kept_settings)


def test_who_may_not_open_the_card_is_told_of_no_move_and_writes_down_the_talk_that_was_held(town):
    """The client stopped the card for Ada: where they are stays as it was told last, until they say so themselves."""
    name = "Yara Shut"
    yara = town.client(name)
    chart = town.charts[name]
    with town.desk(town.ada) as desk:
        charts.change_card(desk, chart, Card(name, place="US-TX"))
    kept(town, yara, name)
    visitor = SignInSecret(town.sign_in(yara))
    with town.desk(yara, write=False) as desk:
        grant = next(one.holder.grant for one in holders.who_can(desk, chart, OWN) if one.holder.role == "clinician")
    grants.limit(town.house, visitor, chart, grant, Code.CONTACT, OWN)
    for who, purpose in ((yara, OWN), (town.ada, Purpose.TREATMENT)):
        found = state(town, who, name, purpose)
        assert (found.rules.places, found.due) == (("US-CA", "US-TX"), ())


def test_a_place_on_a_card_that_no_law_knows_is_nowhere(town):
    """Whoever writes past the pages shuts nobody's talk."""
    name = "Vera None"
    vera = town.client(name)
    with town.desk(town.ada) as desk:
        at = gate.standing(desk, town.charts[name], Purpose.TREATMENT, Code.CONTACT)
        pages.write(desk, at, Code.CONTACT, Purpose.TREATMENT, [], chart_model.card_head(Card(name, place="XX-1")))
    assert state(town, vera, name).rules.places == ("US-CA",)


def test_half_a_year_later_all_of_it_is_due(town):
    uma = town.client("Uma Lane")
    kept(town, uma, "Uma Lane")
    found = state(town, uma, "Uma Lane")
    later = Moment(town.clock.now() + 183 * 86_400)
    assert [one.reason for one in agreed.due(found.agreed, found.facts, later)] == [Reason.HALF_YEAR]


def sent_after_a_talk(town, name, *, told):
    """A client kept a talk; an hour later, something was sent."""
    who = town.client(name)
    kept(town, who, name)
    chart = town.charts[name]
    town.clock.forward(3600)
    with town.desk(town.ada) as desk:
        answer = assessments.keep(desk, chart, "disclosure", [("", ASKED)], "")
    with town.desk(town.ada) as desk:
        disclosures.keep(desk, chart, Disclosure(answer, " The court ", "The plan.", told, "" if told else "He may hurt her."))
        if told:
            consents.ask_again(desk, chart, Reason.DISCLOSURE.value)
    return who, chart, answer


def test_after_a_disclosure_a_talk_is_due_for_both_sides(tmp_path):
    town = Town(tmp_path)
    who, chart, answer = sent_after_a_talk(town, "Uli Brandt", told=True)
    for reader, purpose in ((who, OWN), (town.ada, Purpose.TREATMENT)):
        assert [(one.reason, one.parts) for one in state(town, reader, "Uli Brandt", purpose).due] == [(Reason.DISCLOSURE, (3,))]
    with town.desk(town.ada, write=False) as desk:
        (found,) = disclosures.list_sent(desk, chart, answer)
    assert (found.value.to, found.value.what, found.value.told, found.day) == (
        "The court",
        "The plan.",
        True,
        moments.day(town.clock.now()),
    )
    kept(town, who, "Uli Brandt", 3)
    assert state(town, who, "Uli Brandt").due == () and state(town, town.ada, "Uli Brandt", Purpose.TREATMENT).due == ()
    town.close()


def test_what_the_client_may_not_hear_of_yet_is_due_for_the_clinician_alone(tmp_path):
    town = Town(tmp_path)
    who, chart, answer = sent_after_a_talk(town, "Vic Brandt", told=False)
    assert state(town, who, "Vic Brandt").due == ()
    assert [one.reason for one in state(town, town.ada, "Vic Brandt", Purpose.TREATMENT).due] == [Reason.DISCLOSURE]
    with pytest.raises(Invalid), town.desk(town.ada) as desk:
        disclosures.keep(desk, chart, Disclosure(answer, "The court", "The plan.", False, " "))
    with pytest.raises(NotFound), town.desk(town.ada) as desk:
        disclosures.keep(desk, chart, Disclosure(fresh.object_id(), "The court", "The plan.", True, ""))
    town.close()
