"""A thief who writes to both files while we run (T2): whatever they change is refused, reported, or no record; and no text is another.

A small practice is made once and everybody is unlocked once (`tests/threats/writer`). Each change is made by SQL to rows and columns;
then whom it concerns reads, the rows are checked, and the function behind `tacenda verify --everyone` runs, until somebody notices.
What nobody has to notice is a list with reasons (`writer/unwatched.py`). Of 100,000 random changes `make test` makes 1,500, which takes
one core about a minute: by these every table of both files is changed in every way that is drawn often, as a test of their own says.
`make long` makes them all.
Changes made by hand stand beside it, by what they touch: `test_writer_content.py`, `_keeper.py`, `_ledger.py`.
"""

import pytest
from tests.threats.writer import unwatched
from tests.threats.writer.changes import ENGINE, Thief
from tests.threats.writer.scene import Scene

SEEDS, SAMPLE = range(6), 250


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


def test_the_sample_changes_every_table_and_nearly_every_column(scene):
    """What a longer sample would add are changes that are drawn seldom; they are made by the hundred thousand."""
    tables, columns = set[tuple[str, str]](), set[tuple[str, str, str]]()
    for seed in SEEDS:
        thief = Thief(scene.practice, seed)
        for _ in range(SAMPLE):
            change = thief.change()
            tables |= {(file, table) for file, table, _ in change.touched if table}
            columns |= {one for one in change.touched if one[2] != "*"}
            scene.practice.undo(change.touched)
    assert tables == {one for one in scene.tables() if one[1] not in ENGINE and scene.rows(*one)}
    assert len(columns) > 0.9 * sum(len(scene.practice.truth.columns(file)[table]) for file, table in tables)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_writer_changes_at_random_is_noticed_and_never_becomes_another_text(scene, seed):
    assert overlooked(scene, seed, SAMPLE) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1100))
def test_what_a_writer_changes_at_random_a_hundred_thousand_times_is_noticed(scene, seed):
    assert overlooked(scene, seed, 1000) == []
