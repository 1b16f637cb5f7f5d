"""Days of acts for a process that will be killed. What was acknowledged is told through a pipe, as a server's answer tells its browser."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.walks.practice import INES, KIM, MAYA, NOOR, SAM, START, TOMAS, Built

from tacenda.acts import accounts, cards, charts, ledger, notes, rolling, upkeep
from tacenda.acts.desk import SignInSecret, reading, writing
from tacenda.acts.house import SetClock, open_house
from tacenda.core.model import offers
from tacenda.core.model.chart import Card
from tacenda.core.words.access import Content, Purpose
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.doors.cli.demo_cast import PASSPHRASE, Person
from tacenda.doors.cli.demo_people import Play

NEWCOMER = Person("Lena Brandt", "demo.lena", Role.CLINICIAN)


@dataclass
class Told:
    """The other side of the pipe. Each line is one acknowledged act."""

    handle: int
    said: list[dict[str, str]] = field(default_factory=list)

    def __call__(self, act: str, **more: str) -> None:
        os.write(self.handle, (json.dumps({"act": act, **more}) + "\n").encode())


def heard(handle: int) -> list[dict[str, str]]:
    """Every whole line of a pipe whose other side is closed."""
    raw = b""
    while part := os.read(handle, 65_536):
        raw += part
    return [json.loads(line) for line in raw.split(b"\n")[:-1]]


def an_ordinary_day(play: Play, told: Told) -> None:
    """Every act that needs no stretched passphrase, one after the other."""
    with play.signed_in(MAYA, stepped_up=True) as visitor:
        _writes(play, told, visitor)
        play.clock.forward(20)
        chart = charts.found(play.house, visitor, Card("A New Client"))
        told("found", id=chart.hex())
        with writing(play.house, visitor) as desk:
            card = cards.make(desk, "client", chart, "A New Client", (Role.CLIENT,))
            told("card", id=card.id.hex())
        upkeep.minute(play.house)
    play.give(TOMAS, NOOR, MAYA, offers.COVER)
    told("given", to=MAYA.login, chart=play.charts[NOOR.login].hex())
    with play.signed_in(MAYA) as visitor:
        play.read(visitor, NOOR, Purpose.TREATMENT)
        told("read", chart=play.charts[NOOR.login].hex())
    play.stop(KIM, TOMAS)
    told("stopped", who=TOMAS.login, chart=play.charts[KIM.login].hex())
    with play.signed_in(MAYA, stepped_up=True) as visitor:  # her sign-in changes the keys behind the stop
        told("rolled", chart=play.charts[KIM.login].hex())
        told("note", id=play.note(visitor, KIM, (("text", "after the stop"),)).hex(), text="after the stop")
    with play.signed_in(KIM) as visitor, reading(play.house, visitor) as desk:
        ledger.who_looked(desk, play.charts[KIM.login], Purpose.OWN_RECORD, None)
        told("looked")
    upkeep.minute(play.house)


def _writes(play: Play, told: Told, visitor: SignInSecret) -> None:
    first = play.note(visitor, KIM, (("text", "first of the day"),))
    told("note", id=first.hex(), text="first of the day")
    play.read(visitor, KIM, Purpose.TREATMENT)
    told("read", chart=play.charts[KIM.login].hex())
    play.amend(visitor, KIM, first, "and a word more", "forgotten")
    told("note", id=first.hex(), text="and a word more")
    private = play.note(visitor, KIM, (("text", "for me"),), Content.PSYCHOTHERAPY_NOTE)
    told("private", id=private.hex(), text="for me")
    told("document", id=play.document(visitor, KIM, "letter", "a letter").hex())
    play.share(visitor, KIM, first)
    play.draft(visitor, KIM, "unfinished")
    told("draft")
    with writing(play.house, visitor) as desk:
        notes.read_draft(desk, play.charts[KIM.login], Content.NOTE)
    play.visit(visitor, KIM, Moment(play.clock.now() + 86_400))
    told("visit")
    with writing(play.house, visitor) as desk:
        charts.change_card(desk, play.charts[KIM.login], play.card(KIM))
    told("card")


def a_day_of_joining(play: Play, told: Told) -> None:
    """A colleague enrols and is let in: their passphrase is stretched twice."""
    play.hire(INES, NEWCOMER)
    told("hired", code=play.codes[NEWCOMER.login])
    with play.signed_in(SAM) as visitor:
        play.visit(visitor, KIM, Moment(play.clock.now() + 90_000))
        told("visit")


def a_day_of_changing_keys(play: Play, told: Told) -> None:
    """A client stops a colleague, and every key that he had is changed, by the client and by the next who holds it."""
    told("changing")
    play.stop(KIM, TOMAS)
    told("stopped", who=TOMAS.login, chart=play.charts[KIM.login].hex())
    with play.signed_in(MAYA, stepped_up=True) as visitor:
        rolling.roll_due(play.house, visitor)
    told("rolled", chart=play.charts[KIM.login].hex())


def a_first_day(folder: Path, step: Callable[[str], None], told: Told) -> None:
    """A practice is founded."""
    house = open_house(folder, SetClock(START), step=step, keeper_step=step)
    enrolled = accounts.begin(house, accounts.Start("Practice", "US-CA", False, INES.name, INES.login, PASSPHRASE))
    told("founded", code=enrolled.recovery)
    house.close()


def live(day: Callable[[Play, Told], None], folder: Path, built: Built, at: Moment, step: Callable[[str], None], told: Told) -> None:
    """Open the folder and live a day in it."""
    clock = SetClock(at)
    house = open_house(folder, clock, step=step, keeper_step=step)
    day(Play(house, clock, "", dict(built.codes), dict(built.charts)), told)
    house.close()
