"""The house on the command line: `init` makes an empty data folder, `serve` runs the server on one."""

from __future__ import annotations

from pathlib import Path

import click

from tacenda.doors import serve as server

DATA = click.option(
    "--data", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("data"), show_default=True, metavar="DIR",
    help="The data folder; it is made if it is not there.",
)  # fmt: skip


@click.command(epilog="Example: tacenda init --data /srv/practice")
@DATA
def init(folder: Path) -> None:
    """Make an empty data folder. The practice itself is founded in the browser, after `tacenda serve`."""
    there = (folder / "keeper.db").exists()
    with server.opened(folder) as (house, _):
        founded = house.keeper.founded
    if founded:
        click.echo(f"{folder} holds a practice already. Nothing was changed.")
    else:
        click.echo(f"{folder} is {'as it was, and still empty' if there else 'made, and only you can read it'}.")
        click.echo(f"Next, begin the practice in the browser: tacenda serve --data {folder}")


@click.command(epilog="Example: tacenda serve --data /srv/practice --port 8000")
@DATA
@click.option("--host", metavar="ADDRESS", help="Where to listen; this machine alone unless settings.toml says otherwise.")
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="N", help="The port; 8000 unless settings.toml says otherwise. 0: any free one."
)
def serve(folder: Path, host: str | None, port: int | None) -> None:
    """Run the server on a data folder, until it is told to stop (Ctrl-C)."""
    server.run(server.Where(folder, host, port), click.echo)
