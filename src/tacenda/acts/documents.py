"""Documents: any file up to 25 MiB in the clinical record, sealed before it touches a disk, given back only as a download."""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.acts import gate, pages, papers
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Standing, Wish
from tacenda.core.model import document
from tacenda.core.model.document import Document
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId, ObjectId, PrincipalId
from tacenda.core.words.moments import Day


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
    made, at = papers.paper(name, kind, raw), gate.standing(desk, chart, purpose, Code.RECORD)
    opened = at.page(Code.RECORD)
    written = pages.write(desk, at, Code.RECORD, purpose, [made.change])
    papers.lay(desk, chart, opened, made, written.versions[0])
    return made.id


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
    return Download(found, found.neutral_name(number), papers.whole(desk, chart, opened, id, found))
