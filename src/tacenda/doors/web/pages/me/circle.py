"""Who may be let in: three choices, and which one holds; whom the client stopped, and their yes to let them in again, after a step-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import charts, grants
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.doors.web import desk, forms, handles, render
from tacenda.doors.web.me import words
from tacenda.doors.web.me.circle import CHOICES
from tacenda.doors.web.request import WebRequest


class BackForm(forms.Form):
    """Whom."""

    who: Annotated[str, forms.hidden()]


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """Somebody who is let in again only with this button."""

    name: str
    since: int
    form: forms.View


@dataclass(frozen=True, slots=True)
class CirclePage:
    rows: tuple[Row, ...]  # empty before anybody has let the client in
    stopped: tuple[Stopped, ...]
    action: str


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        mine = charts.own(at)
        held = {grants.chosen(at, chart, Purpose.OWN_RECORD) for chart in mine}
        out = {one.principal: one for chart in mine for one in grants.barred(at, chart, Purpose.OWN_RECORD)}
    rows = [
        Row(request.words.gettext(text), held == {choice}, request.url("me/circle_set", part=n))
        for n, (choice, text) in enumerate(CHOICES, 1)
    ]
    stopped = tuple(
        Stopped(words.stopped(request.words, one), one.since, BackForm.blank(request, who=handles.of(one.principal)))
        for one in out.values()
        if not one.trusted
    )
    return render.page(request, "me/circle.html", CirclePage(tuple(rows) if held else (), stopped, request.url("me/circle")))


def post(request: WebRequest) -> Response:
    try:
        who = handles.read(BackForm.parse(request).who)
    except Invalid as error:
        raise NotFound("barred") from error  # no button sends this
    with desk.writing(request) as at:
        theirs = [chart for chart in charts.own(at) if any(one.principal == who for one in grants.barred(at, chart, Purpose.OWN_RECORD))]
        if not theirs:
            raise NotFound("barred")
        for chart in theirs:
            grants.unbar(at, chart, who, Purpose.OWN_RECORD)
    return render.see_other(request, "me/circle")
