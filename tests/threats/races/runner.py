"""A process of its own that reads, gives, lifts or changes keys as fast as it can: the other side of a race with a stop.

It lives through many races, so that none of them pays for its start, and keeps its sign-ins while they last. Orders come down a line; it
answers "ready", waits for the word to go, acts until it has its answer or hears that the race is over, and sends what it met.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from tests.walks.practice import HERE, KIM, MAYA, TOMAS, Built, Person

from tacenda.acts import gate, grants, notes, rolling, sign_in
from tacenda.acts.desk import STEP_UP, SignInSecret, reading, writing
from tacenda.acts.house import House, SetClock, open_house
from tacenda.core.model.offers import Offer
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Conflict, NotFound, Refused
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.core.words.moments import NEVER, Moment

IDLE = 300  # seconds after which a sign-in that was not used is left
BREATH = 0.003  # seconds between two tries: who never lets go of the lock races with nobody


@dataclass(frozen=True)
class Open:
    """Work in this folder from now on."""

    folder: Path
    built: Built


@dataclass(frozen=True)
class Read:
    """The colleague reads the note. `anew`: in a new sign-in; `warm`: it was read once before the race, so that no key must be taken in
    first; `rests`: from the first refusal until the race is over, when one more reading is tried."""

    at: Moment
    purpose: Purpose
    anew: bool
    warm: bool
    rests: bool


@dataclass(frozen=True)
class Give:
    """The therapist lets the colleague in. `after`: seconds after the word to go."""

    at: Moment
    after: float
    offer: Offer


@dataclass(frozen=True)
class Lift:
    """Whoever stops takes it back, in another sign-in."""

    at: Moment
    after: float
    who: Person
    purpose: Purpose
    grant: GrantHash


@dataclass(frozen=True)
class Roll:
    """The therapist changes keys that are due, and delivers them to whom the keeper allows."""

    at: Moment
    after: float


Order = Open | Read | Give | Lift | Roll


@dataclass(frozen=True)
class Attempt:
    """One reading. `began`: by the clock all processes share; `number`: its line in the ledger, 0 if nothing was read;
    `refused`: for good, not because something moved at this moment."""

    began: float
    number: int
    refused: bool = False


@dataclass
class Keys:
    """The sign-ins of one process, by recovery code: one for everyday, which does not lie idle for long, and one with a second proof, which
    is given anew in time."""

    house: House
    built: Built
    everyday: dict[str, tuple[Moment, SignInSecret]] = field(default_factory=dict)
    proven: dict[str, tuple[Moment, SignInSecret]] = field(default_factory=dict)

    def of(self, who: Person, *, anew: bool = False) -> SignInSecret:
        now = self.house.clock.now()
        used, kept = self.everyday.get(who.login, (NEVER, SignInSecret(b"")))
        if anew or now - used > IDLE:
            kept = SignInSecret(self._sign_in(who))
        self.everyday[who.login] = now, kept
        return kept

    def stepped_up(self, who: Person) -> SignInSecret:
        now = self.house.clock.now()
        until, kept = self.proven.get(who.login, (now, SignInSecret(b"")))
        if until - now < 60:
            secret = sign_in.step_up(self.house, self._sign_in(who), Method.RECOVERY_CODE, self.built.codes[who.login], HERE)
            until, kept = self.proven[who.login] = Moment(now + STEP_UP), SignInSecret(secret)
        return kept

    def _sign_in(self, who: Person) -> bytes:
        return sign_in.sign_in(self.house, sign_in.Proof(who.login, Method.RECOVERY_CODE, self.built.codes[who.login], HERE)).secret


def give(keys: Keys, chart: ChartId, offer: Offer) -> int:
    """The therapist's grant to the colleague: the number of its line."""
    with writing(keys.house, keys.stepped_up(MAYA)) as desk:
        entry = next(one.entry for one in gate.practice_page(desk)[1].staff if one.name == TOMAS.name)
        return grants.give(desk, chart, Purpose.TREATMENT, entry, TOMAS.name, offer, NEVER).number


def main(line: Connection) -> None:
    """Follow orders until None comes. What goes wrong is sent in place of an answer."""
    runner: Runner | None = None
    while (order := line.recv()) is not None:
        try:
            if isinstance(order, Open):
                if runner is not None:
                    runner.house.close()
                runner = Runner.of(line, order)
                line.send("open")
            else:
                assert runner is not None
                line.send(runner.follow(order))
        except Exception as error:
            line.send(error)
    if runner is not None:
        runner.house.close()


@dataclass
class Runner:
    """One process in one folder."""

    line: Connection
    house: House
    clock: SetClock
    keys: Keys
    chart: ChartId
    built: Built

    @classmethod
    def of(cls, line: Connection, order: Open) -> Runner:
        clock = SetClock(order.built.at)
        house = open_house(order.folder, clock)
        return cls(line, house, clock, Keys(house, order.built), order.built.charts[KIM.login], order.built)

    def follow(self, order: Order) -> object:
        """What was met: readings, the number of a grant's line, or how many keys were changed."""
        assert not isinstance(order, Open)
        self.clock.put(max(order.at, self.clock.now()))
        match order:
            case Read():
                return self._read(order)
            case Give():
                self.keys.stepped_up(MAYA)
                return self._until_answered(order.after, lambda: give(self.keys, self.chart, order.offer))
            case Lift():
                self.keys.stepped_up(order.who)
                return self._until_answered(order.after, lambda: self._lift(order))
            case Roll():
                self.keys.of(MAYA)
                return self._roll(order.after)

    @contextmanager
    def _race(self, after: float = 0.0) -> Generator[None, None, None]:
        """From the word to go until the word that it is over."""
        self.line.send("ready")
        self.line.recv()
        try:
            time.sleep(after)
            yield
        finally:
            self.line.recv()

    def _read(self, order: Read) -> list[Attempt]:
        visitor = self.keys.of(TOMAS, anew=order.anew)
        met = [self._attempt(visitor, order.purpose)] if order.warm else []
        with self._race():
            while not self.line.poll():
                met.append(self._attempt(visitor, order.purpose))
                if order.rests and met[-1].refused:
                    break
        return [*met, self._attempt(visitor, order.purpose)]

    def _attempt(self, visitor: SignInSecret, purpose: Purpose) -> Attempt:
        began = time.monotonic()
        try:
            with reading(self.house, visitor) as desk:
                found = notes.open_note(desk, self.chart, self.built.note, purpose=purpose)
                return Attempt(began, found.number if found.note.text("text") else 0)
        except (Refused, NotFound):
            return Attempt(began, 0, refused=True)
        except Conflict:
            return Attempt(began, 0)

    def _until_answered(self, after: float, act: Callable[[], int]) -> int:
        """Try until it is done or refused, and once more when the race is over: the number of its line, or 0."""
        done, over = 0, False
        with self._race(after):
            while not done and not over:
                over = self.line.poll()
                try:
                    done = act()
                except Conflict:
                    time.sleep(BREATH)
                except (Refused, NotFound):
                    break
        return done

    def _roll(self, after: float) -> int:
        """Change whatever is due, also what the stop makes due, until the race is over: how often that was done."""
        rolled = 0
        with self._race(after):
            while not self.line.poll():
                rolled += rolling.roll_due(self.house, self.keys.of(MAYA))
                time.sleep(BREATH)
        return rolled

    def _lift(self, order: Lift) -> int:
        with writing(self.house, self.keys.stepped_up(order.who)) as desk:
            return grants.lift(desk, self.chart, order.grant, order.purpose).number
