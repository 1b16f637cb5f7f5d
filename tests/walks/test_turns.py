"""Pass words take a turn to be stretched, which may take seconds: nobody who writes waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace

from tests.walks.practice import HERE, KIM, MAYA, Town

from tacenda.acts import cards, sign_in
from tacenda.acts.desk import writing
from tacenda.acts.house import STRETCHING, House, Proving, network
from tacenda.shell.turns import Turns

ANA, OTHER = "ana", "quiet river stone lamp"
SECONDS = 60


class Asked(Turns):
    """Who asks for a turn is noticed, and waits as long as it takes."""

    def __init__(self) -> None:
        super().__init__(STRETCHING)
        self.asked = threading.Event()

    def turn(self, kind: Hashable, patience: float) -> AbstractContextManager[None]:
        self.asked.set()
        return super().turn(kind, SECONDS)


def writes_while(town: Town, act: Callable[[House], object]) -> None:
    """Maya writes a note while somebody's pass words wait for their turn."""
    turns = Asked()
    house = replace(town.house, stretching=turns)
    waiting = threading.Thread(target=act, args=(house,))
    with town.signed_in(MAYA) as visitor, ExitStack() as all_turns:
        for _ in range(STRETCHING):
            all_turns.enter_context(house.turn(Proving.SIGNING_IN))
        turns.asked.clear()
        waiting.start()
        assert turns.asked.wait(SECONDS)
        town.play.note(visitor, KIM, (("text", "Slept."),))
        assert waiting.is_alive()
    waiting.join(SECONDS)


def test_who_joins_keeps_no_writer_waiting_for_their_turn(town):
    with town.signed_in(KIM, stepped_up=True) as visitor, writing(town.house, visitor) as desk:
        card = cards.for_trusted(desk, town.kim, ANA)
    joined = []
    writes_while(town, lambda house: joined.append(cards.join(house, card.code, ANA, OTHER)))
    assert len(joined) == 1


def test_who_changes_pass_words_keeps_no_writer_waiting_for_their_turn(town):
    with town.signed_in(KIM) as visitor:
        changed = []
        code = town.built.codes[KIM.login]
        writes_while(town, lambda house: changed.append(sign_in.new_words(house, visitor.secret, code, OTHER, HERE)))
    assert len(changed) == 1


def test_an_address_is_one_source_and_a_line_of_ipv6_too_however_it_is_written():
    assert network("192.0.2.1") == network("::ffff:192.0.2.1") != network("::ffff:192.0.2.2")
    assert network("2001:db8:0:1::1") == network("2001:db8:0:1:ffff::2") != network("2001:db8:0:2::1")
