"""A small practice for measuring: a founder, charts, notes of 3 KB. Everything in a folder of its own."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path

from tacenda.acts import accounts, charts, notes, sign_in
from tacenda.acts.accounts import Start
from tacenda.acts.desk import SignInSecret, writing
from tacenda.acts.house import House, open_house
from tacenda.core.model.chart import Card
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Content
from tacenda.core.words.ids import ChartId, ObjectId

WORDS = "orchid canyon violet hammer saddle prism"
LOGIN = "bench"


@dataclasses.dataclass
class Bench:
    """A practice with somebody signed in and stepped up."""

    house: House
    visitor: SignInSecret
    recovery: str
    chart: ChartId
    note: ObjectId

    def again(self) -> None:
        """Prove once more: a step-up lasts five minutes."""
        self.visitor = SignInSecret(sign_in.step_up(self.house, self.visitor.secret, Method.RECOVERY_CODE, self.recovery, "bench"))

    def everyday(self) -> SignInSecret:
        """A sign-in of the same person as it is most of the day: without a second proof."""
        return SignInSecret(sign_in.sign_in(self.house, sign_in.Proof(LOGIN, Method.PASSPHRASE, WORDS, "bench")).secret)


def text(size: int = 3000) -> str:
    """Words of about `size` characters."""
    dice = random.Random(7)
    return " ".join("".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(size // 7))


def build(folder: Path) -> Bench:
    """A practice with one chart and one note."""
    folder.mkdir(parents=True, exist_ok=True)
    house = open_house(folder)
    begun = accounts.begin(house, Start("Bench", "US-CA", True, "Dr. B", LOGIN, WORDS))
    signed = sign_in.sign_in(house, sign_in.Proof(LOGIN, Method.PASSPHRASE, WORDS, "bench"))
    visitor = SignInSecret(sign_in.step_up(house, signed.secret, Method.RECOVERY_CODE, begun.recovery, "bench"))
    chart = charts.found(house, visitor, Card(name="Kim Lee"))
    bench = Bench(house, visitor, begun.recovery, chart, ObjectId(b""))
    bench.note = write(bench, chart)
    return bench


def write(bench: Bench, chart: ChartId) -> ObjectId:
    """One more note of 3 KB in a chart."""
    draft = dataclasses.replace(notes.new_draft("plain"), texts=(("text", text()),))
    with writing(bench.house, bench.visitor) as desk:
        return notes.seal_note(desk, chart, Content.NOTE, draft).id
