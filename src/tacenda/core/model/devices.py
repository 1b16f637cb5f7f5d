"""Devices: one person's own sign-ins, as they see them: which kind of browser, since when, last used, and whether it can still be used,
and how often words were typed there that did not fit.

Payload of the sealed list: `plain({v, devices})`, a device `[hash, certificate, kind, began, used, idle, ended, missed, missed_at]`, newest
first; the last two are not there in lists written before they were counted. `hash`: SHA-256 of the sign-in's certificate; the certificate
itself is kept as long as it could still be used, to be able to end it.
A browser's own words about itself are never kept: they are read into one of a few kinds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tacenda.core.words.encoding import Plain, Reading, as_number, as_raw, as_text, plain
from tacenda.core.words.errors import Tampered
from tacenda.core.words.moments import Moment

MOST = 12  # sign-ins listed
LASTS = 12 * 3600  # seconds a sign-in can last
KEPT = 60 * 86_400  # seconds a sign-in stays listed
BEFORE, LENGTH = 7, 9  # what stands in a device, before and since what did not fit is counted
NEVER_MISSED = Moment(0)
PROGRAM = "program"  # signed in by no browser
OTHER = "other"
# What a browser calls itself, the more special one first: Edge says it is Chrome, and Chrome says it is Safari.
BROWSERS = (("edg", "edge"), ("firefox", "firefox"), ("fxios", "firefox"), ("crios", "chrome"), ("chrom", "chrome"), ("safari", "safari"))
SYSTEMS = (
    ("iphone", "iphone"), ("ipad", "ipad"), ("android", "android"), ("windows", "windows"), ("mac os", "mac"), ("linux", "linux"),
    ("cros", "chromebook"),
)  # fmt: skip


def kind_of(user_agent: str) -> str:
    """The kind of a browser: its name and its system, nothing finer."""
    said = user_agent.lower()
    if "mozilla" not in said:
        return PROGRAM
    return f"{_first(BROWSERS, said)}-{_first(SYSTEMS, said)}"


def _first(known: Sequence[tuple[str, str]], said: str) -> str:
    return next((name for mark, name in known if mark in said), OTHER)


@dataclass(frozen=True, slots=True)
class Device:
    """One sign-in. `idle`: seconds after which it locks; `ended`: signed out, or ended from elsewhere; `missed`: second proofs that did not
    fit, the last one at `missed_at`."""

    hash: bytes
    certificate: bytes
    kind: str
    began: Moment
    used: Moment
    idle: int
    ended: bool = False
    missed: int = 0
    missed_at: Moment = NEVER_MISSED

    def __repr__(self) -> str:
        return "Device()"

    def open(self, now: Moment) -> bool:
        """Whether it can be used at a moment."""
        return not self.ended and now < self.used + self.idle and now < self.began + LASTS


def begun(devices: Sequence[Device], one: Device) -> tuple[Device, ...]:
    """The list with one more, without what is too old; a certificate that lasts no longer goes."""
    lasting = (replace(old, certificate=b"") if one.began >= old.began + LASTS else old for old in devices)
    return (one, *(old for old in lasting if one.began < old.began + KEPT and old.hash != one.hash))[:MOST]


def used(devices: Sequence[Device], hash: bytes, now: Moment) -> tuple[Device, ...]:
    """The list after one was used."""
    return tuple(replace(one, used=now) if one.hash == hash else one for one in devices)


def missed(devices: Sequence[Device], hash: bytes, now: Moment) -> tuple[Device, ...]:
    """The list after a second proof at one of them did not fit."""
    return tuple(replace(one, missed=one.missed + 1, missed_at=now) if one.hash == hash else one for one in devices)


def ended(devices: Sequence[Device], hashes: Sequence[bytes]) -> tuple[Device, ...]:
    """The list after some were ended: nothing of them is left to end."""
    return tuple(replace(one, ended=True, certificate=b"") if one.hash in hashes else one for one in devices)


def write(devices: Sequence[Device]) -> bytes:
    """The payload."""
    return plain({"v": 1, "devices": [_row(one) for one in devices]})


def _row(one: Device) -> list[Plain]:
    times: list[Plain] = [int(one.began), int(one.used), one.idle]
    return [one.hash, one.certificate, one.kind, *times, one.ended, one.missed, int(one.missed_at)]


def read(payload: bytes) -> tuple[Device, ...]:
    """Raises Tampered."""
    r = Reading(payload)
    r.version(1)
    found = tuple(_device(row) for row in r.rows("devices"))
    r.done()
    return found


def _device(row: list[object]) -> Device:
    if len(row) not in (BEFORE, LENGTH) or not isinstance(row[6], bool):
        raise Tampered("device")
    missed, at = (as_number(one) for one in row[BEFORE:] or (0, 0))
    began, used = Moment(as_number(row[3])), Moment(as_number(row[4]))
    return Device(as_raw(row[0], 32), as_raw(row[1]), as_text(row[2]), began, used, as_number(row[5]), row[6], missed, Moment(at))
