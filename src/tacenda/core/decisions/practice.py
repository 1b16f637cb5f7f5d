"""Who may open what inside the practice: the same evaluator with the practice's own vocabulary and house rules.

The gate states facts that it read from the asker's live grant and the opened access list; nothing here trusts a query to have filtered.
The answer is kept per set of facts and day, because a page asks the same question for thirty cards.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tacenda.core.decisions.conditions import NO, OPEN, YES, Value
from tacenda.core.decisions.evaluate import GREEN, Values, evaluate, verdict
from tacenda.core.decisions.program import Program
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Purpose, Right
from tacenda.core.words.moments import Day, Moment
from tacenda.core.words.people import Role

UNKNOWN = "unknown"
STEP_UP = frozenset({"practice.step-up", "practice.step-up-keys"})
_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class AccessFacts:
    """What the gate knows about one ask. `relation`: a value of the practice vocabulary, or "unknown". `author`: the asker wrote it all.

    `suspended` and `break_glass` stay False until there are pages that can say otherwise.
    """

    role: Role
    relation: str
    act: Act
    code: Code
    purpose: Purpose
    rights: frozenset[Right]
    author: bool
    restricted: bool
    step_up: bool
    closed: bool
    suspended: bool = False
    break_glass: bool = False
    outside: bool = False  # of a grant: the client does not want this person in
    topic: bool = False  # of a grant: it would give what the client keeps to their therapist alone


@dataclass(frozen=True, slots=True)
class AccessDecision:
    """`reasons`: if allowed, the rules that opened; if not, the bars that stayed shut or in question. `citations`: of the same rules."""

    verdict: str
    reasons: tuple[str, ...]
    citations: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        return self.verdict in GREEN

    @property
    def needs_step_up(self) -> bool:
        """Would a second proof alone be enough?"""
        return self.verdict == "must_not" and bool(self.reasons) and STEP_UP.issuperset(self.reasons)


@dataclass(slots=True, eq=False)
class AccessRules:
    """The house rules, and the answers already given. Made once at start; `digest` names them in ledger entries."""

    packs: Packs
    kept: dict[tuple[AccessFacts, Day], AccessDecision] = field(default_factory=dict[tuple[AccessFacts, Day], AccessDecision])

    @property
    def digest(self) -> bytes:
        """32 bytes."""
        return bytes.fromhex(self.packs.digest)


def decide_access(rules: AccessRules, facts: AccessFacts, now: Moment) -> AccessDecision:
    """May this be done? Total: an act without a house rule is refused."""
    key = (facts, moments.day(now))
    found = rules.kept.get(key)
    if found is None:
        if len(rules.kept) >= _KEPT:
            rules.kept.clear()
        found = rules.kept[key] = _decide(rules.packs, facts, key[1])
    return found


def _decide(packs: Packs, facts: AccessFacts, day: Day) -> AccessDecision:
    if facts.act.value not in packs.vocabulary.acts:
        return AccessDecision("must_not", (), ())
    program = packs.program(facts.act.value, (), moments.date(day))
    values = evaluate(program, packs.alphabet.state(stated(facts), packs.blank))
    answer = verdict(values.may, values.must, values.should)
    reasons = _opening(program, values) if answer in GREEN else _shut(program, values)
    citations = dict(reasons)
    return AccessDecision(answer, tuple(citations), tuple(dict.fromkeys(citations.values())))


def stated(facts: AccessFacts) -> dict[str, Value]:
    """The facts in the words of the vocabulary; an unknown relation is not stated."""
    found: dict[str, Value] = {
        "role": "officer" if facts.role is Role.OFFICER else _word(facts.role.value),
        "relation": facts.relation,
        "compartment": facts.code.name.lower(),
        "purpose": _word(facts.purpose.value),
        "grant_rights": tuple(right.value for right in facts.rights),
        "own": _yes(facts.author),
        "second_factor": _yes(facts.step_up),
        "restriction": _yes(facts.restricted),
        "closed_chart": _yes(facts.closed),
        "suspended": _yes(facts.suspended),
        "break_glass_open": _yes(facts.break_glass),
        "outside_choice": _yes(facts.outside),
        "kept_topic": _yes(facts.topic),
    }
    if facts.relation == UNKNOWN:
        del found["relation"]
    return found


def _word(value: str) -> str:
    return value.replace(" ", "_")


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _opening(program: Program, values: Values) -> list[tuple[str, str]]:
    """The grounds that lifted what held."""
    used = {
        i for bar, held in zip(program.bars, values.holding, strict=True) if held != NO for i in bar.grounds if values.grounds[i] == YES
    }
    return [(node.ready.rule.id, node.ready.rule.citation) for i, node in enumerate(program.grounds) if i in used]


def _shut(program: Program, values: Values) -> list[tuple[str, str]]:
    """The bars that stayed shut; if none did, those that are open to question."""
    worst = NO if NO in values.opened else OPEN
    return [(bar.ready.rule.id, bar.ready.rule.citation) for bar, free in zip(program.bars, values.opened, strict=True) if free == worst]
