"""A bar needs no proof, so it never begins after what opens around it: else a past day would be freer for want of reading."""

from __future__ import annotations

import datetime as dt

from tests.law import loaded

from tacenda.core.decisions import places
from tacenda.core.decisions.rules import Kind, Layer, Rule

# Bars that a law or a ruling brought on a day, and what kept the secret before. A new bar stands here or begins before every ground.
BROUGHT = {
    "can.pipeda": "PIPEDA reached private practice on 2004-01-01; professional secrecy (core.secrecy) before",
    "eng.victim": "PCSCA 2022 s.44A-F commenced on 2026-01-12; eng.police and eng.confidence before",
    "fedcourt.privilege": "Jaffee v. Redmond made this privilege on 1996-06-13",
    "on.lockbox": "PHIPA commenced on 2004-11-01",
    "on.parent": "PHIPA commenced on 2004-11-01",
    "on.phipa": "PHIPA commenced on 2004-11-01; professional secrecy (core.secrecy) before",
    "on.third": "PHIPA commenced on 2004-11-01",
    "hipaa.breach.held": "the breach rule of HITECH; enforced since 2013-09-23",
    "hipaa.self-pay": "the right to keep a paid bill from the payer came with the rule of 2013-09-23",
} | {
    f"hipaa.{name}": "the Privacy Rule was complied with from 2003-04-14; state secrecy before"
    for name in (
        "admission",
        "endangers",
        "general",
        "locate-more",
        "notes",
        "parent.forbids",
        "process",
        "promise",
        "victim",
    )
}


def first(bars: list[Rule]) -> dict[str, dt.date]:
    """Of each bar, the day on which its first edition began."""
    found: dict[str, dt.date] = {}
    for bar in bars:
        assert bar.since is not None
        found[bar.id] = min(bar.since, found.get(bar.id, bar.since))
    return found


def openers(bar: Rule, rules: list[Rule]) -> list[Rule]:
    """What may open something around this bar: proven grounds and duties of its place and of those above it."""
    around = places.closed((bar.place,)) if bar.place else frozenset[str]()
    proven = loaded.packs().vocabulary.proven
    return [
        one
        for one in rules
        if one.kind in (Kind.GROUND, Kind.DUTY) and one.layer is Layer.LAW and one.confidence in proven
        if one.acts & bar.acts and one.place in around
    ]


def test_no_bar_begins_after_a_ground_unless_a_law_brought_it() -> None:
    rules = list(loaded.packs().rules())
    bars = [one for one in rules if one.kind is Kind.BAR and one.layer is Layer.LAW]
    began = first(bars)
    late = {
        f"{bar.id} begins {began[bar.id]}, after {opener.id} ({opener.since})"
        for bar in bars
        for opener in openers(bar, rules)
        if bar.id not in BROUGHT and opener.since is not None and opener.since < began[bar.id]
    }
    assert sorted(late) == []


def test_a_bar_that_a_law_brought_is_a_bar_and_late() -> None:
    """The list does not outlive what it excuses."""
    rules = list(loaded.packs().rules())
    bars = {one.id: one for one in rules if one.kind is Kind.BAR}
    began = first(list(bars.values()))
    assert [id for id in BROUGHT if not any(one.since and one.since < began[id] for one in openers(bars[id], rules))] == []


def test_no_paper_of_a_state_compels_what_part_2_forbids() -> None:
    """42 CFR 2.20. A duty to obey that is added to a state belongs into the list that Part 2 cancels."""
    cancelled = {id for rule in loaded.packs().rules() if rule.id == "part2.no-state-force" for id in rule.cancels}
    papers = {rule.id for rule in loaded.packs().rules() if rule.duty == "process" and (rule.place or "").startswith("US-")}
    assert papers == cancelled
