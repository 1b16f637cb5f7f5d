"""The suites: which functions stand behind a suite code, since when they seal, until when they open, and the floors.

Nothing is negotiated. New data uses the newest suite; an old suite opens only through the migration act once its
`open_until` has passed. A change of any function is a new suite, never an edit.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.words.errors import Tampered


@dataclass(frozen=True, slots=True)
class Suite:
    """One row of the registry. Days are `YYYY-MM-DD`; an empty end means: no end yet."""

    code: int
    symmetric: str
    seal: str
    sign: str
    derive: str
    passphrase: str
    since: str
    seal_until: str
    open_until: str


SUITES: dict[int, Suite] = {
    1: Suite(
        code=1,
        symmetric="Cobblestone-256",
        seal="HPKE MLKEM768-X25519, HKDF-SHA256, AES-256-GCM, base mode",
        sign="Ed25519 and ML-DSA-44",
        derive="HKDF-SHA256, HMAC-SHA256",
        passphrase="Argon2id",  # noqa: S106 - the name of a function, not a passphrase
        since="2026-11-22",
        seal_until="",
        open_until="",
    ),
}
NEWEST = 1

# Argon2id floors, compiled in: a row that asks for less is refused before anything is hashed.
MEMORY_KIB_FLOOR = 32_768
PASSES_FLOOR = 3
LANES = 1


def known(code: int) -> Suite:
    """Raises Tampered for a suite this release does not know."""
    try:
        return SUITES[code]
    except KeyError as error:
        raise Tampered("suite") from error
