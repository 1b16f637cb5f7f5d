"""Whether a change was noticed: by those who read what it concerns, by the check of the rows, by the check of everything, at a sign-in.

Reading is narrowed to those whom the changed rows concern; every so many changes everything is read by everybody, so that the narrowing
itself is watched. A change is never only counted: every text that was opened is held against the true one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.threats.writer import reading
from tests.threats.writer.changes import Change
from tests.threats.writer.practice import FILES, Practice
from tests.threats.writer.reading import LEDGERS, READS, Opened

from tacenda.acts.checks import Checker
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.errors import TacendaError
from tacenda.core.words.ids import ChartId
from tacenda.shell.keeper.office import told_of

EVERYBODY = 50  # every so many changes everything is read by everybody
WHOLE = 10  # every so many changes everything is checked, though nobody has to notice
NOBODY_READS = {
    ("content", "principal"),
    ("content", "unlock"),
    ("content", "invitation"),
    ("content", "outbox"),
    ("content", "address"),
    ("keeper", "guess"),
}
SIGN_INS = {("content", "principal"), ("content", "unlock"), ("keeper", "practice"), ("keeper", "pepper"), ("keeper", "directory")}
TREE = {("keeper", "node"), ("keeper", "checkpoint"), ("keeper", "unentered"), ("keeper", "ended"), ("keeper", "pepper")}
BOTH = {("content", "object"), ("keeper", "compartment")}  # an older page and its counters: shown, and named at the next check
LINES = {("keeper", "entry"), ("keeper", "period"), ("keeper", "chart")}


@dataclass
class Judgement:
    """What was noticed of one change, and which texts it turned into others."""

    noticed: list[str] = field(default_factory=list)
    lies: list[str] = field(default_factory=list)


class Judge:
    """Knows the true texts of a practice."""

    def __init__(self, practice: Practice) -> None:
        self._practice = practice
        practice.restart()
        self._checker = practice.checker()
        for _ in range(3):
            assert self._checker.run().findings == ()
            self.truth: Opened = reading.everything(practice)
            assert self.truth.errors == []
            practice.settle_down()
        assert list(reading.differs(reading.everything(practice), self.truth)) == []
        self._tree = practice.house.keeper.office.told.root()
        assert len(self.truth.texts) > 60
        self._count = 0
        self._homes = self._where_things_are()

    def judge(self, change: Change, *, everybody: bool = False, needed: Callable[[], bool] = lambda: True) -> Judgement:
        """A change that was made. Leaves the files as they are. `everybody`: everything is read by everybody, whomever it concerns.

        `needed`: asked once people read and rows were checked, whether somebody has to notice. What nobody has to goes through the check
        of everything only each tenth time.
        """
        found, self._count = Judgement(), self._count + 1
        tables = {(file, table) for file, table, _ in change.touched}
        try:
            self._readings(found, tables, everybody=everybody or self._count % EVERYBODY == 0)
            if not found.noticed:
                self._checked(found, Checker(self._practice.house))
            if not found.noticed and (self._count % WHOLE == 0 or needed()):
                self._checked(found, self._checker)
            if tables & SIGN_INS and not found.noticed:
                self._sign_ins(found)
        except TacendaError as error:
            found.noticed.append(f"{type(error).__name__} {error}")
        return found

    def put_back(self, change: Change | None = None) -> None:
        """The files as they truly are, in memory too. `change`: the only one that was made since."""
        office = self._practice.house.keeper.office
        grown = self._practice.house.keeper.size() != self._tree[0]
        if change is None:
            self._practice.restore()
        else:
            self._practice.undo(change.touched)
        if grown:
            office.leaves.forget_periods()
        if office.told.root() != self._tree:
            office.leaves.told = told_of(office.genesis)

    def _checked(self, found: Judgement, checker: Checker) -> None:
        found.noticed += [f"{one.code} {one.where}" for one in checker.run().findings]

    def _readings(self, found: Judgement, tables: set[tuple[str, str]], *, everybody: bool) -> None:
        if tables <= NOBODY_READS and not everybody:
            return
        charts, people = (None, None) if everybody else self._concerned(tables)
        reads = [one for one in READS if charts is None or people is None or one[1] in charts or one[0] in people]
        ledgers = [one for one in LEDGERS if everybody or (tables & LINES and (charts is None or one[1] in charts))]
        opened = reading.everything(self._practice, reads, ledgers, self._lines() if ("keeper", "") in tables else None)
        found.noticed += opened.errors
        others = list(reading.differs(opened, self.truth))
        if any(map(reading.is_page, others)) and tables >= BOTH and Checker(self._practice.house).run().findings:
            others = [key for key in others if not reading.is_page(key)]
        found.lies += [" ".join(key) for key in others]

    # Whom a change concerns

    def _where_things_are(self) -> dict[bytes, str]:
        """Of each chart, compartment, object, grant and period: whose chart it is of. Of each principal: their name."""
        practice, homes = self._practice, dict[bytes, str]()
        names = {bytes(chart): name for name, chart in practice.charts.items()}
        keeper, content = practice.truth.copies["keeper"], practice.truth.copies["content"]
        for (chart,) in keeper.execute("SELECT id FROM chart"):
            homes[chart] = names.get(chart, "practice")
        for id, chart in keeper.execute("SELECT id, chart FROM compartment UNION SELECT id, chart FROM period"):
            homes[id] = homes[chart]
        for scope, hash in keeper.execute("SELECT scope, grant_hash FROM allowed"):
            homes.setdefault(hash, homes.get(scope, "practice"))
        for id, compartment in content.execute("SELECT id, compartment FROM object"):
            homes[id] = homes[compartment]
        for name in practice.people:
            homes[practice.keys(name).principal] = f"person {name}"
        return homes

    def _lines(self) -> dict[ChartId, int]:
        """How many lines each ledger has in a keeper's file that was put back whole: what is read now comes after them."""
        return {ChartId(id): seq for id, seq in self._practice.raw["keeper"].execute("SELECT id, seq FROM chart")}

    def _concerned(self, tables: set[tuple[str, str]]) -> tuple[set[str] | None, set[str] | None]:
        """Charts and people named by the rows that differ from the true ones, before and after; None for everybody."""
        names = set[str]()
        for file, table in tables:
            if not table:
                return None, None
            if (file, table) in TREE:
                names.add("kim")
                continue
            if (file, table) in NOBODY_READS:
                continue
            now = set(self._practice.raw[file].execute(f"SELECT * FROM {table}").fetchall())
            # A row that names nobody stands beside one that does: what it was, or what it was made of. Where none does, all are asked.
            changed = now ^ set(self._practice.truth.rows(file, table))
            named = {self._homes[value] for row in changed for value in row if isinstance(value, bytes) and value in self._homes}
            if not named:
                return None, None
            names |= named
        people = {name.removeprefix("person ") for name in names if name.startswith("person ")}
        return {name for name in names if not name.startswith("person ")}, people

    # Signing in

    def _sign_ins(self, found: Judgement) -> None:
        """Everybody signs in with their code; whoever's rows changed, with their passphrase as well."""
        for name in self._practice.people:
            for method in (Method.RECOVERY_CODE, Method.PASSPHRASE):
                if method is Method.RECOVERY_CODE or self._passphrase_changed(name):
                    self._signs_in(found, name, method)

    def _signs_in(self, found: Judgement, name: str, method: Method) -> None:
        try:
            opened = self._practice.sign_in(name, method).keyring
        except TacendaError as error:
            found.noticed.append(f"sign-in of {name}: {type(error).__name__}")
            return
        if opened.everyday != self._practice.keys(name).everyday:
            found.lies.append(f"keys of {name}")

    def _passphrase_changed(self, name: str) -> bool:
        principal = self._practice.keys(name).principal
        queries = {
            "content": "SELECT id, code, parameters, envelope, part FROM unlock WHERE principal = ? AND code = 1",
            "keeper": "SELECT secret FROM pepper WHERE principal = ?",
        }
        return any(
            self._practice.raw[file].execute(queries[file], (principal,)).fetchall()
            != self._practice.truth.copies[file].execute(queries[file], (principal,)).fetchall()
            for file in FILES
        )
