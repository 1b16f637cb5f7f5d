"""The client's yes to somebody they trust: what they can see, until when, after the letters were compared. It starts a day later."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import cards, charts, grants
from tacenda.acts.cards import Waiting
from tacenda.acts.desk import Desk
from tacenda.core.model import offers
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Invalid
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render, until
from tacenda.doors.web.beside import letting
from tacenda.doors.web.request import WebRequest

KIND = "trusted"
WHAT = {"visits": Code.SCHEDULE, "shared": Code.SHARED}


class TrustedYesForm(forms.Form):
    """Whether it is them, what they can see, until when."""

    compared: Annotated[
        letting.Answer,
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
    ]
    until: Annotated[dt.date, forms.date(N_("Last day"), hint=N_("At most one year from now."))]
    sayings = {  # noqa: RUF012  a ClassVar of the base
        **letting.SAYINGS,
    }


@dataclass(frozen=True, slots=True)
class TrustedYesPage:
    name: str
    letters: str
    known: str  # under which name this account stands with the client already; empty for a new one
    stopped: bool  # by the client, before
    form: forms.View
    action: str
    back: str  # the address that takes the card back


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        who, last = letting.waits(at, request.id("card"), KIND), until.offered(at)
        known = _known(at, who)
    return _page(request, who, known, TrustedYesForm.blank(request, until=last))


def post(request: WebRequest) -> Response:
    form = TrustedYesForm.parse(request)
    checked = letting.same(form.compared)
    with desk.writing(request) as at:
        who, ends = letting.waits(at, request.id("card"), KIND), until.last(at, form.until, first=letting.QUIET)
        offer = offers.by_client(who.roles).only([WHAT[one] for one in form.what])
        for chart in charts.own(at):
            letting.let_in(at, chart, who, offer, ends, checked=checked)
        cards.forget(at, who.card)
    return render.see_other(request, "me/trusted")


def again(request: WebRequest, problem: Invalid) -> Response:
    with desk.reading(request) as at:
        who = letting.waits(at, request.id("card"), KIND)
        known = _known(at, who)
    return _page(request, who, known, TrustedYesForm.again(request, problem))


def _known(at: Desk, who: Waiting) -> tuple[str, bool]:
    found = [grants.known(at, chart, who.entry, charts.purpose_of(at, chart)) for chart in charts.own(at)]
    return next((one for one in found if one[0]), ("", False))


def _page(request: WebRequest, who: Waiting, known: tuple[str, bool], form: forms.View) -> Response:
    here = {"card": who.card}
    page = TrustedYesPage(
        who.name, who.fingerprint, *known, form, request.url("me/trusted_yes", **here), request.url("me/trusted_card", **here)
    )
    return render.page(request, "me/trusted_yes.html", page)
