"""Every component once, so that each passes the client and the browser."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from tests.pages.demo import site

from tacenda.core.words.errors import Invalid
from tacenda.core.words.moments import Day, Moment
from tacenda.doors.language import N_
from tacenda.doors.web import forms, render


class PartsForm(forms.Form):
    code: Annotated[str, forms.code(N_("Code from the card"), hint=N_("Eight letters."))]
    day: Annotated[dt.date, forms.date(N_("Day"))]
    place: Annotated[str, forms.select(N_("Place"), {"us": N_("United States"), "fi": N_("Finland")})]
    agree: Annotated[bool, forms.tick(N_("I have read this"))] = False
    phone: Annotated[str, forms.text(N_("Phone"), autocomplete="tel")] = ""


@dataclass(frozen=True, slots=True)
class Task:
    href: str
    text: str
    state: str


@dataclass(frozen=True, slots=True)
class PartsPage:
    form: forms.View
    grant: bytes
    day: Day
    at: Moment
    tasks: tuple[Task, ...]


def get(request):
    return _show(request, PartsForm.blank(request))


def post(request):
    PartsForm.parse(request)
    raise Invalid({"code": "code_wrong"})


def again(request, problem):
    return _show(request, PartsForm.again(request, problem))


def _show(request, form):
    tasks = (
        Task(request.url("charts/day"), request.words.gettext("Today"), ""),
        Task(request.url("charts/scan"), request.words.gettext("Scan"), "2 days"),
    )
    return render.page(request, "charts/parts.html", PartsPage(form, site.GRANT, Day(20410), Moment(1763481120), tasks), step=(2, 5))
