"""The client's yes to somebody they trust: what they can see, until when, after the letters were compared. It starts a day later."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import cards, charts, grants, topics
from tacenda.acts.cards import Waiting
from tacenda.acts.desk import Desk
from tacenda.core.model import offers
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.errors import Invalid
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render, until
from tacenda.doors.web.beside import letting
from tacenda.doors.web.me import words
from tacenda.doors.web.request import WebRequest

KIND = "trusted"
WHAT_TEXTS = {"visits": N_("When my visits are"), "shared": N_("The notes and plans shared with me")}
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
            WHAT_TEXTS,
            hint=N_("They always see your name."),
        ),
    ]
    until: Annotated[dt.date, forms.date(N_("Last day"), hint=N_("At most one year from now."))]
    sayings = {  # noqa: RUF012  a ClassVar of the base
        **letting.SAYINGS,
        "kept": N_("You keep that for your therapist alone. Take that back first."),
    }


@dataclass(frozen=True, slots=True)
class TrustedYesPage:
    name: str
    letters: str
    known: str  # under which name this account stands with the client already; empty for a new one
    stopped: bool  # by the client, before
    kept: str  # what can be opened to nobody, since it is for the therapist alone
    form: forms.View
    action: str
    back: str  # the address that takes the card back


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        who, last = letting.waits(at, request.id("card"), KIND), until.offered(at)
        known, kept = _known(at, who), _kept(at)
    return _page(request, who, known, kept, TrustedYesForm.blank(request, _offered(request, kept), until=last))


def post(request: WebRequest) -> Response:
    form = TrustedYesForm.parse(request)
    checked = letting.same(form.compared)
    with desk.writing(request) as at:
        who, ends = letting.waits(at, request.id("card"), KIND), until.last(at, form.until, first=letting.QUIET)
        offer = offers.by_client(who.roles).only([WHAT[one] for one in form.what])
        if _kept(at) & {WHAT[one] for one in form.what}:
            raise Invalid({"what": "kept"})
        for chart in charts.own(at):
            letting.let_in(at, chart, who, offer, ends, checked=checked)
        cards.forget(at, who.card)
    return render.see_other(request, "me/trusted")


def again(request: WebRequest, problem: Invalid) -> Response:
    with desk.reading(request) as at:
        who = letting.waits(at, request.id("card"), KIND)
        known, kept = _known(at, who), _kept(at)
    return _page(request, who, known, kept, TrustedYesForm.again(request, problem, _offered(request, kept)))


def _known(at: Desk, who: Waiting) -> tuple[str, bool]:
    found = [grants.known(at, chart, who.entry, charts.purpose_of(at, chart)) for chart in charts.own(at)]
    return next((one for one in found if one[0]), ("", False))


def _kept(at: Desk) -> frozenset[Code]:
    """What the client keeps to their therapist alone."""
    kept = {code for chart in charts.own(at) for one in topics.kept(at, chart, Purpose.OWN_RECORD) for code in one.codes}
    return frozenset(WHAT.values()) & kept


def _offered(request: WebRequest, kept: frozenset[Code]) -> dict[str, dict[str, str]]:
    return {"what": {name: request.words.gettext(text) for name, text in WHAT_TEXTS.items() if WHAT[name] not in kept}}


def _page(request: WebRequest, who: Waiting, known: tuple[str, bool], kept: frozenset[Code], form: forms.View) -> Response:
    here = {"card": who.card}
    page = TrustedYesPage(
        who.name,
        who.fingerprint,
        *known,
        words.what(request.words, kept),
        form,
        request.url("me/trusted_yes", **here),
        request.url("me/trusted_card", **here),
    )
    return render.page(request, "me/trusted_yes.html", page)
