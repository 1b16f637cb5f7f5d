"""A chart's pages: one sealed page per compartment is its list of contents, its manifest and its head.

Payload: `plain({v, salt, code, head, lines})`. `lines`: `[object, [[version, content, digest, day, author], ...]]` for every kept version,
never text. `head` is what the compartment's kind needs beside its list: the card of `contact`, the access list of `access`, the
visits of `schedule`. A page's object id is its compartment's id.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from tacenda.core.words.access import Code, Content
from tacenda.core.words.encoding import Parsed, Plain, Reading, as_number, as_raw, as_rows, as_text, plain
from tacenda.core.words.errors import Conflict, NotFound, Tampered
from tacenda.core.words.ids import ObjectId, PrincipalId
from tacenda.core.words.moments import NEVER, Day, Moment, known, known_day


class Version(NamedTuple):
    """One kept version of one object. `digest`: SHA-256 of its payload."""

    version: int
    content: Content
    digest: bytes
    day: Day
    author: PrincipalId


class Line(NamedTuple):
    """One object of a compartment, with its versions, oldest first."""

    object: ObjectId
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version:
        return self.versions[-1]

    def at(self, version: int) -> Version:
        """Raises NotFound."""
        for one in self.versions:
            if one.version == version:
                return one
        raise NotFound("version")


@dataclass(frozen=True, slots=True)
class Card:
    """The page of `contact`: what the client wants to be called, and how they may be reached. `place`: the code of where they are when they
    meet who treats them, such as US-TX; empty for where the practice is."""

    name: str = ""
    called: str = ""
    born: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    safe_contact: str = ""
    place: str = ""

    def short(self) -> str:
        """First name and initial: the form lists use."""
        words = (self.called or self.name).split()
        return words[0] + (f" {words[-1][0]}." if len(words) > 1 else "") if words else ""


_ADDRESS = re.compile(r"[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+")  # letters of any script: nobody here writes to it
_NUMBER = re.compile(r"(\+?[0-9(][0-9\s().\-/\u2010-\u2013]*)(?:(?:ext\.?|extension|x|#)\s*[0-9]{1,8})?", re.IGNORECASE)
_DIGITS = range(3, 16)  # of one number, without its extension


def is_address(text: str) -> bool:
    """Whether this could be an e-mail address."""
    return bool(_ADDRESS.fullmatch(text))


def is_number(text: str) -> bool:
    """Whether these are phone numbers, one or several with commas between: with spaces, brackets, a country code or an extension."""
    found = [_NUMBER.fullmatch(one.strip()) for one in re.split("[,;]", text)]
    return all(one and sum(sign.isdigit() for sign in one[1]) in _DIGITS for one in found)


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit: a time and a length. `minutes`: 5 to 480."""

    at: Moment
    minutes: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """The page of `schedule`: visits, oldest first."""

    visits: tuple[Visit, ...] = ()

    @property
    def second(self) -> Moment:
        """When the second visit is, or was; NEVER before there is one."""
        return self.visits[1].at if len(self.visits) > 1 else NEVER

    def next(self, now: Moment) -> Visit | None:
        """The visit that goes on, or comes next; None where there is none."""
        return next((one for one in self.visits if one.at + 60 * one.minutes > now), None)

    def with_visit(self, visit: Visit) -> Schedule:
        return Schedule(tuple(sorted({*self.visits, visit}, key=lambda v: (v.at, v.minutes))))


@dataclass(frozen=True, slots=True)
class Page:
    """One compartment's page."""

    code: Code
    lines: tuple[Line, ...] = ()

    def line(self, object: ObjectId) -> Line:
        """Raises NotFound."""
        for line in self.lines:
            if line.object == object:
                return line
        raise NotFound("object")

    def has(self, object: ObjectId) -> bool:
        return any(line.object == object for line in self.lines)

    def with_version(self, object: ObjectId, made: Version) -> Page:
        """The page with one more version; the older ones stay. Raises Conflict if it is not the next."""
        return self.with_versions([(object, made)])

    def with_versions(self, made: Sequence[tuple[ObjectId, Version]]) -> Page:
        """As `with_version`, for many at once."""
        lines = self.by_object()
        for object, one in made:
            line = lines.pop(object, Line(object, ()))
            if one.version != (line.newest.version if line.versions else 0) + 1:
                raise Conflict("version")
            lines[object] = Line(object, (*line.versions, one))
        return replace(self, lines=tuple(lines.values()))

    def without(self, objects: Collection[ObjectId]) -> Page:
        """The page after some of its objects were taken out."""
        return replace(self, lines=tuple(line for line in self.lines if line.object not in objects))

    def by_object(self) -> dict[ObjectId, Line]:
        """Every line under its object, in the page's order: for who looks up many."""
        return {line.object: line for line in self.lines}

    def of(self, *contents: Content) -> tuple[Line, ...]:
        """Lines whose newest version is of one of these contents, newest last."""
        return tuple(line for line in self.lines if line.newest.content in contents)


def write(page: Page, head: Plain, salt: bytes) -> bytes:
    """The payload of a page. `head`: what the compartment's kind keeps beside its list."""
    lines: list[Plain] = [
        [line.object, [[v.version, int(v.content), v.digest, int(v.day), v.author] for v in line.versions]] for line in page.lines
    ]
    return plain({"v": 1, "salt": salt, "code": int(page.code), "head": head, "lines": lines})


def read(payload: bytes) -> tuple[Page, Parsed]:
    """A page and its head, unread. Raises Tampered."""
    r = Reading(payload)
    r.version(1)
    r.raw("salt", 32)
    try:
        authors: dict[object, PrincipalId] = {}  # few people write a page of many lines
        page = Page(Code(r.number("code")), tuple(_line(row, authors) for row in r.rows("lines")))
    except ValueError as error:
        raise Tampered("page") from error
    head = r.object("head")
    r.done()
    return page, head


def _line(row: list[object], authors: dict[object, PrincipalId]) -> Line:
    if len(row) != 2:
        raise Tampered("line")
    versions = tuple([_version(item, authors) for item in as_rows(row[1])])
    if not versions:
        raise Tampered("line")
    return Line(ObjectId(as_raw(row[0])), versions)


def _version(row: list[object], authors: dict[object, PrincipalId]) -> Version:
    if len(row) != 5:
        raise Tampered("version")
    number, kind, digest, day, by = row
    # A page has thousands of rows, and calling an enum costs as much as the rest of one.
    content = _CONTENTS.get(kind) if type(kind) is int else None
    if not isinstance(by, str) or (author := authors.get(by)) is None:
        author = authors[by] = PrincipalId(as_raw(by))
    if content is None:
        raise Tampered("version")
    return Version(as_number(number), content, as_raw(digest), known_day(as_number(day)), author)


def card_head(card: Card) -> Plain:
    """The head of a `contact` page."""
    return {name: getattr(card, name) for name in CARD_FIELDS}


def read_card(head: Parsed) -> Card:
    """Raises Tampered."""
    if set(head) | ADDED != set(CARD_FIELDS):
        raise Tampered("card")
    return Card(**{name: as_text(head[name]) for name in head})


def schedule_head(schedule: Schedule) -> Plain:
    """The head of a `schedule` page."""
    return {"visits": [[int(visit.at), visit.minutes] for visit in schedule.visits]}


def read_schedule(head: Parsed) -> Schedule:
    """Raises Tampered."""
    if set(head) != {"visits"}:
        raise Tampered("schedule")
    rows = as_rows(head["visits"])
    return Schedule(tuple(Visit(known(as_number(row[0])), as_number(row[1])) for row in rows if len(row) == 2 or _bad("visit")))


def read_visits(head: Parsed) -> Schedule:
    """As `read_schedule`; none where nobody can read them: what waits for something else than a visit waits for no calendar."""
    try:
        return read_schedule(head)
    except Tampered:
        return Schedule()


def _bad(what: str) -> bool:
    raise Tampered(what)


_CONTENTS = {int(content): content for content in Content}
CARD_FIELDS = ("name", "called", "born", "phone", "email", "address", "safe_contact", "place")
ADDED = frozenset({"place"})  # no card had it before this version: without it nothing is said
