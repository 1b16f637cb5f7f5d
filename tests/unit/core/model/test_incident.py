"""Which incidents of a ledger still wait, from its lines alone."""

from __future__ import annotations

import pytest

from tacenda.core.model import incident
from tacenda.core.model.incident import BREACH, MENDED, OURS, Incident, Said
from tacenda.core.words.access import Act
from tacenda.core.words.moments import Moment

MET = Said(4, Moment(100), Act.INCIDENT, "page is not the head")
AGAIN = Said(6, Moment(110), Act.INCIDENT, "row is missing")


def policy(number: int, reason: str, at: int = 200) -> Said:
    return Said(number, Moment(at), Act.POLICY, reason)


def test_an_incident_waits_until_an_officer_says_what_it_was():
    assert incident.of_lines([MET, AGAIN]) == (
        Incident(6, Moment(110), "row is missing"), Incident(4, Moment(100), "page is not the head"),
    )  # fmt: skip
    away = incident.of_lines([policy(9, incident.reason(4, OURS)), AGAIN, MET])
    assert away[1] == Incident(4, Moment(100), "page is not the head", OURS, Moment(200))
    assert not away[0].finding


def test_the_newest_finding_counts_in_whatever_order_the_lines_come():
    lines = [MET, policy(9, incident.reason(4, OURS)), policy(12, incident.reason(4, BREACH), 300)]
    assert incident.of_lines(lines) == incident.of_lines(lines[::-1]) == (Incident(4, MET.at, MET.reason, BREACH, Moment(300)),)


@pytest.mark.parametrize("line", [
    policy(9, "incident 4 fine"), policy(9, "incident 04 ours"), policy(9, "incident 4 ours "), policy(9, "incident 5 ours"),
    policy(9, "clock"), Said(9, Moment(200), Act.INCIDENT, "incident 4 ours"), Said(9, Moment(200), Act.SIGN_IN, "incident 4 ours"),
])  # fmt: skip
def test_no_other_line_puts_one_away(line: Said):
    assert [one.finding for one in incident.of_lines([MET, line]) if one.number == 4] == [""]


def test_a_finding_is_one_of_three():
    assert incident.reason(37, MENDED) == "incident 37 mended"
    for number, finding in ((0, OURS), (4, "fine"), (4, "")):
        with pytest.raises(ValueError, match="finding"):
            incident.reason(number, finding)
