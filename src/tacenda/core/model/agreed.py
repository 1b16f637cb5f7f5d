"""Agreed: where a client stands with what they were told and said yes to, and what makes another talk due. The head of a consent page.

It repeats the newest state of the sealed talks, so that a list can say what is due without opening one. `due` is a pure function of this
state and of what is true today; the same function gives the client's tasks and the clinician's.

Who signs for the client by law has a side of their own, in a compartment of its own (`signed_for`). On a page from before that lay here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from tacenda.core.model import consent
from tacenda.core.model.consent import PARTS, Choice, Consent, How
from tacenda.core.words import moments
from tacenda.core.words.encoding import Parsed, Plain, Reading, as_number, as_raw, as_text, plain
from tacenda.core.words.errors import Invalid, Tampered
from tacenda.core.words.ids import PrincipalId
from tacenda.core.words.moments import NEVER, Day, Moment

HALF_YEAR = 183  # days
WHO, LIMITS = 2, 3  # the parts that say who can see the records, and when somebody may have to be told
NO_DAY = Day(0)


class Reason(Enum):
    """Why a talk is due."""

    FIRST = "first"
    REST = "rest"
    SESSION = "session"
    HALF_YEAR = "half-year"
    PLACE = "place"
    LIMITS = "limits"
    TEXTS = "texts"
    PERSON = "person"
    AGE = "age"
    DISCLOSURE = "disclosure"
    ENDING = "ending"
    TAKEN_BACK = "taken-back"


# What a clinician may ask to talk about again: what no list can know.
ASKED = (Reason.DISCLOSURE, Reason.ENDING, Reason.PLACE)
CHANGED = frozenset({Reason.PLACE, Reason.LIMITS, Reason.TEXTS})  # what a client was told is not as it is
PARTS_OF: Mapping[Reason, tuple[int, ...]] = {
    Reason.PLACE: (LIMITS,), Reason.LIMITS: (LIMITS,), Reason.PERSON: (WHO,), Reason.DISCLOSURE: (LIMITS,), Reason.ENDING: (5,),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agreed:
    """The state of one chart. `whole`: when all parts were last talked through; `signed`: who sealed the newest words of the newest talk.

    `limits`, `places`, `people`: what was true when the part that tells it was last talked about. `asked`: what the clinician wants talked
    about again, since which day. `uneasy`: when a check-in said that something is not okay, until somebody talked about it. `moods`: where
    the check-ins lie. `own`, `own_back`: the choices and the taking back in the newest words that the client sealed; without any, empty.
    `explain`: the parts to talk about in a session, of this talk or an earlier one, until that was done. `limits_at`: when the limits were
    last talked about. `spoken`: on a page from before, the same of whoever signed for the client by law. A no there stays one.
    """

    talk: bytes = b""
    kept: Moment = NEVER
    whole: Moment = NEVER
    how: str = ""
    marked: tuple[int, ...] = ()
    signed: tuple[PrincipalId, ...] = ()
    taken_back: Moment = NEVER
    choices: tuple[Choice, ...] = ()
    wordings: Mapping[int, bytes] = field(default_factory=dict[int, bytes])
    edition: str = ""
    limits: frozenset[bytes] = frozenset()
    places: tuple[str, ...] = ()
    people: frozenset[bytes] = frozenset()
    asked: tuple[tuple[Reason, Day], ...] = ()
    moods: bytes = b""
    uneasy: Moment = NEVER
    own: tuple[Choice, ...] = ()
    own_back: Moment = NEVER
    explain: tuple[int, ...] = ()
    limits_at: Moment = NEVER
    spoken: Agreed | None = None

    def __repr__(self) -> str:
        return "Agreed()"

    def repeats(self, value: Consent, signed: Iterable[PrincipalId]) -> bool:
        """Whether this state says of the newest talk what its sealed versions say."""
        mine = (self.kept, self.how, self.marked, self.taken_back, self.choices, frozenset(self.signed))
        return mine == (value.kept, value.how.value, value.marked, value.taken_back, value.choices, frozenset(signed))

    @property
    def stand(self) -> tuple[Choice, ...]:
        """The choices that stand: what the client sealed, whatever was written down since; if they never did, what was written down."""
        return self.own or self.choices

    @property
    def back(self) -> Moment:
        """When everything was taken back; only the client ends that."""
        return self.own_back if self.own else self.taken_back

    def says(self, name: str) -> str:
        """The answer to a separate consent today."""
        if self.back:
            return "no"
        return next((one.answer for one in self.stand if one.name == name), "later") if self.kept else "later"

    @property
    def waits(self) -> tuple[Choice, ...]:
        """What the newest words say otherwise than the client did: it waits for their signature."""
        return tuple(one for one in self.choices if self.own and not self.taken_back and one.answer != self.says(one.name))

    def own_words(self, value: Consent) -> bool:
        """Whether this state says of the client's own answers what the newest words they sealed say."""
        return (self.own, self.own_back) == (value.choices, value.taken_back)


@dataclass(frozen=True, slots=True)
class Wordings:
    """What names the texts of the talk as the product has them, by part. `alone`: those said in their place where one person works.

    What is said where several work is true there too, so nobody who was told it hears it anew; what is said of one person alone is untrue
    from the day on which a second one works there.
    """

    every: Mapping[int, bytes]
    alone: Mapping[int, bytes] = field(default_factory=dict[int, bytes])

    def said(self, *, alone: bool) -> Mapping[int, bytes]:
        """What is said here. `alone`: one person works here."""
        return {**self.every, **self.alone} if alone else self.every

    def fitting(self, *, alone: bool) -> frozenset[bytes]:
        """What is not said here, and true all the same."""
        return frozenset(self.every[part] for part in self.alone) if alone else frozenset[bytes]()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true today; a day is 0 where it is not known. `second`: of the second session; `of_age`: of the 18th birthday, a reason to
    talk and no fact of law; `disclosed`: when the newest disclosure was written down. `wordings`: the texts as they are said here;
    `fitting`: others that say nothing untrue here; `people`: grants that stand."""

    places: tuple[str, ...]
    limits: frozenset[bytes]
    wordings: Mapping[int, bytes]
    people: frozenset[bytes]
    second: Day = NO_DAY
    of_age: Day = NO_DAY
    disclosed: Moment = NEVER
    fitting: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class Due:
    """One reason to talk, and the parts it is about."""

    reason: Reason
    parts: tuple[int, ...]


def due(agreed: Agreed, facts: Facts, now: Moment) -> tuple[Due, ...]:
    """Why a talk is due at a moment, most important first; empty for nothing new."""
    if agreed.back:
        return (Due(Reason.TAKEN_BACK, PARTS),)
    if not agreed.kept:
        return (Due(Reason.FIRST, PARTS),)
    today = moments.day(now)
    found = [*_rest(agreed), *_by_time(agreed, facts, today), *_by_change(agreed, facts), *_by_asking(agreed, facts, now)]
    return tuple({one.reason: one for one in reversed(found)}[reason] for reason in dict.fromkeys(one.reason for one in found))


def following(agreed: Agreed) -> Day:
    """The day on which a talk is due by time alone; 0 where none was held, or all was taken back."""
    return NO_DAY if agreed.back or not agreed.whole else Day(moments.day(agreed.whole) + HALF_YEAR)


def _rest(agreed: Agreed) -> Iterable[Due]:
    rest = tuple(part for part in PARTS if part not in agreed.wordings)
    if rest:
        yield Due(Reason.REST, rest)


def _by_time(agreed: Agreed, facts: Facts, today: Day) -> Iterable[Due]:
    whole = moments.day(agreed.whole or agreed.kept)
    if _came(facts.second, whole, today):
        yield Due(Reason.SESSION, PARTS)
    if today >= whole + HALF_YEAR:
        yield Due(Reason.HALF_YEAR, PARTS)
    if _came(facts.of_age, whole, today):
        yield Due(Reason.AGE, PARTS)


def _came(day: Day, talked: Day, today: Day) -> bool:
    """Whether a day came since the talk; a talk on that very day was about it."""
    return day != NO_DAY and talked < day <= today


def _by_change(agreed: Agreed, facts: Facts) -> Iterable[Due]:
    """What is not as it was told. Of a part that was never read nothing was told, so nothing changed."""
    told = agreed.wordings
    if LIMITS in told and agreed.places != facts.places:
        yield Due(Reason.PLACE, PARTS_OF[Reason.PLACE])
    elif LIMITS in told and agreed.limits != facts.limits:
        yield Due(Reason.LIMITS, PARTS_OF[Reason.LIMITS])
    changed = tuple(part for part in PARTS if part in told and told[part] not in {facts.wordings.get(part), *facts.fitting})
    if changed:
        yield Due(Reason.TEXTS, changed)
    if WHO in told and facts.people - agreed.people:
        yield Due(Reason.PERSON, PARTS_OF[Reason.PERSON])


def _by_asking(agreed: Agreed, facts: Facts, now: Moment) -> Iterable[Due]:
    if agreed.limits_at < facts.disclosed <= now:
        yield Due(Reason.DISCLOSURE, PARTS_OF[Reason.DISCLOSURE])
    for reason, _ in agreed.asked:
        yield Due(reason, PARTS_OF.get(reason, PARTS))


def parts_due(found: Iterable[Due]) -> tuple[int, ...]:
    """The parts to be gone through, in their order."""
    return tuple(sorted({part for one in found for part in one.parts}))


def new_limits(agreed: Agreed, facts: Facts) -> frozenset[bytes]:
    """The sentences this client was not told; none before the first talk, when all are new."""
    return facts.limits - agreed.limits if agreed.limits else frozenset[bytes]()


# Changes


def with_talk(agreed: Agreed, talk: bytes, value: Consent, signed: Iterable[PrincipalId], *, own: bool) -> Agreed:
    """The state after a talk was kept, signed or changed. `own`: the client is among those who sealed these words; else what they said
    themselves stands as it was."""
    if own:
        agreed = replace(agreed, own=value.choices, own_back=value.taken_back)
    shown = {one.part: one.wording for one in value.parts}
    wordings = {**agreed.wordings, **shown}
    whole = set(shown if agreed.whole else wordings) == set(PARTS)  # the first time it may have taken several talks
    found = replace(
        agreed, talk=talk, kept=value.kept, how=value.how.value, marked=value.marked, signed=tuple(signed), taken_back=value.taken_back,
        choices=value.choices, wordings=wordings, whole=value.kept if whole else agreed.whole,
        asked=tuple(one for one in agreed.asked if not set(PARTS_OF.get(one[0], PARTS)) <= set(shown)),
        explain=agreed.explain if talk == agreed.talk else _to_explain(agreed, value),
    )  # fmt: skip
    if LIMITS in shown:
        limits = frozenset(value.told.limits)
        found = replace(found, edition=value.told.edition, limits=limits, places=value.told.places, limits_at=value.kept)
    return replace(found, people=frozenset(value.told.people)) if WHO in shown else found


def _to_explain(agreed: Agreed, value: Consent) -> tuple[int, ...]:
    """A talk about other parts does not answer what an earlier one left for the session."""
    shown = {one.part for one in value.parts}
    return tuple(sorted({*agreed.explain} - shown | {*value.marked}))


def explained(agreed: Agreed, seen: str) -> Agreed:
    """Parts that were left for the session were talked about in one. `seen`: those the clinician read of; what came since stays."""
    return replace(agreed, explain=tuple(part for part in agreed.explain if str(part) not in seen))


def ask_again(agreed: Agreed, reason: str, today: Day) -> Agreed:
    """The clinician wants to talk about something again. Raises Invalid."""
    known = {one.value: one for one in ASKED}
    if reason not in known:
        raise Invalid({"reason": "choose"})
    others = tuple(one for one in agreed.asked if one[0] is not known[reason])
    return replace(agreed, asked=(*others, (known[reason], today)))


def birthday(born: str, years: int = 18) -> Day:
    """The day of a birthday, from a date as cards may have it (`YYYY-MM-DD`); 0 for what is no such date."""
    text = born.strip()
    try:
        moments.day_from_text(text)
    except Tampered:
        return NO_DAY
    year, rest = int(text[:4]) + years, text[4:]
    try:
        return moments.day_from_text(f"{year:04}{rest}")
    except Tampered:
        return moments.day_from_text(f"{year:04}-03-01")  # born on a day that this year does not have


def to_come(born: str, today: Day) -> Day:
    """The day on which somebody comes of age, if it is still to come; else 0."""
    day = birthday(born)
    return day if day > today else NO_DAY


# The head


def head(agreed: Agreed) -> Plain:
    """What `chart.write` keeps as the head of the page of `consent`."""
    return {
        "v": 1, "talk": agreed.talk, "kept": int(agreed.kept), "whole": int(agreed.whole), "how": agreed.how,
        "marked": "".join(map(str, agreed.marked)),
        "signed": list(agreed.signed), "taken_back": int(agreed.taken_back), "choices": consent.choice_rows(agreed.choices),
        "wordings": [[part, agreed.wordings[part]] for part in sorted(agreed.wordings)], "edition": agreed.edition,
        "limits": sorted(agreed.limits), "places": list(agreed.places), "people": sorted(agreed.people),
        "asked": [[reason.value, int(day)] for reason, day in agreed.asked], "moods": agreed.moods, "uneasy": int(agreed.uneasy),
        "own": consent.choice_rows(agreed.own), "own_back": int(agreed.own_back),
        "explain": "".join(map(str, agreed.explain)), "limits_at": int(agreed.limits_at),
        **({"spoken": head(agreed.spoken)} if agreed.spoken else {}),
    }  # fmt: skip


def read(given: Parsed) -> Agreed:
    """The state on a page; of a page from before the first talk, nothing. Raises Tampered."""
    if not given:
        return Agreed()
    return _read(plain(given), spoken=True)


def _read(raw: bytes, *, spoken: bool) -> Agreed:
    """`spoken`: it may hold the side of who signed for the client, which holds none itself."""
    r = Reading(raw)
    r.version(1)
    if r.has("here"):  # on a page from before, as `theirs`
        r.text("here")
    if r.has("theirs"):
        r.rows("theirs")
    try:
        found = Agreed(
            r.raw("talk", 0, 16), moments.known(r.number("kept")), moments.known(r.number("whole")), _how(r.text("how")),
            _parts(r.text("marked")), tuple(PrincipalId(one) for one in r.raws("signed", 16)),
            moments.known(r.number("taken_back")), consent.choices_of(r.rows("choices")),
            {as_number(part): as_raw(name, 32) for part, name in r.rows("wordings")}, r.text("edition"),
            frozenset(r.raws("limits", consent.LIMIT)), tuple(r.texts("places")), frozenset(r.raws("people", 32)),
            tuple((Reason(as_text(reason)), moments.known_day(as_number(day))) for reason, day in r.rows("asked")), r.raw("moods", 0, 16),
            moments.known(r.number("uneasy")), consent.choices_of(r.rows("own")), moments.known(r.number("own_back")),
            _parts(r.text("explain") if r.has("explain") else ""), moments.known(r.number("limits_at") if r.has("limits_at") else NEVER),
            _read(plain(r.object("spoken")), spoken=False) if spoken and r.has("spoken") else None,
        )  # fmt: skip
    except ValueError as error:
        raise Tampered("agreed") from error
    r.done()
    return found


def _parts(text: str) -> tuple[int, ...]:
    if not set(text) <= {str(part) for part in PARTS}:
        raise Tampered("parts")
    return tuple(int(part) for part in text)


def _how(text: str) -> str:
    return How(text).value if text else ""
