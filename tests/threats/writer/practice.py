"""A small practice, built once: an officer, two clinicians, three clients, each with keys unlocked once and kept in memory.

On the way stand snapshots of both files, so that a thief can bring an older row, table or file back. Its files lie in memory where
the machine has such a disk: what is tried here is what they say, not how long they last.
"""

import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from tacenda.acts import (
    accounts,
    cards,
    charts,
    checks,
    documents,
    gate,
    grants,
    holders,
    house,
    ledger,
    listing,
    notes,
    picking,
    rolling,
    sharing,
    sign_in,
)
from tacenda.acts.desk import SignInSecret, desk_of, fold, reading, resume, writing
from tacenda.acts.house import SetClock
from tacenda.core.model import offers
from tacenda.core.model.chart import Card, Visit
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Content, Purpose
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import NEVER, Moment
from tacenda.core.words.people import Role
from tacenda.shell.database import Database
from tacenda.shell.keeper.keeper import Keeper
from tacenda.shell.store import addresses, outbox
from tacenda.shell.vault.keyring import Keyring

MONDAY = Moment(1_795_446_000)  # Monday, 23 November 2026, 15:00 UTC
WORDS = "lantern copper willow saddle orbit maple"
HERE = "10.0.0.1"
FILES = ("content", "keeper")


@dataclass
class Person:
    """Somebody of the practice, with their keys in memory."""

    name: str
    login: str
    code: str
    secret: bytes = b""
    keys: Keyring | None = None


class Snapshot:
    """Both files as they stood at one moment."""

    def __init__(self, practice: "Practice", name: str) -> None:
        self.name = name
        self.copies: dict[str, sqlite3.Connection] = {}
        for file in FILES:
            self.copies[file] = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            practice.raw[file].backup(self.copies[file])
        self._read: dict[tuple[str, str], list[tuple]] = {}
        self._columns: dict[str, dict[str, list[str]]] = {}

    def columns(self, file: str) -> dict[str, list[str]]:
        """Every table with its columns."""
        if file not in self._columns:
            self._columns[file] = tables(self.copies[file])
        return self._columns[file]

    def rows(self, file: str, table: str) -> list[tuple]:
        """Every row of a table, read once: a snapshot stays as it is."""
        if (file, table) not in self._read:
            self._read[file, table] = self.copies[file].execute(f"SELECT * FROM {table}").fetchall()
        return self._read[file, table]


class Practice:
    """The practice, its people, its charts and its history."""

    def __init__(self) -> None:
        memory = Path("/dev/shm")
        self.home = tempfile.TemporaryDirectory(prefix="tacenda-writer-", dir=memory if memory.is_dir() else None)
        self.folder = Path(self.home.name)
        self.clock = SetClock(MONDAY)
        self.house = house.open_house(self.folder, self.clock)
        self.keeper_file = Database(self.folder / "keeper.db", "tacenda.shell.keeper.schema")
        self.raw = {file: sqlite3.connect(self.folder / f"{file}.db", isolation_level=None, check_same_thread=False) for file in FILES}
        for one in self.raw.values():
            one.execute("PRAGMA foreign_keys = OFF")
            one.execute("PRAGMA ignore_check_constraints = ON")
            one.execute("PRAGMA synchronous = OFF")
        self.addresses = count()
        self.people: dict[str, Person] = {}
        self.charts: dict[str, ChartId] = {}
        self.history: list[Snapshot] = []
        self._written: dict[str, int] = {}
        self.seen: dict[str, list] = {}
        _build(self)
        self.asked: gate.Asked = {}
        self.verified: set[bytes] = set()
        self.pin = bytes.fromhex(house.settings.read(self.folder).practice)
        self.truth = self.snapshot("now")
        self.lines: dict[ChartId, int] = {}
        self.letters_taken: set[bytes] = set()
        self.office = b""

    def settle_down(self) -> None:
        """What stands now is what was always so: no look at it makes an entry any more."""
        self.house.keeper.checkpoint()
        self.history[-1] = self.truth = Snapshot(self, "now")
        now = set(self.truth.rows("content", "inbox"))
        self.letters_taken = {row[1] for one in self.history for row in one.rows("content", "inbox") if row not in now}
        self.office = next(one.entry.principal for one in self.house.keeper.everyone() if one.entry.office)
        self.lines = {ChartId(row[0]): row[1] for row in self.truth.copies["keeper"].execute("SELECT id, seq FROM chart")}

    def close(self) -> None:
        self.house.close()
        self.keeper_file.close()
        for one in self.raw.values():
            one.close()
        self.home.cleanup()

    def snapshot(self, name: str) -> Snapshot:
        made = Snapshot(self, name)
        self.history.append(made)
        return made

    def restore(self, snapshot: Snapshot | None = None, files=FILES) -> None:
        """Put the files back as they were."""
        for file in files:
            (snapshot or self.truth).copies[file].backup(self.raw[file])
            self._written[file] = self._by_others(file)

    def undo(self, touched: Iterable[tuple[str, str, str]]) -> None:
        """Put the rows back that the thief changed in these (file, table, column); a file that others wrote to since, whole.

        A file that was copied whole is a new one to everybody who has it open: they read its schema again, and compile every query.
        """
        for file, raw in self.raw.items():
            tables = {table for other, table, _ in touched if other == file}
            if "" in tables or self._by_others(file) != self._written[file]:
                self.restore(files=(file,))
                continue
            raw.execute("BEGIN IMMEDIATE")
            for table in tables:
                self._undo(file, table)
            raw.execute("COMMIT")

    def _undo(self, file: str, table: str) -> None:
        raw, truth = self.raw[file], self.truth.rows(file, table)
        now, columns = raw.execute(f"SELECT * FROM {table}").fetchall(), self.truth.columns(file)[table]
        where = " AND ".join(f"{column} = ?" for column in columns)
        raw.executemany(f"DELETE FROM {table} WHERE {where}", set(now) - set(truth))
        raw.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", set(truth) - set(now))

    def _by_others(self, file: str) -> int:
        """A number that is another one once somebody else wrote to the file."""
        return self.raw[file].execute("PRAGMA data_version").fetchone()[0]

    def restart(self) -> house.House:
        """The house as a process finds it that starts now: no memory but the pin. Raises Tampered."""
        self.house = replace(self.house, keeper=Keeper(self.keeper_file, self.pin, self.clock.now))
        return self.house

    def checker(self) -> checks.Checker:
        """What `tacenda verify --everyone` runs, with everybody's keys."""
        return checks.Checker(self.house, [checks.Somebody(self.keys(name), who.login) for name, who in self.people.items()])

    def keys(self, name: str) -> Keyring:
        """A person's keys as they were unlocked, rings unread."""
        kept = self.people[name].keys
        assert kept is not None
        return replace(kept, rings={}, versions={}, sealed={})

    def sign_in(self, name: str, method: Method = Method.RECOVERY_CODE) -> sign_in.SignedIn:
        """A real sign-in, from an address of its own: the waits after wrong guesses are told elsewhere."""
        who = self.people[name]
        text = who.code if method is Method.RECOVERY_CODE else WORDS
        return sign_in.sign_in(self.house, sign_in.Proof(who.login, method, text, f"10.1.{next(self.addresses)}"))


# Building


def _enter(practice: Practice, name: str) -> SignInSecret:
    """Sign in and step up; the keys stay in memory."""
    who = practice.people[name]
    secret = practice.sign_in(name).secret
    who.secret = sign_in.step_up(practice.house, secret, Method.RECOVERY_CODE, who.code, HERE)
    who.keys = resume(practice.house, who.secret).keyring
    return SignInSecret(who.secret)


def _build(practice: Practice) -> None:
    made = accounts.begin(practice.house, accounts.Start("Harbor House", "US-CA", False, "Olga Reed", "olga", WORDS))
    practice.people["olga"] = Person("Olga Reed", "olga", made.recovery)
    practice.snapshot("founded")
    for name, login in (("Ada Fox", "ada"), ("Ben Roy", "ben")):
        _colleague(practice, name, login)
    practice.snapshot("colleagues")
    for client, clinician in (("Kim Lee", "ada"), ("Lee Park", "ada"), ("Max Hill", "ben")):
        _chart(practice, client, clinician)
        practice.snapshot(client)
    _stopped_and_rolled(practice)
    practice.snapshot("rolled")
    _loose_ends(practice)
    practice.house.keeper.checkpoint()
    practice.house.sign_ins.truncate_wal()


def _colleague(practice: Practice, name: str, login: str) -> None:
    officer = _enter(practice, "olga")
    with writing(practice.house, officer) as desk:
        card = cards.make(desk, "staff", None, name, (Role.CLINICIAN,))
    practice.people[login] = Person(name, login, cards.join(practice.house, card.code, login, WORDS).recovery)
    with writing(practice.house, officer) as desk:
        who = cards.waiting(desk)[0]
        cards.confirm_staff(desk, who)
        cards.list_staff(desk, who)
    with writing(practice.house, officer) as desk:
        grants.give(desk, ChartId(desk.keeper.practice), Purpose.PRACTICE, who.entry, name, offers.STAFF, NEVER, checked=True)
        cards.forget(desk, who.card)


def _chart(practice: Practice, client: str, clinician: str) -> None:
    visitor, login = _enter(practice, clinician), client.split()[0].lower()
    card = Card(name=client, phone="555 0101", safe_contact="Text after five")
    chart = practice.charts[login] = charts.found(practice.house, visitor, card, Visit(Moment(MONDAY - 86_400), 50))
    for content in (Content.NOTE, Content.PLAN, Content.PSYCHOTHERAPY_NOTE):
        _written(practice, visitor, chart, content, f"{client} said {content.name.lower()}")
    with writing(practice.house, visitor) as desk:
        documents.add_document(desk, chart, f"letter about {client}.pdf", "application/pdf", client.encode() * 300)
    with writing(practice.house, visitor) as desk:
        made = cards.make(desk, "client", chart, client, (Role.CLIENT,))
    practice.people[login] = Person(client, login, cards.join(practice.house, made.code, login, WORDS).recovery)
    with writing(practice.house, visitor) as desk:
        who = cards.waiting(desk)[0]
        grants.give(desk, chart, Purpose.TREATMENT, who.entry, client, offers.CLIENT, NEVER, checked=True)
        cards.forget(desk, who.card)
    with reading(practice.house, visitor) as desk:
        note = notes.list_notes(desk, chart, Content.NOTE)[0]
    with writing(practice.house, visitor) as desk:
        sharing.share(desk, chart, note.id)
    with writing(practice.house, visitor) as desk:
        entry = practice.people["olga"].keys.entry
        grants.give(desk, chart, Purpose.TREATMENT, entry, "Olga Reed", offers.SUPERVISOR_OF_PICKED, Moment(MONDAY + 30 * 86_400))
    with writing(practice.house, visitor) as desk:
        picking.pick(desk, chart, note.id, Moment(MONDAY + 20 * 86_400))
    _looks(practice, login)


def _written(practice: Practice, visitor: SignInSecret, chart: ChartId, content: Content, text: str) -> None:
    """A note and its amendment."""
    first = replace(notes.new_draft(), texts=(("text", text),))
    with writing(practice.house, visitor) as desk:
        sealed = notes.seal_note(desk, chart, content, first)
    with reading(practice.house, visitor) as desk:
        again = notes.amend(desk, chart, sealed.id, content)
    with writing(practice.house, visitor) as desk:
        notes.seal_note(desk, chart, content, replace(again, texts=(("text", f"{text}, twice"),), reason="misheard"))


def _looks(practice: Practice, login: str) -> None:
    """The client reads what is shared and the ledger; their browser remembers the tree."""
    visitor, chart = _enter(practice, login), practice.charts[login]
    with reading(practice.house, visitor) as desk:
        sharing.open_shared(desk, chart, sharing.list_shared(desk, chart)[0].id)
        before = practice.seen.setdefault(login, [])
        before.append(ledger.who_looked(desk, chart, Purpose.OWN_RECORD, before[-1] if before else None).seen)


def _stopped_and_rolled(practice: Practice) -> None:
    """Ben is let into Kim's chart, reads, and is stopped by Kim; the keys are rolled by Kim and then by Ada."""
    ada, chart = _enter(practice, "ada"), practice.charts["kim"]
    _enter(practice, "ben")
    ben = practice.people["ben"].keys
    assert ben is not None
    with writing(practice.house, ada) as desk:
        grants.give(desk, chart, Purpose.TREATMENT, ben.entry, "Ben Roy", offers.CO_THERAPIST, NEVER)
    visitor = _enter(practice, "ben")
    with reading(practice.house, visitor) as desk:
        notes.open_note(desk, chart, notes.list_notes(desk, chart, Content.NOTE)[0].id)
    practice.snapshot("shared")
    kim = _enter(practice, "kim")
    with reading(practice.house, kim) as desk:
        target = next(one.holder.grant for one in holders.who_can(desk, chart, Purpose.OWN_RECORD) if one.holder.grantee == ben.principal)
    grants.stop(practice.house, kim, chart, target, Purpose.OWN_RECORD)
    practice.snapshot("stopped")
    rolling.roll_due(practice.house, ada)
    with writing(practice.house, kim) as desk:
        listing.mend(desk, chart, Purpose.OWN_RECORD)
    _looks(practice, "kim")


def _loose_ends(practice: Practice) -> None:
    """What else rows can hold: a draft, a card not used, a notice, a wrong guess, a sign-in ended, a letter not folded."""
    gone = practice.sign_in("olga").secret
    sign_in.sign_out(practice.house, gone)
    for name in ("olga", "ben", "kim", "lee", "max"):
        _enter(practice, name)
        fold(practice.house, practice.keys(name))
    ada = _enter(practice, "ada")
    with writing(practice.house, ada) as desk:
        notes.keep_draft(desk, practice.charts["kim"], Content.NOTE, replace(notes.new_draft(), texts=(("text", "not yet"),)))
        outbox.put(desk.tx, outbox.Notice(bytes(16), MONDAY // 3600, 0, bytes(200)))
        addresses.put(desk.tx, bytes(16), bytes(200))
    with writing(practice.house, ada) as desk:
        cards.make(desk, "client", practice.charts["lee"], "Robin Park", (Role.GUARDIAN,))
    try:
        sign_in.sign_in(practice.house, sign_in.Proof("nobody", Method.RECOVERY_CODE, practice.people["ada"].code, HERE))
    except Invalid:
        practice.house.keeper.guess(practice.house.keeper.login_tag("nobody"), HERE)
    ben = practice.people["ben"].keys
    assert ben is not None
    with writing(practice.house, ada) as desk:
        grants.give(desk, practice.charts["lee"], Purpose.TREATMENT, ben.entry, "Ben Roy", offers.COVER, NEVER)


def tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Every table with its columns."""
    with closing(connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")) as found:
        names = [row[0] for row in found]
    return {name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")] for name in names}


__all__ = ["FILES", "Practice", "desk_of", "tables"]
