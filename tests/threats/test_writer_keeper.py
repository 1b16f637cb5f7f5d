"""A thief who writes by hand to the keeper's file: grants, stops, keys, the directory, counters, and the file as it was."""

import dataclasses

import pytest
from tests.threats.writer import reading
from tests.threats.writer.changes import Change
from tests.threats.writer.scene import Scene

from tacenda.acts import gate, grants, holders, listing
from tacenda.acts.desk import SignInSecret
from tacenda.core.ledger.statements import DirectoryEntry, DirectorySignatures, Epoch
from tacenda.core.sealing import derive, labels, seal, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.passphrase import Method
from tacenda.core.sealing.sign import Identity
from tacenda.core.words.access import Act, Code, Purpose, Right
from tacenda.core.words.errors import Conflict, Invalid, NotFound, Refused, Tampered
from tacenda.shell import fresh
from tacenda.shell.vault import grants as deliveries


def stopped_grant(scene: Scene) -> tuple[bytes, list[tuple]]:
    """Ben's grant on Kim's chart that was stopped and rolled away, and its rows from before."""
    old = next(one for one in scene.practice.history if one.name == "shared").rows("keeper", "allowed")
    now = {row[1] for row in scene.practice.truth.rows("keeper", "allowed")}
    gone = {row[1] for row in old} - now
    assert len(gone) == 1
    return gone.pop(), [row for row in old if row[1] not in now]


def test_a_stopped_colleague_whose_rows_are_put_back_opens_nothing_that_was_rolled(scene):
    """The thief helps the insider: the allowance is forged and the kept ring restored, yet the new C was never theirs."""
    _, rows = stopped_grant(scene)
    for row in rows:
        scene.sql("keeper", "INSERT INTO allowed VALUES (?, ?, ?, ?, ?, ?)", *row)
    ben = scene.practice.keys("ben").principal
    ring = next(
        row
        for row in next(one for one in scene.practice.history if one.name == "stopped").rows("content", "ring")
        if row[1] == ben and row[2] == 1
    )
    scene.sql("content", "UPDATE ring SET version = ?, envelope = ? WHERE principal = ? AND which = 1", ring[3], ring[4], ben)
    chart = scene.practice.charts["kim"]
    with pytest.raises((Refused, Conflict, Tampered)):
        scene.desk("ben", lambda desk: gate.standing(desk, chart, Purpose.TREATMENT, Code.RECORD))
    scene.noticed("allowed")


def test_a_forged_allowance_is_named(scene):
    record = scene.compartment("kim", Code.RECORD)
    scene.sql("keeper", "INSERT INTO allowed VALUES (?, randomblob(32), 'read write grant', 0, x'', 0)", record)
    scene.noticed("allowed")


def test_a_forged_membership_is_named_and_a_members_row_cannot_be_taken_away_unseen(scene):
    office = next(one.entry.principal for one in scene.practice.house.keeper.everyone() if one.entry.office)
    scene.sql("keeper", "INSERT INTO allowed VALUES (?, randomblob(32), 'read', 0, x'', 0)", office)
    scene.noticed("allowed")
    for change in ("DELETE FROM allowed", "UPDATE allowed SET stopped_by = randomblob(32)", "UPDATE allowed SET rights = 'read stop'"):
        scene.judge.put_back()
        scene.sql("keeper", f"{change} WHERE scope = ?", office)
        assert scene.practice.checker().run().findings, change


def test_raised_rights_and_a_moved_end_are_named(scene):
    for change in ("rights = 'read write grant'", "until = until + 1", "stopped_by = randomblob(32)"):
        scene.judge.put_back()
        scene.sql("keeper", f"UPDATE allowed SET {change} WHERE scope = ? AND rights = 'read'", scene.compartment("kim", Code.LEDGER))
        scene.noticed("allowed")


def test_a_ledger_whose_only_reader_is_kept_from_it_is_named(scene):
    """Who would have noticed is kept away, so that nobody looks."""
    for change in ("DELETE FROM allowed", "UPDATE allowed SET rights = ''", "UPDATE allowed SET until = until + 1"):
        scene.judge.put_back()
        scene.sql("keeper", f"{change} WHERE scope = ?", scene.compartment("practice", Code.LEDGER))
        assert any(one.code == "allowed" for one in scene.practice.checker().run().findings), change


def test_a_stop_taken_back_in_the_rows_alone_is_named(scene):
    chart = scene.practice.charts["max"]
    target = scene.desk("max", lambda desk: next(
        one.holder.grant for one in holders.who_can(desk, chart, Purpose.OWN_RECORD) if one.holder.name == "Ben Roy"))  # fmt: skip
    grants.stop(scene.practice.house, SignInSecret(scene.practice.people["max"].secret), chart, target, Purpose.OWN_RECORD)
    scene.sql("keeper", "UPDATE allowed SET stopped_by = x'' WHERE grant_hash = ?", target)
    scene.sql("keeper", "UPDATE compartment SET state = 'live' WHERE chart = ? AND state = 'due'", chart)
    assert any(one.code == "allowed" for one in scene.practice.checker().run().findings)


def test_a_clinician_cannot_stop_a_clients_own_access(scene):
    chart = scene.practice.charts["kim"]

    def stops(desk):
        at = gate.standing(desk, chart, Purpose.TREATMENT)
        target = next(one.grant for one in at.access.holders if Right.SUBJECT in one.rights)
        desk.keeper.stop(target, gate.signed(desk, at, gate.Wish(Act.STOP, Code.ACCESS, Purpose.TREATMENT, about=target))[1])

    with pytest.raises(Refused):
        scene.desk("ada", stops)


def test_an_access_list_marked_due_by_a_thief_is_not_rolled_without_its_client(scene):
    chart, page = scene.practice.charts["kim"], scene.compartment("kim", Code.ACCESS)
    scene.sql("keeper", "UPDATE compartment SET state = 'due', owed = 1 WHERE id = ?", page)

    def rolls(desk):
        at = gate.standing(desk, chart, Purpose.TREATMENT)
        state = desk.keeper.state(page)
        subject = next(one.grant for one in at.access.holders if Right.SUBJECT in one.rights)
        readers = tuple(hash for hash in desk.keeper.readers(page) if hash != subject)
        previous = next(sha(raw) for number, _, raw in desk.keeper.epochs(page) if number == state.epoch)
        number = desk.keeper.next_epoch(page)
        commitment = derive.commitment(fresh.secret(), desk.keeper.practice, chart, page, number)
        made = Epoch(desk.keeper.practice, chart, page, Code.ACCESS, number, commitment, previous, "stop", readers, b"").write()
        wish = gate.Wish(Act.ROLL_BEGUN, Code.ACCESS, Purpose.TREATMENT, about=sha(made), author=True)
        gate.clear_roll(desk, at, wish, made)

    with pytest.raises(Refused, match="neither adds nor drops"):
        scene.desk("ada", rolls)


def test_a_founders_grant_for_another_persons_chart_ends_at_no_founder(scene):
    """An insider signs themselves a founder's grant: the chart's id names its founder."""
    ben, chart = scene.practice.keys("ben"), scene.practice.charts["kim"]
    record = scene.compartment("kim", Code.RECORD)
    covered = [deliveries.Covered(record, Code.RECORD, frozenset({Right.READ, Right.GRANT}))]
    forged = deliveries.founders(ben, chart, fresh.secret(), covered, frozenset(), "Ben Roy", "clinician")
    assert scene.practice.house.keeper.verified_grant(forged.statement, forged.signature) is False
    assert scene.practice.house.keeper.allows(record, forged.hash) == frozenset()


def fake(scene: Scene, deliverer: str, chain, by, half: bytes) -> None:
    """A letter to Ada with a C for Kim's record, as this deliverer signs it."""
    keys, ada = scene.practice.keys(deliverer), scene.practice.house.keeper.newest(scene.practice.keys("ada").principal)
    record = scene.compartment("kim", Code.RECORD)
    epoch = scene.practice.house.keeper.state(record).epoch
    given = deliveries.Compartment(record, Code.RECORD, epoch, ((epoch, half),))
    id = fresh.secret(16)
    sealed = deliveries.deliver(keys, ada.entry, ada.hash, id, deliveries.Parcel(chain, by, (given,), bytes(32)))
    scene.sql("content", "INSERT INTO inbox VALUES (abs(random()), ?, ?, ?)", id, ada.entry.principal, sealed)


def test_fake_deliveries_bring_no_key(scene):
    """A forged founder's grant with an own C; a real grant delivered by somebody who is nobody here; a real one with another C."""
    chart, ben = scene.practice.charts["kim"], scene.practice.keys("ben")
    held = scene.desk("ada", lambda desk: desk.held(chart))
    real = scene.desk("ada", lambda desk: listing.chains(
        desk, gate.standing(desk, chart, Purpose.TREATMENT), Purpose.TREATMENT, [held.grant_hash])[held.grant_hash])  # fmt: skip
    record = deliveries.Covered(scene.compartment("kim", Code.RECORD), Code.RECORD, frozenset({Right.READ, Right.WRITE}))
    forged = deliveries.founders(ben, chart, fresh.secret(), [record], frozenset(), "Ada Fox", "clinician")
    for deliverer, chain, by in (("ben", (forged,), (forged,)), ("ben", real, real), ("ada", real, real)):
        scene.judge.put_back()
        fake(scene, deliverer, chain, by, fresh.secret())
        found = scene.judged()
        assert any(one.startswith("ada dropped") for one in found.noticed)
        assert found.lies == []


def test_a_thiefs_key_in_a_ledgers_statement_is_sealed_to_by_nobody(scene):
    ledger = scene.compartment("kim", Code.LEDGER)
    raw = scene.one("keeper", "SELECT statement FROM share WHERE compartment = ? AND epoch = 1", ledger)[0]
    forged = dataclasses.replace(Epoch.read(raw), ledger_key=seal.public_of(fresh.secret())).write()
    scene.sql("keeper", "UPDATE share SET statement = ? WHERE compartment = ? AND epoch = 1", forged, ledger)
    scene.sql("keeper", "UPDATE chart SET ledger_epoch = ? WHERE id = ?", sha(forged), scene.practice.charts["kim"])
    scene.practice.restart()
    scene.noticed("epoch")
    assert scene.one("keeper", "SELECT count(*) FROM period WHERE ledger_epoch = ?", sha(forged)) == (0,)


def test_public_keys_replaced_in_the_directory_serve_nobody(scene):
    ada = scene.practice.house.keeper.newest(scene.practice.keys("ada").principal)
    thief = Identity(fresh.secret(), fresh.secret())
    turned = dataclasses.replace(
        ada.entry, ed25519=sign.ed25519_public(thief.ed25519), mldsa44=sign.mldsa44_public(thief.mldsa44),
        sign_in=sign.ed25519_public(fresh.secret()), seal=seal.public_of(fresh.secret()), seal_vault=seal.public_of(fresh.secret()),
    ).write()  # fmt: skip
    before = DirectorySignatures.read(ada.signatures)
    forged = DirectorySignatures(sign.sign_both(thief, labels.DIRECTORY, turned), before.by, before.officer, before.old).write()
    for hash in (ada.hash, sha(turned)):
        scene.judge.put_back()
        scene.sql("keeper", "UPDATE directory SET hash = ?, statement = ?, signatures = ? WHERE hash = ?", hash, turned, forged, ada.hash)
        scene.noticed("directory")
        with pytest.raises((Tampered, NotFound, Refused)):
            scene.practice.house.keeper.newest(DirectoryEntry.read(turned).principal)


def test_an_office_whose_officers_signature_is_gone_is_named(scene):
    """Else no letter about an incident would find it, and nobody would know."""
    own = scene.one("keeper", "SELECT signatures FROM directory WHERE principal = ?", scene.practice.keys("kim").principal)[0]
    scene.sql("keeper", "UPDATE directory SET signatures = ? WHERE principal = ?", own, scene.practice.office)
    scene.noticed("directory")


def test_another_share_opens_nothing(scene):
    scene.sql(
        "keeper", "UPDATE share SET secret = randomblob(32) WHERE compartment = ? AND state = 'live'", scene.compartment("kim", Code.RECORD)
    )
    scene.noticed("Tampered box")


def test_another_practice_in_the_file_is_not_opened(scene):
    genesis = scene.practice.house.keeper.genesis
    forged = dataclasses.replace(genesis, founder_ed25519=sign.ed25519_public(fresh.secret())).write()
    scene.sql("keeper", "UPDATE practice SET genesis = ?", forged)
    with pytest.raises(Tampered, match="genesis"):
        scene.practice.restart()
    scene.judge.put_back()
    scene.sql("keeper", "UPDATE practice SET log_ed25519 = randomblob(32)")
    with pytest.raises(Tampered, match="log keys"):
        scene.practice.restart()


def test_another_pepper_leaves_the_recovery_code_alone(scene):
    ada = scene.practice.keys("ada").principal
    scene.sql("keeper", "UPDATE pepper SET secret = randomblob(32) WHERE principal = ?", ada)
    with pytest.raises(Invalid):
        scene.practice.sign_in("ada", Method.PASSPHRASE)
    assert scene.practice.sign_in("ada").keyring.everyday == scene.practice.keys("ada").everyday


# Counters, and the whole file as it was


def test_a_counter_behind_its_page_is_mended_by_the_next_reader(scene):
    """What a crash leaves looks the same, and no older page is there to be taken for the newest."""
    page = scene.compartment("kim", Code.RECORD)
    settled = scene.one("keeper", "SELECT settled FROM compartment WHERE id = ?", page)
    scene.sql("keeper", "UPDATE compartment SET settled = settled - 1 WHERE id = ?", page)
    assert list(reading.differs(reading.everything(scene.practice, [reading.READS[0]], ()), scene.judge.truth)) == []
    assert scene.one("keeper", "SELECT settled FROM compartment WHERE id = ?", page) == settled


def test_a_keeper_alone_rolled_back_whole_is_refused_at_the_next_read(scene):
    for name in ("rolled", "Max Hill"):
        scene.judge.put_back()
        scene.practice.restore(next(one for one in scene.practice.history if one.name == name), ["keeper"])
        assert scene.judged().noticed


def test_a_keeper_put_back_as_it_was_at_any_time_is_noticed_and_shows_no_line_that_was_not_there(scene):
    whole = Change("keeper as it was", frozenset({("keeper", "", "*")}))
    for was in scene.practice.history[:-1]:
        scene.judge.put_back()
        scene.practice.restore(was, files=("keeper",))
        found = scene.judge.judge(whole, everybody=True)
        assert found.noticed and found.lies == [], was.name
