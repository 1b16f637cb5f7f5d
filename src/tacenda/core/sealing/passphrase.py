"""Unlock methods: what a person knows or keeps, made into the key `M` that opens their root.

Parameter bytes are `plain({v, code, salt, memory_kib, passes, lanes})` for a passphrase and `plain({v, code})` for a recovery code;
they enter M and the envelope's context, and their floors are compiled in. A passphrase goes through NFKC, Argon2id (RFC 9106) and the
keeper's pepper; a recovery code is 128 random bits as 26 letters of base32 and 2 check letters, and needs neither.
"""

from __future__ import annotations

import base64
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tacenda.core.sealing import labels
from tacenda.core.sealing.derive import KEY, hkdf, mac, sha
from tacenda.core.sealing.encoding import Reading, plain, u16
from tacenda.core.sealing.suites import LANES, MEMORY_KIB_FLOOR, PASSES_FLOOR
from tacenda.core.words.errors import Invalid, Tampered
from tacenda.core.words.ids import MethodId, PrincipalId

MEMORY_KIB = 65_536
PASSES = 3
MEMORY_KIB_MOST, PASSES_MOST = 16 * MEMORY_KIB, 64  # a row cannot keep the machine busy for hours either
OWN_CHOICE = 15  # characters an own passphrase needs
SCORE = 4  # zxcvbn's own scale of 0 to 4: over 10^10 guesses


class Method(IntEnum):
    """Ways to unlock a root."""

    PASSPHRASE = 1
    RECOVERY_CODE = 2
    PASSKEY = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id's parameters as a row states them. `memory_kib`: KiB."""

    salt: bytes
    memory_kib: int
    passes: int


def parameters(method: Method, salt: bytes = b"", memory_kib: int = MEMORY_KIB) -> bytes:
    """The parameter bytes of a new method. `salt`: 16 random bytes for a passphrase."""
    if method is Method.PASSPHRASE:
        return plain({"v": 1, "code": int(method), "salt": salt, "memory_kib": memory_kib, "passes": PASSES, "lanes": LANES})
    return plain({"v": 1, "code": int(method)})


def cost(raw: bytes) -> Cost:
    """The cost a passphrase row states. Raises Tampered below a floor or beyond reason, before anything is hashed."""
    r = Reading(raw)
    r.version(1)
    code, salt, memory, passes, lanes = r.number("code"), r.raw("salt", 16), r.number("memory_kib"), r.number("passes"), r.number("lanes")
    r.done()
    if (
        code != Method.PASSPHRASE
        or lanes != LANES
        or not MEMORY_KIB_FLOOR <= memory <= MEMORY_KIB_MOST
        or not PASSES_FLOOR <= passes <= PASSES_MOST
    ):
        raise Tampered("parameters below the floor")
    return Cost(salt, memory, passes)


def stretch(text: str, at: Cost) -> bytes:
    """Argon2id over the NFKC form of a passphrase, 32 bytes; about 0.2 s and 64 MiB."""
    hash = Argon2id(salt=at.salt, length=KEY, iterations=at.passes, lanes=LANES, memory_cost=at.memory_kib)
    return hash.derive(unicodedata.normalize("NFKC", text).encode())


def pepper(secret: bytes, stretched: bytes) -> bytes:
    """The keeper's part: HMAC under a user's pepper, which never leaves the keeper."""
    return mac(secret, labels.PEPPER, stretched)


def method_key(input: bytes, principal: PrincipalId, method: MethodId, code: Method, parameters: bytes) -> bytes:
    """M, the key of an unlock envelope. `input`: the peppered passphrase, or the 16 bytes of a recovery code."""
    return hkdf(input, labels.UNLOCK, principal, method, u16(code), parameters)


def login_tag(secret: bytes, login: str) -> bytes:
    """The keyed tag of a sign-in name (NFKC, case-folded, trimmed): the only deterministic thing at rest."""
    return mac(secret, labels.LOGIN, unicodedata.normalize("NFKC", login).casefold().strip().encode())


def judge(text: str, near: list[str]) -> None:
    """Raises Invalid for an own passphrase that is short or guessable. `near`: words a guesser would try first (sign-in name, names)."""
    if len(text) < OWN_CHOICE:
        raise Invalid({"passphrase": "short"})
    if len(text) > 256:
        raise Invalid({"passphrase": "long"})
    # Its word lists are large, and only who chooses a passphrase needs them.
    from zxcvbn import zxcvbn  # pyright: ignore[reportMissingTypeStubs]

    if int(zxcvbn(text[:72], user_inputs=near)["score"]) < SCORE:  # pyright: ignore[reportUnknownArgumentType]
        raise Invalid({"passphrase": "guessable"})


def code_text(raw: bytes) -> str:
    """A 16-byte code as people copy it: seven groups of four letters, the last two of them a check."""
    letters = base64.b32encode(raw).decode().rstrip("=") + _check(raw)
    return " ".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def code_bytes(text: str) -> bytes:
    """The 16 bytes of a code as typed: case, spaces and dashes do not matter; 0, 1 and 8 are read as O, I and B. Raises Invalid."""
    letters = "".join(text.split()).replace("-", "").upper().translate(str.maketrans("018", "OIB"))
    try:
        raw = base64.b32decode(letters[:26] + "=" * 6)
    except ValueError as error:
        raise Invalid({"code": "mistyped"}) from error
    if len(letters) != 28 or base64.b32encode(raw).decode().rstrip("=") != letters[:26] or _check(raw) != letters[26:]:
        raise Invalid({"code": "mistyped"})
    return raw


def _check(raw: bytes) -> str:
    return base64.b32encode(sha(raw)).decode()[:2]
