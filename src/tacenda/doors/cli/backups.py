"""`tacenda backup` and `tacenda restore`: a folder from which a house can be rebuilt, and the rebuilding."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from tacenda.acts import backups
from tacenda.acts.backups import Restored
from tacenda.acts.checks import Checker, Somebody
from tacenda.core.words import moments
from tacenda.core.words.errors import Conflict, Invalid, NotFound, Refused, Tampered
from tacenda.core.words.ids import fingerprint
from tacenda.doors.cli import verify
from tacenda.shell import process

LIMITS = """What this backup can do, and what it cannot:
- It opens with the recovery code of a privacy officer, and with nothing else. Try it: tacenda restore into an empty folder.
- When somebody's access was stopped, the chart got new keys. A backup from before does not open that chart once its old keys are
  destroyed, after 14 days at the latest. So the newest backup that was read back is the one that counts.
- keys.sealed must not be kept longer than 14 days: with an officer's code it opens what was destroyed on purpose since.
  The other files may be kept.
- Drafts that nobody sealed and running sign-ins are not in it."""


@click.command(epilog="Example: tacenda backup --data /srv/practice --to /mnt/backup/2026-11-22")
@click.option(
    "--data", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("data"), show_default=True, metavar="DIR",
    help="The data folder; its server may be running.",
)  # fmt: skip
@click.option(
    "--to", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="DIR2", help="A folder that is empty or not there."
)
def backup(folder: Path, to: Path) -> None:
    """Write a backup, read it back, and say what it can do."""
    with verify.opened(folder) as house, _bar("Backing up", 3) as step:
        try:
            made = backups.make(house, to, step)
        except Conflict as error:
            raise click.ClickException(f"{to} is not empty; nothing was written") from error
    click.echo(f"{to} holds a backup of {made.entries} lines of the ledger, read back and whole.")
    click.echo(LIMITS)


@click.command(epilog="Example: tacenda restore --from /mnt/backup/2026-11-22 --to /srv/practice < recovery-code.txt")
@click.option(
    "--from", "source", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="DIR2", help="A folder made by `backup`."
)
@click.option(
    "--to", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="EMPTY", help="A folder that is empty or not there."
)
@click.option(
    "--beyond", type=click.IntRange(0), default=0, metavar="N",
    help="Where this or a newer backup was restored before: the number at the end of the ledger's name then.",
)  # fmt: skip
def restore(source: Path, to: Path, beyond: int) -> None:
    """Rebuild a house from a backup. Takes a privacy officer's recovery code on standard input."""
    process.harden()
    try:
        kept = backups.look_at(source)
        restored = backups.restore(kept, to, verify.typed("Recovery code").strip(), beyond=beyond)
    except (Conflict, Invalid, NotFound, Refused, Tampered) as error:
        raise click.ClickException(_why(error, source, to)) from error
    try:
        click.echo(f"{to} is as it was on {moments.date_text(moments.day(kept.made))}.")
        click.echo(f"It is the practice with the letters {fingerprint(kept.fingerprint)}. Compare them with the practice card.")
        _tell(restored)
        _verify(restored)
    finally:
        restored.house.close()


def _why(error: Exception, source: Path, to: Path) -> str:
    match error:
        case Conflict():
            return f"{to} is not empty; nothing was changed"
        case Invalid():
            return "this is no recovery code of anybody in this backup; nothing was changed"
        case Refused():
            return "this recovery code is not a privacy officer's; nothing was changed"
        case NotFound():
            return f"{source} is no backup, or a file of it is missing"
        case _:
            return f"something in this backup does not fit ({error}); nothing was changed"


def _tell(restored: Restored) -> None:
    click.echo(f"The ledger goes on under a new name, {restored.origin.rpartition('/')[2]}; clients are told that it began anew.")
    click.echo("Everybody signs in again. Each chart gets new keys when the next person who holds them comes.")
    if restored.lost:
        click.echo(f"{len(restored.lost)} compartments cannot be opened: their keys were made after the keys in this backup.", err=True)


def _verify(restored: Restored) -> None:
    with verify.bar(restored.house) as step:
        report = Checker(restored.house, [Somebody(restored.officer)], step).run()
    verify.tell(report, opened=True)


@contextlib.contextmanager
def _bar(what: str, total: int) -> Generator[Callable[[str], None], None, None]:
    with Progress(TextColumn(what), BarColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda _: bar.advance(task)
