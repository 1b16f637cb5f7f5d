"""A day of a small practice, played once; tests take copies."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.unit.shell.keeper.chart import Chart
from tests.unit.shell.keeper.people import READ, RW, Held, Person
from tests.unit.shell.keeper.practice import SCHEMA, Practice

from tacenda.core.ledger.verify import Verification
from tacenda.core.words.access import Code
from tacenda.core.words.ids import CompartmentId, ObjectId
from tacenda.core.words.people import Role
from tacenda.shell import fresh
from tacenda.shell.database import Database
from tacenda.shell.keeper.keeper import Keeper


@dataclass(slots=True)
class Day:
    """A chart that lives: a clinician, a colleague with a grant, a client who joined, one note on the record's page."""

    practice: Practice
    clinician: Person
    colleague: Person
    client: Person
    chart: Chart
    own: Held
    shared: Held
    subject: Held
    note: ObjectId

    @property
    def keeper(self) -> Keeper:
        return self.practice.keeper

    @property
    def officer(self) -> Person:
        return self.practice.founder

    @property
    def record(self) -> CompartmentId:
        return self.chart.compartments[Code.RECORD]

    def copied(self, path: Path, *, step: Callable[[str], None] | None = None, pages: int | None = None) -> Day:
        """The same day in a file of its own, at a keeper that has just started."""
        shutil.copy(self.practice.path, path)
        held = self.practice.keeper, self.practice.database
        del self.practice.keeper, self.practice.database
        try:
            made = copy.deepcopy(self)
        finally:
            self.practice.keeper, self.practice.database = held
        made.practice.path = path
        made.practice.database = Database(path, SCHEMA, step, pages=pages)
        made.practice.keeper = Keeper(made.practice.database, made.practice.pin, made.practice.clock.now)
        return made

    def entries(self) -> int:
        """Lines of the chart's ledger."""
        return self.keeper.chart(self.chart.id).entries

    def verifies(self) -> Verification:
        """The client's own check of the chart's ledger."""
        return self.chart.verified(self.client, self.subject)


def a_day(path: Path) -> Day:
    """Play it once; tests take copies."""
    practice = Practice(path).begins()
    clinician = practice.staff("Dr. A. Weber", Role.CLINICIAN)
    colleague = practice.staff("Dr. B. Braun", Role.CLINICIAN)
    client = practice.client("C. Aydin")
    chart = practice.chart(clinician)
    for code in (Code.ACCESS, Code.CONTACT, Code.RECORD):
        chart.write(clinician, chart.own, code)
    note = fresh.object_id()
    chart.write(clinician, chart.own, Code.RECORD, note)
    subject = chart.joins(client)
    shared = chart.give(clinician, chart.own, colleague, {Code.ACCESS: READ, Code.CONTACT: READ, Code.RECORD: RW})
    practice.database.truncate_wal()
    return Day(practice, clinician, colleague, client, chart, chart.own, shared, subject, note)
