"""Let in a helper elsewhere: letters compared, a form that the client signed, and a last day that is no later than the form's.

The record itself is a disclosure: it opens only where the form names it and a kept answer of the law says yes today.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import assessments, authorizations, cards
from tacenda.acts.authorizations import OpenedForm
from tacenda.acts.desk import Desk
from tacenda.core.decisions import opening, replays
from tacenda.core.model import authorization_check, offers
from tacenda.core.model.authorization import Segment
from tacenda.core.words import moments
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, handles, render, until
from tacenda.doors.web.beside import answers
from tacenda.doors.web.beside import letting as beside
from tacenda.doors.web.request import WebRequest
from tacenda.shell import packs

# What of a form is opened without asking the law: nothing beyond what the client holds themselves, and on their own signature alone.
CLIENT = frozenset({"client", "client_and_parent"})
OPENS = {Segment.RECORD: Code.SHARED, Segment.SUMMARY: Code.SHARED, Segment.ATTENDANCE: Code.SCHEDULE}


class OutsideYesForm(forms.Form):
    """Whether it is them, on which form, and until when."""

    compared: beside.Compared
    signed: Annotated[str, forms.select(N_("The form that the client signed"))]
    opens: Annotated[
        Literal["shared", "record"],
        forms.radios(
            N_("What opens?"),
            {"shared": N_("Visits, and what is shared with the client"), "record": N_("The notes and the plan too, never private notes")},
        ),
    ]
    answer: Annotated[
        str,
        forms.select(N_("For the notes: the answer of the law that you kept"), hint=N_("It is asked anew today, with what the form says.")),
    ] = ""
    until: Annotated[dt.date, forms.date(N_("Last day"), hint=N_("At most one year from now."))]
    sayings = {  # noqa: RUF012  a ClassVar of the base
        **beside.SAYINGS,
        "parts": N_("%(label)s: it names nothing that can be opened here."),
        "ends": N_("%(label)s: the form ends before that."),
        "record": N_("%(label)s: it does not name the record."),
        "other": N_("%(label)s: it is not about sending the record to this kind of person."),
        "open": N_("%(label)s: open it and say who stands for each judgement first."),
        "form": N_("%(label)s: something on the form is missing, wrong or not known yet."),
        "client": N_("%(label)s: the client did not sign it, so the law is asked. Choose the notes, and an answer that you kept."),
        "shut": N_("%(label)s: today it does not say yes. Ask anew."),
    }


@dataclass(frozen=True, slots=True)
class OutsideYesPage:
    letting: beside.Letting
    form: forms.View


def get(request: WebRequest) -> Response:
    return _page(request, OutsideYesForm.blank(request, _offered(request), opens="shared"))


def post(request: WebRequest) -> Response:
    form, chart = OutsideYesForm.parse(request), ChartId(request.id("chart"))
    checked = beside.same(form.compared)
    with desk.writing(request) as at:
        who, signed = beside.waits_here(request, at, outside=True), _signed(at, chart, form.signed)
        codes = [code for segment, code in OPENS.items() if segment in signed.value.terms.segments]
        if form.opens == "record":
            _record(at, chart, form, signed)
            codes.append(Code.RECORD)
        elif authorization_check.signed_by(signed.value) not in CLIENT:
            raise Invalid({"signed": "client"})
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


def _record(at: Desk, chart: ChartId, form: OutsideYesForm, signed: OpenedForm) -> None:
    """Whether the form and the law open the record today. Raises Invalid."""
    if Segment.RECORD not in signed.value.terms.segments:
        raise Invalid({"signed": "record"})
    try:
        kept = assessments.open_kept(at, chart, ObjectId(handles.read(form.answer)))
    except NotFound as error:
        raise Invalid({"answer": "choose"}) from error
    if len(kept.kept.answers) != 1:
        raise Invalid({"answer": "other"})
    if kept.lacks:
        raise Invalid({"answer": "open"})
    now = dt.datetime.fromtimestamp(at.now, dt.UTC)
    opening.opens(packs.law(), replays.said(kept.kept.answers[0].request), signed.checked.facts, now)


def _until(at: Desk, form: OutsideYesForm, signed: OpenedForm) -> Moment:
    """The last second of the day, which is not behind the form's end."""
    found, ends = until.last(at, form.until, first=beside.QUIET), signed.value.terms.ends
    if ends and moments.of_date(form.until) > ends:
        raise Invalid({"until": "ends"})
    return found


def _offered(request: WebRequest) -> Mapping[str, Mapping[str, str]]:
    with desk.reading(request) as at:
        chart = ChartId(request.id("chart"))
        found, kept = authorizations.offered(at, chart), assessments.list_kept(at, chart)
    named = answers.named(request.words, kept)
    return {
        "signed": {handles.of(one.id): one.value.terms.recipient for one in found},
        "answer": {"": request.words.gettext(N_("None")), **named},
    }


def _page(request: WebRequest, form: forms.View) -> Response:
    letting = beside.letting(request, "charts/forms", outside=True)
    return render.page(request, "charts/outside_yes.html", OutsideYesPage(letting, form))
