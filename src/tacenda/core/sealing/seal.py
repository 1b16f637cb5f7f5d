"""Sealing to a person: HPKE (RFC 9180) base mode with MLKEM768-X25519, HKDF-SHA256, AES-256-GCM.

A private key is a 32-byte seed; SHAKE256(seed, 96) gives the ML-KEM-768 seed (64) and the X25519 key (32) (X-Wing expansion,
draft-connolly-cfrg-xwing-kem). A public key is ML-KEM 1,184 bytes || X25519 32 bytes. All context goes into `info`.
"""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from tacenda.core.words.errors import Tampered

_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
MLKEM_PUBLIC = 1184
PUBLIC = MLKEM_PUBLIC + 32


def _halves(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    wide = hashlib.shake_256(seed).digest(96)
    return MLKEM768PrivateKey.from_seed_bytes(wide[:64]), X25519PrivateKey.from_private_bytes(wide[64:])


def public_of(seed: bytes) -> bytes:
    """The public key of a seed, 1,216 bytes."""
    mlkem, x25519 = _halves(seed)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def seal_to(public: bytes, info: bytes, payload: bytes) -> bytes:
    """Seal to a public key. Raises Tampered if the key is not one."""
    try:
        key = hpke.MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:MLKEM_PUBLIC]), X25519PublicKey.from_public_bytes(public[MLKEM_PUBLIC:])
        )
    except ValueError as error:
        raise Tampered("public key") from error
    return _SUITE.encrypt(payload, key, info=info)


def open_seal(seed: bytes, info: bytes, sealed: bytes) -> bytes:
    """Raises Tampered if seed, info or a bit differs."""
    try:
        return _SUITE.decrypt(sealed, hpke.MLKEM768X25519PrivateKey(*_halves(seed)), info=info)
    except (InvalidTag, ValueError) as error:
        raise Tampered("seal") from error
