"""Disclosures: what was sent to somebody outside, to whom, and whether the client may hear of it now. Kept beside the answer it rests on.

Payload: `plain({v, salt, kind, answer, to, what, told, why})`. `answer`: the kept assessment; `told`: whether the client hears of it at
once; `why`: the reason if not. The day is that of its version. The elements are those of an accounting: 45 CFR 164.528(b)(2).

Head of the page of `requests`: `sent`, when the newest was written down, which tells a talk held earlier on that day from one held after.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tacenda.core.words import moments
from tacenda.core.words.encoding import Parsed, Plain, Reading, as_number, plain
from tacenda.core.words.errors import Invalid, Tampered
from tacenda.core.words.ids import ObjectId
from tacenda.core.words.moments import NEVER, Day, Moment

KIND, SENT = "disclosure", "sent"
LONGEST = 2000  # characters


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One sending. `answer`: of the rules, that it rests on."""

    answer: ObjectId
    to: str
    what: str
    told: bool
    why: str

    def __repr__(self) -> str:
        return "Disclosure()"


def drawn(value: Disclosure) -> Disclosure:
    """A disclosure that can be kept. Raises Invalid: `empty`, `too_long`."""
    made = Disclosure(value.answer, value.to.strip(), value.what.strip(), value.told, "" if value.told else value.why.strip())
    texts = {"to": made.to, "what": made.what, **({} if made.told else {"why": made.why})}
    wrong = {name: "empty" if not text else "too_long" for name, text in texts.items() if not text or len(text) > LONGEST}
    if wrong:
        raise Invalid(wrong)
    return made


def write(value: Disclosure, salt: bytes) -> bytes:
    """The payload of a disclosure."""
    return plain(
        {
            "v": 1, "salt": salt, "kind": KIND, "answer": value.answer, "to": value.to, "what": value.what, "told": value.told,
            "why": value.why,
        }
    )  # fmt: skip


def read(payload: bytes) -> Disclosure:
    """Raises Tampered."""
    r = Reading(payload)
    r.version(1)
    r.raw("salt", 32)
    if r.text("kind") != KIND:
        raise Tampered("disclosure")
    found = Disclosure(ObjectId(r.raw("answer", 16)), r.text("to"), r.text("what"), r.flag("told"), r.text("why"))
    r.done()
    return found


def with_sent(head: Parsed, now: Moment) -> dict[str, Plain]:
    """A head that says that one was written down now, and all else as it was."""
    return {**head, SENT: int(now)}


def newest(head: Parsed, days: Iterable[Day]) -> Moment:
    """When the newest was written down; NEVER for none. `days`: those of all that are listed. A head from before knows no time of day: the
    first second of the newest day. Raises Tampered."""
    said = Moment(as_number(head[SENT])) if SENT in head else NEVER
    return max(said, *(moments.first(day) for day in days), NEVER)
