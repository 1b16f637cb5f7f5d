"""A thief who writes to both files while we run (T2): whatever they change is refused, reported, or no record; and no text is another.

A small practice is made once and everybody is unlocked once (`tests/threats/writer`). Each change is made by SQL to rows and columns;
then whom it concerns reads, the rows are checked, and the function behind `tacenda verify --everyone` runs, until somebody notices.
What nobody has to notice is a list with reasons (`writer/unwatched.py`). Of 100,000 random changes `make test` makes 3,000, which takes
one core about two minutes; `make long` makes them all.
Changes made by hand stand beside it, by what they touch: `test_writer_content.py`, `_keeper.py`, `_ledger.py`.
"""

import pytest
from tests.threats.writer import unwatched
from tests.threats.writer.changes import Thief
from tests.threats.writer.scene import Scene


def overlooked(scene: Scene, seed: int, count: int) -> list[str]:
    """Changes that nobody noticed and that were none of those that nobody has to; and texts that became others."""
    thief, wrong = Thief(scene.practice, seed), []
    for n in range(count):
        change = thief.change()
        found = scene.judge.judge(change, needed=lambda change=change: bool(unwatched.differences(scene.practice, change)))
        if found.lies:
            wrong.append(f"{seed}.{n} {change.what}: other texts: {found.lies[:3]}")
        if not found.noticed and (differ := unwatched.differences(scene.practice, change)):
            wrong.append(f"{seed}.{n} {change.what}: nobody noticed {differ}")
        scene.judge.put_back(change)
    return wrong


def test_a_change_is_undone_as_if_both_files_were_put_back_whole(scene):
    thief, truth = Thief(scene.practice, 20), scene.practice.truth
    for _ in range(200):
        change = thief.change()
        assert any(set(scene.rows(file, table)) != set(truth.rows(file, table)) for file, table in scene.tables())
        scene.judge.put_back(change)
        assert [table for table in scene.tables() if set(scene.rows(*table)) != set(truth.rows(*table))] == [], change.what


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_what_a_writer_changes_at_random_is_noticed_and_never_becomes_another_text(scene, seed):
    assert overlooked(scene, seed, 500) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1100))
def test_what_a_writer_changes_at_random_a_hundred_thousand_times_is_noticed(scene, seed):
    assert overlooked(scene, seed, 1000) == []
