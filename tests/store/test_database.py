"""The database: what a transaction promises, how a file grows with its schema, and what a full, locked or broken disk becomes."""

import os
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from tacenda.core.words.errors import Conflict, Tampered, Unavailable
from tacenda.shell.database import Database

FIRST = "CREATE TABLE line (n INTEGER NOT NULL PRIMARY KEY, text TEXT NOT NULL) STRICT;\n"
ADD = "INSERT INTO line (n, text) VALUES (:n, :text)"
COUNT = "SELECT count(*) FROM line"


@pytest.fixture
def schema(tmp_path):
    folder = tmp_path / "schema"
    folder.mkdir()
    (folder / "0001_first.sql").write_text(FIRST)
    return folder


@pytest.fixture
def database(tmp_path, schema):
    database = Database(tmp_path / "x.db", schema)
    yield database
    database.close()


def count(database):
    with database.reading() as tx:
        return tx.row(COUNT)[0]


def python(code, *args):
    """Another process that runs our code."""
    return subprocess.Popen([sys.executable, "-c", code, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_what_is_written_is_read_by_another_thread(database):
    with database.writing() as tx:
        assert tx.change(ADD, n=1, text="a") == 1
    seen = []
    thread = threading.Thread(target=lambda: seen.append(count(database)))
    thread.start()
    thread.join()
    assert seen == [1]


def test_an_exception_rolls_everything_back_and_the_connection_works_on(database):
    with pytest.raises(KeyError), database.writing() as tx:
        tx.change(ADD, n=1, text="a")
        raise KeyError
    assert count(database) == 0
    with database.writing() as tx:
        tx.change(ADD, n=1, text="b")
    assert count(database) == 1


def test_a_transaction_knows_whether_it_was_asked_to_change_anything(database):
    with database.writing() as tx:
        tx.rows(COUNT)
        assert not tx.changed
        tx.change("DELETE FROM line WHERE n = :n", n=9)
        assert tx.changed


def test_a_reading_transaction_sees_one_moment_however_long_it_lasts(database):
    with database.reading() as tx:
        assert tx.row(COUNT)[0] == 0

        def write():
            with database.writing() as other:
                other.change(ADD, n=1, text="a")

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        assert tx.row(COUNT)[0] == 0
    assert count(database) == 1


def test_a_reading_transaction_changes_nothing(database):
    with database.reading() as tx, pytest.raises(RuntimeError):
        tx.change(ADD, n=1, text="a")
    with database.reading() as tx, pytest.raises(Unavailable):
        tx.rows("INSERT INTO line (n, text) VALUES (1, 'a')")  # past `change`: the engine refuses too
    assert count(database) == 0


def test_a_thread_has_one_transaction_at_a_time(database):
    with database.writing(), pytest.raises(RuntimeError), database.reading():
        pass


def test_rows_come_one_at_a_time_when_asked_so(database):
    with database.writing() as tx:
        for n in range(3):
            tx.change(ADD, n=n, text="a")
        rows = tx.each("SELECT n FROM line ORDER BY n")
        assert next(rows) == (0,)
        assert list(rows) == [(1,), (2,)]


def test_a_row_that_must_be_there_and_is_not_is_reported(database):
    with database.reading() as tx:
        assert tx.one(COUNT) == (0,)
        with pytest.raises(Tampered):
            tx.one("SELECT n FROM line")


def test_every_connection_is_durable_and_wipes_what_it_deletes(database):
    with database.writing() as tx:
        assert tx.row("PRAGMA journal_mode") == ("wal",)
        assert tx.row("PRAGMA synchronous") == (2,)
        assert tx.row("PRAGMA secure_delete") == (1,)
        assert tx.row("PRAGMA foreign_keys") == (1,)
        assert tx.row("PRAGMA busy_timeout") == (5000,)
        assert tx.row("PRAGMA temp_store") == (2,)


def test_a_deleted_row_is_in_no_byte_of_the_file_once_the_log_is_cut(database, tmp_path):
    with database.writing() as tx:
        tx.change(ADD, n=1, text="wxyzwxyzwxyz")
    with database.writing() as tx:
        tx.change("DELETE FROM line WHERE n = :n", n=1)
    assert database.truncate_wal()
    assert b"wxyzwxyz" not in (tmp_path / "x.db").read_bytes()
    assert (tmp_path / "x.db-wal").stat().st_size == 0


def test_the_log_is_not_cut_while_a_reader_needs_it(database):
    with database.writing() as tx:
        tx.change(ADD, n=1, text="a")
    inside, go = threading.Event(), threading.Event()

    def read():
        with database.reading() as tx:
            tx.row(COUNT)
            inside.set()
            go.wait(30)

    thread = threading.Thread(target=read)
    thread.start()
    inside.wait(30)
    with database.writing() as tx:
        tx.change(ADD, n=2, text="a")
    cut_with_reader = database.truncate_wal()
    go.set()
    thread.join()
    assert not cut_with_reader
    assert database.truncate_wal()


def test_files_belong_to_their_owner_alone(database, tmp_path):
    with database.writing() as tx:
        tx.change(ADD, n=1, text="a")
    database.backup_into(tmp_path / "copy.db")
    files = [tmp_path / name for name in ("x.db", "x.db-wal", "x.db-shm", "copy.db")]
    assert [oct(stat.S_IMODE(file.stat().st_mode)) for file in files] == ["0o600"] * 4


def test_a_file_open_to_others_is_closed_to_them(tmp_path, schema):
    Database(tmp_path / "x.db", schema).close()
    (tmp_path / "x.db").chmod(0o644)
    Database(tmp_path / "x.db", schema).close()
    assert stat.S_IMODE((tmp_path / "x.db").stat().st_mode) == 0o600


def test_a_backup_is_a_whole_database_without_log_and_never_over_another(database, tmp_path, schema):
    with database.writing() as tx:
        tx.change(ADD, n=1, text="a")
    database.backup_into(tmp_path / "copy.db")
    assert not (tmp_path / "copy.db-wal").exists()
    with pytest.raises(Conflict):
        database.backup_into(tmp_path / "copy.db")
    copy = Database(tmp_path / "copy.db", schema)
    assert count(copy) == 1
    copy.close()


def test_steps_of_a_writing_transaction_are_told_in_order(tmp_path, schema):
    steps = []
    database = Database(tmp_path / "x.db", schema, steps.append)
    with database.writing() as tx:
        tx.change(ADD, n=1, text="a")
    with database.reading() as tx:
        tx.row(COUNT)
    database.close()
    assert steps == ["begun", "before commit", "committed"]


@pytest.mark.parametrize(("fails_at", "stands"), [("begun", 0), ("before commit", 0), ("committed", 1)])
def test_a_failure_before_the_commit_leaves_nothing_and_after_it_everything(tmp_path, schema, fails_at, stands):
    def step(name):
        if name == fails_at:
            raise OSError(name)

    database = Database(tmp_path / "x.db", schema, step)
    with pytest.raises(OSError, match=fails_at), database.writing() as tx:
        tx.change(ADD, n=1, text="a")
    assert count(database) == stands
    database.close()


def test_threads_that_add_at_once_lose_nothing(database):
    def work(start):
        for _ in range(25):
            with database.writing() as tx:
                (most,) = tx.row("SELECT coalesce(max(n), 0) FROM line")
                tx.change(ADD, n=most + 1, text=str(start))

    threads = [threading.Thread(target=work, args=(start,)) for start in (0, 100)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    with database.reading() as tx:
        assert tx.row("SELECT count(*), max(n) FROM line") == (50, 50)


PROCESS = """
import sys
from pathlib import Path
from tacenda.shell.database import Database
database = Database(Path(sys.argv[1]), Path(sys.argv[2]))
for _ in range(20):
    with database.writing() as tx:
        (most,) = tx.row("SELECT coalesce(max(n), 0) FROM line")
        tx.change("INSERT INTO line (n, text) VALUES (:n, :text)", n=most + 1, text="p")
database.close()
"""


def test_processes_that_make_the_file_at_once_make_it_once_and_lose_nothing(tmp_path, schema):
    processes = [python(PROCESS, tmp_path / "x.db", schema) for _ in range(3)]
    assert [process.communicate(timeout=60)[1] for process in processes] == ["", "", ""]
    database = Database(tmp_path / "x.db", schema)
    assert count(database) == 60
    with database.reading() as tx:
        assert tx.row("SELECT count(*) FROM schema_version") == (1,)
    database.close()


KILLED = """
import os, sys
from pathlib import Path
from tacenda.shell.database import Database
def step(name):
    if name == sys.argv[3]:
        os.kill(os.getpid(), 9)
database = Database(Path(sys.argv[1]), Path(sys.argv[2]), step)
with database.writing() as tx:
    tx.change("INSERT INTO line (n, text) VALUES (1, 'a')")
"""


@pytest.mark.parametrize(("at", "stands"), [("before commit", 0), ("committed", 1)])
def test_a_process_killed_before_its_commit_leaves_nothing_and_after_it_everything(tmp_path, schema, at, stands):
    process = python(KILLED, tmp_path / "x.db", schema, at)
    process.communicate(timeout=60)
    assert process.returncode == -9
    database = Database(tmp_path / "x.db", schema)
    assert count(database) == stands
    database.close()


def test_migrations_run_once_each_in_order(tmp_path, schema):
    Database(tmp_path / "x.db", schema).close()
    (schema / "0002_more.sql").write_text("-- a comment; with a semicolon\nALTER TABLE line ADD COLUMN more TEXT NOT NULL DEFAULT ';';\n")
    for _ in range(2):
        Database(tmp_path / "x.db", schema).close()
    database = Database(tmp_path / "x.db", schema)
    with database.reading() as tx:
        assert tx.rows("SELECT number, name, length(hash) FROM schema_version ORDER BY number") == [
            (1, "0001_first.sql", 32),
            (2, "0002_more.sql", 32),
        ]
        (day,) = tx.row("SELECT max(day) FROM schema_version")
        assert abs(day - time.time() // 86400) <= 1
    database.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path, schema):
    Database(tmp_path / "x.db", schema).close()
    (schema / "0002_half.sql").write_text("CREATE TABLE half (n INTEGER NOT NULL) STRICT;\nCREATE TABLE line (n INTEGER) STRICT;\n")
    with pytest.raises(Exception, match="already exists"):
        Database(tmp_path / "x.db", schema)
    (schema / "0002_half.sql").unlink()
    database = Database(tmp_path / "x.db", schema)
    with database.reading() as tx:
        assert tx.row("SELECT count(*) FROM sqlite_schema WHERE name = 'half'") == (0,)
    database.close()


def test_a_database_made_by_a_newer_version_is_refused_in_one_sentence_and_left_alone(tmp_path, schema):
    (schema / "0002_new.sql").write_text("CREATE TABLE new (n INTEGER NOT NULL) STRICT;\n")
    Database(tmp_path / "x.db", schema).close()
    before = (tmp_path / "x.db").read_bytes()
    (schema / "0002_new.sql").unlink()
    with pytest.raises(Unavailable) as refused:
        Database(tmp_path / "x.db", schema)
    assert refused.value.reason == "newer"
    assert "newer version" in refused.value.public
    assert (tmp_path / "x.db").read_bytes() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "0001_first.sql").write_text(FIRST + "-- x\n"),
        lambda folder: (folder / "0001_first.sql").rename(folder / "0001_other.sql"),
    ],
)
def test_a_migration_changed_after_it_ran_is_refused(tmp_path, schema, change):
    Database(tmp_path / "x.db", schema).close()
    change(schema)
    with pytest.raises(Unavailable) as refused:
        Database(tmp_path / "x.db", schema)
    assert refused.value.reason == "schema"


@pytest.mark.parametrize("name", ["0003_gap.sql", "2_short.sql", "0002_Big.sql"])
def test_a_misnumbered_migration_is_a_mistake_of_ours(tmp_path, schema, name):
    (schema / name).write_text("CREATE TABLE x (n INTEGER) STRICT;\n")
    with pytest.raises(ValueError, match=name):
        Database(tmp_path / "x.db", schema)


def test_a_new_file_gets_the_pages_it_was_asked_for_and_an_old_one_keeps_its_own(tmp_path, schema):
    for first, then in ((16_384, 4096), (4096, 16_384)):
        path = tmp_path / f"{first}.db"
        for asked in (first, then):
            database = Database(path, schema, page_size=asked)
            with database.writing() as tx:
                tx.change(ADD, n=asked, text="a")
            database.backup_into(tmp_path / f"{first}-{asked}.db")
            database.close()
        files = (path, tmp_path / f"{first}-{first}.db", tmp_path / f"{first}-{then}.db")
        assert [int.from_bytes(file.read_bytes()[16:18], "big") for file in files] == [first] * 3  # the file format's own field


def test_a_full_disk_is_said_and_what_was_committed_stays(tmp_path, schema):
    database = Database(tmp_path / "x.db", schema, pages=8)
    with database.writing() as tx:
        tx.change(ADD, n=1, text="a")
    with pytest.raises(Unavailable) as refused, database.writing() as tx:
        tx.change(ADD, n=2, text="b" * 100_000)
    assert refused.value.reason == "disk full"
    assert "bbbb" not in str(refused.value) + refused.value.public
    assert count(database) == 1
    with database.writing() as tx:
        tx.change(ADD, n=3, text="c")
    assert count(database) == 2
    database.close()


LIMITED = """
import resource, signal, sys
from pathlib import Path
from tacenda.core.words.errors import Unavailable
from tacenda.shell.database import Database
database = Database(Path(sys.argv[1]), Path(sys.argv[2]))
with database.writing() as tx:
    tx.change("INSERT INTO line (n, text) VALUES (1, 'a')")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
try:
    with database.writing() as tx:
        tx.change("INSERT INTO line (n, text) VALUES (:n, :text)", n=2, text="b" * 200_000)
except Unavailable as error:
    print(error.reason)
with database.reading() as tx:
    print(tx.row("SELECT count(*) FROM line")[0])
"""


def test_a_file_that_cannot_grow_is_said_and_what_was_committed_stays(tmp_path, schema):
    out, err = python(LIMITED, tmp_path / "x.db", schema).communicate(timeout=60)
    assert (out.split("\n")[:2], err) == (["disk error", "1"], "")


READ_ONLY = """
import os, sys
from pathlib import Path
from tacenda.core.words.errors import Unavailable
from tacenda.shell.database import Database
schema = Path(sys.argv[2])
folder = Path(sys.argv[1])
if os.geteuid() == 0:
    os.setuid(65534)
try:
    Database(folder / "x.db", schema)
except Unavailable as error:
    print(error.reason)
"""


def test_a_disk_that_can_only_be_read_is_said(schema):
    # The superuser may write everywhere, so there the process becomes nobody; its folder lies outside pytest's private one.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "schema").mkdir()
        (folder / "schema" / "0001_first.sql").write_text(FIRST)
        Database(folder / "x.db", folder / "schema").close()
        (folder / "x.db").chmod(0o444)
        if os.geteuid() != 0:
            folder.chmod(0o555)
        out, err = python(READ_ONLY, folder, folder / "schema").communicate(timeout=60)
        folder.chmod(0o755)
    assert (out.strip(), err) == ("read only", "")


def test_a_writer_that_waits_too_long_is_told_that_another_holds_the_file(database, monkeypatch, tmp_path, schema):
    monkeypatch.setattr("tacenda.shell.database.BUSY_SECONDS", 0.1)
    other = Database(tmp_path / "x.db", schema)
    with database.writing() as tx:
        tx.change(ADD, n=1, text="a")
        with pytest.raises(Unavailable) as refused, other.writing():
            pass
    other.close()
    assert refused.value.reason == "locked"


def test_a_file_that_is_no_database_is_reported_and_left_alone(tmp_path, schema):
    (tmp_path / "x.db").write_bytes(b"no database at all" * 1000)
    with pytest.raises(Tampered):
        Database(tmp_path / "x.db", schema)
    assert (tmp_path / "x.db").read_bytes() == b"no database at all" * 1000


def test_a_key_that_is_taken_is_a_conflict(database):
    with database.writing() as tx:
        tx.change(ADD, n=1, text="a")
    with pytest.raises(Conflict), database.writing() as tx:
        tx.change(ADD, n=1, text="secret")
    assert count(database) == 1


@pytest.mark.parametrize("rule", ["CHECK (n < 9)", "NOT NULL"])
def test_a_row_that_breaks_a_rule_of_its_table_is_reported(tmp_path, schema, rule):
    """Only what somebody else wrote into a row can make one of our sums break a rule; the engine's words stay out."""
    (schema / "0002_second.sql").write_text(f"CREATE TABLE more (n INTEGER {rule}, line INTEGER) STRICT;\n")
    database = Database(tmp_path / "y.db", schema)
    with pytest.raises(Tampered) as found, database.writing() as tx:
        tx.change("INSERT INTO more (n, line) VALUES (nullif(:n, 10), 1)", n=9 if "CHECK" in rule else 10)
    assert str(found.value) == "a row breaks a rule of its table"
    database.close()


def test_a_value_of_another_kind_is_reported(database):
    with pytest.raises(Tampered), database.writing() as tx:
        tx.change("INSERT INTO line (n, text) VALUES (1, :text)", text=b"bytes")


def test_a_closed_database_opens_no_transaction_in_any_thread(tmp_path, schema):
    database = Database(tmp_path / "x.db", schema)
    database.close()
    with pytest.raises(Unavailable), database.reading():
        pass
    assert not (tmp_path / "x.db-wal").exists()


def test_a_thread_that_ends_gives_its_connection_back(database):
    thread = threading.Thread(target=lambda: count(database))
    thread.start()
    thread.join()
    assert len(database._open) <= 1
