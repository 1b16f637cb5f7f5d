"""`tacenda verify`: a data folder, without keys or with those of a person; or a client's bundle, for which no database is needed."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Generator
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from tacenda.acts import checks, house, sign_in
from tacenda.acts.checks import Checker, Report, Somebody
from tacenda.acts.house import House
from tacenda.core.words.errors import Invalid, Tampered
from tacenda.core.words.ids import fingerprint
from tacenda.doors.cli import demo_cast
from tacenda.shell import process

HERE = "command line"  # where its guesses come from
NO_FILE = "This file cannot be read: it is empty, cut off, or no file of a ledger. Download it again."
SAID = {
    "practice": "the practice's own row",
    "entry": "a line of the ledger",
    "checkpoint": "the kept checkpoint",
    "no checkpoint": "no checkpoint is kept",
    "node": "a node of the tree",
    "period": "a period of a ledger",
    "count": "a ledger's count",
    "epoch": "an epoch of keys",
    "share": "a share",
    "state": "a compartment's state",
    "roll": "a change of keys was begun and not ended",
    "ledger": "a chart's ledger",
    "compartments": "a chart's compartments",
    "chart": "a chart's row",
    "heads": "a compartment's counters",
    "head": "the hash of a page",
    "allowed": "what a grant gives",
    "member not listed": "a member of the privacy office whose putting in was cut short",
    "membership": "who is of the privacy office",
    "due": "whether keys are due for a change",
    "directory": "the directory of public keys",
    "pepper": "a pepper",
    "unentered": "what waits to be entered",
    "ask": "the hash of an ask",
    "sign-out": "a sign-out that was undone",
    "principals": "somebody of whom only one file knows",
    "method": "a way to sign in",
    "ring": "a keyring",
    "page": "a page that is missing, double or of another time",
    "row": "a sealed row that no page lists, or a listed one that is gone",
    "attachment": "a document's pieces",
    "not settled": "a page was written and not settled",
    "not listed": "a grant was given and not listed",
    "not joined": "somebody began to join and did not finish",
    "older ring": "a keyring is older than it was",
    "ring is missing": "a keyring is missing",
    "not delivered": "keys were given and not delivered",
    "pin": "a keyring of another practice",
    "sign-in name": "a sign-in name that leads elsewhere",
    "commitment": "a key that its statement does not commit to",
    "said": "a list of people that says something else than its client last did",
    "choice": "somebody is in whom the client's choice keeps out",
    "topic": "somebody can still open what the client keeps to their therapist alone",
    "access list": "an access list that says something else than the ledger",
    "orphan": "lines that no ledger claims",
}

KINDS = {
    "tampered": "something was changed",
    "notfound": "something is missing",
    "refused": "something may not be opened that should",
    "conflict": "two things do not agree",
    "locked": "a key does not open",
    "unavailable": "a file cannot be read",
}
REASONS = {
    "order": "a line stands in another order than it was written",
    "chain": "a line does not follow from the one before it",
    "count": "there are more or fewer lines than were signed for",
    "body": "a line says something else than was written",
    "time": "a line is older than the one before it",
    "proof": "the proof does not lead to the signed checkpoint",
    "genesis": "it begins with another practice",
    "chart": "it is of another chart",
    "certificate": "somebody's key was not signed by the practice",
    "membership": "somebody acted who was not of the practice then",
    "actor": "a line names somebody who did not write it",
    "statement": "a signed statement was changed",
    "checkpoint": "the checkpoint is not one the practice signed",
    "an older tree": "it is older than what was seen before",
    "a shorter tree": "lines that were seen before are gone",
}


@click.command(
    epilog="Examples: tacenda verify --data /srv/practice  |  tacenda verify --data /srv/practice --as quiet-harbor < passphrase.txt  |  "
    "tacenda verify --data demo --everyone  |  tacenda verify document-1.json"
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@click.option(
    "--data", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="The data folder; `data` if not said."
)
@click.option("--as", "login", metavar="SIGN-IN", help="Also open everything this person may open; pass words or code on standard input.")
@click.option("--everyone", is_flag=True, help="Of the demonstration alone: open everything that any of its people may open.")
def verify(file: Path | None, folder: Path | None, login: str | None, *, everyone: bool) -> None:
    """Check that nothing was changed, removed or put back: a data folder, or a client's file (FILE). Exit 1 if something does not fit."""
    if file is not None:
        if folder is not None or login is not None or everyone:
            raise click.UsageError("a file is checked alone, without --data, --as and --everyone")
        _bundle(file)
        return
    if login is not None and everyone:
        raise click.UsageError("choose one of --as and --everyone")
    folder = folder or Path("data")
    with opened(folder) as found, _people(found, login, everyone=everyone) as people:
        with bar(found) as step:
            report = Checker(found, people, step).run()
        tell(report, opened=bool(people))


def _bundle(file: Path) -> None:
    try:
        verified, genesis = checks.bundle_file(file.read_bytes())
    except Tampered as error:
        click.echo(
            NO_FILE if str(error) in ("json", "not an object") else f"This file does not fit: {_why(str(error))}. Do not rely on it.",
            err=True,
        )
        sys.exit(1)
    click.echo(f"This ledger is whole: {verified.count} lines, none missing, changed or out of order.")
    click.echo(f"It is of the practice with the letters {fingerprint(genesis)}. Compare them with your card.")


def is_house(folder: Path) -> bool:
    """Whether a house was ever opened here. One without its keeper is one too: `open_house` says what is missing."""
    return any((folder / name).is_file() for name in ("keeper.db", "content.db"))


def no_folder(folder: Path) -> str:
    """What to say of a folder in which no practice was ever kept."""
    what = "holds no practice" if folder.exists() else "is not there"
    return f"the folder {folder} {what}. Name the data folder with --data, or make one: tacenda init --data {folder}"


@contextlib.contextmanager
def opened(folder: Path, *, hardened: bool = True) -> Generator[House, None, None]:
    """A data folder that is there, beside a server that may run on it. Nothing is repaired. `hardened`: secrets will be in memory."""
    if not is_house(folder):
        raise click.ClickException(no_folder(folder))
    if hardened:
        process.harden()
    presence = process.enter(folder)
    try:
        found = house.open_house(folder)
        try:
            if not found.keeper.founded:
                raise click.ClickException(f"{folder} holds no practice yet. Begin one in the browser: tacenda serve --data {folder}")
            yield found
        finally:
            found.close()
    finally:
        presence.close()


@contextlib.contextmanager
def _people(found: House, login: str | None, *, everyone: bool) -> Generator[list[Somebody], None, None]:
    """Whose keys are used, signed in for the time of the check."""
    if everyone and not checks.known(found, [who.login for who in demo_cast.EVERYBODY]):
        raise click.UsageError("--everyone is for the demonstration, whose sign-ins are public; here use --as")
    proofs = [(who.login, demo_cast.PASSPHRASE) for who in demo_cast.EVERYBODY] if everyone else []
    if login is not None:
        proofs = [(login, typed("Pass words or code"))]
    signed: list[tuple[bytes, Somebody]] = []
    out: list[str] = []
    try:
        for name, text in proofs:
            try:
                signed.append(_signed_in(found, name, text))
            except click.ClickException:
                if not everyone:
                    raise
                out.append(name)  # who tries the demonstration ends accounts in it, and changes pass words
        if out:
            click.echo(f"Not opened, since they sign in no more as printed: {', '.join(out)}.", err=True)
        yield [who for _, who in signed]
    finally:
        for secret, _ in signed:
            sign_in.sign_out(found, secret)


def typed(what: str) -> str:
    """Pass words or a recovery code: typed without an echo, or the first line of standard input."""
    if sys.stdin.isatty():
        return str(click.prompt(what, hide_input=True))
    return sys.stdin.readline().rstrip("\r\n")


def _signed_in(found: House, login: str, text: str) -> tuple[bytes, Somebody]:
    try:
        opened = sign_in.sign_in(found, sign_in.Proof(login, sign_in.method_of(text), text, HERE))
    except Invalid as error:
        raise click.ClickException("sign-in name and pass words do not fit") from error
    return opened.secret, Somebody(opened.keyring, login)


@contextlib.contextmanager
def bar(found: House) -> Generator[Callable[[str], None], None, None]:
    columns = (TextColumn("Checking"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=found.keeper.charts() + 2)
        yield lambda _: bar.advance(task)


def tell(report: Report, *, opened: bool) -> None:
    for one in (one for one in report.findings if one.unfinished):
        click.echo(f"Unfinished, and mended by the next start, minute or sign-in: {_said(one.code)}.")
    wrong = [one for one in report.findings if not one.unfinished]
    for one in wrong:
        click.echo(f"  {_said(one.code)} {one.where}".rstrip(), err=True)
    if wrong:
        click.echo(f"Something does not fit, in {len(wrong)} places. Tell your privacy officer, and keep this folder as it is.", err=True)
        sys.exit(1)
    what = f"{report.entries} lines of the ledger and {report.charts} charts"
    click.echo(
        f"Everything fits: {what}, {report.opened} sealed things opened." if opened else f"The shapes fit: {what}. Nothing was opened."
    )


def _said(code: str) -> str:
    """A finding in words. An error is named by its class and its reason."""
    kind, between, reason = code.partition(": ")
    if code in SAID or not between:
        return SAID.get(code, code)
    return f"{KINDS.get(kind, kind)}: {_why(reason)}"


def _why(reason: str) -> str:
    """A reason in words, with the word for whoever looks into it."""
    return f"{REASONS[reason]} (`{reason}`)" if reason in REASONS else reason
