"""Turns and places: nobody, and no crowd of one kind, has all of what is scarce."""

from __future__ import annotations

import contextlib
import itertools
import threading
import time

import pytest

from tacenda.core.words.errors import Unavailable
from tacenda.shell.turns import Places, Turns

LONG = 60.0
CROWD = 40


def test_a_crowd_of_one_kind_is_not_waited_for_by_another():
    """Forty wait, and each is back in line as soon as its turn is over: first come, first served would be forty turns."""
    turns, over, given, inside, most = Turns(2), threading.Event(), itertools.count(), itertools.count(), 0
    lock, running = threading.Lock(), 0

    def crowd() -> None:
        nonlocal running, most
        next(inside)
        while not over.is_set():
            with turns.turn("crowd", LONG):
                with lock:
                    next(given)
                    running += 1
                    most = max(most, running)
                time.sleep(0.005)
                with lock:
                    running -= 1

    threads = [threading.Thread(target=crowd) for _ in range(CROWD)]
    for one in threads:
        one.start()
    while next(given) < CROWD:
        time.sleep(0.01)
    waited = []
    for _ in range(10):
        before = next(given)
        with turns.turn("one", LONG):
            waited.append(next(given) - before)
    over.set()
    for one in threads:
        one.join(LONG)
    assert sorted(waited)[5] < CROWD / 4, waited
    assert most == 2


def test_of_two_kinds_that_wait_each_has_one_of_two_turns():
    turns, got, go = Turns(2), list[str](), threading.Event()

    def hold(kind: str) -> None:
        with turns.turn(kind, LONG):
            got.append(kind)
            assert go.wait(LONG)

    def wait(*kinds: str) -> list[threading.Thread]:
        threads = [threading.Thread(target=hold, args=(kind,)) for kind in kinds]
        for one in threads:
            one.start()
        return threads

    with turns.turn("a", LONG), turns.turn("a", LONG):
        waiting = wait("a", "a", "a", "b", "b", "b")
        until = time.monotonic() + 0.3  # all six are in line by then, or what follows holds all the more
        while time.monotonic() < until:
            assert not got
    until = time.monotonic() + LONG
    while len(got) < 2:
        assert time.monotonic() < until
        time.sleep(0.01)
    assert sorted(got) == ["a", "b"]
    go.set()
    for one in waiting:
        one.join(LONG)
    assert sorted(got) == ["a", "a", "a", "b", "b", "b"]


def test_who_waits_too_long_is_told_and_keeps_nobody_behind_them():
    turns = Turns(1)
    with turns.turn("a", LONG), pytest.raises(Unavailable) as told, turns.turn("a", 0.05):
        raise AssertionError
    assert told.value.slowed
    with turns.turn("a", LONG):
        pass


def test_nobody_has_more_places_than_their_share_and_all_together_no_more_than_there_are():
    places = Places(3, 2)
    with contextlib.ExitStack() as taken:
        for _ in range(2):
            taken.enter_context(places.place("a", 9))
        with pytest.raises(Unavailable) as told, places.place("a", 9):
            raise AssertionError
        assert (told.value.seconds, told.value.slowed) == (9, True)
        taken.enter_context(places.place("b", 9))
        with pytest.raises(Unavailable), places.place("c", 9):
            raise AssertionError
    with places.place("a", 9), places.place("a", 9), places.place("c", 9):
        pass
