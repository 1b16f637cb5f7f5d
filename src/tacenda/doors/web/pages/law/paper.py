"""A paper arrived: what kind of paper is this, and what makes it valid on its face. What it opens is asked on the next pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import calls
from tacenda.core.words.errors import Invalid
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, places, render
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


class PlaceForm(forms.Form):
    """Whose papers."""

    place: Annotated[str, forms.select(N_("Where is the client?"), hint=N_("The law of this place decides."))]
    go: Annotated[str, forms.hidden()] = ELSEWHERE


@dataclass(frozen=True, slots=True)
class PaperPage:
    """The kinds, or one of them with its marks. `question`: what the look at the paper answers; it leads on to what it opens."""

    form: forms.View
    change: forms.View
    action: str
    place: str  # in words; empty while none is chosen
    known: bool  # whether the rules of the place name any paper
    kind: str
    paper: Paper | None
    cited: tuple[tuple[str, str], ...]
    question: Question | None
    onward: str


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        place = calls.known(at).place
    return _kinds(request, place)


def post(request: WebRequest) -> Response:
    place = _place(request)
    if request.fields.get("go") == (ELSEWHERE,):
        PlaceForm.parse(request)
        return _kinds(request, place)
    form = PaperForm.parse(request)
    if form.kind not in papers.kinds(place):
        raise Invalid({"kind": "choose"})
    paper = papers.PAPERS[form.kind]
    question = _question(request, place, paper) if paper.fact else None
    cited = paper.cited if papers.in_the_united_states(place) else ()
    view = question.form if question else PaperForm.blank(request, _choices(request, place), place=place)
    return _page(request, place, view, request.words.gettext(papers.KINDS[form.kind]), paper, cited, question)


def again(request: WebRequest, problem: Invalid) -> Response:
    place = _place(request)
    return _kinds(request, place, PaperForm.again(request, problem, _choices(request, place)))


def _place(request: WebRequest) -> str:
    """The place that was sent; empty for one that is none."""
    sent = next(iter(request.fields.get("place", ())), "")
    return sent if sent in places.named(request.words) else ""


def _question(request: WebRequest, place: str, paper: Paper) -> Question:
    asked = asking.Asked("disclose", place)
    for name, value in paper.facts:
        asked = asked.with_answer(name, value)
    return questions.blank(request, asked, paper.fact)


def _choices(request: WebRequest, place: str) -> dict[str, dict[str, str]]:
    return {"kind": {kind: request.words.gettext(papers.KINDS[kind]) for kind in papers.kinds(place)}}


def _kinds(request: WebRequest, place: str, form: forms.View | None = None) -> Response:
    return _page(request, place, form or PaperForm.blank(request, _choices(request, place), place=place))


def _page(
    request: WebRequest, place: str, form: forms.View, kind: str = "", paper: Paper | None = None,
    cited: tuple[tuple[str, str], ...] = (), question: Question | None = None,
) -> Response:  # fmt: skip
    named = places.named(request.words)
    value = PaperPage(
        form=form,
        change=PlaceForm.blank(request, {"place": where.choices(request.words)}, place=place, go=ELSEWHERE),
        action=request.url("law/paper"),
        place=named.get(place, ""),
        known=bool(set(papers.kinds(place)) - papers.ANYWHERE),
        kind=kind,
        paper=paper,
        cited=cited,
        question=question,
        onward=request.url("law/asks"),
    )
    return render.page(request, "law/paper.html", value)
