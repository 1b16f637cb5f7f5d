"""Names as they look: what nobody sees is nothing, and a mark is of its letter."""

from __future__ import annotations

import pytest

from tacenda.core.model.authorization import Signer, Speaker
from tacenda.core.words.names import letters, same, shown

HINDI = ("\u0930\u0940\u0924\u093e", "\u0930\u093e\u0924\u0940")  # the same letters under other vowels: two people


@pytest.mark.parametrize("name", ["\U000e0100", "\u2800", "\x7f\x00", "\U000e0fff\u2065", "\U0001d159 \u3164"])
def test_a_name_of_nothing_that_is_seen_is_empty(name: str):
    assert (shown(name), letters(name)) == ("", "")


@pytest.mark.parametrize(("one", "other"), [HINDI, ("Zoe Lund", "Zoe\u0308 Lund"), ("Sam Ott", "Sa\u0335m Ott")])
def test_who_is_called_otherwise_by_a_mark_alone_is_somebody_else(one: str, other: str):
    assert not same(one, other)
    assert not Speaker(one, Signer.PARENT.value).named(other, Signer.PARENT.value)


@pytest.mark.parametrize(("one", "other"), [("Zo\u00eb Lund", "zoe\u0308  lund"), ("O'Neil, R.", "o\u2019neil r"), ("R\u200bosa", "Rosa")])
def test_a_form_means_who_is_called_so_however_it_was_typed(one: str, other: str):
    assert Speaker(one, Signer.PARENT.value).named(other, Signer.PARENT.value)
