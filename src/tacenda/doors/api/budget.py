"""What one post of decisions may cost. Strangers may ask, so the work is bounded: parts times places, rules put together, steps of looking.

Each place is decided for itself and each part too: that is counted before it is done, and too much of it is refused. Of what is open the
questions are looked for, and of what is refused the other ways: that may take `STEPS` in a whole post, dealt out in turn, and where they
are used up the lists are shorter and the answer says so. The verdict is always worked out. The library and the command line, where nobody
else waits, have no such bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from tacenda.core.decisions import ask, kernel, parts
from tacenda.core.decisions.ask import BadRequest
from tacenda.core.decisions.decision import Json
from tacenda.core.decisions.effort import Effort
from tacenda.core.decisions.rulebook import Key, Packs

PLACES = 8
PARTS = 1000
ALL = 3000  # parts times places of a whole post
PROGRAMS = 400  # different sets of rules that one post puts together
STEPS = 1_000_000  # rules looked at for questions and other ways, in a whole post: less than a second
CODE = "too_much"


@dataclass(slots=True)
class Post:
    """The decisions of one post. `left`: how many are still to come; what one leaves over goes on to the others."""

    packs: Packs
    left: int
    effort: Effort = field(default_factory=lambda: Effort(STEPS))
    programs: set[Key] = field(default_factory=set[Key])

    def decide(self, asked: Mapping[str, object]) -> Json:
        """One answer. Raises BadRequest."""
        share, claims = self.effort.share(self.left), self.left
        self.left -= 1
        check(asked)
        request = ask.read(asked, self.packs)
        self.programs |= parts.programs(self.packs, request)
        if len(self.programs) > PROGRAMS:
            raise BadRequest(CODE, "", f"one post may ask by {PROGRAMS} different sets of rules; send the rest in another post", request.id)
        found = kernel.decide(self.packs, request, share).as_dict()
        self.effort.take(share, claims)
        return found


def check(asked: Mapping[str, object]) -> int:
    """What this request costs. What is no list costs nothing here and is refused where it is read. Raises BadRequest."""
    places, parts = _length(asked.get("places")), _length(asked.get("segments"))
    if places > PLACES:
        raise BadRequest(CODE, "/places", f"one request may name {PLACES} places; ask in several requests")
    if parts > PARTS:
        raise BadRequest(CODE, "/segments", f"one request may have {PARTS} parts; ask in several requests")
    cost = max(places, 1) * max(parts, 1)
    if cost > ALL:
        raise BadRequest(CODE, "/segments", f"parts times places may be {ALL}; ask for fewer parts or fewer places at a time")
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
