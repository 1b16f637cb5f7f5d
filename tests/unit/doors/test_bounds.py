"""The bounds of the doors: a body that does not end is not waited for."""

from __future__ import annotations

import asyncio

import pytest

from tacenda.acts.house import SetClock, open_house
from tacenda.core.words.moments import Moment
from tacenda.doors.api.bounds import Bounds
from tacenda.doors.web import app, front, uploads

SLOW = 0.05


def answered(door, path: str, *parts: bytes) -> tuple[list[dict], float]:
    """What a door sends to a caller whose body begins with these parts and then says nothing more, and after how many seconds."""
    waiting, sent = list(parts), []

    async def receive():
        if not waiting:
            await asyncio.sleep(3600)
        return {"type": "http.request", "body": waiting.pop(0), "more_body": True}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"", "scheme": "http",
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/x-www-form-urlencoded")], "client": ("127.0.0.1", 1),
        "server": ("localhost", 80), "http_version": "1.1", "root_path": "",
    }  # fmt: skip

    async def asked() -> float:
        before = asyncio.get_running_loop().time()
        await asyncio.wait_for(door(scope, receive, send), 10)
        return asyncio.get_running_loop().time() - before

    return sent, asyncio.run(asked())


async def unreachable(_scope, _receive, _send):
    raise AssertionError("a request without its body came through")


@pytest.mark.parametrize("parts", [(), (b"{",), (b"{", b'"')])
def test_the_api_waits_for_a_body_as_long_as_it_says_and_then_closes_the_line(parts):
    sent, seconds = answered(Bounds(unreachable, SLOW), "/v1/decisions", *parts)
    assert sent[0]["status"] == 408 and (b"connection", b"close") in sent[0]["headers"]
    assert SLOW <= seconds < 5
    assert b"took too long" in sent[1]["body"]


@pytest.mark.parametrize("page", ["sign_in/start", "charts/letters"])
def test_a_page_waits_for_a_form_or_a_file_as_long_as_it_says(page, tmp_path, monkeypatch):
    monkeypatch.setattr(app, "FORM_SECONDS", SLOW)
    monkeypatch.setattr(uploads, "PATIENCE", SLOW)
    house = open_house(tmp_path, SetClock(Moment(1_800_014_400)))
    try:
        door = app.make(house, front.make(house))
        slots = {"chart": b"c" * 16} if "charts" in page else {}
        sent, seconds = answered(door, door.site.path(page, **slots), b"a=")
    finally:
        house.close()
    assert sent[0]["status"] >= 400 and seconds < 5
    assert (b"connection", b"close") in sent[0]["headers"]
