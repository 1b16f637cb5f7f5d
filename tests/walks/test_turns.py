"""Pass words take a turn to be stretched, which may take seconds: nobody who writes waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from threading import BoundedSemaphore

from tests.walks.practice import HERE, KIM, MAYA, Town

from tacenda.acts import cards, sign_in
from tacenda.acts.desk import writing
from tacenda.acts.house import STRETCHING, House

ANA, OTHER = "ana", "quiet river stone lamp"
SECONDS = 60


class Turns(BoundedSemaphore):
    """All turns are taken; who asks for one is noticed."""

    def __init__(self) -> None:
        super().__init__(STRETCHING)
        for _ in range(STRETCHING):
            super().acquire()
        self.asked = threading.Event()

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
        self.asked.set()
        return super().acquire(blocking, SECONDS)

    def give_back(self) -> None:
        self.release(STRETCHING)


def writes_while(town: Town, act: Callable[[House], object]) -> None:
    """Maya writes a note while somebody's pass words wait for their turn."""
    turns = Turns()
    house = replace(town.house, stretching=turns)
    with town.signed_in(MAYA) as visitor:
        waiting = threading.Thread(target=act, args=(house,))
        waiting.start()
        try:
            assert turns.asked.wait(SECONDS)
            town.play.note(visitor, KIM, (("text", "Slept."),))
            assert waiting.is_alive()
        finally:
            turns.give_back()
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
