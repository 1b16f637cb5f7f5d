"""Whom this practice calls when somebody may be hurt, and what it answers the same every time the law asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import calls
from tacenda.core.model.practice import Call
from tacenda.core.words.errors import Invalid
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.law import facts
from tacenda.doors.web.request import WebRequest

ROWS = 4


class CallsForm(forms.Form):
    """Four people, and four facts of the practice."""

    who1: Annotated[str, forms.text(N_("First: who"))] = ""
    about1: Annotated[str, forms.text(N_("First: what for"))] = ""
    phone1: Annotated[str, forms.text(N_("First: number"))] = ""
    who2: Annotated[str, forms.text(N_("Second: who"))] = ""
    about2: Annotated[str, forms.text(N_("Second: what for"))] = ""
    phone2: Annotated[str, forms.text(N_("Second: number"))] = ""
    who3: Annotated[str, forms.text(N_("Third: who"))] = ""
    about3: Annotated[str, forms.text(N_("Third: what for"))] = ""
    phone3: Annotated[str, forms.text(N_("Third: number"))] = ""
    who4: Annotated[str, forms.text(N_("Fourth: who"))] = ""
    about4: Annotated[str, forms.text(N_("Fourth: what for"))] = ""
    phone4: Annotated[str, forms.text(N_("Fourth: number"))] = ""
    hipaa_covered: Annotated[str, forms.select(N_("Is the practice under HIPAA?"))] = ""
    part2: Annotated[str, forms.select(N_("Is it a drug or alcohol programme with federal help (Part 2)?"))] = ""
    ferpa: Annotated[str, forms.select(N_("Are its records those of a school?"))] = ""
    setting: Annotated[str, forms.select(N_("Where is the work done?"))] = ""
    actor: Annotated[str, forms.select(N_("Which licence do all of you hold?"))] = ""
    sayings = {"empty": N_("Each person needs a name and a number.")}  # noqa: RUF012  a ClassVar of the base

    def calls(self) -> list[Call]:
        """The rows of people."""
        said: dict[str, str] = {name: str(value) for name, value in self.model_dump().items()}
        return [Call(*(said[f"{part}{row}"] for part in ("who", "about", "phone"))) for row in range(1, ROWS + 1)]

    def facts(self) -> list[tuple[str, str]]:
        """The facts that were answered. Raises Invalid for what the vocabulary does not have."""
        said: dict[str, str] = {name: str(value) for name, value in self.model_dump().items()}
        return facts.checked([(name, said[name]) for name in facts.OF_A_PRACTICE if said[name]])


@dataclass(frozen=True, slots=True)
class CallsPage:
    form: forms.View
    rows: tuple[tuple[forms.Box, forms.Box, forms.Box], ...]
    facts: tuple[forms.Box, ...]


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        known = calls.known(at)
    filled = {f"{part}{n}": getattr(one, part) for n, one in enumerate(known.calls[:ROWS], 1) for part in ("who", "about", "phone")}
    return _page(request, CallsForm.blank(request, facts.choices(request.words), **filled, **known.facts))


def post(request: WebRequest) -> Response:
    form = CallsForm.parse(request)
    with desk.writing(request) as at:
        calls.keep(at, form.calls(), form.facts())
    return render.see_other(request, "law/harm")


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, CallsForm.again(request, problem, facts.choices(request.words)))


def _page(request: WebRequest, form: forms.View) -> Response:
    boxes = tuple(tuple(getattr(form, f"{part}{n}") for part in ("who", "about", "phone")) for n in range(1, ROWS + 1))
    asked = tuple(getattr(form, name) for name in facts.OF_A_PRACTICE)
    return render.page(request, "law/calls.html", CallsPage(form, boxes, asked))
