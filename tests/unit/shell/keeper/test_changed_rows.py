"""A thief who writes to the keeper's file (T2): what was changed seals nothing, shares nothing, and shows."""

from dataclasses import replace

import pytest
from tests.unit.shell.keeper.day import Day
from tests.unit.shell.keeper.people import DAY

from tacenda.core.ledger.statements import DirectorySignatures, Epoch
from tacenda.core.sealing import derive, labels, seal, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.sign import Identity
from tacenda.core.words.access import Act, Code
from tacenda.core.words.errors import Conflict, NotFound, Refused, Tampered, Unavailable
from tacenda.core.words.ids import ChartId
from tacenda.shell import fresh

PERIODS = "SELECT id, chart, sealed FROM period"


def changes(day: Day, sql: str, **values) -> None:
    with day.practice.database.writing() as tx:
        assert tx.change(sql, **values) >= 1
    day.practice.restarts()


def periods(day: Day) -> int:
    with day.practice.database.reading() as tx:
        return len(tx.rows(PERIODS))


def swapped(day: Day, chart) -> tuple[bytes, bytes]:
    """The ledger's epoch statement of a chart with a thief's public key, put in its place."""
    compartment = chart.compartments[Code.LEDGER]
    seed = fresh.secret()
    forged = replace(chart.epochs[compartment], ledger_key=seal.public_of(seed)).write()
    changes(day, "UPDATE share SET statement = :raw WHERE compartment = :id", raw=forged, id=compartment)
    return forged, seed


def refuses_everything(day: Day, chart, errors) -> None:
    before = periods(day), day.keeper.size()
    for attempt in (
        lambda: chart.open(day.clinician, chart.own, Code.RECORD),
        lambda: chart.use(day.clinician, chart.own, Code.ACCESS),
        lambda: chart.write(day.clinician, chart.own, Code.RECORD),
    ):
        with pytest.raises(errors):
            attempt()
    assert (periods(day), day.keeper.size()) == before


def test_a_ledger_key_changed_in_the_file_is_sealed_to_by_nobody_and_nothing_is_shared(day: Day):
    """R25."""
    swapped(day, day.chart)
    refuses_everything(day, day.chart, Conflict)


def test_a_ledger_key_and_the_charts_row_changed_together_neither(day: Day):
    forged, _ = swapped(day, day.chart)
    changes(day, "UPDATE chart SET ledger_epoch = :hash WHERE id = :id", hash=sha(forged), id=day.chart.id)
    refuses_everything(day, day.chart, Conflict)


def test_what_the_keeper_does_alone_waits_for_an_ask_that_names_the_key(day: Day):
    """A crash between a roll's beginning and its end, and a thief in between: the end is entered, but under no key of theirs."""
    day.chart.stop(day.client, day.subject, day.shared)
    made = day.chart.next_epoch(Code.RECORD)
    day.chart.begin_roll(day.clinician, day.own, Code.RECORD, made, day.note)
    real = day.chart.epochs[day.chart.compartments[Code.LEDGER]].write()
    forged, _ = swapped(day, day.chart)
    changes(day, "UPDATE chart SET ledger_epoch = :hash WHERE id = :id", hash=sha(forged), id=day.chart.id)
    before = periods(day), day.keeper.size()
    day.keeper.roll_ended(made.compartment, made.epoch)
    assert (periods(day), day.keeper.size()) == before
    assert day.keeper.state(day.record).epoch == 2
    changes(day, "UPDATE share SET statement = :raw WHERE compartment = :id", raw=real, id=day.chart.compartments[Code.LEDGER])
    changes(day, "UPDATE chart SET ledger_epoch = :hash WHERE id = :id", hash=sha(real), id=day.chart.id)
    day.chart.epochs[made.compartment] = made
    day.chart.open(day.clinician, day.own, Code.RECORD, day.note)
    acts = [entry.body.act for entry in day.verifies().entries[-2:]]
    assert acts == [Act.ROLL_ENDED, Act.OPEN]


def test_the_practices_ledger_key_changed_in_the_file_is_not_sealed_to_though_any_asker_would_name_it(day: Day):
    forged, _ = swapped(day, day.practice.own)
    changes(day, "UPDATE chart SET ledger_epoch = :hash WHERE id = :id", hash=sha(forged), id=day.practice.id)
    before = periods(day)
    with pytest.raises(Tampered, match="ledger epoch"):
        day.keeper.not_guessed()
    ask = replace(day.practice.bare(day.client, Act.SIGN_IN), ledger_epoch=sha(forged))
    with pytest.raises(Tampered, match="ledger epoch"):
        day.keeper.enter(day.client.signs(ask))
    assert periods(day) == before


def test_a_statement_of_another_charts_ledger_serves_no_entry(day: Day):
    other = day.practice.chart(day.clinician)
    changes(
        day, "UPDATE chart SET ledger_compartment = :id WHERE id = :chart", id=other.compartments[Code.LEDGER], chart=day.chart.id
    )  # fmt: skip
    refuses_everything(day, day.chart, Conflict)


def test_public_keys_changed_anywhere_in_the_directory_are_tampering(day: Day):
    """R4."""
    thief = Identity(fresh.secret(), fresh.secret())
    statement = replace(day.clinician.entry, seal=seal.public_of(fresh.secret()), sign_in=sign.ed25519_public(fresh.secret()))
    forged = DirectorySignatures(sign.sign_both(thief, labels.DIRECTORY, statement.write()), b"", b"", b"").write()
    for sql, values in (
        ("UPDATE directory SET statement = :raw WHERE hash = :hash", {"raw": statement.write()}),
        ("UPDATE directory SET signatures = :raw WHERE hash = :hash", {"raw": forged}),
    ):
        kept = day.keeper.listed(day.clinician.hash)
        changes(day, sql, hash=day.clinician.hash, **values)
        for attempt in (
            lambda: day.keeper.newest(day.clinician.id),
            lambda: day.keeper.listed(day.clinician.hash),
            lambda: day.keeper.everyone(),
            lambda: day.chart.open(day.clinician, day.own, Code.RECORD),
        ):
            with pytest.raises(Tampered):
                attempt()
        changes(day, "UPDATE directory SET statement = :raw WHERE hash = :hash", raw=kept.statement, hash=day.clinician.hash)
        changes(day, "UPDATE directory SET signatures = :raw WHERE hash = :hash", raw=kept.signatures, hash=day.clinician.hash)
    assert day.chart.open(day.clinician, day.own, Code.RECORD)


def test_a_planted_newer_entry_is_tampering_and_a_removed_one_refuses_its_person(day: Day):
    planted = replace(day.clinician.keys(day.clinician.hash), seal=seal.public_of(fresh.secret()))
    signatures = DirectorySignatures(
        sign.sign_both(Identity(fresh.secret(), fresh.secret()), labels.DIRECTORY, planted.write()), b"", b"", b""
    )
    with day.practice.database.writing() as tx:
        tx.change("UPDATE directory SET newest = 0 WHERE hash = :hash", hash=day.clinician.hash)
        tx.change(
            "INSERT INTO directory (hash, principal, newest, statement, signatures) VALUES (:hash, :who, 1, :raw, :sig)",
            hash=sha(planted.write()), who=day.clinician.id, raw=planted.write(), sig=signatures.write(),
        )  # fmt: skip
    day.practice.restarts()
    with pytest.raises(Tampered):
        day.keeper.newest(day.clinician.id)
    with pytest.raises(Refused, match="turned"):
        day.chart.open(day.clinician, day.own, Code.RECORD)


def test_somebody_elses_entry_under_a_name_is_tampering(day: Day):
    day.practice.turns(day.colleague)
    with day.practice.database.writing() as tx:
        tx.change("UPDATE directory SET newest = 0 WHERE principal = :who", who=day.clinician.id)
        tx.change("UPDATE directory SET principal = :who WHERE hash = :hash", who=day.clinician.id, hash=day.colleague.hash)
    day.practice.restarts()
    with pytest.raises(Tampered):
        day.keeper.newest(day.clinician.id)
    with pytest.raises(NotFound):
        day.keeper.newest(day.colleague.id)


def test_signatures_that_name_one_another_in_a_ring_are_tampering(day: Day):
    for one, other in ((day.clinician, day.colleague), (day.colleague, day.clinician)):
        kept = DirectorySignatures.read(day.keeper.listed(one.hash).signatures)
        ring = replace(kept, by=other.hash).write()
        with day.practice.database.writing() as tx:
            tx.change("UPDATE directory SET signatures = :raw WHERE hash = :hash", raw=ring, hash=one.hash)
    day.practice.restarts()
    with pytest.raises(Tampered):
        day.keeper.listed(day.clinician.hash)


def test_the_genesis_changed_in_the_file_is_not_the_pinned_one(day: Day):
    with day.practice.database.writing() as tx:
        tx.change("UPDATE practice SET genesis = :raw", raw=day.practice.genesis.replace(b'"v":1', b'"v":2'))
    with pytest.raises(Tampered, match="genesis"):
        day.practice.again()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE entry SET leaf = zeroblob(32) WHERE n = (SELECT max(n) FROM entry)",
        "UPDATE entry SET body_hash = zeroblob(32) WHERE n = (SELECT max(n) - 3 FROM entry)",
        "UPDATE entry SET about = randomblob(32) WHERE n = 2",
        "UPDATE node SET hash = zeroblob(32) WHERE level = 0 AND n = 4",
        "UPDATE node SET hash = zeroblob(32) WHERE level = 2 AND n = 1",
        "DELETE FROM entry WHERE n = (SELECT max(n) FROM entry)",
        "DELETE FROM entry WHERE n = 5",
        "DELETE FROM node WHERE level = 1 AND n = 0",
        "UPDATE checkpoint SET text = replace(text, 'a', 'b')",
    ],
)
def test_a_changed_tree_is_seen_at_the_start(day: Day, sql: str):
    day.keeper.checkpoint()
    assert day.keeper.check_tail() == day.keeper.size()
    changes(day, sql)
    with pytest.raises(Tampered):
        day.keeper.check_tail()


def test_a_tail_is_checked_however_long_it_is_and_whenever_the_checkpoint_was_made(day: Day):
    for _ in range(5):
        day.chart.open(day.clinician, day.own, Code.RECORD, day.note)
        for count in (0, 1, 7, 1000):
            assert day.keeper.check_tail(count) == day.keeper.size()
        day.keeper.checkpoint()


def test_an_allowed_row_put_back_by_a_thief_brings_no_key_of_the_new_epoch(day: Day):
    day.chart.stop(day.client, day.subject, day.shared)
    day.chart.roll(day.clinician, day.own, Code.RECORD, day.note)
    with day.practice.database.writing() as tx:
        tx.change("UPDATE allowed SET stopped_by = x'' WHERE scope = :scope AND grant_hash = :hash", scope=day.record, hash=day.shared.hash)
    old = day.chart.signed(day.colleague, Act.OPEN, day.shared, day.chart.place(Code.RECORD, day.note)._replace(epoch=1))
    with pytest.raises(Conflict):
        day.keeper.release([old])


def test_a_share_whose_seed_is_gone_is_not_made_of_nothing(day: Day):
    changes(day, "UPDATE share SET secret = x'' WHERE compartment = :id", id=day.record)
    with pytest.raises(Conflict):
        day.chart.open(day.clinician, day.own, Code.RECORD, day.note)
    changes(day, "UPDATE share SET secret = x'' WHERE compartment = :id", id=day.chart.compartments[Code.LEDGER])
    refuses_everything(day, day.chart, Conflict)


def test_a_damaged_file_is_tampering_or_unavailable_and_never_a_share(day: Day):
    day.practice.database.truncate_wal()
    day.keeper.close()
    raw = bytearray(day.practice.path.read_bytes())
    raw[8192:] = bytes(len(raw) - 8192)
    day.practice.path.write_bytes(raw)
    with pytest.raises((Tampered, Unavailable)):
        day.practice.restarts()
        day.chart.open(day.clinician, day.own, Code.RECORD, day.note)


def test_the_seed_of_a_share_is_never_what_is_given_out(day: Day):
    with day.practice.database.reading() as tx:
        seeds = {bytes(row[0]) for row in tx.rows("SELECT secret FROM share")}
    given = day.chart.open(day.clinician, day.own, Code.RECORD, day.note).shares
    assert seeds.isdisjoint(given.values())
    assert any(derive.share(seed, day.note) in given.values() for seed in seeds)


def test_an_entry_of_a_day_that_is_over_opens_with_no_key_of_the_file_alone(day: Day):
    """Bodies are sealed to the chart's readers: the keeper's own file holds only the other half."""
    day.practice.clock.forward(DAY)
    day.practice.restarts()
    line = day.keeper.lines(ChartId(day.chart.id))[0]
    with day.practice.database.reading() as tx:
        seeds = [bytes(row[0]) for row in tx.rows("SELECT secret FROM share")]
    for seed in seeds:
        for guess in (seed, derive.share(seed, line.period)):
            with pytest.raises(Tampered):
                seal.open_seal(guess, b"", line.sealed_seed)
    assert Epoch.read(day.keeper.epochs(day.chart.compartments[Code.LEDGER])[0][2]).ledger_key
