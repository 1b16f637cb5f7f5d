"""Backups: a folder from which a house can be rebuilt with an officer's recovery code, and the rebuilding.

`content.db` is a copy without log and free pages; `keeper.db` the keeper's extract, which holds no secret; `keys.sealed` the secrets,
sealed to the privacy office; `settings.toml` as it was; `manifest.json` names the practice, the day, the checkpoint and a SHA-256 of each
file. Sign-ins and drafts are never in it. Content and keeper are copied while no content can be written, so they fit together.

A restored house begins a new tree: its first entry is the officer's and names the old one. Everybody signs in again, every compartment
gets new keys when its next holder comes, and clients are told that the tree began anew.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tacenda.acts.desk import bare, desk_of
from tacenda.acts.house import Clock, House, SystemClock, open_house
from tacenda.core.sealing import passphrase
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words import moments
from tacenda.core.words.access import Act
from tacenda.core.words.errors import Conflict, Invalid, NotFound, Refused, Tampered, Unavailable
from tacenda.core.words.ids import CompartmentId, PracticeId, PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.shell import fresh, process, settings
from tacenda.shell.database import Database
from tacenda.shell.keeper import backups
from tacenda.shell.keeper.backups import Restoration
from tacenda.shell.keeper.keeper import Keeper
from tacenda.shell.store import principals, rings, unlocks
from tacenda.shell.vault import keyring, unlock
from tacenda.shell.vault.keyring import EVERYDAY, Keyring, RootKeys
from tacenda.shell.vault.ring import OfficeKey, Ring

CONTENT, EXTRACT, KEYS, MANIFEST = "content.db", "keeper.db", "keys.sealed", "manifest.json"
CONTENT_SCHEMA, KEEPER_SCHEMA = "tacenda.shell.store.schema", "tacenda.shell.keeper.schema"
TWELVE_HOURS = 12 * 3600


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made and read back. `entries`: lines of the ledger in it."""

    folder: Path
    entries: int


Step = Callable[[str], None]
INSIDE = "A backup in the data folder is lost with it. Name a folder outside, best on another machine."


def make(house: House, to: Path, step: Step) -> Made:
    """Write a backup into a folder that is empty or not there, and outside. `step`: called with the name of each file done.

    Raises Conflict, Unavailable.
    """
    if to.exists() and any(to.iterdir()):
        raise Conflict("the backup folder is not empty")
    if to.resolve().is_relative_to(house.folder.resolve()):
        raise _inside()
    process.make_folder(to)
    serial = int(house.clock.now())
    with house.content.writing():
        # No page is on its way: what the keeper counts and what the content holds are of one moment.
        house.content.backup_into(to / CONTENT)
        step(CONTENT)
        checkpoint = house.keeper.checkpoint()
        house.keeper.extract(to / EXTRACT)
        step(EXTRACT)
        sealed = house.keeper.key_backup(_office(house), serial)
    process.write_private(to / KEYS, sealed)
    process.copy_private(house.folder / settings.FILE, to / settings.FILE)
    entries = _read_back(to)
    _manifest(house, to, serial, checkpoint)
    step(MANIFEST)
    house.backed_up()
    return Made(to, entries)


def _office(house: House) -> bytes:
    """The privacy office's public key, verified up to the pin."""
    for listed in house.keeper.everyone():
        if listed.entry.office and listed.confirmed:
            return listed.entry.seal
    raise Unavailable("no privacy office")


def _read_back(to: Path) -> int:
    """Both files as written: whole, and a tree whose end fits its checkpoint. Raises Tampered."""
    for name, schema in ((CONTENT, CONTENT_SCHEMA), (EXTRACT, KEEPER_SCHEMA)):
        copy = Database(to / name, schema)
        try:
            copy.check()
        finally:
            copy.close()
    return _extract_size(to)


def _extract_size(to: Path) -> int:
    pin = bytes.fromhex(settings.read(to).practice)
    copy = Keeper(Database(to / EXTRACT, KEEPER_SCHEMA), pin, SystemClock().now)
    try:
        return copy.check_tail()
    finally:
        copy.close()


def _manifest(house: House, to: Path, serial: int, checkpoint: str) -> None:
    files = {name: process.file_hash(to / name) for name in (CONTENT, EXTRACT, KEYS, settings.FILE)}
    value = {
        "v": 1, "made": moments.text(house.clock.now()), "practice": house.keeper.practice.hex(),
        "fingerprint": sha(house.keeper.genesis.write()).hex(), "serial": serial, "checkpoint": checkpoint, "files": files,
    }  # fmt: skip
    process.write_private(to / MANIFEST, json.dumps(value, indent=1, sort_keys=True).encode())


# Restoring


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup's manifest says, held against its files."""

    folder: Path
    made: Moment
    practice: PracticeId
    fingerprint: bytes
    serial: int


@dataclass(frozen=True, slots=True)
class Restored:
    """A house rebuilt. `lost`: compartments whose keys the backup does not hold; `officer`: whose code it was."""

    house: House
    officer: Keyring
    origin: str
    lost: tuple[CompartmentId, ...]


def look_at(folder: Path) -> Kept:
    """A backup folder whose files are the ones its manifest names. Raises NotFound, Tampered."""
    try:
        found: Mapping[str, object] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files, serial = found["files"], found["serial"]
        kept = Kept(
            folder, moments.from_text(str(found["made"])), PracticeId(bytes.fromhex(str(found["practice"]))),
            bytes.fromhex(str(found["fingerprint"])), serial if isinstance(serial, int) else -1,
        )  # fmt: skip
    except OSError as error:
        raise NotFound("backup") from error
    except (ValueError, KeyError, RecursionError) as error:
        raise Tampered("manifest") from error
    for name in (CONTENT, EXTRACT, KEYS, settings.FILE):
        if not isinstance(files, dict) or files.get(name) != process.file_hash(folder / name):  # pyright: ignore[reportUnknownMemberType]
            raise Tampered("a file of the backup is not the one that was made")
    return kept


def _inside() -> Unavailable:
    error = Unavailable("the backup would lie in what it saves")
    error.public = INSIDE
    return error


def restore(kept: Kept, to: Path, code: str, *, beyond: int = 0, clock: Clock | None = None) -> Restored:
    """Rebuild a house in a folder that is empty or not there. `code`: an officer's recovery code; `beyond`: see `restore_keys`.

    Raises Conflict, Invalid({"code": ...}), Refused, Tampered; then nothing is left in the folder.
    """
    if to.exists() and any(to.iterdir()):
        raise Conflict("the folder is not empty")
    time, raw = clock or SystemClock(), passphrase.code_bytes(code)
    process.make_folder(to)
    try:
        for name in (CONTENT, EXTRACT, settings.FILE):
            process.copy_private(kept.folder / name, to / name)
        officer = _officer(kept, to, raw)
        brought = _bring(kept, to, officer, time.now(), beyond)
        house = open_house(to, time)
        try:
            keys = _told(house, officer)
        except BaseException:
            house.close()
            raise
    except BaseException:
        _empty(to)
        raise
    return Restored(house, keys, brought.origin, brought.lost)


def _empty(folder: Path) -> None:
    for each in folder.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
        else:
            each.unlink()


@dataclass(frozen=True, slots=True)
class _Officer:
    """Whose code it was, and the office whose root lies in their ring."""

    principal: PrincipalId
    keys: RootKeys
    office: OfficeKey

    def __repr__(self) -> str:
        return "_Officer()"


def _officer(kept: Kept, to: Path, code: bytes) -> _Officer:
    """The code says who it is: it opens one person's root, and no other. Raises Invalid, Refused."""
    content = Database(to / CONTENT, CONTENT_SCHEMA)
    try:
        with content.reading() as tx:
            for principal in list(principals.all(tx)):
                for method in unlocks.of_principal(tx, principal):
                    root = _root(kept.practice, method, code)
                    if root:
                        row = rings.get(tx, principal, EVERYDAY)
                        return _member(kept, principal, root, row)
    finally:
        content.close()
    raise Invalid({"code": "wrong"})


def _root(practice: PracticeId, method: unlocks.Unlock, code: bytes) -> bytes:
    if method.code != Method.RECOVERY_CODE:
        return b""
    try:
        return unlock.open_root(
            method.envelope, code, practice, method.principal, method.id, Method.RECOVERY_CODE, method.parameters
        )  # fmt: skip
    except Tampered:
        return b""


def _member(kept: Kept, principal: PrincipalId, root: bytes, row: tuple[int, bytes] | None) -> _Officer:
    keys = keyring.from_root(root, principal)
    if row is None:
        raise Tampered("ring")
    opened: Ring = keyring.open_ring(keys.everyday.ring, kept.practice, principal, EVERYDAY, *row)
    if opened.pin != kept.fingerprint and opened.pin:
        raise Tampered("another practice")
    if not opened.offices:
        raise Refused("officer")
    return _Officer(principal, keys, opened.offices[0])


def _bring(kept: Kept, to: Path, officer: _Officer, now: Moment, beyond: int) -> backups.Brought:
    office = keyring.from_root(officer.office.root, officer.office.office)
    secrets = backups.open_key_backup(office.everyday.seal, kept.practice, kept.serial, (kept.folder / KEYS).read_bytes())
    extract = Database(to / EXTRACT, KEEPER_SCHEMA)
    try:
        return backups.restore_keys(extract, kept.fingerprint, secrets, now, beyond=beyond)
    finally:
        extract.close()


def _told(house: House, officer: _Officer) -> Keyring:
    """The officer's entry, the first of the tree that begins anew. Raises Refused for who is no officer, Tampered."""
    keeper = house.keeper
    listed = keeper.newest(officer.principal)
    if officer.keys.public() != (
        listed.entry.ed25519, listed.entry.mldsa44, listed.entry.sign_in, listed.entry.seal, listed.entry.seal_vault
    ):  # fmt: skip
        raise Tampered("root")
    if Role.OFFICER not in listed.entry.roles:
        raise Refused("officer")
    now, practice = house.clock.now(), keeper.practice
    signer = keyring.certify(officer.keys, practice, officer.principal, listed.hash, fresh.secret(), now, Moment(now + TWELVE_HOURS))
    keys = keyring.fresh_keyring(officer.keys, practice, officer.principal, listed.entry.roles, signer)
    statement = Restoration(practice, keeper.begins_after, "").write()
    with house.content.reading() as tx:
        desk = desk_of(house, tx, keys)
        keeper.enter(bare(desk, Act.RESTORE, "keeper and content", sha(statement)), statement)
    return keys
