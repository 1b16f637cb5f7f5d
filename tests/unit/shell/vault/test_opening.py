"""Sealing and opening: bound to the place, to the payload that was asked for, to the keeper's share and to the author."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.shell.vault.hands import PRACTICE, WHERE, Directory, Person, moved

from tacenda.core.words.access import Code, Content
from tacenda.core.words.errors import NotFound, Refused, Tampered
from tacenda.core.words.ids import ChartId, CompartmentId, ObjectId
from tacenda.shell.vault import opening
from tacenda.shell.vault.ring import Compartment

TEXT = b"Lies awake until three."
MAYA, TOMAS = Person(b"m"), Person(b"t")
BOTH = Directory(MAYA, TOMAS)


def sealed(by: Person = MAYA) -> bytes:
    return opening.seal(by.cleared(WHERE, TEXT), WHERE, TEXT)


def test_what_was_sealed_opens_and_names_its_author():
    opened = opening.unseal(BOTH, TOMAS.cleared(WHERE, b""), WHERE, sealed())
    assert (opened.payload, opened.author) == (TEXT, MAYA.principal)
    assert "awake" not in repr(opened)


def test_a_payload_that_was_not_asked_for_is_not_sealed():
    with pytest.raises(Refused):
        opening.seal(MAYA.cleared(WHERE, TEXT), WHERE, TEXT + b" Twice.")


@pytest.mark.parametrize(
    "where",
    [moved(version=2), moved(object=ObjectId(b"x" * 16)), moved(content=Content.PLAN), moved(code=Code.SHARED)],
    ids=["version", "object", "content", "compartment's kind"],
)
def test_a_box_at_another_place_does_not_open(where):
    with pytest.raises(Tampered):
        opening.unseal(BOTH, MAYA.cleared(where, b""), where, sealed())


def test_without_the_keepers_share_there_is_no_key():
    clearance = replace(MAYA.cleared(WHERE, TEXT), shares={})
    with pytest.raises(Refused):
        opening.unseal(BOTH, clearance, WHERE, sealed())


def test_another_share_or_the_clearance_of_another_chart_opens_nothing():
    with pytest.raises(Tampered):
        opening.unseal(BOTH, MAYA.cleared(WHERE, TEXT, share=b"z" * 32), WHERE, sealed())
    other = MAYA.cleared(moved(chart=b"d" * 16), TEXT)
    with pytest.raises(Refused):
        opening.unseal(BOTH, other, WHERE, sealed())


def test_a_compartment_that_is_not_held_gives_no_key():
    where = moved(compartment=CompartmentId(b"q" * 16))
    clearance = replace(MAYA.cleared(where, TEXT), keys=MAYA.cleared(WHERE, TEXT).keys)
    with pytest.raises(NotFound):
        opening.seal(clearance, where, TEXT)


def test_an_author_whom_the_directory_does_not_list_is_not_believed():
    box = sealed(by=Person(b"n"))
    with pytest.raises(NotFound):
        opening.unseal(BOTH, MAYA.cleared(WHERE, b""), WHERE, box)


def test_nobody_seals_in_the_name_of_somebody_else():
    clearance = MAYA.cleared(WHERE, TEXT)
    forged = replace(clearance, signed=TOMAS.ring.sign(clearance.ask, clearance.keys))
    with pytest.raises(Tampered):
        opening.unseal(BOTH, clearance, WHERE, opening.seal(forged, WHERE, TEXT))


def test_a_new_epochs_box_keeps_payload_and_author_and_the_old_keys_do_not_open_it():
    new, half, share = moved(epoch=2), b"g" * 32, b"u" * 32
    old = TOMAS.cleared(WHERE, b"")
    both = replace(old, shares={**old.shares, (new.object, new.epoch): share})
    held = old.keys.by_id(WHERE.compartment)
    kinds = {(WHERE.object, WHERE.version): WHERE.content}
    box = opening.Rewrapping(both, WHERE.chart, held, new.epoch, half, kinds).box(WHERE.object, WHERE.version, sealed())
    with pytest.raises(Tampered):
        opening.unseal(BOTH, old, WHERE, box)
    stranger = ObjectId(b"x" * 16)
    for clearance, object in ((old, WHERE.object), (both, stranger)):
        with pytest.raises(Refused):  # without the keeper's share of both epochs
            opening.Rewrapping(clearance, WHERE.chart, held, new.epoch, half, {(object, 1): WHERE.content}).box(object, 1, sealed())
    with pytest.raises(Refused):  # or a line of its page
        opening.Rewrapping(both, WHERE.chart, held, new.epoch, half, {}).box(WHERE.object, WHERE.version, sealed())
    for version, content in ((WHERE.version + 1, WHERE.content), (WHERE.version, Content.PLAN)):
        with pytest.raises(Tampered):
            opening.Rewrapping(both, WHERE.chart, held, new.epoch, half, {(WHERE.object, version): content}).box(
                WHERE.object, version, sealed()
            )
    with pytest.raises(Refused):
        opening.Rewrapping(both, ChartId(b"d" * 16), held, new.epoch, half, kinds)
    clearance = TOMAS.cleared(new, b"", share=share)
    keys = clearance.keys.with_compartment(Compartment(new.compartment, new.code, 2, ((2, half),)))
    opened = opening.unseal(BOTH, replace(clearance, keys=keys), new, box)
    assert (opened.payload, opened.author) == (TEXT, MAYA.principal)


def test_an_attachment_opens_under_its_own_key_at_its_place_alone():
    key = b"a" * 32
    box = opening.seal_attachment(key, PRACTICE, WHERE, TEXT)
    assert opening.open_attachment(key, PRACTICE, WHERE, box) == TEXT
    with pytest.raises(Tampered):
        opening.open_attachment(key, PRACTICE, moved(version=2), box)
