"""Let in a helper elsewhere: letters compared, a form that the client signed, and a last day that is no later than the form's.

Where the form has another name than the card, the clinician says in words why it is the same person, and the client reads that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import assessments, authorizations, cards
from tacenda.core.model import offers
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, handles, render
from tacenda.doors.web.beside import answers, by_form
from tacenda.doors.web.beside import letting as beside
from tacenda.doors.web.request import WebRequest


class OutsideYesForm(forms.Form):
    """Whether it is them, on which form, and until when."""

    compared: beside.Compared
    signed: Annotated[str, forms.select(N_("The form that the client signed"))]
    same: Annotated[
        str,
        forms.text(
            N_("If the form has another name: why it is the same person"), hint=N_("In a few words. The client reads them."), longest=200
        ),
    ] = ""
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
    alone: Annotated[
        Literal["no", "yes"],
        forms.radios(
            N_("A minor: did they lawfully consent to this care alone?"),
            {"no": N_("No, not known, or an adult"), "yes": N_("Yes: who speaks for them neither sees nor ends this")},
            hint=N_("You judge it, by the law of the place."),
        ),
    ] = "no"
    until: Annotated[dt.date, forms.date(N_("Last day"), hint=N_("At most one year from now."))]
    sayings = {  # noqa: RUF012  a ClassVar of the base
        **beside.SAYINGS,
        "names": N_("The form has another name than the card. Say in words why it is the same person, or let nobody in."),
        "parts": N_("%(label)s: it names nothing that can be opened here."),
        "ends": N_("%(label)s: the form ends before that."),
        "record": N_("%(label)s: it does not name the record."),
        "other": N_("%(label)s: it is not about sending the record to this kind of person."),
        "open": N_("%(label)s: open it and say who stands for each judgement first."),
        "form": N_("%(label)s: something on the form is missing, wrong or not known yet."),
        "client": N_("%(label)s: the client did not sign it, so the law is asked. Choose the notes, and an answer that you kept."),
        "alone": N_("%(label)s: the client alone must have signed for that."),
        "shut": N_("%(label)s: today it does not say yes. Ask anew."),
    }


@dataclass(frozen=True, slots=True)
class OutsideYesPage:
    letting: beside.Letting
    form: forms.View


def get(request: WebRequest) -> Response:
    return _page(request, OutsideYesForm.blank(request, _offered(request), opens="shared", alone="no"))


def post(request: WebRequest) -> Response:
    form, chart = OutsideYesForm.parse(request), ChartId(request.id("chart"))
    checked = beside.same(form.compared)
    with desk.writing(request) as at:
        who, signed = beside.waits_here(request, at, outside=True), by_form.chosen(at, chart, form.signed)
        codes = by_form.opened(at, chart, signed, record=form.opens == "record", answer=form.answer)
        offer = offers.by_form(signed.id, codes, alone=by_form.alone(signed, said=form.alone == "yes"))
        last, why = by_form.last(at, form.until, signed), by_form.reason(signed, who.name, form.same)
        beside.let_in(at, chart, who, offer, last, checked=checked, reason=why)
        cards.forget(at, who.card)
    return render.see_other(request, "charts/access", chart=chart)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, OutsideYesForm.again(request, problem, _offered(request)))


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
