"""Receipt of a signed form: what a client keeps of it, in the shape of a consent record (ISO/IEC TS 27560). It carries no name.

The record names the form by its handle and the practice by its fingerprint. `terms_sha256` is over the terms as sealed, so whoever holds
the form can compare.
"""

from __future__ import annotations

import hashlib
from typing import TypeAlias

from tacenda.core.model import authorization, authorization_check
from tacenda.core.model.authorization import Authorization
from tacenda.core.words import moments
from tacenda.core.words.ids import handle

SCHEMA = "tacenda.authorization-record/1 (ISO/IEC TS 27560)"
Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json]"


def terms_hash(value: Authorization) -> str:
    """Hex SHA-256 of the form before anybody signed it, with a salt of zeros."""
    return hashlib.sha256(authorization.write(Authorization(value.terms), bytes(32))).hexdigest()


def of_form(id: bytes, value: Authorization, versions: int, practice: str) -> dict[str, Json]:
    """The record as an object of JSON. `practice`: its fingerprint."""
    terms = value.terms
    return {
        "schema_version": SCHEMA,
        "record_id": handle(id),
        "record_version": versions,
        "pii_principal_id": handle(id),
        "pii_processing": {
            "kind": authorization_check.kind(terms),
            "pii_type": [one.value for one in terms.segments],
            "purposes": [{"purpose": terms.purpose_kind or "at my request", "lawful_basis": "authorization"}],
            "recipient_type": terms.recipient_kind,
            "expires": moments.date_text(terms.ends) if terms.ends else "",
            "expires_by_event": bool(terms.event),
            "statements": [one.value for one in terms.statements],
            "joint": terms.joint,
            "terms_sha256": terms_hash(value),
        },
        "party_identification": {"pii_controller": practice},
        "events": _events(value),
    }


def _events(value: Authorization) -> list[Json]:
    found: list[Json] = [
        {
            "event_type": "explicit", "event_state": "consent given", "event_time": moments.date_text(one.day), "how": one.how.value,
            "signed_as": value.terms.parties[one.party].role.value, "paper": bool(one.scan),
        }
        for one in value.signatures
    ]  # fmt: skip
    ends = (("consent withdrawn", value.revoked), ("consent expired", value.over), ("found false", value.false))
    return [*found, *({"event_type": "explicit", "event_state": state, "event_time": moments.text(at.at)} for state, at in ends if at)]
