"""Whether the client said no to supervision: then no supervisor is let in, and no note picked, until they talk about it anew.

Asked under the lock of whoever grants or picks, so that a no counts from the moment it is kept. Who was let in before stays until the
client stops them, and the client reads who that is.
"""

from __future__ import annotations

from tacenda.acts import gate, sides
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Standing, Wish
from tacenda.core.words.access import Act, Code, Purpose, Right
from tacenda.core.words.errors import Conflict, NotFound, Refused
from tacenda.core.words.ids import ChartId

SAID_NO = "said_no"  # why a Conflict
NOT_SHOWN = "not_shown"  # the client keeps their answers from this person: a no that nobody can read is still a no


def refused(desk: Desk, chart: ChartId, purpose: Purpose) -> str:
    """Why nobody is let in for supervision, empty where nothing speaks against it. Raises NotFound for who has no access here, Conflict."""
    mine = gate.held(desk, chart, purpose)
    if not gate.may(desk, mine, None, Wish(Act.OPEN, Code.CONSENT, purpose)):
        return NOT_SHOWN
    try:
        at = sides.standing(desk, chart, purpose)
        found = sides.both(at, purpose)
    except (NotFound, Refused):
        return NOT_SHOWN
    says = found.counts("supervision", sides.signers(desk, at))
    if says == "no":
        return SAID_NO
    lost = sides.spoilt(desk, at) or (says == "later" and sides.signed(at).lost)  # nobody knows whether a no was among it
    return NOT_SHOWN if (lost or sides.hidden(at)) and not found.own.own else ""


def ask(desk: Desk, chart: ChartId, purpose: Purpose) -> None:
    """Go on only where the client did not say no. Raises Conflict with the reason."""
    if why := refused(desk, chart, purpose):
        raise Conflict(why)


def ask_before_letting_in(desk: Desk, at: Standing, purpose: Purpose, what_for: str) -> None:
    """As `ask`, of a grant for `what_for`: a supervisor is let in by nobody else past a no; the client's own hand is their yes."""
    if what_for == Purpose.SUPERVISION.value and Right.SUBJECT not in at.held.keys.statement.rights:
        ask(desk, at.chart, purpose)
