"""A stop racing with other processes: each read either precedes the stop in the ledger or is refused; and whatever wins where somebody
gives, takes back or delivers at that moment, keeper and ledger agree. `make long`: 10,000 races, every fifth with a grant."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.threats.races.scene import Crew, Scene, crew
from tests.walks.practice import KIM, MAYA, Built


@pytest.fixture(scope="module")
def others() -> Iterator[Crew]:
    with crew() as lines:
        yield lines


@pytest.fixture
def scene(practice: Built, others: Crew, tmp_path: Path) -> Iterator[Scene]:
    made = Scene(practice, tmp_path / "data", others, 0)
    yield made
    made.close()


def test_no_read_follows_a_stop_whoever_is_faster(scene: Scene):
    for _ in range(8):
        scene.against_reads()
    scene.check()
    assert scene.count.reads > 0 and scene.count.after >= 16 and scene.count.late == 0


def test_whom_the_client_stops_is_let_in_by_nobody_at_that_moment(scene: Scene):
    for _ in range(3):
        scene.against_a_new_grant(KIM)
    scene.check()


def test_a_new_grant_that_comes_with_a_stop_stands_in_the_ledger_as_the_keeper_gives_on_it(scene: Scene):
    for _ in range(3):
        scene.against_a_new_grant(MAYA)
    scene.check()


def test_a_stop_that_is_taken_back_at_once_is_in_the_ledger_what_it_is_with_the_keeper(scene: Scene):
    for who in (KIM, MAYA, KIM):
        scene.against_its_lifting(who)
    scene.check()


def test_keys_delivered_at_the_moment_of_a_stop_open_nothing(scene: Scene):
    scene.against_reads()  # after which the therapist's keys are due
    for _ in range(3):
        scene.against_a_roll()
    scene.check()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 101))
def test_no_read_follows_a_stop_in_ten_thousand_races(practice: Built, others: Crew, tmp_path: Path, seed: int):
    scene = Scene(practice, tmp_path / "data", others, seed)
    try:
        for _ in range(100):
            scene.race()
        scene.check()
        assert scene.count.late == 0
    finally:
        print(f"seed {seed}: {scene.count}")
        scene.close()
