"""A past day is not freer than today unless the law itself changed: nothing that is shut now was open only for want of reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from tests.law import loaded
from tests.law.test_standing_bars import BROUGHT
from tests.properties.test_kernel_laws import counted, requests

from tacenda.core.decisions import kernel
from tacenda.core.decisions.decision import Decision
from tacenda.core.decisions.evaluate import GREEN

TODAY = dt.date(2026, 11, 20)
PAST = (dt.date(2024, 4, 15), dt.date(2023, 12, 31), dt.date(2019, 6, 30), dt.date(2018, 5, 24), dt.date(2013, 1, 1), dt.date(2004, 6, 1))
THREAT = {"purpose": "avert_threat", "info": "risk_facts", "target": "identified_person", "harm": "death", "imminence": "imminent"} | {
    "evidence": "told_or_seen",
    "source": "client",
    "recipient_can_prevent": "yes",
}
PAPER = {"purpose": "proceedings", "instrument_checked": "yes", "client_heard": "yes", "info": "record"}
COMMON: tuple[tuple[str, dict[str, Any]], ...] = (
    ("disclose", {"recipient": "treating_professional", "purpose": "care"}),
    ("disclose", {"recipient": "treating_professional", "purpose": "care", "part2": "yes"}),
    ("disclose", {"recipient": "own_staff", "purpose": "care"}),
    ("disclose", {"recipient": "payer", "purpose": "payment"}),
    ("disclose", {"recipient": "law_enforcement", **THREAT}),
    ("disclose", {"recipient": "threatened_person", **THREAT}),
    ("disclose", {"recipient": "party_lawyer", "instrument": "subpoena", "assurance": "protective_order", **PAPER}),
    ("disclose", {"recipient": "court", "instrument": "court_order", "forum": "local", **PAPER}),
    ("disclose", {"recipient": "law_enforcement", "purpose": "crime_inquiry", "instrument": "warrant", "instrument_checked": "yes"}),
    ("disclose", {"recipient": "family", "purpose": "family_involvement", "involved_in_care": "yes", "client_says": "agrees"}),
    ("give_access", {"recipient": "parent", "purpose": "client_right", "client": "minor", "client_age": 15, "speaks_for": "yes"}),
    ("treat", {"recipient": "client", "purpose": "care", "client": "minor", "client_age": 14}),
    ("destroy", {"recipient": "processor", "purpose": "operations", "keep": "nothing"}),
)


def decided(request: dict[str, Any], day: dt.date) -> Decision:
    return kernel.decide(loaded.packs(), request | {"now": f"{day}T12:00:00Z"})


def lives(id: str, day: dt.date) -> bool:
    return any(
        one.id == id and one.since is not None and one.since <= day and (one.until is None or day < one.until)
        for one in loaded.packs().rules()
    )


def freer(request: dict[str, Any], day: dt.date) -> Iterator[str]:
    """The parts that were green on the day and may not go today, though no law began or ended in between."""
    past, now = decided(request, day), decided(request, TODAY)
    for old, new in zip(past.segments, now.segments, strict=True):
        if old.verdict not in GREEN or new.may == "yes":
            continue
        shut = {bar.rule for bar in new.bars if bar.open != "yes"}
        began = {id for id in shut if not lives(id, day)}
        opened = {id for bar in old.bars if bar.rule in shut for id in bar.lifted_by}
        ended = {id for id in opened if not lives(id, TODAY)}
        if not (began and began <= BROUGHT.keys()) and not (ended and not began):
            yield f"{day} {old.id} {old.verdict} > {new.verdict}: shut {sorted(shut)}, began {sorted(began)}, opened {sorted(opened)}"


@pytest.mark.parametrize("place", sorted(one for one in loaded.packs().placed if one not in ("US", "EU", "CA", "GB")))
def test_what_everybody_asks_was_no_freer_in_the_past(place: str) -> None:
    quiet = {name: list(one) if isinstance(one, tuple) else one for name, one in loaded.packs().vocabulary.quiet.items()}
    covered = {"hipaa_covered": "yes" if place.startswith("US") else "no"}
    found: list[str] = []
    for act, facts in COMMON:
        request = {"form": "tacenda.decision-request/1", "vocabulary": 1, "id": "past", "act": act, "places": [place], "layers": "all"}
        request |= {"codes": [], "facts": quiet | covered | facts}
        found += [f"{act} {facts['recipient']} {facts['purpose']}: {one}" for day in PAST for one in freer(request, day)]
    assert found == []


@counted(250, 20_000)
def test_any_request_was_no_freer_in_the_past(n: int) -> None:
    found = [(one, request) for dice, request in requests(26, n) for one in freer(request, dice.choice(PAST))]
    assert found == []
