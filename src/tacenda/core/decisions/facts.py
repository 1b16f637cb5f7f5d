"""The closed vocabulary: acts, facts with their values, obligations, ways, clocks. Whatever is not in it does not load and is not answered.

A fact nobody stated is unknown, also for a list. Format: `law/vocabulary.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tacenda.core.decisions.literals import Fact, condition
from tacenda.core.decisions.reading import Table, entries, table_of, texts_of, toml
from tacenda.core.decisions.rules import Condition


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Edition, and every word a rule or request may use. Orders are those of the file."""

    edition: int
    acts: Mapping[str, str]
    facts: Mapping[str, Fact]
    obligations: Mapping[str, tuple[str, str]]  # name: (before | with | after, sentence)
    ways: Mapping[str, str]
    way_done: Mapping[str, str]  # way: the value of `ways_done` that says it was done; absent: no fact says so
    way_tells: Mapping[str, frozenset[str]]  # way: the recipients to whom it tells something
    starts: tuple[str, ...]
    units: tuple[str, ...]
    firms: tuple[str, ...]
    confidence: Mapping[str, str]
    told_by_default: frozenset[str] = field(
        default_factory=frozenset[str]
    )  # recipients of a disclosure of which the client hears afterwards
    moves: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])  # fact: value: sentence for an alternative
    people: Mapping[str, int] = field(default_factory=dict[str, int])  # recipient: how far outside; information: how much
    together: tuple[tuple[Condition, Condition, str], ...] = ()  # facts that clash, where they do, and the sentence that says so
    proven: frozenset[str] = field(default_factory=frozenset[str])  # confidences that can give a green light
    closed_acts: frozenset[str] = field(default_factory=frozenset[str])  # acts that are refused where no bar lives

    @property
    def quiet(self) -> Mapping[str, str | tuple[str, ...]]:
        """The facts of a plain day. Forms and cases offer them; the kernel never assumes them."""
        found: dict[str, str | tuple[str, ...]] = {name: fact.quiet for name, fact in self.facts.items() if fact.quiet and not fact.derived}
        return found | {name: () for name, fact in self.facts.items() if fact.many and name == "ways_done"}


def _fact(name: str, table: Table) -> Fact:
    number = table.text("number", "") if table.has("number") else ""
    fact = Fact(
        name=name,
        group=table.text("group"),
        values=table.texts("values"),
        number=number,
        many=table.flag("many", False),
        movable=table.flag("movable", False),
        quiet=table.text("quiet") if table.has("quiet") else "",
        asserted_by=table.text("asserted_by"),
        evidence=table.text("evidence"),
        question=table.text("question"),
    )
    table.done()
    if bool(fact.values) == bool(number) or len(set(fact.values)) != len(fact.values):
        raise table.bad("a fact has either distinct values or a number")
    if fact.quiet and fact.quiet not in fact.values:
        raise table.bad("`quiet` is none of the values")
    return fact


def _sentences(table: Table | None) -> dict[str, str]:
    return {key: texts_of(value, key, key)[0] for key, value in entries(table)}


def _lists(table: Table | None) -> dict[str, frozenset[str]]:
    return {key: frozenset(texts_of(value, key, key)) for key, value in entries(table)}


def _obligations(table: Table | None) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for key, value in entries(table):
        row = table_of(value, f"obligation {key}")
        found[key] = (row.text("when"), row.text("says"))
        if found[key][0] not in ("before", "with", "after"):
            raise row.bad("`when` must be before, with or after")
        row.done()
    return found


def parse(text: str, workings: str = "", at: str = "vocabulary.toml") -> Vocabulary:
    """The vocabulary written in `text`; `workings` says how the kernel uses some of its words. Raises BadPack."""
    table, how = _toml(text, at), _toml(workings, "workings.toml")
    clocks = table.table("clocks")
    ranks = {name: rank for row in how.tables("told") for rank, key in enumerate(("near", "far"), start=1) for name in row.texts(key)}
    known = {name: _fact(name, table_of(value, f"fact {name}")) for name, value in entries(table.table("facts"))}
    found = Vocabulary(
        edition=table.count("vocabulary"),
        acts=_sentences(table.table("acts")),
        facts=known,
        obligations=_obligations(table.table("obligations")),
        ways=_sentences(table.table("ways")),
        starts=clocks.texts("start") if clocks else (),
        units=clocks.texts("unit") if clocks else (),
        firms=clocks.texts("firm") if clocks else (),
        confidence=_sentences(table.table("confidence")),
        way_done=_sentences(how.table("way_done")),
        way_tells=_lists(how.table("way_tells")),
        told_by_default=frozenset(how.texts("told_by_default")),
        moves={name: _sentences(table_of(value, f"moves {name}")) for name, value in entries(how.table("moves"))},
        people=ranks,
        together=tuple(_contradiction(row, known) for row in how.tables("contradiction")),
        proven=frozenset(how.texts("proven", ("read", "official-summary"))),
        closed_acts=frozenset(how.texts("closed_acts", ("disclose", "destroy", "treat"))),
    )
    table.done()
    how.done()
    return _agreeing(found, how)


def _contradiction(row: Table, known: Mapping[str, Fact]) -> tuple[Condition, Condition, str]:
    facts, where = row.table("facts"), row.table("where")
    found = (condition(facts, known) if facts else (), condition(where, known) if where else (), row.text("says"))
    row.done()
    if not found[0] or len({literal.fact for part in found[:2] for literal in part}) < 2:
        raise row.bad("a contradiction names two facts or more, one of them at least in doubt")
    return found


def _toml(text: str, at: str) -> Table:
    return Table(at, toml(text, at))


def _agreeing(found: Vocabulary, how: Table) -> Vocabulary:
    """Raises BadPack if the workings use a word that the vocabulary lacks."""
    recipients = frozenset(found.facts["recipient"].values) if "recipient" in found.facts else frozenset[str]()
    named = found.told_by_default.union(found.people, *found.way_tells.values())
    if (
        not named <= recipients
        or not {*found.way_done, *found.way_tells} <= found.ways.keys()
        or not found.closed_acts <= found.acts.keys()
    ):
        raise how.bad("a word that the vocabulary does not know")
    for name, value in [(name, value) for name, one in found.moves.items() for value in one]:
        if name not in found.facts or value not in found.facts[name].values:
            raise how.bad(f"`{name}` has no value `{value}`")
    return found
