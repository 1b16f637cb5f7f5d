"""The keyring: vault keys come with a step-up and go with it; rings and sign-in rows open for their own keys and places alone."""

from __future__ import annotations

import pytest
from tests.unit.shell.vault.hands import EVENING, NOW, PRACTICE, WHERE, Person

from tacenda.core.sealing import labels, sign
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Locked, NotFound, Tampered
from tacenda.core.words.ids import CompartmentId
from tacenda.shell.vault import keyring, unlock
from tacenda.shell.vault.keyring import EVERYDAY, VAULT
from tacenda.shell.vault.ring import ChartKeys, Compartment, Ring

MAYA, TOMAS = Person(b"m"), Person(b"t")
NOTES, PRIVATE = Compartment(WHERE.compartment, Code.RECORD, 1, ((1, b"h" * 32),)), CompartmentId(b"v" * 16)


def with_rings(person: Person) -> keyring.Keyring:
    """Their keyring with one chart in both rings, sealed as rows are."""
    ring = person.ring
    for which, held in ((EVERYDAY, NOTES), (VAULT, Compartment(PRIVATE, Code.PSYCHOTHERAPY, 1, ((1, b"w" * 32),)))):
        made = Ring(name="Maya").with_keys(ChartKeys(WHERE.chart, b"", bytes(32), (held,)))
        ring.versions[which], ring.sealed[which] = ring.sealed_ring(made, which)
    return ring


def test_private_notes_are_held_with_a_step_up_and_not_without():
    ring = with_rings(Person(b"m"))
    assert ring.keys(WHERE.chart).holds(Code.PSYCHOTHERAPY)
    down = keyring.stepped_down(ring)
    assert down.keys(WHERE.chart).holds(Code.RECORD) and not down.keys(WHERE.chart).holds(Code.PSYCHOTHERAPY)


def test_without_a_step_up_nothing_of_the_vault_is_given_even_where_its_ring_was_opened():
    ring = with_rings(Person(b"m"))
    ring.ring(VAULT)
    down = keyring.stepped_down(ring)
    for wish in (lambda: down.ring(VAULT), down.identity, lambda: down.seal_seed(VAULT), lambda: down.sealed_ring(Ring(), VAULT)):
        with pytest.raises(Locked):
            wish()


def test_an_ask_is_signed_by_the_acting_key_and_by_the_identity_only_with_a_step_up():
    ask, ring = MAYA.cleared(WHERE, b"").ask, MAYA.ring
    signed = ring.sign(ask, None, step=True)
    sign.verify(ring.signer.value.acting, labels.ASK, signed.ask, signed.ask_sig)
    sign.verify(MAYA.entry.ed25519, labels.ASK, signed.ask, signed.step_sig)
    with pytest.raises(Locked):
        keyring.stepped_down(ring).sign(ask, None, step=True)


def test_a_ring_opens_for_its_person_number_and_version_alone():
    box = keyring.seal_ring(MAYA.keys.everyday.ring, PRACTICE, MAYA.principal, EVERYDAY, 3, Ring(name="Maya"))
    assert keyring.open_ring(MAYA.keys.everyday.ring, PRACTICE, MAYA.principal, EVERYDAY, 3, box).name == "Maya"
    for principal, which, version in ((TOMAS.principal, EVERYDAY, 3), (MAYA.principal, VAULT, 3), (MAYA.principal, EVERYDAY, 2)):
        with pytest.raises(Tampered):
            keyring.open_ring(MAYA.keys.everyday.ring, PRACTICE, principal, which, version, box)


def test_a_chart_that_is_not_held_is_not_there():
    with pytest.raises(NotFound):
        MAYA.ring.keys(WHERE.chart)


def test_a_sign_in_goes_on_with_its_cookie_alone_and_brings_no_vault_keys():
    at, times = unlock.cookie(b"x" * 32), unlock.Times(NOW, NOW, 600)
    found, when = unlock.open_sign_in(at, PRACTICE, unlock.seal_sign_in(at, MAYA.ring, times))
    assert (found.principal, found.everyday, found.vault, when) == (MAYA.principal, MAYA.keys.everyday, None, times)
    with pytest.raises(Tampered):
        unlock.open_sign_in(unlock.cookie(b"y" * 32), PRACTICE, unlock.seal_sign_in(at, MAYA.ring, times))


def test_a_step_up_row_is_no_sign_in_row_and_holds_the_vault_keys_until_its_end():
    at = unlock.cookie(b"x" * 32)
    box = unlock.seal_step_up(at, PRACTICE, MAYA.keys.vault, EVENING)
    assert unlock.open_step_up(at, PRACTICE, box) == (MAYA.keys.vault, EVENING)
    with pytest.raises(Tampered):
        unlock.open_sign_in(at, PRACTICE, box)


def test_no_key_is_shown_where_a_keyring_is_printed():
    shown = repr([MAYA.ring, MAYA.keys, MAYA.keys.everyday, MAYA.keys.vault, MAYA.ring.signer, unlock.cookie(b"x" * 32)])
    assert shown == "[Keyring(0 opened), RootKeys(), EverydayKeys(), VaultKeys(), Signer(), Cookie()]"
