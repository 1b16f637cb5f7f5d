"""Let somebody in who speaks for the client: letters compared, a kept answer of the law, and the birthday or day on which it ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import assessments, cards, charts, grants
from tacenda.acts.cards import Waiting
from tacenda.acts.desk import Desk
from tacenda.core.decisions import replays, speaking
from tacenda.core.decisions.speaking import Speaks
from tacenda.core.words import moments
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, handles, render
from tacenda.doors.web.request import WebRequest
from tacenda.shell import packs

LONGEST = 366  # days, for an adult


class SpeaksYesForm(forms.Form):
    """Whether it is them, which answer lets them in, and until when."""

    compared: Annotated[
        Literal["yes", "card", "no"],
        forms.radios(
            N_("Did you compare the letters?"),
            {"yes": N_("Yes, they are the same"), "card": N_("I gave the card to them myself"), "no": N_("They are not the same")},
        ),
    ]
    answer: Annotated[str, forms.select(N_("The answer of the law that you kept"))]
    born: Annotated[dt.date | None, forms.date(N_("A child: the day of birth"), hint=N_("Access ends on the birthday the law names."))] = (
        None
    )
    until: Annotated[dt.date | None, forms.date(N_("An adult: the last day"), hint=N_("At most one year from now."))] = None
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "no": N_("Do not let this person in. Take the card back and make a new one."),
        "other": N_("%(label)s: it is not about access of a parent or representative who has proved it."),
        "open": N_("%(label)s: open it and say who stands for each judgement first."),
        "shut": N_("%(label)s: today it does not say yes. Ask anew."),
        "capable": N_("%(label)s: it is about an adult who can decide, so nobody speaks for them."),
        "age": N_("%(label)s: the answer was about another age."),
        "grown": N_("%(label)s: this is no child under 18."),
        "soon": N_("%(label)s: it would end before it begins."),
        "day": N_("%(label)s: pick a day that is two days to one year from now."),
    }


@dataclass(frozen=True, slots=True)
class SpeaksYesPage:
    name: str
    letters: str
    form: forms.View
    anything: bool  # an answer was kept at all
    asks: str
    action: str
    back: str


def get(request: WebRequest) -> Response:
    return _page(request, SpeaksYesForm.blank(request, _offered(request)))


def post(request: WebRequest) -> Response:
    form, chart = SpeaksYesForm.parse(request), ChartId(request.id("chart"))
    if form.compared == "no":
        raise Invalid({"compared": "no"})
    with desk.writing(request) as at:
        who, found = _one(at, request), _speaks(at, chart, form)
        until, offer = _until(at, form, found), grants.representative(found.rule)
        grants.give(at, chart, charts.purpose_of(at, chart), who.entry, who.name, offer, until, checked=form.compared == "yes")
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
    """The last second before the birthday, or of the last day; behind the day of waiting."""
    today = dt.datetime.fromtimestamp(at.now, dt.UTC).date()
    if found.until is not None:
        if found.until <= today + dt.timedelta(2):
            raise Invalid({"born": "soon"})
        return moments.last(moments.of_date(found.until - dt.timedelta(1)))
    if form.until is None or not today + dt.timedelta(1) < form.until <= today + dt.timedelta(LONGEST):
        raise Invalid({"until": "day"})
    return moments.last(moments.of_date(form.until))


def _one(at: Desk, request: WebRequest) -> Waiting:
    for one in cards.waiting(at):
        if (one.card, one.chart, one.kind) == (request.id("card"), request.id("chart"), "guardian") and not one.outside:
            return one
    raise NotFound("card")


def _offered(request: WebRequest) -> Mapping[str, Mapping[str, str]]:
    with desk.reading(request) as at:
        lines = assessments.list_kept(at, ChartId(request.id("chart")))
    say = request.words
    named = {
        handles.of(one.id): say.say(N_("Kept on %(day)s (%(number)s)"), day=say.day(one.day), number=say.number(n))
        for n, one in enumerate(lines, 1)
    }
    return {"answer": named}


def _page(request: WebRequest, form: forms.View) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        who = _one(at, request)
    page = SpeaksYesPage(
        who.name, who.fingerprint, form, bool(form.answer.choices), request.url("law/asks_chart", chart=chart),
        request.url("charts/speaks_yes", chart=chart, card=who.card), request.url("charts/speaks", chart=chart),
    )  # fmt: skip
    return render.page(request, "charts/speaks_yes.html", page)
