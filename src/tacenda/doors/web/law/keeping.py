"""The form that keeps an answer in a chart. It carries the questions and what was said, never the answer: that is worked out again."""

from __future__ import annotations

from typing import Annotated

from tacenda.acts import charts
from tacenda.acts.desk import Desk
from tacenda.core.words.ids import ChartId
from tacenda.doors.language import N_, Words
from tacenda.doors.web import forms, handles
from tacenda.doors.web.forms import View
from tacenda.doors.web.law import questions
from tacenda.doors.web.law.asked import Asked
from tacenda.doors.web.request import WebRequest


class KeepForm(forms.Form):
    """`kind`: disclosure or danger."""

    kind: Annotated[str, forms.hidden()]
    place: Annotated[str, forms.hidden()]
    act: Annotated[str, forms.hidden()]
    said: Annotated[str, forms.hidden(longest=6000)] = ""
    chart: Annotated[str, forms.select(N_("In the chart of"))]
    reason: Annotated[
        str, forms.long(N_("Your reasons, and what you did"), hint=N_("Write why you took this way, and why not another."), longest=20_000)
    ] = ""


def own(request: WebRequest) -> bool:
    """Whether whoever reads this looks after privacy here: then a judgement of the privacy officer is their own."""
    return request.site.page("law/calls").open_to(request.roles)


def choices(desk: Desk, chart: ChartId | None) -> dict[str, str]:
    """The charts an answer can be kept in: the one that was chosen, or the own caseload."""
    if chart is not None:
        return {handles.of(chart): charts.open_card(desk, chart).card.short()}
    lines = sorted(charts.caseload(desk), key=lambda line: line.card.short().casefold())
    return {handles.of(line.chart): line.card.short() for line in lines}


def picked(words: Words, offered: dict[str, str]) -> dict[str, dict[str, str]]:
    """The choices of the form: of several charts none is chosen before somebody chooses it, so that none is taken by mistake."""
    return {"chart": offered if len(offered) == 1 else {"": words.gettext(N_("Choose a client")), **offered}}


def blank(request: WebRequest, asked: Asked, kind: str, offered: dict[str, str]) -> View | None:
    """The form; None for who keeps no charts. What was typed into it stands there again, on a page that asks more first."""
    if not offered:
        return None
    typed = questions.typed(request)
    chart = typed["chart"] if typed["chart"] in offered else next(iter(offered)) if len(offered) == 1 else ""
    choices = picked(request.words, offered)
    return KeepForm.blank(
        request, choices, kind=kind, place=asked.place, act=asked.act, said=asked.text, chart=chart, reason=typed["reason"]
    )
