"""Checkpoints: C2SP tlog-checkpoint as a signed note with two signature lines.

Text: origin, size, base64 of the root, each on a line; an empty line; then `— origin base64(key id 4 || signature)`.
Line 1 is type 0x01, Ed25519 over the text. Line 2 is type 0x06, ML-DSA-44 with empty context over C2SP's cosigned message
`"subtree/v1\\n\\0" || u8 len origin || origin || u64 time || u8 len origin || origin || u64 0 || u64 size || root`, with the time in
front of the signature. Key id: first 4 bytes of SHA-256(origin || "\\n" || type || public key). (c2sp.org/tlog-checkpoint,
c2sp.org/signed-note, c2sp.org/tlog-cosignature.)
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from tacenda.core.sealing import sign
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.encoding import u64
from tacenda.core.words.encoding import unb64_standard
from tacenda.core.words.errors import Tampered
from tacenda.core.words.moments import Moment

_ED25519, _MLDSA44 = b"\x01", b"\x06"
_DASH = "—"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tree at one size, as signed by the log. `at`: from the second line."""

    origin: str
    size: int
    root: bytes
    at: Moment
    text: str


@dataclass(frozen=True, slots=True)
class LogKeys:
    """Public keys of a log: Ed25519 32 bytes, ML-DSA-44 1,312 bytes."""

    ed25519: bytes
    mldsa44: bytes


def _body(origin: str, size: int, root: bytes) -> str:
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def _key_id(origin: str, kind: bytes, public: bytes) -> bytes:
    return sha(origin.encode() + b"\n" + kind + public)[:4]


def _cosigned(origin: str, size: int, root: bytes, at: bytes) -> bytes:
    name = bytes([len(origin.encode())]) + origin.encode()
    return b"subtree/v1\n\0" + name + at + name + u64(0) + u64(size) + root


def write(origin: str, size: int, root: bytes, seeds: sign.Identity, at: Moment) -> str:
    """A signed checkpoint of a tree. `seeds`: the log's two signing seeds."""
    body = _body(origin, size, root)
    first = _key_id(origin, _ED25519, sign.ed25519_public(seeds.ed25519)) + sign.sign_raw(seeds.ed25519, body.encode())
    second = _key_id(origin, _MLDSA44, sign.mldsa44_public(seeds.mldsa44)) + u64(at)
    second += sign.sign_raw_mldsa44(seeds.mldsa44, _cosigned(origin, size, root, u64(at)))
    lines = "".join(f"{_DASH} {origin} {base64.b64encode(line).decode()}\n" for line in (first, second))
    return f"{body}\n{lines}"


def read(text: str, origin: str, keys: LogKeys) -> Checkpoint:
    """The checkpoint, with both signatures checked. Raises Tampered. Lines of others (witnesses) are passed over."""
    try:
        body, lines = text.split("\n\n")
        name, size_text, root_text = body.split("\n")
        size, root = int(size_text), unb64_standard(root_text)
    except ValueError as error:
        raise Tampered("checkpoint") from error
    if name != origin or str(size) != size_text or len(root) != 32:
        raise Tampered("checkpoint")
    found = _signatures(lines, origin)
    first, second = found.get(_key_id(origin, _ED25519, keys.ed25519)), found.get(_key_id(origin, _MLDSA44, keys.mldsa44))
    if first is None or second is None:
        raise Tampered("checkpoint signature")
    sign.verify_raw(keys.ed25519, (body + "\n").encode(), first)
    sign.verify_raw_mldsa44(keys.mldsa44, _cosigned(origin, size, root, second[:8]), second[8:])
    return Checkpoint(origin, size, root, Moment(int.from_bytes(second[:8], "big")), text)


def _lines(text: str) -> list[str]:
    if not text.endswith("\n"):
        raise Tampered("checkpoint")
    return text[:-1].split("\n")


def _signatures(lines: str, origin: str) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    for line in _lines(lines):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != _DASH:
            raise Tampered("signature line")
        if parts[1] == origin:
            raw = unb64_standard(parts[2])
            found[raw[:4]] = raw[4:]
    return found


def time_of(text: str) -> Moment:
    """The time a checkpoint's second line claims, unverified: only ever used to keep a clock from running backwards."""
    try:
        lines = [unb64_standard(line.split(" ")[2]) for line in _lines(text.split("\n\n")[1])]
    except IndexError as error:
        raise Tampered("checkpoint") from error
    times = [int.from_bytes(line[4:12], "big") for line in lines if len(line) > 4 + 8 + sign.ED25519]
    return Moment(max(times, default=1))
