"""People: the roles somebody can have, and who acts in one desk."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tacenda.core.words.ids import UserId


class Role(Enum):
    """Roles as the field names them. What somebody may open is decided by grants, never by this alone."""

    CLIENT = "client"
    GUARDIAN = "guardian"
    TRUSTED = "trusted"
    OUTSIDE = "outside professional"
    CLINICIAN = "clinician"
    SUPERVISOR = "supervisor"
    TRAINEE = "trainee"
    FRONT_DESK = "front desk"
    OFFICER = "privacy officer"
    CUSTODIAN = "custodian"
    OFFICE = "office"


STAFF = frozenset({Role.CLINICIAN, Role.SUPERVISOR, Role.TRAINEE, Role.FRONT_DESK, Role.OFFICER, Role.CUSTODIAN})
# Who stands beside a client: an own account, and only what a live grant opens.
BESIDE = frozenset({Role.GUARDIAN, Role.TRUSTED, Role.OUTSIDE})
# Who treats clients: a therapist, also one who learns to be one. Who stands in for one has the same role.
THERAPISTS = frozenset({Role.CLINICIAN, Role.TRAINEE})
KEEPS_CHARTS = frozenset({Role.CLINICIAN, Role.OFFICER})  # who may found a chart; a solo therapist is founder, clinician and officer in one
_TREATS, _WORKS_HERE, _STANDS_BESIDE = (frozenset(role.value for role in roles) for roles in (THERAPISTS, STAFF, BESIDE))


def treats(role: str) -> bool:
    """Whether a role, as a grant names it, is a therapist's."""
    return role in _TREATS


def works_here(role: str) -> bool:
    """Whether it is that of somebody of the practice."""
    return role in _WORKS_HERE


def stands_beside(role: str) -> bool:
    """Whether it is that of somebody who stands beside a client."""
    return role in _STANDS_BESIDE


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: proven by the sign-in, never taken from a request."""

    id: UserId
    role: Role
    step_up: bool  # a second proof is at most five minutes old
