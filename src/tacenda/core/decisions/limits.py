"""The limits of confidentiality that a client hears, made from the same rules that decide.

By topic: what I must do, should do, may do, where a lawyer is asked first, and what stays closed though people expect otherwise. Each rule
in force that has a sentence for the client appears once. A sentence stands there once, with every rule that says it, as strong as the
strongest of them. What the rules of the place together do not give is no must and no may: the sentence then stands where a lawyer is
asked first (`promises`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from tacenda.core.decisions import canonical
from tacenda.core.decisions import places as geography
from tacenda.core.decisions.ask import BadRequest
from tacenda.core.decisions.promises import Promises, rests_on_yes
from tacenda.core.decisions.rulebook import Packs, governing
from tacenda.core.decisions.rules import Kind, Layer, Literal, Rule

ORDER = ("must", "should", "may", "ask", "closed")
OTHERS, CLIENT = "others", "client"  # who would come to know
_TELLING = frozenset({"disclose", "protect"})
_SEEING = frozenset({"give_access"})
_ONLY = {"part2": frozenset({"yes"}), "ferpa": frozenset({"treatment_record", "education_record"})}  # facts of few practices


@dataclass(frozen=True, slots=True)
class Limit:
    """One sentence for the client. `kind`: must, should, may, ask (a lawyer first), closed. `unverified`: nobody has read some rules.

    `about`: others, who may be told, or the client, whose right it is. `only`: the fact without which it never applies; empty for all.
    """

    topic: str
    kind: str
    says: str
    rules: tuple[str, ...]
    citations: tuple[str, ...]
    unverified: bool
    about: str
    only: str

    def as_dict(self) -> dict[str, object]:
        return {
            "topic": self.topic,
            "kind": self.kind,
            "says": self.says,
            "rules": list(self.rules),
            "citations": list(self.citations),
            "unverified": self.unverified,
            "about": self.about,
            "only": self.only,
        }


def limits(packs: Packs, places: Sequence[str], day: dt.date = dt.date.max, codes: Sequence[str] = ()) -> tuple[Limit, ...]:
    """The sentences for these places on a day (default: with every change that is known). Raises BadRequest for an unknown place."""
    for i, place in enumerate(places):
        if not geography.known(place):
            raise BadRequest("unknown_place", f"/places/{i}", "no such place in ISO 3166")
    return _sentences(packs, tuple(sorted(set(places))), day, tuple(codes))


@lru_cache(maxsize=128)
def _sentences(packs: Packs, places: tuple[str, ...], day: dt.date, codes: tuple[str, ...]) -> tuple[Limit, ...]:
    place = _Place(packs, places, day, codes)
    grouped: dict[tuple[str, str], dict[int, list[Rule]]] = {}
    for rule in live(packs, places, day, codes):
        if rule.tell:
            grouped.setdefault((rule.topic, rule.tell), {}).setdefault(ORDER.index(place.kind_of(rule)), []).append(rule)
    told = sorted((topic, min(kinds), tell, kinds) for (topic, tell), kinds in grouped.items())
    return tuple(_limit(packs, topic, kind, tell, kinds) for topic, kind, tell, kinds in told)


@dataclass(slots=True)
class _Place:
    """Some places on a day: under which heading the client finds a rule there."""

    packs: Packs
    places: tuple[str, ...]
    day: dt.date
    codes: tuple[str, ...]
    acts: dict[str, Promises] = field(default_factory=dict[str, Promises])

    def kind_of(self, rule: Rule) -> str:
        if rule.kind in (Kind.GROUND, Kind.DUTY) and not any(self._of(act).kept(rule) for act in sorted(rule.acts)):
            return "ask"
        if rule.kind is Kind.DUTY:
            return rule.strength if rule.layer is Layer.LAW else "should"
        return "may" if rule.kind in (Kind.GROUND, Kind.EXEMPT) else "closed"

    def _of(self, act: str) -> Promises:
        if act not in self.acts:
            self.acts[act] = Promises(self.packs.program(act, self.places, self.day, codes=self.codes), self.packs.vocabulary)
        return self.acts[act]


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


def about(rule: Rule) -> str:
    """Who would come to know by this rule."""
    if rule.acts & _TELLING:
        own = rule.always(lambda one: one.fact == "recipient" and not one.negated and one.values <= {"client"})
        return CLIENT if own else OTHERS
    named = rule.always(lambda one: one.fact == "recipient" and not one.negated and "client" not in one.values)
    return OTHERS if rule.acts & _SEEING and named else CLIENT


def only(rule: Rule) -> str:
    """The fact of few practices that every case of this rule needs."""
    return next((name for name, values in _ONLY.items() if rule.always(partial(_within, name, values))), "")


def _within(fact: str, values: frozenset[str], one: Literal) -> bool:
    return one.fact == fact and not one.negated and one.values <= values


def _limit(packs: Packs, topic: str, kind: int, tell: str, kinds: Mapping[int, Sequence[Rule]]) -> Limit:
    """One sentence under the strongest heading that one of its rules gives it. Whether it is verified hangs on the rules that do."""
    rules = [rule for _, under in sorted(kinds.items()) for rule in under]
    citations = dict.fromkeys(rule.citation for rule in rules)
    unproven = any(rule.confidence not in packs.vocabulary.proven for rule in kinds[kind])
    told = OTHERS if any(about(rule) == OTHERS for rule in rules) else CLIENT
    narrow = {only(rule) for rule in rules}
    needed = narrow.pop() if len(narrow) == 1 else ""
    return Limit(topic, ORDER[kind], tell, tuple(rule.id for rule in rules), tuple(citations), unproven, told, needed)


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
    return not rests_on_yes(rule)
