"""A small practice for walks: an officer, two clinicians, a front desk, two clients; played once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tacenda.acts import sign_in
from tacenda.acts.checks import Checker, Report, Somebody
from tacenda.acts.desk import SignInSecret
from tacenda.acts.house import House, SetClock, open_house
from tacenda.core.model import offers
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Content, Purpose
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import Moment
from tacenda.doors.cli.demo_cast import CLIENTS, INES, MAYA, SAM, TOMAS, Person
from tacenda.doors.cli.demo_people import HERE, Play

START = Moment(1_800_014_400)  # 2027-01-15, 12:00:00
KIM, NOOR = CLIENTS[:2]
PEOPLE = (INES, MAYA, TOMAS, SAM, KIM, NOOR)
TEXT, PRIVATE = "Lies awake until three.", "My own impatience."


@dataclass(frozen=True)
class Built:
    """What the play left: a closed folder, everybody's recovery codes, charts and what was written."""

    folder: Path
    codes: dict[str, str]
    charts: dict[str, ChartId]
    note: ObjectId
    private: ObjectId
    document: ObjectId
    at: Moment


def build(folder: Path) -> Built:
    """Play the small practice."""
    folder.mkdir(mode=0o700)
    clock = SetClock(START)
    house = open_house(folder, clock)
    play = Play(house, clock)
    play.begin(INES)
    play.hire(INES, MAYA, TOMAS, SAM)
    for clinician, client in ((MAYA, KIM), (TOMAS, NOOR)):
        play.admit(clinician, client, START)
        play.join(clinician, client)
    play.give(MAYA, KIM, TOMAS, offers.CO_THERAPIST)
    play.give(MAYA, KIM, SAM, offers.FRONT_DESK)
    with play.signed_in(MAYA, stepped_up=True) as visitor:
        note = play.note(visitor, KIM, (("text", TEXT),))
        private = play.note(visitor, KIM, (("text", PRIVATE),), Content.PSYCHOTHERAPY_NOTE)
        document = play.document(visitor, KIM, "letter", "A letter.")
        play.share(visitor, KIM, note)
    with play.signed_in(TOMAS) as visitor:
        play.note(visitor, NOOR, (("text", "Worries."),))
        play.read(visitor, KIM, Purpose.TREATMENT)
    house.keeper.checkpoint()
    house.close()
    return Built(folder, play.codes, play.charts, note, private, document, clock.now())


@dataclass
class Town:
    """A copy of the practice, opened."""

    built: Built
    folder: Path
    clock: SetClock
    house: House

    @property
    def play(self) -> Play:
        return Play(self.house, self.clock, "", self.built.codes, self.built.charts)

    @property
    def kim(self) -> ChartId:
        return self.built.charts[KIM.login]

    def reopen(self) -> None:
        """Close every file and open them anew, as a start does."""
        self.house.close()
        self.house = open_house(self.folder, self.clock)

    def somebody(self, who: Person) -> Somebody:
        """Their keys, step-up included."""
        proof = sign_in.Proof(who.login, Method.RECOVERY_CODE, self.built.codes[who.login], HERE)
        return Somebody(sign_in.sign_in(self.house, proof).keyring, who.login)

    def everybody(self) -> list[Somebody]:
        return [self.somebody(who) for who in PEOPLE]

    def checked(self, *people: Person) -> Report:
        """A check with the keys of these people, of all of them if none is named."""
        return Checker(self.house, [self.somebody(who) for who in people or PEOPLE]).run()

    @contextmanager
    def signed_in(self, who: Person, *, stepped_up: bool = False) -> Generator[SignInSecret, None, None]:
        with self.play.signed_in(who, stepped_up=stepped_up) as visitor:
            yield visitor


def copied(built: Built, folder: Path) -> Town:
    """A town of one's own."""
    shutil.copytree(built.folder, folder)
    clock = SetClock(Moment(built.at + 60))
    own = replace(built, codes=dict(built.codes), charts=dict(built.charts))  # what one town adds is none of another's
    return Town(own, folder, clock, open_house(folder, clock))


def opened(built: Built, folder: Path) -> Generator[Town, None, None]:
    """A town of one's own while a test lasts."""
    town = copied(built, folder)
    yield town
    town.house.close()
