"""Offers: what each kind of person is given of a chart. A grant is made of one, for somebody and until a moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from tacenda.core.model import access_list
from tacenda.core.words.access import Code, Right
from tacenda.core.words.ids import ObjectId, handle
from tacenda.core.words.people import Role, stands_beside

READ = frozenset({Right.READ})
READ_WRITE = frozenset({Right.READ, Right.WRITE})
READ_GRANT = frozenset({Right.READ, Right.GRANT})
ALL = frozenset({Right.READ, Right.WRITE, Right.GRANT})


@dataclass(frozen=True, slots=True)
class Offer:
    """What a grant gives. `codes`: rights per kind of compartment; the access list always goes along, since the gate needs it."""

    codes: Mapping[Code, frozenset[Right]]
    rights: frozenset[Right]
    purpose: str
    basis: str
    role: str

    @property
    def beside(self) -> bool:
        """Whether it is for somebody beside the client, for whom a grant begins a day after the yes."""
        return stands_beside(self.role)

    def only(self, codes: Collection[Code]) -> Offer:
        """No more of it than these kinds; the list goes along, which says whose chart it is."""
        return replace(self, codes={code: rights for code, rights in self.codes.items() if code in {Code.ACCESS, *codes}})

    def without(self, codes: Collection[Code]) -> Offer:
        """All of it but these kinds."""
        return replace(self, codes={code: rights for code, rights in self.codes.items() if code not in codes})

    @property
    def empty(self) -> bool:
        """Whether it gives nothing but the list."""
        return not set(self.codes) - {Code.ACCESS}

    def fits(self, roles: Sequence[Role]) -> bool:
        """Whether somebody with these roles can be given it."""
        return self.role in {role.value for role in roles}


# What each kind of person is offered. A client's own: everything that is theirs to read, to share and to stop.
CLIENT = Offer(
    {
        Code.ACCESS: ALL, Code.LEDGER: READ_GRANT, Code.CONTACT: ALL, Code.SCHEDULE: READ_GRANT, Code.SHARED: READ_GRANT, Code.CONSENT: ALL,
        Code.SIGNED: ALL,
    },
    frozenset({Right.SUBJECT}), "own record", "consent.joining", "client",
)  # fmt: skip
FRONT_DESK = Offer(
    {Code.ACCESS: READ, Code.CONTACT: READ_WRITE, Code.SCHEDULE: READ_WRITE}, frozenset(), "front desk", "practice.front-desk", "front desk"
)
SUPERVISOR = Offer({Code.ACCESS: READ, Code.RECORD: READ}, frozenset(), "supervision", "practice.supervising", "supervisor")
# A supervisor who reads the notes that were picked for them, and no other.
SUPERVISOR_OF_PICKED = replace(SUPERVISOR, codes={Code.ACCESS: READ, Code.SUPERVISION: READ})
CO_THERAPIST = Offer(
    {
        Code.ACCESS: READ_WRITE, Code.CONTACT: READ_WRITE, Code.SCHEDULE: READ_WRITE, Code.RECORD: READ_WRITE, Code.SHARED: READ_WRITE,
        Code.CONSENT: READ_WRITE, Code.SIGNED: READ_WRITE, Code.SUPERVISION: READ_WRITE,
    },
    frozenset(), "treatment", "practice.treating", "clinician",
)  # fmt: skip
# Somebody who learns treats as a colleague does, in the charts of others; they found none and let nobody in.
TRAINEE = replace(CO_THERAPIST, role="trainee")
STAFF = Offer({Code.ACCESS: READ, Code.PRACTICE: READ}, frozenset(), "practice", "practice.staff", "staff")
# Who is of the privacy office: all of the practice's own page, list and ledger, so that each of them can let colleagues in and change keys.
OFFICER = Offer(
    {Code.ACCESS: ALL, Code.LEDGER: ALL, Code.PRACTICE: ALL}, frozenset({Right.STOP}), "practice", "practice.office", "privacy officer"
)
# Who keeps the chart from now on: all that its founder may, but the private notes, which stay their writer's.
SUCCESSOR = Offer(
    {
        Code.ACCESS: ALL, Code.LEDGER: READ_GRANT, Code.CONTACT: ALL, Code.SCHEDULE: ALL, Code.RECORD: ALL, Code.SHARED: ALL,
        Code.REQUESTS: ALL, Code.CONSENT: ALL, Code.SIGNED: ALL, Code.SUPERVISION: ALL,
    },
    frozenset({Right.STOP}), "treatment", "practice.succeeding", "clinician",
)  # fmt: skip
# Who keeps the chart beside its keeper: lets others in and ends access too, so that a chart outlives one person.
SECOND = replace(SUCCESSOR, basis="practice.keeping")
# What a client can give a therapist who lost every way in and comes again: all of what they hold that a therapist works with; no notes.
RETURNING = Offer(
    {
        Code.ACCESS: READ_WRITE, Code.CONTACT: READ_WRITE, Code.SCHEDULE: READ, Code.SHARED: READ, Code.CONSENT: READ_WRITE,
        Code.SIGNED: READ_WRITE,
    },
    frozenset(), "treatment", "practice.succeeding", "clinician",
)  # fmt: skip
# No more than the rule practice.covering opens: a stand-in needs no consents, and nothing of what the client was given to read.
COVER = Offer(
    {Code.ACCESS: READ_WRITE, Code.CONTACT: READ, Code.SCHEDULE: READ_WRITE, Code.RECORD: READ_WRITE},
    frozenset(), "cover", "practice.covering", "clinician",
)  # fmt: skip
# Somebody the client trusts, let in by the client's own hand. Nobody beside a client holds the card: what to call them stands on the list.
TRUSTED = Offer({Code.ACCESS: READ, Code.SCHEDULE: READ, Code.SHARED: READ}, frozenset(), "trust", "consent.trusted", "trusted")
# A doctor or other helper elsewhere, let in by the client's own hand.
OUTSIDE = replace(TRUSTED, purpose="outside care", basis="consent.outside", role=Role.OUTSIDE.value)


def by_client(roles: Sequence[Role]) -> Offer:
    """What a client gives to somebody whose card says this."""
    return OUTSIDE if Role.OUTSIDE in roles else TRUSTED


def by_form(form: ObjectId, codes: Collection[Code], *, alone: bool = False) -> Offer:
    """What a signed form lets a helper elsewhere see: of what the client holds, and the record where it names it and the law says yes.

    `alone`: of a minor who consents to this care alone, so that nobody who speaks for them has to do with it.
    """
    everything = {**OUTSIDE.codes, Code.RECORD: READ}
    return replace(OUTSIDE, codes=everything, basis=f"{access_list.ALONE if alone else access_list.FORM}{handle(form)}").only(codes)


def representative(rule: str, signs: str = "") -> Offer:
    """Somebody who speaks for the client, by a rule of law: they end what others were given, as far as `access_list` says.

    `signs`: as what they also hold the talk and sign for the client, `parent` or `representative`; empty for who does not. What they sign
    lies apart: they hold no key to what the client answered.
    """
    begins = access_list.SIGNING[signs] if signs else access_list.LAW
    codes = {**TRUSTED.codes, **({Code.SIGNED: READ_WRITE} if signs else {})}
    return replace(
        TRUSTED, codes=codes, rights=frozenset({Right.STOP}), purpose="speaks for", basis=f"{begins}{rule}", role=Role.GUARDIAN.value
    )  # fmt: skip
