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
from tacenda.doors.web.law import papers, questions
from tacenda.doors.web.law.papers import Paper
from tacenda.doors.web.law.questions import Question
from tacenda.doors.web.request import WebRequest


class PaperForm(forms.Form):
    """Where, and which kind."""

    place: Annotated[str, forms.select(N_("Where is the client?"), hint=N_("The law of this place decides."))]
    kind: Annotated[str, forms.radios(N_("What kind of paper is it?"), papers.KINDS, hint=N_("Look at who signed it."))]


@dataclass(frozen=True, slots=True)
class PaperPage:
    """The kinds, or one of them with its marks. `question`: what the look at the paper answers; it leads on to what it opens."""

    form: forms.View
    action: str
    kind: str
    paper: Paper | None
    cited: tuple[tuple[str, str], ...]
    question: Question | None
    onward: str


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        place = calls.known(at).place
    return _kinds(request, PaperForm.blank(request, {"place": places.named(request.words)}, place=place))


def post(request: WebRequest) -> Response:
    form = PaperForm.parse(request)
    paper = papers.PAPERS[form.kind]
    asked = asking.Asked("disclose", form.place)
    for name, value in paper.facts:
        asked = asked.with_answer(name, value)
    question = questions.blank(request, asked, paper.fact)
    cited = paper.cited if papers.in_the_united_states(form.place) else ()
    kind = request.words.gettext(papers.KINDS[form.kind])
    page = PaperPage(question.form, request.url("law/paper"), kind, paper, cited, question, request.url("law/asks"))
    return render.page(request, "law/paper.html", page)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _kinds(request, PaperForm.again(request, problem, {"place": places.named(request.words)}))


def _kinds(request: WebRequest, form: forms.View) -> Response:
    return render.page(request, "law/paper.html", PaperPage(form, request.url("law/paper"), "", None, (), None, ""))
