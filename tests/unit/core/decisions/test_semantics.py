"""The formula, line by line: what bars, grounds, duties, exemptions and unknown facts come to."""

from __future__ import annotations

from tests.unit.core.decisions.small import BAR, answer, law, rule, world

CONSENT = rule("ground", "a.consent", lifts=["waivable"], when={"authorization": {"not": ["none"]}, "authorization_defect": "none"})
POLICE = rule("ground", "a.police", lifts=["a.bar"], when={"recipient": "law_enforcement"})
SIGNED = {"authorization": "general", "authorization_defect": "none"}


def test_where_no_bar_lives_a_disclosure_is_still_refused() -> None:
    packs = world(law(rule("bar", "a.other", acts=["amend"])))
    assert answer(packs, info="record").verdict == "must_not"
    assert answer(packs, ACT="notify", info="record").verdict == "may"


def test_access_without_any_bar_is_open_to_the_client_alone() -> None:
    packs = world(law(BAR))
    assert answer(packs, ACT="give_access", recipient="client").verdict == "may"
    assert answer(packs, ACT="give_access", recipient="family").verdict == "must_not"
    assert answer(packs, ACT="give_access").verdict == "not_yet"


def test_every_bar_must_be_lifted_and_two_half_grounds_combine() -> None:
    two = law(BAR + rule("bar", "a.second") + POLICE)
    assert answer(world(two), info="record", recipient="law_enforcement").verdict == "must_not"
    other = rule("ground", "a.half", lifts=["a.second"], when={"purpose": "crime_inquiry"})
    assert answer(world(two + other), info="record", recipient="law_enforcement", purpose="crime_inquiry").verdict == "may"


def test_an_unknown_fact_is_never_read_as_permission() -> None:
    packs = world(law(BAR + POLICE))
    decision = answer(packs, info="record")
    assert (decision.verdict, [one.fact for one in decision.ask]) == ("not_yet", ["recipient"])
    assert answer(packs, recipient="law_enforcement").verdict == "may"
    assert answer(packs).verdict == "not_yet"


def test_a_signature_opens_only_what_it_can_waive() -> None:
    notes = rule("bar", "a.notes", waived_by=["notes"], when={"info": "psychotherapy_notes"})
    lock = rule("bar", "a.lock", waived_by=[], when={"restriction": "yes"})
    packs = world(law(BAR + notes + lock + CONSENT))
    assert answer(packs, info="record", restriction="no", **SIGNED).verdict == "may"
    assert answer(packs, info="psychotherapy_notes", restriction="no", **SIGNED).verdict == "must_not"
    assert answer(packs, info="psychotherapy_notes", restriction="no", **(SIGNED | {"authorization": "notes"})).verdict == "may"
    assert answer(packs, info="record", restriction="yes", **SIGNED).verdict == "must_not"
    assert answer(packs, info="record", restriction="no", **(SIGNED | {"authorization_defect": "expired"})).verdict == "must_not"


def test_a_duty_that_lifts_the_bar_obliges_and_one_that_does_not_collides() -> None:
    lifting = rule("duty", "a.duty", kind="report", lifts=["a.bar"], when={"purpose": "child_protection"})
    bare = rule("duty", "a.duty", kind="report", when={"purpose": "child_protection"})
    assert answer(world(law(BAR + lifting)), info="record", purpose="child_protection").verdict == "must"
    assert answer(world(law(BAR + bare)), info="record", purpose="child_protection").verdict == "conflict"


def test_a_weaker_duty_says_should() -> None:
    weak = rule("duty", "a.duty", kind="report", strength="should", lifts=["a.bar"], when={"purpose": "child_protection"})
    assert answer(world(law(BAR + weak)), info="record", purpose="child_protection").verdict == "should"


def test_an_exemption_cancels_its_duty_and_permits_nothing() -> None:
    duty = rule("duty", "a.duty", kind="report", lifts=["a.bar"])
    free = rule("exempt", "a.free", cancels=["a.duty"], when={"actor": "physician"})
    packs = world(law(BAR + duty + free))
    assert answer(packs, info="record", actor="psychologist").verdict == "must"
    assert answer(packs, info="record", actor="physician").verdict == "must_not"
    assert answer(packs, info="record").verdict == "not_yet"


def test_a_ground_may_lean_on_a_standing_duty_of_the_law() -> None:
    leaning = rule("ground", "a.required", lifts=["a.bar"], if_duty=["report"])
    duty = rule("duty", "a.duty", kind="report", when={"purpose": "child_protection"})
    packs = world(law(BAR + leaning + duty))
    assert answer(packs, info="record", purpose="child_protection").verdict == "must"
    assert answer(packs, info="record", purpose="care").verdict == "must_not"


def test_a_duty_to_protect_is_no_duty_to_disclose_while_a_milder_way_exists() -> None:
    def duty(ways: list[list[str]]) -> str:
        return law(BAR + rule("duty", "a.protect", acts=["protect", "disclose"], kind="protect", lifts=["a.bar"], ways=ways))

    mild, strict = world(duty([["hospitalise"], ["tell_police"]])), world(duty([["warn_threatened", "tell_police"]]))
    assert answer(mild, info="record", recipient="law_enforcement", ways_done=[]).verdict == "must_not"
    assert answer(strict, info="record", recipient="law_enforcement", ways_done=[]).verdict == "must"
    assert answer(strict, info="record", recipient="employer", ways_done=[]).verdict == "must_not"
    assert answer(mild, ACT="protect", ways_done=[]).verdict == "must"
    assert answer(mild, ACT="protect", ways_done=["hospitalised"]).verdict == "may"
    assert answer(strict, ACT="protect", ways_done=["told_police"]).verdict == "must"
    assert answer(strict, ACT="protect", ways_done=["told_police", "told_threatened"]).verdict == "may"
    assert answer(strict, ACT="protect").verdict == "not_yet"


def test_what_nobody_has_verified_gives_no_green_light_and_asks_counsel() -> None:
    for confidence in ("memory", "unknown", "disputed"):
        packs = world(law(BAR + rule("ground", "a.police", lifts=["a.bar"], when={"recipient": "law_enforcement"}, confidence=confidence)))
        decision = answer(packs, info="record", recipient="law_enforcement")
        assert (decision.verdict, decision.unverified) == ("not_yet", ("a.police",))
        assert [(one.fact, one.asked_of) for one in decision.ask] == [("a.police", "counsel")]
        assert answer(packs, info="record", recipient="media").verdict == "must_not"
        bars = world(law(rule("bar", "a.bar", confidence=confidence) + POLICE))
        assert answer(bars, info="record", recipient="media").verdict == "must_not"


def test_a_green_answer_names_no_unverified_rule_that_it_does_not_lean_on() -> None:
    spare = rule("ground", "a.spare", lifts=["a.bar"], when={"recipient": "law_enforcement"}, confidence="memory")
    decision = answer(world(law(BAR + POLICE + spare)), info="record", recipient="law_enforcement")
    assert (decision.verdict, decision.unverified) == ("may", ())
    more = rule("duty", "a.more", kind="notify", strength="should", when={"recipient": "law_enforcement"}, confidence="memory")
    decision = answer(world(law(BAR + POLICE + spare + more)), info="record", recipient="law_enforcement")
    assert (decision.verdict, decision.unverified) == ("may", ("a.more",))  # with it the answer would be `should`
    free = rule("exempt", "a.free", cancels=["a.more"], when={"recipient": "law_enforcement"}, confidence="unknown")
    firm = more.replace("memory", "read")
    decision = answer(world(law(BAR + POLICE + spare + firm + free)), info="record", recipient="law_enforcement")
    assert (decision.verdict, decision.unverified) == ("may", ("a.free",))


def test_an_unverified_duty_keeps_its_clock_and_is_treated_as_due() -> None:
    clock = {"start": "first_cause", "n": 24, "unit": "hours", "firm": "hard"}
    packs = world(law(BAR + rule("duty", "a.duty", kind="report", lifts=["a.bar"], clock=clock, confidence="memory")))
    decision = answer(packs, info="record", EVENTS={"first_cause": "2026-11-20T09:00:00Z"})
    assert (decision.verdict, decision.clocks[0].due) == ("not_yet", "2026-11-21T09:00:00Z")
    assert "Treat this as due until counsel answers." in decision.says


def test_the_whole_request_is_as_careful_as_its_most_careful_part() -> None:
    packs = world(law(BAR + rule("bar", "a.notes", waived_by=[], when={"info": "psychotherapy_notes"}) + POLICE))
    parts = [{"id": "b", "facts": {"info": "psychotherapy_notes"}}, {"id": "a", "facts": {"info": "record"}}]
    decision = answer(packs, recipient="law_enforcement", SEGMENTS=parts)
    assert (decision.verdict, decision.part) == ("must_not", True)
    assert [(one.id, one.verdict) for one in decision.segments] == [("a", "may"), ("b", "must_not")]


def test_a_code_may_bar_and_say_should_but_lifts_nothing_of_the_law() -> None:
    code = rule("duty", "c.duty", kind="notify", when={"purpose": "care"}) + rule("bar", "c.bar", when={"recipient": "family"})
    packs = world(
        law(BAR + POLICE + rule("ground", "a.all", lifts=["a.bar"], when={"purpose": "care"})), law(code, id="apa", place="", layer="code")
    )
    assert answer(packs, info="record", purpose="care", recipient="employer", CODES=["APA"]).verdict == "should"
    assert answer(packs, info="record", purpose="care", recipient="employer").verdict == "may"
    assert answer(packs, info="record", purpose="care", recipient="family", CODES=["APA"]).verdict == "should"  # law lifts a code's bar
    shut = world(law(BAR), law(code, id="apa", place="", layer="code"))
    assert answer(shut, info="deidentified", purpose="breach", recipient="family", CODES=["APA"]).verdict == "must_not"


def test_the_law_in_force_and_the_law_as_known_are_chosen_by_date() -> None:
    old = '[[bar]]\nid = "a.bar"\nacts = ["disclose"]\ncitation = "old"\nfrom = 2000-01-01\nknown = 2020-01-01\n'
    new = (
        '[[bar]]\nid = "a.bar"\nacts = ["disclose"]\ncitation = "new"\nwhen = { info = "record" }\nfrom = 2000-01-01\nknown = 2026-06-01\n'
    )
    gone = '[[bar]]\nid = "a.gone"\nacts = ["disclose"]\ncitation = "gone"\nfrom = 2000-01-01\nto = 2026-01-01\nknown = 2020-01-01\n'
    packs = world(law(old + new + gone))
    assert answer(packs, info="summary").verdict == "may"
    assert answer(packs, info="summary", KNOWN="2026-01-01").verdict == "must_not"
    assert answer(packs, info="summary", NOW="2025-12-31T10:00:00Z").verdict == "must_not"
    assert answer(packs, info="record").citations == ("new",)


def test_a_place_without_rules_answers_not_yet_unless_another_law_already_refuses() -> None:
    packs = world(law(BAR + POLICE, place="US-TX"))
    assert answer(packs, PLACES=["US-NV"], LAYERS="all", info="record", recipient="law_enforcement", ACT="notify").verdict == "not_yet"
    assert answer(packs, PLACES=["US-NV", "US-TX"], LAYERS="all", info="record", recipient="law_enforcement").verdict == "not_yet"
    assert answer(packs, PLACES=["US-NV", "US-TX"], LAYERS="all", info="record", recipient="media").verdict == "must_not"
    assert answer(packs, PLACES=["US-NV"], LAYERS="all", ACT="protect").verdict == "may"


def test_a_place_that_is_too_wide_asks_for_a_narrower_one() -> None:
    decision = answer(world(law(BAR + POLICE)), LAYERS="all", info="record", recipient="law_enforcement")
    assert (decision.verdict, [one.fact for one in decision.ask]) == ("not_yet", ["places"])


def test_what_one_place_opens_does_not_open_what_another_keeps() -> None:
    shared = law(BAR)
    opens = law(
        rule("bar", "tx.bar", when={"purpose": "care"}) + rule("ground", "tx.ground", lifts=["a.bar", "tx.bar"]), id="tx", place="US-TX"
    )
    silent = law(rule("bar", "nv.bar", when={"purpose": "breach"}), id="nv", place="US-NV")
    packs = world(shared, opens, silent)
    assert answer(packs, PLACES=["US-TX"], LAYERS="all", info="record", purpose="care").verdict == "may"
    both = answer(packs, PLACES=["US-NV", "US-TX"], LAYERS="all", info="record", purpose="care")
    assert both.verdict == "must_not"
    assert [(bar.rule, bar.open) for bar in both.segments[0].bars if bar.open == "no"] == [("a.bar", "no")]


def test_retention_is_a_bar_that_waits_for_its_clock() -> None:
    keep = rule("bar", "a.keep", acts=["destroy"], clock={"start": "last_contact", "n": 7, "unit": "years", "firm": "keep_until"})
    packs = world(law(keep))
    assert answer(packs, ACT="destroy", EVENTS={"last_contact": "2019-11-19"}).verdict == "may"
    assert answer(packs, ACT="destroy", EVENTS={"last_contact": "2019-11-20"}).verdict == "must_not"
    asked = answer(packs, ACT="destroy")
    assert (asked.verdict, [one.fact for one in asked.ask]) == ("not_yet", ["last_contact"])


def test_what_a_local_law_says_is_read_off_its_pack() -> None:
    federal = law(BAR + rule("ground", "a.child", lifts=["a.bar"], when={"report_law": ["authorises", "requires"]}))
    local = rule("bar", "tx.bar") + rule(
        "ground", "tx.ground", lifts=["tx.bar"], when={"purpose": "child_protection", "recipient": "child_protection"}
    )
    packs = world(federal, law(local, id="tx", place="US-TX"))
    asked = {"PLACES": ["US-TX"], "LAYERS": "all", "info": "record", "purpose": "child_protection"}
    assert answer(packs, **asked, recipient="child_protection").verdict == "may"
    assert answer(packs, **asked, recipient="employer").verdict == "must_not"
    assert answer(packs, info="record", report_law="none").verdict == "must_not"
