"""Let somebody in who speaks for the client: letters compared, a kept answer of the law, and the birthday or day on which it ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import assessments, cards
from tacenda.acts.desk import Desk
from tacenda.core.decisions import replays, speaking
from tacenda.core.decisions.speaking import Speaks
from tacenda.core.model import offers
from tacenda.core.words import moments
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import Day, Moment
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, handles, render, until
from tacenda.doors.web.beside import answers
from tacenda.doors.web.beside import letting as beside
from tacenda.doors.web.request import WebRequest
from tacenda.shell import packs


class SpeaksYesForm(forms.Form):
    """Whether it is them, which answer lets them in, and until when."""

    compared: beside.Compared
    answer: Annotated[str, forms.select(N_("The answer of the law that you kept"))]
    born: Annotated[dt.date | None, forms.date(N_("A child: the day of birth"), hint=N_("Access ends on the birthday the law names."))] = (
        None
    )
    until: Annotated[dt.date | None, forms.date(N_("An adult: the last day"), hint=N_("At most one year from now."))] = None
    sayings = {  # noqa: RUF012  a ClassVar of the base
        **beside.SAYINGS,
        "other": N_("%(label)s: it is not about access of a parent or representative who has proved it."),
        "open": N_("%(label)s: open it and say who stands for each judgement first."),
        "shut": N_("%(label)s: today it does not say yes. Ask anew."),
        "capable": N_("%(label)s: it is about an adult who can decide, so nobody speaks for them."),
        "age": N_("%(label)s: the answer was about another age."),
        "grown": N_("%(label)s: this is no child under 18."),
        "soon": N_("%(label)s: it would end before it begins."),
    }


@dataclass(frozen=True, slots=True)
class SpeaksYesPage:
    letting: beside.Letting
    form: forms.View


def get(request: WebRequest) -> Response:
    return _page(request, SpeaksYesForm.blank(request, _offered(request)))


def post(request: WebRequest) -> Response:
    form, chart = SpeaksYesForm.parse(request), ChartId(request.id("chart"))
    checked = beside.same(form.compared)
    with desk.writing(request) as at:
        who, found = beside.waits_here(request, at, outside=False), _speaks(at, chart, form)
        beside.let_in(at, chart, who, offers.representative(found.rule), _until(at, form, found), checked=checked)
        cards.forget(at, who.card)
    return render.see_other(request, "charts/access", chart=chart)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, SpeaksYesForm.again(request, problem, _offered(request)))


def _speaks(at: Desk, chart: ChartId, form: SpeaksYesForm) -> Speaks:
    """The rule behind the kept answer, asked anew for today."""
    try:
        opened = assessments.open_kept(at, chart, ObjectId(handles.read(form.answer)))
    except NotFound as error:
        raise Invalid({"answer": "choose"}) from error
    if len(opened.kept.answers) != 1:
        raise Invalid({"answer": "other"})
    if opened.lacks:
        raise Invalid({"answer": "open"})
    request = replays.said(opened.kept.answers[0].request)
    return speaking.speaks(packs.law(), request, dt.datetime.fromtimestamp(at.now, dt.UTC), form.born)


def _until(at: Desk, form: SpeaksYesForm, found: Speaks) -> Moment:
    """The last second before the birthday that the law names, or of the last day."""
    if found.until is None:
        return until.last(at, form.until, first=beside.QUIET)
    day = Day(moments.of_date(found.until) - 1)
    if day < moments.day(at.now) + beside.QUIET:
        raise Invalid({"born": "soon"})
    return moments.last(day)


def _offered(request: WebRequest) -> Mapping[str, Mapping[str, str]]:
    with desk.reading(request) as at:
        lines = assessments.list_kept(at, ChartId(request.id("chart")))
    return {"answer": answers.named(request.words, lines)}


def _page(request: WebRequest, form: forms.View) -> Response:
    letting = beside.letting(request, "law/asks_chart", outside=False)
    return render.page(request, "charts/speaks_yes.html", SpeaksYesPage(letting, form))
