"""A request as it comes in, in bytes: one JSON object with distinct names, or refused in one sentence."""

from __future__ import annotations

import json
from typing import NoReturn, cast

from tacenda.core.decisions.ask import BadRequest


def read(raw: bytes) -> dict[str, object]:
    """The object. Raises BadRequest."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest("malformed", "", "this is no text in UTF-8") from error
    if not text.strip():
        raise BadRequest("malformed", "", "there is nothing in it: a request is one JSON object")
    try:
        value: object = json.loads(text, object_pairs_hook=_once, parse_constant=_none)
    except json.JSONDecodeError as error:
        at = f"line {error.lineno}, column {error.colno}" if "\n" in text.strip() else f"column {error.colno}"
        raise BadRequest("malformed", "", f"this is no JSON: look at {at}") from error
    except _Twice as error:
        raise BadRequest("malformed", "", "this is no JSON object with distinct names: one stands twice") from error
    except (ValueError, RecursionError) as error:
        raise BadRequest("malformed", "", "this is no JSON: a number that JSON does not have, or nested too deep") from error
    if not isinstance(value, dict):
        raise BadRequest("malformed", "", "a request is an object")
    return cast("dict[str, object]", value)


class _Twice(ValueError):
    """A name stands twice in one object."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice
    return found


def _none(word: str) -> NoReturn:
    """Python reads NaN and Infinity; JSON has no such numbers."""
    raise ValueError(word)
