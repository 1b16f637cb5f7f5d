"""`tacenda doctor`: what is unsafe about one installation, and what to do about it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from tacenda.acts import installation
from tacenda.acts.installation import Check
from tacenda.core.words import moments
from tacenda.doors.cli import verify

# What fits, and what to do where it does not.
SAYS: Mapping[Check, tuple[str, str]] = {
    Check.SWAP: (
        "Memory does not reach the disk in the clear.",
        "This machine can write memory to the disk unencrypted. Encrypt its swap or switch it off.",
    ),
    Check.FOLDER: (
        "The data folder is its owner's alone.",
        "Others on this machine may read the data folder: chmod -R go= the folder.",
    ),
    Check.KEEPER: (
        "The keeper's file lies on another disk than the records.",
        "The keeper's file lies on the same disk as the records: who takes the disk can guess at passphrases, at 64 MiB and 0.2 s a guess.",
    ),
    Check.HOST_NAME: (
        "Address and sender say nothing about the work.",
        "The address or the sender's name in settings.toml says what kind of work this is: choose neutral ones.",
    ),
    Check.ADDRESS: (
        "People reach it over https, or on this machine alone.",
        "People would reach it without https: put a server with a certificate in front and set `address` in settings.toml.",
    ),
    Check.PROXY: (
        "Wrong guesses are counted for each network address.",
        "All people seem to come from the web server in front, so one can slow all: set `proxy` in settings.toml to that server's address.",
    ),
    Check.CLOCK: (
        "The clock is plausible.",
        "The clock of this machine is wrong: set it. If it is right, it ran ahead when the newest line was written, at {at} (UTC), and a"
        " privacy officer accepts the right time: tacenda clock --data DIR",
    ),
    Check.BACKUP: (
        "The last backup is younger than a week.",
        "There is no backup of the last seven days: tacenda backup --data DIR --to DIR2, and keep it elsewhere.",
    ),
    Check.WORK: (
        "Background work did not fail in the last seven days.",
        "Background work failed at {at} (UTC). It goes on every minute; tell those who make Tacenda, with the line in the server's output.",
    ),
    Check.OFFICERS: (
        "The privacy office has more than one member.",
        "The privacy office has one member: with their two ways to sign in, restoring and letting people in would be lost too.",
    ),
    Check.METHODS: (
        "Everybody has two ways to sign in.",
        "Somebody has one way to sign in: if it is lost, what only they can open is lost. Ask people to make a recovery code.",
    ),
}


@click.command(epilog="Example: tacenda doctor --data /srv/practice")
@click.option(
    "--data", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("data"), show_default=True, metavar="DIR",
    help="The data folder; its server may be running.",
)  # fmt: skip
def doctor(folder: Path) -> None:
    """Say what is unsafe about this installation. Opens nothing and changes nothing. Exit 1 if there is something to do."""
    with verify.opened(folder, hardened=False) as house:
        found = (*installation.findings(house), *installation.people(house))
    for one in found:
        says = SAYS[one.check][0 if one.fits else 1].format(at=moments.text(one.at))
        click.echo(f"{'good' if one.fits else 'TO DO':6} {says}")
    left = sum(not one.fits for one in found)
    if left:
        click.echo(f"{left} of {len(found)} need somebody.", err=True)
        sys.exit(1)
