"""The limits of confidentiality that a client hears, made from the same rules that decide.

By topic: what I must do, should do, may do, and what stays closed though people expect otherwise. Each rule in force that has a
sentence for the client appears once. A sentence stands there once, with every rule that says it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from tacenda.core.decisions import canonical
from tacenda.core.decisions import places as geography
from tacenda.core.decisions.ask import BadRequest
from tacenda.core.decisions.rulebook import Packs, governing
from tacenda.core.decisions.rules import Kind, Layer, Rule

ORDER = ("must", "should", "may", "closed")


@dataclass(frozen=True, slots=True)
class Limit:
    """One sentence for the client. `kind`: must, should, may, closed. `unverified`: some of these rules nobody has read."""

    topic: str
    kind: str
    says: str
    rules: tuple[str, ...]
    citations: tuple[str, ...]
    unverified: bool

    def as_dict(self) -> dict[str, object]:
        return {
            "topic": self.topic,
            "kind": self.kind,
            "says": self.says,
            "rules": list(self.rules),
            "citations": list(self.citations),
            "unverified": self.unverified,
        }


def limits(packs: Packs, places: Sequence[str], day: dt.date = dt.date.max, codes: Sequence[str] = ()) -> tuple[Limit, ...]:
    """The sentences for these places on a day (default: with every change that is known). Raises BadRequest for an unknown place."""
    for i, place in enumerate(places):
        if not geography.known(place):
            raise BadRequest("unknown_place", f"/places/{i}", "no such place in ISO 3166")
    grouped: dict[tuple[str, int, str], list[Rule]] = {}
    for rule in live(packs, places, day, codes):
        if rule.tell:
            grouped.setdefault((rule.topic, ORDER.index(kind_of(rule)), rule.tell), []).append(rule)
    return tuple(
        _limit(packs, topic, ORDER[kind], tell, rules) for (topic, kind, tell), rules in sorted(grouped.items(), key=lambda item: item[0])
    )


def live(packs: Packs, places: Sequence[str], day: dt.date, codes: Sequence[str] = ()) -> list[Rule]:
    """The rules in force at these places for whole decisions, one edition of each."""
    around = geography.closed(places)
    homes = {
        pack.id
        for pack in packs.packs
        if (pack.place is None or pack.place in around) and (pack.layer is not Layer.CODE or pack.code in codes)
    }
    found = [governing(editions, day, None) for editions in packs.editions if editions[0].rule.pack in homes]
    return [one.rule for one in found if one is not None and not one.rule.floor_only]


def kind_of(rule: Rule) -> str:
    """Under which heading the client finds it."""
    if rule.kind is Kind.DUTY:
        return rule.strength if rule.layer is Layer.LAW else "should"
    return "may" if rule.kind in (Kind.GROUND, Kind.EXEMPT) else "closed"


def _limit(packs: Packs, topic: str, kind: str, tell: str, rules: Sequence[Rule]) -> Limit:
    citations = dict.fromkeys(rule.citation for rule in rules)
    unproven = any(rule.confidence not in packs.vocabulary.proven for rule in rules)
    return Limit(topic, kind, tell, tuple(rule.id for rule in rules), tuple(citations), unproven)


def edition(found: Sequence[Limit]) -> str:
    """Names this set of sentences: a record of the conversation keeps it, and another edition makes a new conversation due."""
    return hashlib.sha256(canonical.encode([one.as_dict() for one in found])).hexdigest()[:16]


def needs_sentence(rule: Rule) -> bool:
    """Must this rule tell the client something? Duties, and grounds that do not rest on the client's own yes, that let information go."""
    if (
        rule.floor_only
        or not rule.acts & {"disclose", "protect", "give_access"}
        or rule.kind not in (Kind.DUTY, Kind.GROUND)
        or rule.layer is not Layer.LAW
    ):
        return False
    if rule.duty == "access" and rule.acts <= {"give_access"}:
        return False
    return not rule.waivable and not all(
        any(_own_yes(literal.fact, literal.values, literal.negated) for literal in when) for when in rule.when
    )


def _own_yes(fact: str, values: frozenset[str], negated: bool) -> bool:
    """Does this condition hold only when the client agreed, or is the one who receives?"""
    if fact == "authorization":
        return "none" not in values if not negated else "none" in values
    if fact == "client_says":
        return not negated and values <= {"agrees", "no_objection"}
    if fact == "recipient":
        return not negated and values <= {"client"}
    return fact == "info" and not negated and values <= {"deidentified"}
