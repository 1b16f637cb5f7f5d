"""Values as TOML writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from .table import Table


class Date(str):
    """A date that TOML writes without quotes."""

    __slots__ = ()


def toml(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Date)):
        return str(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list):
        items = cast("list[object]", value)
        if items and isinstance(items[0], dict):
            return "[\n" + "".join(f"    {toml(one)},\n" for one in items) + "]"
        return "[" + ", ".join(toml(one) for one in items) + "]"
    pairs = cast("Mapping[str, object]", value)
    return "{ " + ", ".join(f"{key if key.replace('_', '').isalnum() else toml(key)} = {toml(one)}" for key, one in pairs.items()) + " }"


def shorter(when: object) -> object:
    """A condition with one value is written without brackets."""
    if isinstance(when, list):
        return [shorter(one) for one in cast("list[object]", when)]
    found: Table = {}
    for name, one in cast("Mapping[str, object]", when).items():
        values = cast("list[object]", one) if isinstance(one, list) else []
        found[name] = values[0] if len(values) == 1 else one
    return found
