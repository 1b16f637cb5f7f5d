"""The process: no core dumps, no reading by a debugger, private files, no swap in the clear, and who else has the data folder open."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import gc
import hashlib
import os
import resource
import shutil
import stat
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from tacenda.core.words.errors import Unavailable

_PR_SET_DUMPABLE = 4  # linux/prctl.h
OTHER_THINGS = "holds other things, and nothing of Tacenda. Nothing was changed; choose an empty folder or a new one."
NOT_COUNTED = frozenset({"lost+found"})  # a disk of its own, just formatted
OPEN_FILES = 4096
PROCESSES = 64  # as many may have one data folder open


def harden() -> None:
    """New files are private, and memory goes to no core file and to no debugger of the same user."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux" and ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise Unavailable("memory cannot be closed to debuggers")


def open_more_files() -> None:
    """Up to 4,096 files may be open at once, as far as the machine lets its user: each thread has several, and each line is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def files() -> int:
    """How many files may be open at once."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return OPEN_FILES if most == resource.RLIM_INFINITY else most


def settle() -> None:
    """What a start has made stays until the end: to look for garbage among it again and again frees nothing and costs a twentieth."""
    gc.collect()
    gc.freeze()


def make_folder(path: Path) -> None:
    """Make a folder, or take one over, for its owner alone. Raises Unavailable if it cannot be made or is somebody else's."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.stat().st_uid != os.geteuid():
            raise _for_operators("the data folder belongs to another user", f"{path} belongs to another user. Choose another folder.")
        path.chmod(0o700)
    except OSError as error:
        raise _not_made(path) from error


def take_folder(path: Path, ours: Collection[str]) -> None:
    """`make_folder`, unless it holds things and none of the names in `ours`: then Unavailable is raised and nothing is changed."""
    try:
        there = {each.name for each in path.iterdir()} - NOT_COUNTED if path.is_dir() else set[str]()
    except OSError as error:
        raise _not_made(path) from error
    if there and there.isdisjoint(ours):
        raise _for_operators("the data folder holds other things", f"{path} {OTHER_THINGS}")
    make_folder(path)


def _not_made(path: Path) -> Unavailable:
    return _for_operators(
        "the data folder cannot be made", f"{path} cannot be made or written. Choose another folder, or let your user write there."
    )


def _for_operators(reason: str, sentence: str) -> Unavailable:
    """An error of the start, which nobody meets in a browser: it may name the folder."""
    error = Unavailable(reason)
    error.public = sentence
    return error


def write_private(path: Path, raw: bytes) -> None:
    """A new file for its owner alone, on the disk when this returns. Replaces an older one whole. Raises Unavailable."""
    new = path.with_name(path.name + ".new")
    try:
        with os.fdopen(os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise _not_written(error) from error


def copy_private(source: Path, path: Path) -> None:
    """A copy for its owner alone, on the disk when this returns; never the whole file in memory. Raises Unavailable."""
    try:
        with source.open("rb") as read, os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            shutil.copyfileobj(read, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _not_written(error) from error


def file_hash(path: Path) -> str:
    """SHA-256 of a file, hexadecimal; empty where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _not_written(error: OSError) -> Unavailable:
    full = Unavailable("disk")
    full.public = "The disk is full or can only be read. Nothing was lost." if error.errno in (errno.ENOSPC, errno.EROFS) else full.public
    return full


def open_to_others(folder: Path) -> tuple[str, ...]:
    """Names in a data folder, "." for itself, that others than its owner may read or write."""
    return tuple(
        str(each.relative_to(folder)) for each in (folder, *sorted(folder.rglob("*"))) if stat.S_IMODE(each.lstat().st_mode) & 0o077
    )


def one_disk(one: Path, other: Path) -> bool:
    """Whether two files lie on the same device, so that one thief or one broken disk takes both."""
    try:
        return one.stat().st_dev == other.stat().st_dev
    except OSError:
        return True


def open_swap(swaps: Path = Path("/proc/swaps"), sys: Path = Path("/sys")) -> tuple[str, ...]:
    """Swap areas that would keep memory on a disk unencrypted. None are known where the system has no /proc/swaps."""
    try:
        lines = swaps.read_text(encoding="utf-8").splitlines()[1:]
    except OSError:
        return ()
    areas = [line.split()[0].replace("\\040", " ") for line in lines if line.strip()]
    return tuple(area for area in areas if not _keeps_nothing(Path(area), sys))


def _keeps_nothing(area: Path, sys: Path) -> bool:
    """Whether a swap area is compressed memory, or lies on an encrypted block device."""
    real = area.resolve()
    if real.name.startswith("zram"):
        return True
    try:
        held = real.stat()
        number = held.st_rdev if stat.S_ISBLK(held.st_mode) else held.st_dev
        return _encrypted(sys / "dev" / "block" / f"{os.major(number)}:{os.minor(number)}")
    except OSError:
        return False


def _encrypted(device: Path) -> bool:
    """Whether a block device, or everything it is made of, is dm-crypt."""
    mapping = device / "dm" / "uuid"
    if mapping.exists() and mapping.read_text(encoding="ascii").startswith("CRYPT-"):
        return True
    parts = list((device / "slaves").iterdir()) if (device / "slaves").is_dir() else []
    return bool(parts) and all(_encrypted(part) for part in parts)


@dataclass(frozen=True, slots=True)
class Presence:
    """This process's place among those that have a data folder open; ends with `close` or with the process.

    `number`: 0 for the first, then the lowest free one; the process with 0 runs the embedded jobs.
    """

    number: int
    _file: int

    def close(self) -> None:
        os.close(self._file)


def enter(folder: Path) -> Presence:
    """Join the processes that have this data folder open. Raises Unavailable at the 65th."""
    for number in range(PROCESSES):
        own = _locked(folder / f"lock.{number}")
        if own is not None:
            return Presence(number, own)
    raise Unavailable("too many programs have this data folder open")


def _locked(path: Path) -> int | None:
    """A file handle that holds the lock, or None if somebody else's stands against it."""
    try:
        file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Unavailable("the data folder cannot be written") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return None
    return file
