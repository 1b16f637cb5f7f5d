"""Bodies: read in memory, bounded, never spooled; files in few places, of which nobody has all."""

from __future__ import annotations

import asyncio
import contextlib
import selectors
import tempfile
import threading
import tracemalloc

import pytest
from tests.pages.client import Client
from tests.pages.demo import site as demo

from tacenda.core.words import ids
from tacenda.core.words.errors import Invalid
from tacenda.core.words.people import Role
from tacenda.doors.lanes import WORKS, Lane, Lanes
from tacenda.doors.web import uploads

MIB = 1024 * 1024
CHART = ids.handle(demo.CHART)
HEAD = b'--b\r\nContent-Disposition: form-data; name="paper"; filename="scan.pdf"\r\nContent-Type: application/pdf\r\n\r\n'


async def pieces(*chunks: bytes):
    for chunk in chunks:
        yield chunk


def read(*chunks: bytes, kind: str = "multipart/form-data; boundary=b") -> uploads.Sent:
    return asyncio.run(uploads.upload(pieces(*chunks), kind))


@pytest.fixture
def tess(app, house):
    client = Client(app)
    client.keep("__Host-in", house.sign_in(Role.CLINICIAN))
    return client


@pytest.mark.parametrize("size", [0, 1, 65536, MIB + 1])
def test_a_file_arrives_whole_however_it_is_cut(size):
    content = bytes(i * 31 % 256 for i in range(size))
    body = HEAD + content + b"\r\n--b--\r\n"
    for step in (1000, len(body)):
        sent = read(*(body[i : i + step] for i in range(0, len(body), step)))
        assert (sent.files["paper"].content, sent.files["paper"].name) == (content, "scan.pdf")


def test_a_file_of_25_mib_is_kept_and_one_byte_more_is_not():
    block = bytes(MIB)
    whole = read(HEAD, *[block] * 25, b"\r\n--b--\r\n")
    assert len(whole.files["paper"].content) == 25 * MIB and not whole.unkept
    more = read(HEAD, *[block] * 25, b"x", b"\r\n--b--\r\n")
    assert more.files == {} and more.unkept == "file_too_large"


def test_past_100_mib_the_reading_stops():
    with pytest.raises(uploads.TooMuch):
        read(HEAD, *[bytes(MIB)] * 101)


@pytest.mark.parametrize(
    "body",
    [
        b"--b\r\nno header\r\n\r\nx\r\n--b--\r\n",
        b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
        b'--b\r\nContent-Disposition: form-data; name="\xff"\r\n\r\nx\r\n--b--\r\n',
        b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--b--\r\n',
        HEAD + b"never closed",
        b"garbage",
    ],
)
def test_a_broken_body_is_refused_in_words(body):
    with pytest.raises(Invalid):
        read(body)


def test_another_kind_of_body_is_refused():
    with pytest.raises(Invalid):
        read(b"{}", kind="application/json")
    with pytest.raises(Invalid):
        asyncio.run(uploads.form(pieces(b"{}"), "application/json"))


@pytest.mark.parametrize("body", [b"a=%ff", b"a=\xff", b"a=%00", b"&".join([b"a=1"] * 1001)])
def test_a_form_that_is_no_text_is_refused(body):
    with pytest.raises(Invalid):
        asyncio.run(uploads.form(pieces(body), "application/x-www-form-urlencoded"))


def test_a_form_holds_half_a_mebibyte_and_no_more(tess):
    assert tess.post(f"/write/{CHART}/draft", {"text": "a" * (512 * 1024 - 5)}).status == 303
    assert tess.post(f"/write/{CHART}/draft", {"text": "a" * (512 * 1024)}).status == 422
    closed = tess.post(f"/write/{CHART}/draft", {"text": "a" * (5 * MIB)})
    assert closed.status == 413 and closed.headers["connection"] == "close"


def test_line_ends_are_one_sign(tess, house):
    tess.post(f"/write/{CHART}", {"text": "one\r\ntwo\rthree", "risk": "none"})
    assert house.notes == ["one\ntwo\nthree"]


def test_a_paper_is_sent_and_a_large_one_is_refused_in_one_sentence(tess, house, monkeypatch):
    page = tess.get("/scan")
    tess.submit(page, "Seal it", files={"paper": ("scan.pdf", b"paper", "application/pdf")})
    assert house.files == [b"paper"]
    large = tess.submit(page, "Seal it", files={"paper": ("scan.pdf", bytes(26 * MIB), "application/pdf")}, about="a letter")
    assert large.status == 422 and "larger than 25 MB. None of it was kept." in large.text
    assert house.files == [b"paper"]


def test_a_form_without_its_file_says_so(tess):
    assert "no file was chosen" in tess.submit(tess.get("/scan"), "Seal it", files={"paper": ("", b"", "application/octet-stream")}).text


def test_nothing_that_is_sent_touches_the_disk(tess, house, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a temporary file was made")

    for name in ("SpooledTemporaryFile", "NamedTemporaryFile", "TemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    tess.post(f"/write/{CHART}", {"text": "a" * 300_000, "risk": "none"})
    answer = tess.post("/scan", {}, files={"paper": ("scan.pdf", bytes(5 * MIB), "application/pdf")})
    assert answer.status == 303 and len(house.files[0]) == 5 * MIB


def test_one_person_has_two_files_on_their_way_and_leaves_places_to_others(app, house):
    """Of three that stand still in the middle two are read; the third is told to wait, in whatever browser. Others go on."""
    tess = [house.sign_in(Role.CLINICIAN, person=b"tess") for _ in range(3)]
    pam = house.sign_in(Role.CLINICIAN, person=b"pam")

    async def run() -> list[int]:
        go_on = asyncio.Event()
        tasks = [asyncio.create_task(_upload(app, one, go_on)) for one in tess[:2]]
        await asyncio.sleep(0.2)
        third, others = await _upload(app, tess[2], None), await _upload(app, pam, None)
        go_on.set()
        later = [await task for task in tasks]
        return [third, others, *later, await _upload(app, tess[2], None)]

    assert asyncio.run(run()) == [429, 303, 303, 303, 303]


def test_a_file_of_somebody_whose_threads_are_busy_is_in_the_way_of_nobody_elses():
    """Two files have arrived when their sender asks for one long page after the other: another one's file is sealed meanwhile."""
    house, lanes, over = demo.DemoHouse(), Lanes(), threading.Event()
    app = demo.make(house, lanes=lanes)
    tess, pam = house.sign_in(Role.CLINICIAN, person=b"tess"), house.sign_in(Role.CLINICIAN, person=b"pam")

    async def run() -> list[int]:
        go_on = asyncio.Event()
        tasks = [asyncio.create_task(_upload(app, tess, go_on)) for _ in range(2)]
        await asyncio.sleep(0.2)
        long = [asyncio.create_task(lanes.run(Lane.WORKING, lambda: over.wait(60), b"tess")) for _ in range(WORKS)]
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.sleep(0.2)
        try:
            other = await asyncio.wait_for(_upload(app, pam, None), 20)
        finally:
            over.set()
        await asyncio.gather(*long)
        return [other, *[await task for task in tasks]]

    assert asyncio.run(run()) == [303, 303, 303]


def test_no_more_files_arrive_at_once_than_memory_is_meant_for(app, house):
    async def run() -> tuple[int, list[int]]:
        go_on = asyncio.Event()
        people = [house.sign_in(Role.CLINICIAN, person=bytes([n // uploads.SHARE])) for n in range(uploads.AT_ONCE)]
        tasks = [asyncio.create_task(_upload(app, one, go_on)) for one in people]
        await asyncio.sleep(0.2)
        one_more = await _upload(app, house.sign_in(Role.CLINICIAN, person=b"pam"), None)
        go_on.set()
        return one_more, [await task for task in tasks]

    assert asyncio.run(run()) == (429, [303] * uploads.AT_ONCE)


def test_who_finds_no_place_keeps_what_they_typed_and_is_told_when_to_try_again(app, house, tess, monkeypatch):
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    tess = Client(demo.make(house))
    tess.keep("__Host-in", house.sign_in(Role.CLINICIAN))
    page = tess.submit(tess.get("/scan"), "Seal it", files={"paper": ("scan.pdf", b"paper", "application/pdf")}, about="a letter")
    assert page.status == 429 and page.answer.headers["retry-after"] == "60"
    assert "Choose it again in a minute." in page.text
    assert 'value="a letter"' in page.answer.text
    assert house.files == []


def test_of_a_file_that_is_too_large_what_was_typed_after_it_is_kept():
    more = read(HEAD, *[bytes(MIB)] * 26, b'\r\n--b\r\nContent-Disposition: form-data; name="about"\r\n\r\na letter\r\n--b--\r\n')
    assert (more.unkept, dict(more.fields), more.files) == ("file_too_large", {"about": ("a letter",)}, {})


def test_fields_beside_a_file_hold_no_more_than_a_form():
    with pytest.raises(Invalid):
        read(b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"a" * (uploads.FORM_MOST + 1) + b"\r\n--b--\r\n")


class Hurried(asyncio.SelectorEventLoop):
    """A loop that waits for nothing: its clock goes on to the next thing that is due."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(Skipping(self))

    def time(self) -> float:
        return self.now


class Skipping(selectors.SelectSelector):
    def __init__(self, loop: Hurried) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout=None):
        self._loop.now += max(timeout or 0, 0)
        return super().select(0)


def arrives(size: int, *, each: int, every: float, still: float = 0) -> float:
    """Seconds until a body of `size` bytes was read whole, of which `each` come `every` so many seconds, after a time without any."""

    async def line():
        await asyncio.sleep(still)
        for _ in range(0, size, each):
            await asyncio.sleep(every)
            yield bytes(each)

    async def run() -> float:
        async for _ in uploads.at_pace(line()):
            pass
        return asyncio.get_running_loop().time()

    with contextlib.closing(Hurried()) as loop:
        return loop.run_until_complete(run())


@pytest.mark.parametrize(
    ("size", "each", "every", "still"),
    [
        (25 * MIB, 64_000, 1, 0),  # the largest file over a poor line
        (25 * MIB, 64_000, 1, 50),
        (25 * MIB, 64_000 * 50, 50, 0),  # the same, by fits and starts
        (5 * MIB, 20_000, 1, 0),
        (100_000, 2_000, 1, 0),  # a small one over one that is worse
    ],
)
def test_a_slow_but_honest_line_brings_its_file(size, each, every, still):
    assert arrives(size, each=each, every=every, still=still) < 900


@pytest.mark.parametrize(
    ("each", "every"),
    [
        (1, 1.0),
        (1, 59.0),
        (100_000, 61.0),  # nothing for a minute, again and again
        (8_000, 1.0),
    ],
)
def test_a_line_that_drips_is_let_go(each, every):
    with pytest.raises(uploads.TooSlow):
        arrives(25 * MIB, each=each, every=every)


def test_a_line_that_hurried_first_holds_its_place_no_longer_than_a_quarter_of_an_hour():
    async def line():
        yield bytes(20 * MIB)
        while True:
            await asyncio.sleep(59)
            yield b"x"

    async def run() -> None:
        async for _ in uploads.at_pace(line()):
            pass

    with contextlib.closing(Hurried()) as loop:
        with pytest.raises(uploads.TooSlow):
            loop.run_until_complete(run())
        assert loop.time() <= 900


async def _upload(app, secret: str, go_on: asyncio.Event | None) -> int:
    parts = [HEAD + b"paper", b"\r\n--b--\r\n"]
    status = 0

    async def receive():
        if len(parts) == 1 and go_on:
            await go_on.wait()
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(message):
        nonlocal status
        status = message.get("status", status)

    headers = [(b"content-type", b"multipart/form-data; boundary=b"), (b"cookie", b"__Host-in=" + secret.encode()), (b"host", b"localhost")]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/scan",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "scheme": "https",
    }
    await app(scope, receive, send)
    return status


PAPER = {"paper": ("scan.pdf", b"paper", "application/pdf")}


def test_an_upload_by_nobody_is_not_kept_and_meets_the_lock(app, house):
    assert Client(app).post("/scan", {}, files=PAPER).status == 401
    assert house.files == []


def test_what_was_typed_beside_a_file_rides_through_the_lock_and_the_file_is_chosen_again(house, tess):
    page = tess.get("/scan")
    house.people.clear()
    locked = tess.submit(page, "Seal it", files=PAPER, about="a letter")
    assert locked.status == 401 and "scan.pdf" not in locked.answer.text
    wrong = tess.submit(locked, "Sign in", name="tess", words="hm")
    onward = tess.submit(wrong, "Sign in", name="tess", words="open sesame")
    assert onward.heading == "Your text is still here" and "Your file was not kept." in onward.text
    again = tess.submit(onward, "Go on")
    assert again.status == 422 and "the lock came, so this file was not kept. Choose it again." in again.text
    assert 'value="a letter"' in again.answer.text and house.files == []
    tess.submit(again, "Seal it", files=PAPER)
    assert house.files == [b"paper"]


def test_a_file_that_met_the_lock_alone_is_asked_for_again(house, tess):
    assert tess.get("/scan").status == 200
    house.people.clear()
    locked = tess.post("/scan", {}, files=PAPER)
    onward = tess.submit(locked, "Sign in", name="tess", words="open sesame")
    assert onward.heading == "Choose the file again"
    assert "Choose it again." in tess.submit(onward, "Go on").text
    assert house.files == []


def test_a_form_whose_file_may_be_missing_goes_through_the_lock_without_one(house, tess):
    page = tess.get("/scan")
    house.people.clear()
    onward = tess.submit(tess.submit(page, "Seal it", about="a letter"), "Sign in", name="tess", words="open sesame")
    assert "chosen again" not in onward.text and "not kept" not in onward.text
    assert "no file was chosen" in tess.submit(onward, "Go on").text


def test_a_file_that_is_thrown_away_takes_no_memory_meanwhile():
    block = bytes(MIB)
    tracemalloc.start()
    sent = asyncio.run(uploads.upload(pieces(HEAD, *[block] * 25, b"\r\n--b--\r\n"), "multipart/form-data; boundary=b", keeps=False))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sent.came and sent.files == {} and most < MIB


def test_parts_without_number_are_refused_before_they_cost_anything():
    part = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    assert len(read(part * uploads.FIELDS_MOST, b"--b--\r\n").fields["a"]) == uploads.FIELDS_MOST
    with pytest.raises(Invalid):
        read(part * (uploads.FIELDS_MOST + 1), b"--b--\r\n")
