"""What stands beside a verdict: why, why not, the nearest ways, what to do, who must sign, and the words."""

from __future__ import annotations

import json

from tests.unit.core.decisions.small import BAR, answer, law, rule, world

from tacenda.core.decisions import canonical, words
from tacenda.core.decisions.reading import BadPack

SIGN = rule(
    "ground",
    "a.consent",
    lifts=["waivable"],
    when={"authorization": {"not": ["none"]}, "authorization_defect": "none"},
    do=["least", "record"],
)
NOTES = rule("bar", "a.notes", waived_by=["notes"], when={"info": "psychotherapy_notes"}, do=["new_authorization"])
SUBPOENA = rule(
    "ground",
    "a.subpoena",
    lifts=["a.bar"],
    when={"instrument": "subpoena", "instrument_checked": "yes", "recipient": "party_lawyer"},
    do=["account"],
)
DANGER = rule("ground", "a.danger", lifts=["a.bar"], when={"imminence": "imminent", "recipient": "law_enforcement"})
PACKS = world(law(BAR + NOTES + SIGN + SUBPOENA + DANGER))
ASKED = {
    "recipient": "party_lawyer",
    "instrument": "subpoena",
    "instrument_checked": "yes",
    "authorization": "none",
    "authorization_defect": "none",
    "imminence": "none",
}


def test_an_open_bar_names_what_lifts_it_and_a_shut_one_what_failed_by_one_fact() -> None:
    found = answer(PACKS, info="psychotherapy_notes", **ASKED).segments[0]
    assert [(bar.rule, bar.open, bar.lifted_by) for bar in found.bars] == [("a.bar", "yes", ("a.subpoena",)), ("a.notes", "no", ())]
    assert [near.as_dict() for near in found.bars[1].nearest] == [{"rule": "a.consent", "needs": {"authorization": ["notes"]}}]


def test_a_danger_is_never_named_as_the_fact_that_was_missing() -> None:
    found = answer(PACKS, info="record", **(ASKED | {"recipient": "law_enforcement", "instrument": "none"}))
    assert found.verdict == "must_not"
    assert "imminence" not in json.dumps(found.as_dict()["alternatives"])
    assert all("imminence" not in near.needs for bar in found.segments[0].bars for near in bar.nearest)


def test_the_client_signing_is_offered_with_the_one_signature_that_opens() -> None:
    ways = answer(PACKS, info="psychotherapy_notes", **ASKED).alternatives
    signing = next(way for way in ways if "authorization" in way.change)
    assert (dict(signing.change), signing.verdict) == ({"authorization": "notes", "signed_by": "client"}, "may")
    assert signing.says == "The client signs for the psychotherapy notes alone."


def test_the_words_name_who_signs_and_nobody_signs_who_cannot_decide() -> None:
    adult = {"authorization": {"not": ["none"]}, "signed_by": "client"}
    child = {"authorization": {"not": ["none"]}, "signed_by": "client_and_parent", "client": "minor"}
    packs = world(
        law(NOTES + rule("ground", "a.adult", lifts=["waivable"], when=adult) + rule("ground", "a.child", lifts=["waivable"], when=child))
    )
    asked = {"info": "psychotherapy_notes", "recipient": "payer", "authorization": "none", "signed_by": "nobody"}
    both = {way.says for way in answer(packs, **asked, client="minor", capacity="capable").alternatives}
    assert "The client and a parent sign for the psychotherapy notes alone." in both
    lacking = answer(packs, **asked, client="adult", capacity="lacking").alternatives
    assert all(way.change.get("signed_by") != "client" for way in lacking)


def test_an_answer_rests_on_the_facts_that_decide_and_no_other() -> None:
    found = answer(PACKS, info="record", client="adult", harm="none", **ASKED).segments[0]
    assert found.rests_on == {"recipient": "party_lawyer", "info": "record", "instrument": "subpoena", "instrument_checked": "yes"}


def test_who_must_sign_is_every_judgement_the_answer_rests_on() -> None:
    assert answer(PACKS, info="record", **ASKED).attest == ("instrument_checked",)


def test_obligations_come_from_what_was_used_and_a_refusal_adds_those_of_the_bar() -> None:
    may = answer(PACKS, info="record", **ASKED)
    assert [(one.do, one.when, one.rules) for one in may.obligations] == [
        ("account", "with", ("a.subpoena",)),
        ("record", "with", ()),
        ("tell_after", "after", ()),
    ]
    no = answer(PACKS, info="psychotherapy_notes", **ASKED)
    assert [(one.do, one.rules) for one in no.obligations] == [("new_authorization", ("a.notes",)), ("record", ())]


def test_the_client_is_told_unless_a_rule_that_names_its_law_settles_the_telling() -> None:
    silent = world(law(BAR + rule("ground", "a.silent", lifts=["a.bar"], do=["defer_telling"])))
    told = {one.do for one in answer(silent, info="record", recipient="law_enforcement").obligations}
    assert "tell_after" not in told
    assert "defer_telling" in told
    assert "tell_after" not in {
        one.do
        for one in answer(world(law(BAR + rule("ground", "a.own", lifts=["a.bar"]))), info="record", recipient="own_staff").obligations
    }


def test_facts_that_cannot_hold_together_are_reported_and_not_resolved() -> None:
    found = answer(PACKS, info="record", target="none", **(ASKED | {"imminence": "imminent"}))
    assert [note.rule for note in found.notes] == ["facts.target-imminence"]
    assert found.verdict == "may", "nothing here rests on either of them"
    assert {"target", "imminence"} <= found.segments[0].rests_on.keys()


def test_no_answer_rests_on_one_of_two_facts_that_clash() -> None:
    lock = rule("ground", "a.signed", lifts=["a.bar"], when={"authorization": "general", "signed_by": "parent"})
    packs = world(law(BAR + lock))
    signed = {"info": "record", "authorization": "general", "signed_by": "parent"}
    assert answer(packs, **signed, client="minor").verdict == "may"
    found = answer(packs, **signed, client="adult")
    assert (found.verdict, {one.fact for one in found.ask}) == ("not_yet", {"signed_by"})
    assert [note.rule for note in found.notes] == ["facts.client-signed_by"]
    unsigned = answer(packs, info="record", authorization="none", signed_by="client")
    assert unsigned.verdict == "must_not", "no form, or no such signature: either way it stays"
    assert unsigned.alternatives[0].says.startswith("There is no authorization, and yet somebody signed it")


def test_no_answer_rests_on_no_child_being_at_risk_while_a_minor_is_being_hurt() -> None:
    """The other facts of the danger are not in doubt: what rests on them stands."""
    now = rule("ground", "a.now", lifts=["a.bar"], when={"child_now": "no", "target": "child"})
    hurt = {"info": "record", "target": "child", "target_minor": "yes", "imminence": "continuing", "harm": "sexual_abuse"}
    found = answer(world(law(BAR + now)), **hurt, child_now="no")
    assert (found.verdict, [one.fact for one in found.ask]) == ("not_yet", ["child_now"])
    assert [note.rule for note in found.notes] == ["facts.child_now"]
    over = answer(world(law(BAR + now)), **hurt | {"imminence": "past"}, child_now="no")
    assert (over.verdict, over.notes) == ("may", ())
    report = rule("ground", "a.report", lifts=["a.bar"], when={"target_minor": "yes", "imminence": "continuing"})
    assert answer(world(law(BAR + report)), **hurt, child_now="no").verdict == "may"


def test_what_comes_with_an_answer_comes_with_it_whichever_of_two_facts_is_wrong() -> None:
    """An adult's form opens with a notice, a form that a parent signed with a copy: both are done, and the note says what hangs on it."""
    both = rule("ground", "a.adult", lifts=["a.bar"], when={"client": "adult", "purpose": "care"}, do=["account", "least"])
    both += rule("ground", "a.parent", lifts=["a.bar"], when={"signed_by": "parent", "purpose": "care"}, do=["least", "attach_notice"])
    found = answer(world(law(BAR + both)), info="record", purpose="care", signed_by="parent", client="adult", authorization="general")
    assert found.verdict == "may"
    asked = {one.do: one.rules for one in found.obligations}
    assert (asked["account"], asked["attach_notice"], asked["least"]) == (("a.adult",), ("a.parent",), ("a.adult", "a.parent"))
    assert found.segments[0].bars[0].lifted_by == ("a.adult", "a.parent")
    (note,) = found.notes
    assert note.says.count("This hangs on which one") == 2
    assert "accounting" in note.says


def test_rules_that_no_lawyer_has_reviewed_are_named() -> None:
    reviewed = world(law(BAR + rule("ground", "a.ground", lifts=["a.bar"], reviewed="A. Lawyer, 2026-11-01")))
    assert answer(reviewed, info="record").unreviewed == ()
    assert answer(PACKS, info="record", **ASKED).unreviewed == ("a.subpoena",)


def test_a_fact_that_cannot_change_the_answer_is_not_asked() -> None:
    packs = world(law(BAR + rule("ground", "a.one", lifts=["a.bar"], when={"purpose": "care", "recipient": "treating_professional"})))
    assert [one.fact for one in answer(packs, info="record", purpose="publicity").ask] == []
    assert [one.fact for one in answer(packs, info="record", purpose="care").ask] == ["recipient"]


def test_the_question_that_settles_most_comes_first() -> None:
    lock = rule("bar", "a.lock", waived_by=[], when={"restriction": "yes"})
    packs = world(
        law(BAR + lock + rule("ground", "a.one", lifts=["a.bar"], when={"purpose": "care", "recipient": "treating_professional"}))
    )
    asked = answer(packs, info="record").ask
    assert {one.fact for one in asked} == {"purpose", "recipient", "restriction"}
    assert [one.settles for one in asked] == sorted((one.settles for one in asked), reverse=True)


def test_what_the_answer_of_a_plain_day_settles_is_asked_before_the_many_faults_a_form_may_have() -> None:
    signed = {"authorization": ["general"], "authorization_defect": "none"}
    packs = world(law(BAR + rule("ground", "a.signed", lifts=["a.bar"], when=signed)))
    asked = answer(packs, info="record").ask
    assert [one.fact for one in asked] == ["authorization", "authorization_defect"]


def test_the_same_decision_gives_the_same_words_and_says_that_it_is_no_advice() -> None:
    decision = answer(PACKS, info="psychotherapy_notes", **ASKED)
    text = list(words.lines(decision, PACKS))
    assert text == list(words.lines(answer(PACKS, info="psychotherapy_notes", **ASKED), PACKS))
    assert text[0] == "Do not disclose this."
    assert text[-1] == words.NO_ADVICE
    assert any("the law of a.notes" in line for line in text)


def test_a_bar_that_may_hold_is_told_as_an_if() -> None:
    packs = world(law(BAR + rule("ground", "a.all", lifts=["a.bar"]) + rule("bar", "a.lock", when={"restriction": "yes"})))
    text = list(words.lines(answer(packs, info="record"), packs))
    says = packs.rule("a.lock").says
    assert any(line.startswith(f"  This may apply: {says}") and line.endswith("(not settled yet)") for line in text)
    text = list(words.lines(answer(packs, info="record", restriction="yes"), packs))
    assert any(line.startswith(f"  {says}") and line.endswith("(stays shut)") for line in text)


def test_every_field_of_the_form_stands_in_its_order() -> None:
    assert list(answer(PACKS, info="record", **ASKED).as_dict()) == [
        "form", "request", "vocabulary", "kernel", "packs", "verdict", "part", "floor", "segments", "duties", "ask", "obligations", "clocks", "attest",
        "alternatives", "notes", "citations", "unverified", "unreviewed", "says",
    ]  # fmt: skip


def test_kept_bytes_are_canonical_json() -> None:
    assert canonical.encode({"b": 1.0, "a": ["é", None, True, 0.333]}) == '{"a":["é",null,true,0.333],"b":1}'.encode()


def test_a_fault_in_a_pack_prints_where_and_what() -> None:
    assert str(BadPack("us-tx.toml tx.a", "`says` is missing")) == "us-tx.toml tx.a: `says` is missing"
