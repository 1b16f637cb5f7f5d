"""Devices: the sealed list of a person's own sign-ins. Id and key come from their everyday ring key, so that nobody else finds the row."""

from __future__ import annotations

from collections.abc import Sequence

from tacenda.core.model import devices
from tacenda.core.model.devices import Device
from tacenda.core.sealing import derive, envelope, labels
from tacenda.core.sealing.envelope import Kind
from tacenda.core.words.encoding import u16
from tacenda.shell.vault.keyring import Keyring

PART = u16(2)  # of kind 5, whose other rows are the sign-ins themselves
LENGTH = 8192  # bytes a list is padded to, so that its length counts nothing


def id_of(keys: Keyring) -> bytes:
    """Where a person's list lies: 32 bytes."""
    return derive.hkdf(keys.everyday.ring, labels.DEVICES_ID, keys.principal)


def seal_list(keys: Keyring, found: Sequence[Device]) -> bytes:
    """The envelope of a list."""
    return envelope.seal_box(_key(keys), Kind.SIGN_IN, keys.practice, [id_of(keys), PART], devices.write(found), LENGTH)


def open_list(keys: Keyring, box: bytes) -> tuple[Device, ...]:
    """The list in an envelope. Raises Tampered."""
    return devices.read(envelope.open_box(_key(keys), Kind.SIGN_IN, keys.practice, [id_of(keys), PART], box))


def _key(keys: Keyring) -> bytes:
    return derive.hkdf(keys.everyday.ring, labels.DEVICES_KEY, keys.principal)
