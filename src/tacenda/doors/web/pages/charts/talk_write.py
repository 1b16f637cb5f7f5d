"""The talk together, on one screen, or from a paper: the script, what was answered, a scan. The clinician stands for what is entered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import charts, consents, talks
from tacenda.acts.desk import Desk
from tacenda.acts.talks import Stands
from tacenda.core.model import consent
from tacenda.core.model.consent import How, Part, Result
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId, fingerprint
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, handles, render, scans
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
    sms: Annotated[Answer, forms.radios(CHOICES["sms"], YES_NO_LATER)] = "later"
    video: Annotated[Answer, forms.radios(CHOICES["video"], YES_NO_LATER)] = "later"
    supervision: Annotated[Answer, forms.radios(CHOICES["supervision"], YES_NO_LATER)] = "later"
    research: Annotated[Answer, forms.radios(CHOICES["research"], YES_NO_LATER)] = "later"
    how: Annotated[
        Literal["together", "paper"],
        forms.radios(N_("How did you do it?"), {"together": N_("Together, on this screen"), "paper": N_("On paper")}),
    ]
    bears: Annotated[
        tuple[str, ...],
        forms.checks(
            N_("On paper: which of these signs does it bear?"),
            hint=N_("They stand near its end. A part whose sign is another one is not written down as read. What was due stays due."),
            needed=True,
        ),
    ] = ()  # fmt: skip
    minutes: Annotated[int, forms.text(N_("Minutes it took"), longest=6)] = 8
    file: Annotated[str, forms.upload(scans.LABEL, hint=scans.HINT)] = ""
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "range": N_("%(label)s: use 1 to 240."),
        "none": N_("Choose how at least one part came across."),
        "no_sign": N_("%(label)s: tick at least one, of a part that was read. If the paper bears none of them, print the talk anew."),
        "other_sign": N_("%(label)s: a text changed while you were here. Look at the signs again."),
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
        stands = talks.stands(at, chart, Purpose.TREATMENT, WORDINGS)
        name, today = charts.open_card(at, chart).card.short(), _today(request, at, stands)
    said, choices = {one: stands.agreed.says(one) for one in CHOICES}, {"bears": _signs(request, today)}
    if problem is None:
        form = WriteForm.blank(request, choices, minutes="8", how="together", **said)
    else:
        form = WriteForm.again(request, problem, choices)
    scripts = tuple(Script(one, getattr(form, f"part_{one.part}")) for one in today)
    action, back = request.url("charts/talk_write", chart=chart), request.url("charts/talk", chart=chart)
    return render.page(request, "charts/talk_write.html", WritePage(name, scripts, form, action, back))


def _today(request: WebRequest, at: Desk, stands: Stands) -> tuple[Shown, ...]:
    """Each part as it is read, and printed, today."""
    lines = people.lines(request.words, at, stands.chart, Purpose.TREATMENT)
    return tuple(shown.shown(request.words, part, lines, stands.rules.limits, alone=stands.alone) for part in TEXTS)


def _sign(*parts: Shown) -> str:
    """What a tick sends: it names the texts whose signs stood beside it."""
    return handles.of(consent.wording(handles.of(one.name) for one in parts))


def _signs(request: WebRequest, today: tuple[Shown, ...]) -> dict[str, str]:
    """One tick for a paper that bears all signs, else one for each part."""
    all_of_them = {_sign(*today): request.words.gettext(N_("All of these"))}
    return all_of_them | {_sign(one): f"{one.heading}: {fingerprint(one.name)}" for one in today}


def post(request: WebRequest) -> Response:
    form, chart = WriteForm.parse(request), ChartId(request.id("chart"))
    came = form.came()
    with desk.writing(request) as at:
        stands = talks.stands(at, chart, Purpose.TREATMENT, WORDINGS)  # of a chart of theirs, or it is not here
        today = _today(request, at, stands)
        told = _borne(form, today) if form.how == How.PAPER.value else set(came)
        read = [one for one in today if one.part in told & set(came)]
        if came and not read:
            raise Invalid({"bears": "no_sign"})
        scan = scans.came(request)
        answers = {name: str(getattr(form, name)) for name in CHOICES}
        parts = [_part(request, stands, one, came[one.part]) for one in read]
        consents.enter(at, chart, parts, How(form.how), form.minutes, answers, scan)
    return render.see_other(request, "charts/talk", chart=chart, **({"left": "yes"} if len(read) < len(came) else {}))


def _borne(form: WriteForm, today: tuple[Shown, ...]) -> set[int]:
    """The parts whose signs the paper bears. Raises Invalid where a tick stood beside the sign of another text."""
    known = {_sign(*today): {one.part for one in today}} | {_sign(one): {one.part} for one in today}
    if not set(form.bears) <= set(known):
        raise Invalid({"bears": "other_sign"})
    return {part for tick in form.bears for part in known[tick]}


def _part(request: WebRequest, stands: Stands, one: Shown, result: Result) -> Part:
    asked, marked = int(result is not Result.SKIPPED), result in (Result.MISSED, Result.UNSURE)
    return Part(one.part, request.words.language, stands.facts.wordings[one.part], one.name, result, asked, marked)
