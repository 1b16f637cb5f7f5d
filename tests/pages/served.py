"""A town's own doors behind the server that people meet, on a port of this machine, and lines to it that say what a test wants."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from urllib.parse import urlencode

import uvicorn

from tacenda.acts.house import House
from tacenda.core.words.ids import handle
from tacenda.doors import serve
from tacenda.doors.web import headers

NOTHING: Mapping[str, str] = MappingProxyType({})
PATIENCE = 60  # seconds for what takes a moment: a machine can be busy


@contextlib.contextmanager
def served(house: House) -> Iterator[int]:
    """The port at which a house answers until the block ends."""
    listening = serve.listen("127.0.0.1", 0)
    server = uvicorn.Server(serve.configured(serve.application(house), house.settings))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + PATIENCE
    while not server.started:
        assert time.monotonic() < until and thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = server.force_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive(), "the server did not stop"


def shown(secret: bytes) -> str:
    """The header of a browser that is signed in."""
    return f"{headers.SIGN_IN}={handle(secret)}"


def asked(
    port: int, method: str, path: str, cookie: str = "", fields: Mapping[str, str] | None = None, said: Mapping[str, str] = NOTHING
) -> tuple[int, str, str]:
    """The status, the text, and the sign-in that an answer sets; of a connection of its own. `said`: other headers."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    more = {**said, **({"Cookie": cookie} if cookie else {})}
    body = urlencode(fields) if fields is not None else None
    if fields is not None:
        more["Content-Type"] = "application/x-www-form-urlencoded"
    with contextlib.closing(line):
        line.request(method, path, body, more)
        answer = line.getresponse()
        given = answer.getheader("Set-Cookie", "").partition(";")[0]
        return answer.status, answer.read().decode(), given


def line(port: int, text: bytes, *, source: str = "127.0.0.1", room: int = 0) -> socket.socket:
    """A line that has said this much. `source`: this machine's own address that it comes from; `room`: bytes it takes unread."""
    found = socket.socket()
    found.settimeout(PATIENCE)
    if room:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    found.bind((source, 0))
    found.connect(("127.0.0.1", port))
    found.sendall(text)
    return found


def paper(path: str, cookie: str, content: bytes = b"paper") -> bytes:
    """A whole request that sends a file."""
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="scan.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
        + content
        + b"\r\n--b--\r\n"
    )
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nContent-Type: multipart/form-data; boundary=b\r\n"
    return head.encode() + f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


def heard(found: socket.socket) -> tuple[int, str]:
    """The status and the rest of what a line is told until it ends."""
    with found:
        told = b"".join(iter(lambda: found.recv(65536), b"")).decode()
    return int(told.split(" ", 2)[1]), told
