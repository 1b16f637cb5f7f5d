"""One of the three choices: who is stopped by it and who may be let in again, by name; who stays all the same, by a tick; and one button.

No reason is asked for; a second proof is, where it leaves room for more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import charts, choices, holders, ledger
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Invalid
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, handles, render
from tacenda.doors.web.me import stopped, words
from tacenda.doors.web.me.circle import CHOICES, MEANS
from tacenda.doors.web.request import WebRequest


class CircleSetForm(forms.Form):
    """Who stays all the same."""

    stay: Annotated[
        tuple[str, ...],
        forms.checks(N_("Shall one of them stay?"), hint=N_("Your tick is a yes to this person alone. All others are stopped.")),
    ] = ()
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "full": N_("%(label)s: there is no room for so many. Take some ticks away, or take a yes by name back first."),
    }


@dataclass(frozen=True, slots=True)
class CircleSetPage:
    what: str
    means: str
    stops: tuple[str, ...]
    form: forms.View
    again: tuple[str, ...]  # whom it leaves room for again
    stay: tuple[str, ...]  # who stands beside the client: no choice ends that
    office: tuple[str, ...]  # that the office is the client's own therapist, where it is
    anything: bool  # there are records to choose about
    action: str


def get(request: WebRequest) -> Response:
    return _page(request, None)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, problem)


def _page(request: WebRequest, problem: Invalid | None) -> Response:
    step = request.step("part")
    choice, text = CHOICES[step - 1]
    with desk.reading(request) as at:
        mine = charts.own(at)
        for chart in mine:
            choices.may_choose(at, chart, choice, Purpose.OWN_RECORD)
        found = [one for chart in mine for one in choices.outside(at, chart, choice, Purpose.OWN_RECORD)]
        out = [one.holder for one in found]
        ticked = [handles.of(one.holder.grant) for one in found if one.exempt]
        people = [one for chart in mine for one in holders.who_can(at, chart, Purpose.OWN_RECORD)]
        alone = holders.alone_in_office(at, people)
        looks = [ledger.who_looked(at, chart, Purpose.OWN_RECORD, None) for chart in mine]
        again = tuple(name for one in looks for name in stopped.allowed(request, at, one, people, choice))
    inside = [one for one in people if one.beside and not one.stopped]
    stops = tuple(words.holder(request.words, one) for one in out)
    named = {handles.of(one.grant): who for one, who in zip(out, stops, strict=True)}
    who = {"stay": named}
    form = CircleSetForm.again(request, problem, who) if problem else CircleSetForm.blank(request, who, stay=ticked)
    stay = [words.holder(request.words, one.holder) for one in inside if one.holder not in out]
    means = request.words.gettext(MEANS[step - 1])
    action = request.url("me/circle_set", part=step)
    page = CircleSetPage(
        request.words.gettext(text), means, stops, form, again, tuple(stay), words.one_office(request.words, alone), bool(mine), action
    )
    return render.page(request, "me/circle_set.html", page)


def post(request: WebRequest) -> Response:
    choice, _ = CHOICES[request.step("part") - 1]
    stay = frozenset(handles.read(one, "hash") for one in CircleSetForm.parse(request).stay)
    with desk.reading(request) as at:
        mine = charts.own(at)
        for chart in mine:
            choices.may_choose(at, chart, choice, Purpose.OWN_RECORD)
    for chart in mine:
        choices.choose(request.house, desk.visitor(request), chart, choice, Purpose.OWN_RECORD, stay)
    return render.see_other(request, "me/home", done="choice")
