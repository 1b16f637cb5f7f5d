"""Papers: the bytes of an uploaded file, beside the sealed record that names them and holds their key.

Furniture: which compartment takes a paper, and who may, is decided by the act that writes the record.
"""

from __future__ import annotations

from tacenda.acts import pages
from tacenda.acts.contents import OpenedPage
from tacenda.acts.desk import Desk
from tacenda.acts.pages import Change
from tacenda.core.model import document
from tacenda.core.model.document import Document
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Content
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.shell import fresh
from tacenda.shell.store import attachments
from tacenda.shell.vault import opening


def record(name: str, kind: str, raw: bytes) -> Document:
    """What the record of an upload says, with a key of its own. Raises Invalid (`large`, `empty`)."""
    document.checked(name, kind, len(raw))
    return Document(name[:200], kind[:100], len(raw), sha(raw), fresh.secret())


def change(made: Document) -> Change:
    """The record, as a new object to be written."""
    return Change(fresh.object_id(), Content.ATTACHMENT, document.write(made, fresh.secret()))


def lay(desk: Desk, chart: ChartId, opened: OpenedPage, id: ObjectId, version: int, made: Document, raw: bytes) -> None:
    """Seal the bytes under the record's key, in the transaction that writes the record."""
    where = pages.object_place(chart, opened, id, version, Content.ATTACHMENT)
    attachments.add(desk.tx, id, version, opening.seal_attachment(made.key, desk.keyring.practice, where, raw))


def whole(desk: Desk, chart: ChartId, opened: OpenedPage, id: ObjectId, found: Document) -> bytes:
    """The bytes that a record names. Raises NotFound, Tampered."""
    version = opened.page.line(id).newest.version
    box = attachments.get(desk.tx, id, version)
    if box is None:
        raise Tampered("a document is missing")
    where = pages.object_place(chart, opened, id, version, Content.ATTACHMENT)
    raw = opening.open_attachment(found.key, desk.keyring.practice, where, box)
    if len(raw) != found.size or sha(raw) != found.digest:
        raise Tampered("document")
    return raw
