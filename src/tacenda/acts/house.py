"""The house: what one running Tacenda holds. Built once by a door, frozen, handed to every desk."""

from __future__ import annotations

import hmac
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from enum import Enum
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from threading import Lock

from tacenda.core.decisions.practice import AccessRules
from tacenda.core.ledger.asks import Ask, SignedAsk
from tacenda.core.ledger.bundle import Membership
from tacenda.core.words import moments
from tacenda.core.words.errors import Tampered, Unavailable
from tacenda.core.words.ids import PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.shell import fresh, packs, process, settings
from tacenda.shell.clock import Clock, SetClock, SystemClock
from tacenda.shell.database import Database, Step
from tacenda.shell.keeper.keeper import Keeper
from tacenda.shell.settings import Settings
from tacenda.shell.turns import Places, Turns

__all__ = ["Clock", "House", "OneTime", "Proving", "SetClock", "SetUpCode", "SystemClock", "open_house"]

STRETCHING = 2  # passphrases stretched at once: each takes 64 MiB and a core for 0.2 s
PATIENCE = 10  # seconds a proof waits for its turn
WAITING = 16  # sign-ins under way or waiting for their turn, well below the threads that answer everybody's pages
SHARE = 8  # of these, from one source: a stranger leaves places to others
AGAIN = 2  # proofs under way of one person who is signed in
GUESSES = 10  # wrong set-up codes a minute
CONTENT_PAGE = 32_768  # bytes of a page of content.db: seven boxes of a note lie on one, where 4,096 would cut each in two (decision 0021)
FILES = ("settings.toml", "keeper.db", "content.db")  # any of them says that a folder is a data folder
NO_KEEPER = (
    "This folder has a practice, and its file keeper.db is not there or holds nothing. Nothing opens without it. "
    "If it lies on a disk of its own, connect that disk; else restore the newest backup."
)
LAST_BACKUP, LAST_FAULT = "last-backup", "last-fault"
SAID = 10_000  # refusals and incidents remembered
SHOWN = 1800  # seconds a one-time text can be read


class Proving(Enum):
    """Who proves who they are: neither waits behind the other, or strangers would keep everybody from their second proof."""

    SIGNING_IN = "signing in"
    SIGNED_IN = "signed in"


class SetUpCode:
    """Eight letters on the server's own screen: who can read them may found the practice. In memory alone, other ones at each start."""

    def __init__(self) -> None:
        self.text = fresh.set_up_code()
        self._wrong: list[Moment] = []
        self._lock = Lock()

    def fits(self, typed: str, now: Moment) -> bool:
        """Whether these are the letters; case and spaces do not matter. Raises Unavailable (429) at the tenth wrong guess of a minute."""
        with self._lock:
            self._wrong = [at for at in self._wrong if at > now - 60]
            if len(self._wrong) >= GUESSES:
                raise Unavailable("guesses", seconds=self._wrong[0] + 60 - now, slowed=True)
            if hmac.compare_digest("".join(typed.split()).lower().encode(), self.text.encode()):
                return True
            self._wrong.append(now)
            return False


class OneTime:
    """Texts that one browser may read until they are proven, for half an hour at most. In memory alone: docs/decisions/0006."""

    def __init__(self) -> None:
        self._texts: dict[bytes, tuple[str, Moment]] = {}
        self._lock = Lock()

    def put(self, key: bytes, text: str, now: Moment) -> None:
        """Keep a text under a sign-in's row id."""
        with self._lock:
            self._texts = {one: kept for one, kept in self._texts.items() if kept[1] > now}
            self._texts[key] = text, Moment(now + SHOWN)

    def get(self, key: bytes, now: Moment) -> str:
        """The text; empty when its time is over, or another process keeps it."""
        with self._lock:
            text, until = self._texts.get(key, ("", now))
            return text if until > now else ""

    def drop(self, key: bytes) -> None:
        """Proven, or signed out: it is gone."""
        with self._lock:
            self._texts.pop(key, None)


@dataclass(frozen=True, slots=True)
class House:
    """Databases, keeper, rules, settings and clock of one installation."""

    folder: Path
    settings: Settings
    content: Database
    sign_ins: Database
    keeper: Keeper
    rules: AccessRules
    clock: Clock
    stretching: Turns = field(default_factory=lambda: Turns(STRETCHING), repr=False)
    strangers: Places = field(default_factory=lambda: Places(WAITING, SHARE), repr=False)
    proving: Places = field(default_factory=lambda: Places(WAITING, AGAIN), repr=False)
    set_up_code: SetUpCode = field(default_factory=SetUpCode, repr=False)
    one_time: OneTime = field(default_factory=OneTime, repr=False)
    said: dict[tuple[object, ...], Moment] = field(default_factory=dict[tuple[object, ...], Moment], repr=False)
    # Asks for standing entries that were signed a moment ago, by all they say; no key and no share is among them.
    uses: dict[tuple[object, ...], tuple[Ask, SignedAsk]] = field(
        default_factory=dict[tuple[object, ...], tuple[Ask, SignedAsk]], repr=False
    )

    # Memberships of offices, each with its parents, by the hash that lines cite: the practice's words on its own people, and on no client.
    members: dict[bytes, tuple[Membership, ...]] = field(default_factory=dict[bytes, tuple[Membership, ...]], repr=False)

    def said_once(self, what: tuple[object, ...], now: Moment) -> bool:
        """Whether this is the first time today, in this process, that this is said: what repeats itself is entered once a day."""
        if len(self.said) >= SAID:
            self.said.clear()
        before = self.said.get(what)
        self.said[what] = now
        return before is None or moments.day(before) != moments.day(now)

    def admitted(self, source: str) -> AbstractContextManager[None]:
        """A place among the sign-ins under way. Raises Unavailable (429) at once when all, or all of a source, are taken.

        Nothing may be written before. Without it the house would be full of people who wait for a turn, and no page would be answered to
        anybody.
        """
        return self.strangers.place(network(source), PATIENCE)

    def admitted_again(self, principal: PrincipalId) -> AbstractContextManager[None]:
        """A place among the proofs of people who are signed in, which no stranger takes. Raises Unavailable (429) as `admitted` does."""
        return self.proving.place(principal, PATIENCE)

    def turn(self, who: Proving) -> AbstractContextManager[None]:
        """A turn to stretch a passphrase; strangers and those who are signed in take turns. Raises Unavailable (429) after ten seconds."""
        return self.stretching.turn(who, PATIENCE)

    def founded(self) -> bool:
        """Whether there is a practice: founded here, or meanwhile by another server on this folder."""
        if not self.keeper.founded:
            pin = settings.read(self.folder).practice
            if pin:
                self.keeper.open(bytes.fromhex(pin))
        return self.keeper.founded

    def lone(self) -> PrincipalId | None:
        """Who works here, where that is one person: who treats, and all of the privacy office. None where several do, or where nobody
        can say. What a page says of colleagues turns on it, and nothing that anybody may do."""
        if not self.founded():
            return None
        try:
            found = self.keeper.working(2)  # asked on most pages: a group finds its second soon
        except Tampered:  # the words for several are never untrue
            return None
        return found[0].entry.principal if len(found) == 1 else None

    def pin(self, fingerprint: bytes) -> None:
        """Write the practice fingerprint into the settings: from now on only this practice's keeper is opened."""
        settings.write(self.folder, replace(settings.read(self.folder), practice=fingerprint.hex()))

    def last_backup(self) -> Moment:
        """When the last backup was made and read back; NEVER if none was."""
        return self._moment(LAST_BACKUP)

    def backed_up(self) -> None:
        """A backup was made and read back now."""
        self._note(LAST_BACKUP)

    def last_fault(self) -> Moment:
        """When background work last failed by a fault of ours; NEVER if it did not."""
        return self._moment(LAST_FAULT)

    def failed(self) -> None:
        """Background work failed now. In a file, so that the doctor and other servers on this folder see it too. Raises Unavailable."""
        self._note(LAST_FAULT)

    def _moment(self, name: str) -> Moment:
        try:
            return moments.from_text((self.folder / name).read_text(encoding="ascii"))
        except (OSError, UnicodeDecodeError, Tampered):
            return moments.NEVER

    def _note(self, name: str) -> None:
        process.write_private(self.folder / name, moments.text(self.clock.now()).encode())

    def close(self) -> None:
        """Close every file."""
        for database in (self.content, self.sign_ins):
            database.close()
        self.keeper.close()


def open_house(folder: Path, clock: Clock | None = None, *, step: Step | None = None, keeper_step: Step | None = None) -> House:
    """Open a data folder, making its files where there are none. `step`s: called around each commit, for fault injection.

    Raises Invalid for settings nobody knows, Tampered if the keeper is not the pinned practice's, Unavailable if a newer version made it.
    """
    found, time = settings.read(folder), clock or SystemClock()
    if found.practice and not (folder / "keeper.db").exists():
        raise no_keeper()  # before an empty one is made in its place
    keeper_file = Database(folder / "keeper.db", "tacenda.shell.keeper.schema", keeper_step)
    house = House(
        folder, found,
        Database(folder / "content.db", "tacenda.shell.store.schema", step, page_size=CONTENT_PAGE),
        Database(folder / "session.db", "tacenda.shell.store.schema_session"),
        Keeper(keeper_file, bytes.fromhex(found.practice) or None, time.now),
        packs.access_rules(), time,
    )  # fmt: skip
    if found.practice and not house.keeper.founded:
        house.close()
        raise no_keeper()
    return house


def network(source: str) -> str:
    """What counts as one source: an address, or the /64 that one line has of IPv6; an IPv4 address in an IPv6 one (RFC 4291, 2.5.5.2) is
    itself, as a web server in front may write it."""
    try:
        found = ip_address(source)
    except ValueError:
        return source
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or found.exploded[:19])
    return source


def no_keeper() -> Unavailable:
    """The folder has a practice, and its keeper is not here."""
    error = Unavailable("the keeper's file is not there")
    error.public = NO_KEEPER
    return error
