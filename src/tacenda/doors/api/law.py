"""The law and decisions: no sign-in, no chart, nothing stored or logged. Built-in law and code packs alone.

Anybody may ask, so all of it has a lane of its own: who asks much is waited for by those who ask the law, and by nobody who signs in.
"""

from __future__ import annotations

from email.message import Message
from functools import partial
from typing import Annotated, cast

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from tacenda.core.decisions import body, limits, prose
from tacenda.core.decisions.ask import BadRequest
from tacenda.core.words.errors import NotFound
from tacenda.doors import places
from tacenda.doors.api import budget, schemas
from tacenda.doors.lanes import Lane, Lanes
from tacenda.shell import packs as files

MOST = 1000  # requests in one post
NO_ADVICE = "This is not legal advice. It answers from the rules it names, with their sources and how far each was verified."


def routes(lanes: Lanes) -> APIRouter:
    """The routes; they need no house."""
    router = APIRouter(tags=["law"])

    @router.post("/decisions", summary="Decide", responses=schemas.DECIDED, openapi_extra=schemas.ASKED)
    async def decisions(request: Request) -> Response:
        """Decide one request, or `{"requests": [...]}` of at most 1,000. 422 with the error object where it is malformed or too much."""
        _as_json(request.headers.get("content-type"))
        asked = body.read(await request.body())
        if set(asked) == {"requests"}:
            many = _many(asked["requests"])
            budget.check_all(many)
            post = budget.Post(files.law(), len(many))
            # Each by itself, so that a single one does not wait for a thousand.
            return JSONResponse({"decisions": [await lanes.run(Lane.DECIDING, partial(_decided, post, one)) for one in many]})
        return JSONResponse(await lanes.run(Lane.DECIDING, lambda: budget.Post(files.law(), 1).decide(asked)))

    @router.get("/law", summary="Packs", responses=schemas.PACKS)
    async def packs() -> Response:
        """Every pack: id, version, place, title; and the digest of them all."""
        return JSONResponse(await lanes.run(Lane.DECIDING, _packs))

    @router.get("/law/limits", summary="Limits of confidentiality", responses=schemas.LIMITS)
    async def told(request: Request, place: Annotated[list[str], Query()]) -> Response:
        """The limits of confidentiality at these places, in sentences for the client, each with its rules."""
        _places_alone(request)
        return JSONResponse(await lanes.run(Lane.DECIDING, lambda: _told(place)))

    @router.get(
        "/law/{name}", summary="One pack, the packs of a place, a rule", response_class=PlainTextResponse, responses=schemas.NO_PACK
    )
    async def show(name: str) -> str:
        """A pack by its id, every pack of a place by its code or its name, or one rule by its id, as prose."""
        return await lanes.run(Lane.DECIDING, lambda: _shown(name))

    return router


def _packs() -> dict[str, object]:
    rows = [{"id": one.id, "version": one.version, "place": one.place or "", "title": one.title} for one in files.law().packs]
    return {"digest": files.law().digest, "packs": rows, "says": NO_ADVICE}


def _places_alone(request: Request) -> None:
    """A query of another name asks for what is not answered, and an empty place for none. Raises BadRequest."""
    other = next((name for name in request.query_params if name != "place"), "")
    if other:
        raise BadRequest("malformed", f"/{other[:40]}", "the query knows `place` alone, once for each place")
    if not all(one.strip() for one in request.query_params.getlist("place")):
        raise BadRequest("malformed", "/place", "`place` is empty")


def _told(named: list[str]) -> dict[str, object]:
    if len(named) > budget.PLACES:
        raise BadRequest(budget.CODE, "/place", f"at most {budget.PLACES} places at a time")
    try:
        found = limits.limits(files.law(), [places.code(one, files.law().placed) for one in named])
    except BadRequest as bad:
        raise BadRequest(bad.code, "/place", bad.says) from bad  # the name of the query, where each place stands
    return {"limits": [one.as_dict() for one in found], "says": NO_ADVICE}


def _shown(name: str) -> str:
    law = files.law()
    place = places.code(name, law.placed)
    found = [prose.pack(one, law.vocabulary) for one in law.packs if name.lower() == one.id or place == one.place]
    found += [prose.rule(one, law.vocabulary) for one in law.rules() if one.id == name]
    if not found:
        raise NotFound("pack")
    return "\n\n".join("\n".join(one) for one in found)


def _as_json(kind: str | None) -> None:
    """What names another kind of text was made for something else. A body that names none is read as JSON."""
    said = Message()
    said["Content-Type"] = kind or "application/json"
    name, signs = said.get_content_type(), said.get_content_charset("utf-8")
    if name != "application/json" and not (name.startswith("application/") and name.endswith("+json")):
        raise BadRequest("malformed", "", "the body is JSON: say so in the header `Content-Type: application/json`")
    if signs.replace("-", "").replace("_", "") not in ("utf8", "usascii", "ascii"):
        raise BadRequest("malformed", "", "the body is JSON, and JSON is written in UTF-8")


def _many(value: object) -> list[object]:
    if not isinstance(value, list):
        raise BadRequest("malformed", "/requests", "a list of requests")
    many = cast("list[object]", value)
    if not 0 < len(many) <= MOST:
        raise BadRequest("malformed", "/requests", f"1 to {MOST} requests")
    return many


def _decided(post: budget.Post, asked: object) -> dict[str, object]:
    """One answer of a batch: a decision, or the error object in its place."""
    try:
        if not isinstance(asked, dict):
            raise BadRequest("malformed", "", "a request is an object")
        return post.decide(cast("dict[str, object]", asked))
    except BadRequest as bad:
        return dict(bad.as_dict())
