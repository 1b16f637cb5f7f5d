"""Hand own charts on: for a clinician who leaves. One button gives the named colleague all of them but the private notes."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, grants, leaving, notes
from tacenda.acts.desk import Desk
from tacenda.core.model import offers
from tacenda.core.words.access import Content, Purpose
from tacenda.core.words.errors import NotFound, Refused
from tacenda.core.words.moments import NEVER
from tacenda.doors.language import N_
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest

WRITING = {
    Content.NOTE: ("charts/write", N_("%(name)s: a note")),
    Content.PLAN: ("charts/plan_write", N_("%(name)s: a plan")),
    Content.PSYCHOTHERAPY_NOTE: ("charts/own_write", N_("%(name)s: a private note")),
}


@dataclass(frozen=True, slots=True)
class HandOnPage:
    leaves: bool
    to: str = ""
    names: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()  # whose client does not want that colleague in
    begun: tuple[tuple[str, str], ...] = ()  # what was begun and not sealed, and where: it goes with who began it


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        mine = leaving.mine(at)
        if mine is None:
            return render.page(request, "charts/hand_on.html", HandOnPage(False))
        begun = _begun(request, at)
        found = sorted((charts.open_name(at, one).card.short(), one in mine.refused) for one in mine.charts)
    names, refused = (tuple(name for name, no in found if no is which) for which in (False, True))
    return render.page(request, "charts/hand_on.html", HandOnPage(True, mine.to.name, names, refused, begun))


def _begun(request: WebRequest, at: Desk) -> tuple[tuple[str, str], ...]:
    rows = [
        (request.words.say(text, name=line.card.short()), request.url(page, chart=line.chart))
        for line in charts.caseload(at, Purpose.TREATMENT)
        for content, (page, text) in WRITING.items()
        if notes.has_draft(at, line.chart, content)
    ]
    return tuple(sorted(rows))


def post(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        mine = leaving.mine(at)
    if mine is None:
        raise NotFound("leaving")
    for chart in mine.charts:
        # A client may have stopped this colleague a moment ago, or want nobody else: their chart stays on the page, the others go on.
        try:
            grants.make_way(request.house, desk.visitor(request), chart, mine.to.entry, mine.to.name, offers.SUCCESSOR, Purpose.TREATMENT)
            with desk.writing(request) as at:
                grants.give(at, chart, Purpose.TREATMENT, mine.to.entry, mine.to.name, offers.SUCCESSOR, NEVER)
        except Refused:
            continue
    return render.see_other(request, "charts/hand_on")
