"""The part of a check that needs no key: every row of both files, shapes alone.

The keeper's rows are held against one another (`shell/keeper/audit.py`), the content's against them: each belongs to somebody or
something the keeper knows, stands under an epoch that stands, and begins and measures like what it says it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from tacenda.acts.house import House
from tacenda.core.sealing import envelope, passphrase
from tacenda.core.sealing.envelope import Kind
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Code
from tacenda.core.words.errors import TacendaError, Tampered
from tacenda.core.words.ids import CompartmentId, PrincipalId
from tacenda.shell.keeper import audit
from tacenda.shell.keeper.audit_findings import Folder
from tacenda.shell.store import principals, shapes
from tacenda.shell.store.shapes import Box, ObjectRow
from tacenda.shell.vault.keyring import EVERYDAY

SMALLEST = 80  # bytes of an envelope around nothing, less its padding
UNFINISHED = frozenset(
    {"not listed", "not joined", "member not listed"}
)  # a crash between the keeper's commit and the content's leaves it so


def reason(error: TacendaError) -> str:
    """What an error says in one word: its class and its reason, neither of which carries a value."""
    return f"{type(error).__name__.lower()}: {error}"


class Rows:
    """The rows of one house, read once: what the keeper's say, the content's objects by compartment, and what does not fit."""

    def __init__(self, house: House) -> None:
        self.house, self.folder = house, Folder()
        self.objects: dict[CompartmentId, list[ObjectRow]] = {}

    def wrong(self, code: str, where: object = b"") -> None:
        (self.folder.unfinished if code in UNFINISHED else self.folder.wrong)(code, where)

    def check(self, people: Sequence[PrincipalId]) -> None:
        """Everything that needs no key. Holds the content's write lock, so that no page is on its way between the two files.

        `people`: who had their keys opened.
        """
        with self.house.content.writing() as tx:
            self.folder = audit.folder(self.house.keeper.office)
            everybody = set(principals.all(tx))
            methods, rings = list(shapes.every_method(tx)), list(shapes.every_ring(tx))
            self._not_joined({row.principal for row in (*methods, *rings)} | everybody)
            if everybody != self.folder.people | self.folder.offices:
                self.wrong("principals")
            self._logins(people, everybody)
            self._methods_and_rings(methods, rings)
            for row in shapes.every_object(tx):
                self.objects.setdefault(row.compartment, []).append(row)
            for compartment, rows in self.objects.items():
                self._shape(compartment, rows)
            self._missing_pages()
            self._attachments(list(shapes.every_attachment(tx)))

    def _not_joined(self, seen: set[PrincipalId]) -> None:
        """Who stands in the directory and has no row at all: died between the two files while they joined, and joins anew."""
        for id in sorted(self.folder.people - seen):
            self.wrong("not joined", id)
            self.folder.people.discard(id)

    def _logins(self, people: Sequence[PrincipalId], everybody: set[PrincipalId]) -> None:
        for who in people:
            if who not in everybody:
                self.wrong("principals", who)

    def _methods_and_rings(self, methods: Sequence[shapes.MethodRow], rings: Sequence[shapes.RingRow]) -> None:
        people, offices = self.folder.people, self.folder.offices
        for row in methods:
            if row.principal not in people or row.part != 1 or not _method(row) or not _box(row.box, Kind.UNLOCK):
                self.wrong("method", row.principal)
        if len({(row.principal, row.code) for row in methods}) != len(methods):
            self.wrong("method twice")
        met = self.house.keeper.rings()
        for row in rings:
            if row.principal not in people | offices or not _box(row.box, Kind.RING, 16_384):
                self.wrong("ring", row.principal)
            if row.version < met.get((row.principal, row.which), 0):
                self.wrong("older ring", row.principal)
        if not met.keys() <= {(row.principal, row.which) for row in rings}:
            self.wrong("ring is missing")
        if people - {row.principal for row in methods} or (people | offices) - {row.principal for row in rings if row.which == EVERYDAY}:
            self.wrong("principals")

    def _shape(self, compartment: CompartmentId, rows: Sequence[ObjectRow]) -> None:
        """Rows of one compartment: known, under an epoch that stands, one page of a version that was asked for."""
        state = self.folder.states.get(compartment)
        page = [row.version for row in rows if row.id == compartment]
        if state is None or state.code is Code.LEDGER or len(page) != 1 or not state.settled <= page[0] <= state.latest:
            self.wrong("page", compartment)
            return
        if page[0] > state.settled:
            self.folder.unfinished("not settled", compartment)
        for row in rows:
            if row.epoch not in self.folder.epochs[compartment] or not _box(row.box, Kind.OBJECT):
                self.wrong("row", row.id)

    def _missing_pages(self) -> None:
        for state in self.folder.states.values():
            if state.settled and state.id not in self.objects:
                self.wrong("page", state.id)

    def _attachments(self, rows: Sequence[shapes.AttachmentRow]) -> None:
        for row in rows:
            if not row.dense or not _box(row.box, Kind.ATTACHMENT):
                self.wrong("attachment", row.object)


def _method(row: shapes.MethodRow) -> bool:
    """Whether an unlock method's parameters are of its kind and above the floors."""
    try:
        if row.code == Method.PASSPHRASE:
            passphrase.cost(row.parameters)
            return True
        return row.code == Method.RECOVERY_CODE and row.parameters == passphrase.parameters(Method.RECOVERY_CODE)
    except Tampered:
        return False


def _box(box: Box, kind: Kind, step: int = 0) -> bool:
    """Whether something begins and measures like an envelope of this kind. `step`: its padding's."""
    if box.head != envelope.header(kind) or box.size <= SMALLEST:
        return False
    return not step or _plain_size(box.size) % step == 0


def _plain_size(size: int) -> int:
    """Bytes inside an envelope of `size`: 8 header, 56 salt and commitment, 16 for each chunk of 16 KiB, the last one never full."""
    body = size - 64
    return body - 16 * (body // (16_384 + 16) + 1)
