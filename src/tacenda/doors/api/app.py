"""The API under /v1: health, sign-in, one's own ledger with its proofs, the law, decisions. OpenAPI at /v1/openapi.json.

A program signs in as a browser does and holds the same cookie; it gets no step-up, so nothing that needs one is here. Decisions and the
law need no sign-in, read no chart, and store and log nothing.
"""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from tacenda.acts.house import House
from tacenda.core.decisions.ask import BadRequest
from tacenda.core.words.errors import Conflict, Invalid, Locked, NotFound, Refused, Shredded, TacendaError, Tampered, Unavailable
from tacenda.doors.api import account, law, says
from tacenda.doors.api.bounds import Bounds
from tacenda.doors.lanes import Lanes

STATUS: dict[type[TacendaError], int] = {
    Refused: 403, NotFound: 404, Invalid: 422, Conflict: 409, Locked: 401, Shredded: 410, Tampered: 500, Unavailable: 503,
}  # fmt: skip
CODES = {
    401: "locked", 403: "refused", 404: "not_found", 409: "conflict", 410: "shredded", 422: "invalid", 429: "slowed", 500: "tampered",
}  # fmt: skip


def make(house: House, lanes: Lanes | None = None) -> ASGIApp:
    """The application for one house; it answers full paths from /v1 on."""
    lanes = lanes or Lanes()
    app = FastAPI(
        title="Tacenda",
        version="1",
        summary="One's own ledger and its proofs; the law, and decisions about disclosure.",
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
    )
    app.include_router(account.routes(house, lanes), prefix="/v1", responses=says.RESPONSES)
    app.include_router(law.routes(lanes), prefix="/v1", responses=says.RESPONSES)
    app.add_exception_handler(TacendaError, _failed)
    app.add_exception_handler(BadRequest, _bad_request)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _no_route)
    return Bounds(app)


def _failed(_: Request, error: Exception) -> Response:
    """Every error of ours as its status and one sentence without content."""
    assert isinstance(error, TacendaError)
    status = STATUS[type(error)]
    if isinstance(error, Refused) and error.hidden:
        status = 404
    if isinstance(error, Unavailable) and error.slowed:
        status = 429
    sentence = NotFound.public if status == 404 else error.public
    answer = says.answer(status, _code(status), sentence)
    if isinstance(error, Unavailable):
        answer.headers["Retry-After"] = str(error.seconds)
    return answer


def _code(status: int) -> str:
    return CODES.get(status, "unavailable")


def _bad_request(_: Request, error: Exception) -> Response:
    assert isinstance(error, BadRequest)
    return JSONResponse(error.as_dict(), 422)


def _malformed(_: Request, error: Exception) -> Response:
    """Which field does not fit, never what was sent: it may have been a secret."""
    assert isinstance(error, RequestValidationError)
    first = next(iter(error.errors()), None)
    if first is None:
        return says.answer(422, "malformed", says.FIELD)
    at = "".join(f"/{step}" for step in first["loc"][1:])  # empty for the whole body
    return says.answer(422, "malformed", f"`{at[1:]}` is missing." if at and first["type"] == "missing" else says.FIELD, at)


def _no_route(_: Request, error: Exception) -> Response:
    """An address that is not there, or one that takes another method."""
    assert isinstance(error, HTTPException)
    known = error.status_code == 405
    answer = says.answer(
        error.status_code, "no_method" if known else _code(error.status_code), says.NO_METHOD if known else NotFound.public
    )
    answer.headers.update(error.headers or {})
    return answer
