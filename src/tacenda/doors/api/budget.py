"""What one post of decisions may cost. Strangers may ask, so the work is counted before it is done: parts times places.

Each place is decided for itself and each part too, and of a part the open questions are looked for, up to `EXPLORED` parts. A request that
names sixty places and sixteen parts would take minutes; the library and the command line, where nobody else waits, have no such bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from tacenda.core.decisions.ask import BadRequest

PLACES = 8
PARTS = 1000
EXPLORED = 16  # parts whose open questions are looked for
EACH = 64  # parts times places of one request
ALL = 1000  # of a whole post
CODE = "too_much"


def check(asked: Mapping[str, object]) -> int:
    """What this request costs. What is no list costs nothing here and is refused where it is read. Raises BadRequest."""
    places, parts = _length(asked.get("places")), _length(asked.get("segments"))
    if places > PLACES:
        raise BadRequest(CODE, "/places", f"one request may name {PLACES} places; ask in several requests")
    if parts > PARTS:
        raise BadRequest(CODE, "/segments", f"one request may have {PARTS} parts; ask in several requests")
    cost = max(places, 1) * max(min(parts, EXPLORED), 1)
    if cost > EACH:
        raise BadRequest(CODE, "/segments", f"parts times places may be {EACH}; ask for fewer parts or fewer places at a time")
    return cost


def check_all(many: Iterable[object]) -> None:
    """Raises BadRequest for a batch that is too much work as a whole. What one of them is refused for stands in its own answer."""
    spent = 0
    for i, one in enumerate(many):
        spent += _cost(one)
        if spent > ALL:
            raise BadRequest(CODE, f"/requests/{i}", f"parts times places of all requests may be {ALL}; send the rest in another post")


def _cost(one: object) -> int:
    try:
        return check(cast("Mapping[str, object]", one)) if isinstance(one, dict) else 0
    except BadRequest:
        return 0


def _length(value: object) -> int:
    return len(cast("list[object]", value)) if isinstance(value, list) else 0
