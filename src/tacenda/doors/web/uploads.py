"""Reads request bodies in memory and bounded: nothing a person sends is ever written to a temporary file.

A form holds at most 512 KiB. A file is kept up to 25 MiB; what is longer is thrown away while it arrives, up to 100 MiB in all, because a
browser shows our sentence only when its request was read. Past that the connection is closed. Either holds at most 1000 fields.

Files arrive in few places, since each may fill memory, and one person has few of them. Who finds none keeps what they typed, and the
file is thrown away. A place is held as long as bytes come at the pace of a poor line, and a quarter of an hour at most.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from tacenda.core.words.errors import Invalid
from tacenda.doors.web.request import FilePart

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FORM_MOST = 512 * 1024
FORM_READ = 4 * 1024 * 1024
FILE_MOST = 25 * 1024 * 1024
FILE_READ = 100 * 1024 * 1024
FIELDS_MOST = 1000
AT_ONCE = 8  # files that arrive
SHARE = 2  # of these, of one person
PACE = 16_000  # bytes a second that must come, once PATIENCE is over: a quarter of what a poor line brings
PATIENCE = 60  # seconds without any
LONGEST = 900  # seconds for a whole body
TOO_LARGE, WAITS, LOST = "file_too_large", "file_waits", "file_lost"  # why a file was not kept

URLENCODED = b"application/x-www-form-urlencoded"
MULTIPART = b"multipart/form-data"


class TooMuch(Exception):
    """More arrives than we are willing to read: the connection is closed."""


class TooSlow(Exception):
    """Less arrives than a poor line brings: the connection is closed."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a body held. `unkept` is a message code when something was thrown away."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]], repr=False)
    files: Mapping[str, FilePart] = field(default_factory=dict[str, FilePart], repr=False)
    unkept: str = ""

    @property
    def came(self) -> bool:
        """Whether somebody chose a file, kept or not."""
        return bool(self.unkept) or any(part.name for part in self.files.values())


async def form(chunks: AsyncIterator[bytes], content_type: str) -> Sent:
    """Read a form without files. Raises Invalid (`unreadable`, `too_long`) and TooMuch."""
    kept = await _whole(chunks, FORM_MOST, FORM_READ)
    if kept is None:
        raise Invalid("too_long")
    if not kept:
        return Sent()
    if parse_options_header(content_type)[0] != URLENCODED:
        raise Invalid("unreadable")
    try:
        pairs = parse_qsl(kept.decode(), keep_blank_values=True, max_num_fields=FIELDS_MOST, encoding="utf-8", errors="strict")
    except ValueError as error:
        raise Invalid("unreadable") from error
    return Sent(gathered(pairs))


async def at_pace(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The pieces of a body as they come. Raises TooSlow."""
    clock = asyncio.get_running_loop().time
    began, total = clock(), 0
    try:
        while True:
            async with asyncio.timeout_at(min(began + PATIENCE + total / PACE, clock() + PATIENCE, began + LONGEST)):
                chunk = await anext(chunks)
            total += len(chunk)
            yield chunk
    except StopAsyncIteration:
        return
    except TimeoutError as late:
        raise TooSlow from late


async def upload(chunks: AsyncIterator[bytes], content_type: str, *, keeps: bool = True) -> Sent:
    """Read a form with files. Raises Invalid (`unreadable`, `too_long`) and TooMuch. A file that is too large, or any where `keeps` is
    not, is thrown away and `unkept` says why; what was typed is kept."""
    kind, options = parse_options_header(content_type)
    if kind != MULTIPART or not options.get(b"boundary"):
        await discard(chunks)
        raise Invalid("unreadable")
    parts = _Parts(keeps=keeps)
    total = 0
    try:
        parser = MultipartParser(options[b"boundary"], parts.callbacks())
        async for chunk in chunks:
            total += len(chunk)
            if total > FILE_READ:
                raise TooMuch
            parser.write(chunk)
        if not parts.whole:
            raise Invalid("unreadable")
    except FormParserError as error:
        await discard(chunks)
        raise Invalid("unreadable") from error
    except Invalid:
        await discard(chunks)
        raise
    return Sent(gathered(parts.fields), {} if parts.unkept else parts.files, parts.unkept)


def has_files(content_type: str) -> bool:
    """Whether a body of this type may hold files."""
    return parse_options_header(content_type)[0] == MULTIPART


async def discard(chunks: AsyncIterator[bytes]) -> None:
    """Read a body and keep nothing. Raises TooMuch past 100 MiB."""
    await _whole(chunks, 0, FILE_READ)


async def _whole(chunks: AsyncIterator[bytes], most: int, read: int) -> bytes | None:
    """The body, or None when it is longer than `most`. Raises TooMuch past `read`."""
    kept = bytearray()
    total = 0
    async for chunk in chunks:
        total += len(chunk)
        if total > read:
            raise TooMuch
        if total <= most:
            kept += chunk
    return bytes(kept) if total <= most else None


def gathered(pairs: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Values by field name, line ends as `\\n`. Raises Invalid for a NUL, which no keyboard types."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        if "\0" in name or "\0" in value:
            raise Invalid("unreadable")
        found[name] = (*found.get(name, ()), value.replace("\r\n", "\n").replace("\r", "\n"))
    return found


class _Parts:
    """Collects the parts of one multipart body: the callbacks of the parser, and what they kept."""

    def __init__(self, *, keeps: bool) -> None:
        self.fields: list[tuple[str, str]] = []
        self.files: dict[str, FilePart] = {}
        self.unkept = ""
        self.whole = False
        self._keeps = keeps
        self._begun = 0
        self._typed = 0  # bytes of all fields
        self._sent = 0  # bytes of all files
        self._content = bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._options: dict[bytes, bytes] = {}
        self._name = bytearray()
        self._value = bytearray()

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_end,
            "on_part_data": self._more,
            "on_part_end": self._end,
            "on_end": self._last,
        }

    def _last(self) -> None:
        self.whole = True

    def _begin(self) -> None:
        self._begun += 1
        if self._begun > FIELDS_MOST:
            raise Invalid("unreadable")
        self._content = bytearray()
        self._headers = {}
        self._options = {}
        self._name = bytearray()
        self._value = bytearray()

    def _header_name(self, chunk: bytes, start: int, end: int) -> None:
        self._name += chunk[start:end]

    def _header_value(self, chunk: bytes, start: int, end: int) -> None:
        self._value += chunk[start:end]

    def _header_end(self) -> None:
        self._headers[bytes(self._name).lower()] = bytes(self._value)
        self._name.clear()
        self._value.clear()

    def _headers_end(self) -> None:
        self._options = parse_options_header(self._headers.get(b"content-disposition", b""))[1]

    def _more(self, chunk: bytes, start: int, end: int) -> None:
        if b"filename" not in self._options:
            self._typed += end - start
            if self._typed > FORM_MOST:
                raise Invalid("too_long")
            self._content += chunk[start:end]
            return
        self._sent += end - start
        if not self._keeps or self._sent > FILE_MOST:
            self.unkept = TOO_LARGE if self._keeps else WAITS
            self._content.clear()
            self.files.clear()
        else:
            self._content += chunk[start:end]

    def _end(self) -> None:
        try:
            name = self._options[b"name"].decode()
            if b"filename" not in self._options:
                self.fields.append((name, self._content.decode()))
                return
            kind = self._headers.get(b"content-type", b"application/octet-stream").decode("ascii")
            self.files[name] = FilePart(self._options[b"filename"].decode(), kind, bytes(self._content))
        except (KeyError, ValueError) as error:
            raise Invalid("unreadable") from error
