"""How a rule and its cases are made, whatever they are about."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import cast

from .table import PROVEN, Cell, Row, Table
from .toml import Date, shorter, toml

KNOWN = "2026-11-21"
SINCE = "2024-01-01"  # the text is known to be in force at least since then; not the day it was made
STANDING = "1900-01-01"  # of a bar, and of what only asks: they stood before every rule that opens (docs/law/life.md)


class Rows:
    """The rules and cases of one state while they are made."""

    def __init__(self, state: str, row: Row) -> None:
        self.state, self.row, self.st = state, row, state.lower()
        self.rules: list[str] = []
        self.cases: list[str] = []
        self.bars = ["core.limit", "core.secrecy", f"{self.st}.minor-form", f"{self.st}.secrecy"]

    def rule(self, kind: str, name: str, cell: Cell, /, **fields: object) -> str:
        """Adds a rule; gives its id."""
        id = f"{self.st}.{name}"
        body: Table = {"id": id, **fields, "citation": cell["citation"]}
        if cell["confidence"] not in PROVEN:
            body = self.capped(kind, body)
        if "when" in body:
            body["when"] = shorter(body["when"])
        body["from"] = Date(STANDING if kind == "bar" or cell["confidence"] not in PROVEN else cell.get("since", SINCE))
        if until := cell.get("until"):
            body["to"] = Date(until)
        body |= {"known": Date(KNOWN), "confidence": cell["confidence"]}
        if source := cell.get("source"):
            body["source"] = source
        quote = cell.get("quote", "")
        if quote:
            body["quote_sha256"] = hashlib.sha256(quote.encode()).hexdigest()
        body["reviewed"] = "unreviewed"
        lines = [f"{key} = {toml(value)}" for key, value in body.items()]
        quoted = [f"# quote: {quote}"] if quote else []
        self.rules.append("\n".join([f"[[{kind}]]", lines[0], *quoted, *lines[1:]]) + "\n")
        return id

    def capped(self, kind: str, body: Table) -> Table:
        """What rests on memory asks counsel and does nothing else: it brings no task, and counsel opens the state's own bars anyway."""
        idle = {"do", "then"} | ({"lifts"} if kind == "duty" else set[str]())
        found = {key: value for key, value in body.items() if key not in idle}
        return found | ({"lifts": self.bars[:2]} if found.get("lifts") == self.bars else {})

    def case(self, name: str, says: str, act: str, facts: Table, /, **fields: object) -> None:
        """Adds a case whose request lives in this state. A case that sweeps one rule also shows a near miss of it."""
        if "sweep" in fields:
            fields["but"] = [
                *cast("list[object]", fields.get("but", [])),
                near_miss(cast("Table", fields["sweep"]), cast("list[str]", fields["fires"])),
            ]
        request: Table = {"act": act, "places": [f"US-{self.state}"], "facts": facts}
        request |= {name: fields.pop(name) for name in ("now", "events") if name in fields}
        body: Table = {"id": f"{self.st}-{name}", "says": says, **fields, "request": request}
        self.cases.append("\n".join(["[[case]]", *(f"{key} = {toml(value)}" for key, value in body.items())]) + "\n")


OTHERWISE: Table = {
    "actor": "non_clinical",
    "recipient": "media",
    "purpose": "publicity",
    "client": "adult",
    "client_age": 5,
    "emergency": "no",
    "parent_ends_care": "no",
    "child_now": "no",
    "target": "none",
    "setting": "facility",
    "info": "deidentified",
}


def near_miss(sweep: Table, fires: list[str]) -> Table:
    """The same request with the first condition broken."""
    name = next(iter(sweep))
    refused = cast("Mapping[str, list[str]]", sweep[name]).get("not") if isinstance(sweep[name], dict) else None
    value = refused[0] if refused else "yes" if name == "parent_ends_care" and sweep[name] == ["no"] else OTHERWISE[name]
    return {"change": {name: value}, "near": fires}


def plain(when: Table) -> Table:
    """One value for each condition: the first that it allows."""
    firsts: Table = {"imminence": "imminent", "source": "client", "info": "report_facts", "client": "adult", "evidence": "suspicion"}
    return {
        name: cast("list[object]", value)[0] if isinstance(value, list) else value if isinstance(value, str) else firsts[name]
        for name, value in when.items()
    }


def verdict(cell: Cell, proven: str) -> str:
    """What the answer may be at best."""
    return proven if cell["confidence"] in PROVEN else "not_yet"
