"""Beside clients in the demonstration: a sister and a doctor by the client's own hand, a mother by the law, a father whom it keeps out.

The law is asked as on its pages, and the answer kept in the chart; only an answer that says yes today lets somebody in.
"""

from __future__ import annotations

import datetime as dt

from tacenda.acts import assessments, cards, grants, speaking
from tacenda.acts.desk import SignInSecret, reading, writing
from tacenda.core.model import offers
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ObjectId, handle
from tacenda.core.words.moments import Moment
from tacenda.doors import places
from tacenda.doors.cli.demo_cast import PLACE, Person
from tacenda.doors.cli.demo_people import FACTS, Play
from tacenda.doors.web.beside import by_law
from tacenda.doors.web.law.asked import Asked

CARE = Purpose.TREATMENT
# What a clinician says when the law pages ask about a parent and their child; the rest is worked out or asked of the practice once.
SAID = (
    ("recipient", "parent"), ("purpose", "client_right"), ("client", "minor"), ("speaks_for", "yes"), ("consented_alone", "no"),
    ("parent_access_harmful", "no"), ("representative_endangers", "no"), ("parent_promised", "no"), ("client_says", "agrees"),
    ("restriction", "no"), ("info", "record"), ("access_harm", "none"), ("given_in_confidence", "no"), ("other_parent_objects", "no"),
    ("joint_therapy", "no"), ("informing_endangers", "no"),
)  # fmt: skip


def trusted(stage: Play, client: Person, who: Person, until: Moment) -> None:
    """The client lets in somebody they trust, or a helper elsewhere; it begins a day later."""
    chart = stage.charts[client.login]
    with stage.signed_in(client, stepped_up=True) as visitor:
        with writing(stage.house, visitor) as desk:
            card = cards.for_trusted(desk, chart, stage.said(who.name), who.role)
        stage.enrol(who, card.code)
        with writing(stage.house, visitor) as desk:
            waits = next(one for one in cards.waiting(desk) if one.card == card.id)
            offer = offers.by_client(waits.roles)
            grants.give(desk, chart, Purpose.OWN_RECORD, waits.entry, waits.name, offer, until, checked=True)
            cards.forget(desk, waits.card)
    stage.prove(who)


def parent_comes(stage: Play, clinician: Person, client: Person, who: Person) -> None:
    """A parent uses the card they were given, and waits: nothing is open to them."""
    with stage.signed_in(clinician, stepped_up=True) as visitor:
        with writing(stage.house, visitor) as desk:
            card = cards.for_representative(desk, stage.charts[client.login], stage.said(who.name))
        stage.enrol(who, card.code)
    stage.prove(who)


def by_the_law(stage: Play, clinician: Person, client: Person, who: Person) -> None:
    """The clinician asks the law about a parent who waits, and lets them in to see and to sign; it begins a day later."""
    chart = stage.charts[client.login]
    with stage.signed_in(clinician, stepped_up=True) as visitor:
        answer = _kept(stage, visitor, clinician, client)
        with writing(stage.house, visitor) as desk:
            waits = next(one for one in cards.waiting(desk) if one.chart == chart)
            basis = by_law.basis(desk, chart, handle(answer), dt.date.fromisoformat(stage.born(client)), None)
            offer = by_law.offer(desk, chart, basis, "yes")
            grants.give(desk, chart, CARE, waits.entry, waits.name, offer, basis.until, checked=True)
            speaking.keep(desk, chart, waits.entry, basis)
            cards.forget(desk, waits.card)


def _kept(stage: Play, visitor: SignInSecret, clinician: Person, client: Person) -> ObjectId:
    """The answer of the law, kept in the chart, with the clinician behind each judgement."""
    chart = stage.charts[client.login]
    said = (*SAID, ("client_age", str(client.age)))
    asked = Asked("give_access", (PLACE,), said, dict(FACTS)).request(stage.clock.now(), places.zone(PLACE))
    with writing(stage.house, visitor) as desk:
        answer = assessments.keep(desk, chart, "disclosure", [("", asked)], stage.said("The mother asked to see when the visits are."))
    with reading(stage.house, visitor) as desk:
        opened = assessments.open_kept(desk, chart, answer)
    if opened.lacks:
        with writing(stage.house, visitor) as desk:
            reason = stage.said("I know the family, and asked the child alone.")
            assessments.attest(desk, chart, answer, opened.version, opened.lacks, stage.said(clinician.name), reason)
    return answer
