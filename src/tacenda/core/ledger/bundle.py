"""Bundles: everything one ledger's reader needs to check it alone, in one file; and `Seen`, what a browser remembers of the tree.

A bundle is `plain({v, chart, genesis, directory, checkpoint, count, lines, memberships, pages})`:
`directory` rows [statement, signatures, line], `line` and `lines` rows [index, body, body_hash, about, path], `memberships` rows
[statement, signature], `pages` rows [compartment, version, digest]. The body of a directory entry's line lies in the practice's
ledger and is left out here: what proves the entry is the line's public `about`. An erased body is empty. `count` is the keeper's own.

`Seen` is the text `number.size.root`: number of the tree's origin, its size, unpadded base64url of its root.
Example: `0.1.1OUBNHX1tUXgY3twVj4VFedQIy2Lsy63S6ncZpdhXV0` is the tree whose only leaf is body `{}` about nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from tacenda.core.ledger.checkpoint import Checkpoint
from tacenda.core.sealing.encoding import Plain, Reading, as_number, as_raw, as_texts, b64, plain, unb64
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ChartId, CompartmentId


@dataclass(frozen=True, slots=True)
class Line:
    """One leaf with its path. `body`: plaintext, empty if erased or somebody else's; `index` from 0 in the tree."""

    index: int
    body: bytes
    body_hash: bytes
    about: bytes
    path: tuple[bytes, ...]

    def __repr__(self) -> str:
        return f"Line({self.index})"


@dataclass(frozen=True, slots=True)
class Published:
    """A directory entry with what is kept beside it. `line`: its leaf, None where a grant or the genesis names it instead."""

    statement: bytes
    signatures: bytes
    line: Line | None


@dataclass(frozen=True, slots=True)
class Membership:
    """A grant of an office to one of its members, with the granter's hybrid signature."""

    statement: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it stands now. `digest`: SHA-256 of its payload."""

    compartment: CompartmentId
    version: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Bundle:
    """One ledger, whole. `count`: how many lines the keeper says there are; `checkpoint`: text of the signed note."""

    chart: ChartId
    genesis: bytes
    directory: tuple[Published, ...]
    checkpoint: str
    count: int
    lines: tuple[Line, ...]
    memberships: tuple[Membership, ...]
    pages: tuple[Page, ...]

    def __repr__(self) -> str:
        return f"Bundle({self.count})"

    def write(self) -> bytes:
        return plain(
            {
                "v": 1,
                "chart": self.chart,
                "genesis": self.genesis,
                "directory": [[p.statement, p.signatures, _line_row(p.line) if p.line else []] for p in self.directory],
                "checkpoint": self.checkpoint,
                "count": self.count,
                "lines": [_line_row(line) for line in self.lines],
                "memberships": [[m.statement, m.signature] for m in self.memberships],
                "pages": [[p.compartment, p.version, p.digest] for p in self.pages],
            }
        )

    @classmethod
    def read(cls, raw: bytes) -> Bundle:
        r = Reading(raw)
        r.version(1)
        value = cls(
            ChartId(r.raw("chart", 16)),
            r.raw("genesis"),
            tuple(_published(row) for row in r.rows("directory")),
            r.text("checkpoint"),
            r.number("count"),
            tuple(_line(row) for row in r.rows("lines")),
            tuple(Membership(as_raw(a), as_raw(b)) for a, b in (_cells(row, 2) for row in r.rows("memberships"))),
            tuple(_page(row) for row in r.rows("pages")),
        )
        r.done()
        return value


def _line_row(line: Line) -> list[Plain]:
    return [line.index, line.body, line.body_hash, line.about, list(line.path)]


def _cells(row: Sequence[object], count: int) -> Sequence[object]:
    if len(row) != count:
        raise Tampered("row")
    return row


def _page(row: Sequence[object]) -> Page:
    compartment, version, digest = _cells(row, 3)
    return Page(CompartmentId(as_raw(compartment, 16)), as_number(version), as_raw(digest, 32))


def _published(row: Sequence[object]) -> Published:
    statement, signatures, line = _cells(row, 3)
    if not isinstance(line, list):
        raise Tampered("row")
    cells = cast("list[object]", line)
    return Published(as_raw(statement), as_raw(signatures), _line(cells) if cells else None)


def _line(row: Sequence[object]) -> Line:
    index, body, body_hash, about, path = _cells(row, 5)
    steps = tuple(as_raw(step, 32) for step in as_texts(path))
    return Line(as_number(index), as_raw(body), as_raw(body_hash, 32), as_raw(about, 32), steps)


@dataclass(frozen=True, slots=True)
class Seen:
    """The tree as somebody once saw it. `origin`: the number at the end of its name, which rises only when a keeper was restored."""

    origin: int
    size: int
    root: bytes

    def write(self) -> str:
        return f"{self.origin}.{self.size}.{b64(self.root)}"

    @classmethod
    def read(cls, text: str) -> Seen:
        parts = text.split(".")
        if len(parts) != 3:
            raise Tampered("seen")
        value = cls(_number(parts[0]), _number(parts[1]), unb64(parts[2]))
        if len(value.root) != 32:
            raise Tampered("seen")
        return value

    @classmethod
    def of(cls, checkpoint: Checkpoint) -> Seen:
        """What to remember of a checkpoint that was shown."""
        return cls(_number(checkpoint.origin.rpartition("/")[2]), checkpoint.size, checkpoint.root)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and str(int(text)) == text):
        raise Tampered("number")
    return int(text)


def origin_number(first: str, origin: str) -> int:
    """The number of an origin that belongs to the practice whose genesis names `first`. Raises Tampered for another practice's."""
    base, _, number = origin.rpartition("/")
    begun, _, start = first.rpartition("/")
    if base != begun or _number(number) < _number(start):
        raise Tampered("origin")
    return _number(number)
