"""What may I disclose: a place and a wish, then one question at a time, then the answer with all that stands behind it.

Nothing is kept until somebody keeps it: the questions travel in the posts, and each post answers with the next one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import calls
from tacenda.acts.calls import Known
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.forms import View
from tacenda.doors.web.law import asked as asking
from tacenda.doors.web.law import from_card, keeping, less, order, questions, shown, where
from tacenda.doors.web.law.asked import Asked
from tacenda.doors.web.law.less import Less
from tacenda.doors.web.law.questions import Question
from tacenda.doors.web.law.shown import Shown
from tacenda.doors.web.request import WebRequest

TEMPLATE = "law/asks.html"
KIND = "disclosure"
SIGNED = "signed"
ACTS = {
    "disclose": N_("Tell or send something to somebody"),
    "give_access": N_("Let the client, or who speaks for them, see or copy"),
    "amend": N_("Change an entry as the client asks"),
    "destroy": N_("Destroy a record"),
}


class StartForm(where.Also):
    """Where, and what for."""

    place: Annotated[str, forms.select(N_("Where is the client?"))]
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
    where: str = ""  # whose law answers, in words
    several: bool = False


def get(request: WebRequest, action: str, chart: ChartId | None = None, offers: tuple[Offer, ...] = ()) -> Response:
    """The start."""
    with desk.reading(request) as at:
        known = calls.known(at)
        keeping.choices(at, chart) if chart is not None else None
        here = where.filled(from_card.places(at, chart, known.place), known.place)
    return _start(request, action, StartForm.blank(request, where.offered(request.words, known.place), **here), offers)


def post(request: WebRequest, action: str, chart: ChartId | None = None) -> Response:
    """The next question, or the answer. Raises Invalid."""
    with desk.reading(request) as at:
        known, born = calls.known(at), from_card.born(at, chart)
        offered = keeping.choices(at, chart)
    form, asked = questions.carried(request, known.facts, born)
    if form.go == SIGNED:
        return _next(request, action, _of_danger(request, asked, form.fact), known, offered, "")
    if form.go == "begin":
        start = StartForm.parse(request)
        asked = replace(asked, places=where.read(where.joined(start.place, start.also, start.further)))
    if asked.act not in ACTS:
        raise Invalid({"act": "choose"})
    if form.go == "back":
        if not asked.said:
            before, every = where.filled(asked.places, known.place), where.offered(request.words, known.place, asked.places)
            return _start(request, action, StartForm.blank(request, every, **before, act=asked.act))
        asked = asked.back()
    elif form.fact and form.go != "see":
        asked = questions.answered(request, asked, form.fact)
    return _next(request, action, asked, known, offered, form.go)


def _of_danger(request: WebRequest, asked: Asked, fact: str) -> Asked:
    """From the page of a danger, with all that was said, ticked or chosen there. Raises Invalid."""
    asked = replace(asked, act="disclose")
    if done := request.fields.get("done"):
        asked = asked.with_answer("ways_done", asking.joined(done))
    return questions.answered(request, asked, fact) if fact and request.fields.get("answer") else asked


def again(request: WebRequest, problem: Invalid, action: str, chart: ChartId | None = None) -> Response:
    """The question once more, or the start."""
    name = next(iter(request.fields.get("fact", ())), "")
    with desk.reading(request) as at:
        known, born = calls.known(at), from_card.born(at, chart)
    if "answer" in problem.messages and name:
        _, asked = questions.carried(request, known.facts, born)
        return _page(request, action, asked, question=questions.again(request, problem, name, len(asked.said) + 1, asked))
    return _start(request, action, StartForm.again(request, problem, where.offered(request.words, known.place)))


def _next(request: WebRequest, action: str, asked: Asked, known: Known, offered: dict[str, str], go: str) -> Response:
    """`go`: the button that was pressed: "see" the answer as it stands, or one "more" question than are asked unbidden."""
    read, decision = asking.decided(asked.request(known.now, request.words.zone))
    left = order.unbidden(decision, asked)
    more = left or order.next_question(decision, asked)
    name = {"see": "", "more": more}.get(go, left)
    if name:
        return _page(request, action, asked, question=_question(request, asked, name, known.now))
    answer = shown.of(request.words, read, decision, own=keeping.own(request))
    lesser = less.ways(request, asked, decision, known.now)
    return _page(request, action, asked, answer=answer, keep=keeping.blank(request, asked, KIND, offered), more=bool(more), lesser=lesser)


def _question(request: WebRequest, asked: Asked, name: str, now: Moment) -> Question:
    """What the card says stands there: on this page nothing but the button beside it sends it."""
    return questions.blank(request, asked, name, from_card.answer(request.words, asked.born, name, now))


def _start(request: WebRequest, action: str, form: View, offers: tuple[Offer, ...] = ()) -> Response:
    page = AsksPage(action, action, form, True, None, None, None, "", (), False, offers)
    return render.page(request, TEMPLATE, page)


def _page(
    request: WebRequest, action: str, asked: Asked, *, question: Question | None = None, answer: Shown | None = None,
    keep: View | None = None, more: bool = False, lesser: tuple[Less, ...] = (),
) -> Response:  # fmt: skip
    form = (
        question.form
        if question
        else questions.Carried.blank(request, None, place=asked.place, act=asked.act, said=asked.text, **questions.typed(request))
    )
    said, named = shown.facts(request.words, asked.said, asked.places, asked.act), where.said(request.words, asked.places)
    kept, several = request.url("law/keep"), len(asked.places) > 1
    page = AsksPage(action, action, form, False, question, answer, keep, kept, said, more, (), lesser, named, several)
    return render.page(request, TEMPLATE, page)
