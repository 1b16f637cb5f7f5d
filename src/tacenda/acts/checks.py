"""Checks: whether a data folder fits together, without keys and with those of people who asked for it; and whether a bundle does.

`Checker.run` opens everything that its people may open and writes nothing but the entries that opening makes: an ask that was cleared a
moment ago is repeated, so that a second run makes none. What is pure is remembered by its bytes; what may have changed is read again.
Without people only shapes are checked: the tree against its checkpoint, sequences, counters and heads, epochs, allowed rows against
leaves, and that every row belongs to somebody or something the keeper knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tacenda.acts import gate
from tacenda.acts.checked_charts import Charts, Somebody
from tacenda.acts.checked_rows import Rows, reason
from tacenda.acts.house import House
from tacenda.core.ledger import verify
from tacenda.core.ledger.bundle import Bundle
from tacenda.core.ledger.verify import Pins, Verification
from tacenda.core.sealing.derive import sha
from tacenda.core.words.errors import TacendaError
from tacenda.shell.keeper.audit_findings import Finding
from tacenda.shell.store import principals


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked, and what does not fit: nothing, if all is well."""

    findings: tuple[Finding, ...]
    entries: int
    charts: int
    opened: int  # pages, versions of objects and documents

    @property
    def fits(self) -> bool:
        """Whether nothing was found but what the next start, minute or sign-in finishes."""
        return all(one.unfinished for one in self.findings)


def known(house: House, logins: Sequence[str]) -> bool:
    """Whether every one of these sign-in names is somebody's here."""
    with house.content.reading() as tx:
        return all(principals.by_login(tx, house.keeper.login_tag(login)) is not None for login in logins)


def bundle_file(raw: bytes) -> tuple[Verification, bytes]:
    """Check a bundle without a database; also the fingerprint of its practice, which its reader compares with the card. Raises Tampered."""
    made = Bundle.read(raw)
    return verify.check(made, Pins(sha(made.genesis), None), None, ()), sha(made.genesis)


Step = Callable[[str], None]


def _nobody_watches(_: str) -> None:
    """No progress is shown."""


class Checker:
    """Checks one house again and again with the same people: what is pure is computed once."""

    def __init__(self, house: House, people: Sequence[Somebody] = (), step: Step = _nobody_watches) -> None:
        """`step`: told "rows" once and "chart" for each chart done, for a progress bar."""
        self._house, self._people, self._step = house, people, step
        self._asked: gate.Asked = {}
        self._verified: dict[bytes, Verification] = {}

    def run(self) -> Report:
        """Check everything once."""
        try:
            for database in (self._house.content, self._house.keeper.office.database):
                database.check()
            rows = Rows(self._house)
            rows.check([who.keyring.principal for who in self._people])
            self._step("rows")
            charts = Charts(rows, self._people, self._asked, self._verified)
            for _ in charts.check():
                self._step("chart")
        except TacendaError as error:
            return Report((Finding(reason(error)),), 0, 0, 0)
        return Report(tuple(dict.fromkeys(rows.folder.findings)), rows.folder.size, len(rows.folder.charts), charts.opened)
