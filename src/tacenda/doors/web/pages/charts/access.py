"""Who has access to one chart, as its clinician sees it; and the ways to let a colleague in and to end it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, holders, speaking, staying, twins
from tacenda.acts.desk import Desk
from tacenda.acts.speaking import Stand
from tacenda.core.words import moments
from tacenda.core.words.access import Right
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId
from tacenda.doors.language import N_
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import kept, kinds


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    role: str  # empty for the office, whose name says it
    what: str  # empty for who can open nothing any more
    until: int  # a day, 0 for no end
    stopped: bool
    locked: str  # kinds the client locked; why is nobody's to know
    checked: bool
    starts: int  # the moment it begins, while it has not
    end: str  # the address where it can be ended, empty where this person may not
    check: str  # another account of the client doubts this one: where to find out who is who
    speaks: str  # where to look again at who speaks for the client; empty for everybody else
    due: bool  # that is a task now
    waits: str  # kinds whose keys are still to come, after a stop was taken back


@dataclass(frozen=True, slots=True)
class AccessPage:
    whose: str  # the client, as lists show them
    rows: tuple[Row, ...]
    stays: str  # that nobody else opens the notes, or that the own access ends soon; empty for who keeps the chart
    give: str
    asks: tuple[str, ...]  # who can let others in, for who cannot
    speaks: str
    back: str
    ended: bool  # somebody's access, just now
    paused: tuple[tuple[str, str], ...]  # who spoke for the client and is paused: name, and where to look again


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        people = holders.who_can(at, chart, charts.purpose_of(at, chart))
        ends, due = may_end(at, chart), {one.account.holder.grant for one in twins.due(at, chart)}
        stay, whose = staying.of(at, chart), charts.open_name(at, chart).card.short()
        speaks = {one.grant: one for one in speaking.stands(at, chart)}
        names = {one.holder.grant: _name(request, one, alone=at.works_alone) for one in people}
    rows = tuple(
        _row(request, chart, one, names[one.holder.grant], ends=ends, due=one.holder.grant in due, speaks=speaks.get(one.holder.grant))
        for one in people
    )
    page = AccessPage(
        whose,
        rows,
        kept.stays_with(request.words, stay) if stay is not None and stay.passing else "",
        request.url("charts/give", chart=chart) if ends else "",
        () if ends else tuple(one.holder.name for one in people if one.lets_in),
        request.url("charts/speaks", chart=chart) if ends else "",
        request.url("charts/card", chart=chart),
        "done" in request.query,
        tuple((one.name, request.url("charts/speaker", chart=chart, grant=one.grant)) for one in speaks.values() if not one.live),
    )
    return render.page(request, "charts/access.html", page)


def _name(request: WebRequest, one: holders.Person, *, alone: bool) -> str:
    """`alone`: the reader is all of the privacy office."""
    return request.words.gettext(N_("You, as privacy officer")) if one.office and alone else one.holder.name


def _row(request: WebRequest, chart: ChartId, one: holders.Person, name: str, *, ends: bool, due: bool, speaks: Stand | None) -> Row:
    holder = one.holder
    may_end = ends and one.ended_by_colleague and not one.stopped
    return Row(
        name, "" if one.office else kinds.doing(request.words, holder), "" if one.stopped else kinds.what(request.words, one.codes),
        moments.day(holder.until) if holder.until else 0, one.stopped,
        kinds.what(request.words, one.locked), holder.checked, one.starts,
        request.url("charts/end", chart=chart, grant=holder.grant) if may_end else "",
        request.url("charts/twin", chart=chart, grant=holder.grant) if due else "",
        request.url("charts/speaker", chart=chart, grant=holder.grant) if speaks and speaks.live else "", speaks is not None and speaks.due,
        "" if one.stopped else kinds.what(request.words, one.waits),
    )  # fmt: skip


def may_end(at: Desk, chart: ChartId) -> bool:
    """Whether this person may let others in here and end their access."""
    return bool(at.held(chart).statement.rights & {Right.STOP, Right.SUBJECT})


def ended(at: Desk, chart: ChartId, grant: bytes) -> holders.Person:
    """Whose access may be ended here. Raises NotFound, also for one that no colleague ends, or not by this page."""
    found = holders.find(holders.who_can(at, chart, charts.purpose_of(at, chart)), grant)
    if not found.ended_by_colleague:
        raise NotFound("grant")
    return found
