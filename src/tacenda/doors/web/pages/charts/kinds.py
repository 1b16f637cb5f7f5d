"""The words of staff pages for kinds of records and for roles."""

from __future__ import annotations

from collections.abc import Iterable

from tacenda.core.words.access import Code
from tacenda.doors.language import N_, Words

KINDS: dict[Code, str] = {
    Code.CONTACT: N_("card"),
    Code.SCHEDULE: N_("visits"),
    Code.RECORD: N_("notes, plan and documents"),
    Code.PSYCHOTHERAPY: N_("psychotherapy notes"),
    Code.SHARED: N_("shared items"),
    Code.REQUESTS: N_("requests"),
    Code.CONSENT: N_("consents"),
    Code.ACCESS: N_("access list"),
    Code.LEDGER: N_("ledger"),
}
ROLES: dict[str, str] = {
    "clinician": N_("clinician"),
    "supervisor": N_("supervisor"),
    "trainee": N_("trainee"),
    "front desk": N_("front desk"),
    "privacy officer": N_("privacy officer"),
    "custodian": N_("custodian"),
    "office": N_("privacy office"),
    "client": N_("client"),
}


def what(words: Words, codes: Iterable[Code]) -> str:
    """Kinds of records as one list."""
    named = set(codes)
    return words.names([words.gettext(text) for code, text in KINDS.items() if code in named])


def role(words: Words, value: str) -> str:
    """A role as staff pages call it."""
    return words.gettext(ROLES[value]) if value in ROLES else value
