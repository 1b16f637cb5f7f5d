"""Reads request bodies in memory and bounded: nothing a person sends is ever written to a temporary file.

A form holds at most 512 KiB. A file is kept up to 25 MiB; what is longer is thrown away while it arrives, up to 100 MiB in all, because a
browser shows our sentence only when its request was read. Past that the connection is closed. Either holds at most 1000 fields.
"""

from __future__ import annotations

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
AT_ONCE = 2

URLENCODED = b"application/x-www-form-urlencoded"
MULTIPART = b"multipart/form-data"


class TooMuch(Exception):
    """More arrives than we are willing to read: the connection is closed."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a body held. `unkept` is a message code when something was thrown away."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]], repr=False)
    files: Mapping[str, FilePart] = field(default_factory=dict[str, FilePart], repr=False)
    unkept: str = ""


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


async def upload(chunks: AsyncIterator[bytes], content_type: str) -> Sent:
    """Read a form with files. Raises Invalid (`unreadable`) and TooMuch; a file that is too large is not kept and named in `unkept`."""
    kind, options = parse_options_header(content_type)
    if kind != MULTIPART or not options.get(b"boundary"):
        await discard(chunks)
        raise Invalid("unreadable")
    parts = _Parts()
    total = 0
    try:
        parser = MultipartParser(options[b"boundary"], parts.callbacks())
        async for chunk in chunks:
            total += len(chunk)
            if total > FILE_READ:
                raise TooMuch
            if not parts.unkept:
                parser.write(chunk)
        if not parts.unkept and not parts.whole:
            raise Invalid("unreadable")
    except (FormParserError, Invalid) as error:
        await discard(chunks)
        raise Invalid("unreadable") from error
    return Sent(gathered(parts.fields), {} if parts.unkept else parts.files, parts.unkept)


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

    def __init__(self) -> None:
        self.fields: list[tuple[str, str]] = []
        self.files: dict[str, FilePart] = {}
        self.unkept = ""
        self.whole = False
        self._begun = 0
        self._kept = 0
        self._content = bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._name = bytearray()
        self._value = bytearray()

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
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

    def _more(self, chunk: bytes, start: int, end: int) -> None:
        self._kept += end - start
        if self._kept > FILE_MOST + FORM_MOST or len(self._content) + end - start > FILE_MOST:
            self.unkept = "file_too_large"
            self._content.clear()
            self.files.clear()
        elif not self.unkept:
            self._content += chunk[start:end]

    def _end(self) -> None:
        if self.unkept:
            return
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        try:
            name = options[b"name"].decode()
            if b"filename" not in options:
                self.fields.append((name, self._content.decode()))
                return
            kind = self._headers.get(b"content-type", b"application/octet-stream").decode("ascii")
            self.files[name] = FilePart(options[b"filename"].decode(), kind, bytes(self._content))
        except (KeyError, ValueError) as error:
            raise Invalid("unreadable") from error
