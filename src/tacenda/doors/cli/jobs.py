"""`tacenda jobs`: the clock's work in a process of its own, where the server's own thread is not to do it."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tacenda.acts import upkeep
from tacenda.doors import serve
from tacenda.doors.cli import verify
from tacenda.doors.jobs import notices
from tacenda.doors.jobs import upkeep as jobs

if TYPE_CHECKING:
    from types import FrameType


@click.command("jobs", epilog="Examples: tacenda jobs --data /srv/practice  |  tacenda jobs --data /srv/practice --once")
@click.option(
    "--data", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("data"), show_default=True, metavar="DIR",
    help="The data folder; its server may be running.",
)  # fmt: skip
@click.option("--once", is_flag=True, help="One round, then end; for a timer.")
def jobs_command(folder: Path, *, once: bool) -> None:
    """Settle, tidy, sign checkpoints and send notices every minute, until told to stop (Ctrl-C). A running server does this by itself."""
    if not verify.is_house(folder):
        raise click.ClickException(verify.no_folder(folder))
    over = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        over.set()

    with serve.opened(folder) as (house, _):
        if once:
            upkeep.minute(house)
            notices.send(house)
            return
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        jobs.keep(house, over)
