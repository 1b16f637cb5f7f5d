"""Let somebody in who speaks for the client: letters compared, a kept answer of the law, and the birthday or day on which it ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import assessments, cards, consents, speaking
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.beside import answers, by_law
from tacenda.doors.web.beside import letting as beside
from tacenda.doors.web.law import from_card
from tacenda.doors.web.request import WebRequest

BORN = N_("Access ends on the birthday the law names. What stands here is from the card: look whether it is right.")


class SpeaksYesForm(forms.Form):
    """Whether it is them, which answer lets them in, and until when."""

    compared: beside.Compared
    answer: Annotated[str, forms.select(N_("The answer of the law that you kept"))]
    signs: by_law.Signs
    born: Annotated[dt.date | None, forms.date(N_("A child: the day of birth"), hint=BORN)] = None
    until: Annotated[dt.date | None, forms.date(N_("An adult: the last day"), hint=N_("At most one year from now."))] = None
    sayings = {  # noqa: RUF012  a ClassVar of the base
        **beside.SAYINGS,
        **by_law.SAYINGS,
    }


@dataclass(frozen=True, slots=True)
class SpeaksYesPage:
    letting: beside.Letting
    form: forms.View
    kept: str  # the list of the answers to choose from


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        born = from_card.of_child(request.words, from_card.born(at, ChartId(request.id("chart"))), at.now)
    return _page(request, SpeaksYesForm.blank(request, _offered(request), born=born))


def post(request: WebRequest) -> Response:
    form, chart = SpeaksYesForm.parse(request), ChartId(request.id("chart"))
    checked = beside.same(form.compared)
    with desk.writing(request) as at:
        who, basis = beside.waits_here(request, at, outside=False), by_law.basis(at, chart, form.answer, form.born, form.until)
        beside.let_in(at, chart, who, by_law.offer(at, chart, basis, form.signs), basis.until, checked=checked)
        speaking.keep(at, chart, who.entry, basis)
        consents.told_where(at, chart)
        cards.forget(at, who.card)
    return render.see_other(request, "charts/access", chart=chart)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, SpeaksYesForm.again(request, problem, _offered(request)))


def _offered(request: WebRequest) -> Mapping[str, Mapping[str, str]]:
    with desk.reading(request) as at:
        lines = assessments.list_kept(at, ChartId(request.id("chart")))
    return {"answer": answers.named(request.words, lines)}


def _page(request: WebRequest, form: forms.View) -> Response:
    letting = beside.letting(request, "law/asks_chart", outside=False)
    return render.page(request, "charts/speaks_yes.html", SpeaksYesPage(letting, form, request.url("law/kept", chart=request.id("chart"))))
