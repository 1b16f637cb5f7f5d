"""Someone I trust: who was given a card, who waits, who is inside, and a card for somebody new. Nobody needs one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import cards, charts, holders
from tacenda.core.words import moments
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.beside import letting
from tacenda.doors.web.me import words
from tacenda.doors.web.request import WebRequest


class TrustedForm(forms.Form):
    """Who."""

    name: Annotated[str, forms.text(N_("Their name"), longest=60)]
    kind: Annotated[
        Literal["trusted", "outside"],
        forms.radios(N_("Who is it?"), {"trusted": N_("Someone I trust"), "outside": N_("A doctor or helper outside")}),
    ]


@dataclass(frozen=True, slots=True)
class Inside:
    """Somebody who was let in. `starts`: a moment, while it has not begun."""

    name: str
    opens: str
    starts: int
    until: int
    person: str


@dataclass(frozen=True, slots=True)
class TrustedPage:
    waiting: tuple[letting.Out, ...]
    cards: tuple[letting.Out, ...]
    inside: tuple[Inside, ...]
    form: forms.View
    anything: bool  # there are records to open to somebody


def get(request: WebRequest) -> Response:
    return _page(request, TrustedForm.blank(request, kind="trusted"))


def post(request: WebRequest) -> Response:
    form = TrustedForm.parse(request)
    with desk.writing(request) as at:
        mine = charts.own(at)
        if not mine:
            raise NotFound("chart")
        made = cards.for_trusted(at, mine[0], form.name, cards.BESIDE[form.kind])
    return render.see_other(request, "me/trusted_card", card=made.id)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, TrustedForm.again(request, problem))


def _page(request: WebRequest, form: forms.View) -> Response:
    with desk.reading(request) as at:
        mine = charts.own(at)
        waiting = [one for one in cards.waiting(at) if one.kind == "trusted"]
        out = [(one, until) for one, until in cards.open_cards(at) if one.kind == "trusted"]
        people = [(chart, one) for chart in mine for one in holders.who_can(at, chart, Purpose.OWN_RECORD) if one.trusted]
    inside = tuple(
        Inside(
            one.holder.name, " ".join(words.opens(request.words, one)), one.starts,
            moments.day(one.holder.until) if one.holder.until else 0, request.url("me/person", chart=chart, grant=one.holder.grant),
        )
        for chart, one in people if not one.stopped
    )  # fmt: skip
    page = TrustedPage(
        tuple(letting.Out(one.name, request.url("me/trusted_yes", card=one.card)) for one in waiting),
        tuple(letting.Out(one.name, request.url("me/trusted_card", card=one.id), until) for one, until in out),
        inside, form, bool(mine),
    )  # fmt: skip
    return render.page(request, "me/trusted.html", page)
