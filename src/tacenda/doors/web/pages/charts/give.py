"""Let a colleague into one chart: who, what for, until when. Access ends on a date, but for a second keeper; the client sees it at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import cards, charts, colleagues, grants, holders, picking
from tacenda.acts.desk import Desk
from tacenda.core.model import offers
from tacenda.core.model.practice import Member
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import NEVER
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, handles, render, until
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import apart, kinds, named
from tacenda.doors.web.talk import supervision

# What a colleague can be let in for.
OFFERS: Mapping[str, offers.Offer] = {
    "desk": offers.FRONT_DESK,
    "guides": offers.SUPERVISOR,
    "picked": offers.SUPERVISOR_OF_PICKED,
    "treats": offers.CO_THERAPIST,
    "keeps": offers.SECOND,
    "covers": offers.COVER,
    "learns": offers.TRAINEE,
}


class GiveForm(forms.Form):
    """Who, what for, until when."""

    who: Annotated[str, forms.select(N_("Who"))]
    why: Annotated[
        Literal["desk", "guides", "picked", "treats", "keeps", "covers", "learns"],
        forms.radios(
            N_("What for"),
            {
                "desk": N_("Front desk: card and visits"),
                "guides": N_("Supervision: reads all notes"),
                "picked": N_("Supervision: reads only notes you pick"),
                "treats": N_("Treats the client too: all but private notes"),
                "keeps": N_("Keeps the chart with you: can let others in too"),
                "covers": N_("Stands in for you: notes, visits and card"),
                "learns": N_("In training: treats the client with guidance"),
            },
        ),
    ]
    kept: Annotated[str, forms.hidden()] = ""  # what the client keeps to their therapist alone, as the page said
    until: Annotated[
        dt.date | None,
        forms.date(N_("Last day"), hint=N_("At most one year from now. Who keeps the chart with you needs none."), needed=True),
    ] = None
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "role": N_("%(label)s: this does not fit the role of the person you chose."),
        "day": N_("%(label)s: choose a day between tomorrow and a year from now."),
        **apart.SAYINGS,
        "unwanted": N_("%(label)s: what the client chose or stopped keeps this person out of this. You can ask the client."),
        "inside": N_("%(label)s: they have access here already. End that first, then let them in for more or less."),
        "guided": N_("%(label)s: somebody reads picked notes in this chart already. End that access first."),
        "not_shown": N_("%(label)s: the client does not show you what they said about supervision. Talk with the client first."),
        "said_no": N_("%(label)s: the client said no to supervision. Talk with the client before you let a supervisor in."),
    }


@dataclass(frozen=True, slots=True)
class GivePage:
    form: forms.View | None  # None for who lets nobody in here
    asks: tuple[str, ...]  # who can, for who cannot
    anybody: bool
    barred: tuple[str, ...]  # names of those the client stopped
    unmet: tuple[str, ...]  # names that the client said yes to, and nobody here has
    whose: str  # the client, as lists show them
    refused: str  # why nobody is let in to guide the work; empty where nothing speaks against it
    apart: apart.Apart  # what the client keeps to who keeps the chart
    action: str
    back: str


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        charts.open_card(at, ChartId(request.id("chart")))
        people, last = _people(request, at), until.offered(at)
        return _page(request, at, GiveForm.blank(request, choices={"who": people}, until=last), anybody=bool(people))


def post(request: WebRequest) -> Response:
    form, chart = GiveForm.parse(request), ChartId(request.id("chart"))
    with desk.writing(request) as at:
        member, whole = _fitting(at, form)
        offer = apart.left(at, chart, whole, form.kept)
        ends = NEVER if whole is offers.SECOND else until.last(at, form.until)
        if offer.purpose == Purpose.SUPERVISION.value and (why := supervision.refused(at, chart)):
            raise Invalid({"why": why})  # before room is made; the act asks once more
        if grants.inside(at, chart, member.entry, charts.purpose_of(at, chart)):
            raise Invalid({"who": "inside"})
        if grants.unwanted(at, chart, member, offer, charts.purpose_of(at, chart)):
            raise Invalid({"who": "unwanted"})
        if whole is offers.SUPERVISOR_OF_PICKED:
            _make_room(at, chart)
    with supervision.said_at("why"), desk.writing(request) as at:
        grants.give(at, chart, charts.purpose_of(at, chart), member.entry, member.name, offer, ends)
    return render.see_other(request, "charts/access", chart=chart)


def again(request: WebRequest, problem: Invalid) -> Response:
    with desk.reading(request) as at:
        charts.open_card(at, chart := ChartId(request.id("chart")))
        if not cards.may_invite(at, chart):
            return render.see_other(request, "charts/give", chart=chart)  # no form is shown there to mend
        return _page(request, at, GiveForm.again(request, problem, {"who": (people := _people(request, at))}), anybody=bool(people))


def _make_room(at: Desk, chart: ChartId) -> None:
    """What was picked for who reads here no more goes first; the keys it lay under change before anybody is let in.

    Raises Invalid where somebody still reads.
    """
    if charts.open_name(at, chart).guide is not None:
        raise Invalid({"why": "guided"})
    picking.clear_over(at, chart)


def _fitting(at: Desk, form: GiveForm) -> tuple[Member, offers.Offer]:
    chosen, offer = [one for one in colleagues.others(at) if handles.of(one.id) == form.who], OFFERS[form.why]
    if not chosen:
        raise Invalid({"who": "choose"})
    if not offer.fits(chosen[0].roles):
        raise Invalid({"why": "role"})
    return chosen[0], offer


def _people(request: WebRequest, at: Desk) -> dict[str, str]:
    """Whom to choose: nobody whom the client stopped, under a new account either, for the client reads of each try; of several nobody is
    chosen before somebody chooses them, so that no slip lets in who stands first."""
    purpose = charts.purpose_of(at, chart := ChartId(request.id("chart")))
    allowed = (one for one in colleagues.others(at) if not grants.bars(at, chart, one.id, one.name, purpose))
    found = {handles.of(one.id): f"{one.name} ({kinds.roles(request.words, one.roles)})" for one in allowed}
    return found if len(found) < 2 else {"": request.words.gettext(N_("Choose one")), **found}


def _page(request: WebRequest, at: Desk, form: forms.View, *, anybody: bool) -> Response:
    chart, words = ChartId(request.id("chart")), request.words
    purpose, may = charts.purpose_of(at, chart), cards.may_invite(at, chart)
    page = GivePage(
        form if may else None, () if may else tuple(one.holder.name for one in holders.who_can(at, chart, purpose) if one.lets_in),
        anybody, tuple(one.name for one in grants.barred(at, chart, purpose)), named.nobodys(at, chart) if may else (),
        charts.open_name(at, chart).card.short(), supervision.refused(at, chart) if may else "",
        apart.apart(words, at, chart, form.kept), request.url("charts/give", chart=chart), request.url("charts/access", chart=chart),
    )  # fmt: skip
    return render.page(request, "charts/give.html", page)
