"""Lanes: whoever reads waits for readers alone, however many sign in, send, or ask; and the other way round."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
from collections import Counter
from dataclasses import replace

import pytest
from tests.pages.demo import site as demo
from tests.pages.town import WORDS

from tacenda.acts import house as houses
from tacenda.core.words import ids
from tacenda.doors import serve
from tacenda.doors.lanes import THREADS, WORKS, Lane, Lanes
from tacenda.doors.web import app, headers
from tacenda.doors.web.request import Front, Standing, WebRequest

CROWD = 80  # more than there are threads of any kind
COOKIE = f"{headers.SIGN_IN}={ids.handle(bytes(32))}"
ASKED = {
    Lane.READING: ("GET", "/home", COOKIE),
    Lane.WORKING: ("POST", f"/people/{ids.handle(demo.GRANT)}/stop", COOKIE),
    Lane.PROVING: ("POST", "/start", ""),
    Lane.AGAIN: ("POST", "/inner", COOKIE),
    Lane.ASKING: ("GET", "/start", ""),
}

LAW = {
    "form": "tacenda.decision-request/1", "vocabulary": 1, "id": "q", "act": "disclose", "places": ["US-CA", "US-NY"], "layers": "all",
    "codes": [], "now": "2026-11-23T15:00:00+00:00", "facts": {},
}  # fmt: skip


def somebody(n: int) -> str:
    """A sign-in of its own for each of a crowd."""
    return f"{headers.SIGN_IN}={ids.handle(n.to_bytes(32))}"


async def asked(door, method: str, path: str, cookie: str = "", body: bytes = b"", source: str = "192.0.2.1", kind: str = "") -> int:
    """The status of what a door answers to one request."""
    sent = []
    lines = {"host": "localhost", "content-type": kind or "application/x-www-form-urlencoded", **({"cookie": cookie} if cookie else {})}

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"", "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in lines.items()], "client": (source, 1),
        "server": ("localhost", 80), "http_version": "1.1", "root_path": "",
    }  # fmt: skip
    await door(scope, receive, send)
    return sent[0]["status"]


class Held:
    """A front that keeps requests of one kind until they may go, and counts how many it keeps. Whoever shows a sign-in is somebody;
    `person`: all of them are this one."""

    def __init__(self, path: str, method: str, person: bytes = b"") -> None:
        self.kind = (method, path)
        self.person = person
        self.go = threading.Event()
        self.inside = self.most = 0
        self._lock = threading.Lock()

    def standing(self, request: WebRequest):
        if (request.method, request.path) == self.kind:
            with self._lock:
                self.inside += 1
                self.most = max(self.most, self.inside)
            assert self.go.wait(20)
            with self._lock:
                self.inside -= 1
        return Standing(frozenset(), person=self.person) if headers.SIGN_IN in request.cookies else None


def door_of(held: Held, readers: int = 2) -> app.WebApp:
    front = Front(held.standing, lambda _: "weather", demo.reference, lambda *_: 1)
    return app.make(demo.DemoHouse(), front, demo.SITE, lanes=Lanes(readers))


@pytest.mark.parametrize("other", ASKED, ids=lambda lane: lane.value)
@pytest.mark.parametrize("kept", ASKED, ids=lambda lane: lane.value)
def test_a_crowd_of_one_kind_is_not_waited_for_by_any_other(kept, other):
    method, path, cookie = ASKED[kept]
    held = Held(path, method)
    door = door_of(held)

    async def both():
        crowd = [asyncio.create_task(asked(door, method, path, somebody(n) if cookie else "")) for n in range(CROWD)]
        while held.inside < {Lane.READING: 2, **THREADS}[kept]:
            await asyncio.sleep(0.005)
        if other is not kept:
            for _ in range(5):
                await asyncio.wait_for(asked(door, *ASKED[other]), 20)
        assert not any(one.done() for one in crowd)
        held.go.set()
        await asyncio.gather(*crowd)

    asyncio.run(both())
    assert held.most == {Lane.READING: 2, **THREADS}[kept]


@pytest.mark.parametrize("readers", [1, 3])
def test_no_more_pages_are_read_at_once_than_the_settings_say(readers):
    held = Held("/home", "GET")
    door = door_of(held, readers)

    async def many():
        crowd = [asyncio.create_task(asked(door, "GET", "/home", somebody(n))) for n in range(CROWD)]
        await asyncio.sleep(0.1)
        held.go.set()
        await asyncio.gather(*crowd)

    asyncio.run(many())
    assert held.most == readers


def test_what_reads_a_whole_ledger_is_no_page_of_a_moment():
    held = Held("/copy", "GET")
    door = door_of(held)

    async def both():
        crowd = [asyncio.create_task(asked(door, "GET", "/copy", somebody(n))) for n in range(CROWD)]
        assert await asyncio.wait_for(asked(door, *ASKED[Lane.READING]), 20) == 404
        held.go.set()
        await asyncio.gather(*crowd)

    asyncio.run(both())
    assert held.most == THREADS[Lane.WORKING]


PAGES = 25


def test_a_stranger_who_hammers_at_the_sign_in_delays_no_reader(own_town):
    """While 25 pages are read, fewer than 25 of the stranger's words are stretched: no page waits for one of them."""
    chart = own_town.chart("Kim Lee")
    cookie = f"{headers.SIGN_IN}={ids.handle(own_town.sign_in(own_town.ada))}"
    door, numbers, told, over = serve.application(own_town.house), itertools.count(), Counter[int](), False

    async def hammer():
        while not over:
            n = next(numbers)
            source = f"192.0.2.{n % 250}"
            page = asked(door, "POST", "/start", "", f"name=some{n}&words=wrong+words".encode(), source)
            body = f'{{"name": "some{n}", "method": "passphrase", "secret": "wrong words"}}'.encode()
            call = asked(door, "POST", "/v1/sign-in", "", body, source, "application/json")
            for one in (page, call):
                told[await one] += 1

    async def both():
        nonlocal over
        assert await asked(door, "GET", f"/card/{ids.handle(chart)}", cookie) == 200  # the law is read once, by the first page
        crowd = [asyncio.create_task(hammer()) for _ in range(houses.WAITING + 4)]
        while not told[422]:
            await asyncio.sleep(0.01)
        before = told[422]
        read = [await asked(door, "GET", f"/card/{ids.handle(chart)}", cookie) for _ in range(PAGES)]
        stretched, over = told[422] - before, True
        await asyncio.gather(*crowd)
        return read, stretched

    read, stretched = asyncio.run(both())
    assert read == [200] * PAGES
    assert stretched < PAGES
    assert set(told) == {422, 429} and told[429], "whoever finds no place is told so at once"


def test_who_changes_or_proves_something_is_not_kept_by_readers_and_strangers(own_town):
    """A sign-in ends well while every reader's and every stranger's thread is taken."""
    held = threading.Event()
    lanes = Lanes()
    door = app.make(own_town.house, serve.front.make(own_town.house), lanes=lanes)

    async def both():
        taken = [asyncio.create_task(lanes.run(lane, lambda: held.wait(60))) for lane in (Lane.READING, Lane.ASKING) for _ in range(CROWD)]
        await asyncio.sleep(0)
        assert await asyncio.wait_for(asked(door, "POST", "/start", "", f"name=ada&words={WORDS.replace(' ', '+')}".encode()), 60) == 303
        held.set()
        await asyncio.gather(*taken)

    asyncio.run(both())


def test_who_shows_an_invented_sign_in_waits_among_strangers_and_keeps_no_reader(own_town):
    """One query tells that it does not count; whatever is made for it after that is made where strangers wait."""
    cookie = f"{headers.SIGN_IN}={ids.handle(own_town.sign_in(own_town.ada))}"
    held, lanes = threading.Event(), Lanes()
    door = app.make(own_town.house, serve.front.make(own_town.house), lanes=lanes)

    async def both():
        taken = [asyncio.create_task(lanes.run(Lane.ASKING, lambda: held.wait(60))) for _ in range(THREADS[Lane.ASKING])]
        await asyncio.sleep(0)
        crowd = [asyncio.create_task(asked(door, *one, COOKIE)) for one in (("GET", "/help"), ("GET", "/home"), ("POST", "/me")) * CROWD]
        assert await asyncio.wait_for(asked(door, "GET", "/help", cookie), 60) == 200
        assert not any(one.done() for one in crowd)
        held.set()
        assert set(await asyncio.gather(*crowd)) == {200, 401, 404}
        await asyncio.gather(*taken)

    asyncio.run(both())


def test_a_stranger_who_says_who_somebody_is_does_not_stand_in_their_line(own_town):
    """While one page of a client is made, whoever shows the client's number as a sign-in is told at once that it counts for nothing."""
    kim = own_town.client("Kim Lee")
    with own_town.desk(kim, write=False) as desk:
        number = desk.actor.id
    cookie, front = f"{headers.SIGN_IN}={ids.handle(own_town.sign_in(kim))}", serve.front.make(own_town.house)
    inside, go = threading.Event(), threading.Event()

    def slow(request: WebRequest):
        found = front.standing(request)
        if found is not None and request.path == "/choices":
            inside.set()
            assert go.wait(60)
        return found

    door = app.make(own_town.house, replace(front, standing=slow), lanes=Lanes())

    async def both():
        assert await asked(door, "GET", "/home", cookie) == 200  # from now on it is known whose this sign-in is
        page = asyncio.create_task(asked(door, "GET", "/choices", cookie))
        while not inside.is_set():
            await asyncio.sleep(0.005)
        for said in (number.hex(), ids.handle(number)):
            assert await asyncio.wait_for(asked(door, "GET", "/choices", f"{headers.SIGN_IN}={said}"), 20) == 401
        go.set()
        assert await page == 200

    asyncio.run(both())


def test_programs_that_ask_much_of_the_law_keep_nobody_from_the_page_where_one_signs_in(own_town):
    batch = json.dumps({"requests": [LAW] * 60}).encode()
    door = serve.application(own_town.house)

    async def both():
        assert await asked(door, "GET", "/v1/law/US-CA") == 200  # the law is read once
        crowd = [asyncio.create_task(asked(door, "POST", "/v1/decisions", "", batch, kind="application/json")) for _ in range(2)]
        crowd += [asyncio.create_task(asked(door, "GET", "/v1/law/US-CA")) for _ in range(CROWD)]
        await asyncio.sleep(0.05)
        assert await asyncio.wait_for(asked(door, "GET", "/start"), 60) == 200
        assert not all(one.done() for one in crowd) and not crowd[0].done() and not crowd[1].done()
        assert set(await asyncio.gather(*crowd)) == {200}

    asyncio.run(both())


def test_one_decision_does_not_wait_for_a_whole_batch(own_town):
    door = serve.application(own_town.house)
    batch = json.dumps({"requests": [LAW] * 60}).encode()

    async def both():
        assert await asked(door, "POST", "/v1/decisions", "", json.dumps(LAW).encode(), kind="application/json") == 200
        long = asyncio.create_task(asked(door, "POST", "/v1/decisions", "", batch, kind="application/json"))
        await asyncio.sleep(0.05)
        assert await asked(door, "POST", "/v1/decisions", "", json.dumps(LAW).encode(), kind="application/json") == 200
        assert not long.done()
        assert await long == 200

    asyncio.run(both())


@pytest.mark.parametrize(("method", "path", "lane", "share"), [("GET", "/home", Lane.READING, 1), ("GET", "/copy", Lane.WORKING, WORKS)])
def test_one_sign_in_keeps_no_lane_to_itself(method, path, lane, share):
    """Whoever asks for long pages again and again delays nobody's stop, and no page."""
    held = Held(path, method)
    door = door_of(held)

    async def both():
        crowd = [asyncio.create_task(asked(door, method, path, COOKIE)) for _ in range(CROWD)]
        while held.inside < share:
            await asyncio.sleep(0.005)
        other = ("POST", f"/people/{ids.handle(demo.GRANT)}/stop") if lane is Lane.WORKING else ("GET", "/mine")
        for n in range(1, 6):
            await asyncio.wait_for(asked(door, *other, somebody(n)), 20)
        assert not any(one.done() for one in crowd)
        held.go.set()
        await asyncio.gather(*crowd)

    asyncio.run(both())
    assert held.most == share


def test_one_person_in_many_browsers_has_one_share():
    held = Held("/copy", "GET", b"one person's id.")
    door = door_of(held)

    async def all_at_once():
        for n in range(CROWD):
            await asked(door, "GET", "/mine", somebody(n))  # each browser is known from its first page on
        crowd = [asyncio.create_task(asked(door, "GET", "/copy", somebody(n))) for n in range(CROWD)]
        await asyncio.sleep(0.1)
        assert held.inside == WORKS
        held.go.set()
        await asyncio.gather(*crowd)

    asyncio.run(all_at_once())
    assert held.most == WORKS
