"""One question on a page: its form, its kind of control, and what was answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from tacenda.core.words.errors import Invalid
from tacenda.doors.language import N_
from tacenda.doors.web import forms
from tacenda.doors.web.forms import Box, View
from tacenda.doors.web.law import asked as asking
from tacenda.doors.web.law import from_card, groups, plain, words
from tacenda.doors.web.law.asked import UNKNOWN, Asked
from tacenda.doors.web.request import WebRequest
from tacenda.shell import packs

Kind = Literal["radios", "checks", "field", "date"]
DONT_KNOW = "unknown"
ANSWER = N_("Your answer")
NOTHING_WRONG = Invalid({})


class Carried(forms.Form):
    """What every post of a flow carries along, and the button that was pressed."""

    place: Annotated[str, forms.hidden()]
    act: Annotated[str, forms.hidden()] = "disclose"
    said: Annotated[str, forms.hidden(longest=6000)] = ""
    fact: Annotated[str, forms.hidden()] = ""
    go: Annotated[str, forms.hidden()] = ""
    # What was typed on the page before, to be kept at the end.
    chart: Annotated[str, forms.hidden()] = ""
    reason: Annotated[str, forms.hidden(longest=20_000)] = ""


class Choice(Carried):
    answer: Annotated[str, forms.radios(ANSWER)]


class Several(Carried):
    answer: Annotated[tuple[str, ...], forms.checks(ANSWER, hint=N_("Tick none where there was none."))] = ()


class Number(Carried):
    answer: Annotated[str, forms.text(ANSWER, hint=N_("Leave it empty if you do not know."), longest=7)] = ""


class OnDay(Carried):
    answer: Annotated[str, forms.date(ANSWER, hint=N_("Leave it empty if you do not know."))] = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question as a template shows it. `form` holds what is carried; `answer` the control, with the question as its label."""

    form: View
    answer: Box
    kind: Kind
    number: int
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def _form(name: str) -> tuple[type[Choice | Several | Number | OnDay], Kind]:
    fact = packs.law().vocabulary.facts.get(name)
    if fact is None:
        return OnDay, "date"
    if fact.number:
        return Number, "field"
    return (Several, "checks") if fact.many else (Choice, "radios")


def _choices(request: WebRequest, name: str) -> dict[str, dict[str, str]]:
    fact = packs.law().vocabulary.facts.get(name)
    if fact is None or fact.number:
        return {}
    return {"answer": {**words.answers(request.words, fact), DONT_KNOW: request.words.gettext(words.UNKNOWN)}}


def blank(request: WebRequest, asked: Asked, name: str, answer: str = "") -> Question:
    """A question before it is answered. `answer`: what stands there already, for who sends the question and nothing else."""
    form, kind = _form(name)
    carried = {"place": asked.place, "act": asked.act, "said": asked.text, "fact": name, **typed(request)}
    view = form.blank(request, _choices(request, name), **carried, **({"answer": answer} if answer else {}))
    return _question(request, view, name, kind, len(asked.said) + 1, asked)


def typed(request: WebRequest) -> dict[str, str]:
    """What was typed into the form that keeps an answer, on a page that asks more first."""
    return {name: forms.sent(request, NOTHING_WRONG, name) for name in ("chart", "reason")}


def again(request: WebRequest, problem: Invalid, name: str, number: int, asked: Asked) -> Question:
    """A question whose answer did not fit."""
    form, kind = _form(name)
    labels = {"answer": plain.question(request.words, name, asked.places, asked.act)}
    return _question(request, form.again(request, problem, _choices(request, name), labels), name, kind, number, asked)


def _question(request: WebRequest, view: View, name: str, kind: Kind, number: int, asked: Asked) -> Question:
    label = plain.question(request.words, name, asked.places, asked.act)
    hint = request.words.gettext(plain.HINTS[name]) if name in plain.HINTS else view.answer.hint
    card = from_card.hint(request.words, asked.born, name, request.house.clock.now())
    box = replace(view.answer, label=label, required=True, hint=" ".join(one for one in (card, hint) if one))
    return Question(view, box, kind, number, groups.of(request.words, name, box.choices))


def carried(request: WebRequest, known: Mapping[str, str], born: dt.date | None = None) -> tuple[Carried, Asked]:
    """What a post brings, without the answer to its question. Raises Invalid."""
    form = Carried.parse(request)
    return form, replace(asking.read(form.act, form.place, form.said, known), born=born)


def answered(request: WebRequest, asked: Asked, name: str) -> Asked:
    """With the answer that was sent. Raises Invalid."""
    form, _ = _form(name)
    sent = form.parse(request).answer
    given = [sent] if isinstance(sent, str) else list(sent)
    if isinstance(sent, str) and not sent:
        given = [DONT_KNOW]
    return asked.with_answer(name, UNKNOWN if DONT_KNOW in given else asking.joined(given))
