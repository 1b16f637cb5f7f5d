"""The client's yes to somebody they trust: what they can see, until when, after the letters were compared. It starts a day later."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import cards, charts, grants
from tacenda.acts.cards import Waiting
from tacenda.acts.desk import Desk
from tacenda.core.words import moments
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.moments import Day, Moment
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.request import WebRequest

USUAL, LONGEST = 90, 366  # days
WHAT = {"visits": Code.SCHEDULE, "shared": Code.SHARED}


class TrustedYesForm(forms.Form):
    """Whether it is them, what they can see, until when."""

    compared: Annotated[
        Literal["yes", "card", "no"],
        forms.radios(
            N_("Are their letters the same?"),
            {"yes": N_("Yes, they read me the same ones"), "card": N_("I gave them the card myself"), "no": N_("No, they are not")},
        ),
    ]
    what: Annotated[
        tuple[str, ...],
        forms.checks(
            N_("What can they see?"),
            {"visits": N_("When my visits are"), "shared": N_("The notes and plans shared with me")},
            hint=N_("They always see your name."),
        ),
    ] = ()
    until: Annotated[dt.date, forms.date(N_("Last day"), hint=N_("At most one year from now."))]
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "no": N_("Do not let this person in. Take the card back and make a new one."),
        "what": N_("%(label)s: choose at least one."),
        "day": N_("%(label)s: pick a day that is two days to one year from now."),
    }


@dataclass(frozen=True, slots=True)
class TrustedYesPage:
    name: str
    letters: str
    form: forms.View
    action: str
    back: str  # the address that takes the card back


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        who = _one(at, request.id("card"))
        last = moments.date(Day(moments.day(at.now) + USUAL))
    return _page(request, who, TrustedYesForm.blank(request, until=last.isoformat()))


def post(request: WebRequest) -> Response:
    form = TrustedYesForm.parse(request)
    if form.compared == "no":
        raise Invalid({"compared": "no"})
    if not form.what:
        raise Invalid({"what": "what"})
    with desk.writing(request) as at:
        who, until = _one(at, request.id("card")), _until(at, form)
        offer = grants.by_client(who.roles).only([WHAT[one] for one in form.what])
        for chart in charts.own(at):
            grants.give(at, chart, Purpose.OWN_RECORD, who.entry, who.name, offer, until, checked=form.compared == "yes")
        cards.forget(at, who.card)
    return render.see_other(request, "me/trusted")


def again(request: WebRequest, problem: Invalid) -> Response:
    with desk.reading(request) as at:
        who = _one(at, request.id("card"))
    return _page(request, who, TrustedYesForm.again(request, problem))


def _one(at: Desk, card: bytes) -> Waiting:
    for one in cards.waiting(at):
        if one.card == card and one.kind == "trusted":
            return one
    raise NotFound("card")


def _until(at: Desk, form: TrustedYesForm) -> Moment:
    """The last second of the day, so that it is named by that day; it must lie behind the day of waiting."""
    day = moments.of_date(form.until)
    if not moments.day(at.now) + 1 < day <= moments.day(at.now) + LONGEST:
        raise Invalid({"until": "day"})
    return moments.last(day)


def _page(request: WebRequest, who: Waiting, form: forms.View) -> Response:
    here = {"card": who.card}
    page = TrustedYesPage(who.name, who.fingerprint, form, request.url("me/trusted_yes", **here), request.url("me/trusted_card", **here))
    return render.page(request, "me/trusted_yes.html", page)
