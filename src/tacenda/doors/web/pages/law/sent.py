"""Something was sent after a kept answer: to whom, what, and whether the client may hear of it now. It makes a talk due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import consents, disclosures
from tacenda.acts.disclosures import OpenedDisclosure
from tacenda.core.model.agreed import Reason
from tacenda.core.model.disclosure import Disclosure
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.request import WebRequest


class SentForm(forms.Form):
    """To whom, what, and whether the client may hear of it."""

    to: Annotated[str, forms.text(N_("Who got it?"))]
    what: Annotated[str, forms.long(N_("What was sent?"), hint=N_("Name the papers and pages, not what they say."), longest=2000)]
    told: Annotated[
        Literal["yes", "no"],
        forms.radios(
            N_("May your client hear of it now?"),
            {"yes": N_("Yes: it is a task for both of you"), "no": N_("Not now: it is a task for you alone")},
        ),
    ]
    why: Annotated[str, forms.long(N_("If not now: why?"), hint=N_("A danger, or the rule that forbids it."), longest=2000)] = ""


@dataclass(frozen=True, slots=True)
class SentPage:
    back: str
    sent: tuple[OpenedDisclosure, ...]
    form: forms.View
    action: str


def get(request: WebRequest) -> Response:
    return _page(request, SentForm.blank(request))


def post(request: WebRequest) -> Response:
    form, chart, answer = SentForm.parse(request), ChartId(request.id("chart")), ObjectId(request.id("answer"))
    told = form.told == "yes"
    with desk.writing(request) as at:
        disclosures.keep(at, chart, Disclosure(answer, form.to, form.what, told, form.why))
        if told:
            consents.ask_again(at, chart, Reason.DISCLOSURE.value)
    return render.see_other(request, "law/sent", chart=chart, answer=answer)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, SentForm.again(request, problem))


def _page(request: WebRequest, form: forms.View) -> Response:
    chart, answer = ChartId(request.id("chart")), ObjectId(request.id("answer"))
    with desk.reading(request) as at:
        sent = disclosures.list_sent(at, chart, answer)
    urls = {name: request.url(name, chart=chart, answer=answer) for name in ("law/answer", "law/sent")}
    return render.page(request, "law/sent.html", SentPage(urls["law/answer"], sent, form, urls["law/sent"]))
