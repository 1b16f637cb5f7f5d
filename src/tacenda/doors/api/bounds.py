"""Bounds of the API: bodies of 1 MiB that arrive in 30 seconds, two decisions at a time, no posts from another site, private answers."""

from __future__ import annotations

import asyncio
from threading import BoundedSemaphore

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tacenda.doors import origin
from tacenda.doors.api import says

LARGEST = 1024 * 1024  # bytes of a body
PATIENCE = 30.0  # seconds for a whole body to arrive
AT_ONCE = 2  # decisions under way
DECISIONS = "/v1/decisions"


class Bounds:
    """The API with its bounds around it."""

    def __init__(self, app: ASGIApp, patience: float = PATIENCE) -> None:
        self._app = app
        self._patience = patience
        self._turns = BoundedSemaphore(AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
        private = _private(send)
        if origin.foreign(scope["method"], headers):
            await _says(403, "refused", "This request came from another site.")(scope, receive, private)
            return
        try:
            async with asyncio.timeout(self._patience):
                body = await _body(receive)
        except TimeoutError:
            await _says(408, "slow", "The request took too long to arrive.")(scope, receive, private)
            return
        if body is None:
            await _says(413, "too_large", "A request may hold 1 MiB at most.")(scope, receive, private)
            return
        await self._in_turn(scope, _again(body), private)

    async def _in_turn(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != DECISIONS or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        if not self._turns.acquire(blocking=False):
            await _says(429, "slowed", "Two decisions are under way. Try again in a second.")(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            self._turns.release()


def _says(status: int, code: str, sentence: str) -> JSONResponse:
    answer = says.answer(status, code, sentence)
    if status == 429:
        answer.headers["Retry-After"] = "1"
    if status == 408:
        answer.headers["Connection"] = "close"  # what is left of the body is not waited for
    return answer


async def _body(receive: Receive) -> bytes | None:
    """The whole body, or None where it is larger than allowed."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(parts)
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LARGEST:
            return None
        if not message.get("more_body", False):
            return b"".join(parts)


def _again(body: bytes) -> Receive:
    """A receive that gives a body read already, once."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    return receive


def _private(send: Send) -> Send:
    """Answers that no cache keeps and no browser guesses at."""

    async def private(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Cache-Control"] = "no-store"
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
            headers["Referrer-Policy"] = "no-referrer"
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
            headers["X-Robots-Tag"] = "noindex"
        await send(message)

    return private
