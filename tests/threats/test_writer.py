"""A thief who writes to both files while we run (T2): whatever they change is refused, reported, or no record; and no text is another.

A small practice is made once and everybody is unlocked once (`tests/threats/writer`). Each change is made by SQL to rows and columns;
then whom it concerns reads, the rows are checked, and the function behind `tacenda verify --everyone` runs, until somebody notices.
What nobody has to notice is a list with reasons (`writer/unwatched.py`). Of 100,000 random changes `make test` makes 10,000, which takes
one core about seven minutes; `make long` makes them all.
"""

import dataclasses

import pytest
from tests.threats.writer import reading, unwatched
from tests.threats.writer.changes import Change, Thief
from tests.threats.writer.judging import Judge, Judgement
from tests.threats.writer.practice import MONDAY, Practice

from tacenda.acts import bundles, gate, grants, notes
from tacenda.acts.desk import SignInSecret, desk_of
from tacenda.core.ledger import checkpoint, tree, verify
from tacenda.core.ledger.entry import Body, leaf_of
from tacenda.core.ledger.statements import DirectoryEntry, DirectorySignatures, Epoch
from tacenda.core.sealing import derive, labels, seal, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.passphrase import Method
from tacenda.core.sealing.sign import Identity
from tacenda.core.words.access import Act, Code, Content, Purpose, Right
from tacenda.core.words.errors import Conflict, Invalid, NotFound, Refused, Tampered
from tacenda.core.words.ids import ZERO_HASH
from tacenda.shell import fresh
from tacenda.shell.vault import grants as deliveries

EVERYWHERE = Change("by hand", frozenset({("content", "", "*")}))


class Scene:
    """The practice, its judge, and a thief's hands."""

    def __init__(self) -> None:
        self.practice = Practice()
        self.judge = Judge(self.practice)

    def sql(self, file: str, query: str, *values: object) -> None:
        """A change, which must change something."""
        assert self.practice.raw[file].execute(query, values).rowcount > 0

    def one(self, file: str, query: str, *values: object):
        row = self.practice.raw[file].execute(query, values).fetchone()
        assert row is not None
        return row

    def judged(self) -> Judgement:
        return self.judge.judge(EVERYWHERE)

    def noticed(self, *words: str) -> None:
        """Somebody noticed, nobody read another text; `words` stand in what was noticed."""
        found = self.judged()
        assert found.lies == []
        assert found.noticed
        assert [word for word in words if not any(word in one for one in found.noticed)] == [], found.noticed

    def compartment(self, name: str, code: Code) -> bytes:
        chart = reading.chart_of(self.practice, name)
        return next(one.id for one in self.practice.house.keeper.states(chart) if one.code is code)

    def notes_of(self, name: str) -> list[tuple]:
        """(slot, id, version, envelope) of everything in a chart's record but its page."""
        query = "SELECT slot, id, version, envelope FROM object WHERE compartment = ? AND id != compartment ORDER BY id, version"
        return self.practice.raw["content"].execute(query, (self.compartment(name, Code.RECORD),)).fetchall()

    def amended(self, name: str) -> list[tuple]:
        """The two versions of one amended object."""
        rows = self.notes_of(name)
        return next([one, other] for one in rows for other in rows if one[1] == other[1] and one[2] < other[2])

    def desk(self, name: str, work):
        """Something done at a person's desk, with the keys in memory."""
        with self.practice.house.content.writing() as tx:
            return work(desk_of(self.practice.house, tx, self.practice.keys(name)))


@pytest.fixture(scope="module")
def built():
    made = Scene()
    yield made
    made.practice.close()


@pytest.fixture
def scene(built):
    built.judge.put_back()
    yield built
    built.judge.put_back()


# Random changes


def overlooked(scene: Scene, seed: int, count: int) -> list[str]:
    """Changes that nobody noticed and that were none of those that nobody has to; and texts that became others."""
    thief, wrong = Thief(scene.practice, seed), []
    for n in range(count):
        scene.judge.put_back()
        change = thief.change()
        found = scene.judge.judge(change)
        if found.lies:
            wrong.append(f"{seed}.{n} {change.what}: other texts: {found.lies[:3]}")
        if not found.noticed and (differ := unwatched.differences(scene.practice, change)):
            wrong.append(f"{seed}.{n} {change.what}: nobody noticed {differ}")
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_what_a_writer_changes_at_random_is_noticed_and_never_becomes_another_text(scene, seed):
    assert overlooked(scene, seed, 500) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1100))
def test_what_a_writer_changes_at_random_a_hundred_thousand_times_is_noticed(scene, seed):
    assert overlooked(scene, seed, 1000) == []


# By hand: rows of the content


def test_every_byte_of_a_note_is_sealed(scene):
    slot, *_, box = scene.notes_of("kim")[0]
    for n in range(0, len(box), 16):
        scene.sql("content", "UPDATE object SET envelope = ? WHERE slot = ?", box[:n] + bytes([box[n] ^ 1]) + box[n + 1 :], slot)
        opened = reading.everything(scene.practice, [reading.READS[0]], ())
        assert any("ada kim RECORD" in one for one in opened.errors), n
        assert list(reading.differs(opened, scene.judge.truth)) == []


def test_a_note_is_not_taken_for_its_own_earlier_version(scene):
    (first, *_, old), (second, *_, new) = scene.amended("kim")
    scene.sql("content", "UPDATE object SET envelope = ? WHERE slot = ?", old, second)
    scene.sql("content", "UPDATE object SET envelope = ? WHERE slot = ?", new, first)
    scene.noticed("Tampered box")


def test_a_note_of_one_client_is_not_shown_in_the_chart_of_another(scene):
    ours, theirs = scene.notes_of("kim")[0], scene.notes_of("lee")[0]
    scene.sql("content", "UPDATE object SET envelope = ? WHERE slot = ?", theirs[3], ours[0])
    scene.noticed("Tampered box")


def test_a_row_moved_to_another_compartment_is_missed(scene):
    slot = scene.notes_of("kim")[0][0]
    scene.sql("content", "UPDATE object SET compartment = ? WHERE slot = ?", scene.compartment("lee", Code.RECORD), slot)
    scene.noticed()


def test_a_row_said_to_be_of_another_epoch_is_noticed(scene):
    scene.sql("content", "UPDATE object SET epoch = epoch + 1 WHERE slot = ?", scene.notes_of("kim")[0][0])
    scene.noticed()


def test_a_deleted_note_is_missed(scene):
    scene.sql("content", "DELETE FROM object WHERE slot = ?", scene.notes_of("kim")[0][0])
    scene.noticed("Tampered an object on the page is missing")


def test_a_note_put_in_beside_the_list_is_named_and_shown_to_nobody(scene):
    slot = scene.notes_of("kim")[0][0]
    copy = "INSERT INTO object SELECT slot + 1, randomblob(16), 1, compartment, epoch, envelope FROM object WHERE slot = ?"
    scene.sql("content", copy, slot)
    scene.noticed("row")


def test_an_older_page_is_refused_at_the_next_read(scene):
    page = scene.compartment("kim", Code.ACCESS)
    now = scene.one("content", "SELECT version FROM object WHERE id = ?", page)[0]
    rows = [row for one in scene.practice.history for row in one.rows("content", "object") if row[1] == page and row[2] < now]
    assert len(rows) > 1
    scene.sql("content", "UPDATE object SET version = ?, epoch = ?, envelope = ? WHERE id = ?", rows[-1][2], rows[-1][4], rows[-1][5], page)
    scene.noticed("Tampered page is not of this time")


def test_an_older_page_with_its_counters_and_heads_is_named_by_the_ledger(scene):
    """Content and the keeper's counters rolled back together, which the next read alone cannot see."""
    page = scene.compartment("lee", Code.ACCESS)
    now = scene.one("content", "SELECT version FROM object WHERE id = ?", page)[0]
    rows = next(one for one in scene.practice.history if one.name == "Lee Park").rows("content", "object")
    old = next(row for row in rows if row[1] == page and row[2] < now)
    scene.sql("content", "UPDATE object SET version = ?, envelope = ? WHERE id = ?", old[2], old[5], page)
    known = {row[1] for row in rows}
    for (id,) in scene.practice.raw["content"].execute("SELECT id FROM object WHERE compartment = ?", (page,)).fetchall():
        if id not in known:
            scene.sql("content", "DELETE FROM object WHERE id = ?", id)
    scene.sql("keeper", "UPDATE compartment SET settled = ?, latest = ? WHERE id = ?", old[2], old[2], page)
    scene.sql("keeper", "DELETE FROM head WHERE compartment = ? AND version > ?", page, old[2])
    assert scene.practice.checker().run().findings != ()


def test_content_alone_rolled_back_whole_is_refused_at_the_next_read(scene):
    for name in ("rolled", "Max Hill"):
        scene.judge.put_back()
        scene.practice.restore(next(one for one in scene.practice.history if one.name == name), ["content"])
        scene.noticed()


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


def test_a_document_put_in_the_place_of_another_is_refused(scene):
    one, other = scene.practice.raw["content"].execute("SELECT slot, piece FROM attachment LIMIT 2").fetchall()
    scene.sql("content", "UPDATE attachment SET piece = ? WHERE slot = ?", other[1], one[0])
    scene.noticed("RECORD: Tampered box")


def test_a_document_that_is_gone_is_missed(scene):
    scene.sql("content", "DELETE FROM attachment WHERE slot IN (SELECT slot FROM attachment LIMIT 1)")
    scene.noticed()


def older_ring(scene: Scene) -> tuple[bytes, int]:
    """Ada's everyday ring put back as it was before Kim's chart was rolled; whose it is, and its version."""
    ada = scene.practice.keys("ada").principal
    old = next(one for one in scene.practice.history if one.name == "shared")
    row = next(row for row in old.rows("content", "ring") if row[1] == ada and row[2] == 1)
    scene.sql("content", "UPDATE ring SET version = ?, envelope = ? WHERE principal = ? AND which = 1", row[3], row[4], ada)
    return ada, row[3]


def test_an_older_ring_is_refused_by_what_the_keeper_remembers(scene):
    older_ring(scene)
    scene.noticed("ada: Tampered ring is older than it was")


def test_an_older_ring_that_the_keeper_was_made_to_forget_opens_nothing_that_was_rolled_since(scene):
    ada, version = older_ring(scene)
    scene.sql("keeper", "UPDATE ring SET version = ? WHERE principal = ? AND which = 1", version, ada)
    scene.noticed("ada kim: Conflict epoch")


def test_a_ring_in_another_persons_place_opens_for_nobody(scene):
    ada, ben = scene.practice.keys("ada").principal, scene.practice.keys("ben").principal
    version, box = scene.one("content", "SELECT version, envelope FROM ring WHERE principal = ? AND which = 1", ada)
    scene.sql("content", "UPDATE ring SET version = ?, envelope = ? WHERE principal = ? AND which = 1", version, box, ben)
    scene.noticed("Tampered box")


# By hand: signing in


def test_lowered_costs_of_a_passphrase_are_refused_with_the_right_words(scene):
    ada = scene.practice.keys("ada").principal
    raw = scene.one("content", "SELECT parameters FROM unlock WHERE principal = ? AND code = 1", ada)[0]
    for lowered in (raw.replace(b"65536", b"8192"), raw.replace(b"65536", b"32768"), raw.replace(b'"passes":3', b'"passes":1')):
        assert lowered != raw
        scene.sql("content", "UPDATE unlock SET parameters = ? WHERE principal = ? AND code = 1", lowered, ada)
        with pytest.raises(Invalid):
            scene.practice.sign_in("ada", Method.PASSPHRASE)
    scene.sql("content", "UPDATE unlock SET parameters = ? WHERE principal = ? AND code = 1", raw, ada)
    assert scene.practice.sign_in("ada", Method.PASSPHRASE).keyring.principal == ada


def test_an_unlock_row_of_one_person_does_not_open_as_another(scene):
    ada, ben = scene.practice.keys("ada").principal, scene.practice.keys("ben").principal
    scene.sql("content", "DELETE FROM unlock WHERE principal = ?", ada)
    scene.sql("content", "UPDATE unlock SET principal = ? WHERE principal = ?", ada, ben)
    for name in ("ada", "ben"):
        for method in (Method.PASSPHRASE, Method.RECOVERY_CODE):
            with pytest.raises(Invalid):
                scene.practice.sign_in(name, method)


def test_swapped_sign_in_names_let_nobody_in_as_another(scene):
    ada, ben = scene.practice.keys("ada").principal, scene.practice.keys("ben").principal
    tags = [scene.one("content", "SELECT login_tag FROM principal WHERE id = ?", who)[0] for who in (ada, ben)]
    scene.sql("content", "UPDATE principal SET login_tag = zeroblob(32) WHERE id = ?", ada)
    scene.sql("content", "UPDATE principal SET login_tag = ? WHERE id = ?", tags[0], ben)
    scene.sql("content", "UPDATE principal SET login_tag = ? WHERE id = ?", tags[1], ada)
    for name in ("ada", "ben"):
        with pytest.raises(Invalid):
            scene.practice.sign_in(name)


def test_another_pepper_leaves_the_recovery_code_alone(scene):
    ada = scene.practice.keys("ada").principal
    scene.sql("keeper", "UPDATE pepper SET secret = randomblob(32) WHERE principal = ?", ada)
    with pytest.raises(Invalid):
        scene.practice.sign_in("ada", Method.PASSPHRASE)
    assert scene.practice.sign_in("ada").keyring.everyday == scene.practice.keys("ada").everyday


# By hand: grants, keys and directory in the keeper's file


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
        one.holder.grant for one in grants.who_can(desk, chart, Purpose.OWN_RECORD) if one.holder.name == "Ben Roy"))  # fmt: skip
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
    real = scene.desk("ada", lambda desk: grants.bundles(
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


# By hand: the ledger


def test_a_deleted_line_is_missed(scene):
    scene.sql("keeper", "DELETE FROM entry WHERE n = 40")
    scene.noticed("entry 41")


def test_an_edited_line_is_refused(scene):
    scene.sql("keeper", "UPDATE entry SET body_hash = randomblob(32) WHERE n = 40")
    scene.noticed("entry 40")


def test_two_lines_in_another_order_are_refused(scene):
    scene.sql("keeper", "UPDATE entry SET n = -1 WHERE n = 40")
    scene.sql("keeper", "UPDATE entry SET n = 40 WHERE n = 41")
    scene.sql("keeper", "UPDATE entry SET n = 41 WHERE n = -1")
    scene.noticed("entry 40")


def test_a_line_whose_body_was_emptied_is_no_erasure(scene):
    first = scene.one("keeper", "SELECT min(n) FROM entry JOIN period ON period.id = period WHERE chart = ?", scene.practice.charts["kim"])[
        0
    ]
    scene.sql("keeper", "UPDATE entry SET envelope = x'' WHERE n = ?", first)
    scene.noticed("an empty body")


def test_a_lowered_count_hides_no_line_from_its_client(scene):
    scene.sql("keeper", "UPDATE chart SET seq = seq - 1 WHERE id = ?", scene.practice.charts["kim"])
    opened = reading.everything(scene.practice, (), reading.LEDGERS[:1])
    assert opened.errors == ["kim ledger: Tampered count"]
    scene.noticed("count")


def cut(scene: Scene, seen: verify.Seen) -> None:
    """Without any key: the last line that Kim's browser saw is gone with what came after it, and counts and tree say so too."""
    chart = scene.practice.charts["kim"]
    for n in range(scene.one("keeper", "SELECT max(n) FROM entry")[0], seen.size - 2, -1):
        assert scene.one("keeper", "SELECT chart FROM period JOIN entry ON entry.period = period.id WHERE n = ?", n)[0] == chart
        scene.sql("keeper", "DELETE FROM entry WHERE n = ?", n)
        scene.sql("keeper", "UPDATE chart SET seq = seq - 1 WHERE id = ?", chart)
    prev = scene.one("keeper", "SELECT leaf FROM entry JOIN period ON period.id = period WHERE chart = ? ORDER BY n DESC LIMIT 1", chart)[0]
    scene.sql("keeper", "UPDATE chart SET prev = ? WHERE id = ?", prev, chart)
    grow(scene)


def grow(scene: Scene) -> bytes:
    """The tree anew from the leaves there are; its root."""
    nodes: dict[tuple[int, int], bytes] = {}
    leaves = [row[0] for row in scene.practice.raw["keeper"].execute("SELECT leaf FROM entry ORDER BY n")]
    for n, leaf in enumerate(leaves):
        tree.append(lambda level, at: nodes[level, at], lambda level, at, hash: nodes.__setitem__((level, at), hash), n, leaf)
    scene.sql("keeper", "DELETE FROM node")
    for (level, at), hash in nodes.items():
        scene.sql("keeper", "INSERT INTO node VALUES (?, ?, ?)", level, at, hash)
    return tree.root(lambda level, at: nodes[level, at], len(leaves))


def one_more_line(scene: Scene) -> verify.Seen:
    """Ada opens a note of Kim's once more, and Kim's browser sees a tree that holds it."""
    chart = scene.practice.charts["kim"]
    scene.desk("ada", lambda desk: notes.open_note(desk, chart, notes.list_notes(desk, chart, Content.NOTE)[0].id))
    return kims(scene, None).seen


def kims(scene: Scene, seen: verify.Seen | None) -> verify.Verification:
    """What Kim's own check says, with what their browser remembers."""
    chart, keeper = scene.practice.charts["kim"], scene.practice.house.keeper
    made = scene.desk("kim", lambda desk: bundles.made(desk, chart, Purpose.OWN_RECORD))
    size = int(made.checkpoint.split("\n")[1])
    steps = keeper.consistency(seen.size, size) if seen and seen.size <= size else []
    return verify.check(made, verify.Pins(scene.practice.pin, chart), seen, steps)


def signs_a_checkpoint(scene: Scene) -> None:
    """With the log's keys, which lie in the keeper's file."""
    ed25519, mldsa44, origin = scene.one("keeper", "SELECT log_ed25519, log_mldsa44, origin FROM practice")
    root, size = grow(scene), scene.one("keeper", "SELECT count(*) FROM entry")[0]
    text = checkpoint.write(origin, size, root, Identity(ed25519, mldsa44), MONDAY)
    scene.sql("keeper", "UPDATE checkpoint SET size = ?, text = ?", size, text)


def test_a_ledger_cut_without_the_logs_keys_is_convicted_by_the_kept_checkpoint(scene):
    cut(scene, one_more_line(scene))
    assert any(one.code == "checkpoint" for one in scene.practice.checker().run().findings)


def test_a_ledger_cut_with_the_logs_keys_is_seen_by_whoever_remembers_an_older_tree(scene):
    """The printed limit: the keys lie in the file, so only what was kept outside convicts. Kim's browser keeps a cookie."""
    seen = one_more_line(scene)
    asks = kims(scene, seen).asks
    cut(scene, seen)
    signs_a_checkpoint(scene)
    scene.practice.restart()
    with pytest.raises(Tampered, match="a shorter tree"):
        kims(scene, seen)
    assert not asks <= kims(scene, None).asks


def test_a_cut_ledger_that_grew_again_is_still_another_tree_to_who_remembers(scene):
    seen = one_more_line(scene)
    cut(scene, seen)
    signs_a_checkpoint(scene)
    scene.practice.restart()
    while one_more_line(scene).size <= seen.size:
        pass
    with pytest.raises(Tampered, match="consistency"):
        kims(scene, seen)


def test_everything_rolled_back_together_is_seen_by_who_remembers_and_by_nobody_else(scene):
    """The printed limit before there are witnesses: both files as they were, every check fits, and one older cookie says no."""
    now = scene.practice.seen["kim"][-1]
    scene.practice.restore(next(one for one in scene.practice.history if one.name == "shared"))
    scene.practice.restart()
    assert kims(scene, None).count > 0
    assert kims(scene, scene.practice.seen["kim"][0]).count > 0
    with pytest.raises(Tampered, match="a shorter tree"):
        kims(scene, now)


def test_a_hidden_line_made_with_the_logs_keys_is_an_orphan(scene):
    """A leaf of no ledger: the thief would hide an entry in the tree."""
    last = scene.one("keeper", "SELECT max(n) FROM entry")[0]
    body = Body(
        scene.practice.house.keeper.practice, fresh.secret(), scene.practice.charts["kim"], 99, ZERO_HASH, MONDAY, Act.OPEN, b"", b"", b"",
        b"", b"", b"",
    ).write()  # fmt: skip
    leaf = leaf_of(body, ZERO_HASH)
    row = (last + 1, leaf.hash, leaf.body_hash, leaf.about, fresh.secret(16), 99, fresh.secret(), b"")
    scene.sql("keeper", "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *row)
    signs_a_checkpoint(scene)
    scene.practice.restart()
    assert scene.practice.checker().run().findings != ()


def test_a_counter_behind_its_page_is_mended_by_the_next_reader(scene):
    """What a crash leaves looks the same, and no older page is there to be taken for the newest."""
    page = scene.compartment("kim", Code.RECORD)
    settled = scene.one("keeper", "SELECT settled FROM compartment WHERE id = ?", page)
    scene.sql("keeper", "UPDATE compartment SET settled = settled - 1 WHERE id = ?", page)
    assert list(reading.differs(reading.everything(scene.practice, [reading.READS[0]], ()), scene.judge.truth)) == []
    assert scene.one("keeper", "SELECT settled FROM compartment WHERE id = ?", page) == settled


def test_a_letter_that_comes_again_brings_nothing_new(scene):
    """Deliveries taken in before, put back into the inbox: the ring is not other than it was."""
    letters = [row for one in scene.practice.history[:-1] for row in one.rows("content", "inbox")]
    for row in {row[1]: row for row in letters}.values():
        scene.practice.raw["content"].execute("INSERT OR IGNORE INTO inbox VALUES (?, ?, ?, ?)", row)
    found = scene.judged()
    assert found.lies == []
