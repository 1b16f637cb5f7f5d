"""Documents: any file up to 25 MiB. The sealed record names it and holds the key of its bytes, which lie in an envelope of their own.

Payload: `plain({v, salt, name, kind, size, digest, key, version})`; `digest`: SHA-256 of the bytes; `key`: 32 random bytes.

A scan is a document whose first bytes say that it is a PDF (ISO 32000-2, 7.5.2) or a picture: JPEG (ISO/IEC 10918-1, B.1.1.3), PNG
(W3C PNG, 5.2), TIFF (6.0, section 2), HEIC (ISO/IEC 23008-12, 10.2). What it is called says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tacenda.core.words.encoding import Reading, plain
from tacenda.core.words.errors import Invalid

LARGEST = 25 * 1024 * 1024  # bytes
_ENDING = re.compile(r"\.([A-Za-z0-9]{1,8})$")


@dataclass(frozen=True, slots=True)
class Document:
    """What the record of an upload says. `name` and `kind` as the browser gave them."""

    name: str
    kind: str
    size: int
    digest: bytes
    key: bytes

    def __repr__(self) -> str:
        return "Document()"

    def neutral_name(self, number: int) -> str:
        """The name a download carries: it says nothing but how to open it."""
        ending = _ENDING.search(self.name)
        return f"document-{number}.{ending.group(1).lower()}" if ending else f"document-{number}"


def checked(name: str, kind: str, size: int) -> None:
    """Raises Invalid: `empty`, `large`."""
    if size > LARGEST:
        raise Invalid({"file": "large"})
    if size == 0 or not name:
        raise Invalid({"file": "empty"})


_STARTS = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"II*\0", "tif"), (b"MM\0*", "tif"))
_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1")


def scan_ending(raw: bytes) -> str:
    """How a file with these bytes is called to be opened: pdf, jpg, png, tif, heic. Raises Invalid (`empty`, `not_scan`)."""
    if not raw:
        raise Invalid({"file": "empty"})
    if raw[4:8] == b"ftyp" and raw[8:12] in _BRANDS:
        return "heic"
    for start, ending in _STARTS:
        if raw.startswith(start):
            return ending
    raise Invalid({"file": "not_scan"})


def write(document: Document, salt: bytes) -> bytes:
    """The payload of an attachment record."""
    return plain(
        {
            "v": 1, "salt": salt, "name": document.name, "kind": document.kind, "size": document.size, "digest": document.digest,
            "key": document.key,
        }
    )  # fmt: skip


def read(payload: bytes) -> Document:
    """Raises Tampered."""
    r = Reading(payload)
    r.version(1)
    r.raw("salt", 32)
    document = Document(r.text("name"), r.text("kind"), r.number("size"), r.raw("digest", 32), r.raw("key", 32))
    r.done()
    return document
