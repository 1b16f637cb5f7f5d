"""Drafts: text its author has not sealed yet. Not a record, and not in the ledger until it is read back.

Sealed by HPKE to the author's own seal key, the vault key for psychotherapy notes: autosave outlives the five minutes of a step-up while
reading back does not. Payload `fields(d, signature)`, d = `plain({v, practice, salt, chart, compartment, object, saved, text,
certificate, certificate_sig})`, signed by the acting key, padded to 8 KiB, at most 256 KiB.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.ledger.statements import Certificate, DirectoryEntry
from tacenda.core.sealing import encoding, labels, seal, sign
from tacenda.core.words.encoding import Reading, fields, plain, unfields
from tacenda.core.words.errors import Invalid, Refused, Tampered
from tacenda.core.words.ids import ChartId, CompartmentId, ObjectId
from tacenda.core.words.moments import Moment
from tacenda.shell.vault.clearance import Clearance
from tacenda.shell.vault.grants import ListedEntry, Witness
from tacenda.shell.vault.keyring import EVERYDAY, VAULT, Keyring

PADDING = 8192
LARGEST = 256 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft. `object`: the id the note will have; `text`: the form's fields as one canonical text; `saved`: when."""

    id: bytes
    chart: ChartId
    compartment: CompartmentId
    object: ObjectId
    saved: Moment
    text: str

    def __repr__(self) -> str:
        return "Draft()"


def keep(keyring: Keyring, entry: DirectoryEntry, draft: Draft, salt: bytes, *, vault: bool) -> bytes:
    """The sealed row. Raises Invalid: `long`."""
    d = plain(
        {
            "v": 1, "practice": keyring.practice, "salt": salt, "chart": draft.chart, "compartment": draft.compartment,
            "object": draft.object, "saved": int(draft.saved), "text": draft.text, "certificate": keyring.signer.certificate,
            "certificate_sig": keyring.signer.certificate_sig,
        }
    )  # fmt: skip
    signature = keyring.signer.sign(labels.DRAFT_BY, fields(draft.id, d))
    whole = fields(d, signature)
    if len(whole) > LARGEST:
        raise Invalid({"text": "long"})
    info = fields(labels.DRAFT, keyring.practice, draft.id)
    return seal.seal_to(entry.seal_vault if vault else entry.seal, info, encoding.pad(whole, PADDING))


def read_back(witness: Witness, keyring: Keyring, clearance: Clearance, id: bytes, sealed: bytes, *, vault: bool) -> Draft:
    """Open one's own draft. The clearance is the entry that says so. Raises Tampered, Refused."""
    info = fields(labels.DRAFT, keyring.practice, id)
    d, signature = unfields(encoding.unpad(seal.open_seal(keyring.seal_seed(VAULT if vault else EVERYDAY), info, sealed)), 2)
    r = Reading(d)
    r.version(1)
    practice, _ = r.raw("practice", 16), r.raw("salt", 32)
    chart, compartment, object = ChartId(r.raw("chart", 16)), CompartmentId(r.raw("compartment", 16)), ObjectId(r.raw("object", 16))
    draft = Draft(id, chart, compartment, object, Moment(r.number("saved")), r.text("text"))
    certificate, certificate_sig = r.raw("certificate"), r.raw("certificate_sig", 64)
    r.done()
    if practice != keyring.practice or clearance.ask.ledger != draft.chart or clearance.ask.actor != keyring.principal:
        raise Refused("draft")
    author: ListedEntry = witness.verified_certificate(certificate, certificate_sig)
    if author.entry.principal != keyring.principal:
        raise Tampered("draft")
    sign.verify(Certificate.read(certificate).acting, labels.DRAFT_BY, fields(id, d), signature)
    return draft
