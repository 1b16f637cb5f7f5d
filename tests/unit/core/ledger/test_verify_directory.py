"""What the verifier asks of directory entries: signatures, their leaf, and the chain of turned keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.core.ledger.checked_day import BUNDLE, DAY_ONE, refused, turned
from tests.unit.core.ledger.small_practice import Person, a_day

from tacenda.core.ledger.bundle import Bundle, Published
from tacenda.core.ledger.statements import DirectoryEntry, DirectorySignatures
from tacenda.core.sealing import labels, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act
from tacenda.core.words.ids import EntryHash


def of(bundle: Bundle, person: Person, **changes: object) -> Bundle:
    bent = [replace(one, **changes) if sha(one.statement) == person.hash else one for one in bundle.directory]
    return replace(bundle, directory=tuple(bent))


def test_a_directory_entry_needs_its_own_signature_its_officers_and_its_leaf() -> None:
    kept = DirectorySignatures.read(DAY_ONE.clinician.published.signatures)
    other = DirectorySignatures.read(DAY_ONE.colleague.published.signatures)
    refused(of(BUNDLE, DAY_ONE.clinician, signatures=replace(kept, own=other.own).write()), "signature tacenda/directory/1")
    refused(of(BUNDLE, DAY_ONE.clinician, signatures=replace(kept, officer=other.officer).write()), "signature tacenda/directory/1")
    refused(of(BUNDLE, DAY_ONE.clinician, signatures=replace(kept, by=b"", officer=b"").write()), "officer")
    refused(of(BUNDLE, DAY_ONE.clinician, signatures=replace(kept, by=DAY_ONE.colleague.hash).write()), "officer")
    refused(of(BUNDLE, DAY_ONE.clinician, line=None), "a directory entry without a leaf")
    hidden = next(one.line for one in BUNDLE.directory if sha(one.statement) == DAY_ONE.clinician.hash)
    assert hidden is not None
    refused(of(BUNDLE, DAY_ONE.clinician, line=replace(hidden, about=bytes(32))), "directory line")
    refused(of(BUNDLE, DAY_ONE.clinician, line=replace(hidden, index=hidden.index + 1)), "inclusion")


@pytest.mark.parametrize("who", ["clinician", "colleague", "client", "officer"])
def test_a_directory_entry_cannot_be_left_out_or_given_other_keys(who: str) -> None:
    person: Person = getattr(DAY_ONE, who)
    left = tuple(one for one in BUNDLE.directory if sha(one.statement) != person.hash)
    refused(replace(BUNDLE, directory=left), "directory entry")
    stolen = replace(person.entry, sign_in=bytes(32)).write()
    own = DirectorySignatures(sign.sign_both(person.identity, labels.DIRECTORY, stolen), b"", b"", b"").write()
    refused(replace(BUNDLE, directory=(*left, Published(stolen, own, None))), "directory entry")


def test_a_turned_key_needs_the_old_identity() -> None:
    day = a_day()
    turned(day)
    day.practice.signs_in(day.clinician)
    day.chart.enter(day.clinician, Act.PRINT, day.own)
    kept = DirectorySignatures.read(day.clinician.published.signatures)
    bundle = day.chart.bundle()
    refused(of(bundle, day.clinician, signatures=replace(kept, old=b"").write()), "successor")
    refused(of(bundle, day.clinician, signatures=replace(kept, old=kept.own).write()), "signature tacenda/directory/1")


def test_a_chain_of_entries_that_names_itself_ends() -> None:
    day = a_day()
    loop = replace(DirectoryEntry.read(day.clinician.published.statement), previous=EntryHash(bytes(32)))
    raw = loop.write()
    signed = DirectorySignatures(sign.sign_both(day.clinician.identity, labels.DIRECTORY, raw), sha(raw), bytes(2484), b"").write()
    day.clinician.published = Published(raw, signed, day.practice.hidden_line(sha(raw)))
    day.practice.signs_in(day.clinician)
    day.chart.enter(day.clinician, Act.PRINT, day.own)
    refused(day.chart.bundle())
