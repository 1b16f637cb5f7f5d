"""The law on the command line: `decide`, and `law list | show | check | report | diff`. Stores nothing, reads no chart."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import click

from tacenda.core.decisions import body, kernel, limits, lint, prose, survey, words
from tacenda.core.decisions.ask import BadRequest
from tacenda.core.decisions.decision import Decision
from tacenda.core.decisions.reading import BadPack
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.words import moments
from tacenda.doors import language, places
from tacenda.doors.web.law import plain
from tacenda.shell import packs as files

_WORDS = language.words(language.SOURCE, "UTC")


def _today() -> str:
    from tacenda.acts.house import SystemClock  # only these two commands need a house's clock, and a house takes long to import

    return moments.date_text(moments.day(SystemClock().now()))


_TODAY = click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    default=_today,
    show_default="today",
    help="The day whose law is looked at.",
)
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


def _load(folder: Path | None, read: Callable[[Path], Packs] = files.load) -> Packs:
    """What only looks at a folder reads it as it is; what answers from it (`decide`) has it checked first."""
    try:
        return files.law() if folder is None else read(folder)
    except BadPack as bad:
        raise click.ClickException(str(bad)) from bad


@click.command("decide")
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--batch", type=click.File("rb"), help="One request a line, one answer a line.")
@click.option("--words", "in_words", is_flag=True, help="Sentences instead of JSON.")
@click.option("--packs", "folder", type=_FOLDER, help="A folder of packs instead of those that come with Tacenda.")
def decide_command(file: BinaryIO | None, batch: BinaryIO | None, in_words: bool, folder: Path | None) -> None:
    """Decide one request (FILE.json, or - for the standard input), or a batch. Exit 2 if a request was malformed."""
    if (file is None) == (batch is None):
        raise click.UsageError("name one FILE, or --batch FILE")
    packs = _load(folder, files.load_checked)
    failed = False
    for number, raw in [(0, file.read())] if file is not None else _lines(batch):
        if number and in_words:
            click.echo(f"Line {number}:")
        try:
            click.echo(_shown(kernel.decide(packs, body.read(raw)), packs, in_words, one_line=batch is not None))
        except BadRequest as bad:
            failed = True
            click.echo(_refused(bad, in_words, one_line=batch is not None))
    sys.exit(2 if failed else 0)


def _lines(batch: BinaryIO | None) -> Iterator[tuple[int, bytes]]:
    """Each request of a batch with the number of its line; empty lines are none."""
    return ((number, line) for number, line in enumerate(batch or (), 1) if line.strip())


def _shown(decision: Decision, packs: Packs, in_words: bool, *, one_line: bool) -> str:
    if in_words:
        return "\n".join(words.lines(decision, packs, lambda one: plain.asked(_WORDS, one, law=packs))) + ("\n" if one_line else "")
    return json.dumps(decision.as_dict(), ensure_ascii=False, indent=None if one_line else 2)


def _refused(bad: BadRequest, in_words: bool, *, one_line: bool) -> str:
    if in_words:
        where = f" Look at {bad.at}." if bad.at else ""
        return f"This request cannot be read: {bad.says}.{where}" + ("\n" if one_line else "")
    return json.dumps(bad.as_dict(), ensure_ascii=False)


@click.group("law")
def law_group() -> None:
    """The packs of rules: what is there, what it says, whether it holds together."""


@law_group.command("list")
@click.option("--packs", "folder", type=_FOLDER)
def list_command(folder: Path | None) -> None:
    """Every pack, its place and how many of its rules somebody has read."""
    packs = _load(folder)
    for pack in packs.packs:
        proven = sum(rule.confidence in packs.vocabulary.proven for rule in pack.rules)
        click.echo(f"{pack.id:22} {pack.place or '-':7} {pack.version:8} {len(pack.rules):4} rules, {proven} verified  {pack.title}")


@law_group.command("show")
@click.argument("name")
@click.option("--packs", "folder", type=_FOLDER)
def show_command(name: str, folder: Path | None) -> None:
    """A pack, the packs of a place (US-TX or Texas), or one rule, as prose."""
    packs = _load(folder)
    place = places.code(name, packs.placed)
    shown = [pack for pack in packs.packs if name.lower() == pack.id or pack.place == place]
    rules = [rule for rule in packs.rules() if rule.id == name]
    for pack in shown:
        click.echo("\n".join(prose.pack(pack, packs.vocabulary)) + "\n")
    for rule in rules:
        click.echo("\n".join(prose.rule(rule, packs.vocabulary)))
    if not shown and not rules:
        raise click.ClickException(f"no pack, place or rule is called {name}. These are: tacenda law list")


@law_group.command("limits")
@click.argument("names", metavar="PLACE...", nargs=-1, required=True)
@click.option("--packs", "folder", type=_FOLDER)
def limits_command(names: tuple[str, ...], folder: Path | None) -> None:
    """What a client hears about the limits of confidentiality."""
    topic = ""
    try:
        packs = _load(folder)
        found = limits.limits(packs, [places.code(name, packs.placed) for name in names])
    except BadRequest as bad:
        raise click.ClickException(bad.says) from bad
    for one in found:
        if one.topic != topic:
            topic = one.topic
            click.echo(f"\n{topic[:1].upper()}{topic[1:]}")
        click.echo(f"  {one.kind}: {one.says}\n    {'; '.join(one.citations)}{' (not verified)' if one.unverified else ''}")


@law_group.command("check")
@click.argument("folder", type=_FOLDER, required=False)
@click.option("--packs", "packs_folder", type=_FOLDER, help="The same as FOLDER, as the other commands name it.")
def check_command(folder: Path | None, packs_folder: Path | None) -> None:
    """Does every pack load, is every rule dated, sourced and pinned by cases, and does every case agree? Exit 1 if not."""
    folder = folder or packs_folder
    if folder is None:
        click.echo("Every rule and every case is tried. This takes about a minute.", err=True)
    try:
        packs = files.load(folder)
        cases = files.load_cases(packs, folder)
        practice = files.load_practice() if folder is None else None
        apart = files.load_cases(practice, files.home() / "practice") if practice else ()
    except BadPack as bad:
        click.echo(str(bad))
        sys.exit(1)
    found = [*lint.findings(packs, cases), *(lint.findings(practice, apart) if practice else ())]
    for one in found:
        click.echo(str(one))
    rules = sum(1 for _ in packs.rules())
    click.echo(
        f"{len(packs.packs)} packs, {rules} rules, {len(cases) + len(apart)} cases, {len(lint.capped(packs))} capped, {len(found)} findings"
    )
    sys.exit(1 if found else 0)


@law_group.command("report")
@click.argument("names", metavar="[PLACE]...", nargs=-1)
@click.option("--packs", "folder", type=_FOLDER)
@click.option(
    "--all", "few", flag_value=survey.MOST, type=int, default=survey.FEW, help="Every combination, up to ten million for one act."
)
@_TODAY
def report_command(names: tuple[str, ...], folder: Path | None, few: int, day: datetime) -> None:
    """What the rules of each place answer over all combinations of facts: conflicts, rules that never matter, gaps."""
    packs = _load(folder)
    named = [places.code(name, packs.placed) for name in names]
    if missing := [place for place in named if place not in packs.placed]:
        raise click.ClickException(f"no pack is for {', '.join(missing)}: every question there comes out not yet, ask counsel")
    for place in named or sorted(packs.placed):
        for act, floor in survey.wanted(packs, place):
            found = survey.survey(packs, place, act, day.date(), floor=floor, few=few)
            click.echo("\n".join(survey.lines(found, packs)))


@law_group.command("diff")
@click.argument("old", type=_FOLDER)
@click.argument("new", type=_FOLDER)
@_TODAY
def diff_command(old: Path, new: Path, day: datetime) -> None:
    """Which combinations of facts change their answer between two folders of packs."""
    click.echo("\n".join(survey.difference_lines(survey.difference(_load(old), _load(new), day.date()))))
