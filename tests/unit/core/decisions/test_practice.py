"""House rules as the gate asks them: by facts of the grant and the access list, in a few microseconds."""

from __future__ import annotations

from typing import Any

from tacenda.core.decisions.practice import AccessDecision, AccessFacts, AccessRules, decide_access
from tacenda.core.words.access import Act, Code, Purpose, Right
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.shell import packs as files

RULES = files.access_rules()
NOW = Moment(1_795_000_000)
TREATING: dict[str, Any] = {
    "role": Role.CLINICIAN,
    "relation": "treating",
    "act": Act.OPEN,
    "code": Code.RECORD,
    "purpose": Purpose.TREATMENT,
    "rights": frozenset({Right.READ, Right.WRITE}),
    "author": False,
    "restricted": False,
    "step_up": False,
    "closed": False,
}


def decided(**facts: Any) -> AccessDecision:
    return decide_access(RULES, AccessFacts(**(TREATING | facts)), NOW)


def test_the_treating_clinician_reads_the_record_and_is_told_by_which_rule() -> None:
    found = decided()
    assert (found.verdict, found.reasons, found.allowed) == ("may", ("practice.treating",), True)
    assert found.citations


def test_a_lock_of_the_client_stops_even_the_treating_clinician() -> None:
    assert decided(restricted=True).reasons == ("practice.limit",)


def test_nobody_is_let_into_what_the_client_keeps_to_their_therapist() -> None:
    gives = {"act": Act.GRANT, "code": Code.ACCESS, "rights": frozenset({Right.GRANT}), "step_up": True}
    assert decided(**gives).allowed
    assert decided(**gives, topic=True).reasons == ("practice.topic",)


def test_psychotherapy_notes_open_to_their_author_after_a_second_proof() -> None:
    notes = {"code": Code.PSYCHOTHERAPY, "author": True}
    assert decided(**notes).needs_step_up
    assert decided(**notes, step_up=True).reasons == ("practice.author",)
    assert not decided(code=Code.PSYCHOTHERAPY, step_up=True).allowed
    assert not decided(code=Code.PSYCHOTHERAPY).needs_step_up


def test_the_front_desk_and_the_privacy_office_never_reach_what_was_said() -> None:
    desk = {"role": Role.FRONT_DESK, "relation": "front_desk", "purpose": Purpose.FRONT_DESK}
    office = {"role": Role.OFFICER, "relation": "oversight", "purpose": Purpose.OVERSIGHT, "step_up": True}
    said = [Code.RECORD, Code.PSYCHOTHERAPY, Code.MESSAGES, Code.DOCUMENTS, Code.SAFETY, Code.OWN]
    assert not any(
        decided(**who, code=code, act=act).allowed
        for who in (desk, office)
        for code in said
        for act in (Act.OPEN, Act.SEARCH, Act.EXPORT, Act.PRINT)
    )
    assert decided(**desk, code=Code.CONTACT).allowed
    assert decided(**office, code=Code.LEDGER).allowed


def test_the_client_may_always_stop_and_needs_no_second_proof_for_it() -> None:
    client = {"role": Role.CLIENT, "relation": "self", "purpose": Purpose.OWN_CHOICE, "rights": frozenset({Right.READ, Right.SUBJECT})}
    assert decided(**client, act=Act.STOP, code=Code.ACCESS).allowed
    assert decided(**client, act=Act.STOP, code=Code.ACCESS, closed=True).allowed
    assert not decided(**client, code=Code.PSYCHOTHERAPY, step_up=True).allowed
    assert not decided(act=Act.STOP, code=Code.ACCESS).allowed


def test_beginning_a_chart_letting_in_and_taking_out_need_a_second_proof() -> None:
    everything = frozenset(Right)
    assert all(decided(act=act, code=Code.ACCESS, rights=everything).needs_step_up for act in (Act.FOUND, Act.GRANT, Act.EXPORT))
    assert all(decided(act=act, code=Code.ACCESS, rights=everything, step_up=True).allowed for act in (Act.FOUND, Act.GRANT, Act.EXPORT))


def test_an_unknown_relation_and_an_act_without_a_rule_are_refused() -> None:
    assert decided(relation="unknown").verdict == "not_yet"
    assert (decided(act=Act.DIRECTORY).verdict, decided(act=Act.SHRED, step_up=True).verdict) == ("must_not", "must_not")


def test_nothing_is_written_into_a_closed_chart_but_it_can_be_read() -> None:
    assert decided(act=Act.WRITE, closed=True).reasons == ("practice.closed",)
    assert decided(closed=True).allowed


def test_the_digest_names_the_rules_in_force() -> None:
    assert (len(RULES.digest), RULES.digest) == (32, AccessRules(files.load_practice()).digest)
