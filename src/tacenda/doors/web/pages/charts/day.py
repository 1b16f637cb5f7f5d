"""Today: the visits of the day, what waits, and the own caseload. First names and initials only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import (
    assessments,
    authorizations,
    cards,
    charts,
    colleagues,
    leaving,
    notes,
    reviews,
    speaking,
    staying,
    stops,
    talks,
    twins,
    unfit,
)
from tacenda.acts.charts import ChartLine
from tacenda.core.words.access import Content, Purpose
from tacenda.core.words.ids import fingerprint
from tacenda.core.words.moments import Moment
from tacenda.doors.web import desk, handles, render
from tacenda.doors.web.law import due
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import kept, visiting
from tacenda.doors.web.talk import shown
from tacenda.doors.web.talk.texts import WORDINGS

A_PAGE = 25


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One chart of the caseload."""

    chart: bytes
    name: str
    draft: bool
    writes: bool  # its notes are open to this person


@dataclass(frozen=True, slots=True)
class ToldRow:
    """One client with something that waits, in words: about the talk, or about what was asked of the law."""

    chart: bytes
    name: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayPage:
    now: Moment
    today: tuple[visiting.VisitRow, ...]
    drafts: tuple[ChartRow, ...]
    talks: tuple[ToldRow, ...]
    more: int  # talks beyond a page
    waiting: int
    caseload: tuple[ChartRow, ...]
    older: str
    stopped: int  # own accesses that were stopped and not read about
    review: bool  # the review of own charts is due
    new: str  # where a chart is begun; empty for who begins none
    stays: tuple[kept.Row, ...]  # charts of others whose notes stay with nobody else, or which are theirs for a few days more
    desk: tuple[ChartRow, ...]  # charts that were opened to this person at the front desk
    guides: int  # charts that were opened to them to guide the work
    leaves: int = -1  # charts to hand on for who is leaving; below 0 for who is not
    let_in: bool = False  # somebody, just now
    alone: int = 0  # own charts whose notes nobody else opens
    covered: int = 0  # own charts whose notes nobody else opens but who stands in
    letters: str = ""  # one's own 25, to read out to a client who lets one in again
    unchecked: str = ""  # the same, of who waits for the privacy office
    twins: tuple[ChartRow, ...] = ()  # one account of the client doubts another
    speaks: tuple[ChartRow, ...] = ()  # whether somebody may still speak for the client is to be looked at again
    asks: tuple[ToldRow, ...] = ()
    second: str = ""  # where a colleague is let into the first of them, or invited first; empty for who can do neither
    works_alone: bool = False
    unfit: int = 0  # charts that open nothing
    ends: tuple[kept.Row, ...] = ()  # what a colleague can open there ends within a week
    forms: tuple[ChartRow, ...] = ()  # the client drew a form of their own
    keeps: bool = False  # charts whose people are theirs to review
    beside: tuple[ChartRow, ...] = ()  # somebody with a card of this person's waits to stand beside the client
    office: str = ""  # the page of the privacy office, for who looks after privacy here

    @property
    def needs(self) -> bool:
        """Whether anything waits for this person."""
        rows = (self.drafts, self.talks, self.twins, self.speaks, self.asks, self.ends, self.forms, self.beside, self.stays)
        return bool(self.waiting or self.review or any(rows))


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        if stops.gone(at):
            return render.see_other(request, "front/ended")
        lines, front = (_sorted(charts.caseload(at, purpose)) for purpose in (Purpose.TREATMENT, Purpose.FRONT_DESK))
        guides = len(charts.supervised(at))
        waiting = frozenset(line.chart for line in lines if notes.has_draft(at, line.chart, Content.NOTE))
        now, stopped, came = at.now, stops.untold(at), cards.waiting(at)
        stays, letters, keeps = staying.mine(at), fingerprint(at.keyring.entry), bool(reviews.kept_charts(at))
        review, goes, ending = reviews.own_stand(at).due, leaving.mine(at), reviews.ending(at)
        doubted = frozenset(line.chart for line in lines if twins.due(at, line.chart))
        asked = [(line, due.tags(request.words, assessments.waiting(at, line.chart), now)) for line in lines]
        spoken = frozenset(line.chart for line in lines if speaking.due(at, line.chart))
        drew = frozenset(line.chart for line in lines if authorizations.begun(at, line.chart))
        broken, unchecked = unfit.met(at), colleagues.unchecked(at)
        works_alone = at.works_alone
        stands = [(line, talks.waiting(at, line.chart, Purpose.TREATMENT, WORDINGS)) for line in lines]
    heard = [ToldRow(line.chart, line.card.short(), what) for line, one in stands if (what := shown.tasks(request.words, one))]
    rows = tuple(ChartRow(line.chart, line.card.short(), line.chart in waiting, line.record) for line in lines)
    opened = tuple(ChartRow(line.chart, line.card.short(), draft=False, writes=False) for line in front)
    seen = sorted((row for line in [*lines, *front] for row in visiting.rows(request, line, now, waiting)), key=lambda row: row.at)
    outside, besides = sum(one.kind == "client" for one in came), frozenset(one.chart for one in came if one.kind == "guardian")
    part, older = _part(rows, request.query.get("after", ""))
    drafts = tuple(row for row in rows if row.draft)
    address = request.url("charts/day", after=older) if older else ""
    new = request.url("charts/new") if request.site.page("charts/new").open_to(request.roles) and not unchecked else ""
    more = max(0, len(heard) - A_PAGE)
    alone, covered = [one.chart for one in stays if one.keeps and one.alone], [one.chart for one in stays if one.keeps and one.covered]
    second = _second(request, alone + covered, works_alone=works_alone)
    names = {line.chart: line.card.short() for line in lines}
    page = DayPage(
        now, tuple(seen), drafts, tuple(heard[:A_PAGE]), more, outside, part, address, stopped, review, new,
        kept.rows(request, names, stays), opened, guides, len(goes.charts) if goes else -1, "done" in request.query,
        len(alone), len(covered), letters, unchecked,
        tuple(row for row in rows if row.chart in doubted), tuple(row for row in rows if row.chart in spoken),
        tuple(ToldRow(line.chart, line.card.short(), what) for line, what in asked if what),
        second, works_alone, broken,
        kept.ending(request, names, ending), tuple(row for row in rows if row.chart in drew), keeps,
        tuple(row for row in rows if row.chart in besides),
        request.url("practice/week") if request.site.page("practice/week").open_to(request.roles) else "",
    )  # fmt: skip
    return render.page(request, "charts/day.html", page)


def _second(request: WebRequest, held: Sequence[bytes], *, works_alone: bool) -> str:
    """Where somebody else gets a key to notes that only this person opens. Where nobody else works yet, they are invited first."""
    if not held:
        return ""
    if not works_alone:
        return request.url("charts/give", chart=held[0])
    return request.url("practice/invite") if request.site.page("practice/invite").open_to(request.roles) else ""


def _sorted(found: Iterable[ChartLine]) -> list[ChartLine]:
    return sorted(found, key=lambda line: line.card.short().casefold())


def _part(rows: tuple[ChartRow, ...], after: str) -> tuple[tuple[ChartRow, ...], str]:
    known = [handles.of(row.chart) for row in rows]
    start = known.index(after) + 1 if after in known else 0
    return rows[start : start + A_PAGE], known[start + A_PAGE - 1] if start + A_PAGE < len(rows) else ""
