"""The command line: `tacenda`. Each command is a click command in a module of this room; a new one takes one line here.

Only the module of the command that was typed is imported: a server starts in half the time without the others.

Exit status: 0 done, 1 refused or not possible (one plain sentence on the error output), 2 the command was not understood.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence
from typing import cast

import click

from tacenda.core.words.errors import Invalid, TacendaError

# As typed: the module of this room, and the command's name there.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "init": ("house", "init"),
    "serve": ("house", "serve"),
    "demo": ("demo", "demo"),
    "verify": ("verify", "verify"),
    "backup": ("backups", "backup"),
    "restore": ("backups", "restore"),
    "doctor": ("doctor", "doctor"),
    "jobs": ("jobs", "jobs_command"),
    "clock": ("clock", "clock"),
    "decide": ("law", "decide_command"),
    "law": ("law", "law_group"),
}


class _Commands(click.Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        return cast("click.Command", getattr(importlib.import_module(f"tacenda.doors.cli.{module}"), name))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="tacenda", prog_name="tacenda", version="0.1.0")
def tacenda() -> None:
    """Keeps what is said in therapy between those who said it, and proves it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    try:
        tacenda.main(args=None if arguments is None else list(arguments), prog_name="tacenda", standalone_mode=False)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        _show(error)
        return error.exit_code
    except click.Abort:
        return 1
    except Invalid as error:
        click.echo(f"tacenda: {_wrong(error)}", err=True)
        return 2
    except TacendaError as error:
        click.echo(f"tacenda: {error.public}", err=True)
        return 1
    return 0


def _show(error: click.ClickException) -> None:
    """One sentence that begins as every other error here; what was not understood is followed by how it is written."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)  # its message is the whole help
        return
    click.echo(f"tacenda: {error.format_message()}", err=True)
    if isinstance(error, click.UsageError) and error.ctx is not None:
        click.echo(error.ctx.get_usage(), err=True)
        click.echo(f"Help: {error.ctx.command_path} --help", err=True)


def _wrong(error: Invalid) -> str:
    """Which settings do not fit: names of keys, never their values."""
    names = ", ".join(f"`{name}` ({code})" if name else code for name, code in error.messages.items())
    return f"settings.toml does not fit: {names}"


if __name__ == "__main__":
    sys.exit(main())
