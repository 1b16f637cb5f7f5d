"""The thief's search: every byte of every file, for every canary and secret in each of its disguises.

Raw, case-folded, UTF-16, base64 at three offsets (both alphabets), hex, percent-encoded; and the same in everything that inflates.
"""

from __future__ import annotations

import base64
import re
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

WORD = 4
STREAMS = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")


def disguises(raw: bytes, *, text: bool) -> set[bytes]:
    """What a plain copy of these bytes could look like on a disk."""
    found = {raw, raw.hex().encode(), raw.hex().upper().encode(), *_base64(raw)}
    if text:
        word = raw.decode()
        found |= {word.casefold().encode(), word.upper().encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), quote(word).encode()}
    return found


def _base64(raw: bytes) -> Iterator[bytes]:
    """The part of a base64 text that the bytes fix, wherever among other bytes they began."""
    for before in range(3):
        whole = base64.b64encode(bytes(before) + raw + b"\0" * 3)
        start, end = -(-before * 4 // 3) + (1 if before else 0), (before + len(raw)) * 8 // 6
        yield whole[start:end]
        yield whole[start:end].replace(b"+", b"-").replace(b"/", b"_")


def needles(canaries: list[str], secrets: list[bytes]) -> dict[bytes, str]:
    """Every disguise, with what it disguises (by number, so that a failing test shows no secret)."""
    found: dict[bytes, str] = {}
    for n, canary in enumerate(canaries):
        found.update(dict.fromkeys(disguises(canary.encode(), text=True), f"canary {n}"))
    for n, secret in enumerate(secrets):
        found.update(dict.fromkeys(disguises(secret, text=False), f"secret {n}"))
    return {needle: name for needle, name in found.items() if len(needle) >= 12}


class Search:
    """Every needle at once. Wherever a needle lies, one of its first four places begins a word of four bytes of the file.

    So a file's words are looked up once, and only needles whose word stands there are searched for: the same finds, of a thousand needles
    in the time of a few.
    """

    def __init__(self, wanted: dict[bytes, str]) -> None:
        self._wanted = wanted
        self._by_word: dict[int, set[bytes]] = {}
        for needle in wanted:
            for at in range(WORD):
                self._by_word.setdefault(int.from_bytes(needle[at : at + WORD], sys.byteorder), set()).add(needle)

    def finds(self, raw: bytes) -> list[str]:
        """What lies in these bytes."""
        words = memoryview(raw)[: len(raw) - len(raw) % WORD].cast("I")
        likely = {needle for word in self._by_word.keys() & words for needle in self._by_word[word]}
        return [name for needle, name in self._wanted.items() if needle in likely and needle in raw]


def hits(folder: Path, wanted: dict[bytes, str]) -> list[str]:
    """Where something was found: file and what, never the thing itself."""
    found, search = list[str](), Search(wanted)
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        raw = path.read_bytes()
        found += [f"{path.name}: {name}" for name in search.finds(raw)]
        for inner in inflated(raw):
            found += [f"{path.name} inflated: {name}" for name in search.finds(inner)]
    return found


def inflated(raw: bytes) -> Iterator[bytes]:
    """Whatever in these bytes is a deflate stream of 64 bytes or more."""
    whole = memoryview(raw)  # of random bytes each forty thousandth looks like a stream: none is copied
    for match in STREAMS.finditer(raw):
        wide = zlib.MAX_WBITS | 16 if match.group().startswith(b"\x1f") else zlib.MAX_WBITS
        try:
            inner = zlib.decompressobj(wide).decompress(whole[match.start() : match.start() + 1_000_000])
        except zlib.error:
            continue
        if len(inner) >= 64:
            yield inner
