"""What a kept answer of the law lets who speaks for a client have, asked anew today; and until when."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from tacenda.acts import assessments
from tacenda.acts.desk import Desk
from tacenda.acts.speaking import Basis
from tacenda.core.decisions import replays, speaking
from tacenda.core.decisions.speaking import Speaks
from tacenda.core.model import offers
from tacenda.core.model.offers import Offer
from tacenda.core.words import moments
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import Day, Moment
from tacenda.doors.language import N_
from tacenda.doors.web import forms, handles, until
from tacenda.doors.web.beside import letting
from tacenda.shell import packs

Signs = Annotated[
    Literal["no", "yes"],
    forms.radios(
        N_("Do they also hold the talk about privacy, and sign for the client?"),
        {
            "no": N_("No"),
            "yes": N_("Yes. The law lets them decide on this care, and the client did not agree to it alone"),
        },
        hint=N_("To see something is not yet to decide. Ask the law if you do not know."),
    ),
]
SAYINGS = {
    "alone": N_("%(label)s: the answer you kept speaks against it. Somebody else decides on this care, or they could do harm."),
    "other": N_("%(label)s: it is not about access of a parent or representative who has proved it."),
    "open": N_("%(label)s: open it and say who stands for each judgement first."),
    "shut": N_("%(label)s: today it does not say yes. Ask anew."),
    "capable": N_("%(label)s: it is about an adult who can decide, so nobody speaks for them."),
    "age": N_("%(label)s: the answer was about another age."),
    "grown": N_("%(label)s: this is no child under 18."),
    "soon": N_("%(label)s: it would end before it begins."),
    "before": N_("%(label)s: not in this chart. It is older than the place for what they sign. Say no, and let them sign on paper."),
}


def asked(at: Desk, chart: ChartId, answer: str, born: dt.date | None) -> tuple[bytes, Speaks]:
    """The question behind a kept answer, and the rule that says yes to it today. Raises Invalid."""
    try:
        opened = assessments.open_kept(at, chart, ObjectId(handles.read(answer)))
    except NotFound as error:
        raise Invalid({"answer": "choose"}) from error
    if len(opened.kept.answers) != 1:
        raise Invalid({"answer": "other"})
    if opened.lacks:
        raise Invalid({"answer": "open"})
    request = opened.kept.answers[0].request
    now = dt.datetime.fromtimestamp(at.now, dt.UTC)
    return request, speaking.speaks(packs.law(), replays.said(request), now, born)


def basis(at: Desk, chart: ChartId, answer: str, born: dt.date | None, day: dt.date | None) -> Basis:
    """What somebody is let in on. `day`: the last one, of an adult. Raises Invalid."""
    request, found = asked(at, chart, answer, born)
    return Basis(request, born if found.until else None, found, last(at, found, day))


def offer(at: Desk, chart: ChartId, basis: Basis, signs: Literal["no", "yes"]) -> Offer:
    """What they are let in with. Raises Invalid where they are to sign and the answer speaks against it, or a chart from before has no
    place for it."""
    if signs == "yes" and not at.held(chart).holds(Code.SIGNED):
        raise Invalid({"signs": "before"})
    return offers.representative(basis.found.rule, speaking.signs_as(replays.said(basis.request)) if signs == "yes" else "")


def last(at: Desk, found: Speaks, day: dt.date | None) -> Moment:
    """The last second before the birthday that the law names, or of the last day. Raises Invalid."""
    if found.until is None:
        return until.last(at, day, first=letting.QUIET)
    before = Day(moments.of_date(found.until) - 1)
    if before < moments.day(at.now) + letting.QUIET:
        raise Invalid({"born": "soon"})
    return moments.last(before)
