"""How requests and answers about the law look, for the description of the API. What decides them is `core/decisions`; a test compares."""

from __future__ import annotations

from collections.abc import Mapping

from tacenda.core.decisions import limits
from tacenda.core.decisions.ask import FIELDS, FORM, NEEDED
from tacenda.core.decisions.evaluate import CAREFUL
from tacenda.doors.api.says import Error

Schema = dict[str, object]
Responses = dict[int | str, dict[str, object]]
_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_OBJECT: Schema = {"type": "object"}


def _object(properties: Mapping[str, object], required: tuple[str, ...] = (), says: str = "") -> Schema:
    return {"type": "object", "properties": dict(properties), "required": list(required or properties), "description": says}


def _each(one: Schema) -> Schema:
    return {"type": "array", "items": one}


def _json(schema: Schema) -> dict[str, object]:
    return {"content": {"application/json": {"schema": schema}}}


_FIELDS: dict[str, Schema] = {
    "form": {"const": FORM},
    "vocabulary": {"const": 1},
    "id": {"type": "string", "minLength": 1, "maxLength": 200, "description": "Comes back in the answer."},
    "act": {"type": "string", "description": "What is asked about: disclose, give_access, protect and others."},
    "places": {**_TEXTS, "minItems": 1, "uniqueItems": True, "description": "Codes of ISO 3166, as US-CA: every place whose law applies."},
    "layers": {"enum": ["all", "floor"]},
    "codes": {**_TEXTS, "uniqueItems": True, "description": "Codes of ethics that bind: APA, NASW and others."},
    "now": {"type": "string", "format": "date-time", "description": "With offset. It selects the law in force."},
    "known": {**_TEXT, "format": "date", "description": "The state of our knowledge; left out, all of it."},
    "facts": {**_OBJECT, "description": "Values of the closed vocabulary by fact. What is not stated is unknown."},
    "segments": _each(_object({"id": _TEXT, "facts": _OBJECT}, ("id",), "One part of the information, with facts of its own.")),
    "events": {**_OBJECT, "description": "Days or times of what a clock starts from."},
}
REQUEST = {**_object({name: _FIELDS[name] for name in FIELDS}, NEEDED, FORM), "additionalProperties": False}
_LISTS = ("duties", "ask", "obligations", "clocks", "alternatives", "notes", "packs")
_NAMES = ("attest", "citations", "unverified", "unreviewed")
DECISION = _object(
    {
        "form": {"const": "tacenda.decision/1"},
        "request": _TEXT,
        "vocabulary": {"const": 1},
        "kernel": _TEXT,
        "verdict": {"enum": list(CAREFUL)},
        "part": {"type": "boolean", "description": "Some parts may go, and others not."},
        "floor": {"type": "boolean"},
        "segments": _each(_OBJECT),
        **{name: _each(_OBJECT) for name in _LISTS},
        **dict.fromkeys(_NAMES, _TEXTS),
        "says": _TEXT,
    },
    says="tacenda.decision/1",
)
ERROR: Schema = {"$ref": f"#/components/schemas/{Error.__name__}"}
_BATCH = _object({"decisions": _each({"oneOf": [DECISION, ERROR]})}, says="The same order; an error in place of what cannot be read.")
_MANY = _object({"requests": {**_each(REQUEST), "minItems": 1, "maxItems": 1000}})
ASKED: dict[str, object] = {"requestBody": {"required": True, **_json({"oneOf": [REQUEST, _MANY]})}}
DECIDED: Responses = {
    200: {"description": "Decided, whatever the verdict.", **_json({"oneOf": [DECISION, _BATCH]})},
    413: {"model": Error, "description": "More than 1 MiB."},
    429: {"model": Error, "description": "Two decisions are under way. Come again after the seconds that Retry-After names."},
}
_PACK = _object(dict.fromkeys(("id", "version", "place", "title"), _TEXT))
PACKS: Responses = {200: {"description": "The packs.", **_json(_object({"digest": _TEXT, "packs": _each(_PACK), "says": _TEXT}))}}
_LIMIT = _object(
    {
        "topic": _TEXT, "kind": {"enum": list(limits.ORDER)}, "says": _TEXT, "rules": _TEXTS, "citations": _TEXTS,
        "unverified": {"type": "boolean"}, "about": {"enum": [limits.OTHERS, limits.CLIENT]}, "only": _TEXT,
    }
)  # fmt: skip
LIMITS: Responses = {200: {"description": "The sentences.", **_json(_object({"limits": _each(_LIMIT), "says": _TEXT}))}}
NO_PACK: Responses = {404: {"model": Error, "description": "No pack and no place with rules is called so."}}
