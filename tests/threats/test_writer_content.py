"""A thief who writes by hand to the file of the content: notes, pages, documents, rings, letters and what people sign in with."""

import pytest
from tests.threats.writer import reading
from tests.threats.writer.scene import Scene

from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Invalid


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


def test_an_older_page_with_its_counters_is_refused_at_the_next_read_as_the_heads_go_further(scene):
    page = scene.compartment("lee", Code.ACCESS)
    now = scene.one("content", "SELECT version FROM object WHERE id = ?", page)[0]
    earlier = [one for one in scene.practice.history if any(r[1] == page and r[2] < now for r in one.rows("content", "object"))]
    assert earlier
    for snapshot in earlier:
        scene.judge.put_back()
        old = next(row for row in snapshot.rows("content", "object") if row[1] == page)
        scene.sql("content", "UPDATE object SET version = ?, epoch = ?, envelope = ? WHERE id = ?", old[2], old[4], old[5], page)
        scene.sql("keeper", "UPDATE compartment SET settled = ?, latest = ? WHERE id = ?", old[2], old[2], page)
        scene.noticed("Tampered counters are behind the heads")


def test_an_older_page_with_its_settled_count_is_read_as_what_a_crash_left_and_named_by_the_check(scene):
    """The keeper was asked for a newer page and is made to forget that it was committed: what the newer page had listed is left over."""
    page = scene.compartment("lee", Code.ACCESS)
    now = scene.one("content", "SELECT version FROM object WHERE id = ?", page)[0]
    old = next(row for one in scene.practice.history for row in one.rows("content", "object") if row[1] == page and row[2] == now - 1)
    scene.sql("content", "UPDATE object SET version = ?, epoch = ?, envelope = ? WHERE id = ?", old[2], old[4], old[5], page)
    scene.sql("keeper", "UPDATE compartment SET settled = ? WHERE id = ?", old[2], page)
    found = scene.practice.checker().run().findings
    assert {"not listed", "row"} <= {one.code for one in found}


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


def test_a_letter_that_comes_again_brings_nothing_new(scene):
    """Deliveries taken in before, put back into the inbox: the ring is not other than it was."""
    letters = [row for one in scene.practice.history[:-1] for row in one.rows("content", "inbox")]
    for row in {row[1]: row for row in letters}.values():
        scene.practice.raw["content"].execute("INSERT OR IGNORE INTO inbox VALUES (?, ?, ?, ?)", row)
    found = scene.judged()
    assert found.lies == []


# Signing in


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
