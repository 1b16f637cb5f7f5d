"""What I said yes to: every form about me, those that wait for me first."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import authorizations, charts
from tacenda.core.words.access import Purpose
from tacenda.doors.web import desk, render
from tacenda.doors.web.pages.me import mine
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import shown


@dataclass(frozen=True, slots=True)
class Row:
    """One form of the list. `back`: where it is taken back; empty when it ended."""

    who: str
    what: str
    until: str
    href: str
    back: str
    ended: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class FormsPage:
    waiting: tuple[Row, ...]
    live: tuple[Row, ...]
    ended: tuple[Row, ...]


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        mine.inner(at)
        rows = [_row(request, chart, one) for chart in charts.own(at) for one in authorizations.list_forms(at, chart, Purpose.OWN_RECORD)]
    groups = [one for one in rows if one.mine], [one for one in rows if not one.mine and not one.ended], [one for one in rows if one.ended]
    return render.page(request, "me/forms.html", FormsPage(*(tuple(group) for group in groups)))


def _row(request: WebRequest, chart: bytes, one: authorizations.OpenedForm) -> Row:
    href, terms = request.url("me/form", chart=chart, item=one.id), one.value.terms
    back = "" if one.ended else request.url("me/form_back", chart=chart, item=one.id)
    return Row(
        terms.recipient, shown.what(request.words, terms), shown.until(request.words, terms), href, back, one.ended,
        bool(one.mine) and not one.ended,
    )  # fmt: skip
