"""Signatures: Ed25519 (RFC 8032) for what is short-lived, Ed25519 and ML-DSA-44 (FIPS 204) together for what lasts.

The signed input is `fields(label, bytes)`; the label is also the ML-DSA context. A hybrid signature is Ed25519 64 bytes ||
ML-DSA-44 2,420 bytes and holds only if both do. Seeds are 32 bytes. What does not verify raises; nothing returns False.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from tacenda.core.sealing.encoding import fields
from tacenda.core.words.errors import Tampered

ED25519 = 64  # bytes of a signature


@dataclass(frozen=True, slots=True)
class Identity:
    """The two seeds with which a person signs what lasts. Never shown."""

    ed25519: bytes
    mldsa44: bytes

    def __repr__(self) -> str:
        return "Identity()"


def ed25519_public(seed: bytes) -> bytes:
    """32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def mldsa44_public(seed: bytes) -> bytes:
    """1,312 bytes."""
    return MLDSA44PrivateKey.from_seed_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, label: str, raw: bytes) -> bytes:
    """Ed25519 over `fields(label, raw)`, 64 bytes."""
    return signer(seed)(label, raw)


def signer(seed: bytes) -> Callable[[str, bytes], bytes]:
    """`sign` with one seed, for who signs more than once: making the key costs as much as a signature."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return lambda label, raw: key.sign(fields(label, raw))


def verify(public: bytes, label: str, raw: bytes, signature: bytes) -> None:
    """Raises Tampered unless the signature holds."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, fields(label, raw))
    except (InvalidSignature, ValueError) as error:
        raise Tampered(f"signature {label}") from error


def sign_both(identity: Identity, label: str, raw: bytes) -> bytes:
    """Hybrid signature, 2,484 bytes."""
    second = MLDSA44PrivateKey.from_seed_bytes(identity.mldsa44).sign(fields(label, raw), label.encode())
    return sign(identity.ed25519, label, raw) + second


def verify_both(ed25519: bytes, mldsa44: bytes, label: str, raw: bytes, signature: bytes) -> None:
    """Raises Tampered unless both signatures hold."""
    verify(ed25519, label, raw, signature[:ED25519])
    try:
        MLDSA44PublicKey.from_public_bytes(mldsa44).verify(signature[ED25519:], fields(label, raw), label.encode())
    except (InvalidSignature, ValueError) as error:
        raise Tampered(f"signature {label}") from error


def sign_raw(seed: bytes, raw: bytes) -> bytes:
    """Ed25519 over the bare bytes: only for formats that others define (C2SP signed notes)."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(raw)


def verify_raw(public: bytes, raw: bytes, signature: bytes) -> None:
    """Raises Tampered unless the signature over the bare bytes holds."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, raw)
    except (InvalidSignature, ValueError) as error:
        raise Tampered("signature of a note") from error


def sign_raw_mldsa44(seed: bytes, raw: bytes) -> bytes:
    """ML-DSA-44 with empty context over the bare bytes (C2SP tlog-cosignature, type 0x06)."""
    return MLDSA44PrivateKey.from_seed_bytes(seed).sign(raw)


def verify_raw_mldsa44(public: bytes, raw: bytes, signature: bytes) -> None:
    """Raises Tampered unless the signature over the bare bytes holds."""
    try:
        MLDSA44PublicKey.from_public_bytes(public).verify(signature, raw)
    except (InvalidSignature, ValueError) as error:
        raise Tampered("signature of a note") from error
