"""Review: who looked over what others can open, and what they found still needed. Kept on an access list, signed as everything there is.

Payload: `plain({v, salt, kind, kept, ended})`, both sorted hashes of grants; the day and who stand on the page that lists it. No name.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.words.encoding import Reading, plain
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import GrantHash
from tacenda.core.words.moments import Day

KIND = "review"
UNUSED = 90  # days after which access that nobody used is meant to end
SOON = 30  # days before its end in which access is called ending
EVERY = 91  # days from one review to the next


@dataclass(frozen=True, slots=True)
class Review:
    """What was kept and what was ended, as grants."""

    kept: tuple[GrantHash, ...]
    ended: tuple[GrantHash, ...]


def following(last: Day) -> Day:
    """The day the next review is due."""
    return Day(last + EVERY)


def unused(since: Day, last: Day, today: Day) -> bool:
    """Whether access was there for so long and was not used in that time. `last`: 0 for never."""
    return max(since, last) <= today - UNUSED


def write(review: Review, salt: bytes) -> bytes:
    return plain({"v": 1, "salt": salt, "kind": KIND, "kept": sorted(review.kept), "ended": sorted(review.ended)})


def read(raw: bytes) -> Review:
    """Raises Tampered."""
    r = Reading(raw)
    r.version(1)
    _, kind = r.raw("salt", 32), r.text("kind")
    kept, ended = (tuple(GrantHash(hash) for hash in r.raws(name, 32)) for name in ("kept", "ended"))
    r.done()
    if kind != KIND or any(list(part) != sorted(set(part)) for part in (kept, ended)):
        raise Tampered("review")
    return Review(kept, ended)
