"""What the API says when it does not answer: one form for every error, `tacenda.error/1`, in the answers and in the description."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel
from starlette.responses import JSONResponse

FORM = "tacenda.error/1"
FIELD = "This field does not fit."
NO_METHOD = "This address takes another method: see the header Allow."


class Error(BaseModel):
    """Why there is no answer. `error`: a code; `at`: where in the request, as a JSON pointer; `says`: one sentence."""

    form: Literal["tacenda.error/1"]
    request: str | None
    error: str
    at: str
    says: str


RESPONSES: dict[int | str, dict[str, object]] = {422: {"model": Error, "description": "The request cannot be read; `at` says where."}}


def answer(status: int, code: str, sentence: str, at: str = "") -> JSONResponse:
    """An error as JSON."""
    return JSONResponse({"form": FORM, "request": None, "error": code, "at": at, "says": sentence}, status)
