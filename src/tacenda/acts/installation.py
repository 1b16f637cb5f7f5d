"""The installation: what of this machine and its settings fits the promise, and what somebody should look at.

For the last page of the set-up and for `tacenda doctor`. Codes alone; sentences are the doors'. Opens nothing and needs no sign-in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from urllib.parse import urlsplit

from tacenda.acts.house import House
from tacenda.core.words import subjects
from tacenda.core.words.moments import NEVER, Moment
from tacenda.shell import process, settings
from tacenda.shell.store import unlocks

BACKUP_DAYS = 7
FAULT_DAYS = 7  # a fault of background work is shown for as long
OLDEST = Moment(1_767_225_600)  # 2026-01-01: a clock before this project is wrong


class Check(Enum):
    """What is looked at."""

    SWAP = "swap"  # memory may reach a disk unencrypted
    FOLDER = "folder"  # others of this machine may read the data folder
    KEEPER = "keeper"  # the keeper's file lies beside what it protects
    HOST_NAME = "host name"  # the address or the sender's name tells what kind of house this is
    ADDRESS = "address"  # people reach it without https
    PROXY = "proxy"  # people of a house behind a web server are told apart when they guess
    CLOCK = "clock"
    BACKUP = "backup"  # the last one is younger than a week
    WORK = "work"  # nothing that goes on in the background failed lately
    OFFICERS = "officers"  # more than one privacy officer
    METHODS = "methods"  # everybody has two ways to sign in


@dataclass(frozen=True, slots=True)
class Finding:
    """One check, and whether it fits. `at`: when it went wrong, where that is known."""

    check: Check
    fits: bool
    at: Moment = NEVER


def findings(house: House) -> tuple[Finding, ...]:
    """Every check."""
    found, fault = house.settings, house.last_fault()
    host = urlsplit(found.base).hostname or ""
    return (
        Finding(Check.SWAP, swap_is_fine(house)),
        Finding(Check.FOLDER, not process.open_to_others(house.folder)),
        Finding(Check.KEEPER, not process.one_disk(house.folder / "keeper.db", house.folder / "content.db")),
        Finding(Check.HOST_NAME, not subjects.told(f"{host} {found.sender} {found.mail_from} {found.mail_host}")),
        Finding(Check.ADDRESS, found.base.startswith("https://") or host in ("localhost", "127.0.0.1")),
        Finding(Check.PROXY, bool(found.proxy) or not found.base.startswith("https://")),
        Finding(Check.CLOCK, house.clock.now() >= OLDEST and not house.keeper.ahead, house.keeper.ahead),
        Finding(Check.BACKUP, house.clock.now() - house.last_backup() <= BACKUP_DAYS * 86_400),
        Finding(Check.WORK, house.clock.now() - fault > FAULT_DAYS * 86_400, fault),
    )


def people(house: House) -> tuple[Finding, ...]:
    """What would be lost with one person or one forgotten passphrase. Nothing to say before there is a practice."""
    if not house.keeper.founded:
        return ()
    everyone = [one.entry for one in house.keeper.everyone() if one.confirmed and not one.entry.ended]
    with house.content.reading() as tx:
        methods = [len(unlocks.codes(tx, entry.principal)) for entry in everyone if not entry.office]
    return (
        Finding(Check.OFFICERS, all(len(house.keeper.members(entry.principal)) > 1 for entry in everyone if entry.office)),
        Finding(Check.METHODS, min(methods, default=0) > 1),
    )


def swap_is_fine(house: House) -> bool:
    """No swap would keep memory in the clear, or the operator has read that it may."""
    return settings.read(house.folder).allow_swap or not process.open_swap()


def acknowledge_swap(house: House) -> None:
    """The operator has read that memory can reach the disk unsealed; the next start does not refuse for it."""
    if not swap_is_fine(house):
        settings.write(house.folder, replace(settings.read(house.folder), allow_swap=True))
