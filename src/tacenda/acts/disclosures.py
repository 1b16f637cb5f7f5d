"""Disclosures: what was sent to somebody outside is written down beside the answer it rests on, and makes a talk due."""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.acts import gate, pages
from tacenda.acts.contents import OpenedPage
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Standing, Wanted, Wish
from tacenda.core.model import disclosure
from tacenda.core.model.chart import Line
from tacenda.core.model.disclosure import Disclosure
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import Day
from tacenda.shell import fresh


@dataclass(frozen=True, slots=True)
class OpenedDisclosure:
    """One sending, opened, with the day on which it was written down."""

    value: Disclosure
    day: Day

    def __repr__(self) -> str:
        return "OpenedDisclosure()"


def _at(desk: Desk, chart: ChartId, answer: ObjectId) -> Standing:
    at = gate.standing(desk, chart, Purpose.TREATMENT, Code.REQUESTS)
    if at.page(Code.REQUESTS).page.line(answer).newest.content is not Content.ASSESSMENT:
        raise NotFound("assessment")
    return at


def keep(desk: Desk, chart: ChartId, value: Disclosure) -> ObjectId:
    """Write down that something was sent, whatever the rules had answered. Raises Invalid, NotFound, Refused, Conflict."""
    made, at = disclosure.drawn(value), _at(desk, chart, value.answer)
    change = pages.Change(fresh.object_id(), Content.DISCLOSURE, disclosure.write(made, fresh.secret()))
    head = disclosure.with_sent(at.page(Code.REQUESTS).head, desk.now)
    pages.write(desk, at, Code.REQUESTS, Purpose.TREATMENT, [change], head)
    return change.object


def list_sent(desk: Desk, chart: ChartId, answer: ObjectId) -> tuple[OpenedDisclosure, ...]:
    """What was sent after one answer, newest first, opened under one line of the ledger. Raises NotFound, Refused, Tampered."""
    at = _at(desk, chart, answer)
    opened = at.page(Code.REQUESTS)
    lines = opened.page.of(Content.DISCLOSURE)
    if not lines:
        return ()
    wanted = tuple(Wanted(opened.compartment.id, line.object) for line in lines)
    cleared = gate.clear(desk, at, Wish(Act.OPEN, Code.REQUESTS, Purpose.TREATMENT, wanted))
    found = [_opened(desk, opened, cleared, line) for line in reversed(lines)]
    return tuple(one for one in found if one.value.answer == answer)


def _opened(desk: Desk, opened: OpenedPage, cleared: gate.Clearance, line: Line) -> OpenedDisclosure:
    got = pages.unsealed(desk, cleared, opened, line.object, line.newest)
    return OpenedDisclosure(disclosure.read(got.payload), line.versions[0].day)
