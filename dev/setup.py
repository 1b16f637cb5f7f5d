"""Make or renew `.venv` from the hashed lock files; does nothing when it fits them already. Needs Python >= 3.11 alone.

    python3 dev/setup.py runtime    what `make run` needs
    python3 dev/setup.py all        and what tests and checks need

The package itself is not installed but pointed at: a `.pth` file names `src`, and `.venv/bin/tacenda` starts it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / ".venv"
LOCKS = {"runtime": ["runtime.txt"], "all": ["runtime.txt", "dev.txt"]}
COMMAND = """\
#!{python}
import sys

from tacenda.doors.cli.main import main

sys.exit(main())
"""


def main(kind: str) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036  (runs before there is an environment that could promise it)
        print(f"Tacenda needs Python 3.11 or newer; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    alone = wait_for_turn()
    locks = [ROOT / "requirements" / name for name in LOCKS[kind]]
    if not fits(kind, locks):
        made = make() and install(locks)
        if not made:
            return 1
        stamp(kind).write_text(fingerprint(locks), encoding="ascii")
    point()
    os.close(alone)
    return 0


def wait_for_turn() -> int:
    """Hold this folder's lock: of two that are started together the second finds what the first made. Ends with the process."""
    held = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    return held


def python() -> Path:
    return PLACE / "bin" / "python"


def stamp(kind: str) -> Path:
    return PLACE / f".fits-{kind}"


def fingerprint(locks: list[Path]) -> str:
    return hashlib.sha256(b"".join(lock.read_bytes() for lock in locks)).hexdigest()


def fits(kind: str, locks: list[Path]) -> bool:
    """Whether the environment was made from these very files. One made for everything serves the runtime too."""
    if not python().exists():
        return False
    stamps = {each: stamp(each).read_text(encoding="ascii") for each in LOCKS if stamp(each).exists()}
    if kind == "runtime" and stamps.get("all") == fingerprint([ROOT / "requirements" / name for name in LOCKS["all"]]):
        return True
    return stamps.get(kind) == fingerprint(locks)


def make() -> bool:
    """Make the empty environment if there is none; on some systems the part of Python that does it is a package of its own."""
    if python().exists() and subprocess.run([python(), "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0:
        return True
    print("setup: making .venv", flush=True)
    try:
        venv.create(PLACE, with_pip=True, clear=PLACE.exists())
    except (OSError, subprocess.CalledProcessError):
        print("setup: Python's `venv` cannot make an environment; on Debian and Ubuntu install the package python3-venv.", file=sys.stderr)
        return False
    return True


def install(locks: list[Path]) -> bool:
    """Install exactly what the lock files name, each file checked against its hash."""
    print(f"setup: installing from {' and '.join(lock.name for lock in locks)}", flush=True)
    command = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes"]
    done = subprocess.run([*command, *(part for lock in locks for part in ("-r", str(lock)))], check=False)
    if done.returncode != 0:
        print("setup: the packages could not be installed; the lines above say which.", file=sys.stderr)
    return done.returncode == 0


def point() -> None:
    """Let the environment import the package from `src`, and start it by name."""
    library = sysconfig.get_path("purelib", vars={"base": str(PLACE), "platbase": str(PLACE)})
    write(Path(library) / "tacenda.pth", f"{ROOT / 'src'}\n")
    write(PLACE / "bin" / "tacenda", COMMAND.format(python=python()))
    (PLACE / "bin" / "tacenda").chmod(0o755)


def write(path: Path, text: str) -> None:
    """Write a file unless it says so already, in one move: two `make` at once must not see half of it."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    half = path.with_name(f"{path.name}.{os.getpid()}")
    half.write_text(text, encoding="utf-8")
    half.chmod(0o644)
    half.replace(path)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in LOCKS:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
