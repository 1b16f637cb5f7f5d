"""What may I disclose: a place and a wish, then one question at a time, then the answer with all that stands behind it.

Nothing is kept until somebody keeps it: the questions travel in the posts, and each post answers with the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import calls
from tacenda.acts.calls import Known
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.forms import View
from tacenda.doors.web.law import asked as asking
from tacenda.doors.web.law import keeping, less, questions, shown, where
from tacenda.doors.web.law.asked import Asked
from tacenda.doors.web.law.less import Less
from tacenda.doors.web.law.questions import Question
from tacenda.doors.web.law.shown import Shown
from tacenda.doors.web.request import WebRequest

TEMPLATE = "law/asks.html"
KIND = "disclosure"
ACTS = {
    "disclose": N_("Tell or send something to somebody"),
    "give_access": N_("Let the client, or who speaks for them, see or copy"),
    "amend": N_("Change an entry as the client asks"),
    "destroy": N_("Destroy a record"),
}


class StartForm(forms.Form):
    """Where, and what for."""

    place: Annotated[str, forms.select(N_("Where is the client?"), hint=N_("The law of this place decides."))]
    act: Annotated[str, forms.radios(N_("What do you want to know about?"), ACTS)]


@dataclass(frozen=True, slots=True)
class Offer:
    """A signed form of the chart to begin with: who receives what, and the form that carries what its check found."""

    who: str
    what: str
    form: View


@dataclass(frozen=True, slots=True)
class AsksPage:
    """One of three faces: the start, a question, or the answer. `form`: what the page asks for, with its problems."""

    action: str
    again: str
    form: View
    start: bool
    question: Question | None
    shown: Shown | None
    keep: View | None
    keep_action: str
    said: tuple[tuple[str, str], ...]
    more: bool
    offers: tuple[Offer, ...] = ()
    less: tuple[Less, ...] = ()


def get(request: WebRequest, action: str, chart: ChartId | None = None, offers: tuple[Offer, ...] = ()) -> Response:
    """The start."""
    with desk.reading(request) as at:
        known = calls.known(at)
        keeping.choices(at, chart) if chart is not None else None
    return _start(request, action, StartForm.blank(request, _places(request), place=known.place), offers)


def post(request: WebRequest, action: str, chart: ChartId | None = None) -> Response:
    """The next question, or the answer. Raises Invalid."""
    with desk.reading(request) as at:
        known = calls.known(at)
        offered = keeping.choices(at, chart)
    if request.fields.get("go") == ("begin",):
        StartForm.parse(request)
    form, asked = questions.carried(request, known.facts)
    if asked.act not in ACTS:
        raise Invalid({"act": "choose"})
    if form.go == "back":
        if not asked.said:
            return _start(request, action, StartForm.blank(request, _places(request), place=asked.place, act=asked.act))
        asked = asked.back()
    elif form.fact and form.go != "see":
        asked = questions.answered(request, asked, form.fact)
    return _next(request, action, asked, known, offered, see=form.go == "see")


def again(request: WebRequest, problem: Invalid, action: str) -> Response:
    """The question once more, or the start."""
    name = next(iter(request.fields.get("fact", ())), "")
    if "answer" in problem.messages and name:
        with desk.reading(request) as at:
            known = calls.known(at)
        _, asked = questions.carried(request, known.facts)
        return _page(request, action, asked, question=questions.again(request, problem, name, len(asked.said) + 1, asked))
    return _start(request, action, StartForm.again(request, problem, _places(request)))


def _next(request: WebRequest, action: str, asked: Asked, known: Known, offered: dict[str, str], *, see: bool) -> Response:
    read, decision = asking.decided(asked.request(known.now, request.words.zone))
    name = asking.next_question(decision, asked)
    if name and not see:
        return _page(request, action, asked, question=questions.blank(request, asked, name))
    answer = shown.of(request.words, read, decision)
    lesser = less.ways(request, asked, decision, known.now)
    return _page(request, action, asked, answer=answer, keep=keeping.blank(request, asked, KIND, offered), more=bool(name), lesser=lesser)


def _start(request: WebRequest, action: str, form: View, offers: tuple[Offer, ...] = ()) -> Response:
    page = AsksPage(action, action, form, True, None, None, None, "", (), False, offers)
    return render.page(request, TEMPLATE, page)


def _page(
    request: WebRequest, action: str, asked: Asked, *, question: Question | None = None, answer: Shown | None = None,
    keep: View | None = None, more: bool = False, lesser: tuple[Less, ...] = (),
) -> Response:  # fmt: skip
    form = question.form if question else questions.Carried.blank(request, place=asked.place, act=asked.act, said=asked.text)
    said = shown.facts(request.words, asked.said, asked.place, asked.act)
    page = AsksPage(action, action, form, False, question, answer, keep, request.url("law/keep"), said, more, (), lesser)
    return render.page(request, TEMPLATE, page)


def _places(request: WebRequest) -> dict[str, dict[str, str]]:
    return {"place": where.choices(request.words)}
