"""Facts: what the gate knows of one wish, as the practice rules ask it. Reads only; decides nothing.

Facts come from the asker's own grant and the opened access list, never from a list of roles: who has no grant has no relation.
"""

from __future__ import annotations

from tacenda.acts.desk import Desk
from tacenda.core.decisions.practice import AccessFacts
from tacenda.core.ledger.statements import Grant
from tacenda.core.model.access_list import FORM, AccessList, Holder, signs_as
from tacenda.core.words.access import Act, Code, Purpose, Right
from tacenda.core.words.people import Role

# The relation a grant's purpose gives its holder.
RELATIONS: dict[str, tuple[str, Role]] = {
    "founding": ("treating", Role.CLINICIAN),
    "treatment": ("treating", Role.CLINICIAN),
    "cover": ("covering", Role.CLINICIAN),
    "supervision": ("supervising", Role.SUPERVISOR),
    "front desk": ("front_desk", Role.FRONT_DESK),
    "oversight": ("oversight", Role.OFFICER),
    "own record": ("self", Role.CLIENT),
    "speaks for": ("speaks_for", Role.GUARDIAN),
    "practice": ("staff", Role.OFFICER),
    "trust": ("trusted", Role.TRUSTED),
    "outside care": ("outside_care", Role.OUTSIDE),
}

# The purpose under which a grant's holder asks; treatment where none is named.
PURPOSES = {
    "supervision": Purpose.SUPERVISION,
    "front desk": Purpose.FRONT_DESK,
    "own record": Purpose.OWN_RECORD,
    "speaks for": Purpose.SPEAKS_FOR,
    "oversight": Purpose.OVERSIGHT,
    "practice": Purpose.PRACTICE,
    "trust": Purpose.TRUST,
    "outside care": Purpose.OUTSIDE_CARE,
}


def purpose_of(grant: Grant) -> Purpose:
    """The purpose under which a grant opens its chart."""
    return PURPOSES.get(grant.purpose, Purpose.TREATMENT)


def guides(desk: Desk, access: AccessList) -> tuple[Holder, ...]:
    """Who reads picked notes, and no others, as the keeper allows it now: one at most, as the keys of all picks are the same."""
    return tuple(one for one in access.holders if one.role == Role.SUPERVISOR.value and _picked(desk, access, one))


def signers(desk: Desk, access: AccessList | None) -> tuple[Holder, ...]:
    """Who signs for the client by law, as the keeper allows it now: begun, not stopped, not over, and not shut out of it by the client.

    Nobody by a grant from before, which opened what the client answered."""
    if access is None:
        return ()
    return tuple(one for one in access.holders if signs_as(one.basis) and _signs(desk, one) and Code.SIGNED not in access.kept_of(one))


def _signs(desk: Desk, one: Holder) -> bool:
    now = one.starts <= desk.now and not (one.until and desk.now >= one.until)
    return now and bool({id for id, code, _ in one.compartments if code is Code.SIGNED} & desk.keeper.opened(one.grant))


def _picked(desk: Desk, access: AccessList, one: Holder) -> bool:
    over = one.until and desk.now >= one.until
    kept = Code.SUPERVISION in access.kept_from(one.basis, one.rights)
    return not (over or kept) and any(code is Code.SUPERVISION and desk.keeper.allows(id, one.grant) for id, code, _ in one.compartments)


def of_grant(
    grant: Grant, code: Code, act: Act, purpose: Purpose, rights: frozenset[Right], access: AccessList | None, grant_hash: bytes, *,
    author: bool, step_up: bool, outside: bool = False, topic: bool = False,
) -> AccessFacts:  # fmt: skip
    """The facts of one act on one compartment. `rights`: what the grant gives there; `author`: the asker wrote all that is asked.

    `outside`: a grant is asked for somebody whom the client wants not in; `topic`: for what the client keeps to their therapist alone.
    """
    relation, role = RELATIONS.get(grant.purpose, ("none", Role.GUARDIAN))
    if relation == "outside_care" and grant.basis.startswith(FORM):
        relation = "outside_form"
    restricted = access is not None and (access.restricted(grant_hash, code) or code in access.kept_from(grant.basis, grant.rights))
    return AccessFacts(
        role=role, relation=relation, act=act, code=code, purpose=purpose, rights=rights, author=author, restricted=restricted,
        step_up=step_up, closed=False, outside=outside, topic=topic,
    )  # fmt: skip
