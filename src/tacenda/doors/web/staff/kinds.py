"""The words of staff pages for kinds of records and for roles."""

from __future__ import annotations

from collections.abc import Iterable

from tacenda.core.model.access_list import KEEPING, Holder
from tacenda.core.words.access import Code
from tacenda.core.words.people import Role
from tacenda.doors.language import N_, Words

KINDS: dict[Code, str] = {
    Code.CONTACT: N_("card"),
    Code.SCHEDULE: N_("visits"),
    Code.RECORD: N_("notes, plan and documents"),
    Code.PSYCHOTHERAPY: N_("psychotherapy notes"),
    Code.SHARED: N_("shared items"),
    Code.REQUESTS: N_("requests"),
    Code.CONSENT: N_("consents"),
    Code.SIGNED: N_("signatures"),
    Code.SUPERVISION: N_("picked notes"),
    Code.ACCESS: N_("access list"),
    Code.LEDGER: N_("ledger"),
}
ROLES: dict[str, str] = {
    Role.CLINICIAN.value: N_("clinician"),
    Role.SUPERVISOR.value: N_("supervisor"),
    Role.TRAINEE.value: N_("trainee"),
    Role.FRONT_DESK.value: N_("front desk"),
    Role.OFFICER.value: N_("privacy officer"),
    Role.CUSTODIAN.value: N_("custodian"),
    Role.OFFICE.value: N_("privacy office"),
    Role.CLIENT.value: N_("client"),
    Role.TRUSTED.value: N_("trusted by the client"),
    Role.GUARDIAN.value: N_("speaks for the client"),
    Role.OUTSIDE.value: N_("helps the client elsewhere"),
}


def what(words: Words, codes: Iterable[Code]) -> str:
    """Kinds of records as one list."""
    named = set(codes)
    return words.names([words.gettext(text) for code, text in KINDS.items() if code in named])


def role(words: Words, value: str) -> str:
    """A role as staff pages call it."""
    return words.gettext(ROLES[value]) if value in ROLES else value


def doing(words: Words, one: Holder) -> str:
    """What somebody of a list of access is there: their role, and of who stands in or keeps the chart beside its keeper just that."""
    said = N_("stand-in") if one.covers else N_("keeps the chart too") if one.basis == KEEPING else ""
    return words.gettext(said) if said else role(words, one.role)


def roles(words: Words, found: Iterable[Role]) -> str:
    """Roles as one list."""
    return words.names([role(words, one.value) for one in found])
