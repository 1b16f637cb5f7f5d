"""What holds for every request, whatever the packs say: default no, monotone, unknown is safe, order is nothing, explanations suffice.

Requests come near the rules (`tests/law/worlds.py`). The full counts run in `make long`.
"""

from __future__ import annotations

import json
import random
from functools import cache
from itertools import product
from typing import Any

import pytest
from tests.law import loaded, worlds
from tests.law.reference import Reference

from tacenda.core.decisions import ask, kernel, rulebook
from tacenda.core.decisions.conditions import NO, YES, holds
from tacenda.core.decisions.evaluate import GREEN, WORD
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.decisions.rules import Kind, Layer, Literal, Pack, Rule
from tacenda.shell import packs as files


def counted(sample: int, full: int) -> pytest.MarkDecorator:
    """The sample in every run, the full count at night."""
    return pytest.mark.parametrize("n", [sample, pytest.param(full, marks=pytest.mark.long)])


def requests(seed: int, n: int, packs: Packs | None = None, **how: Any) -> Any:
    """n random requests, each with its generator for further choices."""
    dice = random.Random(seed)
    for _ in range(n):
        yield dice, worlds.request(dice, packs or loaded.packs(), **how)


def verdicts(packs: Packs, request: dict[str, Any]) -> dict[str, tuple[int, int, str]]:
    """Segment: may, must, verdict."""
    return {one.segment.id: (one.values.may, one.values.must, one.verdict) for one in kernel.verdicts(packs, ask.read(request, packs))}


def opened(before: dict[str, tuple[int, int, str]], after: dict[str, tuple[int, int, str]]) -> list[str]:
    """Segments that may go now and might not before."""
    return [id for id in before if after[id][0] == YES and before[id][0] != YES]


def changed(request: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """The request with facts put in, in every part; None removes one."""
    found = json.loads(json.dumps(request))
    for one in [found, *found.get("segments", [])]:
        for name, value in facts.items():
            one["facts"].pop(name, None)
            if value is not None and one is found:
                one["facts"][name] = value
    return found


def stated(request: dict[str, Any], id: str) -> dict[str, Any]:
    """The facts of one segment."""
    return {**request["facts"], **next((one["facts"] for one in request.get("segments", []) if one["id"] == id), {})}


def without_ways_out(packs: Packs) -> Packs:
    """The same rulebook after every ground and duty was taken away."""
    kept = {Kind.BAR, Kind.NOTE}
    bare = [
        Pack(
            one.id,
            one.version,
            one.place,
            one.title,
            one.layer,
            one.code,
            one.reviewed,
            tuple(r for r in one.rules if r.kind in kept),
            "",
            one.file,
        )
        for one in packs.packs
    ]
    return rulebook.link(packs.vocabulary, bare)


@counted(600, 100_000)
def test_without_grounds_and_duties_no_identifiable_word_may_go(n: int) -> None:
    bare = without_ways_out(loaded.packs())
    green: list[dict[str, Any]] = []
    for _, request in requests(1, n):
        request["act"] = "disclose"
        green += [
            request
            for id, found in verdicts(bare, request).items()
            if found[0] == YES and stated(request, id).get("info") != "deidentified"
        ]
    assert green == []


@counted(500, 1_000_000)
def test_withdrawing_a_signature_or_adding_a_limit_opens_nothing(n: int) -> None:
    packs = loaded.packs()
    kinds = [one for one in packs.vocabulary.facts["authorization"].values if one != "none"]
    for dice, request in requests(2, n):
        assert opened(verdicts(packs, request), verdicts(packs, changed(request, restriction="yes"))) == [], request
        signed = changed(
            request, authorization=dice.choice(kinds), signed_by=dice.choice(["client", "client_and_parent", "representative"])
        )
        withdrawn = changed(signed, authorization="none", signed_by="nobody", authorization_defect="none")
        if worlds.possible(packs, signed):
            assert opened(verdicts(packs, signed), verdicts(packs, withdrawn)) == [], signed


@counted(300, 1_000_000)
def test_one_more_place_opens_nothing(n: int) -> None:
    for dice, request in requests(3, n, floor=False):
        if any(place in ("US", "EU", "CA", "GB") for place in request["places"]):
            continue  # a narrower place answers an open question, it is not one more
        wider = {**request, "places": sorted({*request["places"], dice.choice(sorted(loaded.packs().placed))})}
        assert opened(verdicts(loaded.packs(), request), verdicts(loaded.packs(), wider)) == [], wider


# Part 2 names the orders of these states, so they are loaded with it.
NEAR = (None, "US", "US-CA", "US-IL", "US-NY", "US-PA", "US-TX")


def random_bar(dice: random.Random, packs: Packs) -> Rule:
    """A bar or duty of some law that nobody wrote."""
    model = dice.choice(worlds.rules_of(packs))
    literals = tuple(
        Literal(literal.fact, literal.values, literal.negated, literal.at_least, literal.below) for literal in dice.choice(model.when)[:2]
    )
    kind = dice.choice([Kind.BAR, Kind.DUTY])
    return Rule(
        "new.rule",
        kind,
        "new-law",
        Layer.LAW,
        None,
        frozenset(packs.vocabulary.acts),
        (literals,),
        "new law",
        "A new law.",
        duty="keep",
        confidence="read",
    )


@counted(8, 1_000)
def test_one_more_law_opens_nothing(n: int) -> None:
    dice = random.Random(4)
    packs = rulebook.link(loaded.packs().vocabulary, [one for one in loaded.packs().packs if one.place in NEAR])
    for _ in range(n):
        rule = random_bar(dice, packs)
        wider = rulebook.link(packs.vocabulary, [*packs.packs, Pack("new-law", "1", None, "", Layer.LAW, "", "", (rule,), "", "")])
        for _, request in requests(dice.random(), 40, packs):  # type: ignore[arg-type]
            assert opened(verdicts(packs, request), verdicts(wider, request)) == [], (rule, request)


@counted(500, 100_000)
def test_a_fact_that_is_taken_away_never_opens_and_never_changes_a_definite_answer(n: int) -> None:
    for dice, request in requests(5, n):
        if not request["facts"]:
            continue
        before = verdicts(loaded.packs(), request)
        less = changed(request, **dict.fromkeys(dice.sample(sorted(request["facts"]), min(3, len(request["facts"])))))
        assert worlds.possible(loaded.packs(), less)
        for id, (may, must, _) in verdicts(loaded.packs(), less).items():
            assert may in (before[id][0], 1), less
            assert must in (before[id][1], 1), less


@counted(60, 20_000)
def test_order_of_facts_segments_places_and_codes_is_nothing(n: int) -> None:
    for dice, request in requests(6, n):
        mixed = dict(request)
        for name in ("facts", "events"):
            if name in mixed:
                mixed[name] = dict(sorted(mixed[name].items(), key=lambda _: dice.random()))
        for name in ("segments", "places", "codes"):
            if name in mixed:
                mixed[name] = sorted(mixed[name], key=lambda _: dice.random())
        assert kernel.decide(loaded.packs(), mixed).as_bytes() == kernel.decide(loaded.packs(), request).as_bytes(), request


def test_order_of_rules_and_files_is_nothing() -> None:
    dice = random.Random(7)
    packs = loaded.packs()
    text = (files.home() / "us-tx" / "us-tx.toml").read_text("utf-8")
    head, *rules = text.split("\n[[")
    found = files.pack.parse(text, packs.vocabulary, "a.toml")[0]
    blocks = ["[[" + one for one in rules if one.startswith("pack]]")], ["[[" + one for one in rules if not one.startswith("pack]]")]
    assert head.count("[[") + len(blocks[0]) == 1  # the file holds one pack, so its rules may stand in any order
    dice.shuffle(blocks[1])
    mixed = files.pack.parse("\n".join([head, *blocks[0], *blocks[1]]), packs.vocabulary, "b.toml")[0]
    assert (mixed.sha256, [rule.id for rule in mixed.rules]) == (found.sha256, [rule.id for rule in found.rules])
    shuffled = rulebook.link(packs.vocabulary, sorted(packs.packs, key=lambda _: dice.random()), packs.calendars.values())
    for _, request in requests(8, 40):
        assert kernel.decide(shuffled, request).as_bytes() == kernel.decide(packs, request).as_bytes(), request


@counted(250, 100_000)
def test_the_facts_an_answer_rests_on_alone_give_the_same_answer(n: int) -> None:
    packs = loaded.packs()
    for dice, request in requests(9, n):
        for one in kernel.decide(packs, request).segments:
            rests = {**request, "facts": dict(one.rests_on)}
            rests.pop("segments", None)
            floor = request["layers"] == "floor"
            other = worlds.some(dice, packs, 40, floor=floor)
            noise = {
                **rests,
                "facts": {name: other.get(name, value) for name, value in stated(request, one.id).items()} | dict(one.rests_on),
            }
            for again in (rests, noise) if worlds.possible(packs, noise) else (rests,):
                (may, must, verdict) = next(iter(verdicts(packs, again).values()))
                assert (WORD[may], WORD[must], verdict) == (one.may, one.must, one.verdict), (request, again)


@counted(150, 100_000)
def test_every_alternative_decided_again_is_what_it_says(n: int) -> None:
    packs = loaded.packs()
    for _, request in requests(10, n):
        for way in kernel.decide(packs, request).alternatives:
            again = {one.id: one.verdict for one in kernel.decide(packs, changed(request, **way.change)).segments}
            assert {again[id] for id in way.segments} == {way.verdict}, (request, way)
            assert all(packs.vocabulary.facts[name].movable for name in way.change), way
            assert not way.change or way.verdict in GREEN


@counted(150, 100_000)
def test_what_is_named_as_nearest_really_opens_that_bar(n: int) -> None:
    packs = loaded.packs()
    for _, request in requests(11, n):
        for one in kernel.decide(packs, request).segments:
            for shut, near in ((found, near) for found in one.bars for near in found.nearest):
                for name, value in ((name, value) for name, values in near.needs.items() for value in values):
                    assert packs.vocabulary.facts[name].proposable
                    put = changed(request, **{name: [value] if packs.vocabulary.facts[name].many else value})
                    again = next(found for found in kernel.decide(packs, put).segments if found.id == one.id)
                    assert next((found.open for found in again.bars if found.rule == shut.rule), "yes") == "yes", (request, near)


@counted(200, 50_000)
def test_every_refusal_names_a_way_on(n: int) -> None:
    for _, request in requests(12, n):
        decision = kernel.decide(loaded.packs(), request)
        if any(place in ("US", "EU", "CA", "GB") for place in request["places"]) and request["layers"] == "all":
            continue
        refused = {one.id for one in decision.segments if one.verdict in ("must_not", "conflict")}
        assert refused <= {id for way in decision.alternatives for id in way.segments}, request


@counted(25, 20_000)
def test_what_is_open_is_asked_and_only_what_can_change_the_answer(n: int) -> None:
    packs = loaded.packs()
    for _, request in requests(13, n):
        decision = kernel.decide(packs, request)
        if decision.verdict == "not_yet":
            assert decision.ask != (), request
        if any(question.asked_of == "counsel" and "." not in question.fact for question in decision.ask) or "segments" in request:
            continue  # no fact settles what the law of an unknown place says
        asked = {question.fact: question.settles for question in decision.ask if question.fact in packs.vocabulary.facts}
        assert asked.keys().isdisjoint(request["facts"]), request
        before = verdicts(packs, request)["all"]
        for name, fact in packs.vocabulary.facts.items():
            if name in request["facts"] or not fact.values or fact.many or (fact.derived and request["layers"] == "all"):
                continue
            tried = [changed(request, **{name: value}) for value in fact.values]
            after = [verdicts(packs, one)["all"] for one in tried if worlds.possible(packs, one)]
            if (
                before[2] == "not_yet"
                and any(one[:2] != before[:2] for one in after)
                and "places" not in {one.fact for one in decision.ask}
            ):
                assert name in asked, (name, request)
            if list(asked) == [name] == [one.fact for one in decision.ask]:
                assert (asked[name] == 1.0) == all(one[2] != "not_yet" for one in after), (name, request)


@counted(400, 100_000)
def test_nothing_outside_the_scope_is_ever_released(n: int) -> None:
    for _, request in requests(14, n):
        request["act"] = "disclose"
        outside = changed(request, within_scope="no")
        green = [
            id
            for id, found in verdicts(loaded.packs(), outside).items()
            if found[0] == YES and stated(outside, id).get("info") != "deidentified"
        ]
        assert green == [], outside


@counted(400, 100_000)
def test_media_and_curiosity_get_nothing_without_a_signature_or_an_order(n: int) -> None:
    for dice, request in requests(15, n):
        request["act"] = "disclose"
        nosy = changed(
            request,
            recipient="media",
            authorization="none",
            signed_by="nobody",
            instrument="none",
            part2_order="none",
            info="record",
            purpose=dice.choice(["publicity", "curiosity"]),
        )
        assert not any(found[0] == YES for found in verdicts(loaded.packs(), nosy).values()), nosy


@counted(400, 100_000)
def test_who_only_says_to_act_for_the_client_gets_no_access(n: int) -> None:
    for dice, request in requests(16, n):
        request["act"] = "give_access"
        claimed = changed(
            request,
            recipient=dice.choice(["family", "couple_partner", "employer", "media", "party_lawyer", "payer"]),
            speaks_for="no",
            showed_grounds="no",  # some laws name others after a death, but only those who show their grounds
            authorization="none",
            purpose="client_right",
        )
        assert not any(found[0] == YES for found in verdicts(loaded.packs(), claimed).values()), claimed


@counted(300, 100_000)
def test_facts_that_clash_are_reported_and_no_answer_rests_on_one_of_them(n: int) -> None:
    """Whatever comes out green comes out green with either of them unstated, and the facts an answer rests on say so again."""
    packs, seen = loaded.packs(), 0
    dice = random.Random(20)
    for _ in range(n):
        request = worlds.drawn(dice, packs)
        request.pop("segments", None)
        clash = dice.choice(packs.vocabulary.together)
        for literal in (*clash[0], *clash[1]):
            request["facts"][literal.fact] = worlds.meeting(dice, packs, literal)
        decision = kernel.decide(packs, request)
        named = "-".join(dict.fromkeys(one.fact for one in clash[0]))
        assert f"facts.{named}" in {note.rule for note in decision.notes}, request
        (one,) = decision.segments
        rests = {**request, "facts": dict(one.rests_on)}
        again = verdicts(packs, rests)["all"]
        assert (WORD[again[0]], WORD[again[1]], again[2]) == (one.may, one.must, one.verdict), request
        if decision.verdict == "not_yet":
            continue
        seen += 1
        facts = [
            [literal.fact for literal in condition]
            for condition, where, _ in packs.vocabulary.together
            if met(request, (*condition, *where))
        ]
        for gone in product(*facts):
            may, must, _ = verdicts(packs, changed(request, **dict.fromkeys(gone)))["all"]
            assert (WORD[may], WORD[must]) == (one.may, one.must), (request, gone)
    assert seen > n // 20


def met(request: dict[str, Any], literals: tuple[Literal, ...]) -> bool:
    facts = {name: tuple(value) if isinstance(value, list) else value for name, value in request["facts"].items()}
    return all(one.fact in facts and holds(one, facts[one.fact]) for one in literals)


@counted(50, 20_000)
def test_one_request_leaves_no_trace_in_the_next(n: int) -> None:
    packs = loaded.packs()
    kept: list[tuple[dict[str, Any], bytes]] = []
    for _, request in requests(17, n):
        packs.programs.clear()
        kept.append((request, kernel.decide(packs, request).as_bytes()))
    for request, before in reversed(kept):
        assert kernel.decide(packs, request).as_bytes() == before


@cache
def slow_and_obvious() -> Reference:
    return Reference(files.home())


@counted(200, 100_000)
def test_a_slow_and_obvious_evaluator_agrees(n: int) -> None:
    reference, packs = slow_and_obvious(), loaded.packs()
    for _, request in requests(18, n):
        found = {
            one.segment.id: (one.verdict, WORD[one.values.may], WORD[one.values.must], WORD[one.values.should])
            for one in kernel.verdicts(packs, ask.read(request, packs))
        }
        assert found == reference.decide(request), request


def with_a_clash(dice: random.Random, packs: Packs) -> dict[str, Any]:
    """A request of one part or more, in which two facts cannot hold together."""
    request = worlds.drawn(dice, packs)
    request.pop("events", None)
    clash = dice.choice(packs.vocabulary.together)
    for literal in (*clash[0], *clash[1]):
        request["facts"][literal.fact] = worlds.meeting(dice, packs, literal)
    return request


@counted(1_000, 100_000)
def test_a_slow_and_obvious_evaluator_agrees_where_facts_clash(n: int) -> None:
    """The same answer, and all that comes with it whichever of the facts is wrong."""
    reference, packs, dice, several = slow_and_obvious(), loaded.packs(), random.Random(21), 0
    for _ in range(n):
        request = with_a_clash(dice, packs)
        decision = kernel.decide(packs, request)
        found = {one.id: (one.verdict, one.may, one.must) for one in decision.segments}
        answers, comes_with_it = reference.whole(request)
        assert found == {id: one[:3] for id, one in answers.items()}, request
        assert {one.do for one in decision.obligations} == comes_with_it, request
        several += any("This hangs on" in note.says for note in decision.notes)
    assert several >= n // 1_000  # about one in two hundred does


@counted(200, 100_000)
def test_a_slow_and_obvious_evaluator_knows_what_comes_with_an_answer(n: int) -> None:
    reference, packs = slow_and_obvious(), loaded.packs()
    for _, request in requests(22, n):
        request.pop("events", None)
        assert {one.do for one in kernel.decide(packs, request).obligations} == reference.obligations(request), request


@counted(200, 100_000)
def test_a_conflict_is_never_settled_in_silence(n: int) -> None:
    for _, request in requests(19, n):
        for one in kernel.decide(loaded.packs(), request).segments:
            if one.may == WORD[NO] and one.must == WORD[YES]:
                assert one.verdict == "conflict"
