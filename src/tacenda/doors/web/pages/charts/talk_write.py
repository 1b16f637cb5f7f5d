"""The talk together, on one screen, or from a paper: the script, what was answered, a scan. The clinician stands for what is entered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import charts, consents
from tacenda.acts.consents import Stands
from tacenda.acts.desk import Desk
from tacenda.core.model.consent import How, Part, Result
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render, scans
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import people, shown
from tacenda.doors.web.talk.shown import Shown
from tacenda.doors.web.talk.texts import CHOICES, TEXTS, WORDINGS, YES_NO_LATER

Came = Literal["right", "missed", "unsure", "skipped", "not"]
CAME = {
    "right": N_("It was clear"), "missed": N_("Not clear, talk again"), "unsure": N_("The client was not sure"),
    "skipped": N_("Read, not asked"), "not": N_("Not read"),
}  # fmt: skip
RESULTS = {"right": Result.RIGHT, "missed": Result.MISSED, "unsure": Result.UNSURE, "skipped": Result.SKIPPED}
Answer = Literal["yes", "no", "later"]


class WriteForm(forms.Form):
    """How each part came across, the separate consents as the client said them, and how it was done."""

    part_1: Annotated[Came, forms.radios(TEXTS[1].question, CAME)] = "not"
    part_2: Annotated[Came, forms.radios(TEXTS[2].question, CAME)] = "not"
    part_3: Annotated[Came, forms.radios(TEXTS[3].question, CAME)] = "not"
    part_4: Annotated[Came, forms.radios(TEXTS[4].question, CAME)] = "not"
    part_5: Annotated[Came, forms.radios(TEXTS[5].question, CAME)] = "not"
    email: Annotated[Answer, forms.radios(CHOICES["email"], YES_NO_LATER)] = "later"
    video: Annotated[Answer, forms.radios(CHOICES["video"], YES_NO_LATER)] = "later"
    supervision: Annotated[Answer, forms.radios(CHOICES["supervision"], YES_NO_LATER)] = "later"
    research: Annotated[Answer, forms.radios(CHOICES["research"], YES_NO_LATER)] = "later"
    how: Annotated[
        Literal["together", "paper"],
        forms.radios(N_("How did you do it?"), {"together": N_("Together, on this screen"), "paper": N_("On paper")}),
    ]
    minutes: Annotated[int, forms.text(N_("Minutes it took"), longest=6)] = 8
    file: Annotated[str, forms.upload(scans.LABEL, hint=scans.HINT)] = ""
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "range": N_("%(label)s: use 1 to 240."),
        "none": N_("Choose how at least one part came across."),
        **scans.SAYINGS,
    }

    def came(self) -> dict[int, Result]:
        """What was read and how it was answered."""
        every = {part: str(getattr(self, f"part_{part}")) for part in TEXTS}
        return {part: RESULTS[came] for part, came in every.items() if came in RESULTS}


@dataclass(frozen=True, slots=True)
class Script:
    """One part to read out, with the box for how it came across."""

    shown: Shown
    box: forms.Box


@dataclass(frozen=True, slots=True)
class WritePage:
    name: str
    scripts: tuple[Script, ...]
    form: forms.View
    action: str
    back: str


def get(request: WebRequest) -> Response:
    return _page(request, None)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, problem)


def _page(request: WebRequest, problem: Invalid | None) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        stands = consents.stands(at, chart, Purpose.TREATMENT, WORDINGS)
        name = charts.open_card(at, chart).card.short()
        lines = people.lines(request.words, at, chart, Purpose.TREATMENT)
    said = {one: stands.agreed.says(one) for one in CHOICES}
    form = WriteForm.blank(request, None, minutes="8", how="together", **said) if problem is None else WriteForm.again(request, problem)
    scripts = tuple(Script(shown.shown(request.words, part, lines, stands.rules.limits), getattr(form, f"part_{part}")) for part in TEXTS)
    action, back = request.url("charts/talk_write", chart=chart), request.url("charts/talk", chart=chart)
    return render.page(request, "charts/talk_write.html", WritePage(name, scripts, form, action, back))


def post(request: WebRequest) -> Response:
    form, chart = WriteForm.parse(request), ChartId(request.id("chart"))
    with desk.writing(request) as at:
        stands = consents.stands(at, chart, Purpose.TREATMENT, WORDINGS)  # of a chart of theirs, or it is not here
        parts = _parts(request, at, stands, form)
        scan = scans.came(request)
        answers = {name: str(getattr(form, name)) for name in CHOICES}
        consents.enter(at, chart, parts, How(form.how), form.minutes, answers, scan)
    return render.see_other(request, "charts/talk", chart=chart)


def _parts(request: WebRequest, at: Desk, stands: Stands, form: WriteForm) -> list[Part]:
    lines, found = people.lines(request.words, at, stands.chart, Purpose.TREATMENT), stands.rules.limits
    return [
        Part(
            part, request.words.language, WORDINGS[part], shown.shown(request.words, part, lines, found).name, result,
            int(result is not Result.SKIPPED), result in (Result.MISSED, Result.UNSURE),
        )
        for part, result in form.came().items()
    ]  # fmt: skip
