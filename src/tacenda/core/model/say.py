"""The say: what a client laid down about who may be let in, how far, and where they are written to. It lies on the access list.

`plain({v, salt, number, after, choice, barred, limits, notices})`; rows as on the list, a limit's with the account and name it is about, so
that it binds when nobody lists that person any more. `topics` (rows [code, day, grants]) and `exempt` ([principal, name, role, basis, day])
stand there where there are any. `number` rises from 1; `after`: SHA-256 of the say before, zeros for the first. The client's statement in
the ledger names the SHA-256 of these bytes, salt and all: whoever else writes the list carries them as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from tacenda.core.words.access import Code
from tacenda.core.words.encoding import Plain, Reading, as_number, as_raw, as_rows, as_text, plain
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ZERO_HASH, GrantHash, PrincipalId
from tacenda.core.words.moments import Day
from tacenda.core.words.people import Role

NOBODY = PrincipalId(b"")
NOTES = frozenset({Code.RECORD, Code.SUPERVISION})  # the same notes, all or picked: who is shut out of either gets neither
MOST_NAMED = 50  # people a client says yes to by name: each lies in the say, which whoever opens the list reads too
# The parts that a client can keep to their therapist alone, in the order of their addresses. Private notes are their author's in any case.
TOPICS = (Code.RECORD, Code.CONTACT, Code.SCHEDULE, Code.SHARED, Code.CONSENT, Code.REQUESTS, Code.SIGNED)


class Choice(Enum):
    """Who the client wants inside, from few to many."""

    THERAPIST = "therapist"
    GUIDES = "guides"
    TEAM = "team"

    def wider(self, other: Choice) -> bool:
        """Whether it leaves room for more people than another."""
        order = list(Choice)
        return order.index(self) > order.index(other)


@dataclass(frozen=True, slots=True)
class Restriction:
    """The client's own limit: this grant may not open this kind of compartment, whatever else allows it.

    `principal`, `name`: whom it is about, once the client said so; empty while the keeper's row alone does.
    """

    grant: GrantHash
    code: Code
    since: Day
    principal: PrincipalId = NOBODY
    name: str = ""


@dataclass(frozen=True, slots=True)
class Barred:
    """Somebody the client stopped: nobody lets them in again but with the client's yes. `name`: as it was listed."""

    principal: PrincipalId
    name: str
    role: str
    since: Day

    @property
    def trusted(self) -> bool:
        """Whether the client alone can let them in: then no other waits for a yes."""
        return self.role == Role.TRUSTED.value


@dataclass(frozen=True, slots=True)
class Topic:
    """A part that the client keeps to their therapist alone, whoever is let in. `took`: the grants that lost it by this."""

    code: Code
    since: Day
    took: tuple[GrantHash, ...] = ()

    @property
    def codes(self) -> frozenset[Code]:
        """The kinds of compartment it is about."""
        return NOTES if self.code is Code.RECORD else frozenset({self.code})


@dataclass(frozen=True, slots=True)
class Exempt:
    """Somebody the client's choice does not keep out, for what one kind of grant gives. `principal`: empty where a name alone says who."""

    principal: PrincipalId
    name: str
    role: str
    basis: str
    since: Day


@dataclass(frozen=True, slots=True)
class Laid:
    """All that a client laid down; as it is before they did."""

    choice: Choice = Choice.TEAM
    barred: tuple[Barred, ...] = ()
    limits: tuple[Restriction, ...] = ()
    notices: tuple[tuple[PrincipalId, bytes], ...] = ()
    topics: tuple[Topic, ...] = ()
    exempt: tuple[Exempt, ...] = ()


@dataclass(frozen=True, slots=True)
class Say:
    """One say, which the next takes the place of."""

    number: int
    after: bytes
    laid: Laid
    salt: bytes

    def __repr__(self) -> str:
        return f"Say({self.number})"

    def write(self) -> bytes:
        return plain(
            {
                "v": 1, "salt": self.salt, "number": self.number, "after": self.after, "choice": self.laid.choice.value,
                "barred": [barred_row(one) for one in self.laid.barred],
                "limits": [[*limit_row(one), one.principal, one.name] for one in self.laid.limits],
                "notices": [[whose, id] for whose, id in self.laid.notices],
                **({"topics": [topic_row(one) for one in self.laid.topics]} if self.laid.topics else {}),
                **({"exempt": [exempt_row(one) for one in self.laid.exempt]} if self.laid.exempt else {}),
            }
        )  # fmt: skip


FIRST = Say(0, ZERO_HASH, Laid(), ZERO_HASH)  # what stands before the first


@lru_cache(maxsize=1024)
def read(raw: bytes) -> Say:
    """Raises Tampered."""
    r = Reading(raw)
    r.version(1)
    try:
        laid = Laid(
            Choice(r.text("choice")),
            tuple(barred(row) for row in r.rows("barred")),
            tuple(_limit(row) for row in r.rows("limits")),
            tuple(notice(row) for row in r.rows("notices")),
            tuple(_topic(row) for row in r.rows("topics")) if r.has("topics") else (),
            tuple(_exempt(row) for row in r.rows("exempt")) if r.has("exempt") else (),
        )
    except (ValueError, IndexError) as error:
        raise Tampered("say") from error
    value = Say(r.number("number"), r.raw("after", 32), laid, r.raw("salt", 32))
    r.done()
    if not value.number:
        raise Tampered("say")
    return value


# Rows, as on the list


def barred_row(one: Barred) -> list[Plain]:
    return [one.principal, one.name, one.role, int(one.since)]


def limit_row(one: Restriction) -> list[Plain]:
    return [one.grant, int(one.code), int(one.since)]


def topic_row(one: Topic) -> list[Plain]:
    return [int(one.code), int(one.since), [*one.took]]


def exempt_row(one: Exempt) -> list[Plain]:
    return [one.principal, one.name, one.role, one.basis, int(one.since)]


def barred(row: list[object]) -> Barred:
    if len(row) != 4:
        raise Tampered("barred")
    return Barred(PrincipalId(as_raw(row[0], 16)), as_text(row[1]), as_text(row[2]), Day(as_number(row[3])))


def limit(row: list[object]) -> Restriction:
    if len(row) != 3:
        raise Tampered("limit")
    return Restriction(GrantHash(as_raw(row[0])), Code(as_number(row[1])), Day(as_number(row[2])))


def _limit(row: list[object]) -> Restriction:
    if len(row) != 5:
        raise Tampered("limit")
    return replace(limit(row[:3]), principal=PrincipalId(as_raw(row[3], 0, 16)), name=as_text(row[4]))


def _topic(row: list[object]) -> Topic:
    if len(row) != 3 or Code(as_number(row[0])) not in TOPICS:
        raise Tampered("topic")
    took = as_rows([row[2]])[0]
    return Topic(Code(as_number(row[0])), Day(as_number(row[1])), tuple(GrantHash(as_raw(one, 32)) for one in took))


def _exempt(row: list[object]) -> Exempt:
    if len(row) != 5:
        raise Tampered("exempt")
    return Exempt(PrincipalId(as_raw(row[0], 0, 16)), as_text(row[1]), as_text(row[2]), as_text(row[3]), Day(as_number(row[4])))


def notice(row: list[object]) -> tuple[PrincipalId, bytes]:
    if len(row) != 2:
        raise Tampered("notice")
    return PrincipalId(as_raw(row[0], 16)), as_raw(row[1], 16)
