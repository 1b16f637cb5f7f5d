"""Taking something out of a compartment: its keys are due with the line that says so, and nothing else about a write is taken."""

import pytest
from tests.unit.shell.keeper.day import Day
from tests.unit.shell.keeper.people import CODES, READ

from tacenda.core.ledger.asks import Place, SignedAsk
from tacenda.core.ledger.withdrawal import Withdrawal
from tacenda.core.sealing.derive import sha
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code
from tacenda.core.words.errors import Conflict, Refused
from tacenda.shell import fresh
from tacenda.shell.keeper import audit

PICKED = Code.SUPERVISION
COPY = fresh.ending_id(moments.Day(40_000))


@pytest.fixture
def chart(day: Day):
    """A chart with picked notes, one of them on the page, and a supervisor who reads them."""
    made = day.practice.chart(day.clinician, (*CODES, PICKED))
    made.write(day.clinician, made.own, Code.ACCESS)
    made.write(day.clinician, made.own, PICKED)
    made.write(day.clinician, made.own, PICKED, COPY)
    return made


@pytest.fixture
def guide(day: Day, chart):
    return chart.give(day.clinician, chart.own, day.colleague, {Code.ACCESS: READ, PICKED: READ})


def words(day: Day, chart, code: Code = PICKED, epoch: int = 1) -> bytes:
    return sha(Withdrawal(day.practice.id, chart.id, chart.compartments[code], code, epoch).write())


def page(chart, code: Code = PICKED) -> Place:
    return chart.place(code, None, chart.keeper.state(chart.compartments[code]).latest + 1, fresh.secret())


def asked(day: Day, chart, about: bytes, *places: Place, act: Act = Act.WRITE) -> SignedAsk:
    return chart.signed(day.clinician, act, chart.own, *(places or (page(chart),)), about=about)


def due(day: Day) -> list:
    return [one for one in audit.folder(day.keeper.office).findings if one.code in ("due", "allowed")]


def test_taking_out_makes_the_keys_due_and_the_old_ones_open_nothing_after_the_roll(day: Day, chart, guide):
    assert chart.open(day.colleague, guide, PICKED, COPY).shares
    day.keeper.release([asked(day, chart, words(day, chart))])
    chart.keeper.settle(chart.compartments[PICKED], chart.keeper.state(chart.compartments[PICKED]).latest)
    assert chart.keeper.state(chart.compartments[PICKED]).state == "due" and due(day) == []
    kept = chart.place(PICKED, COPY)
    chart.roll(day.clinician, chart.own, PICKED)
    assert chart.keeper.state(chart.compartments[PICKED]).state == "live" and due(day) == []
    with pytest.raises(Conflict, match="epoch"):
        day.keeper.release([chart.signed(day.colleague, Act.OPEN, guide, kept)])


def test_the_same_ask_again_makes_no_second_line(day: Day, chart):
    signed = asked(day, chart, words(day, chart))
    first = day.keeper.release([signed])[0]
    with pytest.raises(Conflict, match="roll due"):
        day.keeper.release([signed])
    assert day.keeper.chart(chart.id).entries == first.receipt.number


def test_a_stop_taken_back_leaves_what_was_withdrawn_due(day: Day, chart, guide):
    day.keeper.release([asked(day, chart, words(day, chart))])
    chart.keeper.settle(chart.compartments[PICKED], chart.keeper.state(chart.compartments[PICKED]).latest)
    chart.stop(day.clinician, chart.own, guide)
    day.keeper.grant(guide.raw, guide.signature, chart.signed(day.clinician, Act.GRANT, chart.own, about=guide.hash))
    assert chart.keeper.state(chart.compartments[PICKED]).state == "due" and due(day) == []


def test_nothing_else_about_a_write_is_taken(day: Day, chart, guide):
    wrong = (
        asked(day, chart, words(day, chart, epoch=2)),
        asked(day, chart, words(day, chart, Code.RECORD), page(chart, Code.RECORD)),
        asked(day, chart, words(day, chart), page(chart), page(chart, Code.CONTACT)),
        asked(day, chart, words(day, chart), chart.place(PICKED)),
        asked(day, chart, words(day, chart), chart.place(PICKED, fresh.ending_id(moments.Day(40_000)), 1, fresh.secret())),
        asked(day, chart, guide.hash),
        asked(day, chart, words(day, chart), chart.place(PICKED), act=Act.OPEN),
        chart.signed(day.colleague, Act.WRITE, guide, page(chart), about=words(day, chart)),
    )
    for signed in wrong:
        with pytest.raises(Refused):
            day.keeper.release([signed])
    assert {state.state for state in day.keeper.states(chart.id)} == {"live"}


def test_a_compartment_marked_live_by_hand_after_a_withdrawal_is_found(day: Day, chart):
    day.keeper.release([asked(day, chart, words(day, chart))])
    with day.practice.database.writing() as tx:
        tx.change("UPDATE compartment SET state = 'live' WHERE id = :id", id=chart.compartments[PICKED])
    assert [one.code for one in due(day)] == ["due"]


def test_a_ledger_with_a_withdrawal_is_verified_by_its_client(day: Day, chart):
    client = day.practice.client("D. Kaya")
    subject = chart.joins(client)
    day.keeper.release([asked(day, chart, words(day, chart))])
    assert chart.verified(client, subject)
