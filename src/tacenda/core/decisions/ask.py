"""A decision request: parsed from JSON values into facts the kernel can trust, or refused with the field named.

Form: `tacenda.decision-request/1`. Facts are bare values of the closed vocabulary; what is not stated stays unknown. Times are RFC 3339
with offset, whose T and Z may be small letters as that text allows (5.6); events may be days. A field that is not stated is left out: it
is never null. A list names each thing once.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from tacenda.core.decisions import places
from tacenda.core.decisions.clocks import Point
from tacenda.core.decisions.conditions import Facts, Value
from tacenda.core.decisions.facts import Vocabulary
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.words.errors import Invalid

FORM = "tacenda.decision-request/1"
FIELDS = ("form", "vocabulary", "id", "act", "places", "layers", "codes", "now", "known", "facts", "segments", "events")
NEEDED = ("form", "vocabulary", "id", "act", "places", "layers", "codes", "now", "facts")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_HIGHEST = 10**9
_FEW = 6  # values that are named in full
_LIMITS = {"segments": 20_000, "places": 64, "codes": 64, "id": 200}


class BadRequest(Invalid):
    """A request that is refused before it is decided; what it stated is never repeated.

    `code`: malformed, unknown_fact, unknown_value, unknown_act, unknown_place, derived_fact, no_packs, or a door's too_much. `at`: where
    in the request, as a JSON pointer; empty for the whole of it. `says`: what is wrong, in a sentence. `request`: its id, where it could be
    read.
    """

    public = "This request cannot be read."

    def __init__(self, code: str, at: str, says: str, request: str | None = None) -> None:
        super().__init__({at: code})
        self.code = code
        self.at = at
        self.says = says
        self.request = request

    def __str__(self) -> str:
        return f"{self.code}{' at ' if self.at else ''}{self.at}: {self.says}"

    def as_dict(self) -> dict[str, object]:
        return {"form": "tacenda.error/1", "request": self.request, "error": self.code, "at": self.at, "says": self.says}


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the information, with the facts of the request overridden by its own; `state`: the same as bits."""

    id: str
    facts: Facts
    state: int


@dataclass(frozen=True, slots=True)
class Request:
    """One question, whole and checked."""

    id: str
    vocabulary: int
    act: str
    places: tuple[str, ...]
    floor: bool
    codes: tuple[str, ...]
    now: dt.datetime
    known: dt.date | None
    segments: tuple[Segment, ...]
    events: Mapping[str, Point]


def read(value: object, packs: Packs) -> Request:
    """The request in parsed JSON. Raises BadRequest."""
    if not isinstance(value, Mapping):
        raise BadRequest("malformed", "", "a request is an object")
    given = cast("Mapping[str, object]", value)
    id = given.get("id")
    try:
        return _read(given, packs)
    except BadRequest as bad:
        bad.request = id if isinstance(id, str) and len(id) <= _LIMITS["id"] and _written(id) else None
        raise


def _read(given: Mapping[str, object], packs: Packs) -> Request:
    if not packs.packs:
        raise BadRequest("no_packs", "", "no rules are loaded")
    _fields(given)
    vocabulary = packs.vocabulary
    act = _text(given, "act")
    if act not in vocabulary.acts:
        raise BadRequest("unknown_act", "/act", "the vocabulary has no such act" + _near(act, (), tuple(vocabulary.acts)))
    floor = _layers(given)
    return Request(
        id=_text(given, "id"),
        vocabulary=vocabulary.edition,
        act=act,
        places=_places(given, packs),
        floor=floor,
        codes=_codes(given, packs),
        now=_instant(given["now"], "/now"),
        known=_day(given["known"], "/known") if "known" in given else None,
        segments=_segments(given, packs, floor),
        events=_events(given, vocabulary),
    )


def _fields(given: Mapping[str, object]) -> None:
    for name in given:
        if name not in FIELDS:
            raise BadRequest("malformed", _pointer(name), "this field is not part of a request")
    for name in NEEDED:
        if name not in given:
            raise BadRequest("malformed", f"/{name}", f"`{name}` is missing")
    if given["form"] != FORM:
        raise BadRequest("malformed", "/form", f"the form is `{FORM}`")
    if type(given["vocabulary"]) is not int or given["vocabulary"] != 1:  # 1.0 and true are equal to 1, and no edition
        raise BadRequest("malformed", "/vocabulary", "`vocabulary` is the whole number 1")


def _pointer(*path: str | int) -> str:
    """A JSON pointer that can be written down, whatever stands in the names."""
    pointer = "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
    return pointer.encode("utf-8", "backslashreplace").decode("utf-8")


def _written(value: str) -> bool:
    """Half of a pair of UTF-16 can stand in JSON, but in no text that is sent or kept."""
    return value.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in value)


def _text(given: Mapping[str, object], name: str) -> str:
    value = given[name]
    if not isinstance(value, str) or not _named(value):
        raise BadRequest("malformed", f"/{name}", f"`{name}` is a text of 1 to {_LIMITS['id']} signs")
    return value


def _named(value: str) -> bool:
    """Can this be told from another name where it is read? Not by blanks alone, and not with signs that steer a terminal."""
    return bool(value.strip()) and len(value) <= _LIMITS["id"] and _written(value) and not _STEERING.search(value)


def _layers(given: Mapping[str, object]) -> bool:
    if given["layers"] not in ("all", "floor"):
        raise BadRequest("malformed", "/layers", '`layers` is "all" or "floor"')
    return given["layers"] == "floor"


def _texts(value: object, at: str) -> list[str]:
    if not isinstance(value, list) or len(cast("list[object]", value)) > _LIMITS["places"]:
        raise BadRequest("malformed", at, "a list of texts is needed here")
    for i, one in enumerate(cast("list[object]", value)):
        if not isinstance(one, str):
            raise BadRequest("malformed", f"{at}/{i}", "a text is needed here")
    return _once(cast("list[str]", value), at)


def _once(values: list[str], at: str) -> list[str]:
    """The same list. Who names a thing twice may have meant another: it is said, not passed over."""
    for i, one in enumerate(values):
        if one in values[:i]:
            raise BadRequest("malformed", f"{at}/{i}", f"`{at.rpartition('/')[2]}` names this twice")
    return values


def _places(given: Mapping[str, object], packs: Packs) -> tuple[str, ...]:
    found = _texts(given["places"], "/places")
    if not found:
        raise BadRequest("malformed", "/places", "at least one place is needed")
    for i, place in enumerate(found):
        if not places.known(place):
            meant = sorted(one for one in packs.placed if one.partition("-")[2] == place.upper()) or _titled(place, packs)  # OH for US-OH
            raise BadRequest("unknown_place", f"/places/{i}", "no such place in ISO 3166" + _near(place, (), meant))
    return tuple(sorted(found))


def _titled(place: str, packs: Packs) -> list[str]:
    """The place whose pack bears this name in its title, or one like it: `Texas: mental-health records` is the law of US-TX."""
    titles = {pack.title.partition(":")[0].casefold(): pack.place for pack in packs.packs if pack.place and ":" in pack.title}
    return [titles[one] for one in difflib.get_close_matches(place.casefold(), titles, 1, 0.8)]


def _codes(given: Mapping[str, object], packs: Packs) -> tuple[str, ...]:
    found = _texts(given["codes"], "/codes")
    for i, code in enumerate(found):
        if code not in packs.codes:
            raise BadRequest("unknown_value", f"/codes/{i}", "no such code of ethics" + _near(code, (), sorted(packs.codes)))
    return tuple(sorted(found))


def _instant(value: object, at: str) -> dt.datetime:
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        try:
            return dt.datetime.fromisoformat(value.upper())
        except ValueError:
            pass
    raise BadRequest("malformed", at, "a time with offset is needed here, as in 2026-11-20T10:00:00-05:00")


def _day(value: object, at: str) -> dt.date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    raise BadRequest("malformed", at, "a date is needed here, as in 2026-11-20")


def _events(given: Mapping[str, object], vocabulary: Vocabulary) -> Mapping[str, Point]:
    events = given.get("events", {})
    found: dict[str, Point] = {}
    for name, value in _object(events, "/events").items():
        at = _pointer("events", name)
        if name not in vocabulary.starts:
            raise BadRequest("unknown_fact", at, "the vocabulary has no such event" + _near(name, vocabulary.starts))
        found[name] = _day(value, at) if isinstance(value, str) and _DAY.fullmatch(value) else _instant(value, at)
    return found


def _object(value: object, at: str) -> Mapping[str, object]:
    if type(value) is not dict and not isinstance(value, Mapping):  # what JSON gives, before the dear question
        raise BadRequest("malformed", at, "an object is needed here")
    return cast("Mapping[str, object]", value)


def _segments(given: Mapping[str, object], packs: Packs, floor: bool) -> tuple[Segment, ...]:
    shared, state = read_facts(given["facts"], packs, floor, "/facts", packs.blank)
    if "segments" not in given:
        return (Segment("all", shared, state),)
    rows = given["segments"]
    if not isinstance(rows, list) or not 0 < len(cast("list[object]", rows)) <= _LIMITS["segments"]:
        raise BadRequest("malformed", "/segments", "`segments` is a list of one part or more")
    found: dict[str, Segment] = {}
    for i, row in enumerate(cast("list[object]", rows)):
        one = _segment(_object(row, f"/segments/{i}"), shared, state, packs, floor, i)
        if one.id in found:
            raise BadRequest("malformed", f"/segments/{i}/id", "two parts share this id")
        found[one.id] = one
    return tuple(found[id] for id in sorted(found))


def _segment(row: Mapping[str, object], shared: Facts, state: int, packs: Packs, floor: bool, i: int) -> Segment:
    for name in row:
        if name not in ("id", "facts"):
            raise BadRequest("malformed", _pointer("segments", i, name), "this field is not part of a segment")
    id = row.get("id")
    if not isinstance(id, str) or not _named(id):
        raise BadRequest("malformed", f"/segments/{i}/id", "a part needs an id")
    stated = row.get("facts", {})
    for name in _object(stated, f"/segments/{i}/facts"):
        if name in shared:  # what the part states itself is blank again before it is read
            state = state & ~packs.alphabet.own[name] | packs.alphabet.blank_bit[name]
    own, state = read_facts(stated, packs, floor, f"/segments/{i}/facts", state)
    return Segment(id, {**shared, **own}, state)


def read_facts(value: object, packs: Packs, floor: bool, at: str, state: int) -> tuple[Facts, int]:
    """Stated facts, and `state` with them put in. Raises BadRequest for what the vocabulary lacks or a request may not state."""
    given = _object(value, at)
    steps = packs.alphabet.step if floor else packs.steps
    words = dict(given)
    rest = {name: words.pop(name) for name in packs.alphabet.false_bit if name in words}  # lists and numbers
    try:  # nearly every fact is a word that the vocabulary has: one look-up each settles them all
        state += sum(map(steps.__getitem__, words.items()))
    except (KeyError, TypeError):
        rest, words = dict(given), {}
    found = cast("dict[str, Value]", words)
    alphabet = packs.alphabet
    for name, stated in rest.items():
        checked = found[name] = _checked(name, stated, packs.vocabulary, floor, at)
        state = state & ~alphabet.own[name] | alphabet.bits(name, checked)
    return found, state


def _checked(name: str, stated: object, vocabulary: Vocabulary, floor: bool, over: str) -> Value:
    fact = vocabulary.facts.get(name)
    if fact is not None and fact.number and type(stated) is int and 0 <= stated <= _HIGHEST:  # the usual
        return stated
    if fact is not None and fact.many and stated == [] and not fact.derived:
        return ()
    at = over + _pointer(name)
    if fact is None:
        raise BadRequest("unknown_fact", at, "the vocabulary has no such fact" + _near(name, vocabulary.facts))
    if fact.derived and not floor:
        raise BadRequest("derived_fact", at, "this follows from the rules; only a floor decision may state it")
    if fact.number:
        raise BadRequest("unknown_value", at, "a whole number of 0 or more is needed here")
    return _several(stated, fact.values, at) if fact.many else _one(stated, fact.values, at)


def _one(stated: object, values: Sequence[str], at: str) -> str:
    if not isinstance(stated, str) or stated not in values:
        near = values if len(values) <= _FEW else ()
        raise BadRequest("unknown_value", at, "the vocabulary has no such value for this fact" + _near(stated, values, near))
    return stated


def _near(stated: object, known: Iterable[str], these: Sequence[str] = ()) -> str:
    """Names like the one that was stated: a slip of the pen is found at once. `these`: all there are, where they are few."""
    found = these or (difflib.get_close_matches(stated, list(known), 3) if isinstance(stated, str) else ())
    return f"; there is: {', '.join(found)}" if found else ""


def _several(stated: object, values: Sequence[str], at: str) -> tuple[str, ...]:
    if not isinstance(stated, (list, tuple)):
        raise BadRequest("unknown_value", at, "a list of values is needed here")
    found = [_one(one, values, f"{at}/{i}") for i, one in enumerate(cast("list[object]", stated))]
    return tuple(sorted(_once(found, at)))
