"""Who looked: every line of the client's ledger, newest first, checked whole before it is shown. What lists and computers did is folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, grants, ledger
from tacenda.acts.desk import Desk
from tacenda.acts.ledger import Look
from tacenda.core.ledger.bundle import Seen
from tacenda.core.words.access import Act, Purpose
from tacenda.core.words.errors import NotFound, Tampered
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_
from tacenda.doors.web import desk, handles, headers, render, visits
from tacenda.doors.web.pages.me import words
from tacenda.doors.web.request import WebRequest

YEAR = 365 * 86_400
WEEK = 7 * 86_400
A_PAGE = 25
EVERYTHING, TO_LOOK_AT = "all", "line"


@dataclass(frozen=True, slots=True)
class Line:
    who: str
    at: int
    what: str
    why: tuple[str, ...]
    cited: str
    look: bool
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
    show: str
    older: str


@dataclass(frozen=True, slots=True)
class _Found:
    looks: tuple[ledger.Looks, ...]
    holders: Mapping[GrantHash, str]
    now: Moment

    def lines(self) -> list[Look]:
        return [look for one in self.looks for look in one.lines]


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        found = _find(request, at)
    show = request.query.get("show", "")
    told, rest = parted(found.lines())
    flagged = [look for look in told if look.act is Act.REFUSED]
    listed = {EVERYTHING: found.lines(), TO_LOOK_AT: flagged}.get(show, told)
    part, older = _part(listed, request.query.get("after", ""))
    folded = _folded(request, rest)[:A_PAGE] if not show and "after" not in request.query else ()
    groups = _groups(request, found, part)
    value = LookedPage(groups, folded, len(rest), len(flagged), show, _older(request, show, older))
    return remembered(request, render.page(request, "me/looked.html", value), found.looks)


def _find(request: WebRequest, at: Desk) -> _Found:
    mine = charts.own(at)
    looks = tuple(ledger.who_looked(at, chart, Purpose.OWN_RECORD, seen(request)) for chart in mine)
    holders = {
        one.holder.grant: request.url("me/person", chart=chart, grant=one.holder.grant)
        for chart in mine
        for one in grants.who_can(at, chart, Purpose.OWN_RECORD)
        if not one.myself and not one.stopped
    }
    return _Found(looks, holders, at.now)


def parted(lines: Sequence[Look]) -> tuple[list[Look], list[Look]]:
    """What people did, and what lists, computers and the reader did."""
    return [one for one in lines if not (one.folded or one.mine)], [one for one in lines if one.folded or one.mine]


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
    new = tuple(_line(request, found, look) for look in looks if look.at > found.now - WEEK)
    old = tuple(_line(request, found, look) for look in looks if look.at <= found.now - WEEK)
    say = request.words.gettext
    return tuple(Group(heading, lines) for heading, lines in ((say(N_("This week")), new), (say(N_("Before that")), old)) if lines)


def _line(request: WebRequest, found: _Found, look: Look) -> Line:
    why = words.why(request.words, look)
    return Line(
        named(request, look), look.at, words.did(request.words, look), (why,) if why else (), cited(request, look), look.act is Act.REFUSED,
        found.holders.get(GrantHash(look.grant), "") if not look.mine else "",
    )  # fmt: skip


def named(request: WebRequest, look: Look) -> str:
    """Whose line it is."""
    return words.who(request.words, look.name, look.role) if look.name else request.words.gettext(words.COMPUTER)


def cited(request: WebRequest, look: Look) -> str:
    """The rules a line rests on, with what they stand on in law; a rule that is no longer in the books keeps its name."""
    packs = request.house.rules.packs
    known = {rule.id: rule.citation for rule in packs.rules()}
    return "; ".join(f"{known[id]} ({id})" if id in known else id for id in look.rules)


def _folded(request: WebRequest, looks: Sequence[Look]) -> tuple[Folded, ...]:
    """Newest first, and one line for all that one person's lists did on one day."""
    days = ((named(request, look), int(visits.local_day(request.words, look.at)), words.did(request.words, look)) for look in looks)
    return tuple(Folded(*key, times) for key, times in Counter(days).items())


def seen(request: WebRequest) -> Seen | None:
    """The last checkpoint this browser was shown; None where it keeps none, or a cookie that is not ours."""
    text = request.cookies.get(headers.SEEN, "")
    try:
        return Seen.read(text) if text else None
    except Tampered:
        return None


def remembered(request: WebRequest, answer: Response, found: Sequence[ledger.Looks]) -> Response:
    """Let the browser remember the tree, so that it witnesses a rollback; a discreet one keeps nothing."""
    if found and not request.signed_in().discreet:
        render.keep(answer, headers.SEEN, found[-1].seen.write(), lasts=YEAR)
    return answer


def chart_of(request: WebRequest, mine: tuple[ChartId, ...]) -> ChartId:
    """The client's chart; the first where there are several. Raises NotFound before somebody let them in."""
    if not mine:
        raise NotFound("chart")
    return mine[0]
