"""Says: that what a client laid down counts is said by the client alone, each once, and told from the leaves."""

import pytest
from tests.unit.shell.keeper.day import Day
from tests.unit.shell.keeper.people import Held, Person

from tacenda.core.ledger.said import Said
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code
from tacenda.core.words.errors import Conflict, Refused, Tampered
from tacenda.core.words.ids import ZERO_HASH, ChartId

ONE, OTHER = b"1" * 32, b"2" * 32


def says(day: Day, hash: bytes, *, holds: bool = True, by: tuple[Person, Held] | None = None, chart: bytes = b""):
    who, held = by or (day.client, day.subject)
    made = Said(day.practice.id, ChartId(chart or day.chart.id), hash, holds).write()
    return day.keeper.say(made, day.chart.signed(who, Act.RESTRICT, held, about=sha(made), step=False))


def counts(day: Day) -> set[bytes]:
    told = {one for one in (ZERO_HASH, ONE, OTHER) if day.keeper.said(day.chart.id, one)}
    assert day.verifies().said == told
    return told


def test_none_counts_until_the_first_and_each_until_it_is_ended(day: Day):
    assert counts(day) == {ZERO_HASH}
    says(day, ONE)
    assert counts(day) == {ZERO_HASH, ONE}
    says(day, ZERO_HASH, holds=False)
    says(day, OTHER)
    says(day, ONE, holds=False)
    assert counts(day) == {OTHER}
    says(day, ONE)
    assert counts(day) == {ONE, OTHER}


def test_none_is_ended_once_and_never_said(day: Day):
    with pytest.raises(Refused):
        says(day, ZERO_HASH)
    says(day, ZERO_HASH, holds=False)
    with pytest.raises(Conflict):
        says(day, ZERO_HASH, holds=False)
    assert counts(day) == set()


def test_nobody_but_the_client_says_anything(day: Day):
    says(day, ONE)
    for by in ((day.clinician, day.own), (day.colleague, day.shared)):
        for hash, holds in ((OTHER, True), (ONE, False)):
            with pytest.raises(Refused):
                says(day, hash, holds=holds, by=by)
    with pytest.raises(Refused):
        says(day, OTHER, chart=b"c" * 16)
    assert counts(day) == {ZERO_HASH, ONE}


def test_a_say_counts_once_and_a_repeated_ask_makes_no_second_line(day: Day):
    made = Said(day.practice.id, day.chart.id, ONE, True).write()
    signed = day.chart.signed(day.client, Act.RESTRICT, day.subject, about=sha(made), step=False)
    assert day.keeper.say(made, signed) == day.keeper.say(made, signed)
    with pytest.raises(Conflict):
        says(day, ONE)
    with pytest.raises(Conflict):
        says(day, OTHER, holds=False)


def test_a_say_waits_for_no_access_list(day: Day):
    made = Said(day.practice.id, day.chart.id, ONE, True).write()
    signed = day.chart.signed(day.client, Act.RESTRICT, day.subject, about=sha(made), step=False)
    day.chart.write(day.clinician, day.own, Code.ACCESS)
    assert day.keeper.say(made, signed)


@pytest.mark.parametrize(("hash", "holds", "own"), [(ONE, True, False), (OTHER, False, True), (ZERO_HASH, True, True)])
def test_a_ledger_in_which_it_was_said_otherwise_does_not_verify(day: Day, hash: bytes, holds: bool, own: bool):
    """What the keeper refuses, the client's own check refuses too. `own`: by the client."""
    made = Said(day.practice.id, day.chart.id, hash, holds).write()
    who, held = (day.client, day.subject) if own else (day.clinician, day.own)
    signed, office = day.chart.signed(who, Act.RESTRICT, held, about=sha(made)), day.keeper.office
    ask = office.checked(signed).ask
    office.queue.run(lambda tx: office.leaves.append(tx, ask, signed, sha(made), made))
    with pytest.raises(Tampered, match="say"):
        day.verifies()


def test_a_statement_is_read_as_it_is_written(day: Day):
    made = Said(day.practice.id, day.chart.id, ONE, True)
    assert Said.read(made.write()) == made
    for wrong in (b'"holds":2', b'"holds":true'):
        with pytest.raises(Tampered):
            Said.read(made.write().replace(b'"holds":1', wrong))
