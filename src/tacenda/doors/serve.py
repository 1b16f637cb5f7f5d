"""Serve: the doors as one ASGI application, and the server that runs it on one data folder until it is told to stop.

Pages stand at the root, the API under /v1. Plain HTTP on this machine alone by default; in front of other machines stands a server with a
certificate. No access log: what is logged is the pattern of a route and the class of an error.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import importlib
import signal
import socket
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from tacenda.acts import house as houses
from tacenda.acts import installation, upkeep
from tacenda.acts.house import House
from tacenda.core.words.errors import Unavailable
from tacenda.doors.connections import BACKLOG, Connection
from tacenda.doors.jobs import upkeep as jobs
from tacenda.doors.lanes import Lanes
from tacenda.doors.web import app as web
from tacenda.doors.web import front
from tacenda.shell import packs, process, settings

if TYPE_CHECKING:
    from types import FrameType

API = "tacenda.doors.api.app"  # by name: its framework is a fifth of the start, and no page needs it
FIRST = 1.0  # second in which the first page is out
MISDIRECTED = "Not reached under this name. Whoever runs this writes the name people type as `address` into settings.toml.\n"
STOPPING = 10  # seconds that running requests have to end
SWAP = (
    "This machine can write memory to the disk unencrypted (swap). Encrypt or switch off its swap, or put `allow_swap = true` into "
    "settings.toml to say that you have read this."
)


def application(house: House) -> ASGIApp:
    """Web and API as one application."""
    lanes, names = Lanes(house.settings.readers), names_of(house.settings)
    pages = web.make(house, front.make(house), lanes=lanes)

    @functools.cache
    def api() -> ASGIApp:
        return importlib.import_module(API).make(house, lanes)

    async def doors(scope: Scope, receive: Receive, send: Send) -> None:
        if names and not called_by(scope, names):
            await PlainTextResponse(MISDIRECTED, 421)(scope, receive, send)
            return
        path: str = scope.get("path", "")
        await (api() if path == "/v1" or path.startswith("/v1/") else pages)(scope, receive, send)

    return doors


def names_of(found: settings.Settings) -> frozenset[str]:
    """The names this house answers to: its address and this machine's own. Empty, for any, where it listens to others without an address.

    A page of another site can give its own name the address of this machine, and is then of one origin with what answers here.
    """
    named = urlsplit(found.address).hostname or ""
    return settings.LOOPBACK | {named} if named or found.host in settings.LOOPBACK else frozenset()


def called_by(scope: Scope, names: frozenset[str]) -> bool:
    """Whether a request was sent to one of these names, whatever the port; also one that says no name, which no browser does."""
    host = next((value.decode("latin-1") for name, value in scope.get("headers", ()) if name == b"host"), "")
    try:
        return not host or (urlsplit(f"//{host}").hostname or "") in names
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Where:
    """What a server is started with. `host` and `port`: None for what settings.toml says."""

    folder: Path
    host: str | None = None
    port: int | None = None


def run(where: Where, say: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT. `say` prints one line. Raises Unavailable, Invalid or Tampered, each with what to do about it."""
    with opened(where.folder) as (house, first):
        _swap(house, say)
        host = where.host or house.settings.host
        listening = listen(host, house.settings.port if where.port is None else where.port)
        house = at_port(house, listening.getsockname()[1], host)
        _greet(house, say)
        _serve(house, listening, first=first)


@contextlib.contextmanager
def opened(folder: Path) -> Generator[tuple[House, bool]]:
    """A data folder made and mended, its house, and whether this is the first process that has it open."""
    process.harden()
    process.open_more_files()
    process.take_folder(folder, houses.FILES)
    presence = process.enter(folder)
    try:
        house = houses.open_house(folder)
        try:
            upkeep.start(house)
            yield house, presence.number == 0
        finally:
            house.close()
    finally:
        presence.close()


def _swap(house: House, say: Callable[[str], None]) -> None:
    """With records in the folder, swap in the clear must have been acknowledged; the set-up asks for it before there are any."""
    if installation.swap_is_fine(house):
        return
    if house.keeper.founded and house.keeper.charts():
        error = Unavailable("swap")
        error.public = SWAP
        raise error
    say(SWAP)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises Unavailable if the port is taken or the address is not this machine's."""
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=BACKLOG)
        # Accepted lines inherit it: else head and body of an answer wait 40 ms for each other.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as error:
        taken = Unavailable("port")
        taken.public = (
            f"Port {port} is in use by another program. Choose another one with --port."
            if error.errno == errno.EADDRINUSE
            else f"The address {host} with port {port} cannot be used on this machine."
        )
        raise taken from error


def at_port(house: House, port: int, host: str) -> House:
    """The house as it is reached: cards name the port it really listens on, whatever the settings say."""
    return replace(house, settings=replace(house.settings, port=port, host=host))


def _greet(house: House, say: Callable[[str], None]) -> None:
    # A name and not 127.0.0.1: passkeys refuse a bare number.
    say(f"Tacenda is open at {house.settings.base}/start")
    if not house.keeper.founded:
        say(f"Nobody has moved in yet. The set-up asks for these letters: {house.set_up_code.text}")


def configured(doors: ASGIApp, found: settings.Settings) -> uvicorn.Config:
    """How the server runs. Where a request comes from is its own address, unless the web server in front (`proxy`) says otherwise."""
    return uvicorn.Config(
        doors, http=Connection, ws="none", lifespan="off", access_log=False, log_level="warning", server_header=False,
        proxy_headers=bool(found.proxy), forwarded_allow_ips=found.proxy, timeout_graceful_shutdown=STOPPING, timeout_keep_alive=30,
        backlog=BACKLOG,
    )  # fmt: skip


def _serve(house: House, listening: socket.socket, *, first: bool) -> None:
    config = configured(application(house), house.settings)
    over = threading.Event()
    threading.Thread(target=_read_the_rest, args=(over,), daemon=True).start()
    clock = threading.Thread(target=jobs.keep, args=(house, over), daemon=True)
    with _signals_end_quietly():
        if first:
            clock.start()
        try:
            uvicorn.Server(config).run(sockets=[listening])
        finally:
            over.set()
            if first:
                clock.join(STOPPING)


def _read_the_rest(over: threading.Event) -> None:
    """Read rules and API before anybody asks, so that nobody waits for them when somebody may be hurt; but after the first page.

    Then all is there that stays.
    """
    if not over.wait(FIRST):
        packs.law()
        importlib.import_module(API)
        process.settle()


@contextlib.contextmanager
def _signals_end_quietly() -> Generator[None]:
    """The server raises the signal that stopped it once more when it is done; by then there is only the house to close."""

    def nothing(_number: int, _frame: FrameType | None) -> None: ...

    before = {number: signal.signal(number, nothing) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
