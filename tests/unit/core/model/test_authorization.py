"""A signed form: every element that is missing is named with its citation, and nothing that ended or lacks a signature ever counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacenda.core.model import authorization, authorization_check, authorization_receipt
from tacenda.core.model.authorization import Authorization, How, Mark, Party, Segment, Signature, Signer, Statement, Terms
from tacenda.core.model.authorization_check import Element, Fault
from tacenda.core.words.errors import Conflict, Invalid, NotFound, Tampered
from tacenda.core.words.ids import PrincipalId
from tacenda.core.words.moments import Day, Moment
from tacenda.shell import packs

TODAY = Day(20_000)
KIM, ADA, MAX = (PrincipalId(bytes([n]) * 16) for n in (1, 2, 3))
CLIENT = Party("Kim Lee", Signer.CLIENT)


def terms(**changed):
    whole = Terms(
        client="Kim Lee", segments=(Segment.RECORD,), details="Since May.", discloser="Dr. Ada Fox", recipient="Dr. Roy",
        recipient_kind="treating_professional", purpose="So that they can go on.", purpose_kind="care", at_request=False,
        ends=Day(TODAY + 90), event="", endless=False, statements=tuple(Statement), revoke_how="With one button.", conditioned="no",
        apart="yes", joint=False, parties=(CLIENT,), plain="yes", passes_on="no",
    )  # fmt: skip
    return replace(whole, **changed)


def signed(made: Terms, *parties: int) -> Authorization:
    chosen = parties or range(len(made.parties))
    return Authorization(made, tuple(Signature(i, How.KEY if i == 0 else How.PAPER, TODAY, KIM if i == 0 else ADA) for i in chosen))


def rules(made: Authorization, place="US-TX"):
    return authorization_check.applicable(packs.forms(), made.terms, place, {})


def defects(made: Authorization, place="US-TX", day=TODAY):
    return authorization_check.defects(made, rules(made, place), day)


def facts(made: Authorization, place="US-TX", day=TODAY):
    return authorization_check.facts_of(made, rules(made, place), day)


def test_a_complete_form_has_no_defect():
    made = signed(terms())
    assert defects(made) == () and authorization_check.questions(made, rules(made)) == ()
    assert facts(made) == {
        "recipient": "treating_professional", "purpose": "care", "info": "record", "authorization": "general",
        "authorization_defect": "none", "signed_by": "client",
    }  # fmt: skip


# What the law text asks for, element by element: what is taken away, and where it stands.
TAKEN = [
    ({"segments": ()}, Element.DESCRIPTION, "45 CFR 164.508(c)(1)(i)"),
    ({"discloser": ""}, Element.DISCLOSER, "45 CFR 164.508(c)(1)(ii)"),
    ({"recipient": ""}, Element.RECIPIENT, "45 CFR 164.508(c)(1)(iii)"),
    # What nobody sees is not there.
    ({"discloser": " "}, Element.DISCLOSER, "45 CFR 164.508(c)(1)(ii)"),
    ({"recipient": "\u200b"}, Element.RECIPIENT, "45 CFR 164.508(c)(1)(iii)"),
    ({"purpose": "\u2060"}, Element.PURPOSE, "45 CFR 164.508(c)(1)(iv)"),
    ({"ends": Day(0), "event": "..."}, Element.EXPIRY, "45 CFR 164.508(c)(1)(v)"),
    ({"purpose": ""}, Element.PURPOSE, "45 CFR 164.508(c)(1)(iv)"),
    ({"ends": Day(0)}, Element.EXPIRY, "45 CFR 164.508(c)(1)(v)"),
    ({"ends": Day(0), "endless": True}, Element.EXPIRY, "45 CFR 164.508(c)(1)(v)"),
    ({"plain": "no"}, Element.PLAIN, "45 CFR 164.508(c)(3)"),
    ({"parties": (Party("Max", Signer.REPRESENTATIVE, "", "yes"),)}, Element.AUTHORITY, "45 CFR 164.508(c)(1)(vi)"),
    ({"revoke_how": ""}, Element.REVOKE, "45 CFR 164.508(c)(2)(i)"),
    *(
        ({"statements": tuple(one for one in Statement if one is not gone)}, element, citation)
        for gone, element, citation in (
            (Statement.REVOKE, Element.REVOKE, "45 CFR 164.508(c)(2)(i)"),
            (Statement.CONDITIONS, Element.CONDITIONS, "45 CFR 164.508(c)(2)(ii)"),
            (Statement.REDISCLOSURE, Element.REDISCLOSURE, "45 CFR 164.508(c)(2)(iii)"),
        )
    ),
]


@pytest.mark.parametrize(("changed", "element", "citation"), TAKEN)
def test_each_element_that_is_missing_is_named_with_its_citation(changed, element, citation):
    made = signed(terms(**changed))
    found = [(one.element, one.citation) for one in defects(made) if one.form == "hipaa"]
    assert found == [(element, citation)]
    assert facts(made)["authorization_defect"] == "incomplete"


def test_a_form_nobody_signed_lacks_signature_and_date():
    made = Authorization(terms())
    assert {one.element for one in defects(made)} == {Element.SIGNATURE, Element.DATE}
    assert facts(made)["signed_by"] == "nobody"


def test_at_my_request_is_a_purpose():
    assert defects(signed(terms(purpose="", at_request=True))) == ()


def test_an_event_is_an_end_until_somebody_writes_down_that_it_happened():
    made = signed(terms(ends=Day(0), event="The case is closed."))
    assert defects(made, day=Day(TODAY + 9_999)) == ()
    over = authorization.with_event(made, Moment(1), ADA)
    assert {one.fault for one in defects(over)} == {Fault.EXPIRED}
    with pytest.raises(NotFound):
        authorization.with_event(signed(terms()), Moment(1), ADA)


FAULTS = [
    ({"revoked": Mark(Moment(1), KIM)}, "revoked", "45 CFR 164.508(b)(2)(iii)"),
    ({"over": Mark(Moment(1), ADA)}, "expired", "45 CFR 164.508(b)(2)(i)"),
    ({"false": Mark(Moment(1), ADA)}, "false", "45 CFR 164.508(b)(2)(v)"),
    ({"terms": terms(conditioned="yes")}, "conditioned", "45 CFR 164.508(b)(4)"),
    ({"terms": terms(apart="no")}, "compound", "45 CFR 164.508(b)(3)"),
    ({"terms": terms(segments=(Segment.RECORD, Segment.PSYCHOTHERAPY))}, "compound", "45 CFR 164.508(b)(3)"),
    ({"terms": terms(parties=(Party("Max", Signer.REPRESENTATIVE, "A court named him.", "no"),))}, "no_authority", "45 CFR 164.502(g)"),
]


@pytest.mark.parametrize(("changed", "word", "citation"), FAULTS)
def test_each_fault_of_the_whole_is_named(changed, word, citation):
    made = replace(signed(terms()), **changed)
    assert any(one.fault.value == word and one.citation.startswith(citation) for one in defects(made) if one.form == "hipaa")
    assert facts(made)["authorization_defect"] == word


def test_psychotherapy_notes_stand_on_a_form_of_their_own():
    made = signed(terms(segments=(Segment.PSYCHOTHERAPY,)))
    assert defects(made) == () and facts(made)["authorization"] == "notes" and facts(made)["info"] == "psychotherapy_notes"


# 42 CFR 2.31 as amended in 2024


def test_one_consent_for_care_payment_and_operations_may_have_no_end():
    made = signed(terms(segments=(Segment.SUBSTANCE,), ends=Day(0), endless=True))
    assert facts(made)["authorization"] == "part2_tpo"
    assert defects(made) == ()
    for purpose in "bereaved", "research":  # "end of the study" is an event that ends it; "none" is not
        other = signed(replace(made.terms, purpose_kind=purpose))
        assert ("part2", Element.EXPIRY) in {(one.form, one.element) for one in defects(other)}


def test_an_intermediary_and_whom_it_may_pass_records_on_to_are_named():
    asked = signed(terms(segments=(Segment.SUBSTANCE,), passes_on=""))
    (found,) = authorization_check.questions(asked, rules(asked))
    assert (found.about, found.citation) == ("participants", "42 CFR 2.31(a)(4)(ii)")
    assert "authorization_defect" not in facts(asked)
    nobody = signed(replace(asked.terms, passes_on="yes"))
    assert [(one.form, one.element) for one in defects(nobody)] == [("part2", Element.PARTICIPANTS)]
    named = signed(replace(nobody.terms, participants="My treating doctors"))
    assert facts(named)["authorization_defect"] == "none"
    assert facts(signed(terms(passes_on="")))["authorization_defect"] == "none"  # nothing of drugs or drink is on it


def test_whether_letters_may_ask_for_gifts_is_asked_of_the_one_consent_that_says_nothing_of_it():
    silent = tuple(one for one in Statement if one is not Statement.GIFTS)
    made = signed(terms(segments=(Segment.SUBSTANCE,), statements=silent))
    assert [one.about for one in authorization_check.questions(made, rules(made))] == ["gifts"] and defects(made) == ()
    other = signed(replace(made.terms, purpose_kind="bereaved"))
    assert authorization_check.questions(other, rules(other)) == ()


def test_a_form_written_here_says_what_any_law_wants_and_of_gifts_only_where_one_that_holds_asks():
    every = packs.forms()
    for place, segments, says in (
        ("US-CA", (Segment.SUBSTANCE,), True),
        ("US-CA", (Segment.RECORD,), False),
        ("DE", (Segment.SUBSTANCE,), False),
    ):
        one = terms(segments=segments)
        found = authorization_check.statements(one, authorization_check.applicable(every, one, place, {}), every)
        assert (Statement.GIFTS in found) is says and {*found, Statement.GIFTS} == set(Statement)
    assert Statement.GIFTS in authorization_check.sayable(every, "US-NY")
    for place in ("DE", "GB", "GB-ENG", "FR", ""):
        assert Statement.GIFTS not in authorization_check.sayable(every, place)


# 45 CFR 164.508(c)(1)(v), (c)(3), (c)(4)


def test_a_form_for_research_may_have_no_end_where_the_law_says_so_and_nowhere_else():
    made = signed(terms(purpose_kind="research", ends=Day(0), endless=True))
    assert defects(made) == ()
    assert [(one.form, one.element) for one in defects(made, place="DE")] == [("core", Element.EXPIRY)]
    assert Element.EXPIRY in {one.element for one in defects(signed(replace(made.terms, purpose_kind="care")))}


def test_a_form_of_which_nobody_said_that_it_is_in_plain_words_is_asked_about():
    made = signed(terms(plain=""))
    assert [one.about for one in authorization_check.questions(made, rules(made))] == ["plain"]
    assert "authorization_defect" not in facts(made)


def test_who_signed_on_paper_gets_a_copy():
    paper = Authorization(terms(), (Signature(0, How.PAPER, TODAY, ADA),))
    assert authorization_check.copies(paper, rules(paper)) == ("45 CFR 164.508(c)(4)",)
    assert authorization_check.copies(signed(terms()), rules(paper)) == () == authorization_check.copies(paper, rules(paper, place="DE"))


@pytest.mark.parametrize("gone", [Statement.REDISCLOSURE, Statement.REFUSAL])
def test_the_one_consent_says_what_happens_next_and_what_a_no_means(gone):
    kept = tuple(one for one in Statement if one is not gone)
    for purpose, missing in (("care", True), ("bereaved", False)):
        made = signed(terms(segments=(Segment.SUBSTANCE,), statements=kept, purpose_kind=purpose))
        assert any(one.form == "part2" and one.element is Element(gone.value) for one in defects(made)) is missing


def test_counselling_notes_and_lawsuits_stand_alone():
    both = signed(terms(segments=(Segment.SUBSTANCE, Segment.SUBSTANCE_NOTES)))
    court = signed(terms(segments=(Segment.SUBSTANCE, Segment.RECORD), purpose_kind="proceedings"))
    for made in both, court:
        assert [(one.fault, one.citation) for one in defects(made) if one.form == "part2"] == [
            (Fault.COMPOUND, "42 CFR 2.31(b); 42 CFR 2.31(d)")
        ]
    assert facts(signed(terms(segments=(Segment.SUBSTANCE_NOTES,))))["authorization"] == "part2_notes"
    assert facts(signed(terms(segments=(Segment.SUBSTANCE,), purpose_kind="proceedings")))["authorization"] == "part2_proceedings"


def test_the_rules_for_substance_use_hold_only_where_it_is_named():
    assert "part2" not in {one.id for one in rules(signed(terms()))}


# A place's own rules, and what nobody can tell


def test_california_asks_for_the_right_to_a_copy_and_what_was_not_read_stays_open():
    made = signed(terms(statements=tuple(one for one in Statement if one is not Statement.COPY)))
    assert [(one.form, one.element) for one in defects(made, "US-CA")] == [("us-ca", Element.COPY)]
    whole = signed(terms())
    assert defects(whole, "US-CA") == () and "authorization_defect" not in facts(whole, "US-CA")
    assert [one.about for one in authorization_check.questions(whole, rules(whole, "US-CA"))] == ["counsel"]


def test_hipaa_holds_in_the_united_states_unless_the_practice_is_known_to_stand_outside():
    made = signed(terms())
    ids = lambda place, known: [one.id for one in authorization_check.applicable(packs.forms(), made.terms, place, known)]  # noqa: E731
    assert ids("US-TX", {}) == ids("US-TX", {"hipaa_covered": "yes"}) == ["core", "hipaa"]
    assert ids("US-TX", {"hipaa_covered": "no"}) == ids("DE", {}) == ["core"]


@pytest.mark.parametrize(
    "changed",
    [
        {"conditioned": ""},
        {"apart": ""},
        {"plain": ""},
        {"segments": (Segment.HIV,)},
        {"parties": (Party("Max", Signer.REPRESENTATIVE, "He says he may.", ""),)},
    ],
)
def test_what_nobody_can_tell_stays_unknown(changed):
    made = signed(terms(**changed))
    assert defects(made) == () and authorization_check.questions(made, rules(made)) != ()
    assert "authorization_defect" not in facts(made)


def test_without_any_rules_nothing_is_said_about_defects():
    assert "authorization_defect" not in authorization_check.facts_of(signed(terms()), (), TODAY)


# Joint forms

JOINT = terms(joint=True, parties=(CLIENT, Party("Max Lee", Signer.PARTICIPANT), Party("Eva Lee", Signer.PARTICIPANT)))


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_joint_form_with_one_signature_missing_never_counts(missing):
    made = signed(JOINT, *(i for i in range(3) if i != missing))
    assert facts(made)["signed_by"] == "one_of_several" and facts(made)["authorization_defect"] == "incomplete"
    assert any(one.element is Element.TOGETHER and "each adult signs" in one.citation for one in defects(made))
    assert facts(signed(JOINT))["authorization_defect"] == "none"


def test_a_joint_form_that_names_one_person_is_not_filled_in():
    made = signed(terms(joint=True))
    assert facts(made)["signed_by"] == "one_of_several" and facts(made)["authorization_defect"] == "incomplete"


# Properties over forms of every shape

parties = st.lists(
    st.builds(Party, st.sampled_from(["", "A"]), st.sampled_from(Signer), st.sampled_from(["", "court"]), st.sampled_from(["yes", "no", ""])),
    min_size=1, max_size=3,
).map(tuple)  # fmt: skip
any_terms = st.builds(
    terms, segments=st.lists(st.sampled_from(Segment), unique=True).map(tuple), discloser=st.sampled_from(["", "x"]),
    recipient=st.sampled_from(["", "x"]), purpose=st.sampled_from(["", "x"]), purpose_kind=st.sampled_from(["", "care", "proceedings", "research"]),
    at_request=st.booleans(), ends=st.sampled_from([Day(0), Day(TODAY - 1), TODAY, Day(TODAY + 5)]), event=st.sampled_from(["", "x"]),
    endless=st.booleans(), statements=st.lists(st.sampled_from(Statement), unique=True).map(tuple), revoke_how=st.sampled_from(["", "x"]),
    conditioned=st.sampled_from(["yes", "no", ""]), apart=st.sampled_from(["yes", "no", ""]), joint=st.booleans(), parties=parties,
    plain=st.sampled_from(["yes", "no", ""]), passes_on=st.sampled_from(["yes", "no", ""]), participants=st.sampled_from(["", "x"]),
)  # fmt: skip
marks = st.sampled_from([None, Mark(Moment(7), ADA)])
any_form = st.builds(
    lambda made, who, *ends: Authorization(
        made, tuple(Signature(i, How.PAPER, TODAY, ADA) for i in sorted(who) if i < len(made.parties)), *ends
    ),
    any_terms, st.sets(st.integers(0, 2)), marks, marks, marks,
)  # fmt: skip
places = st.sampled_from(["US-TX", "US-CA", "DE"])


@given(any_form, places)
def test_what_ended_or_lacks_a_signature_never_counts(made, place):
    said = facts(made, place)
    if authorization.ended(made, TODAY) or not all(made.signed(i) for i in range(len(made.terms.parties))):
        assert said["authorization_defect"] != "none"
    if said.get("authorization_defect") == "none":
        assert said["signed_by"] not in ("nobody", "one_of_several") or not made.terms.joint
        assert defects(made, place) == () and authorization_check.questions(made, rules(made, place)) == ()


@given(any_form, places)
def test_the_fact_is_the_gravest_defect_and_each_has_its_citation(made, place):
    found = defects(made, place)
    assert all(one.citation and (one.element is None) == (one.fault is not Fault.INCOMPLETE) for one in found)
    if found:
        assert facts(made, place)["authorization_defect"] == min(found, key=lambda one: list(Fault).index(one.fault)).fault.value


@given(any_form)
def test_a_form_survives_its_bytes(made):
    assert authorization.read(authorization.write(made, bytes(32))) == made


@given(any_form)
def test_taking_back_is_for_good(made):
    if made.revoked:
        with pytest.raises(Conflict):
            authorization.taken_back(made, Moment(9), KIM)
    else:
        gone = authorization.taken_back(made, Moment(9), KIM)
        assert facts(gone)["authorization_defect"] == "revoked"
        with pytest.raises(Conflict):
            authorization.with_signature(gone, Signature(0, How.KEY, TODAY, KIM), TODAY)


# Signing


def test_one_signs_once_on_a_day_that_came():
    made = authorization.with_signature(authorization.drawn(terms()), Signature(0, How.KEY, TODAY, KIM), TODAY)
    assert defects(made) == ()
    for party, day, problem in (0, TODAY, Conflict), (0, Day(TODAY + 1), Invalid), (5, TODAY, NotFound), (-1, TODAY, NotFound):
        with pytest.raises(problem):
            authorization.with_signature(made, Signature(party, How.PAPER, day, ADA), TODAY)


def test_a_form_must_at_least_name_something_and_somebody():
    for changed in {"segments": ()}, {"parties": ()}, {"parties": (Party("", Signer.CLIENT),)}, {"details": "x" * 2_001}:
        with pytest.raises(Invalid):
            authorization.drawn(terms(**changed))


def test_a_signature_counts_only_in_a_version_that_its_signer_sealed():
    drawn = authorization.drawn(terms())
    mine = replace(drawn, signatures=(Signature(0, How.KEY, TODAY, KIM),))
    assert authorization.proven([(ADA, drawn), (KIM, mine)], {KIM}) == mine
    # The clinician writes the client's signature; the client is somebody else; a colleague attests in another's name.
    assert authorization.proven([(ADA, drawn), (ADA, mine)], {KIM}).signatures == ()
    assert authorization.proven([(ADA, drawn), (KIM, mine)], {MAX}).signatures == ()
    paper = replace(drawn, signatures=(Signature(0, How.PAPER, TODAY, MAX),))
    assert authorization.proven([(ADA, drawn), (ADA, paper)], {KIM}).signatures == ()
    # What was forged once is not made good by the client's later version.
    assert authorization.proven([(ADA, drawn), (ADA, mine), (KIM, mine)], {KIM}).signatures == ()


@pytest.mark.parametrize("role", [Signer.PARENT, Signer.REPRESENTATIVE, Signer.PARTICIPANT])
def test_a_clients_key_signs_for_nobody_else(role):
    drawn = authorization.drawn(terms(joint=True, parties=(CLIENT, Party("Max Lee", role, "court", "yes"))))
    both = replace(drawn, signatures=tuple(Signature(i, How.KEY, TODAY, KIM) for i in (0, 1)))
    counted = authorization.proven([(ADA, drawn), (KIM, both)], {KIM})
    assert [one.party for one in counted.signatures] == [0]
    assert facts(counted)["signed_by"] == "one_of_several" and facts(counted)["authorization_defect"] == "incomplete"


def test_of_two_who_are_named_as_the_client_nobody_can_say_whose_key_it_is():
    drawn = authorization.drawn(terms(joint=True, parties=(CLIENT, Party("Max Lee", Signer.CLIENT))))
    both = replace(drawn, signatures=tuple(Signature(i, How.KEY, TODAY, KIM) for i in (0, 1)))
    assert authorization.proven([(ADA, drawn), (KIM, both)], {KIM}).signatures == ()


def test_terms_never_change_and_an_end_is_never_taken_away():
    made = signed(terms())
    back = authorization.taken_back(made, Moment(9), KIM)
    for later, earlier in ((replace(made, terms=terms(recipient="The employer")), made), (made, back)):
        with pytest.raises(Tampered):
            authorization.proven([(KIM, earlier), (ADA, later)], {KIM})


def test_bytes_that_do_not_fit_are_refused():
    raw = authorization.write(signed(terms()), bytes(32))
    for old, new in (b'"conditioned":"no"', b'"conditioned":"ok"'), (b'[[0,"key"', b'[[4,"key"'), (b'"record"', b'"recorx"'):
        assert old in raw
        with pytest.raises(Tampered):
            authorization.read(raw.replace(old, new))


def test_nothing_of_it_shows_when_it_is_printed():
    assert "Kim" not in repr(signed(terms())) + repr(terms()) + repr(CLIENT)


def test_a_receipt_changes_with_the_terms_and_not_with_a_signature():
    whole, bare, other = signed(terms()), Authorization(terms()), signed(terms(recipient="The employer"))
    same = authorization_receipt.terms_hash(whole)
    assert same == authorization_receipt.terms_hash(bare) != authorization_receipt.terms_hash(other)
    ended = authorization.taken_back(whole, Moment(86_400), KIM)
    states = [one["event_state"] for one in authorization_receipt.of_form(bytes(16), ended, 3, "AB")["events"]]
    assert states == ["consent given", "consent withdrawn"]
