"""Documents: any file up to 25 MiB in the clinical record, sealed before it touches a disk, given back only as a download."""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.acts import gate, pages
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Standing, Wish
from tacenda.core.model import document
from tacenda.core.model.document import Document
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import NotFound, Tampered
from tacenda.core.words.ids import ChartId, ObjectId, PrincipalId
from tacenda.core.words.moments import Day
from tacenda.shell import fresh
from tacenda.shell.store import attachments
from tacenda.shell.vault import opening


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document of a list. Its name is content, so the list shows a number and a day."""

    id: ObjectId
    number: int
    day: Day
    author: PrincipalId


@dataclass(frozen=True, slots=True)
class Download:
    """A document opened whole. `name`: neutral, for the browser; `document.name` is what the uploader called it."""

    document: Document
    name: str
    raw: bytes

    def __repr__(self) -> str:
        return "Download()"


def list_documents(desk: Desk, chart: ChartId, purpose: Purpose = Purpose.TREATMENT) -> tuple[DocumentLine, ...]:
    """The documents of a chart's record, oldest first. Raises NotFound, Refused."""
    at = gate.standing(desk, chart, purpose, Code.RECORD)
    return _lines(at)


def _lines(at: Standing) -> tuple[DocumentLine, ...]:
    lines = at.page(Code.RECORD).page.of(Content.ATTACHMENT)
    return tuple(DocumentLine(line.object, n, line.versions[0].day, line.versions[0].author) for n, line in enumerate(lines, 1))


def add_document(desk: Desk, chart: ChartId, name: str, kind: str, raw: bytes, purpose: Purpose = Purpose.TREATMENT) -> ObjectId:
    """Seal an upload into the record. Raises Invalid (`large`, `empty`), NotFound, Refused, Conflict."""
    document.checked(name, kind, len(raw))
    at = gate.standing(desk, chart, purpose, Code.RECORD)
    made = Document(name[:200], kind[:100], len(raw), sha(raw), fresh.secret())
    change = pages.Change(fresh.object_id(), Content.ATTACHMENT, document.write(made, fresh.secret()))
    opened = at.page(Code.RECORD)
    written = pages.write(desk, at, Code.RECORD, purpose, [change])
    where = pages.object_place(chart, opened, change.object, written.versions[0], Content.ATTACHMENT)
    attachments.add(desk.tx, change.object, where.version, opening.seal_attachment(made.key, desk.keyring.practice, where, raw))
    return change.object


def open_document(desk: Desk, chart: ChartId, id: ObjectId, purpose: Purpose = Purpose.TREATMENT) -> Download:
    """Open one document whole. Raises NotFound, Refused, Tampered."""
    at = gate.standing(desk, chart, purpose, Code.RECORD)
    opened = at.page(Code.RECORD)
    line = opened.page.line(id)
    if line.newest.content is not Content.ATTACHMENT:
        raise NotFound("document")
    number = next(one.number for one in _lines(at) if one.id == id)
    got, _ = pages.read(desk, at, opened, id, 0, Wish(Act.OPEN, Code.RECORD, purpose))
    found = document.read(got.payload)
    return Download(found, found.neutral_name(number), _bytes(desk, chart, at, id, found))


def _bytes(desk: Desk, chart: ChartId, at: Standing, id: ObjectId, found: Document) -> bytes:
    opened = at.page(Code.RECORD)
    version = opened.page.line(id).newest.version
    box = attachments.get(desk.tx, id, version)
    if box is None:
        raise Tampered("a document is missing")
    where = pages.object_place(chart, opened, id, version, Content.ATTACHMENT)
    raw = opening.open_attachment(found.key, desk.keyring.practice, where, box)
    if len(raw) != found.size or sha(raw) != found.digest:
        raise Tampered("document")
    return raw
