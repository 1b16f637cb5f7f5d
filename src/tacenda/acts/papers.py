"""Papers: the bytes of an uploaded file, beside the sealed record that names them and holds their key.

Furniture: which compartment takes a paper, and who may, is decided by the act that writes the record.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.acts import pages
from tacenda.acts.contents import OpenedPage
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Standing, Wish
from tacenda.acts.pages import Change
from tacenda.core.model import document
from tacenda.core.model.chart import Line
from tacenda.core.model.document import Document
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Content, Purpose
from tacenda.core.words.errors import NotFound, Tampered
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import Day
from tacenda.shell import fresh
from tacenda.shell.store import attachments
from tacenda.shell.vault import opening


@dataclass(frozen=True, slots=True)
class Scan:
    """A signed paper as it was uploaded: its bytes, and the name and type that a browser gave them."""

    name: str
    kind: str
    raw: bytes

    def __repr__(self) -> str:
        return "Scan()"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file about to be sealed: its record as a new object, and the bytes that are laid beside it."""

    change: Change
    record: Document
    raw: bytes

    @property
    def id(self) -> ObjectId:
        return self.change.object


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One scanned paper of a list."""

    id: ObjectId
    day: Day


@dataclass(frozen=True, slots=True)
class OpenedPaper:
    """One scanned paper, opened whole. `ending`: what a file of this kind is called; `number`: from 1, in the order they came."""

    number: int
    ending: str
    raw: bytes

    def __repr__(self) -> str:
        return "OpenedPaper()"


def paper(name: str, kind: str, raw: bytes, content: Content = Content.ATTACHMENT) -> Paper:
    """An upload with a record and a key of its own. Raises Invalid (`large`, `empty`)."""
    document.checked(name, kind, len(raw))
    made = Document(name[:200], kind[:100], len(raw), sha(raw), fresh.secret())
    return Paper(Change(fresh.object_id(), content, document.write(made, fresh.secret())), made, raw)


def scanned(scan: Scan, content: Content = Content.ATTACHMENT) -> Paper:
    """The same of a signed paper. Raises Invalid (`empty`, `large`, `not_scan`)."""
    made = paper(scan.name, scan.kind, scan.raw, content)
    document.scan_ending(scan.raw)
    return made


def lay(desk: Desk, chart: ChartId, opened: OpenedPage, made: Paper, version: int) -> None:
    """Seal the bytes under the record's key, in the transaction that writes the record."""
    where = pages.object_place(chart, opened, made.id, version, made.change.content)
    attachments.add(desk.tx, made.id, version, opening.seal_attachment(made.record.key, desk.keyring.practice, where, made.raw))


def whole(desk: Desk, chart: ChartId, opened: OpenedPage, id: ObjectId, found: Document) -> bytes:
    """The bytes that a record names. Raises NotFound, Tampered."""
    newest = opened.page.line(id).newest
    return at_place(desk, pages.object_place(chart, opened, id, newest.version, newest.content), found)


def at_place(desk: Desk, where: opening.Where, found: Document) -> bytes:
    """The bytes beside one version of a record, held against it. Raises Tampered."""
    box = attachments.get(desk.tx, where.object, where.version)
    if box is None:
        raise Tampered("a document is missing")
    raw = opening.open_attachment(found.key, desk.keyring.practice, where, box)
    if len(raw) != found.size or sha(raw) != found.digest:
        raise Tampered("document")
    return raw


def open_scan(desk: Desk, at: Standing, opened: OpenedPage, lines: tuple[Line, ...], scan: ObjectId, purpose: Purpose) -> OpenedPaper:
    """Open one of these scanned papers whole. Raises NotFound, Refused, Tampered."""
    ids = [line.object for line in lines]
    if scan not in ids:
        raise NotFound("paper")
    got, _ = pages.read(desk, at, opened, scan, 0, Wish(Act.OPEN, opened.compartment.code, purpose))
    raw = whole(desk, at.chart, opened, scan, document.read(got.payload))
    return OpenedPaper(ids.index(scan) + 1, document.scan_ending(raw), raw)
