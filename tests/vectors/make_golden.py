"""Makes the golden files: one of every envelope, statement, note and bundle of the newest version, with fixed keys.

    PYTHONPATH=src:. python tests/vectors/make_golden.py

A golden file is made once, when its version is released, and opens for ever after. The script writes what is not there yet and refuses
to touch what is; a new version of a format gets new names (`v2-...`), the old files stay.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from tests.unit.core.ledger.small_practice import ScriptedDay, a_day

from tacenda.core.ledger import proof
from tacenda.core.ledger.asks import Ask, Place
from tacenda.core.ledger.entry import Body
from tacenda.core.ledger.limit import Limit
from tacenda.core.ledger.said import Said
from tacenda.core.ledger.withdrawal import Withdrawal
from tacenda.core.model.say import Choice, Laid, Say
from tacenda.core.sealing import labels, passphrase, seal
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.encoding import Plain, fields, plain, u16, u64
from tacenda.core.sealing.envelope import Kind, seal_box
from tacenda.core.words.access import Act, Code
from tacenda.core.words.ids import ZERO_HASH, ChartId, GrantHash, ObjectId, PracticeId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role

GOLDEN = Path(__file__).parent / "golden"
KEY = bytes(range(32))
PRACTICE, CHART, OBJECT, COMPARTMENT = (bytes([n]) * 16 for n in (1, 2, 3, 4))
ID, HASH = b"\x05" * 16, b"\x06" * 32
LARGE = bytes(i % 251 for i in range(40_000))

PLACES: dict[Kind, list[bytes]] = {
    Kind.OBJECT: [CHART, COMPARTMENT, u16(3), u64(1), OBJECT, u64(1), u16(10)],
    Kind.ATTACHMENT: [CHART, COMPARTMENT, OBJECT, u64(1)],
    Kind.UNLOCK: [ID, ID, u16(1), u16(1), HASH],
    Kind.RING: [ID, u16(1), u64(1)],
    Kind.SIGN_IN: [HASH],
    Kind.STEP_UP: [HASH],
    Kind.BODY: [CHART, ID, u64(1)],
    Kind.INVITATION: [HASH, u16(1)],
    Kind.OUTBOX: [ID],
    Kind.KEY_BACKUP: [u64(1)],
    Kind.KEEPER_COLUMN: [b"share", ID],
}


def envelopes() -> Iterator[tuple[str, bytes]]:
    """Each kind at a place of its form; an attachment of several chunks, a ring with its own padding."""
    for kind, place in PLACES.items():
        payload = LARGE if kind is Kind.ATTACHMENT else f"the payload of kind {int(kind)}".encode()
        step = 16_384 if kind is Kind.RING else 0
        box = seal_box(KEY, kind, PracticeId(PRACTICE), place, payload, step)
        told: dict[str, Plain] = {
            "v": 1,
            "kind": int(kind),
            "key": KEY,
            "practice": PRACTICE,
            "place": list(place),
            "payload": payload,
            "box": box,
        }
        yield f"v1-envelope-{int(kind):02}-{kind.name.lower().replace('_', '-')}.json", plain(told)


def seals() -> Iterator[tuple[str, bytes]]:
    seed, info = b"\x07" * 32, fields(labels.DELIVER, PRACTICE, HASH, ID)
    sealed = seal.seal_to(seal.public_of(seed), info, b"a delivery")
    yield "v1-seal.json", plain({"v": 1, "seed": seed, "info": info, "payload": b"a delivery", "sealed": sealed})
    method = passphrase.parameters(passphrase.Method.PASSPHRASE, b"\x08" * 16)
    yield "v1-unlock-passphrase.json", method
    yield "v1-unlock-recovery-code.json", passphrase.parameters(passphrase.Method.RECOVERY_CODE)


def statements(day: ScriptedDay) -> Iterator[tuple[str, bytes]]:
    yield "v1-genesis.json", day.practice.genesis
    yield "v1-directory-person.json", day.clinician.published.statement
    yield "v1-directory-office.json", day.practice.offices[0].statement
    yield "v1-directory-signatures.json", day.clinician.published.signatures
    yield "v1-certificate.json", day.clinician.certificate
    yield "v1-grant-founder.json", day.own.raw
    yield "v1-grant-with-end.json", day.shared.raw
    yield "v1-grant-subject.json", day.subject.raw
    yield "v1-grant-membership.json", day.member.raw
    yield "v2-grant-that-begins-later.json", replace(day.shared.grant, since=Moment(1_800_100_800)).write()
    record = day.chart.compartments[Code.RECORD]
    yield "v1-limit.json", Limit(day.practice.id, day.chart.id, GrantHash(day.shared.hash), record, Code.RECORD, True).write()
    said = Say(1, ZERO_HASH, Laid(Choice.THERAPIST, (), (), ((day.subject.grant.grantee, b"\x0a" * 16),)), b"\x09" * 32).write()
    yield "v1-say.json", said
    yield "v1-said.json", Said(day.practice.id, day.chart.id, sha(said), True).write()
    yield "v1-withdrawal.json", Withdrawal(day.practice.id, day.chart.id, record, Code.SUPERVISION, 1).write()
    yield "v1-epoch.json", day.chart.epochs[day.chart.compartments[Code.RECORD]].write()
    yield "v1-epoch-of-a-ledger.json", day.chart.epochs[day.chart.compartments[Code.LEDGER]].write()
    bodies = [line.body for line in day.chart.lines]
    write = next(body for body in bodies if Body.read(body).act is Act.WRITE)
    yield "v1-ask.json", Body.read(write).ask
    yield "v2-ask-of-a-roll.json", of_a_roll(day, Body.read(write).ask)
    yield "v1-body.json", write
    yield "v1-body-with-statement.json", bodies[0]
    yield "v1-body-by-the-keeper.json", bodies[-1]


def of_a_roll(day: ScriptedDay, asked: bytes) -> bytes:
    """An ask that names a page and two notes to be sealed under the next epoch."""
    record = day.chart.compartments[Code.RECORD]
    objects = (ObjectId(record), ObjectId(b"\x0b" * 16), ObjectId(b"\x0c" * 16))
    places = tuple(Place(record, 1, object, 0, b"") for object in objects)
    return replace(Ask.read(asked), act=Act.ROLL_BEGUN, places=places).write()


def notes(day: ScriptedDay) -> Iterator[tuple[str, bytes]]:
    line = day.chart.bundle().lines[5]
    text = day.practice.checkpoint()
    yield "v1-checkpoint.txt", text.encode()
    yield "v1-entry.tlog-proof", proof.write(line.index, line.body, line.about, line.path, text).encode()
    yield "v1-chart.tacenda-bundle", day.chart.bundle().write()


def with_second_member(day: ScriptedDay) -> bytes:
    """The same chart after somebody whom a member of the privacy office put in looked at its list."""
    pat = day.practice.person("P. Doyle", "privacy officer", Role.OFFICER)
    office = ChartId(day.member.grant.chart)
    second = day.practice.member(day.officer, pat, office, day.member.hash, day.practice.fresh(), pat.name, "privacy officer")
    day.chart.use(pat, day.oversight, (Code.ACCESS,), via=second)
    return day.chart.bundle().write()


def everything() -> Iterator[tuple[str, bytes]]:
    day = a_day(b"golden")
    yield from envelopes()
    yield from seals()
    yield from statements(day)
    yield from notes(day)
    yield "v1-chart-with-second-member.tacenda-bundle", with_second_member(day)


def make(folder: Path, say: Callable[[str], object]) -> int:
    """Write what is missing. 0 if all was written, 1 if something stood there already and was left alone."""
    folder.mkdir(exist_ok=True)
    stood = 0
    for name, raw in everything():
        try:
            with (folder / name).open("xb") as file:
                file.write(raw)
        except FileExistsError:
            stood = 1
            say(f"left alone: {name}")
    return stood


if __name__ == "__main__":
    sys.exit(make(GOLDEN, print))
