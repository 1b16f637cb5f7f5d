"""Checks of a folder: nothing is found where nothing was changed, and a changed row is found."""

import sqlite3
from contextlib import contextmanager

import pytest
from tests.walks.practice import KIM, MAYA, NOOR, TOMAS, Town

from tacenda.acts import accounts, checks, ledger, upkeep
from tacenda.acts.checks import Checker
from tacenda.acts.desk import reading, writing
from tacenda.core.words.access import FOUNDING, Act, Code, Purpose
from tacenda.core.words.errors import Tampered
from tacenda.shell.store import rings


def changed(town: Town, file: str, sql: str, *values: object) -> int:
    """Change rows behind the house's back."""
    connection = sqlite3.connect(town.folder / file)
    with connection:
        count = connection.execute(sql, values).rowcount
    connection.close()
    return count


def test_a_practice_that_nobody_changed_fits_whoever_looks(town: Town):
    for people in ((), (MAYA,), (KIM,), (MAYA, TOMAS, KIM, NOOR)):
        report = town.checked(*people) if people else Checker(town.house).run()
        assert report.findings == ()
    assert town.checked().opened > 30


def test_with_everybodys_keys_every_page_and_every_version_is_opened(town: Town):
    people = town.everybody()
    report = Checker(town.house, people).run()
    with town.house.content.reading() as tx:
        rows = tx.one("SELECT (SELECT count(*) FROM object) + (SELECT count(DISTINCT object) FROM attachment)")[0]
    assert (report.findings, report.opened) == ((), rows)


def test_a_second_check_makes_no_entry_and_finds_the_same(town: Town):
    checker = Checker(town.house, town.everybody())
    checker.run()
    checker.run()
    size = town.house.keeper.size()
    report = checker.run()
    assert (report.fits, town.house.keeper.size()) == (True, size)


@contextmanager
def own_desk(town: Town):
    """Kim's desk."""
    with town.signed_in(KIM) as visitor, reading(town.house, visitor) as desk:
        yield desk


def test_a_check_leaves_no_refusal_behind(town: Town):
    town.checked()
    with own_desk(town) as desk:
        lines = ledger.who_looked(desk, town.kim, Purpose.OWN_RECORD, None).lines
    assert {line.act for line in lines} >= {Act.USE, Act.OPEN}
    assert Act.REFUSED not in {line.act for line in lines}


CHANGES = {
    "a page of another time": ("content.db", "UPDATE object SET version = version + 1 WHERE id = compartment"),
    "a sealed byte": ("content.db", "UPDATE object SET envelope = CAST(substr(envelope, 1, 199) || x'00' || substr(envelope, 201) AS BLOB)"),
    "a note taken away": ("content.db", "DELETE FROM object WHERE id != compartment AND id NOT IN (SELECT object FROM attachment)"),
    "a ring taken away": ("content.db", "DELETE FROM ring WHERE which = 1"),
    "a ring under another's name": (
        "content.db",
        "UPDATE ring SET envelope = (SELECT envelope FROM ring WHERE which = 2 LIMIT 1) WHERE which = 1",
    ),
    "weaker parameters": (
        "content.db",
        "UPDATE unlock SET parameters = CAST(replace(CAST(parameters AS TEXT), '65536', '32') AS BLOB) WHERE code = 1",
    ),
    "a letter to nobody": ("content.db", "INSERT INTO inbox VALUES (7, randomblob(16), randomblob(16), randomblob(1200))"),
    "a share": ("keeper.db", "UPDATE share SET secret = randomblob(32) WHERE state = 'live'"),
    "an epoch statement": ("keeper.db", "UPDATE share SET statement = CAST(replace(CAST(statement AS TEXT), 'founding', 'fpunding') AS BLOB)"),
    "a public key": (
        "keeper.db",
        "UPDATE directory SET statement = CAST(replace(CAST(statement AS TEXT), 'clinician', 'officer') AS BLOB)",
    ),
    "a signature": ("keeper.db", "UPDATE directory SET signatures = (SELECT other.signatures FROM directory other LIMIT 1)"),
    "an officer's signature": ("keeper.db", "UPDATE directory SET newest = 0 WHERE hash = (SELECT max(hash) FROM directory)"),
    "a grant lengthened": ("keeper.db", "UPDATE allowed SET rights = 'read write grant' WHERE rights = 'read'"),
    "a grant given an end": ("keeper.db", "UPDATE allowed SET until = 99999"),
    "a grant stopped by nobody": ("keeper.db", "UPDATE allowed SET stopped_by = randomblob(32)"),
    "a grant invented": ("keeper.db", "INSERT INTO allowed SELECT id, randomblob(32), 'read', 0, x'', 0 FROM compartment LIMIT 1"),
    "a grant forgotten": ("keeper.db", "DELETE FROM allowed WHERE rights = 'read'"),
    "settled lowered": ("keeper.db", "UPDATE compartment SET settled = settled - 1, latest = latest - 1 WHERE settled > 1"),
    "settled raised": ("keeper.db", "UPDATE compartment SET settled = settled + 1, latest = latest + 1 WHERE settled > 1"),
    "a compartment of another kind": ("keeper.db", "UPDATE compartment SET code = 3 WHERE code = 4"),
    "a roll made due": ("keeper.db", "UPDATE compartment SET state = 'due', owed = 1"),
    "a head": ("keeper.db", "UPDATE head SET hash = randomblob(32) WHERE version = 1"),
    "the count": ("keeper.db", "UPDATE chart SET seq = seq + 1"),
    "the end of a ledger": ("keeper.db", "UPDATE chart SET prev = randomblob(32)"),
    "a line taken away": ("keeper.db", "DELETE FROM entry WHERE n = (SELECT max(n) FROM entry)"),
    "a line's leaf": ("keeper.db", "UPDATE entry SET about = randomblob(32) WHERE n = 20"),
    "a line's body": (
        "keeper.db",
        "UPDATE entry SET envelope = CAST(substr(envelope, 1, 199) || x'00' || substr(envelope, 201) AS BLOB) WHERE n = 20",
    ),
    "a line's ask": ("keeper.db", "UPDATE entry SET ask_hash = randomblob(32) WHERE n = 20"),
    "a line erased": ("keeper.db", "UPDATE entry SET envelope = x'' WHERE n = 20"),
    "two lines exchanged": ("keeper.db", "UPDATE entry SET seq = CASE n WHEN 20 THEN 2 ELSE seq END"),
    "a period's seed": ("keeper.db", "UPDATE period SET sealed = randomblob(length(sealed))"),
    "a node": ("keeper.db", "UPDATE node SET hash = randomblob(32) WHERE level = 1 AND n = 3"),
    "a node too many": ("keeper.db", "INSERT INTO node VALUES (30, 0, randomblob(32))"),
    "the checkpoint": ("keeper.db", "UPDATE checkpoint SET text = replace(text, char(10), char(10) || ' ')"),
    "no checkpoint": ("keeper.db", "DELETE FROM checkpoint"),
    "the genesis": ("keeper.db", "UPDATE practice SET genesis = CAST(replace(CAST(genesis AS TEXT), 'origin', 'orogin') AS BLOB)"),
    "the name of the tree": ("keeper.db", "UPDATE practice SET origin = origin || '1'"),
    "the log's key": ("keeper.db", "UPDATE practice SET log_ed25519 = randomblob(32)"),
    "the login pepper": ("keeper.db", "UPDATE practice SET login_pepper = randomblob(32)"),
    "a pepper": ("keeper.db", "DELETE FROM pepper WHERE principal = (SELECT max(principal) FROM pepper)"),
    "a sign-out undone": ("keeper.db", "DELETE FROM ended"),
    "a trigger": ("keeper.db", "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM allowed; END"),
    "an index": ("content.db", "DROP INDEX object_compartment"),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_row_is_found(town: Town, what: str):
    people = town.everybody()
    checker = Checker(town.house, people)
    assert checker.run().fits
    file, sql = CHANGES[what]
    assert changed(town, file, sql) != 0
    assert not checker.run().fits, what


def test_an_older_row_put_back_is_found(town: Town):
    """R9: a page, a ring, a keeper's row and a whole content of yesterday."""
    older = {name: rows(town, name) for name in ("object", "ring")}
    play = town.play
    with town.signed_in(MAYA, stepped_up=True) as visitor:
        play.note(visitor, KIM, (("text", "One more."),))
    chart = play.admit(MAYA, NOOR, town.clock.now())
    checker = Checker(town.house, town.everybody())
    assert checker.run().fits
    for table, before in older.items():
        kept = rows(town, table)
        connection = sqlite3.connect(town.folder / "content.db")
        with connection:
            connection.execute("DELETE FROM ring" if table == "ring" else "DELETE FROM object WHERE id = compartment")
            pages = [row for row in before if table == "ring" or row[1] == row[3]]
            connection.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(pages[0]))})", pages)
        assert not checker.run().fits, table
        with connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute(f"DELETE FROM {table}")
            connection.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(kept[0]))})", kept)
        connection.close()
        assert checker.run().fits
    assert chart


def rows(town: Town, table: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(town.folder / "content.db")
    found = connection.execute(f"SELECT * FROM {table}").fetchall()
    connection.close()
    return found


def test_a_bundle_needs_no_database_and_not_one_changed_byte_passes(town: Town):
    with own_desk(town) as desk:
        raw = ledger.bundle(desk, town.kim, Purpose.OWN_RECORD).write()
    verified, pin = checks.bundle_file(raw)
    assert (verified.count, pin.hex()) == (town.house.keeper.chart(town.kim).entries, town.house.settings.practice)
    # What stands before the genesis are directory entries, of which only those that somebody rests on are asked for signatures.
    for at in range(raw.index(b'"genesis"') + 12, len(raw), len(raw) // 60):
        letter = b"A" if raw[at : at + 1] != b"A" else b"B"
        with pytest.raises(Tampered):
            if checks.bundle_file(raw[:at] + letter + raw[at + 1 :])[1] != pin:
                raise Tampered("another practice's letters")


def test_a_compartment_of_every_kind_is_among_what_is_checked(town: Town):
    with town.house.content.reading() as tx:
        kinds = {town.house.keeper.state(row[0]).code for row in tx.rows("SELECT DISTINCT compartment FROM object")}
    assert kinds == {*FOUNDING, Code.PRACTICE} - {Code.LEDGER}


def ring_row(town: Town, principal: bytes) -> tuple[int, bytes]:
    with town.house.content.reading() as tx:
        return rings.get(tx, principal, 1)


def restore(town: Town, row: tuple[int, bytes], principal: bytes) -> None:
    assert changed(town, "content.db", "UPDATE ring SET version = ?, envelope = ? WHERE principal = ? AND which = 1", *row, principal) == 1


def test_an_older_ring_put_back_is_refused_at_its_owners_next_page_and_named(town: Town):
    """With it older choices would come back: discreet mode, a second proof before content."""
    principal = town.somebody(KIM).keyring.principal
    town.checked(KIM)
    older = ring_row(town, principal)
    with town.signed_in(KIM) as visitor:
        with writing(town.house, visitor) as desk:
            accounts.change_wish(desk, "discreet", "yes")
        with reading(town.house, visitor) as desk:
            assert desk.keyring.ring().wishes["discreet"] == "yes"
        newer = ring_row(town, principal)
        restore(town, older, principal)
        assert [one.code for one in Checker(town.house).run().findings] == ["older ring"]
        with pytest.raises(Tampered, match="ring"), reading(town.house, visitor):
            raise AssertionError("an older ring was taken")
        restore(town, newer, principal)


def test_a_version_that_merely_stands_in_a_row_is_never_believed(town: Town):
    """Else one changed number would lock its owner out for good: with the row put back, everything opens again."""
    principal = town.somebody(KIM).keyring.principal
    with town.signed_in(KIM) as visitor:
        true = ring_row(town, principal)
        restore(town, (1 << 40, true[1]), principal)
        upkeep.minute(town.house)
        with pytest.raises(Tampered), reading(town.house, visitor) as desk:
            desk.keyring.ring()
        restore(town, true, principal)
        with reading(town.house, visitor) as desk:
            assert desk.keyring.ring().charts
    assert town.house.keeper.rings_of(principal)[1] < 1 << 40
