"""Why an answer is what it is: a yes by the rules that let it, nearest law first; a no by what stays shut; a doubt by what may apply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tacenda.core.decisions import places
from tacenda.core.decisions.decision import BarAnswer, Decision
from tacenda.core.decisions.evaluate import GREEN
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.decisions.rules import Rule
from tacenda.doors.language import N_, Words

CORE = "core"  # what holds everywhere: it has no law of one place to cite
NO_LAW = frozenset({"professional secrecy", "each pack names its own law"})  # what such rules say where others cite


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule in words. `before`: how far it is sure that it applies; `more`: what it comes to; `opens`: the rules on its other side."""

    says: str
    citation: str
    before: str = ""
    more: str = ""
    opens: tuple[tuple[str, str], ...] = ()


def cited(rule: Rule) -> str:
    """Where a rule stands in a law; empty for what holds everywhere."""
    return "" if rule.pack == CORE else rule.citation


def reasons(words: Words, law: Packs, decision: Decision, *, paper: bool) -> Iterator[Reason]:
    """What the verdict rests on, each rule once. `paper`: a court's paper came; then what the place says of it is named beside a no."""
    bars = {bar.rule: bar for segment in decision.segments for bar in segment.bars}
    if decision.verdict in GREEN:
        yield from _letting(words, law, decision, bars)
        return
    for state in ("no", "unknown") if paper or decision.verdict != "must_not" else ("no",):
        shut = [bar for bar in bars.values() if bar.open == state]
        yield from (_barring(words, law, bar) for bar in sorted(shut, key=lambda bar: law.rule(bar.rule).pack == CORE))


def _letting(words: Words, law: Packs, decision: Decision, bars: dict[str, BarAnswer]) -> Iterator[Reason]:
    """The duties that stand, then what else lifts a bar that holds. A bar that only might hold gives no reason for a yes."""
    lifted: dict[str, list[tuple[str, str]]] = {one.rule: [] for one in decision.duties if one.state == "stands"}
    for bar in (one for one in bars.values() if one.holds == "yes"):
        for id in bar.lifted_by:
            lifted.setdefault(id, []).append((law.rule(bar.rule).says, cited(law.rule(bar.rule))))
    stands = {one.rule for one in decision.duties if one.state == "stands"}
    for id in sorted(lifted, key=lambda id: (id not in stands, -places.depth(law.rule(id).place))):
        opens = tuple(lifted[id])
        yield Reason(law.rule(id).says, cited(law.rule(id)), more=words.gettext(N_("It lets you, although:")) if opens else "", opens=opens)


def _barring(words: Words, law: Packs, bar: BarAnswer) -> Reason:
    rule = law.rule(bar.rule)
    before = words.gettext(N_("This may apply:")) if bar.holds == "unknown" else ""
    return Reason(
        rule.says, cited(rule), before, words.gettext(N_("Nothing here lets you.") if bar.open == "no" else N_("Not settled yet."))
    )
