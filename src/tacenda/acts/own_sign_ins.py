"""Own sign-ins: where a person is signed in, and "this was not me". The list is theirs alone; what ends one is the keeper."""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.acts import devices, gate
from tacenda.acts.desk import desk_of, put_ring, resume
from tacenda.acts.house import House
from tacenda.core.model.devices import Device
from tacenda.core.words.access import Act
from tacenda.core.words.errors import NotFound
from tacenda.core.words.moments import Moment
from tacenda.shell.keeper import checks
from tacenda.shell.vault.keyring import EVERYDAY, Keyring


@dataclass(frozen=True, slots=True)
class SignInLine:
    """One of a person's own sign-ins. `here`: this very one; `open`: it can be used now; `ended`: signed out, or ended from elsewhere;
    `missed`: second proofs there that did not fit, the last one at `missed_at`."""

    hash: bytes
    kind: str
    began: Moment
    used: Moment
    here: bool
    open: bool
    ended: bool
    missed: int
    missed_at: Moment


def mine(house: House, secret: bytes) -> tuple[SignInLine, ...]:
    """One's own sign-ins, newest first. Raises Locked."""
    keys = resume(house, secret).keyring
    return tuple(_line(house, keys, one) for one in devices.of(house, keys))


def _line(house: House, keys: Keyring, one: Device) -> SignInLine:
    counts = house.keeper.still_counts(keys.principal, one.began, one.hash)
    here = one.hash == devices.here(keys)
    open = counts and one.open(house.clock.now())
    return SignInLine(one.hash, one.kind, one.began, one.used, here, open, one.ended or not counts, one.missed, one.missed_at)


def not_me(house: House, secret: bytes, hash: bytes) -> None:
    """Another sign-in of this person's was not them: it counts no more, at once, and its kind of browser is strange again.

    Raises Locked, NotFound for one that is not listed or is this very one.
    """
    keys = resume(house, secret).keyring
    found = devices.of(house, keys)
    named = next((one for one in found if one.hash == hash and one.hash != devices.here(keys)), None)
    if named is None:
        raise NotFound("sign-in")
    _end(house, keys, named)
    if not any(one.kind == named.kind for one in found if one.hash != hash):
        _forget_kind(house, keys, named.kind)


def _end(house: House, keys: Keyring, named: Device) -> None:
    if named.certificate:  # else it lasts no longer
        with house.content.reading() as tx:
            ask = gate.bare(desk_of(house, tx, keys), Act.SIGN_OUT, checks.not_me(named.certificate))
            house.keeper.end_sign_in(named.certificate, ask)
    devices.ended(house, keys, [named.hash])


def _forget_kind(house: House, keys: Keyring, kind: str) -> None:
    with house.content.writing() as tx:
        ring = desk_of(house, tx, keys).keyring.ring()
        left = [one for one in ring.wishes.get(devices.KINDS, "").split(",") if one != kind]
        put_ring(tx, keys, ring.with_wish(devices.KINDS, ",".join(left)), EVERYDAY)
