"""Speakers: on which answer of the law somebody was let in to speak for a client, and why that is to be looked at again.

The head of the page of `requests`, which neither they nor the client open. Rows: `[grant, entry, name, rule, request, born, until, why,
said]`. `request`: canonical JSON (RFC 8785), asked anew whenever the chart's keeper looks; `born`: a child's day of birth, empty for an
adult; `why`: what was learned since the last look; `said`: `[moment, did, words, by]` each, oldest first, none taken away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from tacenda.core.words.encoding import Parsed, Plain, as_number, as_raw, as_rows, as_text, as_texts
from tacenda.core.words.errors import Invalid, Tampered
from tacenda.core.words.ids import EntryHash, GrantHash, PrincipalId
from tacenda.core.words.moments import Moment

LONGEST = 2_000  # letters of why somebody goes on, or is paused
KEY = "speakers"


class Why(Enum):
    """Why to look again. The first two are written down when they are learned, the rest is seen on the day."""

    DANGER = "danger"  # an answer says that who speaks for the client endangers them, or that their reading would do harm
    ANSWER = "answer"  # another answer about who speaks for the client was kept
    LAW = "law"  # today the law does not say what it said
    UNEASY = "uneasy"  # the client told that they feel uneasy
    ENDS = "ends"  # the birthday or day at which it ends is near
    UNKNOWN = "unknown"  # no answer of the law is kept beside it
    KEYS = "keys"  # they were let in to sign when the key for it also opened what the client answered


class Did(Enum):
    """What was decided."""

    IN = "in"
    STAYS = "stays"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Said:
    """One decision, with the words of who made it."""

    at: Moment
    did: Did
    words: str
    by: PrincipalId

    def __repr__(self) -> str:
        return f"Said({self.did.value})"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who was let in by a rule of law. `until`: the end of their grant."""

    grant: GrantHash
    entry: EntryHash
    name: str
    rule: str
    request: bytes
    born: str
    until: Moment
    why: tuple[Why, ...]
    said: tuple[Said, ...]

    def __repr__(self) -> str:
        return f"Speaker({self.rule})"

    @property
    def paused(self) -> bool:
        return self.said[-1].did is Did.PAUSED

    @property
    def looked(self) -> Moment:
        """When it was last decided on."""
        return self.said[-1].at

    def told(self, why: Iterable[Why]) -> Speaker:
        """With what was learned now."""
        known = {*self.why, *why}
        return replace(self, why=tuple(one for one in Why if one in known))

    def decided(self, made: Said) -> Speaker:
        """After a look: what was learned before it is answered."""
        return replace(self, why=(), said=(*self.said, made))


def words(text: str) -> str:
    """Why, as it is kept. Raises Invalid."""
    found = text.replace("\r\n", "\n").strip()
    if not found or len(found) > LONGEST:
        raise Invalid({"words": "too_long" if found else "empty"})
    return found


def with_speaker(head: Parsed, one: Speaker) -> Plain:
    """A head with this row, in place of the one of the same grant."""
    return with_speakers(head, [*(other for other in read(head) if other.grant != one.grant), one])


def with_speakers(head: Parsed, found: Iterable[Speaker]) -> dict[str, Plain]:
    """A head with these rows and all else as it was."""
    return {**head, KEY: [_row(one) for one in found]}


def read(head: Parsed) -> tuple[Speaker, ...]:
    """Raises Tampered."""
    if KEY not in head:
        return ()
    try:
        return tuple(_speaker(row) for row in as_rows(head[KEY]))
    except ValueError as error:
        raise Tampered("speakers") from error


def _row(one: Speaker) -> Plain:
    said: list[Plain] = [[int(each.at), each.did.value, each.words, each.by] for each in one.said]
    why: list[Plain] = [each.value for each in one.why]
    return [one.grant, one.entry, one.name, one.rule, one.request, one.born, int(one.until), why, said]


def _speaker(row: list[object]) -> Speaker:
    if len(row) != 9:
        raise Tampered("speaker")
    said = tuple(_said(each) for each in as_rows(row[8]))
    if not said:
        raise Tampered("speaker")
    return Speaker(
        GrantHash(as_raw(row[0], 32)), EntryHash(as_raw(row[1], 32)), as_text(row[2]), as_text(row[3]), as_raw(row[4]), as_text(row[5]),
        Moment(as_number(row[6])), tuple(Why(text) for text in as_texts(row[7])), said,
    )  # fmt: skip


def _said(row: list[object]) -> Said:
    if len(row) != 4:
        raise Tampered("said")
    return Said(Moment(as_number(row[0])), Did(as_text(row[1])), as_text(row[2]), PrincipalId(as_raw(row[3], 16)))
