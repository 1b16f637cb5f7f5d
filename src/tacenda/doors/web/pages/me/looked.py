"""Who looked: every line of the client's ledger, newest first, checked whole before it is shown. What lists and computers did is folded.

Who was let in, stopped or limited stands there whoever did it, the reader too, and has a list of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, holders, ledger
from tacenda.acts.desk import Desk
from tacenda.acts.ledger import Look
from tacenda.core.words.access import Act, Purpose
from tacenda.core.words.ids import GrantHash
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_
from tacenda.doors.web import desk, handles, render, visits
from tacenda.doors.web.me import lines, words
from tacenda.doors.web.request import WebRequest

A_PAGE = 25
EVERYTHING, TO_LOOK_AT, CHANGES = "all", "line", "people"
CHANGED = frozenset({Act.GRANT, Act.STOP, Act.RESTRICT, Act.DOUBT})


@dataclass(frozen=True, slots=True)
class Line:
    who: str
    at: int
    what: str
    why: tuple[str, ...]
    cited: str
    look: bool
    number: int  # by which a page names it: "it is line 12"
    person: str  # the address where this person can be stopped; empty for who is on the list no more


@dataclass(frozen=True, slots=True)
class Group:
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Folded:
    """What one person's lists, or a computer, did on one day."""

    who: str
    day: int
    what: str
    times: int


@dataclass(frozen=True, slots=True)
class LookedPage:
    groups: tuple[Group, ...]
    folded: tuple[Folded, ...]
    computers: int
    flagged: int
    changes: int  # of who can open something
    show: str
    older: str
    waiting: bool  # nobody has let this client in yet, so there is no list to read


@dataclass(frozen=True, slots=True)
class _Found:
    looks: tuple[ledger.Looks, ...]
    hrefs: Mapping[GrantHash, str]
    now: Moment

    def lines(self) -> list[Look]:
        return [look for one in self.looks for look in one.lines]


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        found = _find(request, at)
    show = request.query.get("show", "")
    every = found.lines()
    told, rest = _parted(every)
    flagged, changes = [look for look in told if look.act is Act.REFUSED], [look for look in told if look.act in CHANGED]
    listed = {EVERYTHING: every, TO_LOOK_AT: flagged, CHANGES: changes}.get(show, told)
    part, older = _part(listed, request.query.get("after", ""))
    folded = _folded(request, rest)[:A_PAGE] if not show and "after" not in request.query else ()
    groups = _groups(request, found, part)
    value = LookedPage(groups, folded, len(rest), len(flagged), len(changes), show, _older(request, show, older), not found.looks)
    return lines.remembered(request, render.page(request, "me/looked.html", value), found.looks)


def _find(request: WebRequest, at: Desk) -> _Found:
    mine = charts.own(at)
    looks = tuple(ledger.who_looked(at, chart, Purpose.OWN_RECORD, lines.seen(request)) for chart in mine)
    hrefs = {
        one.holder.grant: request.url("me/person", chart=chart, grant=one.holder.grant)
        for chart in mine
        for one in holders.who_can(at, chart, Purpose.OWN_RECORD)
        if not one.myself and not one.stopped
    }
    return _Found(looks, hrefs, at.now)


def _parted(every: Sequence[Look]) -> tuple[list[Look], list[Look]]:
    """What stands on the page, and what is folded. What the reader opened is folded; whom they let in or stopped is not."""
    told = [look for look in every if not look.folded and (not look.mine or look.act in CHANGED)]
    folded = [look for look in every if look.folded or (look.mine and look.act not in CHANGED)]
    return told, folded


def _part(lines: Sequence[Look], after: str) -> tuple[list[Look], str]:
    """The lines behind a cursor, and the cursor of the next page: the line's place in the tree, as a handle."""
    known = [_cursor(look) for look in lines]
    start = known.index(after) + 1 if after in known else 0
    return list(lines[start : start + A_PAGE]), known[start + A_PAGE - 1] if start + A_PAGE < len(lines) else ""


def _cursor(look: Look) -> str:
    return handles.of(look.index.to_bytes(16, "big"))


def _older(request: WebRequest, show: str, cursor: str) -> str:
    if not cursor:
        return ""
    return request.url("me/looked", show=show, after=cursor) if show else request.url("me/looked", after=cursor)


def _groups(request: WebRequest, found: _Found, looks: Sequence[Look]) -> tuple[Group, ...]:
    new = tuple(_line(request, found, look) for look in looks if look.at > found.now - lines.WEEK)
    old = tuple(_line(request, found, look) for look in looks if look.at <= found.now - lines.WEEK)
    say = request.words.gettext
    return tuple(Group(heading, lines) for heading, lines in ((say(N_("This week")), new), (say(N_("Before that")), old)) if lines)


def _line(request: WebRequest, found: _Found, look: Look) -> Line:
    why = words.why(request.words, look)
    return Line(
        lines.named(request, look), look.at, words.did(request.words, look), (why,) if why else (), lines.cited(request, look),
        look.act is Act.REFUSED, look.number, found.hrefs.get(GrantHash(look.grant), "") if not look.mine else "",
    )  # fmt: skip


def _folded(request: WebRequest, looks: Sequence[Look]) -> tuple[Folded, ...]:
    """Newest first, and one line for all that one person's lists did on one day."""
    days = ((lines.named(request, look), int(visits.local_day(request.words, look.at)), words.did(request.words, look)) for look in looks)
    return tuple(Folded(*key, times) for key, times in Counter(days).items())
