"""Small worlds for the kernel's tests: rules written in the test, the real vocabulary."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from tacenda.core.decisions import calendars, facts, kernel, pack, rulebook
from tacenda.core.decisions.decision import Decision
from tacenda.core.decisions.facts import Vocabulary
from tacenda.core.decisions.rulebook import Packs
from tacenda.shell.packs import home

HEAD = '[[pack]]\nid = "{id}"\nversion = "1"\ntitle = "A law"\nlayer = "{layer}"\n{place}'


@cache
def vocabulary() -> Vocabulary:
    return facts.parse((home() / "vocabulary.toml").read_text("utf-8"), (home() / "workings.toml").read_text("utf-8"))


def world(*texts: str) -> Packs:
    """The rulebook of these packs."""
    found = [one for i, text in enumerate(texts) for one in pack.parse(text, vocabulary(), f"{i}.toml")]
    return rulebook.link(vocabulary(), found, calendars.parse((home() / "calendars.toml").read_text("utf-8"), "calendars.toml"))


def law(rules: str, *, id: str = "law", place: str = "US", layer: str = "law", more: str = "") -> str:
    """A pack with these rules."""
    return HEAD.format(id=id, layer=layer, place=f'place = "{place}"\n' if place else "") + more + "\n" + rules


def rule(what: str, id: str, /, **fields: Any) -> str:
    """One rule; `acts` disclose and a proven confidence unless said otherwise."""
    whole = {"id": id, "acts": ["disclose"], "citation": f"the law of {id}", "confidence": "read", **fields}
    return f"[[{what}]]\n" + "".join(f"{name} = {_toml(value)}\n" for name, value in whole.items())


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_toml(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def request(**changes: Any) -> dict[str, Any]:
    """A floor question in the United States; facts by name, or whole fields in capitals (ACT, PLACES, ...)."""
    whole: dict[str, Any] = {
        "form": "tacenda.decision-request/1",
        "vocabulary": 1,
        "id": "q",
        "act": "disclose",
        "places": ["US"],
        "layers": "floor",
        "codes": [],
        "now": "2026-11-20T10:00:00Z",
    }
    whole |= {name.lower(): value for name, value in changes.items() if name.isupper()}
    return whole | {"facts": {name: value for name, value in changes.items() if not name.isupper()}}


def answer(packs: Packs, **changes: Any) -> Decision:
    return kernel.decide(packs, request(**changes))


BAR = rule("bar", "a.bar", when={"info": {"not": ["deidentified"]}})


def whole(what: str, id: str, /, **fields: Any) -> str:
    """A rule with everything that a pack of somebody else's must have, but for its cases."""
    dated = {"from": dt.date(2000, 1, 1), "known": dt.date(2026, 1, 1), "source": "a book of laws", "says": "A sentence."}
    return rule(what, id, **(dated | fields))


def cases(*ids: str, near: bool = True) -> str:
    """A case in which these rules fire, and one in which they nearly do."""
    names = _toml(list(ids))
    asked = (
        'request = { act = "disclose", places = ["US"], layers = "floor", facts = { recipient = "law_enforcement", info = "record" } }\n'
    )
    fires = f'[[case]]\nid = "fires"\nsays = "It fires."\nfires = {names}\n{asked}'
    return fires + (f'[[case]]\nid = "near"\nsays = "It nearly does."\nnear = {names}\n{asked}' if near else "")
