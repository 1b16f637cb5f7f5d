"""Documents: any file up to 25 MiB. The sealed record names it and holds the key of its bytes, which lie in an envelope of their own.

Payload: `plain({v, salt, name, kind, size, digest, key, version})`; `digest`: SHA-256 of the bytes; `key`: 32 random bytes.
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
