"""Lines that say half a request, or do not read their answer: they end, and nobody waits for them."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack

import pytest
from tests.pages.served import PATIENCE, asked, heard, line, paper, served, shown

from tacenda.acts import documents
from tacenda.doors import connections

SIZE = 16 * 1024 * 1024
HALF = b"GET /start HTTP/1.1\r\n"
STRANGER, OTHER = "127.0.0.1", "127.0.0.2"


def ended(found: socket.socket, seconds: float = PATIENCE) -> bool:
    """Whether the other side ends a line within so many seconds; what it says before that is thrown away."""
    found.settimeout(seconds)
    try:
        while found.recv(65536):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        return True
    return True


def open_still(lines: list[socket.socket]) -> int:
    return sum(not ended(one, 0.01) for one in lines)


def wait_until(done) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize("said", [b"", HALF], ids=["nothing", "half"])
def test_a_line_on_which_no_request_comes_is_closed(own_town, monkeypatch, said):
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)
    with served(own_town.house) as port, line(port, said) as one:
        assert ended(one)


def test_half_a_request_after_a_whole_one_does_not_keep_a_line_for_ever(own_town, monkeypatch):
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)
    with served(own_town.house) as port, line(port, HALF + b"Host: localhost\r\n\r\n") as one:
        assert one.recv(65536).startswith(b"HTTP/1.1 200")
        one.sendall(HALF)
        assert ended(one)


def test_a_head_that_comes_in_pieces_is_answered(own_town):
    with served(own_town.house) as port, line(port, HALF) as one:
        for piece in (b"Host: local", b"host\r\nConnection: ", b"close\r\n\r\n"):
            time.sleep(0.05)
            one.sendall(piece)
        assert heard(one)[0] == 200


def test_one_source_that_opens_line_after_line_keeps_nobody_out(own_town, monkeypatch):
    """Its own oldest make room: somebody elsewhere whose file is on its way, and older, stays."""
    most = 40
    monkeypatch.setattr(connections, "LINES_MOST", most)
    letters, ada = own_town.path("charts/letters", chart=own_town.chart("Kim Lee")), shown(own_town.sign_in(own_town.ada))
    whole = paper(letters, ada)
    with served(own_town.house) as port, ExitStack() as stack:
        mine = stack.enter_context(line(port, whole[:-20], source=OTHER))
        lines = [stack.enter_context(line(port, HALF, source=STRANGER)) for _ in range(4 * most)]
        assert asked(port, "GET", "/start")[0] == 200
        wait_until(lambda: open_still(lines) < most)
        mine.sendall(whole[-20:])
        assert heard(mine)[0] == 303


def test_all_addresses_that_one_line_of_ipv6_has_are_one_source():
    """Or whoever opens each line from another of them weighs least, and everybody else makes room for them."""
    assert (
        connections.source(("2001:db8::1", 1)) == connections.source(("2001:db8::ffff:2", 2)) != connections.source(("2001:db8:0:1::1", 1))
    )
    assert connections.source(("192.0.2.1", 1)) != connections.source(("192.0.2.2", 1))


@pytest.fixture
def letter(own_town):
    """The request for a letter larger than what the machine itself holds between two ends, on a line that reads little."""
    chart, ada = own_town.chart("Kim Lee"), own_town.sign_in(own_town.ada)
    with own_town.desk(own_town.ada) as desk:
        item = documents.add_document(desk, chart, "scan.pdf", "application/pdf", bytes(SIZE))
    path = own_town.path("charts/letter", chart=chart, item=item)
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: {shown(ada)}\r\n\r\n".encode()


def begun(port: int, letter: bytes) -> socket.socket:
    """A line on which the answer has begun, and nothing but its first byte is read."""
    one = line(port, letter, room=4096)
    assert one.recv(1)
    return one


def whole(one: socket.socket) -> bool:
    """Whether the rest of the answer comes, all of it."""
    count = 0
    with one:
        try:
            while piece := one.recv(1 << 20):
                count += len(piece)
        except ConnectionError:
            return False
    return count > SIZE


def test_an_answer_that_is_read_comes_whole_and_one_that_nobody_reads_is_forgotten(own_town, letter, monkeypatch):
    monkeypatch.setattr(connections, "WATCH_SECONDS", 0.3)
    with served(own_town.house) as port:
        assert whole(begun(port, letter))
        for seconds in (1, 4, 16):
            one = begun(port, letter)
            time.sleep(seconds)
            if not whole(one):
                return
    raise AssertionError("it waits for ever")


def test_answers_that_nobody_reads_fill_no_more_memory_than_is_meant_for_them(own_town, letter, monkeypatch):
    monkeypatch.setattr(connections, "UNREAD_MOST", 2 * SIZE)
    with served(own_town.house) as port:
        lines = [begun(port, letter) for _ in range(12)]
        came = [whole(one) for one in lines]
    assert came[-1] and not came[0], "the oldest made room for the newest"
    assert sum(came) < 12
