"""One person, or one stranger, takes what is scarce as often as they can, at the server that people meet: the others go on."""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from tests.pages.served import PATIENCE, asked, heard, line, paper, served, shown
from tests.pages.town import WORDS

from tacenda.core.words.people import Role

LINES = 32


@contextmanager
def crowd(*acts: Callable[[], int]) -> Iterator[Counter[int]]:
    """Each of these again and again until the block ends, each in a thread of its own; what they were told."""
    told, over = Counter[int](), threading.Event()

    def press(act: Callable[[], int]) -> None:
        while not over.is_set():
            told[act()] += 1

    threads = [threading.Thread(target=press, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    try:
        yield told
    finally:
        over.set()
        for one in threads:
            one.join(PATIENCE)


def wait(done: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < until
        time.sleep(0.02)


def guess(port: int, numbers: Iterator[int], source: str = "") -> Callable[[], int]:
    """A stranger's sign-in under a name that nobody has."""
    more = {"X-Forwarded-For": source} if source else {}
    return lambda: asked(port, "POST", "/start", "", {"name": f"some{next(numbers)}", "words": "wrong words"}, more)[0]


def test_strangers_who_hammer_at_the_sign_in_keep_nobody_from_a_second_proof(own_town):
    kim = own_town.client("Kim Lee")
    cookie = shown(own_town.sign_in(kim))
    with served(own_town.house) as port, crowd(*[guess(port, itertools.count(n, LINES)) for n in range(LINES)]) as told:
        wait(lambda: told[429] and told[422])
        for _ in range(3):
            status, _, cookie = asked(port, "POST", "/inner", cookie, {"words": WORDS, "back": ""})
            assert status == 303
    assert set(told) == {422, 429}


def test_one_source_that_hammers_at_the_sign_in_leaves_places_to_others(own_town):
    kim = own_town.client("Kim Lee")
    house = replace(own_town.house, settings=replace(own_town.house.settings, proxy="127.0.0.1"))
    with served(house) as port, crowd(*[guess(port, itertools.count(n, LINES), "192.0.2.1") for n in range(LINES)]) as told:
        wait(lambda: told[429] and told[422])
        for n in range(3):
            signed_in = asked(port, "POST", "/start", "", {"name": kim.login, "words": WORDS}, {"X-Forwarded-For": f"192.0.2.{n + 2}"})
            assert signed_in[0] == 303


def test_one_account_that_proves_itself_in_many_browsers_keeps_nobody_from_a_second_proof(own_town):
    kim, lou = own_town.client("Kim Lee"), own_town.client("Lou Day")
    cookie = shown(own_town.sign_in(kim))
    others = [shown(own_town.sign_in(lou)) for _ in range(LINES)]

    def proves(port: int, mine: list[str]) -> Callable[[], int]:
        def act() -> int:
            status, _, given = asked(port, "POST", "/inner", mine[0], {"words": WORDS, "back": ""})
            mine[0] = given or mine[0]
            return status

        return act

    with served(own_town.house) as port, crowd(*[proves(port, [one]) for one in others]) as told:
        wait(lambda: told[429] and told[303])
        for _ in range(3):
            status, _, cookie = asked(port, "POST", "/inner", cookie, {"words": WORDS, "back": ""})
            assert status == 303
    assert set(told) == {303, 429}


def test_one_account_whose_files_come_slowly_keeps_nobody_from_sending_theirs(own_town):
    ben = own_town.colleague("Ben Roy", Role.CLINICIAN)
    hers = own_town.path("charts/letters", chart=own_town.chart("Kim Lee"))
    his = own_town.path("charts/letters", chart=own_town.chart("Lou Day", of=ben))
    ada = [shown(own_town.sign_in(own_town.ada)) for _ in range(5)]
    with served(own_town.house) as port, ExitStack() as lines:
        slow = [lines.enter_context(line(port, paper(hers, one)[:-20])) for one in ada for _ in range(2)]
        wait(lambda: heard(line(port, paper(hers, ada[0])))[0] == 429)
        for _ in range(3):
            assert heard(line(port, paper(his, shown(own_town.sign_in(ben)))))[0] == 303
        status, told = heard(line(port, paper(hers, ada[-1])))
        assert status == 429 and "Choose it again in a minute." in told
        ends = []
        for one in slow:  # one after the other: of two that write to one chart at the same moment one may be told so
            one.sendall(paper(hers, ada[0])[-20:])
            ends.append(heard(one)[0])
        assert Counter(ends) == {303: 2, 429: 8}
        assert heard(line(port, paper(hers, ada[-1])))[0] == 303
