"""Staff: who works here, whose card is out, and who waits to be let in."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import cards, colleagues, leaving, oversight
from tacenda.core.words.people import Role
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import kinds


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    roles: str
    href: str = ""
    until: int = 0  # a day


@dataclass(frozen=True, slots=True)
class StaffPage:
    here: tuple[Row, ...]
    waiting: tuple[Row, ...]
    out: tuple[Row, ...]
    alone: bool
    ends: bool  # this person is of the privacy office, which ends access
    let_in: bool  # somebody, just now
    left: bool  # somebody's access ended, just now


def get(request: WebRequest) -> Response:
    words = request.words
    with desk.reading(request) as at:
        here, alone = colleagues.practice(at).staff, at.works_alone
        member = oversight.member(at)
        ends = frozenset(one.id for one in here if leaving.may_leave(at, one) and member)
        waiting = [one for one in cards.waiting(at) if one.kind == "staff"]
        out = [(card, until) for card, until in cards.open_cards(at) if card.kind == "staff"]
    page = StaffPage(
        tuple(
            Row(one.name, kinds.roles(words, one.roles), request.url("practice/leaving", person=one.id) if one.id in ends else "")
            for one in here
        ),
        tuple(Row(one.name, kinds.roles(words, one.roles), request.url("practice/let_in", card=one.card)) for one in waiting),
        tuple(
            Row(card.name, kinds.roles(words, tuple(map(Role, card.roles))), request.url("practice/printed", card=card.id), until)
            for card, until in out
        ),
        alone,
        member,
        request.query.get("done") == "yes",
        request.query.get("done") == "left",
    )
    return render.page(request, "practice/staff.html", page)
