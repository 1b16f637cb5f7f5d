"""An older list put back together with what the ledger's rows say of it, under a house that runs and under one that starts.

Which say of a client counts is told from the leaves. A running keeper has read them, and asks no row twice; one that starts holds them all
against the signed checkpoint.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.threats.test_older_list import Thief, chooses, list_of, named, noor, nothing_opens, reads_their_own
from tests.walks.practice import INES, NOOR, TOMAS, Town

from tacenda.acts import says, upkeep
from tacenda.acts.house import House, open_house
from tacenda.core.ledger import tree
from tacenda.core.ledger.said import Said
from tacenda.core.model.say import Choice, Say
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Tampered


class Writer(Thief):
    """A thief who kept the list on which the client let few in, and knows which lines speak of it."""

    def __init__(self, town: Town) -> None:
        super().__init__(town)
        access = list_of(town, NOOR, Purpose.OWN_RECORD).access
        assert access is not None and access.say is not None
        self.said, self.ended = (self.statement(access.say, holds) for holds in (True, False))

    def statement(self, say: Say, holds: bool) -> bytes:
        return sha(Said(self.town.house.keeper.practice, noor(self.town), says.hash_of(say), holds).write())

    def changes(self, query: str, *values: object) -> None:
        assert self.sql("keeper", query + " RETURNING n", *values)

    def empties(self) -> None:
        self.changes("UPDATE entry SET about = zeroblob(32) WHERE about = ?", self.ended)

    def takes_away(self) -> None:
        self.changes("DELETE FROM entry WHERE about = ?", self.ended)

    def says_again(self) -> None:
        """Once more than it was ended, on a line that named nothing."""
        n = "(SELECT max(n) FROM entry WHERE about = zeroblob(32))"
        self.changes(f"UPDATE entry SET about = ? WHERE n = {n}", self.said)

    def another_tree(self) -> None:
        """The ended line empty, and the tree anew from there: all but the log's signature."""
        self.empties()
        self.grows()

    def grows(self) -> None:
        nodes: dict[tuple[int, int], bytes] = {}
        rows = self.sql("keeper", "SELECT n, body_hash, about FROM entry ORDER BY n")
        for n, body_hash, about in rows:
            leaf = tree.leaf_hash(body_hash, about)
            self.sql("keeper", "UPDATE entry SET leaf = ? WHERE n = ?", leaf, n)
            tree.append(lambda level, at: nodes[level, at], lambda level, at, hash: nodes.__setitem__((level, at), hash), n, leaf)
        for (level, at), hash in nodes.items():
            self.sql("keeper", "UPDATE node SET hash = ? WHERE level = ? AND n = ?", hash, level, at)


HOW = [Writer.empties, Writer.takes_away, Writer.says_again, Writer.another_tree]
How = Callable[[Writer], None]


def older_with_its_lines(town: Town, how: How) -> Writer:
    """The list as it was, with everything that counts versions of it, and the lines that say otherwise."""
    chooses(town, Choice.GUIDES)
    thief = Writer(town)
    chooses(town, Choice.THERAPIST)
    town.house.keeper.checkpoint()
    thief.puts_back(heads=True)
    how(thief)
    return thief


@pytest.mark.parametrize("how", HOW)
def test_a_running_house_opens_nothing_by_an_older_list_whatever_the_lines_were_made_to_say(town: Town, how: How):
    older_with_its_lines(town, how)
    nothing_opens(town)
    reads_their_own(town, Choice.THERAPIST)
    assert named(town)


@pytest.mark.parametrize("how", HOW)
def test_a_house_does_not_start_on_such_lines(town: Town, how: How):
    older_with_its_lines(town, how)
    town.reopen()
    with pytest.raises(Tampered):
        upkeep.start(town.house)
    with pytest.raises(Tampered):
        list_of(town, TOMAS, Purpose.TREATMENT)


@pytest.fixture
def other(town: Town):
    """Another worker of the same house, in a process of its own as far as it can tell."""
    house = open_house(town.folder, town.clock)
    upkeep.start(house)
    yield house
    house.close()


@pytest.mark.parametrize("how", HOW)
def test_another_worker_that_was_there_meanwhile_opens_nothing_by_it_either(town: Town, other: House, how: How):
    """It learned what the client said from what the first one wrote, at the minute's upkeep."""
    chooses(town, Choice.GUIDES)
    thief = Writer(town)
    chooses(town, Choice.THERAPIST)
    upkeep.minute(other)
    thief.puts_back(heads=True)
    how(thief)
    nothing_opens(Town(town.built, town.folder, town.clock, other))


def test_a_worker_that_was_not_there_believes_lines_no_further_than_the_signed_tree(town: Town, other: House):
    older_with_its_lines(town, Writer.another_tree)
    with pytest.raises(Tampered, match="checkpoint"):
        list_of(Town(town.built, town.folder, town.clock, other), TOMAS, Purpose.TREATMENT)


def test_where_lines_were_cut_off_nothing_is_entered_and_so_nothing_opened(town: Town):
    chooses(town, Choice.GUIDES)
    thief = Writer(town)
    chooses(town, Choice.THERAPIST)
    thief.puts_back(heads=True)
    thief.changes("DELETE FROM entry WHERE n >= (SELECT n FROM entry WHERE about = ?)", thief.ended)
    for who, purpose in ((TOMAS, Purpose.TREATMENT), (INES, Purpose.OVERSIGHT), (NOOR, Purpose.OWN_RECORD)):
        with pytest.raises(Tampered, match="lines are gone"):
            list_of(town, who, purpose)
