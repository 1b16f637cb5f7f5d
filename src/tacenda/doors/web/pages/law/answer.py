"""One kept answer: worked out again as it is opened, with who stands for its judgements, and the form to do so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, cast

from starlette.responses import Response

from tacenda.acts import assessments
from tacenda.acts.assessments import OpenedAssessment
from tacenda.core.decisions import replays
from tacenda.core.model.assessment import Answer, Attestation
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.law import keeping, recalled, shown, wizard, words
from tacenda.doors.web.law.reasons import NO_LAW
from tacenda.doors.web.law.recalled import Recalled
from tacenda.doors.web.law.shown import Judgement, Task
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
    """What is open about the answer waits no more."""

    drop: Annotated[str, forms.hidden(longest=3)] = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One of the answers. `about`: for whom, empty where there is one alone; the rest is what there was to do, and by when."""

    about: str
    word: str
    says: str
    citations: tuple[str, ...]
    before: tuple[Task, ...]
    during: tuple[Task, ...]
    after: tuple[Task, ...]


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
    anew: str  # where the question is asked anew
    shown: int = SHOWN


def get(request: WebRequest) -> Response:
    opened = _opened(request)
    form = AttestForm.blank(request, _choices(request, opened), version=str(opened.version), facts=opened.lacks)
    return _page(request, opened, form)


def post(request: WebRequest) -> Response:
    chart, id = ChartId(request.id("chart")), ObjectId(request.id("answer"))
    if DropForm.parse(request).drop:
        with desk.writing(request) as at:
            assessments.drop(at, chart, id)
        return render.see_other(request, "law/kept", chart=chart)
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
        lines=tuple(_line(request, one) for one in kept.answers),
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
        waits=opened.waits,
        anew=request.url("law/asks_chart", chart=opened.chart),
    )
    return render.page(request, "law/answer.html", page)


def _line(request: WebRequest, answer: Answer) -> Line:
    said = replays.said(answer.decision)
    about = request.words.gettext(words.label("recipient", answer.about)) if answer.about else ""
    return Line(
        about,
        words.verdict(request.words, str(said["verdict"])),
        str(said["says"]),
        tuple(one for one in cast("list[str]", said["citations"]) if one not in NO_LAW),
        *(tuple(recalled.tasks(request.words, said, when)) for when in ("before", "with", "after")),
    )
