"""The practice's own ledger, told by somebody who holds the log's keys and founded it anew: it ends at the founder of the genesis or nowhere."""

from __future__ import annotations

import pytest
from tests.unit.core.ledger.small_practice import Person, SmallChart, SmallPractice

from tacenda.core.ledger import verify
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ChartId, PrincipalId
from tacenda.core.words.people import Role

CODES = (Code.ACCESS, Code.LEDGER, Code.PRACTICE)
OFFICER = (Role.CLINICIAN, Role.OFFICER)


def own_ledger(practice: SmallPractice, founder: Person) -> SmallChart:
    """A practice's own ledger, founded by somebody and used once."""
    office, member = practice.office(founder, "privacy officer")
    chart = SmallChart(practice, founder)
    own = chart.found(office, founder.name, "privacy officer", CODES, ChartId(practice.id))
    chart.use(founder, own, (Code.ACCESS, Code.PRACTICE))
    assert member
    return chart


def forger_of(real: SmallPractice, *, vouched: bool) -> tuple[SmallPractice, Person]:
    """Somebody with the log's keys and the genesis of a practice, who tells all of it anew. `vouched`: their keys have an officer's sign."""
    made = SmallPractice(b"a forger")
    made.id, made.log, made.genesis = real.id, real.log, real.genesis
    made.people.clear()
    first = made._person(PrincipalId(made.fresh(16)), made.fresh(), "O. Fischer", "privacy officer", OFFICER, None, leaf=True)
    if not vouched:
        return made, first
    return made, made._person(PrincipalId(made.fresh(16)), made.fresh(), "O. Fischer", "privacy officer", OFFICER, first, leaf=True)


def test_the_ledger_of_the_practice_holds_from_its_founder_on():
    real = SmallPractice(b"a practice")
    chart = own_ledger(real, real.founder)
    found = verify.check(chart.bundle(), real.pins(ChartId(real.id)), None, ())
    assert found.count == len(CODES) + 3 and len(found.live) == 2


@pytest.mark.parametrize("vouched", [False, True], ids=["own keys", "keys another forger confirmed"])
def test_a_whole_ledger_founded_by_somebody_else_is_refused_with_the_right_genesis_and_log(vouched: bool):
    real = SmallPractice(b"a practice")
    own_ledger(real, real.founder)
    forger, founder = forger_of(real, vouched=vouched)
    bundle = own_ledger(forger, founder).bundle()
    with pytest.raises(Tampered) as caught:
        verify.check(bundle, real.pins(ChartId(real.id)), None, ())
    assert str(caught.value) in ("officer", "not the founder")


def test_a_whole_ledger_of_a_founders_namesake_does_not_follow_the_tree_that_was_seen():
    real = SmallPractice(b"a practice")
    chart = own_ledger(real, real.founder)
    seen = verify.check(chart.bundle(), real.pins(ChartId(real.id)), None, ()).seen
    forger, founder = forger_of(real, vouched=False)
    with pytest.raises(Tampered, match="tree|consistency"):
        verify.check(own_ledger(forger, founder).bundle(), real.pins(ChartId(real.id)), seen, ())


def test_a_whole_ledger_with_a_genesis_of_its_own_is_refused_by_the_fingerprint():
    real, other = SmallPractice(b"a practice"), SmallPractice(b"a forger")
    bundle = own_ledger(other, other.founder).bundle()
    with pytest.raises(Tampered, match="genesis"):
        verify.check(bundle, real.pins(), None, ())
