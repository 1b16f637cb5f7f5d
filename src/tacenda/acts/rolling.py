"""Rolling: the change of keys behind a stop, a limit, a last day or a copy taken back. Under the person's own grant, in their own sign-in.

A compartment that is due stays due until somebody who holds its keys signs in; nothing is lost meanwhile, and nothing new is written to it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tacenda.acts import contents, facts, gate, listing, pages
from tacenda.acts.desk import Desk, Visitor, reading, writing
from tacenda.acts.gate import Standing, Wanted, Wish
from tacenda.acts.house import House
from tacenda.core.ledger.statements import Epoch
from tacenda.core.sealing import labels, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Purpose, page_content
from tacenda.core.words.errors import Conflict, NotFound, Refused, Tampered
from tacenda.core.words.ids import ChartId, GrantHash, ObjectId
from tacenda.shell import fresh
from tacenda.shell.store import objects
from tacenda.shell.vault import epochs, opening
from tacenda.shell.vault.ring import Compartment

Row = tuple[ObjectId, int]  # an object and its version


def roll_due(house: House, visitor: Visitor) -> int:
    """Roll every compartment that is due and whose keys this sign-in holds, each under the person's own grant. How many were rolled."""
    if not house.keeper.due():
        return 0
    with reading(house, visitor) as desk:
        todo = [(chart, one) for chart in desk.keyring.ring().charts for one in _due(desk, chart)]
    # The access list first: it cannot be written while it is due, and a ledger's new key is named there.
    lists = [(chart, one) for chart, one in todo if one.code is Code.ACCESS]
    rest = [item for item in todo if item not in lists]
    rolled = sum(_roll_one(house, visitor, chart, one) for chart, one in lists)
    for chart in dict.fromkeys(chart for chart, _ in todo):
        _catch_up(house, visitor, chart)
    return rolled + sum(_roll_one(house, visitor, chart, one) for chart, one in rest)


def _catch_up(house: House, visitor: Visitor, chart: ChartId) -> None:
    """A limit that a crash left in the keeper's rows alone is gone with their roll: it is listed before, by whoever comes first."""
    with contextlib.suppress(Refused, Conflict, NotFound, Tampered), writing(house, visitor) as desk:
        listing.catch_up(desk, chart, facts.purpose_of(desk.held(chart).statement))


def _due(desk: Desk, chart: ChartId) -> list[Compartment]:
    """What of a chart is due and held, and stays with somebody who reads it."""
    due, keys = desk.keeper.due(), desk.keyring.keys(chart)
    mine = desk.keeper.opened(GrantHash(keys.grant_hash))  # a stop or a limit can have taken a key's use away, not the key
    return [one for one in keys.compartments if one.id in due and one.id in mine and _signs(desk, chart, one)]


def _signs(desk: Desk, chart: ChartId, one: Compartment) -> bool:
    """The practice's own ledger gets new keys from an officer's identity alone, and so after a second proof."""
    return chart != desk.keeper.practice or one.code is not Code.LEDGER or desk.keyring.stepped_up


def _roll_one(house: House, visitor: Visitor, chart: ChartId, one: Compartment) -> int:
    try:
        with writing(house, visitor) as desk:
            # Never the purpose of a stop: keys that somebody of the office delivers under the office's grant are accepted by nobody.
            roll(desk, chart, one, facts.purpose_of(desk.held(chart).statement))
    except (Refused, Conflict, NotFound, Tampered):
        # Somebody else was faster, this person may not, or the list is none to deliver by: the compartment stays due for its next holder.
        return 0
    return 1


def roll(desk: Desk, chart: ChartId, held: Compartment, purpose: Purpose) -> None:
    """A new epoch of one compartment: fresh C for exactly the grants the keeper allows, every object re-sealed, everybody delivered."""
    at = _standing(desk, chart, held, purpose)
    own, readers = GrantHash(at.held.keys.grant_hash), desk.keeper.readers(held.id)
    chains = listing.chains(desk, at, purpose, [*readers, own])
    if not chains.keys() >= set(readers):
        raise Conflict("a reader is not listed")
    half = fresh.secret()
    made = _epoch(desk, chart, held, half, readers)
    _reseal(desk, at, held, purpose, made, half)
    ledger = held.code is Code.LEDGER
    halves = (*held.halves, (made.epoch, half)) if ledger else ((made.epoch, half),)
    new = Compartment(held.id, held.code, made.epoch, halves)
    keys = replace(at.held.keys, ledger_epoch=sha(made.write())) if ledger else at.held.keys
    for hash in readers:
        listing.deliver(desk, keys, chains[hash], chains[own], [new])
    if ledger and at.access is not None:
        # A ledger has no objects: the access list's new version in the same transaction tells whether this roll was committed.
        listing.put(desk, at, purpose, replace(listing.mended(desk, at), ledger_epoch=sha(made.write())))
    # Before the list is settled, where it tells of this roll.
    desk.after.insert(0, lambda: desk.keeper.roll_ended(held.id, made.epoch))


def _standing(desk: Desk, chart: ChartId, held: Compartment, purpose: Purpose) -> Standing:
    """The compartment, with a list by which its new keys can go out. Raises as `gate.standing`; Conflict for a list that cannot say it."""
    try:
        at = gate.standing(desk, chart, purpose, held.code)
    except Tampered:
        if held.code is not Code.SIGNED:
            raise
        at = gate.standing(desk, chart, purpose)  # who signs left it so that nobody reads it, and holds its old keys on
    if held.code is Code.PSYCHOTHERAPY:
        at = pages.private(desk, at, purpose)
    if held.code in at.held.locked:
        raise Refused(at.held.why(held.code))
    if at.access is not None and held.code is not Code.ACCESS and listing.limited(desk, at.access) != at.access:
        raise Conflict("a limit is not listed")
    if held.code is Code.LEDGER and at.access is not None:
        listing.as_left(desk, at)  # its new key is written there: what was begun and could not be would have to be undone
    return at


def _epoch(desk: Desk, chart: ChartId, held: Compartment, half: bytes, readers: Sequence[GrantHash]) -> Epoch:
    """The statement of the new epoch: who reads it, and which one it follows. `half`: its C."""
    statements = {number: raw for number, _, raw in desk.keeper.epochs(held.id)}
    return epochs.statement(
        desk.keyring.practice,
        chart,
        held.id,
        held.code,
        desk.keeper.next_epoch(held.id),
        half,
        readers,
        sha(statements[held.epoch]),
        "stop",
    )


def _reseal(desk: Desk, at: Standing, held: Compartment, purpose: Purpose, made: Epoch, half: bytes) -> None:
    """Begin the epoch in the keeper, and write everything that lies in the compartment under its key."""
    lying, known = _lying(desk, at, held)
    wanted = tuple(Wanted(held.id, id, epoch=held.epoch) for id in dict.fromkeys(id for id, _ in lying))
    wish = Wish(Act.ROLL_BEGUN, held.code, purpose, wanted, about=sha(made.write()), author=True)
    own = at.chart == desk.keeper.practice and held.code is Code.LEDGER
    signature = sign.sign_both(desk.keyring.identity(), labels.LEDGER_EPOCH, made.write()) if own else b""
    desk.begun.append(held.id)
    clearance = gate.clear_roll(desk, at, wish, made.write(), signature)
    if held.code is Code.SIGNED:
        known = {**known, **_sealed(desk, held, clearance, [row for row in lying if row[0] != held.id])}
    boxes = opening.Rewrapping(clearance, at.chart, held, made.epoch, half, known)
    if objects.reseal(desk.tx, held.id, held.epoch, made.epoch, boxes.box) != len(lying):
        raise Conflict("object")  # a row that says another epoch


def _lying(desk: Desk, at: Standing, held: Compartment) -> tuple[Sequence[Row], opening.Kinds]:
    """Every row of a compartment, and the kind of each as its page gives it.

    Raises NotFound for a row the page does not list, but on the page of who signs for the client: they could have left it so, to keep keys.
    """
    if held.code is Code.LEDGER:
        return (), {}
    opened = [page for page in at.pages.values() if page.compartment.id == held.id]
    kinds = {(line.object, one.version): one.content for page in opened for line in page.page.lines for one in line.versions}
    own, page = ObjectId(held.id), page_content(held.code)
    rows = objects.lying(desk.tx, held.id)
    known = {row: page if row[0] == own else kinds[row] for row in rows if row[0] == own or row in kinds}
    if len(known) != len(rows) and held.code is not Code.SIGNED:
        raise NotFound("object")
    return rows, known


def _sealed(desk: Desk, held: Compartment, clearance: gate.Clearance, rows: Iterable[Row]) -> opening.Kinds:
    """The kinds of rows as their seals say them, whatever the page does. Raises NotFound for one that does not open, Tampered."""
    contents.as_written(desk, clearance, held)  # refuses a page of another time, as a roll by the page does
    found = {row: contents.found(desk, clearance, clearance.ask.ledger, held, *row) for row in rows}
    if not all(found.values()):
        raise NotFound("object")
    return {row: one[0] for row, one in found.items() if one}
