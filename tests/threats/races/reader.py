"""A process of its own that reads one note as fast as it can, until it is refused: one end of a race with a stop."""

from __future__ import annotations

import time
from multiprocessing.connection import Connection
from pathlib import Path

from tests.walks.practice import HERE, Built, Person

from tacenda.acts import notes, sign_in
from tacenda.acts.desk import SignInSecret, reading
from tacenda.acts.house import House, SetClock, open_house
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.errors import Conflict, NotFound, Refused
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import Moment

REFUSALS = 3  # in a row, and the race is over
SECONDS = 20.0
Attempt = tuple[float, bool]  # when it began, by the clock all processes share; whether the note was read


def main(line: Connection, folder: Path, built: Built, who: Person) -> None:
    """For each moment that comes down the line: sign in, say so, read until refused, send the attempts. None ends it."""
    clock = SetClock(built.at)
    house = open_house(folder, clock)
    try:
        while (at := line.recv()) is not None:
            clock.put(Moment(max(at, clock.now())))
            proof = sign_in.Proof(who.login, Method.RECOVERY_CODE, built.codes[who.login], HERE)
            visitor = SignInSecret(sign_in.sign_in(house, proof).secret)
            line.send("ready")
            line.send(_attempts(house, visitor, built))
    finally:
        house.close()


def _attempts(house: House, visitor: SignInSecret, built: Built) -> list[Attempt]:
    found: list[Attempt] = []
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and not (len(found) > REFUSALS and not any(read for _, read in found[-REFUSALS:])):
        began = time.monotonic()
        found.append((began, _reads(house, visitor, next(iter(built.charts.values())), built)))
    return found


def _reads(house: House, visitor: SignInSecret, chart: ChartId, built: Built) -> bool:
    try:
        with reading(house, visitor) as desk:
            return bool(notes.open_note(desk, chart, built.note).note.text("text"))
    except (Refused, NotFound, Conflict):
        return False
