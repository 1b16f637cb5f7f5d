"""Connections: what lines to the server may hold, and for how long, so that nobody has all of them, or all of the memory.

The server under this takes what comes: a line that says half a request, or never reads its answer, stays for ever, and a process has few
files. Here a request must begin soon and an answer must be read; where there are too many lines, or too much lies unread, whoever has
most of it makes room. A source is what this machine sees: behind a web server in front all lines are its own, and slow ones are its
business.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable

from uvicorn.protocols.http.h11_impl import H11Protocol

from tacenda.acts.house import network
from tacenda.shell import process

HEAD_SECONDS = 30.0  # from the beginning of a line, or the last answer on it, until the next head is whole
WATCH_SECONDS = 30.0  # between two looks at an answer that is not read yet
PACE = 8_000  # bytes a second of an answer that are read on a poor line
UNREAD_MOST = 256 * 1024 * 1024  # bytes of all answers
LINES_MOST = 512
OUR_FILES = 500  # that all threads have open at most
BACKLOG = 128  # lines taken at once, before any of them can make room


class Connection(H11Protocol):
    """One line, with its bounds."""

    _head: asyncio.TimerHandle | None = None
    _watch: asyncio.TimerHandle | None = None
    _unread_before = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A line begins: it waits for its first head, and where there are too many one makes room."""
        super().connection_made(transport)
        self.began = self.loop.time()
        self._await_head()
        if len(self.connections) > lines_most():
            _make_room((one for one in self._others() if one.waits), lambda _: 1)

    def handle_events(self) -> None:
        """Something came, or an answer went out: a head is due. The server under this forgets with the first byte that a line was idle."""
        super().handle_events()
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._head, self._watch = _stopped(self._head), _stopped(self._watch)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """More of an answer is left than goes out at once: from now on it is watched."""
        super().pause_writing()
        self._watch_it()
        while sum(one.unread for one in self._others()) > UNREAD_MOST:
            _make_room(self._others(), lambda one: one.unread)

    def resume_writing(self) -> None:
        """It went out."""
        self._watch = _stopped(self._watch)
        super().resume_writing()

    @property
    def unread(self) -> int:
        """Bytes of its answer that the other side has not taken yet."""
        return self.transport.get_write_buffer_size()

    @property
    def waits(self) -> bool:
        """Whether the other side is to speak: a head, or the rest of a body."""
        return self._between_requests() or self.cycle.more_body

    def end(self) -> None:
        """Close at once; what was not read is forgotten."""
        self.connections.discard(self)
        self.transport.abort()

    def _others(self) -> list[Connection]:
        """All lines, this one too."""
        return [one for one in self.connections if isinstance(one, Connection)]

    def _between_requests(self) -> bool:
        return getattr(self.cycle, "response_complete", True)  # before the first request there is no cycle, whatever its type says

    def _await_head(self) -> None:
        if not self._between_requests():
            self._head = _stopped(self._head)
        elif self._head is None:
            self._head = self.loop.call_later(HEAD_SECONDS, self.end)

    def _watch_it(self) -> None:
        self._unread_before = self.unread
        self._watch = self.loop.call_later(WATCH_SECONDS, self._look)

    def _look(self) -> None:
        if self._unread_before - self.unread < PACE * WATCH_SECONDS:
            self.end()
        else:
            self._watch_it()


def lines_most() -> int:
    """How many lines there may be: fewer where this machine gives its user few files, and a handful anywhere."""
    return max(32, min(LINES_MOST, process.files() - OUR_FILES - BACKLOG))


def _make_room(among: Iterable[Connection], weighs: Callable[[Connection], int]) -> None:
    """End the oldest line of the source that weighs most."""
    found, sources = [one for one in among if weighs(one)], Counter[str]()
    for one in found:
        sources[source(one.client)] += weighs(one)
    heaviest = max(sources, key=lambda source: sources[source], default="")
    ended = min((one for one in found if source(one.client) == heaviest), key=lambda one: one.began, default=None)
    if ended is not None:
        ended.end()


def source(client: tuple[str, int] | None) -> str:
    """Where a line comes from, as it is counted: one line of IPv6 has more addresses than there can be lines here."""
    return network(client[0]) if client else ""


def _stopped(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
