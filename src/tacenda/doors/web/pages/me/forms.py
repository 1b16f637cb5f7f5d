"""What I said yes to: every form about me, those that wait for me first."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import authorizations, charts
from tacenda.core.words.access import Purpose
from tacenda.doors.web import desk, inner, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import shown


@dataclass(frozen=True, slots=True)
class Row:
    """One form of the list. `back`: where it is taken back, or refused; empty when it ended. `yes`: the client said yes to it."""

    who: str
    what: str
    until: str
    href: str
    back: str
    yes: bool


@dataclass(frozen=True, slots=True)
class FormsPage:
    waiting: tuple[Row, ...]
    live: tuple[Row, ...]
    idle: tuple[Row, ...]  # somebody else must sign, or something is missing or wrong
    ended: tuple[Row, ...]


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        inner.ask(at)
        found = [(chart, one) for chart in charts.own(at) for one in authorizations.list_forms(at, chart, Purpose.OWN_RECORD)]
    groups = (
        tuple(_row(request, chart, one) for chart, one in found if _group(one) == name) for name in ("mine", "live", "waiting", "ended")
    )
    return render.page(request, "me/forms.html", FormsPage(*groups))


def _group(one: authorizations.OpenedForm) -> str:
    return "mine" if one.mine and not one.ended else one.state


def _row(request: WebRequest, chart: bytes, one: authorizations.OpenedForm) -> Row:
    href, terms = request.url("me/form", chart=chart, item=one.id), one.value.terms
    back = "" if one.ended else request.url("me/form_back", chart=chart, item=one.id)
    yes = bool(shown.said_yes(one.value))
    return Row(terms.recipient, shown.what(request.words, terms), shown.until(request.words, terms), href, back, yes)
