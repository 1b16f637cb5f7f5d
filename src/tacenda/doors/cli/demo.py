"""The demonstration on the command line: an invented practice in a folder of its own, made by playing half a year of acts."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Generator
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from tacenda.acts import checks, upkeep
from tacenda.acts.house import SetClock, SystemClock, open_house
from tacenda.core.words import people
from tacenda.core.words.errors import Unavailable
from tacenda.core.words.moments import NEVER, Moment
from tacenda.doors import serve as server
from tacenda.doors.cli import demo_year
from tacenda.doors.cli.demo_cast import EVERYBODY, GROUPS, PASSPHRASE, Person
from tacenda.doors.cli.demo_people import Play
from tacenda.shell import process

REAL = "{folder} holds a practice that is not the demonstration. Nothing was changed; choose another folder."
BEGUN = "{folder} was made for a practice of your own. Nothing was changed; choose another folder."
FULL = "{folder} is not empty. Nothing was changed; choose another folder."
THERE = "{folder} holds the demonstration already. Delete the folder first to make it with another word."


@click.command(
    epilog="Examples: tacenda demo --data /tmp/demo --port 8001  |  tacenda demo --data /tmp/demo --word wintergreen && "
    "grep -r wintergreen /tmp/demo"
)
@click.option(
    "--data", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("demo"), show_default=True, metavar="DIR",
    help="A folder of its own: empty, not there yet, or with the demonstration.",
)  # fmt: skip
@click.option("--word", default="", metavar="WORD", help="Write this word into every sealed field, to search the folder for it.")
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help="Serve it afterwards on this port; without it only make it.")
def demo(folder: Path, word: str, port: int | None) -> None:
    """Make a practice of invented people with half a year of notes, and print its sign-ins. A real practice is never touched."""
    process.harden()
    if is_demo(folder):
        if word:
            raise refusal(THERE, folder)
    else:
        make(folder, word, SystemClock().now(), shown=True)
    for line in sign_ins():
        click.echo(line)
    if port is None:
        click.echo(f"To look around: tacenda serve --data {folder}")
    else:
        server.run(server.Where(folder, None, port), click.echo)


def refusal(sentence: str, folder: Path) -> Unavailable:
    """An error with one sentence for the operator."""
    error = Unavailable("demonstration")
    error.public = sentence.format(folder=folder)
    return error


def is_demo(folder: Path) -> bool:
    """Whether the demonstration was made here; False for an empty folder. Raises Unavailable for anything else."""
    if not folder.exists() or not any(folder.iterdir()):
        return False
    if not (folder / "keeper.db").exists():
        raise refusal(FULL, folder)
    house = open_house(folder)
    try:
        if not house.keeper.founded:
            raise refusal(BEGUN, folder)
        if not checks.known(house, [who.login for who in EVERYBODY]):
            raise refusal(REAL, folder)
    finally:
        house.close()
    return True


def sign_ins() -> list[str]:
    """The sign-ins with what to try, for everybody to read: they are public."""
    found = ["Sign in as any of these invented people, with the pass words", f'  "{PASSPHRASE}"']
    for group, who in GROUPS:
        found += [f"{group}:", *map(_sign_in, who)]
    return found


def _sign_in(who: Person) -> str:
    width = max(len(one.login) for one in EVERYBODY)
    called = f"{who.name}, {who.role.value}" if who.role in people.STAFF else who.name  # of all others the line says what they are
    return f"  {who.login:{width}}  {called}: {who.tries}"


def make(folder: Path, word: str, now: Moment, *, shown: bool = False) -> None:
    """Make the demonstration in a folder that is empty or not there. A play cut short leaves nothing in it."""
    stage = folder.parent / f".{folder.name}.tacenda-demo"
    shutil.rmtree(stage, ignore_errors=True)  # of a play that was cut short; nothing else has this name
    process.make_folder(stage)
    house = open_house(stage, clock := SetClock(NEVER))
    try:
        with _bar(demo_year.length(), shown=shown) as step:
            for _ in demo_year.play(Play(house, clock, word), now):
                step()
        upkeep.tidy(house)
    finally:
        house.close()
    stage.replace(folder)


@contextlib.contextmanager
def _bar(total: int, *, shown: bool) -> Generator[Callable[[], None], None, None]:
    columns = (TextColumn("Playing half a year"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not shown) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)
