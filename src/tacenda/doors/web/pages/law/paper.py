"""A paper arrived: what kind of paper is this, and what makes it valid on its face. What it opens is asked on the next pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import calls
from tacenda.core.words.errors import Invalid
from tacenda.doors import places
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.law import asked as asking
from tacenda.doors.web.law import papers, questions, where
from tacenda.doors.web.law.papers import Paper
from tacenda.doors.web.law.questions import Question
from tacenda.doors.web.request import WebRequest

ELSEWHERE = "place"  # the button that shows the papers of another place


class PaperForm(forms.Form):
    """Where, and which kind of those the place has."""

    place: Annotated[str, forms.hidden()]
    kind: Annotated[str, forms.radios(N_("What kind of paper is it?"), hint=N_("Look at who signed it."))]


class PlaceForm(where.Also):
    """Whose papers."""

    place: Annotated[str, forms.select(N_("Where is the client?"))]
    go: Annotated[str, forms.hidden()] = ELSEWHERE


@dataclass(frozen=True, slots=True)
class PaperPage:
    """The kinds, or one of them with its marks. `question`: what the look at the paper answers; it leads on to what it opens."""

    form: forms.View
    change: forms.View
    action: str
    place: str  # in words; empty while none is chosen
    several: bool
    known: bool  # whether the rules of the place name any paper
    kind: str
    paper: Paper | None
    cited: tuple[tuple[str, str], ...]
    question: Question | None
    onward: str


def get(request: WebRequest) -> Response:
    return _kinds(request, where.read(_own(request)))


def post(request: WebRequest) -> Response:
    if request.fields.get("go") == (ELSEWHERE,):
        PlaceForm.parse(request)
        return _kinds(request, _places(request))
    chosen = _places(request)
    form = PaperForm.parse(request)
    if form.kind not in papers.kinds(chosen):
        raise Invalid({"kind": "choose"})
    paper = papers.PAPERS[form.kind]
    question = _question(request, chosen, paper) if paper.fact else None
    cited = paper.cited if papers.in_the_united_states(chosen) else ()
    view = question.form if question else PaperForm.blank(request, _choices(request, chosen), place=where.joined(*chosen))
    return _page(request, chosen, view, request.words.gettext(papers.KINDS[form.kind]), paper, cited, question)


def again(request: WebRequest, problem: Invalid) -> Response:
    chosen = _places(request)
    return _kinds(request, chosen, PaperForm.again(request, problem, _choices(request, chosen)))


def _own(request: WebRequest) -> str:
    with desk.reading(request) as at:
        return calls.known(at).place


def _places(request: WebRequest) -> tuple[str, ...]:
    """The places that were sent; none where one of them is no place."""
    sent = where.joined(*(one for name in ("place", "also", "further") for one in request.fields.get(name, ())))
    found = dict.fromkeys(sent.split("+") if sent else ())
    return tuple(found) if len(found) <= where.MOST and set(found) <= set(places.named(request.words)) else ()


def _question(request: WebRequest, chosen: tuple[str, ...], paper: Paper) -> Question:
    asked = asking.Asked(paper.act, chosen)
    for name, value in paper.facts:
        asked = asked.with_answer(name, value)
    return questions.blank(request, asked, paper.fact)


def _choices(request: WebRequest, chosen: tuple[str, ...]) -> dict[str, dict[str, str]]:
    return {"kind": {kind: request.words.gettext(papers.KINDS[kind]) for kind in papers.kinds(chosen)}}


def _kinds(request: WebRequest, chosen: tuple[str, ...], form: forms.View | None = None) -> Response:
    return _page(request, chosen, form or PaperForm.blank(request, _choices(request, chosen), place=where.joined(*chosen)))


def _page(
    request: WebRequest, chosen: tuple[str, ...], form: forms.View, kind: str = "", paper: Paper | None = None,
    cited: tuple[tuple[str, str], ...] = (), question: Question | None = None,
) -> Response:  # fmt: skip
    own = _own(request)
    value = PaperPage(
        form=form,
        change=PlaceForm.blank(request, where.offered(request.words, own, chosen), **where.filled(chosen, own), go=ELSEWHERE),
        action=request.url("law/paper"),
        place=where.said(request.words, chosen),
        several=len(chosen) > 1,
        known=bool(set(papers.kinds(chosen)) - papers.ANYWHERE),
        kind=kind,
        paper=paper,
        cited=cited,
        question=question,
        onward=request.url("law/asks"),
    )
    return render.page(request, "law/paper.html", value)
