"""The house: what one running Tacenda holds. Built once by a door, frozen, handed to every desk."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import BoundedSemaphore

from tacenda.core.decisions.practice import AccessRules
from tacenda.core.words.errors import Unavailable
from tacenda.shell import packs, settings
from tacenda.shell.clock import Clock, SystemClock
from tacenda.shell.database import Database, Step
from tacenda.shell.keeper.keeper import Keeper
from tacenda.shell.settings import Settings

STRETCHING = 2  # passphrases stretched at once: each takes 64 MiB and a core for 0.2 s
PATIENCE = 10  # seconds a sign-in waits for its turn


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
    stretching: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(STRETCHING))

    @contextmanager
    def turn(self) -> Generator[None, None, None]:
        """A turn in the pool of passphrases being stretched. Raises Unavailable (429) after ten seconds of waiting."""
        if not self.stretching.acquire(timeout=PATIENCE):
            raise Unavailable("busy", seconds=PATIENCE, slowed=True)
        try:
            yield
        finally:
            self.stretching.release()

    def pin(self, fingerprint: bytes) -> None:
        """Write the practice fingerprint into the settings: from now on only this practice's keeper is opened."""
        settings.write(self.folder, replace(settings.read(self.folder), practice=fingerprint.hex()))

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
    keeper_file = Database(folder / "keeper.db", "tacenda.shell.keeper.schema", keeper_step)
    return House(
        folder, found,
        Database(folder / "content.db", "tacenda.shell.store.schema", step),
        Database(folder / "session.db", "tacenda.shell.store.schema_session"),
        Keeper(keeper_file, bytes.fromhex(found.practice) or None, time.now),
        packs.access_rules(), time,
    )  # fmt: skip
