"""Who looked: every line of the client's ledger, newest first, checked whole before it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, ledger
from tacenda.core.ledger.bundle import Seen
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import NotFound, Tampered
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, headers, render
from tacenda.doors.web.pages.me import words
from tacenda.doors.web.request import WebRequest

YEAR = 365 * 86_400
PAGE = 25


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    who: str
    at: int
    what: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LookedPage:
    lines: tuple[Line, ...]
    folded: tuple[Line, ...]
    count: int
    older: bool
    all: bool


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        found = [ledger.who_looked(at, chart, Purpose.OWN_RECORD, seen(request)) for chart in charts.own(at)]
    everything = request.query.get("show") == "all"
    looks = [look for one in found for look in one.lines]
    people = [_line(request, look) for look in looks if not look.folded and not look.mine]
    computers = [_line(request, look) for look in looks if look.folded or look.mine]
    most = len(looks) if everything else PAGE
    value = LookedPage(tuple(people[:most]), tuple(computers[:most]), len(looks), len(people) > PAGE, everything)
    return remembered(request, render.page(request, "me/looked.html", value), found)


def _line(request: WebRequest, look: ledger.Look) -> Line:
    who = words.who(request.words, look.name, look.role) if look.name else request.words.gettext(words.COMPUTER)
    return Line(look.number, who, look.at, words.did(request.words, look), words.why(request.words, look))


def seen(request: WebRequest) -> Seen | None:
    """The last checkpoint this browser was shown; None where it keeps none, or a cookie that is not ours."""
    text = request.cookies.get(headers.SEEN, "")
    try:
        return Seen.read(text) if text else None
    except Tampered:
        return None


def remembered(request: WebRequest, answer: Response, found: list[ledger.Looks]) -> Response:
    """Let the browser remember the tree, so that it witnesses a rollback; a discreet one keeps nothing."""
    if found and not request.signed_in().discreet:
        render.keep(answer, headers.SEEN, found[-1].seen.write(), lasts=YEAR)
    return answer


def chart_of(request: WebRequest, mine: tuple[ChartId, ...]) -> ChartId:
    """The client's chart; the first where there are several. Raises NotFound before somebody let them in."""
    if not mine:
        raise NotFound("chart")
    return mine[0]
