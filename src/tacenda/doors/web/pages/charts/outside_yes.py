"""Let in a helper elsewhere: letters compared, a form that the client signed, and a last day that is no later than the form's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import authorizations, cards, charts, grants
from tacenda.acts.authorizations import OpenedForm
from tacenda.acts.cards import Waiting
from tacenda.acts.desk import Desk
from tacenda.core.model.authorization import Segment
from tacenda.core.words import moments
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, handles, render
from tacenda.doors.web.request import WebRequest

LONGEST = 366  # days
# What of a form is opened: nothing beyond what the client holds themselves.
OPENS = {Segment.RECORD: Code.SHARED, Segment.SUMMARY: Code.SHARED, Segment.ATTENDANCE: Code.SCHEDULE}


class OutsideYesForm(forms.Form):
    """Whether it is them, on which form, and until when."""

    compared: Annotated[
        Literal["yes", "card", "no"],
        forms.radios(
            N_("Did you compare the letters?"),
            {"yes": N_("Yes, they are the same"), "card": N_("I gave the card to them myself"), "no": N_("They are not the same")},
        ),
    ]
    signed: Annotated[str, forms.select(N_("The form that the client signed"))]
    until: Annotated[dt.date, forms.date(N_("Last day"), hint=N_("At most one year from now."))]
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "no": N_("Do not let this person in. Take the card back and make a new one."),
        "parts": N_("%(label)s: it names nothing that can be opened here."),
        "day": N_("%(label)s: pick a day that is two days to one year from now."),
        "ends": N_("%(label)s: the form ends before that."),
    }


@dataclass(frozen=True, slots=True)
class OutsideYesPage:
    name: str
    letters: str
    form: forms.View
    anything: bool  # a form that counts is there at all
    forms: str
    action: str
    back: str


def get(request: WebRequest) -> Response:
    return _page(request, OutsideYesForm.blank(request, _offered(request)))


def post(request: WebRequest) -> Response:
    form, chart = OutsideYesForm.parse(request), ChartId(request.id("chart"))
    if form.compared == "no":
        raise Invalid({"compared": "no"})
    with desk.writing(request) as at:
        who, signed = _one(at, request), _signed(at, chart, form.signed)
        codes = [code for segment, code in OPENS.items() if segment in signed.value.terms.segments]
        if not codes:
            raise Invalid({"signed": "parts"})
        until, offer = _until(at, form, signed), grants.by_form(signed.id, codes)
        grants.give(at, chart, charts.purpose_of(at, chart), who.entry, who.name, offer, until, checked=form.compared == "yes")
        cards.forget(at, who.card)
    return render.see_other(request, "charts/access", chart=chart)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, OutsideYesForm.again(request, problem, _offered(request)))


def _signed(at: Desk, chart: ChartId, chosen: str) -> OpenedForm:
    for one in authorizations.offered(at, chart):
        if handles.of(one.id) == chosen:
            return one
    raise Invalid({"signed": "choose"})


def _until(at: Desk, form: OutsideYesForm, signed: OpenedForm) -> Moment:
    """The last second of the day; behind the day of waiting, and not behind the form's end."""
    day, today, ends = moments.of_date(form.until), moments.day(at.now), signed.value.terms.ends
    if not today + 1 < day <= today + LONGEST:
        raise Invalid({"until": "day"})
    if ends and day > ends:
        raise Invalid({"until": "ends"})
    return moments.last(day)


def _one(at: Desk, request: WebRequest) -> Waiting:
    for one in cards.waiting(at):
        if (one.card, one.chart, one.kind) == (request.id("card"), request.id("chart"), "guardian") and one.outside:
            return one
    raise NotFound("card")


def _offered(request: WebRequest) -> Mapping[str, Mapping[str, str]]:
    with desk.reading(request) as at:
        _one(at, request)
        found = authorizations.offered(at, ChartId(request.id("chart")))
    return {"signed": {handles.of(one.id): one.value.terms.recipient for one in found}}


def _page(request: WebRequest, form: forms.View) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        who = _one(at, request)
    page = OutsideYesPage(
        who.name, who.fingerprint, form, bool(form.signed.choices), request.url("charts/forms", chart=chart),
        request.url("charts/outside_yes", chart=chart, card=who.card), request.url("charts/speaks", chart=chart),
    )  # fmt: skip
    return render.page(request, "charts/outside_yes.html", page)
