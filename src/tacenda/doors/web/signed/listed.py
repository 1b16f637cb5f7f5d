"""What I said yes to: every form about me, those that wait for me first. Or those that name who signs for the client by law."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import anew, authorizations, charts
from tacenda.acts.desk import Desk
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, inner, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import shown
from tacenda.doors.web.talk import side
from tacenda.doors.web.talk.side import Side


@dataclass(frozen=True, slots=True)
class Row:
    """One form of the list. `back`: where it is taken back, or refused; empty when it ended. `yes`: the client said yes to it."""

    who: str
    what: str
    lasts: str
    href: str
    back: str
    yes: bool


@dataclass(frozen=True, slots=True)
class FormsPage:
    waiting: tuple[Row, ...]
    live: tuple[Row, ...]
    idle: tuple[Row, ...]  # somebody else must sign, or something is missing or wrong
    ended: tuple[Row, ...]
    whom: str  # for whom somebody else signs; empty for the client
    home: str
    new: str  # where one is drawn; empty for who signs for the client
    spoilt: bool  # to the client: the page of who signs for them does not read as it should
    anew: str  # where it is begun anew; empty for who may not


def page(request: WebRequest, template: str) -> Response:
    """Raises NotFound, Refused, Locked."""
    mine = side.of(request)
    with desk.reading(request) as at:
        inner.ask(at)
        found = [(chart, one) for chart in _charts(at, mine) for one in authorizations.list_forms(at, chart, mine.purpose)]
        whom = mine.whom(at)
        spoilt = mine.own and any(anew.spoilt(at, chart, mine.purpose) for chart in _charts(at, mine))
    groups = (
        tuple(_row(request, mine, chart, one) for chart, one in found if _group(one) == name)
        for name in ("mine", "live", "waiting", "ended")
    )
    home = request.url("me/choices") if mine.own else mine.home(request)
    made = FormsPage(
        *groups, whom=whom, home=home, new=request.url("me/form_new") if mine.own else "",
        spoilt=spoilt, anew=request.url("me/talk_done") if spoilt else "",
    )  # fmt: skip
    return render.page(request, template, made)


def _charts(at: Desk, mine: Side) -> tuple[ChartId, ...]:
    return tuple(charts.own(at)) if mine.of is None else (mine.of,)


def _group(one: authorizations.OpenedForm) -> str:
    return "mine" if one.asked else one.state


def _row(request: WebRequest, mine: Side, chart: bytes, one: authorizations.OpenedForm) -> Row:
    href, terms = request.url(f"{mine.room}/form", chart=chart, item=one.id), one.value.terms
    back = "" if one.ended else request.url(f"{mine.room}/form_back", chart=chart, item=one.id)
    yes = bool(shown.said_yes(one))
    return Row(terms.recipient, shown.what(request.words, terms), shown.lasts(request.words, one.value), href, back, yes)
