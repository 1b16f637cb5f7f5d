"""Standing entries: one a day for reading pages. What is remembered is the entry, never the check."""

import pytest
from tests.unit.shell.keeper.people import DAY, Day

from tacenda.core.words.access import Act, Code
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.moments import Moment


def test_a_day_of_reading_pages_is_one_line(day: Day):
    before = day.entries()
    first = day.chart.use(day.clinician, day.own, Code.ACCESS, Code.RECORD)
    again = day.chart.use(day.clinician, day.own, Code.CONTACT)
    assert (day.entries(), again.receipt) == (before + 1, first.receipt)
    assert day.keeper.stands(day.clinician.certificate, day.chart.id)
    day.chart.use(day.colleague, day.shared, Code.RECORD)
    assert day.entries() == before + 2
    assert day.verifies().count == before + 2


def test_the_next_day_and_the_next_sign_in_have_lines_of_their_own(day: Day):
    before = day.entries()
    day.chart.use(day.clinician, day.own, Code.RECORD)
    day.clinician.signs_in()
    day.chart.use(day.clinician, day.own, Code.RECORD)
    day.practice.clock.forward(DAY)
    day.clinician.signs_in()
    assert not day.keeper.stands(day.clinician.certificate, day.chart.id)
    day.chart.use(day.clinician, day.own, Code.RECORD)
    assert day.entries() == before + 3


def test_two_asks_of_one_batch_make_one_standing_line(day: Day):
    before = day.entries()
    asks = [day.chart.signed(day.clinician, Act.USE, day.own, day.chart.place(code)) for code in (Code.ACCESS, Code.RECORD)]
    day.keeper.release(asks)
    assert day.entries() == before + 1


def test_a_stop_a_sign_out_and_a_roll_are_seen_through_a_standing_entry(day: Day):
    day.chart.use(day.colleague, day.shared, Code.RECORD)
    day.chart.stop(day.client, day.subject, day.shared)
    with pytest.raises(Refused):
        day.chart.use(day.colleague, day.shared, Code.RECORD)
    day.chart.use(day.clinician, day.own, Code.RECORD)
    stale = day.chart.signed(day.clinician, Act.USE, day.own, day.chart.place(Code.RECORD))
    day.chart.roll(day.clinician, day.own, Code.RECORD, day.note)
    with pytest.raises(Conflict):
        day.keeper.release([stale])
    day.keeper.sign_out(day.clinician.certificate, Moment(0))
    with pytest.raises(Refused):
        day.chart.use(day.clinician, day.own, Code.RECORD)


@pytest.mark.parametrize("code", [Code.PSYCHOTHERAPY, Code.LEDGER])
def test_psychotherapy_notes_and_the_ledger_are_never_standing(day: Day, code: Code):
    signed = day.chart.signed(day.clinician, Act.USE, day.own, day.chart.place(code), step=True)
    with pytest.raises(Refused, match="standing"):
        day.keeper.release([signed])


def test_a_note_or_a_new_page_is_never_read_or_written_under_a_standing_entry(day: Day):
    for place in (day.chart.place(Code.RECORD, day.note), day.chart.place(Code.RECORD, None, 3, bytes(32))):
        with pytest.raises(Refused, match="standing"):
            day.keeper.release([day.chart.signed(day.clinician, Act.USE, day.own, place)])


def test_a_clock_turned_back_revives_nothing_through_a_standing_entry(day: Day):
    until = day.practice.clock.now() + 3600
    held = day.chart.give(
        day.clinician, day.own, day.colleague, {Code.ACCESS: frozenset(day.shared.grant.compartments[0].rights)}, until=until
    )
    day.chart.use(day.colleague, held, Code.ACCESS)
    day.practice.clock.put(Moment(until + 60))
    day.chart.use(day.clinician, day.own, Code.ACCESS)
    day.practice.clock.put(Moment(until - 30))
    with pytest.raises(Refused, match="over"):
        day.chart.use(day.colleague, held, Code.ACCESS)
