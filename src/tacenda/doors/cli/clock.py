"""`tacenda clock`: whether this machine's clock lies behind the ledger, and an officer's word that it is right."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tacenda.acts import clocks, sign_in
from tacenda.core.words import moments
from tacenda.core.words.errors import Conflict, Invalid, Refused, TacendaError
from tacenda.doors.cli import verify

BEHIND = """The newest line of the ledger was written at {at} (UTC), and this machine's clock says {now}.
Until that time nothing can be written.
If this machine's clock is wrong, set it. If it is right, a privacy officer accepts it: tacenda clock --data {folder} --as SIGN-IN
What ended while the clock ran ahead stays ended. Everybody can read in their ledger where the clock went back."""


@click.command(epilog="Example: tacenda clock --data /srv/practice --as ada.fox < recovery-code.txt")
@click.option(
    "--data", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("data"), show_default=True, metavar="DIR",
    help="The data folder; stop its server first.",
)  # fmt: skip
@click.option("--as", "login", metavar="SIGN-IN", help="Accept the clock as this privacy officer; recovery code on standard input.")
def clock(folder: Path, login: str | None) -> None:
    """Say whether the clock lies behind the ledger. With --as, accept it, and go on from there. Exit 1 if nothing can be written."""
    with verify.opened(folder) as house:
        ahead = clocks.ahead(house)
        if not ahead:
            click.echo("The clock fits: nothing in the ledger was written after it.")
            return
        if login is None:
            click.echo(BEHIND.format(at=moments.text(ahead), now=moments.text(house.clock.now()), folder=folder), err=True)
            sys.exit(1)
        try:
            now = clocks.accept(house, sign_in.by_code(house, login, verify.typed("Recovery code").strip()))
        except (Conflict, Invalid, Refused) as error:
            raise click.ClickException(_why(error)) from error
    click.echo(f"Accepted: the ledger goes on at {moments.text(now)} (UTC). Start the server again, and look at `tacenda doctor`.")


def _why(error: TacendaError) -> str:
    match error:
        case Invalid():
            return "sign-in name and recovery code do not fit; nothing was changed"
        case Refused():
            return "this is not a privacy officer; nothing was changed"
        case _:
            return "the clock is not behind any more; nothing was changed"
