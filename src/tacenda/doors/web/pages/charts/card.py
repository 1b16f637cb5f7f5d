"""The card of a chart: who it is about, the next visits, who else has access, and the ways on."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import assessments, cards, charts, holders, notes, speaking, talks, twins
from tacenda.core.model.chart import Card, Visit
from tacenda.core.words.access import Code, Content
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import NEVER, Moment
from tacenda.doors.web import card, desk, render, visits
from tacenda.doors.web.law import due
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import shown
from tacenda.doors.web.talk.texts import WORDINGS


@dataclass(frozen=True, slots=True)
class CardPage:
    chart: bytes
    card: Card
    rows: tuple[tuple[str, str], ...]
    coming: tuple[Visit, ...]
    others: tuple[card.Other, ...]
    draft: bool
    talk: tuple[str, ...] | None  # what waits about the talk; None where it is not open to this person
    kept: Moment
    notes: bool  # the notes are open to this person
    shown: bool  # what was shared with the client is
    forms: bool
    requests: bool
    own: bool  # private notes are for who keeps the chart
    waits: tuple[str, ...]  # what of kept answers is not done with
    twins: bool  # one account of the client doubts another: somebody has to find out who is who
    speaks: bool  # who speaks for the client is to be looked at again
    invites: bool  # this person may let the client in
    changes: bool  # and change the card
    plans: bool  # and add visits
    signed: bool  # who signs for the client by law had the talk


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        about, now = charts.open_card(at, chart), at.now
        draft = notes.has_draft(at, chart, Content.NOTE)
        doubted, speaks = bool(twins.due(at, chart)), bool(speaking.due(at, chart))
        stands = talks.waiting(at, chart, about.purpose, WORDINGS)
        waits = due.tags(request.words, assessments.waiting(at, chart), now)
        changes, plans = (charts.writes(at, chart, code) for code in (Code.CONTACT, Code.SCHEDULE))
        people, invites, alone = holders.who_can(at, chart, about.purpose), cards.may_invite(at, chart), at.works_alone
    coming = visits.coming(request.words, about.visits, now)[: visits.LISTED]
    talk, kept = (shown.tasks(request.words, stands), stands.agreed.kept) if stands else (None, NEVER)
    rows, named = card.rows(request.words, about.card), card.others(request.words, people, alone=alone)
    opens = (code in about.codes for code in (Code.RECORD, Code.SHARED, Code.CONSENT, Code.REQUESTS))
    page = CardPage(
        chart, about.card, rows, coming, named, draft, talk, kept, *opens, own=about.vault, waits=waits,
        twins=doubted, speaks=speaks, invites=invites, changes=changes, plans=plans,
        signed=bool(stands and stands.by),
    )  # fmt: skip
    return render.page(request, "charts/card.html", page)
