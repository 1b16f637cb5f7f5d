"""Contents: what a clearance opens. Pages, held against what the keeper counts of them; and single versions of objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tacenda.acts.desk import Desk
from tacenda.core.model import chart
from tacenda.core.model.chart import Page
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Content, page_content
from tacenda.core.words.encoding import Parsed
from tacenda.core.words.errors import Conflict, NotFound, Tampered
from tacenda.core.words.ids import ChartId, CompartmentId, ObjectId
from tacenda.shell.keeper.keeper import CompartmentState, Counted, Counts
from tacenda.shell.store import objects
from tacenda.shell.vault import opening
from tacenda.shell.vault.clearance import Clearance
from tacenda.shell.vault.opening import Where
from tacenda.shell.vault.ring import Compartment

KINDS = tuple(dict.fromkeys((Content.CONSENT, Content.AUTHORIZATION, Content.SCAN, *Content)))  # the likely ones of an unlisted row first


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """One compartment's page as it stands. `version` 0: none was written yet."""

    compartment: Compartment
    version: int
    page: Page
    head: Parsed = field(repr=False)


def open_page(desk: Desk, clearance: Clearance, one: Compartment) -> OpenedPage:
    """A compartment's page, checked against what the keeper counts: not older than settled, not newer than asked, and the head's hash."""
    return open_pages(desk, clearance, [one])[0]


def open_pages(desk: Desk, clearance: Clearance, wanted: Sequence[Compartment]) -> list[OpenedPage]:
    """Several pages, held against the keeper's counts of one moment."""
    if not wanted:
        return []
    rows = {one.id: objects.latest(desk.tx, ObjectId(one.id)) for one in wanted}
    counted = _counted(desk, clearance.ask.ledger, {id: row.version if row else 0 for id, row in rows.items()})
    return [_opened(desk, clearance, one, rows[one.id], *counted[one.id]) for one in wanted]


def _counted(desk: Desk, chart: ChartId, versions: Mapping[CompartmentId, int]) -> Mapping[CompartmentId, Counted]:
    """What the keeper counts of these pages: as it said with the standing entry, where each is the latest; else as it says now."""
    kept, found = desk.memory.get(("counted", chart)), dict[CompartmentId, Counted]()
    for id, version in versions.items():
        one = kept.of(id, version) if isinstance(kept, Counts) else None
        if one is None:
            return desk.keeper.pages(versions)
        found[id] = one
    return found


def _opened(
    desk: Desk, clearance: Clearance, one: Compartment, row: objects.Sealed | None, state: CompartmentState, digest: bytes
) -> OpenedPage:  # fmt: skip
    if row is None:
        if state.settled:
            raise Tampered("page is missing")
        return OpenedPage(one, 0, Page(one.code), {})
    page, head = chart.read(_payload(desk, clearance, one, row, state, digest))
    if page.code is not one.code:
        raise Tampered("page of another kind")
    return OpenedPage(one, row.version, page, head)


def as_written(desk: Desk, clearance: Clearance, one: Compartment) -> tuple[int, bytes]:
    """A page's version, and its bytes as whoever wrote it sealed them, unread: for who begins one anew that nobody can read.

    Raises as `open_page`; NotFound where none was written.
    """
    row = objects.latest(desk.tx, ObjectId(one.id))
    if row is None:
        raise NotFound("page")
    counted = _counted(desk, clearance.ask.ledger, {one.id: row.version})
    return row.version, _payload(desk, clearance, one, row, *counted[one.id])


def _payload(
    desk: Desk, clearance: Clearance, one: Compartment, row: objects.Sealed, state: CompartmentState, digest: bytes
) -> bytes:  # fmt: skip
    """What a page's row holds: the head, of this time."""
    if not state.settled <= row.version <= state.latest:
        raise _of_another_time(desk, one)
    if row.epoch != one.epoch and (state.state == "rolling" or row.epoch == state.epoch):
        # New rows are committed and the keeper has not heard of it yet, or only since this key was asked for: a moment, or a crash that
        # is finished within a minute.
        raise Conflict("rolling")
    opened = opening.unseal(desk.keeper, clearance, page_place(clearance.ask.ledger, one, row.version), row.envelope)
    if digest != sha(opened.payload):
        raise Tampered("page is not the head")
    if row.version > state.settled:
        # A crash between commit and settling left it so; what was asked for and committed is settled by whoever meets it first.
        desk.keeper.settle(one.id, row.version)
    return opened.payload


def _of_another_time(desk: Desk, one: Compartment) -> Conflict | Tampered:
    """A reading desk's snapshot can be older than what another desk has settled since: then the page of this very moment fits."""
    with desk.house.content.apart() as tx:
        row, state = objects.latest(tx, ObjectId(one.id)), desk.keeper.state(one.id)
    if not desk.tx.writes and row is not None and state.settled <= row.version <= state.latest:
        return Conflict("page moved")
    return Tampered("page is not of this time")


def page_place(chart: ChartId, one: Compartment, version: int) -> Where:
    """Where a compartment's page lies: its object id is the compartment's."""
    return Where(chart, one.id, one.code, one.epoch, ObjectId(one.id), version, page_content(one.code))


def unseal(desk: Desk, clearance: Clearance, where: Where) -> opening.Opened:
    """Open one object's version from the content. Raises NotFound, Tampered."""
    row = objects.at(desk.tx, where.object, where.version)
    if row is None:
        raise Tampered("an object on the page is missing")
    return opening.unseal(desk.keeper, clearance, where, row.envelope)


def found(
    desk: Desk, clearance: Clearance, chart: ChartId, one: Compartment, object: ObjectId, version: int
) -> tuple[Content, opening.Opened] | None:  # fmt: skip
    """Open a version that no page lists, under the kind that its seal is bound to; None for what opens under none."""
    for content in KINDS:
        try:
            return content, unseal(desk, clearance, Where(chart, one.id, one.code, one.epoch, object, version, content))
        except Tampered:
            continue
    return None
