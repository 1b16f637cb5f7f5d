"""Devices: keeps each person's list of their own sign-ins. Furniture: whoever signs somebody in or out, or resumes them, writes it here.

The list is a comfort and no guard: what may be used is decided by the keeper. One that does not open is begun anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tacenda.acts.house import House
from tacenda.core.model import devices
from tacenda.core.model.devices import Device
from tacenda.core.sealing.derive import sha
from tacenda.core.words import moments
from tacenda.core.words.errors import Tampered
from tacenda.core.words.moments import Moment
from tacenda.shell.database import Tx
from tacenda.shell.store import devices as rows
from tacenda.shell.vault import devices as sealed
from tacenda.shell.vault.keyring import Keyring

KINDS = "devices.kinds"  # the wish that remembers which kinds of browsers signed in, comma-separated
Change = Callable[[tuple[Device, ...]], tuple[Device, ...]]


def here(keys: Keyring) -> bytes:
    """What names this very sign-in in the list."""
    return sha(keys.signer.certificate)


def of(house: House, keys: Keyring) -> tuple[Device, ...]:
    """The list, newest first."""
    with house.sign_ins.reading() as tx:
        return _list(tx, keys)


def begun(house: House, keys: Keyring, kind: str, idle: int) -> None:
    """A sign-in began."""
    now = house.clock.now()
    one = Device(here(keys), keys.signer.certificate, kind, now, now, idle)
    _change(house, keys, lambda found: devices.begun(found, one))


def used(tx: Tx, keys: Keyring, now: Moment) -> None:
    """A sign-in was used; in the transaction that touches its row."""
    _write(tx, keys, now, lambda found: devices.used(found, here(keys), now))


def missed(house: House, keys: Keyring) -> None:
    """A second proof at this very sign-in did not fit."""
    _change(house, keys, lambda found: devices.missed(found, here(keys), house.clock.now()))


def ended(house: House, keys: Keyring, hashes: Sequence[bytes]) -> None:
    """Sign-ins were ended."""
    _change(house, keys, lambda found: devices.ended(found, hashes))


def _change(house: House, keys: Keyring, change: Change) -> None:
    with house.sign_ins.writing() as tx:
        _write(tx, keys, house.clock.now(), change)


def _write(tx: Tx, keys: Keyring, now: Moment, change: Change) -> None:
    before = _list(tx, keys)
    after = change(before)
    if after != before:
        rows.put(tx, sealed.id_of(keys), moments.day(now), sealed.seal_list(keys, after))


def _list(tx: Tx, keys: Keyring) -> tuple[Device, ...]:
    box = rows.get(tx, sealed.id_of(keys))
    try:
        return sealed.open_list(keys, box) if box else ()
    except Tampered:
        return ()
