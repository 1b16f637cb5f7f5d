"""Receipt: what a client keeps of a talk, in the shape of a consent record (ISO/IEC TS 27560: header, processing, party, event). No name.

The record names the talk by its handle, the practice by its fingerprint, purposes by our own short words. Whoever holds the sealed talk
can compare every hash in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from tacenda.core.model.consent import CHOICES, Consent
from tacenda.core.words import moments
from tacenda.core.words.ids import handle

SCHEMA = "tacenda.consent-record/1 (ISO/IEC TS 27560)"
STATES = {"yes": "consent given", "no": "consent withdrawn or refused", "later": "not decided"}
Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json]"


def of_talk(id: bytes, value: Consent, versions: int, signed: Sequence[str], practice: str) -> dict[str, Json]:
    """The record as an object of JSON. `signed`: as what (client, clinician) the newest words were sealed; `practice`: its fingerprint."""
    return {
        "schema_version": SCHEMA,
        "record_id": handle(id),
        "record_version": versions,
        "pii_principal_id": handle(id),
        "pii_processing": {
            "privacy_notice": [_part(value, i) for i in range(len(value.parts))],
            "limits": {"edition": value.told.edition, "places": list(value.told.places), "rules_sha256": value.told.packs.hex()},
            "language": value.parts[0].language,
            "purposes": [_purpose(value, name) for name in CHOICES],
            "recording": "never",
        },
        "party_identification": {"pii_controller": practice},
        "events": _events(value, signed),
    }


def _part(value: Consent, i: int) -> Json:
    one = value.parts[i]
    return {
        "part": one.part, "language": one.language, "wording_sha256": one.wording.hex(), "shown_sha256": one.shown.hex(),
        "answer": one.result.value, "tries": one.tries, "talk_about": one.marked,
    }  # fmt: skip


def _purpose(value: Consent, name: str) -> Json:
    at = value.taken_back or next((one.at for one in value.choices if one.name == name), value.kept)
    return {"purpose": name, "lawful_basis": "consent", "event_state": STATES[value.says(name)], "event_time": moments.text(at)}


def _events(value: Consent, signed: Sequence[str]) -> list[Json]:
    kept: dict[str, Json] = {
        "event_type": "explicit", "event_state": "consent given", "event_time": moments.text(value.kept), "how": value.how.value,
        "minutes": value.minutes, "explained": bool(value.explained), "paper": bool(value.scan), "signed_as": list(signed),
    }  # fmt: skip
    if not value.taken_back:
        return [kept]
    return [kept, {"event_type": "explicit", "event_state": "consent withdrawn", "event_time": moments.text(value.taken_back)}]
