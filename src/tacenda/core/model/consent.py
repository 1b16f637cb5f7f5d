"""Consent: one talk about privacy, as it was kept: what was shown, what was answered, what was said yes to, and who explained it.

Payload: `plain({v, salt, kind, parts, edition, limits, packs, places, people, how, explained, seconds, choices, begun, kept, taken_back,
scan})`. `parts`: `[part, language, wording, shown, result, tries, marked]`; `wording`: SHA-256 of the sentences as the product has them,
`shown`: of the page as the client read it, names and limits filled in. `edition`: of the limits (`limits.edition`); `limits`: 8 bytes of
each sentence of them that was told. `choices`: `[name, answer, at]`. A talk is never overwritten: what changes is a further version.
Who signed is not in the payload: whoever sealed a version with these very words signed them (`signed`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from tacenda.core.words.encoding import Plain, Reading, as_number, as_raw, as_text, fields, plain
from tacenda.core.words.errors import Invalid, Tampered
from tacenda.core.words.ids import PrincipalId
from tacenda.core.words.moments import NEVER, Moment, known

KIND = "talk"
PARTS = (1, 2, 3, 4, 5)
CHOICES = ("email", "sms", "video", "supervision", "research")  # recording is none of them: it does not exist
ANSWERS = ("yes", "no", "later")
MOST_TRIES = 2
LIMIT = 8  # bytes that name one sentence of the limits
PAUSE = 600  # seconds: a page that lay open for longer counts as long as this
LONGEST = 200  # letters of a name


class Result(Enum):
    """How a question was answered; there is no score."""

    RIGHT = "right"
    MISSED = "missed"
    UNSURE = "unsure"
    SKIPPED = "skipped"


class How(Enum):
    """How the talk was done."""

    ALONE = "alone"
    TOGETHER = "together"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Part:
    """One part as it was shown and answered. `tries`: 0 to 2; `marked`: to be talked about in the session."""

    part: int
    language: str
    wording: bytes
    shown: bytes
    result: Result
    tries: int
    marked: bool

    @property
    def open(self) -> bool:
        """Whether the question stands: a first miss is asked once more, in other words."""
        return self.tries == 1 and not self.marked and self.result in (Result.MISSED, Result.UNSURE)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read of a part once more, after it was answered: the text it rests on, and the page as it was shown."""

    wording: bytes
    shown: bytes


@dataclass(frozen=True, slots=True)
class Choice:
    """One separate consent. `at`: when it was answered."""

    name: str
    answer: str
    at: Moment


@dataclass(frozen=True, slots=True)
class Told:
    """What the talk rested on. `people`: hashes of the grants that stood then; `packs`: SHA-256 of all rules that were loaded."""

    edition: str
    limits: tuple[bytes, ...]
    packs: bytes
    places: tuple[str, ...]
    people: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Consent:
    """One kept talk. `explained`: who explained it, empty for nobody; `scan`: the paper, sealed beside it; empty for none."""

    parts: tuple[Part, ...]
    told: Told
    how: How
    explained: str
    seconds: int
    choices: tuple[Choice, ...]
    begun: Moment
    kept: Moment
    taken_back: Moment = NEVER
    scan: bytes = b""

    def __repr__(self) -> str:
        return f"Consent({self.how.value})"

    @property
    def minutes(self) -> int:
        """Whole minutes, at least 1."""
        return max(1, -(-self.seconds // 60))

    @property
    def marked(self) -> tuple[int, ...]:
        """The parts to talk about."""
        return tuple(one.part for one in self.parts if one.marked)

    def says(self, name: str) -> str:
        """The answer to a separate consent: `later` where nothing was said, `no` to everything once it was taken back."""
        if self.taken_back:
            return "no"
        return next((one.answer for one in self.choices if one.name == name), "later")


# Answering


def answered(before: Part | None, now: Part, result: Result, *, mark: bool) -> Part:
    """The part after one more answer. A second miss is no third question: it is marked for the session."""
    again = before is not None and before.open
    tries = 0 if result is Result.SKIPPED else MOST_TRIES if again else 1
    missed_twice = tries == MOST_TRIES and result is not Result.RIGHT
    return replace(now, result=result, tries=tries, marked=mark or missed_twice)


def spent(since: Moment, now: Moment) -> int:
    """Seconds that one page took; a page left lying counts ten minutes at most, a clock that went back counts none."""
    return min(max(0, now - since), PAUSE)


def wording(sentences: Iterable[str]) -> bytes:
    """32 bytes that name a text: any other word gives another name."""
    return hashlib.sha256(fields("consent-text-v1", *sentences)).digest()


def limit_name(topic: str, kind: str, says: str) -> bytes:
    """8 bytes that name one sentence of the limits. A new citation behind the same words is no new sentence for the client."""
    return hashlib.sha256(fields("consent-limit-v1", topic, kind, says)).digest()[:LIMIT]


def chosen(before: Iterable[Choice], answers: Mapping[str, str], now: Moment) -> tuple[Choice, ...]:
    """The separate consents after new answers; what did not change keeps its time. Raises Invalid."""
    wrong = {name: "choose" for name, answer in answers.items() if name not in CHOICES or answer not in ANSWERS}
    if wrong:
        raise Invalid(wrong)
    old = {one.name: one for one in before}
    found: list[Choice] = []
    for name in CHOICES:
        kept = old.get(name, Choice(name, "later", now))
        found.append(kept if answers.get(name, kept.answer) == kept.answer else Choice(name, answers[name], now))
    return tuple(found)


def drawn(value: Consent) -> Consent:
    """A talk that can be kept, its parts in order. Raises Invalid: `none`, `choose`, `too_long`."""
    numbers = [one.part for one in value.parts]
    if not numbers:
        raise Invalid({"": "none"})
    if len(set(numbers)) != len(numbers) or not set(numbers) <= set(PARTS):
        raise Invalid({"": "choose"})
    if len(value.explained) > LONGEST:
        raise Invalid({"explained": "too_long"})
    # A question that stands open is one that was not understood yet.
    parts = tuple(replace(one, marked=one.marked or one.open) for one in sorted(value.parts, key=lambda one: one.part))
    return replace(value, parts=parts)


def signed(versions: Iterable[tuple[PrincipalId, Consent]]) -> tuple[PrincipalId, ...]:
    """Who sealed the words of the newest version, first come. `versions`: author and words, oldest first."""
    found = list(versions)
    return tuple(dict.fromkeys(author for author, words in found if words == found[-1][1]))


# The payload


def write(value: Consent, salt: bytes) -> bytes:
    """The payload of a talk."""
    told = value.told
    return plain(
        {
            "v": 1, "salt": salt, "kind": KIND, "parts": part_rows(value.parts), "edition": told.edition, "limits": list(told.limits),
            "packs": told.packs, "places": list(told.places), "people": list(told.people), "how": value.how.value,
            "explained": value.explained, "seconds": value.seconds, "choices": choice_rows(value.choices), "begun": int(value.begun),
            "kept": int(value.kept), "taken_back": int(value.taken_back), "scan": value.scan,
        }
    )  # fmt: skip


def read(payload: bytes) -> Consent:
    """Raises Tampered."""
    r = Reading(payload)
    r.version(1)
    r.raw("salt", 32)
    if r.text("kind") != KIND:
        raise Tampered("consent")
    try:
        found = Consent(
            parts_of(r.rows("parts")),
            _told(r),
            How(r.text("how")), r.text("explained"), r.number("seconds"), choices_of(r.rows("choices")), known(r.number("begun")),
            known(r.number("kept")), known(r.number("taken_back")), r.raw("scan", 0, 16),
        )  # fmt: skip
    except ValueError as error:
        raise Tampered("consent") from error
    r.done()
    return found


def _told(r: Reading) -> Told:
    limits, people = tuple(r.raws("limits", LIMIT)), tuple(r.raws("people", 32))
    return Told(r.text("edition"), limits, r.raw("packs", 32), tuple(r.texts("places")), people)


def part_rows(parts: Iterable[Part]) -> list[Plain]:
    """Parts as they are written."""
    return [[one.part, one.language, one.wording, one.shown, one.result.value, one.tries, one.marked] for one in parts]


def parts_of(rows: Iterable[list[object]]) -> tuple[Part, ...]:
    """Raises Tampered."""
    return tuple(_part(row) for row in rows)


def _part(row: list[object]) -> Part:
    if len(row) != 7 or not isinstance(row[6], bool):
        raise Tampered("part")
    try:
        result = Result(as_text(row[4]))
    except ValueError as error:
        raise Tampered("part") from error
    part, tries = as_number(row[0]), as_number(row[5])
    if part not in PARTS or not 0 <= tries <= MOST_TRIES:
        raise Tampered("part")
    return Part(part, as_text(row[1]), as_raw(row[2], 32), as_raw(row[3], 32), result, tries, row[6])


def choice_rows(choices: Iterable[Choice]) -> list[Plain]:
    """Choices as they are written."""
    return [[one.name, one.answer, int(one.at)] for one in choices]


def choices_of(rows: Iterable[list[object]]) -> tuple[Choice, ...]:
    """Raises Tampered."""
    return tuple(_choice(row) for row in rows)


def _choice(row: list[object]) -> Choice:
    if len(row) != 3 or row[0] not in CHOICES or row[1] not in ANSWERS:
        raise Tampered("choice")
    return Choice(as_text(row[0]), as_text(row[1]), known(as_number(row[2])))


@dataclass(frozen=True, slots=True)
class Begun:
    """A talk in progress. `walk`: the parts to be gone through; it lies with the client alone until they keep it."""

    walk: tuple[int, ...]
    parts: tuple[Part, ...]
    seconds: int
    begun: Moment

    def __repr__(self) -> str:
        return "Begun()"

    def part(self, number: int) -> Part | None:
        """A part's answer, if there is one."""
        return next((one for one in self.parts if one.part == number), None)

    @property
    def rest(self) -> int:
        """The first part of the walk that still stands open, 0 for none."""
        return next((one for one in self.walk if (made := self.part(one)) is None or made.open), 0)

    def after(self, number: int) -> int:
        """The next part of the walk, 0 at its end."""
        return next((one for one in self.walk if one > number), 0)

    def seen(self, found: Mapping[int, Seen]) -> Begun:
        """The talk after parts that changed were read as they are now; what was answered stands."""
        again = {
            one.part: replace(one, wording=found[one.part].wording, shown=found[one.part].shown) for one in self.parts if one.part in found
        }
        return replace(self, parts=tuple(again.get(one.part, one) for one in self.parts))

    def with_part(self, made: Part, seconds: int) -> Begun:
        """The talk after one more answer."""
        others = tuple(one for one in self.parts if one.part != made.part)
        return replace(self, parts=(*others, made), seconds=self.seconds + seconds)


def write_begun(value: Begun) -> str:
    """A talk in progress as one text."""
    parts, walk = part_rows(value.parts), "".join(map(str, value.walk))
    return plain({"v": 1, "walk": walk, "parts": parts, "seconds": value.seconds, "begun": int(value.begun)}).decode()


def read_begun(text: str) -> Begun:
    """Raises Tampered."""
    r = Reading(text.encode())
    r.version(1)
    walk = r.text("walk")
    if not set(walk) <= {str(part) for part in PARTS}:
        raise Tampered("walk")
    found = Begun(tuple(int(part) for part in walk), parts_of(r.rows("parts")), r.number("seconds"), known(r.number("begun")))
    r.done()
    return found
