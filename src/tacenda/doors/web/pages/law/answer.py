"""One kept answer: worked out again as it is opened, with who stands for its judgements, and the form to do so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import assessments
from tacenda.acts.assessments import OpenedAssessment
from tacenda.core.model.assessment import Attestation
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.law import keeping, recalled, shown, wizard
from tacenda.doors.web.law.recalled import Day, Line, Recalled
from tacenda.doors.web.law.shown import Judgement
from tacenda.doors.web.request import WebRequest

SHOWN = 5  # citations of one answer in sight: the law that decides comes first, an open question can name forty
WISHES = {**wizard.ACTS, "protect": N_("Protect somebody who may be hurt")}


class AttestForm(forms.Form):
    """A person and a reason behind judgements."""

    version: Annotated[int, forms.hidden()]
    facts: Annotated[tuple[str, ...], forms.checks(N_("Which judgements?"))]
    by: Annotated[str, forms.text(N_("Who made them?"))]
    reason: Annotated[str, forms.long(N_("The reason"), longest=20_000)]


class DropForm(forms.Form):
    """Nothing of the answer waits any more; or what was due by one day is done."""

    drop: Annotated[str, forms.hidden(longest=3)] = ""
    done: Annotated[str, forms.hidden(longest=40)] = ""


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """`asked`: what was asked first; `wish`: what for, in words."""

    chart: bytes
    asked: Recalled
    wish: str
    lines: tuple[Line, ...]
    sealed: Moment
    number: int
    reason: str
    same: bool
    needs: tuple[str, ...]
    cleared: bool
    attested: tuple[tuple[str, Attestation], ...]
    lacks: tuple[Judgement, ...]
    form: forms.View
    action: str
    sent: str
    waits: bool  # something about it is open
    days: tuple[Day, ...]  # by when something is to be done that nobody said is done
    anew: str  # where the question is asked anew
    shown: int = SHOWN


def get(request: WebRequest) -> Response:
    opened = _opened(request)
    form = AttestForm.blank(request, _choices(request, opened), version=str(opened.version), facts=opened.lacks)
    return _page(request, opened, form)


def post(request: WebRequest) -> Response:
    chart, id, over = ChartId(request.id("chart")), ObjectId(request.id("answer")), DropForm.parse(request)
    if over.drop:
        with desk.writing(request) as at:
            assessments.drop(at, chart, id)
        return render.see_other(request, "law/kept", chart=chart)
    if over.done:
        with desk.writing(request) as at:
            assessments.done(at, chart, id, over.done)
        return render.see_other(request, "law/answer", chart=chart, answer=id)
    form = AttestForm.parse(request)
    with desk.writing(request) as at:
        assessments.attest(at, chart, id, form.version, form.facts, form.by, form.reason)
    return render.see_other(request, "law/answer", chart=chart, answer=id)


def again(request: WebRequest, problem: Invalid) -> Response:
    opened = _opened(request)
    return _page(request, opened, AttestForm.again(request, problem, _choices(request, opened)))


def _opened(request: WebRequest) -> OpenedAssessment:
    with desk.reading(request) as at:
        return assessments.open_kept(at, ChartId(request.id("chart")), ObjectId(request.id("answer")))


def _choices(request: WebRequest, opened: OpenedAssessment) -> dict[str, dict[str, str]]:
    return {"facts": {one.fact: one.question for one in shown.judgements(request.words, opened.lacks, own=keeping.own(request))}}


def _page(request: WebRequest, opened: OpenedAssessment, form: forms.View) -> Response:
    kept, say = opened.kept, request.words
    questions = {one.fact: one.question for one in shown.judgements(say, [one.fact for one in kept.attested], own=False)}
    asked = recalled.of(say, kept.answers[0].request)
    page = AnswerPage(
        chart=opened.chart,
        asked=asked,
        wish=say.gettext(WISHES[asked.wish]) if asked.wish in WISHES else "",
        lines=tuple(recalled.line(say, one) for one in kept.answers),
        sealed=opened.sealed,
        number=opened.number,
        reason=kept.reason,
        same=all(one.same for one in opened.replays),
        needs=tuple(dict.fromkeys(name for one in opened.replays for name in one.needs)),
        cleared=opened.cleared,
        attested=tuple((questions[one.fact], one) for one in kept.attested),
        lacks=shown.judgements(say, opened.lacks, own=keeping.own(request)),
        form=form,
        action=request.url("law/answer", chart=opened.chart, answer=opened.id),
        sent=request.url("law/sent", chart=opened.chart, answer=opened.id),
        waits=opened.wait is not None and opened.wait.open,
        days=tuple(recalled.days(say, kept.answers, opened.wait, request.house.clock.now())),
        anew=request.url("law/asks_chart", chart=opened.chart),
    )
    return render.page(request, "law/answer.html", page)
