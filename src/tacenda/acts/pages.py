"""Pages: writing into a compartment. Its page lists every version, and page and objects are sealed under one ask.

The ask carries the hashes of all that is written, so the entry says exactly what was sealed; page and objects commit in one transaction,
and the keeper is told after it (`settle`). Older versions of an object stay; an older page is replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from tacenda.acts import contents, cut_short, gate
from tacenda.acts.contents import OpenedPage
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Standing, Wanted, Wish
from tacenda.core.ledger.withdrawal import Withdrawal
from tacenda.core.model import chart
from tacenda.core.model.chart import Line, Page, Version
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.encoding import Plain
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.shell import fresh
from tacenda.shell.store import objects
from tacenda.shell.store.objects import Sealed
from tacenda.shell.vault import opening
from tacenda.shell.vault.clearance import Clearance
from tacenda.shell.vault.opening import Where


@dataclass(frozen=True, slots=True)
class Change:
    """One object to be written: a new one, or the next version of one that is listed."""

    object: ObjectId
    content: Content
    payload: bytes

    def __repr__(self) -> str:
        return f"Change({self.content.name})"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the entry's number in the ledger, and the version of each object in the order of the changes."""

    number: int
    versions: tuple[int, ...]
    clearance: Clearance


def private(desk: Desk, at: Standing, purpose: Purpose, clear: Callable[[Desk, Standing, Wish], Clearance] = gate.clear) -> Standing:
    """The page of psychotherapy notes, which no standing entry covers: an opening of its own, after a step-up."""
    compartment = at.held.keys.of(Code.PSYCHOTHERAPY)
    wish = Wish(Act.OPEN, Code.PSYCHOTHERAPY, purpose, (Wanted(compartment.id, ObjectId(compartment.id)),), author=True)
    opened = contents.open_page(desk, clear(desk, at, wish), compartment)
    return replace(at, pages={**at.pages, compartment.id: opened})


def write(
    desk: Desk, at: Standing, code: Code, purpose: Purpose, changes: Sequence[Change], head: Plain | None = None, *,
    act: Act = Act.WRITE, author: bool = True, reason: str = "",
) -> Written:  # fmt: skip
    """Write objects and the page that lists them. `head`: a new head for the page; None keeps it. Raises as `gate.clear`."""
    return write_page(desk, at, at.page(code), purpose, changes, head, act=act, author=author, reason=reason)


def write_page(
    desk: Desk, at: Standing, opened: OpenedPage, purpose: Purpose, changes: Sequence[Change], head: Plain | None, *,
    act: Act = Act.WRITE, author: bool = True, reason: str = "",
) -> Written:  # fmt: skip
    """As `write`, into one of several compartments of a kind."""
    page, wanted = _listed(desk, opened, changes)
    payload = chart.write(page, opened.head if head is None else head, fresh.secret())
    wish = Wish(act, opened.compartment.code, purpose, wanted, author=author, reason=reason)
    version, clearance = _cleared(desk, at, opened, wish, payload)
    for change, one in zip(changes, wanted, strict=True):
        where = object_place(clearance.ask.ledger, opened, change.object, one.version, change.content)
        objects.add(desk.tx, _sealed(clearance, where, change.payload))
    _put_page(desk, opened, clearance, version, payload)
    return Written(clearance.number, tuple(one.version for one in wanted), clearance)


def take_out(desk: Desk, at: Standing, opened: OpenedPage, purpose: Purpose, gone: Collection[ObjectId], head: Plain, reason: str) -> None:
    """Take copies out of a compartment, from its page and its rows. Its keys are due with the line that says so. Raises as `gate.clear`."""
    one, lines = opened.compartment, [opened.page.line(id) for id in gone]
    payload = chart.write(opened.page.without(gone), head, fresh.secret())
    about = sha(Withdrawal(desk.keyring.practice, at.chart, one.id, one.code, one.epoch).write())
    wish = Wish(Act.WRITE, one.code, purpose, about=about, reason=reason, author=True)
    version, clearance = _cleared(desk, at, opened, wish, payload)
    for line in lines:
        for kept in line.versions:
            objects.drop(desk.tx, line.object, kept.version)
    _put_page(desk, opened, clearance, version, payload)


def _cleared(desk: Desk, at: Standing, opened: OpenedPage, wish: Wish, payload: bytes) -> tuple[int, Clearance]:
    """The page's next version, and the clearance to write it with all else that is wanted."""
    id = opened.compartment.id
    if opened.compartment.code is Code.ACCESS and not desk.begun:
        cut_short.finish_ledger(desk.house, desk.tx, at.chart)
    version = desk.keeper.state(id).latest + 1
    return version, gate.clear(desk, at, replace(wish, wanted=(*wish.wanted, Wanted(id, ObjectId(id), version, sha(payload)))))


def _put_page(desk: Desk, opened: OpenedPage, clearance: Clearance, version: int, payload: bytes) -> None:
    compartment = opened.compartment
    where = contents.page_place(clearance.ask.ledger, compartment, version)
    sealed = _sealed(clearance, where, payload)
    if opened.version:
        objects.replace_page(desk.tx, sealed, opened.version)
    else:
        objects.add(desk.tx, sealed)
    desk.memory.pop(compartment.id, None)
    desk.after.append(lambda: desk.keeper.settle(compartment.id, version))


def _listed(desk: Desk, opened: OpenedPage, changes: Sequence[Change]) -> tuple[Page, tuple[Wanted, ...]]:
    newest = {line.object: line.newest.version for line in opened.page.lines}
    made, wanted = list[tuple[ObjectId, Version]](), list[Wanted]()
    for change in changes:
        version, digest = newest.get(change.object, 0) + 1, sha(change.payload)
        newest[change.object] = version
        made.append((change.object, Version(version, change.content, digest, desk.today, desk.actor.id)))
        wanted.append(Wanted(opened.compartment.id, change.object, version, digest))
    return opened.page.with_versions(made), tuple(wanted)


def listed_whole(desk: Desk, opened: OpenedPage, line: Line) -> None:
    """Hold a line against what lies there: whoever writes a page could list all but the newest, which may be a no. Raises Tampered."""
    later = objects.at(desk.tx, line.object, line.newest.version + 1)
    if later is not None and later.compartment == opened.compartment.id:
        raise Tampered("a page lists less than lies there")


def object_place(chart_id: ChartId, opened: OpenedPage, object: ObjectId, version: int, content: Content) -> Where:
    """Where one version of one listed object lies."""
    one = opened.compartment
    return Where(chart_id, one.id, one.code, one.epoch, object, version, content)


def _sealed(clearance: Clearance, where: Where, payload: bytes) -> Sealed:
    box = opening.seal(clearance, where, payload)
    return Sealed(where.object, where.version, where.compartment, where.epoch, box)


def read(desk: Desk, at: Standing, opened: OpenedPage, object: ObjectId, version: int, wish: Wish) -> tuple[opening.Opened, Clearance]:
    """Open one version of a listed object, and hold it against its line. Raises NotFound, Refused, Tampered."""
    line = opened.page.line(object)
    listed = line.at(version) if version else line.newest
    cleared = gate.clear(desk, at, replace(wish, wanted=(Wanted(opened.compartment.id, object),)))
    return unsealed(desk, cleared, opened, object, listed), cleared


def unsealed(desk: Desk, cleared: Clearance, opened: OpenedPage, object: ObjectId, listed: Version) -> opening.Opened:
    """One listed version under a clearance, held against its line. Raises Tampered."""
    got = contents.unseal(desk, cleared, object_place(cleared.ask.ledger, opened, object, listed.version, listed.content))
    if sha(got.payload) != listed.digest or got.author != listed.author:
        raise Tampered("an object is not the one on its page")
    return got
