"""Who speaks for a client by a rule of law, and until which birthday: a kept question, asked anew for today and for each year to come.

The kept answer says what was known and judged; what counts is the answer today. A rule nobody has read answers "not yet", so it lets
nobody in. For a child the first year in which the rules would no longer say yes ends it, at 18 at the latest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from tacenda.core.decisions import kernel
from tacenda.core.decisions.evaluate import GREEN
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.decisions.rules import Rule
from tacenda.core.model.speakers import Why
from tacenda.core.words.errors import Invalid

SPEAK = frozenset({"parent", "representative"})
GROWN = 18  # years: from then on everybody is asked anew
OTHERS = "core.others"  # the bar before everybody but the client
# Of a kept answer, what speaks against a signature for the client: 45 CFR 164.502(g)(3)(i) and (g)(5), and what the forms' own rules ask.
ALONE = ("consented_alone", "parent_promised", "other_parent_objects")
NOT_THEIRS = (*ALONE, "parent_access_harmful", "representative_endangers", "informing_endangers")
Stated = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Speaks:
    """The rule that lets somebody speak for the client. `until`: the birthday on which it ends, None for an adult."""

    rule: str
    until: dt.date | None


def speaks(packs: Packs, request: Stated, now: dt.datetime, born: dt.date | None) -> Speaks:
    """What a kept request says today. Raises Invalid: `other` (not such a question), `shut`, `capable`, `born`, `grown`, `age`."""
    facts = cast("Stated", request["facts"])
    if request["act"] != "give_access" or facts.get("recipient") not in SPEAK or facts.get("speaks_for") != "yes":
        raise Invalid({"answer": "other"})
    if facts.get("client") == "minor":
        if born is None:
            raise Invalid({"born": "empty"})
        age = _age_of(born, now)
        if facts.get("client_age") not in (age, age - 1):  # a birthday may lie between the question and today
            raise Invalid({"born": "age"})
        return _of_child(packs, request, now, born)
    if facts.get("client") != "adult" or facts.get("capacity") != "lacking":
        raise Invalid({"answer": "capable"})
    return Speaks(_rule(packs, request, now, {}) or _shut(), None)


def today(packs: Packs, request: Stated, now: dt.datetime, born: dt.date | None) -> Speaks | None:
    """As `speaks`, for somebody who was let in on it, however old the child is now; None where the law does not say yes any more."""
    try:
        return _of_child(packs, request, now, born) if born else speaks(packs, request, now, None)
    except Invalid:
        return None


def signs_as(request: Stated) -> str:
    """As what somebody who was let in on this answer signs for the client: `parent` or `representative`.

    Raises Invalid where the answer itself says that this care, or this word, is not theirs: `alone`. What it does not say, a person must.
    """
    facts = cast("Stated", request["facts"])
    if any(facts.get(name) == "yes" for name in NOT_THEIRS):
        raise Invalid({"signs": "alone"})
    return cast("str", facts["recipient"])


def learned(request: Stated) -> frozenset[Why]:
    """What an answer that is kept says about whoever speaks for the client: a danger from them, the same question once more, or, whatever
    it is about, that this care or word is not theirs alone."""
    facts = cast("Stated", request["facts"])
    theirs = facts.get("recipient") in SPEAK
    danger = (
        facts.get("abuser") == "representative"
        or "yes" in (facts.get("representative_endangers"), facts.get("parent_access_harmful"))
        or (theirs and facts.get("informing_endangers") == "yes")
    )
    anew = (request["act"] == "give_access" and theirs) or any(facts.get(name) == "yes" for name in ALONE)
    return frozenset({Why.DANGER} if danger else ()) | frozenset({Why.ANSWER} if anew else ())


def where_they_endanger(packs: Packs, request: Stated, now: dt.datetime) -> tuple[Rule, ...]:
    """The rules by which nobody need be treated as speaking for the client whom they endanger."""
    facts = {**cast("Stated", request["facts"]), "representative_endangers": "yes"}
    found = kernel.decide(packs, {**request, "now": now.isoformat(), "facts": facts})
    shut = {bar.rule: None for one in found.segments for bar in one.bars if bar.holds == "yes" and bar.open == "no" and bar.rule != OTHERS}
    return tuple(rule for rule in map(packs.rule, shut) if rule.always(lambda one: one.fact == "representative_endangers"))


def _of_child(packs: Packs, request: Stated, now: dt.datetime, born: dt.date) -> Speaks:
    age = _age_of(born, now)
    rule = _rule(packs, request, now, {"client_age": age}) or _shut()
    ends = next((year for year in range(age + 1, GROWN) if not _rule(packs, request, now, {"client_age": year})), GROWN)
    return Speaks(rule, birthday(born, ends))


def _rule(packs: Packs, request: Stated, now: dt.datetime, more: Stated) -> str:
    """The rule of the nearest place that opens it; empty where the answer is not yes."""
    facts = {**cast("Stated", request["facts"]), **more}
    found = kernel.decide(packs, {**request, "now": now.isoformat(), "facts": facts})
    opened = [bar.lifted_by[-1] for one in found.segments for bar in one.bars if bar.rule == OTHERS and bar.lifted_by]
    return opened[0] if found.verdict in GREEN and opened else ""


def _shut() -> str:
    raise Invalid({"answer": "shut"})


def birthday(born: dt.date, years: int) -> dt.date:
    """The day somebody becomes so old; who was born on a leap day, on March 1."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return dt.date(born.year + years, 3, 1)


def _age_of(born: dt.date, now: dt.datetime) -> int:
    """Raises Invalid for who is no child."""
    age = age_on(born, now.date())
    if not 0 <= age < GROWN:
        raise Invalid({"born": "grown"})
    return age


def age_on(born: dt.date, today: dt.date) -> int:
    """How many birthdays somebody had."""
    return today.year - born.year - (today < birthday(born, today.year - born.year))
