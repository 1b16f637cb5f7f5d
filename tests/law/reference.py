"""A second evaluator: slow and obvious. Reads the same files by itself and follows the semantics sentence by sentence, sharing no code with the kernel.

It answers may, must, should and the verdict of each segment, and the obligations of the whole.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

T, U, F = "yes", "unknown", "no"
KINDS = ("bar", "ground", "duty", "exempt", "note")
EU = [
    "AT",
    "BE",
    "BG",
    "HR",
    "CY",
    "CZ",
    "DK",
    "EE",
    "FI",
    "FR",
    "DE",
    "GR",
    "HU",
    "IE",
    "IT",
    "LV",
    "LT",
    "LU",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SK",
    "SI",
    "ES",
    "SE",
]
WIDE = ("US", "EU", "CA", "GB")


def AND(*values: str) -> str:
    return F if F in values else U if U in values else T


def OR(*values: str) -> str:
    return T if T in values else U if U in values else F


def NOT(value: str) -> str:
    return {T: F, F: T, U: U}[value]


class Reference:
    """The rules of a folder, as plain dictionaries."""

    def __init__(self, folder: Path) -> None:
        self.vocabulary = tomllib.loads((folder / "vocabulary.toml").read_text("utf-8"))
        self.workings = tomllib.loads((folder / "workings.toml").read_text("utf-8"))
        self.packs: list[dict[str, Any]] = []
        for path in sorted(folder.rglob("*.toml")):
            if path.name.endswith(".cases.toml") or path.name in ("vocabulary.toml", "workings.toml", "calendars.toml"):
                continue
            if any((parent / "vocabulary.toml").exists() for parent in path.parents if parent != folder and folder in parent.parents):
                continue
            for chunk in re.split(r"(?m)^(?=\s*\[\[pack\]\])", path.read_text("utf-8")):
                if "[[pack]]" in chunk:
                    self.packs.append(tomllib.loads(chunk))

    # -- which rules live

    def live(self, request: dict[str, Any]) -> list[dict[str, Any]]:
        around = set(request["places"])
        for place in request["places"]:
            country = place.split("-")[0]
            around |= {country} | ({"EU"} if country in EU else set())
        floor = request["layers"] == "floor"
        day = dt.datetime.fromisoformat(request["now"].replace("Z", "+00:00")).date()
        known = dt.date.fromisoformat(request["known"]) if request.get("known") else dt.date.max
        found = []
        for pack in self.packs:
            head = pack["pack"][0]
            layer = head["layer"]
            if "place" in head and head["place"] not in around:
                continue
            if layer == "code" and head.get("code", head["id"].upper()) not in request["codes"]:
                continue
            if layer == "practice" and floor:
                continue
            editions: dict[str, list[dict[str, Any]]] = {}
            for kind in KINDS:
                for rule in pack.get(kind, []):
                    editions.setdefault(rule["id"], []).append(
                        {**rule, "_kind": kind, "_layer": layer, "_place": head.get("place"), "_applies": head.get("applies")}
                    )
            for several in editions.values():
                several.sort(key=lambda one: (one.get("known", dt.date.min), one.get("from", dt.date.min)))
                now = [one for one in several if one.get("known", dt.date.min) <= known and one.get("from", dt.date.min) <= day]
                if now and day < now[-1].get("to", dt.date.max):
                    rule = now[-1]
                    if request["act"] in rule["acts"] and (floor or not rule.get("floor_only")):
                        found.append(rule)
        return found

    # -- conditions

    def literal(self, name: str, wanted: Any, facts: dict[str, Any]) -> str:
        if name not in facts:
            return U
        stated = facts[name]
        if isinstance(stated, int):
            return T if stated >= wanted.get("at_least", 0) and stated < wanted.get("below", 10**12) else F
        negated = isinstance(wanted, dict)
        values = wanted["not"] if negated else wanted
        values = [values] if isinstance(values, str) else values
        has = any(one in values for one in (stated if isinstance(stated, list) else [stated]))
        return T if has != negated else F

    def when(self, tables: Any, facts: dict[str, Any]) -> str:
        if tables is None:
            return T
        tables = [tables] if isinstance(tables, dict) else tables
        return OR(*(AND(*(self.literal(name, wanted, facts) for name, wanted in one.items())) for one in tables)) if tables else T

    def holds(self, rule: dict[str, Any], facts: dict[str, Any], request: dict[str, Any]) -> str:
        value = AND(self.when(rule["_applies"], facts), self.when(rule.get("when"), facts))
        if (
            rule["_kind"] in ("ground", "duty", "exempt")
            and rule.get("confidence", "unknown") not in self.workings["proven"]
            and value == T
        ):
            return U
        if rule["_kind"] == "bar" and "clock" in rule:
            return AND(value, self.keeping(rule["clock"], request))
        return value

    def keeping(self, clock: dict[str, Any], request: dict[str, Any]) -> str:
        """Does a bar that waits still wait? Only days, months and years; that is what retention uses."""
        if clock["start"] not in request.get("events", {}):
            return U
        start = dt.date.fromisoformat(request["events"][clock["start"]][:10])
        if clock["unit"] == "days":
            end = start + dt.timedelta(days=clock["n"])
        else:
            months = clock["n"] * (12 if clock["unit"] == "years" else 1) + start.month - 1
            year, month = start.year + months // 12, months % 12 + 1
            last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
            end = dt.date(year, month, min(start.day, last))
        today = dt.datetime.fromisoformat(request["now"].replace("Z", "+00:00")).date()
        return F if today > end else T

    # -- the formula

    def duty(self, duty: dict[str, Any], rules: list[dict[str, Any]], facts: dict[str, Any], request: dict[str, Any]) -> str:
        cancelled = [self.holds(one, facts, request) for one in rules if one["_kind"] == "exempt" and duty["id"] in one["cancels"]]
        met: list[str] = []
        for alternative in duty.get("ways", []):
            done = self.workings["way_done"]
            met.append(AND(*(self.literal("ways_done", done[way], facts) if way in done else F for way in alternative)))
        return AND(self.holds(duty, facts, request), NOT(OR(*cancelled)), NOT(OR(*met)))

    def tells(self, duty: dict[str, Any], facts: dict[str, Any], request: dict[str, Any]) -> str:
        """Does this duty, if it stands, oblige what is asked?"""
        if request["act"] != "disclose" or "ways" not in duty:
            return T
        tells = self.workings["way_tells"]
        reached = [
            recipient
            for recipient in self.vocabulary["facts"]["recipient"]["values"]
            if all(any(recipient in tells.get(way, []) for way in alternative) for alternative in duty["ways"])
        ]
        return self.literal("recipient", reached, facts) if reached else F

    def formula(self, rules: list[dict[str, Any]], facts: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
        duties = [one for one in rules if one["_kind"] == "duty"]
        stands = {one["id"]: self.duty(one, rules, facts, request) for one in duties}
        binds = {one["id"]: AND(stands[one["id"]], self.tells(one, facts, request)) for one in duties}
        kinds = {one["id"]: one["kind"] for one in rules if one["_kind"] == "duty" and one["_layer"] == "law"}
        ground: dict[str, str] = {}
        for one in rules:
            if one["_kind"] == "ground":
                leans = [binds[id] for id, kind in kinds.items() if kind in one.get("if_duty", [])]
                ground[one["id"]] = AND(self.holds(one, facts, request), OR(*leans) if "if_duty" in one else T)
        openers: list[tuple[dict[str, Any], list[str], str]] = []
        for one in rules:
            if one["_kind"] in ("ground", "duty"):
                lifts, true = one.get("lifts", []), (ground if one["_kind"] == "ground" else binds)[one["id"]]
                openers += [(one, [lifts] if isinstance(lifts, str) else lifts, true)] if true != F else []  # what is false opens nothing
        opened: dict[str, str] = {}
        for bar in (one for one in rules if one["_kind"] == "bar"):
            ways = [NOT(self.holds(bar, facts, request))]
            waived_by = self.waivers(bar)
            for one, lifts, true in openers:
                above = bar["_layer"] != "law" and one["_layer"] == "law"
                if bar["id"] in lifts or above:
                    ways.append(true)
                if one["_kind"] == "ground" and "waivable" in lifts and waived_by:
                    ways.append(AND(true, self.literal("authorization", waived_by, facts)))
            opened[bar["id"]] = OR(*ways)
        musts = [
            binds[one["id"]] for one in rules if one["_kind"] == "duty" and one.get("strength", "must") == "must" and one["_layer"] == "law"
        ]
        shoulds = [
            binds[one["id"]] for one in rules if one["_kind"] == "duty" and (one.get("strength") == "should" or one["_layer"] != "law")
        ]
        may = AND(*opened.values()) if opened else self.unbarred(request["act"], facts)
        return {
            "may": may,
            "must": OR(*musts),
            "should": OR(*shoulds),
            "stands": stands,
            "binds": binds,
            "ground": ground,
            "opened": opened,
        }

    def unbarred(self, act: str, facts: dict[str, Any]) -> str:
        if act in self.workings["closed_acts"]:
            return F
        return self.literal("recipient", "client", facts) if act == "give_access" else T

    def derived(self, rules: list[dict[str, Any]], found: dict[str, Any]) -> dict[str, str]:
        """What the local packs say, put for the facts that stand for it."""
        local = [one for one in rules if one["_layer"] == "law" and one["_place"] and one["_place"] not in WIDE]
        stated: dict[str, str] = {}
        reports = [found["binds"][one["id"]] for one in local if one["_kind"] == "duty" and one["kind"] == "report"]
        permits = [found["ground"][one["id"]] for one in local if one["_kind"] == "ground" and self.for_reports(one)]
        if T in reports:
            stated["report_law"] = "requires"
        elif U not in reports and (T in permits or U not in permits):
            stated["report_law"] = "authorises" if T in permits else "none"
        bars = [found["opened"][one["id"]] for one in local if one["_kind"] == "bar"]
        access = [found["binds"][one["id"]] for one in local if one["_kind"] == "duty" and one["kind"] == "access"]
        grounds = [found["ground"][one["id"]] for one in local if one["_kind"] == "ground"]
        if F in bars:
            stated["parent_rule"] = "forbids"
        elif U not in bars and U not in access:
            if T in access:
                stated["parent_rule"] = "requires"
            elif T in grounds:
                stated["parent_rule"] = "permits"
            elif U not in grounds:
                stated["parent_rule"] = "silent"
        return stated

    def above(self, place: str) -> list[str]:
        country = place.split("-")[0]
        return ([country] if "-" in place else []) + (["EU"] if country in EU else [])

    def for_reports(self, rule: dict[str, Any]) -> bool:
        tables = [rule.get("when") or {}] if isinstance(rule.get("when") or {}, dict) else rule["when"]
        both = [*tables, *([rule["_applies"]] if rule["_applies"] else [])]
        named = [one["purpose"] for one in both if "purpose" in one and not isinstance(one["purpose"], dict)]
        return any({"child_protection", "adult_protection"} & set([one] if isinstance(one, str) else one) for one in named)

    # -- the whole

    def decide(self, request: dict[str, Any]) -> dict[str, tuple[str, str, str, str]]:
        """Segment: (verdict, may, must, should)."""
        rules = self.live(request)
        parts = request.get("segments") or [{"id": "all", "facts": {}}]
        return {one["id"]: self.segment(rules, {**request["facts"], **one.get("facts", {})}, request) for one in parts}

    def segment(self, rules: list[dict[str, Any]], facts: dict[str, Any], request: dict[str, Any]) -> tuple[str, str, str, str]:
        return self.ways(rules, facts, request)[0][0]

    def ways(self, rules: list[dict[str, Any]], facts: dict[str, Any], request: dict[str, Any]) -> list[tuple[tuple[str, ...], Any, Any]]:
        """The ways in which it may be, each with its answer and facts: one, or one for each fact that may be wrong where all answer alike."""
        clashing = [
            list(one["facts"])
            for one in self.workings["contradiction"]
            if AND(*(self.literal(name, wanted, facts) for name, wanted in {**one["facts"], **one.get("where", {})}.items())) == T
        ]
        if not clashing:
            return [(*self.weighed(rules, facts, request), facts)]
        several: list[dict[str, Any]] = []
        if prod(len(one) for one in clashing) <= 64:
            for gone in product(*clashing):
                less = {name: value for name, value in facts.items() if name not in gone}
                several += [less] if less not in several else []
        found = [(*self.weighed(rules, less, request), less) for less in several]
        if len({one[0][0] for one in found}) == 1 and found[0][0][0] != "not_yet":
            return found
        none = {name: value for name, value in facts.items() if not any(name in one for one in clashing)}
        return [(*self.weighed(rules, none, request), none)]

    def obligations(self, request: dict[str, Any]) -> set[str]:
        """What comes with the answers, whichever of several facts that clash is wrong. For requests without events."""
        return self.whole(request)[1]

    def whole(self, request: dict[str, Any]) -> tuple[dict[str, tuple[str, ...]], set[str]]:
        """The answers of the segments and what comes with them, for whoever wants both: the work is the same."""
        rules = self.live(request)
        answers: dict[str, tuple[str, ...]] = {}
        asked: set[str] = set()
        told: set[str] = set()
        for part in request.get("segments") or [{"id": "all", "facts": {}}]:
            ways = self.ways(rules, {**request["facts"], **part.get("facts", {})}, request)
            answers[part["id"]] = ways[0][0]
            for answer, found, facts in ways:
                asked |= self.asked(rules, found, facts, answer[0], request)
                if answer[0] in ("must", "should", "may") and facts.get("recipient") in self.workings["told_by_default"]:
                    told.add("tell_after")
        telling = {"tell_before", "tell_after", "defer_telling"}
        return answers, {"record"} | asked | (told if request["act"] == "disclose" and not asked & telling else set())

    def asked(
        self, rules: list[dict[str, Any]], found: dict[str, Any], facts: dict[str, Any], verdict: str, request: dict[str, Any]
    ) -> set[str]:
        green = verdict in ("must", "should", "may")
        kept = {one["id"]: one for one in rules}
        took = [kept[id] for id, free in found["opened"].items() if free == F]
        cases = {one["id"] for one in rules if one["_kind"] == "duty" and self.holds(one, found["facts"], request) != F}
        frees = [one for one in rules if one["_kind"] == "exempt" and cases.intersection(one["cancels"])]
        took += [one for one in frees if self.holds(one, found["facts"], request) == T]
        if green or verdict in ("conflict", "not_yet"):
            took += [kept[id] for id, stands in found["stands"].items() if stands == T]
        if green:
            held = [one for one in rules if one["_kind"] == "bar" and self.holds(one, found["facts"], request) != F]
            took += [
                kept[id]
                for id in found["ground"]
                if found["ground"][id] == T and any(self.lifts(kept[id], bar, found["facts"]) for bar in held)
            ]
        return {do for one in took for do in (*one.get("do", []), *([one["then"]["do"]] if "then" in one else []))}

    def lifts(self, ground: dict[str, Any], bar: dict[str, Any], facts: dict[str, Any]) -> bool:
        lifts = [ground.get("lifts", [])] if isinstance(ground.get("lifts", []), str) else ground.get("lifts", [])
        if bar["id"] in lifts or (bar["_layer"] != "law" and ground["_layer"] == "law"):
            return True
        return "waivable" in lifts and bool(self.waivers(bar)) and self.literal("authorization", self.waivers(bar), facts) == T

    def waivers(self, bar: dict[str, Any]) -> list[str]:
        kinds = self.vocabulary["facts"].get("authorization", {"values": []})["values"]
        found = bar.get("waived_by", [one for one in kinds if one != "none"])
        return [found] if isinstance(found, str) else found

    def weighed(
        self, rules: list[dict[str, Any]], facts: dict[str, Any], request: dict[str, Any]
    ) -> tuple[tuple[str, str, str, str], dict[str, Any]]:
        found = self.settled(rules, facts, request)
        may, must, should = found["may"], found["must"], found["should"]
        placed = {one["pack"][0].get("place") for one in self.packs if one["pack"][0]["layer"] == "law"}
        if len(request["places"]) > 1:  # what one place opens must not open what another keeps
            for place in [
                one for one in request["places"] if one in placed and not any(one in self.above(other) for other in request["places"])
            ]:
                alone = {**request, "places": [place]}
                apart = self.settled(self.live(alone), facts, alone)
                may = AND(may, apart["may"])
                for id, free in apart["opened"].items():
                    found["opened"][id] = AND(found["opened"][id], free)
        shut = {id for id, free in found["opened"].items() if free == F}
        above = {one for other in request["places"] for one in self.above(other)}
        broad = request["layers"] == "all" and any(place in WIDE and place not in above for place in request["places"])
        missing = request["act"] not in ("receive", "protect") and any(place not in placed for place in request["places"])
        if broad or (missing and not any(self.shuts(one, rules) for one in rules if one["id"] in shut)):
            may, must = U, OR(must, U)
        return (self.verdict(may, must, should), may, must, should), found

    def shuts(self, bar: dict[str, Any], rules: list[dict[str, Any]]) -> bool:
        """Does this bar hold whatever the law of a place without rules may say?"""
        waivable = bar.get("waived_by") != []
        lifts = [[one.get("lifts", [])] if isinstance(one.get("lifts", []), str) else one.get("lifts", []) for one in rules]
        return bar["_place"] is not None or not any(bar["id"] in one or (waivable and "waivable" in one) for one in lifts)

    def settled(self, rules: list[dict[str, Any]], facts: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
        found = self.formula(rules, facts, request)
        more = self.derived(rules, found) if request["layers"] == "all" else {}
        return (self.formula(rules, {**facts, **more}, request) if more else found) | {"facts": {**facts, **more}}

    def verdict(self, may: str, must: str, should: str) -> str:
        if may == U or must == U:
            return "not_yet"
        if may == T:
            return "must" if must == T else "should" if should == T else "may"
        return "conflict" if must == T else "must_not"
