"""The practice: its name, place and people as staff pages show them. The head of the page of compartment `practice`.

What somebody may open never follows from here: it follows from grants. This is the list of who works here and under which name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tacenda.core.words.encoding import Parsed, Plain, as_raw, as_rows, as_text, as_texts
from tacenda.core.words.errors import Invalid, Tampered
from tacenda.core.words.ids import EntryHash, PrincipalId
from tacenda.core.words.people import Role

MOST_CALLS = 12
LONGEST = 200  # letters of one part of a call


@dataclass(frozen=True, slots=True)
class Member:
    """One person who works here."""

    id: PrincipalId
    entry: EntryHash
    name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody this practice calls when it is urgent: who, what for, and the number."""

    who: str
    about: str
    phone: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody of staff who is about to leave, and the colleague who is to keep their charts."""

    id: PrincipalId
    to: PrincipalId


@dataclass(frozen=True, slots=True)
class Practice:
    """`place`: ISO 3166 code; `alone`: a solo therapist; `phone`: shown where something cannot be opened.

    `memberships`: who belongs to the privacy office, each a grant statement with its signature: a new chart takes them along, so that its
    client can verify what an officer did. `calls`: whom to call when somebody may be hurt. `facts`: what this practice answers the same
    whenever the law asks, by the names of the law's vocabulary.
    """

    name: str
    place: str
    alone: bool
    phone: str
    staff: tuple[Member, ...]
    memberships: tuple[tuple[bytes, bytes], ...] = ()
    calls: tuple[Call, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    leaving: tuple[Leaving, ...] = ()

    def successor(self, id: PrincipalId) -> Member | None:
        """Who is to keep the charts of somebody who leaves."""
        return next((self.member(one.to) for one in self.leaving if one.id == id), None)

    def with_leaving(self, made: Leaving) -> Practice:
        return replace(self, leaving=(*(one for one in self.leaving if one.id != made.id), made))

    def without_leaving(self, id: PrincipalId) -> Practice:
        return replace(self, leaving=tuple(one for one in self.leaving if one.id != id))

    def without(self, id: PrincipalId) -> Practice:
        """The practice once somebody has left."""
        rest = tuple(one for one in self.leaving if id not in (one.id, one.to))
        return replace(self, staff=tuple(one for one in self.staff if one.id != id), leaving=rest)

    def member(self, id: PrincipalId) -> Member | None:
        return next((one for one in self.staff if one.id == id), None)

    def with_member(self, member: Member) -> Practice:
        return replace(self, staff=(*(one for one in self.staff if one.id != member.id), member))


def head(practice: Practice) -> Plain:
    """What `chart.write` keeps as the head of the page of `practice`."""
    staff: list[Plain] = [[one.id, one.entry, one.name, [role.value for role in one.roles]] for one in practice.staff]
    memberships: list[Plain] = [[statement, signature] for statement, signature in practice.memberships]
    return {
        "name": practice.name, "place": practice.place, "alone": practice.alone, "phone": practice.phone, "staff": staff,
        "memberships": memberships, "calls": [[one.who, one.about, one.phone] for one in practice.calls],
        "facts": [[name, value] for name, value in practice.facts],
        **({"leaving": [[one.id, one.to] for one in practice.leaving]} if practice.leaving else {}),
    }  # fmt: skip


def read(head: Parsed) -> Practice:
    """Raises Tampered."""
    kept = {"calls": [], "facts": [], **head}  # a page that was written before there were calls has none
    if set(kept) - {"leaving"} != {"name", "place", "alone", "phone", "staff", "memberships", "calls", "facts"} or not isinstance(
        head["alone"], bool
    ):
        raise Tampered("practice")
    staff = tuple(_member(row) for row in as_rows(head["staff"]))
    memberships = tuple((as_raw(row[0]), as_raw(row[1])) for row in as_rows(head["memberships"]))
    calls = tuple(Call(*(as_text(part) for part in _sized(row, 3))) for row in as_rows(kept["calls"]))
    facts = tuple((as_text(row[0]), as_text(row[1])) for row in as_rows(kept["facts"]) if _sized(row, 2))
    leaving = tuple(Leaving(*(PrincipalId(as_raw(part, 16)) for part in _sized(row, 2))) for row in as_rows(kept.get("leaving", [])))
    return Practice(
        as_text(head["name"]), as_text(head["place"]), head["alone"], as_text(head["phone"]), staff, memberships, calls, facts, leaving
    )  # fmt: skip


def calls_of(given: Iterable[Call]) -> tuple[Call, ...]:
    """Calls as they are kept, without those that are wholly empty. Raises Invalid: a name without a number, or too long."""
    calls = tuple(Call(one.who.strip(), one.about.strip(), one.phone.strip()) for one in given)
    found = tuple(one for one in calls if one.who or one.about or one.phone)
    if len(found) > MOST_CALLS or any(len(part) > LONGEST for one in found for part in (one.who, one.about, one.phone)):
        raise Invalid({"": "too_long"})
    if any(not one.phone or not one.who for one in found):
        raise Invalid({"": "empty"})
    return found


def _sized(row: list[object], size: int) -> list[object]:
    if len(row) != size:
        raise Tampered("row")
    return row


def _member(row: list[object]) -> Member:
    if len(row) != 4:
        raise Tampered("member")
    try:
        roles = tuple(Role(text) for text in as_texts(row[3]))
    except ValueError as error:
        raise Tampered("role") from error
    return Member(PrincipalId(as_raw(row[0])), EntryHash(as_raw(row[1])), as_text(row[2]), roles)
