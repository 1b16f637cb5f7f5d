"""Every golden file opens, now and in every later release (R8). A failing test here means: records of this version no longer open."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.vectors import make_golden, reader

from tacenda.core.ledger import checkpoint, proof, verify
from tacenda.core.ledger.asks import Ask
from tacenda.core.ledger.bundle import Bundle
from tacenda.core.ledger.checkpoint import LogKeys
from tacenda.core.ledger.entry import Body
from tacenda.core.ledger.limit import Limit
from tacenda.core.ledger.said import Said
from tacenda.core.ledger.statements import Certificate, DirectoryEntry, DirectorySignatures, Epoch, Genesis, Grant
from tacenda.core.ledger.verify import Pins
from tacenda.core.ledger.withdrawal import Withdrawal
from tacenda.core.model import say
from tacenda.core.sealing import passphrase, seal, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.encoding import as_number, as_raw, parse
from tacenda.core.sealing.envelope import Kind, open_box
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ChartId, CompartmentId, PracticeId

GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(path.name for path in GOLDEN.iterdir())
STATEMENTS = {
    "genesis": Genesis, "directory-person": DirectoryEntry, "directory-office": DirectoryEntry, "directory-signatures": DirectorySignatures,
    "certificate": Certificate, "grant": Grant, "epoch": Epoch, "limit": Limit, "said": Said, "say": say, "ask": Ask, "body": Body,
}  # fmt: skip


def golden(name: str) -> bytes:
    return (GOLDEN / name).read_bytes()


def genesis() -> Genesis:
    return Genesis.read(golden("v1-genesis.json"))


def log_keys() -> LogKeys:
    return LogKeys(genesis().log_ed25519, genesis().log_mldsa44)


@pytest.mark.parametrize("name", [name for name in NAMES if "-envelope-" in name])
def test_an_envelope_of_every_kind_opens_with_both_readers(name: str) -> None:
    told = parse(golden(name))
    kind, key, practice, box = Kind(int(str(told["kind"]))), as_raw(told["key"]), as_raw(told["practice"]), as_raw(told["box"])
    place = [as_raw(part) for part in told["place"]]  # type: ignore[union-attr]
    assert open_box(key, kind, PracticeId(practice), place, box) == as_raw(told["payload"])
    assert reader.open_envelope(key, int(kind), [practice, *place], box) == as_raw(told["payload"])
    with pytest.raises(Tampered):
        open_box(key, kind, PracticeId(bytes(16)), place, box)


def test_no_kind_is_without_its_file() -> None:
    assert {int(name.split("-")[2]) for name in NAMES if "-envelope-" in name} == {int(kind) for kind in Kind}


@pytest.mark.parametrize("name", [name for name in NAMES if any(name[3:].startswith(kind) for kind in STATEMENTS)])
def test_a_statement_of_every_kind_reads_and_writes_the_same_bytes(name: str) -> None:
    kind = next(kind for prefix, kind in STATEMENTS.items() if name[3:].startswith(prefix))
    assert kind.read(golden(name)).write() == golden(name)


def test_a_seal_and_unlock_parameters_are_read() -> None:
    told = {name: as_raw(value) for name, value in parse(golden("v1-seal.json")).items() if name != "v"}
    assert seal.open_seal(told["seed"], told["info"], told["sealed"]) == told["payload"]
    assert passphrase.cost(golden("v1-unlock-passphrase.json")).memory_kib == 65_536
    assert passphrase.parameters(passphrase.Method.RECOVERY_CODE) == golden("v1-unlock-recovery-code.json")


def test_signatures_kept_beside_a_statement_hold() -> None:
    raw, entry = golden("v1-directory-person.json"), DirectoryEntry.read(golden("v1-directory-person.json"))
    own = DirectorySignatures.read(golden("v1-directory-signatures.json")).own
    sign.verify_both(entry.ed25519, entry.mldsa44, "tacenda/directory/1", raw, own)
    body, certificate = Body.read(golden("v1-body.json")), Certificate.read(golden("v1-certificate.json"))
    sign.verify(entry.sign_in, "tacenda/certificate/1", golden("v1-certificate.json"), body.certificate_sig)
    sign.verify(certificate.acting, "tacenda/ask/1", body.ask, body.ask_sig)


def test_checkpoint_and_proof_hold_under_the_log_keys_of_the_genesis() -> None:
    read = checkpoint.read(golden("v1-checkpoint.txt").decode(), genesis().origin, log_keys())
    proven = proof.read(golden("v1-entry.tlog-proof").decode(), genesis().origin, log_keys())
    assert proven.checkpoint == read and Body.read(proven.body).seq == 6


@pytest.mark.parametrize("name", ["v1-chart.tacenda-bundle", "v1-chart-with-second-member.tacenda-bundle"])
def test_the_bundle_holds_for_both_readers_and_they_tell_the_same(name: str) -> None:
    raw, pin = golden(name), sha(golden("v1-genesis.json"))
    bundle = Bundle.read(raw)
    found = verify.check(bundle, Pins(pin, bundle.chart), None, ())
    size, root, lines = reader.read_bundle(raw, pin)
    assert (size, root) == (found.size, found.root) and bundle.write() == raw
    assert lines == [
        (entry.body.act.value if entry.body else "", entry.ask.shown if entry.ask else "") for entry in found.entries
    ]  # fmt: skip


def test_a_member_whom_a_member_put_in_is_checked_by_the_whole_chain() -> None:
    pin = sha(golden("v1-genesis.json"))
    bundle = Bundle.read(golden("v1-chart-with-second-member.tacenda-bundle"))
    acted = verify.check(bundle, Pins(pin, bundle.chart), None, ()).entries[-1].ask
    second = next(one for one in bundle.memberships if acted is not None and sha(one.statement) == acted.via)
    assert acted is not None and acted.shown == "P. Doyle\nprivacy officer"
    assert Grant.read(second.statement).parent in {sha(one.statement) for one in bundle.memberships}
    first = next(one for one in bundle.memberships if one != second)
    forged = replace(second, signature=first.signature)
    for left in ((second,), (first,), (first, forged)):
        with pytest.raises(Tampered):
            verify.check(replace(bundle, memberships=left), Pins(pin, bundle.chart), None, ())


def test_a_withdrawal_is_made_again_byte_for_byte() -> None:
    said = parse(golden("v1-withdrawal.json"))
    practice, chart, compartment = (as_raw(said[key], 16) for key in ("practice", "chart", "withdrawn"))
    code, epoch = Code(as_number(said["code"])), as_number(said["epoch"])
    made = Withdrawal(PracticeId(practice), ChartId(chart), CompartmentId(compartment), code, epoch)
    assert made.write() == golden("v1-withdrawal.json")


def test_what_the_script_makes_today_has_the_names_that_are_kept(tmp_path: Path) -> None:
    assert make_golden.make(tmp_path, print) == 0
    assert {path.name for path in tmp_path.iterdir()} <= set(NAMES)
    for name in ("v1-genesis.json", "v1-ask.json", "v1-epoch.json"):
        assert json.loads((tmp_path / name).read_bytes()).keys() == json.loads(golden(name)).keys()


def test_a_file_that_stands_is_never_written_again(tmp_path: Path) -> None:
    kept = tmp_path / "v1-genesis.json"
    kept.write_bytes(b"an old release")
    said: list[str] = []
    assert make_golden.make(tmp_path, said.append) == 1
    assert kept.read_bytes() == b"an old release" and said == ["left alone: v1-genesis.json"]
