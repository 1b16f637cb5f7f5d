"""Killed at any moment: no acknowledged write is lost, nothing was read without its entry, the ledger verifies, everything opens again.

A child process lives a day of acts and kills itself (kill -9, no farewell) at a chosen step of a commit: begun, before the commit, after
it, in any of the three files. Or its parent kills it at a random moment. Then the house is started again, everybody signs in, and a check
with everybody's keys must find nothing. `make test` takes a sample of 84; `make long` takes every step and 1,000 random moments, and 500 deaths while keys change.
"""

import os
import random
import signal
import stat
import tempfile
from pathlib import Path

import pytest
from tests.threats.crash import days, dying
from tests.threats.crash.days import NEWCOMER
from tests.threats.crash.dying import Death, die_at, fresh_copy, live_and_die
from tests.walks.practice import HERE, INES, KIM, MAYA, NOOR, PEOPLE, START, TEXT, TOMAS, Built, Person, Town

from tacenda.acts import charts, documents, ledger, notes, rolling, sign_in, unlisted, upkeep
from tacenda.acts.checked_rows import UNFINISHED
from tacenda.acts.checks import Checker
from tacenda.acts.desk import reading
from tacenda.acts.house import SetClock, open_house
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Act, Content, Purpose
from tacenda.core.words.errors import NotFound, Refused, Unavailable
from tacenda.core.words.ids import ChartId, GrantHash, ObjectId
from tacenda.core.words.moments import Moment

LONG = os.environ.get("TACENDA_LONG") == "1"
SAMPLE, RANDOM, LONG_RANDOM = 60, 12, 1000
KEYS, LONG_KEYS = 12, 500  # deaths while keys change
CHUNKS = 10
AGAIN = 1800  # seconds later the house is started again


@pytest.fixture(scope="session")
def counted(practice: Built, tmp_path_factory) -> dict[str, int]:
    """How many steps each day has."""
    found: dict[str, int] = {}
    for name in ("an_ordinary_day", "a_day_of_joining"):
        folder = fresh_copy(practice.folder, tmp_path_factory.mktemp("count") / "data")
        steps: list[str] = []
        lived = live_and_die(lambda told, n=name, f=folder, s=steps: _counting(n, f, practice, s, told))
        found[name] = next(int(one["steps"]) for one in lived.acknowledged if one["act"] == "counted")
    return found


def _counting(name: str, folder: Path, practice: Built, steps: list[str], told) -> None:
    days.live(getattr(days, name), folder, practice, Moment(practice.at + 60), steps.append, told)
    told("counted", steps=str(len(steps)))


def survived(practice: Built, folder: Path, death: Death, *, joining: bool = False) -> None:
    """Start again, and look. `joining`: somebody was joining on this day, so that a death before they were told leaves them unfinished."""
    assert {path.name for path in folder.iterdir()} >= {"content.db", "keeper.db"}
    clock = SetClock(Moment(practice.at + AGAIN))
    house = open_house(folder, clock)
    town = Town(practice, folder, clock, house)
    upkeep.start(house)
    codes = dict(practice.codes)
    hired = [one["code"] for one in death.acknowledged if one["act"] == "hired"]
    people: list[Person] = list(PEOPLE)
    if hired:
        codes[NEWCOMER.login] = hired[0]
        people.append(NEWCOMER)
    town.play.codes.update(codes)
    for who in people:  # a sign-in takes letters in, drops keys of what never was, and changes keys that are due
        with town.signed_in(who, stepped_up=True) as visitor:
            if who in (INES, MAYA, TOMAS):  # as the page of the second proof does
                charts.finish(house, visitor)
                unlisted.withdraw(house, visitor)
                rolling.roll_due(house, visitor)
    with town.signed_in(MAYA) as visitor, reading(house, visitor) as desk:
        _acknowledged(town, desk, death)
    report = Checker(house, [town.somebody(who) for who in people]).run()
    # Who died while they joined joins anew with their card, or still waits to be let in: unfinished, and without keys. On any other day
    # the sign-ins above have mended what a crash can leave.
    left = [one for one in report.findings if one.code not in UNFINISHED or hired or not joining]
    assert left == [] and report.fits, (left, death.acknowledged)
    _nothing_unlogged(town, death)
    house.close()


def _acknowledged(town: Town, desk, death: Death) -> None:
    """Everything that was answered with success is there."""
    newest = {one["id"]: one["text"] for one in death.acknowledged if one["act"] == "note"}
    for id, text in newest.items():
        assert text in notes.open_note(desk, town.kim, ObjectId(bytes.fromhex(id))).note.text("text")
    listed = {one.id.hex() for one in documents.list_documents(desk, town.kim)}
    assert {one["id"] for one in death.acknowledged if one["act"] == "document"} <= listed
    held = {id.hex() for id in desk.keyring.ring().charts}
    assert {one["id"] for one in death.acknowledged if one["act"] == "found"} <= held
    if any(one["act"] == "stopped" for one in death.acknowledged):
        access = charts.open_card(desk, town.kim).access
        gone = [holder for holder in access.holders if holder.name == TOMAS.name]
        assert not any(town.house.keeper.allows(id, GrantHash(h.grant)) for h in gone for id, *_ in h.compartments)


def _nothing_unlogged(town: Town, death: Death) -> None:
    """Every reading that came back has its line: the keeper's own count is that of the client's verified ledger."""
    for who, chart in ((KIM, town.kim), (NOOR, town.built.charts[NOOR.login])):
        with town.signed_in(who) as visitor, reading(town.house, visitor) as desk:
            looks = ledger.who_looked(desk, chart, Purpose.OWN_RECORD, None)
        opened = sum(line.act is Act.OPEN and line.opened > 0 and not line.folded for line in looks.lines)
        read = sum(one["act"] == "read" and one["chart"] == chart.hex() for one in death.acknowledged)
        assert opened >= read
        assert looks.verification.count == len(looks.lines)


@pytest.fixture(scope="session")
def changing(practice: Built, tmp_path_factory) -> range:
    """The steps at which keys are changing."""
    folder = fresh_copy(practice.folder, tmp_path_factory.mktemp("count") / "data")
    lived = live_and_die(lambda told: _marking(folder, practice, told))
    begun, ended = (int(one["steps"]) for one in lived.acknowledged if one["act"] == "counted")
    return range(begun, ended)


def _marking(folder: Path, practice: Built, told) -> None:
    steps: list[str] = []

    def counted_at(act: str, **_: str) -> None:
        if act in ("changing", "rolled"):
            told("counted", steps=str(len(steps)))

    days.live(days.a_day_of_changing_keys, folder, practice, Moment(practice.at + 60), steps.append, counted_at)


def _stays_shut(practice: Built, folder: Path, death: Death) -> None:
    """Whom the stop was about opens nothing, once it was answered; and who stays opens what was there before."""
    clock = SetClock(Moment(practice.at + 2 * AGAIN))
    house = open_house(folder, clock)
    town = Town(practice, folder, clock, house)
    stopped = any(one["act"] == "stopped" for one in death.acknowledged)
    for who in (TOMAS, MAYA):
        with town.signed_in(who) as visitor, reading(house, visitor) as desk:
            if who is TOMAS and stopped:
                with pytest.raises((Refused, NotFound)):
                    notes.open_note(desk, town.kim, practice.note)
            elif who is MAYA:
                assert notes.open_note(desk, town.kim, practice.note).note.text("text") == TEXT
    house.close()


def killed(practice: Built, folder: Path, name: str, number: int) -> Death:
    fresh_copy(practice.folder, folder)
    return live_and_die(lambda told: days.live(getattr(days, name), folder, practice, Moment(practice.at + 60), die_at(number), told))


def chosen(total: int, count: int, chunk: int) -> list[int]:
    """Steps spread evenly over a day, dealt out to chunks."""
    spread = sorted({round(i * (total - 1) / max(1, count - 1)) for i in range(count)})
    return spread[chunk::CHUNKS]


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_killed_at_a_step_of_a_commit_the_house_loses_nothing(practice: Built, counted, tmp_path: Path, chunk: int):
    total = counted["an_ordinary_day"]
    assert total > 150
    for number in chosen(total, total if LONG else SAMPLE, chunk):
        death = killed(practice, tmp_path / "data", "an_ordinary_day", number)
        assert not death.lived, number
        survived(practice, tmp_path / "data", death)


def test_killed_while_somebody_joins_the_house_loses_nothing(practice: Built, counted, tmp_path: Path):
    total = counted["a_day_of_joining"]
    for number in chosen(total, total if LONG else CHUNKS * 5, 0):
        survived(practice, tmp_path / "data", killed(practice, tmp_path / "data", "a_day_of_joining", number), joining=True)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_killed_while_keys_change_nothing_is_lost_and_nothing_opens_for_the_wrong_person(
    practice: Built, changing, tmp_path: Path, chunk: int
):
    """At each step of the change, and between them at random moments: 500 deaths in `make long`."""
    assert len(changing) > 30
    steps = list(changing) if LONG else list(changing)[:: max(1, len(changing) // KEYS)]
    deaths, dice = 0, random.Random(chunk)
    for number in steps[chunk::CHUNKS]:
        deaths += _dies_changing(practice, tmp_path / "data", die_at(number), None)
    while LONG and deaths < LONG_KEYS // CHUNKS:
        deaths += _dies_changing(practice, tmp_path / "data", dying.nothing, dice.uniform(0.05, 1.5))
    assert deaths


def _dies_changing(practice: Built, folder: Path, step, after: float | None) -> bool:
    """Whether it died while keys were changing; if so, nothing was lost."""
    fresh_copy(practice.folder, folder)
    day = days.a_day_of_changing_keys
    death = live_and_die(lambda told: days.live(day, folder, practice, Moment(practice.at + 60), step, told), after)
    acts = {one["act"] for one in death.acknowledged}
    if death.lived or "changing" not in acts or "rolled" in acts:
        return False
    survived(practice, folder, death)
    _stays_shut(practice, folder, death)
    return True


@pytest.mark.parametrize("chunk", range(3))
def test_killed_at_a_random_moment_the_house_loses_nothing(practice: Built, tmp_path: Path, chunk: int):
    dice = random.Random(chunk)
    for _ in range((LONG_RANDOM if LONG else RANDOM) // 3):
        folder = fresh_copy(practice.folder, tmp_path / "data")
        day = days.an_ordinary_day
        death = live_and_die(
            lambda told, d=day, f=folder: days.live(d, f, practice, Moment(practice.at + 60), dying.nothing, told), dice.uniform(0.05, 2.5)
        )
        survived(practice, folder, death)


@pytest.mark.parametrize("number", range(0, 12, 2))
def test_killed_in_its_set_up_a_practice_is_there_or_asks_for_an_empty_folder(tmp_path: Path, number: int):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    death = live_and_die(lambda told: days.a_first_day(folder, die_at(number), told))
    clock = SetClock(Moment(START + 60))
    house = open_house(folder, clock)
    try:
        upkeep.start(house)
    except Unavailable as refused:
        assert refused.public == upkeep.CUT_SHORT
        assert not death.acknowledged, "a practice that was acknowledged is never refused"
    else:
        for one in death.acknowledged:
            sign_in.sign_in(house, sign_in.Proof(INES.login, Method.RECOVERY_CODE, one["code"], HERE))
            assert Checker(house).run().fits
    house.close()


# A disk that takes no more


def test_on_a_full_disk_nothing_acknowledged_is_lost_and_the_sentence_says_so(practice: Built, tmp_path: Path):
    """Files may not grow any more, as the operating system sees it."""
    folder = fresh_copy(practice.folder, tmp_path / "data")
    death = live_and_die(lambda told: _on_a_full_disk(practice, folder, told))
    assert death.lived
    said = [one for one in death.acknowledged if one["act"] == "refused"]
    assert said and all("disk" in one["says"] or "Nothing is lost" in one["says"] for one in said)
    survived(practice, folder, death)


def _on_a_full_disk(practice: Built, folder: Path, told) -> None:
    import resource

    clock = SetClock(Moment(practice.at + 60))
    house = open_house(folder, clock)
    town = Town(practice, folder, clock, house)
    with town.signed_in(MAYA) as visitor:
        told("note", id=town.play.note(visitor, KIM, (("text", "while there was room"),)).hex(), text="while there was room")
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        largest = max(path.stat().st_size for path in folder.iterdir())
        for more in (largest, 200_000, 40_000):
            resource.setrlimit(resource.RLIMIT_FSIZE, (more, resource.RLIM_INFINITY))
            for _ in range(12):
                try:
                    made = town.play.note(visitor, KIM, (("text", "x" * 20_000),))
                    told("note", id=made.hex(), text="xxxx")
                except Unavailable as refused:
                    told("refused", says=refused.public)
                    break
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def test_on_a_disk_that_can_only_be_read_nothing_opens_and_the_sentence_says_so(practice: Built):
    """Without a place for its entry nothing is given out."""
    with tempfile.TemporaryDirectory() as top:
        Path(top).chmod(0o755)
        folder = fresh_copy(practice.folder, Path(top) / "data")
        for path in folder.iterdir():
            path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
        folder.chmod(0o555)
        death = live_and_die(lambda told: _on_a_disk_to_read(practice, folder, told))
        folder.chmod(0o700)
        for path in folder.iterdir():
            path.chmod(0o600)
    assert [one["act"] for one in death.acknowledged] == ["refused"]
    assert "can only be read" in death.acknowledged[0]["says"]


def _on_a_disk_to_read(practice: Built, folder: Path, told) -> None:
    if os.geteuid() == 0:
        os.setuid(65_534)  # root writes everywhere
    try:
        house = open_house(folder, SetClock(Moment(practice.at + 60)))
        with Town(practice, folder, house.clock, house).signed_in(MAYA) as visitor, reading(house, visitor) as desk:
            notes.list_notes(desk, ChartId(practice.charts[KIM.login]), Content.NOTE)
        told("opened")
    except (Unavailable, Refused) as refused:
        told("refused", says=refused.public)
