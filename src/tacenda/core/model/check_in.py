"""Check-in: three short questions on how safe it feels, in our own words, on a schedule that the client changes.

Payload of the check-ins a therapist may see: `plain({v, salt, kind, answers})`, `answers`: `[at, okay, holding, reach]`, oldest first.
`counted` is the other way: nothing but the answers and the Monday of the week, for the privacy office to count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tacenda.core.words.encoding import Plain, Reading, as_number, as_text, plain
from tacenda.core.words.errors import Invalid, Tampered
from tacenda.core.words.moments import NEVER, Day, Moment

KIND = "check-in"
SKIP = "skip"
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "okay": ("very", "mostly", "unsure", "uneasy", SKIP),
    "holding": ("no", "little", "much", SKIP),
    "reach": ("no", "yes", SKIP),
}
WEEKS = (4, 8, 26, 0)  # the schedules a client may choose; 0: never
USUAL = 8
MOST = 24  # check-ins kept
FEW = 5  # counts below this are not told
WEEK = 7
THURSDAY = 3  # day 0 of our count was a Thursday


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Three answers. `at`: a moment where the therapist may see them."""

    okay: str
    holding: str
    reach: str
    at: Moment = NEVER

    def __repr__(self) -> str:
        return "CheckIn()"

    @property
    def uneasy(self) -> bool:
        """Whether the therapist is asked to talk about it. Never an alarm."""
        return self.okay == "uneasy" or self.holding == "much"


def drawn(okay: str, holding: str, reach: str, at: Moment) -> CheckIn:
    """Answers that fit. Raises Invalid."""
    given = {"okay": okay, "holding": holding, "reach": reach}
    wrong = {name: "choose" for name, answer in given.items() if answer not in QUESTIONS[name]}
    if wrong:
        raise Invalid(wrong)
    return CheckIn(okay, holding, reach, at)


def due(last: Day, weeks: int, second: Day, today: Day) -> bool:
    """Whether to ask: from the second session on, then as often as the client chose. `last`, `second`: 0 for never."""
    if weeks == 0:
        return False
    return today >= last + weeks * WEEK if last else bool(second) and today >= second


def following(last: Day, weeks: int) -> Day:
    """The day of the next check-in, 0 for none."""
    return Day(last + weeks * WEEK) if last and weeks else Day(0)


# What the therapist may see


def write(found: Iterable[CheckIn], salt: bytes) -> bytes:
    """The payload: the newest check-ins."""
    rows: list[Plain] = [[int(one.at), one.okay, one.holding, one.reach] for one in found]
    return plain({"v": 1, "salt": salt, "kind": KIND, "answers": rows[-MOST:]})


def read(payload: bytes) -> tuple[CheckIn, ...]:
    """Raises Tampered."""
    r = Reading(payload)
    r.version(1)
    r.raw("salt", 32)
    if r.text("kind") != KIND:
        raise Tampered("check-in")
    found = tuple(_check_in(row) for row in r.rows("answers"))
    r.done()
    return found


def _check_in(row: list[object]) -> CheckIn:
    if len(row) != 4:
        raise Tampered("check-in")
    return _known(as_text(row[1]), as_text(row[2]), as_text(row[3]), Moment(as_number(row[0])))


def _known(okay: str, holding: str, reach: str, at: Moment) -> CheckIn:
    try:
        return drawn(okay, holding, reach, at)
    except Invalid as error:
        raise Tampered("check-in") from error


# What is only counted


def monday(day: Day) -> Day:
    """The Monday of a day's week: all that an answer which is only counted says about when."""
    return Day(day - (day + THURSDAY) % WEEK)


def counted(value: CheckIn) -> str:
    """The answers as the privacy office gets them: no person, no chart, no time."""
    return "|".join((value.okay, value.holding, value.reach))


def of_counted(text: str) -> CheckIn:
    """Raises Tampered."""
    parts = text.split("|")
    if len(parts) != 3:
        raise Tampered("check-in")
    return _known(parts[0], parts[1], parts[2], NEVER)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over all who only wanted to be counted; -1 stands for fewer than five."""

    answers: int
    uneasy: int


def tally(found: Iterable[CheckIn]) -> Tally:
    """The counts an officer sees: below five they do not say how many, not even none."""
    every = list(found)
    uneasy = sum(one.uneasy for one in every)
    return Tally(*(count if count >= FEW else -1 for count in (len(every), uneasy)))
