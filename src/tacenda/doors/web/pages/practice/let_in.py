"""Let a colleague in: compare the 25 characters, then sign their entry, list them, and give them the practice's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import cards, grants
from tacenda.acts.cards import Waiting
from tacenda.acts.desk import Desk
from tacenda.core.model import offers
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import NEVER
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import kinds


class LetInForm(forms.Form):
    """Whether the 25 characters were compared. A colleague is never let in without."""

    compared: Annotated[
        Literal["yes", "no"],
        forms.radios(N_("Did you compare the letters?"), {"yes": N_("Yes, they are the same"), "no": N_("They are not the same")}),
    ]
    sayings = {"no": N_("Do not let this person in. Take the card back and make a new one.")}  # noqa: RUF012  a ClassVar of the base


@dataclass(frozen=True, slots=True)
class LetInPage:
    name: str
    roles: str
    letters: str
    form: forms.View
    action: str
    card: str  # where the card is taken back


def get(request: WebRequest) -> Response:
    return _page(request, LetInForm.blank(request))


def post(request: WebRequest) -> Response:
    form = LetInForm.parse(request)
    if form.compared == "no":
        raise Invalid({"compared": "no"})
    with desk.writing(request) as at:
        who = _one(request, at)
        cards.confirm_staff(at, who)
        cards.list_staff(at, who)
    # The grant rests on the entry that was signed just now, so it is given at a desk of its own.
    with desk.writing(request) as at:
        practice = ChartId(at.keeper.practice)
        grants.give(at, practice, Purpose.PRACTICE, who.entry, who.name, offers.STAFF, NEVER, checked=True)
        cards.forget(at, who.card)
    return render.see_other(request, "practice/staff", done="yes")


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, LetInForm.again(request, problem))


def _one(request: WebRequest, at: Desk) -> Waiting:
    for one in cards.waiting(at):
        if one.card == request.id("card") and one.kind == "staff":
            return one
    raise NotFound("card")


def _page(request: WebRequest, form: forms.View) -> Response:
    with desk.reading(request) as at:
        who = _one(request, at)
    action = request.url("practice/let_in", card=who.card)
    back = request.url("practice/printed", card=who.card)
    value = LetInPage(who.name, kinds.roles(request.words, who.roles), who.fingerprint, form, action, back)
    return render.page(request, "practice/let_in.html", value)
