"""The nearest lawful ways when the answer is no: whole decisions with one or two movable facts changed.

Searched from the bars that are shut: what would lift one, or keep it from holding, is tried; what still is shut is asked once more.
Kept only if the part turns green. Order: fewest people told, least information, the client's own consent first. There is always at
least one entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from tacenda.core.decisions import clashes
from tacenda.core.decisions.conditions import NO, Facts, Value
from tacenda.core.decisions.decision import Alternative
from tacenda.core.decisions.doors import Opening, acceptable, doors
from tacenda.core.decisions.evaluate import GREEN, verdict
from tacenda.core.decisions.facts import Vocabulary
from tacenda.core.decisions.parts import Part, Setting, answer
from tacenda.core.decisions.program import BarNode
from tacenda.core.decisions.rules import Literal

Change = tuple[tuple[str, str], ...]
_MOST = 6  # entries shown
_ALIKE = 2
_TRIED = 400  # changes tried for one segment
REFUSED = frozenset({"must_not", "conflict"})
_STEP_BACK = (
    ({"recipient": "specialist_adviser", "info": "pseudonymised"}, "Consult a specialist without names."),
    ({"recipient": "specialist_adviser", "info": "deidentified"}, "Consult a specialist without names."),
)


def alternatives(here: Setting, parts: Sequence[Part]) -> tuple[Alternative, ...]:
    """The ways, each with the segments it opens."""
    refused = [part for part in parts if part.verdict in REFUSED]
    if not refused or here.broad:
        return ()
    found: dict[tuple[Change, str], list[str]] = {}
    worked: dict[int, list[tuple[Change, str]]] = {}
    for part in refused:
        if part.clashing:
            continue  # what is said must first hold together
        if part.state not in worked:
            if here.effort.over():
                break
            worked[part.state] = [*_ways(here, part)]
        for way in worked[part.state]:
            found.setdefault(way, []).append(part.segment.id)
    ordered = _few(sorted(found.items(), key=lambda item: _order(here.packs.vocabulary, item[0][0])))
    entries = [
        Alternative(_shown(here, dict(change)), tuple(ids), to, _says(here.packs.vocabulary, change)) for (change, to), ids in ordered
    ]
    return (*entries, *_step_back(here, refused, {id for _, ids in ordered for id in ids}))


def _few(ordered: Sequence[tuple[tuple[Change, str], list[str]]]) -> list[tuple[tuple[Change, str], list[str]]]:
    """At most two that change the same facts, so that the page shows ways that differ."""
    kept: list[tuple[tuple[Change, str], list[str]]] = []
    kinds: dict[tuple[str, ...], int] = {}
    for item in ordered:
        kind = tuple(name for name, _ in item[0][0])
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] <= _ALIKE and len(kept) < _MOST:
            kept.append(item)
    return kept


def _ways(here: Setting, part: Part) -> Iterator[tuple[Change, str]]:
    """Changes that turn this part green, the smaller first; a change that contains a smaller one that works says nothing new."""
    good: list[set[tuple[str, str]]] = []
    unable = _unable(here, part.state)
    for change in _changes(here, part):
        if here.effort.over():
            return
        pairs = set(change)
        if any(one <= pairs for one in good) or not unable.isdisjoint(pairs):
            continue
        to = _to(here, changed(here, part.state, dict(change)))
        if to in GREEN:
            good.append(pairs)
            yield change, to


def _unable(here: Setting, state: int) -> frozenset[tuple[str, str]]:
    """What is not proposed: the word or signature of a client who cannot decide."""
    bit = here.packs.alphabet.value_bit.get("capacity", {}).get("lacking", 0)
    return frozenset({("signed_by", "client"), ("client_says", "agrees"), ("client_says", "no_objection")} if state & bit else ())


def _to(here: Setting, state: int) -> str:
    """The verdict of a state; what cannot hold together is no way."""
    if clashes.found(here.packs.clashes, state):
        return "not_yet"
    values = answer(here, state)
    return verdict(values.may, values.must, values.should)


def changed(here: Setting, state: int, change: Mapping[str, str]) -> int:
    """The state with some facts replaced."""
    return here.packs.alphabet.state(_valued(here, change), state)


def _valued(here: Setting, change: Mapping[str, str]) -> Facts:
    facts = here.packs.vocabulary.facts
    found: dict[str, Value] = {name: (one,) if facts[name].many else one for name, one in change.items()}
    return found


def _shown(here: Setting, change: Mapping[str, str]) -> dict[str, object]:
    return {name: list(one) if isinstance(one, tuple) else one for name, one in _valued(here, change).items()}


def _changes(here: Setting, part: Part) -> list[Change]:
    """One or two movable facts, found at the first shut bar and, where that is not enough, at the next."""
    first = _repairs(here, part.state)
    found = dict.fromkeys(first)
    for change in first:
        if len(change) == 1 and len(found) < _TRIED and not here.effort.over():
            for more in _repairs(here, changed(here, part.state, dict(change))):
                if len(more) == 1 and more[0][0] != change[0][0]:
                    found[tuple(sorted((*change, *more)))] = None
    return sorted(found, key=len)[:_TRIED]


def _repairs(here: Setting, state: int) -> list[Change]:
    """What would open the first bar that is shut in this state."""
    values = answer(here, state)
    if NO not in values.opened:
        return []
    k = values.opened.index(NO)
    found = dict.fromkeys(change for one in doors(here.program, k).openings for change in _fix(here, one, state))
    for change in _avoid(here, here.program.bars[k], state):
        found[change] = None
    return list(found)


def _fix(here: Setting, opening: Opening, state: int) -> Iterator[Change]:
    """Movable values that would make a condition true; a new signature is the client's."""
    vocabulary, alphabet = here.packs.vocabulary, here.packs.alphabet
    wrong = state & opening.wrong
    if not wrong or state & opening.blank:
        return
    failed = alphabet.names(wrong)
    if len(failed) > 2 or any(name not in vocabulary.facts or not vocabulary.facts[name].movable for name in failed):
        return
    signs = "authorization" in failed and "signed_by" not in failed and _unsigned(here, state)
    names = [*failed, "signed_by"] if signs else failed
    if len(names) > 2:
        return
    options = [("client",) if name not in failed else _said(vocabulary, name, opening.values(name, vocabulary)) for name in names]
    yield from (tuple(sorted(zip(names, values, strict=True))) for values in product(*options))


def _unsigned(here: Setting, state: int) -> bool:
    bits = here.packs.alphabet.value_bit.get("signed_by", {})
    return "client" in bits and (
        not state & ~here.packs.alphabet.blank_bit["signed_by"] & here.packs.alphabet.own["signed_by"] or bool(state & bits["nobody"])
    )


def _avoid(here: Setting, bar: BarNode, state: int) -> Iterator[Change]:
    """Movable values with which a bar would not hold: less information, an open lock, another recipient."""
    vocabulary, bits = here.packs.vocabulary, here.packs.alphabet.value_bit
    for literal in (literal for condition in bar.ready.rule.when for literal in condition):
        if vocabulary.facts[literal.fact].movable and literal.fact in bits:
            opposite = Literal(literal.fact, literal.values, not literal.negated)
            values = _said(vocabulary, literal.fact, acceptable(literal.fact, (opposite,), vocabulary))
            yield from (((literal.fact, one),) for one in values if not state & bits[literal.fact][one])


def _said(vocabulary: Vocabulary, name: str, values: Sequence[str]) -> tuple[str, ...]:
    """Only what can be proposed in a sentence; a fact without sentences may take any value."""
    said = vocabulary.moves.get(name)
    return tuple(value for value in values if said is None or value in said)


def _order(vocabulary: Vocabulary, change: Change) -> tuple[int, int, int, int, Change]:
    """Fewest people told, least information, the client's own consent, fewest changes."""
    facts = dict(change)
    people = vocabulary.people.get(facts.get("recipient", ""), 0)
    less = 0 if "info" in facts or "within_scope" in facts else 1
    own = 0 if facts.get("signed_by") == "client" or "client_says" in facts else 1
    return people, less, own, len(change), change


def _says(vocabulary: Vocabulary, change: Change) -> str:
    """One sentence for each thing that changes; who signs is told with what is signed."""
    facts = dict(change)
    said = {name: vocabulary.moves.get(name, {}).get(value, _plain(vocabulary, name, value)) for name, value in change}
    if "authorization" in said:
        who = said.pop("signed_by").rstrip(".") if facts.get("signed_by", "nobody") != "nobody" else "They sign"
        said["authorization"] = f"{who} {said['authorization']}"
    return " ".join(said.values())


def _plain(vocabulary: Vocabulary, name: str, value: str) -> str:
    return f"{vocabulary.facts[name].question} {value.replace('_', ' ').capitalize()}."


def _step_back(here: Setting, refused: Sequence[Part], opened: set[str]) -> Iterator[Alternative]:
    """For every refusal something can be done, if only to ask."""
    left = [part for part in refused if part.segment.id not in opened]
    for part in left:
        yield (None if part.clashing or here.effort.over() else _consult(here, part)) or Alternative(
            {}, (part.segment.id,), part.verdict, _ask_instead(part)
        )


def _consult(here: Setting, part: Part) -> Alternative | None:
    names = here.packs.vocabulary.facts
    for change, says in _STEP_BACK:
        if here.request.act == "disclose" and all(name in names and value in names[name].values for name, value in change.items()):
            to = _to(here, changed(here, part.state, change))
            if to in GREEN:
                return Alternative(change, (part.segment.id,), to, says)
    return None


def _ask_instead(part: Part) -> str:
    if part.clashing:
        return part.clashing[0].says
    if part.verdict == "conflict":
        return "Hold and preserve. Ask counsel, or ask the court for directions."
    if part.segment.facts.get("recipient") == "client":
        return "Tell the client how to complain and how to ask for a review."
    if part.segment.facts.get("client") == "deceased":
        return "Ask who speaks for the client now, or ask for an order. You can consult without names."
    return "Ask the client, or ask for an order. You can consult without names."
