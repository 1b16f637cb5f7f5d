"""Let in a helper elsewhere: letters compared, a form that the client signed, and a last day that is no later than the form's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import authorizations, cards
from tacenda.acts.authorizations import OpenedForm
from tacenda.acts.desk import Desk
from tacenda.core.model import offers
from tacenda.core.model.authorization import Segment
from tacenda.core.words import moments
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, handles, render, until
from tacenda.doors.web.beside import letting as beside
from tacenda.doors.web.request import WebRequest

# What of a form is opened: nothing beyond what the client holds themselves.
OPENS = {Segment.RECORD: Code.SHARED, Segment.SUMMARY: Code.SHARED, Segment.ATTENDANCE: Code.SCHEDULE}


class OutsideYesForm(forms.Form):
    """Whether it is them, on which form, and until when."""

    compared: beside.Compared
    signed: Annotated[str, forms.select(N_("The form that the client signed"))]
    until: Annotated[dt.date, forms.date(N_("Last day"), hint=N_("At most one year from now."))]
    sayings = {  # noqa: RUF012  a ClassVar of the base
        **beside.SAYINGS,
        "parts": N_("%(label)s: it names nothing that can be opened here."),
        "ends": N_("%(label)s: the form ends before that."),
    }


@dataclass(frozen=True, slots=True)
class OutsideYesPage:
    letting: beside.Letting
    form: forms.View


def get(request: WebRequest) -> Response:
    return _page(request, OutsideYesForm.blank(request, _offered(request)))


def post(request: WebRequest) -> Response:
    form, chart = OutsideYesForm.parse(request), ChartId(request.id("chart"))
    checked = beside.same(form.compared)
    with desk.writing(request) as at:
        who, signed = beside.waits_here(request, at, outside=True), _signed(at, chart, form.signed)
        codes = [code for segment, code in OPENS.items() if segment in signed.value.terms.segments]
        if not codes:
            raise Invalid({"signed": "parts"})
        beside.let_in(at, chart, who, offers.by_form(signed.id, codes), _until(at, form, signed), checked=checked)
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
    """The last second of the day, which is not behind the form's end."""
    found, ends = until.last(at, form.until, first=beside.QUIET), signed.value.terms.ends
    if ends and moments.of_date(form.until) > ends:
        raise Invalid({"until": "ends"})
    return found


def _offered(request: WebRequest) -> Mapping[str, Mapping[str, str]]:
    with desk.reading(request) as at:
        found = authorizations.offered(at, ChartId(request.id("chart")))
    return {"signed": {handles.of(one.id): one.value.terms.recipient for one in found}}


def _page(request: WebRequest, form: forms.View) -> Response:
    letting = beside.letting(request, "charts/forms", outside=True)
    return render.page(request, "charts/outside_yes.html", OutsideYesPage(letting, form))
