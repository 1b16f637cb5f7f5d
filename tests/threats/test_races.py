"""A stop racing with reads of other processes: each read either precedes the stop in the ledger, or is refused. `make long`: 10,000 races."""

import multiprocessing
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from tests.threats.races import reader
from tests.walks.practice import KIM, MAYA, TOMAS, Built, Town, build, copied

from tacenda.acts import grants, ledger
from tacenda.acts.desk import reading, writing
from tacenda.core.model import offers
from tacenda.core.words.access import Act, Purpose

READERS = 2


@pytest.fixture(scope="module")
def practice(tmp_path_factory) -> Built:
    return build(tmp_path_factory.mktemp("races") / "data")


@contextmanager
def readers(town: Town) -> Iterator[list[Connection]]:
    """Processes of their own, signed in as the colleague anew for each race."""
    context = multiprocessing.get_context("spawn")
    lines, running = [], []
    for _ in range(READERS):
        mine, theirs = context.Pipe()
        running.append(context.Process(target=reader.main, args=(theirs, town.folder, town.built, TOMAS), daemon=True))
        running[-1].start()
        lines.append(mine)
    try:
        yield lines
    finally:
        for line, process in zip(lines, running, strict=True):
            line.send(None)
            process.join(20)


def raced(town: Town, lines: list[Connection], dice: random.Random) -> tuple[int, int]:
    """One race: how many reads were made, and how many of them began after the stop was answered."""
    for line in lines:
        line.send(town.clock.now())
    for line in lines:
        assert line.recv() == "ready"
    time.sleep(dice.uniform(0, 0.12))
    with town.signed_in(KIM) as visitor:
        with reading(town.house, visitor) as desk:
            people = grants.who_can(desk, town.kim, Purpose.OWN_RECORD)
        grant = next(one.holder.grant for one in people if one.holder.name == TOMAS.name and not one.stopped)
        grants.stop(town.house, visitor, town.kim, grant, Purpose.OWN_RECORD)
        answered = time.monotonic()
    attempts = [attempt for line in lines for attempt in line.recv()]
    return sum(read for _, read in attempts), sum(read and began > answered for began, read in attempts)


def let_in_again(town: Town) -> None:
    with town.signed_in(KIM, stepped_up=True) as visitor, writing(town.house, visitor) as desk:
        for one in grants.barred(desk, town.kim, Purpose.OWN_RECORD):
            grants.unbar(desk, town.kim, one.principal, Purpose.OWN_RECORD)
    town.play.give(MAYA, KIM, TOMAS, offers.CO_THERAPIST)


def late_lines(town: Town) -> list[int]:
    """Lines of the colleague's reading that stand in the ledger between a stop and the next grant."""
    with town.signed_in(KIM) as visitor, reading(town.house, visitor) as desk:
        lines = ledger.who_looked(desk, town.kim, Purpose.OWN_RECORD, None).lines
    inside, late = True, []
    for line in reversed(lines):
        if line.act is Act.STOP:
            inside = False
        elif line.act is Act.GRANT:
            inside = True
        elif line.name == TOMAS.name and line.act in (Act.OPEN, Act.USE, Act.WRITE) and not inside:
            late.append(line.number)
    return late


def races(built: Built, folder: Path, seed: int, count: int) -> None:
    town, dice, reads = copied(built, folder), random.Random(seed), 0
    try:
        with readers(town) as lines:
            for n in range(count):
                if n:
                    let_in_again(town)
                made, late = raced(town, lines, dice)
                reads += made
                assert late == 0, (seed, n)
        assert reads > 0
        assert late_lines(town) == []
    finally:
        town.house.close()


def test_no_read_follows_a_stop_whoever_is_faster(practice: Built, tmp_path: Path):
    races(practice, tmp_path / "data", 0, 8)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 101))
def test_no_read_follows_a_stop_in_ten_thousand_races(practice: Built, tmp_path: Path, seed: int):
    races(practice, tmp_path / "data", seed, 100)
