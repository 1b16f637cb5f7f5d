"""One honest day with its bundle, and what the verifier says of it and of what was bent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.unit.core.ledger.small_practice import Held, R, ScriptedDay, a_day

from tacenda.core.ledger import verify
from tacenda.core.ledger.bundle import Bundle, Seen
from tacenda.core.words.access import Act, Code
from tacenda.core.words.errors import Tampered
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role

Lie = Callable[[ScriptedDay], None]
DAY_ONE = a_day()
BUNDLE = DAY_ONE.chart.bundle()
PINS = DAY_ONE.practice.pins(DAY_ONE.chart.id)


def checked(day: ScriptedDay, seen: Seen | None = None, proof: list[bytes] | None = None) -> verify.Verification:
    return verify.check(day.chart.bundle(), day.practice.pins(day.chart.id), seen, proof or [])


def refused(bundle: Bundle, why: str | None = None, pins: verify.Pins = PINS) -> None:
    with pytest.raises(Tampered) as caught:
        verify.check(bundle, pins, None, ())
    assert why is None or str(caught.value) == why


def let_in(day: ScriptedDay, since: int, role: str) -> Held:
    made = day.chart.grant(day.clinician, day.colleague, (Code.RECORD,), frozenset({R}), set(), "Dr. B. Braun", role, day.own.hash)
    held = day.practice.signed(day.clinician, replace(made.grant, since=Moment(since)))
    day.chart.enter(day.clinician, Act.GRANT, day.own, about=held.hash, statement=held.raw)
    return held


def turned(day: ScriptedDay) -> None:
    """The clinician's root is turned: new keys, signed by the old identity and an officer. They do not sign in again yet."""
    one, old, before = day.clinician, day.clinician.identity, replace(day.clinician)
    day.practice.people.append(before)
    one.root = day.practice.fresh()
    entry = day.practice.keys_of(one.id, one.root, (Role.CLINICIAN,), before.hash)
    day.practice.publish(one, entry, day.officer, old)
    one.acting, one.certificate, one.certificate_sig = before.acting, before.certificate, before.certificate_sig
