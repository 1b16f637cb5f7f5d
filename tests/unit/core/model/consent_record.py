"""The shape of a receipt as a JSON schema, and as much of a validator as it needs."""

import re

from tacenda.core.model.consent import CHOICES, How

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
HASH, HANDLE = r"[0-9a-f]{64}", r"[a-z2-7]{26}"
# JSON Schema, the part of it that `misfits` knows: the record of ISO/IEC TS 27560 as far as this product has its fields.
SHAPE = {
    "type": "object",
    "required": ["schema_version", "record_id", "record_version", "pii_principal_id", "pii_processing", "party_identification", "events"],
    "properties": {
        "schema_version": {"type": "string"}, "record_id": {"type": "string", "pattern": HANDLE}, "record_version": {"type": "integer"},
        "pii_principal_id": {"type": "string", "pattern": HANDLE},
        "pii_processing": {
            "type": "object",
            "required": ["privacy_notice", "limits", "language", "purposes", "recording"],
            "properties": {
                "privacy_notice": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["part", "language", "wording_sha256", "shown_sha256", "answer", "tries", "talk_about"],
                        "properties": {
                            "part": {"type": "integer"}, "language": {"type": "string"}, "wording_sha256": {"type": "string", "pattern": HASH},
                            "shown_sha256": {"type": "string", "pattern": HASH}, "tries": {"type": "integer"},
                            "answer": {"type": "string", "enum": ["right", "missed", "unsure", "skipped"]}, "talk_about": {"type": "boolean"},
                        },
                    },
                },
                "limits": {
                    "type": "object",
                    "required": ["edition", "places", "rules_sha256"],
                    "properties": {
                        "edition": {"type": "string"}, "places": {"type": "array", "items": {"type": "string"}},
                        "rules_sha256": {"type": "string", "pattern": HASH},
                    },
                },
                "language": {"type": "string"},
                "purposes": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["purpose", "lawful_basis", "event_state", "event_time"],
                        "properties": {
                            "purpose": {"type": "string", "enum": list(CHOICES)}, "lawful_basis": {"type": "string"},
                            "event_state": {"type": "string"}, "event_time": {"type": "string", "pattern": TIME},
                        },
                    },
                },
                "recording": {"type": "string", "enum": ["never"]},
            },
        },
        "party_identification": {
            "type": "object", "required": ["pii_controller"], "properties": {"pii_controller": {"type": "string"}},
        },
        "events": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["event_type", "event_state", "event_time"],
                "properties": {
                    "event_type": {"type": "string", "enum": ["explicit"]},
                    "event_state": {"type": "string", "enum": ["consent given", "consent withdrawn"]},
                    "event_time": {"type": "string", "pattern": TIME}, "how": {"type": "string", "enum": [how.value for how in How]},
                    "minutes": {"type": "integer"}, "explained": {"type": "boolean"}, "paper": {"type": "boolean"},
                    "signed_as": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}  # fmt: skip
KINDS = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}


def misfits(shape, value, where="$"):
    """Where a value does not fit a schema; nothing beyond its properties is allowed."""
    kind = KINDS[shape["type"]]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        return [f"{where}: not {shape['type']}"]
    found = [f"{where}: not one of the list"] if "enum" in shape and value not in shape["enum"] else []
    found += [f"{where}: pattern"] if "pattern" in shape and not re.fullmatch(shape["pattern"], value) else []
    if kind is list:
        return found + [one for i, item in enumerate(value) for one in misfits(shape["items"], item, f"{where}[{i}]")]
    if kind is dict:
        known = shape["properties"]
        found += [f"{where}.{name}: missing" for name in shape["required"] if name not in value]
        found += [f"{where}.{name}: unknown" for name in value if name not in known]
        return found + [one for name, item in value.items() if name in known for one in misfits(known[name], item, f"{where}.{name}")]
    return found
