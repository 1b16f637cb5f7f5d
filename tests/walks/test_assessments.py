"""An answer of the rules is kept in the chart, worked out again byte for byte, and counts only with a person behind each judgement."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.pages.town import Town

from tacenda.acts import assessments, gate, ledger, pages
from tacenda.core.decisions import canonical, replays
from tacenda.core.decisions.ask import BadRequest
from tacenda.core.model import assessment, offers
from tacenda.core.model.assessment import Answer
from tacenda.core.words.access import Code, Content, Purpose
from tacenda.core.words.errors import Conflict, Invalid, NotFound, Tampered
from tacenda.core.words.people import Role
from tacenda.shell import fresh, packs

FACTS = {
    "recipient": "threatened_person", "purpose": "avert_threat", "actor": "psychologist", "info": "risk_facts", "within_scope": "yes",
    "hipaa_covered": "yes", "part2": "no", "ferpa": "none", "restriction": "no", "authorization": "none", "authorization_defect": "none",
    "target": "identified_person", "harm": "death", "imminence": "imminent", "evidence": "told_or_seen", "source": "client",
    "recipient_can_prevent": "yes", "ways_done": [],
}  # fmt: skip
WARN = {
    "form": "tacenda.decision-request/1", "vocabulary": 1, "id": "kept", "act": "disclose", "places": ["US-CA"], "layers": "all", "codes": [],
    "now": "2026-11-23T15:00:00+00:00", "facts": FACTS, "events": {"first_cause": "2026-11-23T14:50:00+00:00"},
}  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    made = Town(tmp_path_factory.mktemp("town"))
    made.client("Kim Lee")
    yield made
    made.close()


@pytest.fixture
def chart(town):
    return town.charts["Kim Lee"]


def kept(town, chart, asked=WARN, reason="Danger to a named person."):
    with town.desk(town.ada) as desk:
        return assessments.keep(desk, chart, "danger", [("threatened_person", asked)], reason)


def opened(town, chart, id):
    with town.desk(town.ada, write=False) as desk:
        return assessments.open_kept(desk, chart, id)


def test_a_kept_answer_replays_byte_for_byte(town, chart):
    found = opened(town, chart, kept(town, chart))
    (answer,) = found.kept.answers
    assert assessments.verdict(answer) == "must" and found.kept.reason == "Danger to a named person."
    assert [one.same for one in found.replays] == [True]
    assert found.kept.packs.hex() == packs.law().digest


def test_keeping_and_opening_are_lines_that_the_client_reads(town, chart):
    with town.desk(town.ada, write=False) as desk:
        before = len(ledger.who_looked(desk, chart, Purpose.OVERSIGHT, None).lines)
    opened(town, chart, kept(town, chart))
    with town.desk(town.ada, write=False) as desk:
        lines = ledger.who_looked(desk, chart, Purpose.OVERSIGHT, None).lines
    assert {(line.act.value, Code.REQUESTS in line.codes) for line in lines[: len(lines) - before]} >= {("write", True), ("open", True)}


def test_no_answer_counts_before_somebody_stands_for_each_judgement(town, chart):
    id = kept(town, chart)
    first = opened(town, chart, id)
    assert first.lacks == ("evidence", "harm", "imminence", "recipient_can_prevent", "target", "within_scope") and not first.cleared
    with town.desk(town.ada) as desk:
        assessments.attest(desk, chart, id, first.version, first.lacks[:5], "Dr. Ada Fox", "He named her and showed me the knife.")
    assert opened(town, chart, id).lacks == ("within_scope",)
    with town.desk(town.ada) as desk:
        assessments.attest(desk, chart, id, 2, ["within_scope"], "Dr. Ada Fox", "Only the facts of the risk.")
    last = opened(town, chart, id)
    assert last.cleared and last.version == 3
    assert last.kept.answers == first.kept.answers


def test_a_refusal_never_counts_as_cleared_whoever_stands_for_it(town, chart):
    no = {**WARN, "facts": {**FACTS, "target": "none", "harm": "none", "imminence": "none"}}
    id = kept(town, chart, no)
    found = opened(town, chart, id)
    assert assessments.verdict(found.kept.answers[0]) == "must_not"
    with town.desk(town.ada) as desk:
        assessments.attest(desk, chart, id, 1, found.lacks, "Dr. Ada Fox", "I looked at it.")
    assert opened(town, chart, id).lacks == () and not opened(town, chart, id).cleared


def test_only_judgements_of_the_answer_are_stood_for_and_on_the_version_that_was_read(town, chart):
    id = kept(town, chart)
    for facts, version, problem in (["hipaa_covered"], 1, Invalid), (["harm"], 2, Conflict), ([], 1, Invalid):
        with pytest.raises(problem), town.desk(town.ada) as desk:
            assessments.attest(desk, chart, id, version, facts, "Ada", "why")


def test_what_was_kept_is_listed_newest_first_without_a_word_of_it(town, chart):
    ids = [kept(town, chart) for _ in range(2)]
    with town.desk(town.ada, write=False) as desk:
        assert [line.id for line in assessments.list_kept(desk, chart)][:2] == ids[::-1]


def test_a_request_that_does_not_fit_is_not_kept(town, chart):
    with pytest.raises(BadRequest):
        kept(town, chart, {**WARN, "facts": {"recipient": "postman"}})


def test_other_rules_are_named_and_nothing_is_guessed(town, chart):
    found = opened(town, chart, kept(town, chart))
    (answer,) = found.kept.answers
    said = json.loads(answer.decision)
    older = [{**one, "sha256": "0" * 64} if one["id"] == "us-ca" else one for one in said["packs"]]
    replay = replays.replay(packs.law(), answer.request, canonical.encode({**said, "packs": older}))
    assert (replay.same, [one.split()[0] for one in replay.needs]) == (False, ["us-ca"])
    assert replays.replay(packs.law(), answer.request, canonical.encode({**said, "kernel": "0"})).needs == ("kernel 0",)
    assert replay.fits


def test_an_older_request_that_newer_rules_cannot_read_is_no_crash(town, chart):
    (answer,) = opened(town, chart, kept(town, chart)).kept.answers
    replay = replays.replay(packs.law(), answer.request.replace(b"risk_facts", b"risk_words"), answer.decision)
    assert not replay.same and not replay.fits


def test_a_changed_answer_does_not_replay(town, chart):
    found = opened(town, chart, kept(town, chart))
    (answer,) = found.kept.answers
    forged = answer.decision.replace(b'"verdict":"must"', b'"verdict":"may"')
    assert forged != answer.decision
    assert not replays.replay(packs.law(), answer.request, forged).fits


def test_an_answer_forged_into_the_chart_is_seen_when_it_is_opened(town, chart):
    """Somebody with a key of the chart writes an answer that the rules never gave."""
    real = opened(town, chart, kept(town, chart)).kept
    bad = Answer("threatened_person", real.answers[0].request, real.answers[0].decision.replace(b'"verdict":"must"', b'"verdict":"may"'))
    with town.desk(town.ada) as desk:
        at = gate.standing(desk, chart, Purpose.TREATMENT, Code.REQUESTS)
        change = pages.Change(fresh.object_id(), Content.ASSESSMENT, assessment.write(replace(real, answers=(bad,)), fresh.secret()))
        pages.write(desk, at, Code.REQUESTS, Purpose.TREATMENT, [change])
    found = opened(town, chart, change.object)
    assert not found.replays[0].fits and not found.cleared


def test_a_box_that_was_changed_on_the_disk_does_not_open(town, chart):
    id = kept(town, chart)
    with town.house.content.writing() as tx:
        (row,) = tx.rows("SELECT envelope FROM object WHERE id = :id", id=id)
        envelope = bytearray(row[0])
        envelope[-1] ^= 1
        tx.change("UPDATE object SET envelope = :envelope WHERE id = :id", id=id, envelope=bytes(envelope))
    with pytest.raises(Tampered):
        opened(town, chart, id)


def test_a_colleague_without_access_learns_nothing(town, chart):
    id = kept(town, chart)
    ben = town.colleague("Ben Roy", Role.CLINICIAN)
    with pytest.raises(NotFound), town.desk(ben, write=False) as desk:
        assessments.open_kept(desk, chart, id)


def test_the_one_who_guides_the_work_reads_notes_and_no_requests(town, chart):
    sue = town.colleague("Sue Ohr", Role.SUPERVISOR)
    town.give("Kim Lee", sue, offers.SUPERVISOR)
    with pytest.raises(NotFound), town.desk(sue, write=False) as desk:
        assessments.list_kept(desk, chart)
