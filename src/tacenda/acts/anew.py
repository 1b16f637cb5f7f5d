"""Anew: the page of what was signed for a client by law, begun anew where who signs left it so that nobody can read it, or lists it wrong.

All that lies there stays as it was sealed and is listed again, by what the seals say: who wrote each version, and when. Where it stands
with the talk is said by that page alone: what of it does not fit is lost, counts as not signed, and the talk is due for who signs again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tacenda.acts import contents, gate, pages, sides
from tacenda.acts.contents import OpenedPage
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Clearance, Standing, Wanted, Wish
from tacenda.core.model import authorization, chart, consent, signed_for
from tacenda.core.model.agreed import Agreed
from tacenda.core.model.authorization import SPEAK
from tacenda.core.model.chart import Line, Page, Version
from tacenda.core.model.signed_for import SignedFor
from tacenda.core.sealing.derive import sha
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import NotFound, Tampered
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.shell.store import objects
from tacenda.shell.vault.opening import Opened
from tacenda.shell.vault.ring import Compartment

BEGUN = "begun anew"  # the reason that its line keeps


@dataclass(frozen=True, slots=True)
class _Found:
    """One version of something that lies there, as its seal says it."""

    object: ObjectId
    listed: Version
    opened: Opened


def spoilt(desk: Desk, id: ChartId, purpose: Purpose) -> bool:
    """Whether the page does not read as it should. Raises NotFound, Refused."""
    return sides.spoilt(desk, sides.standing(desk, id, purpose))


def may(desk: Desk, id: ChartId, purpose: Purpose) -> bool:
    """Whether this person may write there: the client, or who treats them. Raises NotFound, Refused."""
    at = sides.standing(desk, id, purpose)
    return purpose is not Purpose.SPEAKS_FOR and at.held.keys.holds(Code.SIGNED) and sides.writes(desk, at, Code.SIGNED, purpose)


def begin(desk: Desk, id: ChartId, purpose: Purpose) -> bool:
    """Begin the page anew; False where it reads as it should, and nothing was done.

    Raises NotFound, Refused; Tampered where the page is not the one that was written, which nobody mends.
    """
    if not may(desk, id, purpose):
        raise NotFound("signed")
    at = sides.standing(desk, id, purpose, Code.CONTACT)
    if at.written(Code.SIGNED) is None and not sides.spoilt(desk, at):
        return False  # nobody wrote it yet
    one = at.held.keys.of(Code.SIGNED)
    lying = sorted({object for object, _ in objects.lying(desk.tx, one.id)})
    wish = Wish(Act.OPEN, Code.SIGNED, purpose, tuple(Wanted(one.id, object) for object in lying))
    cleared = gate.clear(desk, at, wish)
    version, raw = contents.as_written(desk, cleared, one)
    found, before = _found(desk, at, cleared, one), _head(raw)
    made, page = _mended(at, before, found), OpenedPage(one, version, Page(Code.SIGNED, _lines(found)), {})
    there = at.written(Code.SIGNED)
    if before and there and set(there.page.lines) == set(page.page.lines) and _fits(before, found):
        return False
    pages.write_page(desk, at, page, purpose, [], signed_for.head(made), act=Act.CONSENT, reason=BEGUN)
    return True


def _found(desk: Desk, at: Standing, cleared: Clearance, one: Compartment) -> list[_Found]:
    """Every version that lies there and opens, oldest first. What does not is no page's, and `tacenda verify` names it."""
    rows = sorted((object, version) for object, version in objects.lying(desk.tx, one.id) if object != one.id)
    found = [made for object, version in rows if (made := _one(desk, at, cleared, one, object, version)) is not None]
    first = {made.object: made.opened.ask.at for made in reversed(found)}
    return sorted(found, key=lambda made: (first[made.object], made.object, made.listed.version))


def _one(desk: Desk, at: Standing, cleared: Clearance, one: Compartment, object: ObjectId, version: int) -> _Found | None:
    found = contents.found(desk, cleared, at.chart, one, object, version)
    if found is None:
        return None
    content, got = found
    return _Found(object, Version(version, content, sha(got.payload), moments.day(got.ask.at), got.author), got)


def _lines(found: Sequence[_Found]) -> tuple[Line, ...]:
    lines = dict[ObjectId, tuple[Version, ...]]()
    for one in found:
        lines[one.object] = (*lines.get(one.object, ()), one.listed)
    return tuple(Line(object, versions) for object, versions in lines.items())


def _head(raw: bytes) -> SignedFor | None:
    """What the page said, where that reads."""
    try:
        return signed_for.read(chart.read(raw)[1])
    except Tampered:
        return None


def _mended(at: Standing, before: SignedFor | None, found: Sequence[_Found]) -> SignedFor:
    """What the page says from now on: what it said of the newest talk, if that is what the talk says; of each form, whom it names."""
    kept, place = before or SignedFor(), sides.where(at)
    made = replace(kept, here=kept.here if place is None else place, theirs=_named(found))
    return made if before and _repeats(kept, found) else replace(made, answered=Agreed(), lost=True)


def _fits(said: SignedFor, found: Sequence[_Found]) -> bool:
    return _repeats(said, found) and set(said.theirs) == set(_named(found))


def _repeats(page: SignedFor, found: Sequence[_Found]) -> bool:
    """Whether a page says of the newest talk what that talk's seals say: not of an earlier one, nor nothing, unless that is lost."""
    said, begun = page.answered, _begun(found)
    last = max(begun.values(), default=0)
    if begun and not page.lost and begun.get(said.talk) != last:
        return False
    try:
        versions = [(one.opened.author, consent.read(one.opened.payload)) for one in found if one.object == said.talk]
    except Tampered:
        return False
    return said.repeats(versions[-1][1], consent.signed(versions)) if versions else said == Agreed()


def _begun(found: Sequence[_Found]) -> dict[bytes, int]:
    """When each talk was first sealed."""
    return {bytes(one.object): one.opened.ask.at for one in reversed(found) if one.listed.content is Content.CONSENT}


def _named(found: Sequence[_Found]) -> tuple[tuple[bytes, str, str], ...]:
    """The forms that name somebody as a parent or representative, with their name and as what: as they were drawn up."""
    drawn = [(one.object, _parties(one)) for one in found if one.listed.content is Content.AUTHORIZATION and one.listed.version == 1]
    return tuple((bytes(id), one.name, one.role.value) for id, parties in drawn for one in parties if one.role in SPEAK)


def _parties(one: _Found) -> Sequence[authorization.Party]:
    try:
        return authorization.read(one.opened.payload).terms.parties
    except Tampered:
        return ()
