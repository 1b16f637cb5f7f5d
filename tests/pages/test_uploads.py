"""Bodies: read in memory, bounded, never spooled; two uploads at a time."""

from __future__ import annotations

import asyncio
import tempfile

import pytest
from tests.pages.client import Client
from tests.pages.demo import site as demo

from tacenda.core.words import ids
from tacenda.core.words.errors import Invalid
from tacenda.core.words.people import Role
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
def house():
    return demo.DemoHouse()


@pytest.fixture
def app(house):
    return demo.make(house)


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


def test_a_third_upload_at_the_same_time_is_asked_to_wait(app, house):
    """Three uploads that stand still in the middle: two are read, the third is answered with 429."""
    secret = house.sign_in(Role.CLINICIAN)

    async def run() -> list[int]:
        go_on = asyncio.Event()
        tasks = [asyncio.create_task(_upload(app, secret, go_on)) for _ in range(2)]
        await asyncio.sleep(0.2)
        third = await _upload(app, secret, None)
        go_on.set()
        later = [await task for task in tasks]
        return [third, *later, await _upload(app, secret, None)]

    assert asyncio.run(run()) == [429, 303, 303, 303]


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


def test_an_upload_by_nobody_is_not_kept_and_meets_the_lock(app, house):
    assert Client(app).post("/scan", {}, files={"paper": ("scan.pdf", b"paper", "application/pdf")}).status == 401
    assert house.files == []


def test_parts_without_number_are_refused_before_they_cost_anything():
    part = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    assert len(read(part * uploads.FIELDS_MOST, b"--b--\r\n").fields["a"]) == uploads.FIELDS_MOST
    with pytest.raises(Invalid):
        read(part * (uploads.FIELDS_MOST + 1), b"--b--\r\n")
