"""This week: what is due, whether the ledger fits, how far access reaches. Counts only; no content, no client's name."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import assessments, cards, check_ins, colleagues, incidents, ledger, office, oversight, reviews
from tacenda.core.ledger import tries
from tacenda.core.model.check_in import FEW, Tally
from tacenda.core.model.waits import Count
from tacenda.core.words.access import Act, Purpose
from tacenda.core.words.ids import ChartId
from tacenda.doors.language import N_
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import reviewed

WEEK = 7 * 86_400
NONE = Count()


@dataclass(frozen=True, slots=True)
class WeekPage:
    member: bool
    lines: int = 0  # of the practice's own ledger, all of which fit
    charts: int = 0
    inside: int = 0
    shared: int = 0  # charts whose notes two people can open, or more
    sign_ins: int = 0
    failed: int = 0  # sign-ins, at least
    refused: int = 0
    due: int = 0
    waiting: int = 0
    answers: str = ""  # check-ins of half a year that were only counted
    uneasy: str = ""
    review: str = ""  # when the last was kept and when the next is due
    review_due: bool = False
    alone: bool = False  # the office has one member
    adrift: int = 0  # charts whose notes somebody can open and nobody keeps
    unfit: int = 0  # incidents that nobody put away
    asks: Count = NONE  # kept answers of the law that are not done with
    unchecked: str = ""  # the own 25 letters of who waits for the privacy office


def get(request: WebRequest) -> Response:
    check_ins.forget_old(request.house, desk.visitor(request))
    assessments.forget_told(request.house, desk.visitor(request))
    with desk.reading(request) as at:
        if not oversight.member(at):
            return render.page(request, "practice/week.html", WeekPage(False, unchecked=colleagues.unchecked(at)))
        found = oversight.overseen(at)
        looks = ledger.who_looked(at, ChartId(at.keeper.practice), Purpose.OVERSIGHT, None)
        week = [look for look in looks.lines if look.at > at.now - WEEK]
        acts = [look.act for look in week if not look.alone]
        failed = tries.least(look.at for look in week if look.alone and look.act is Act.SIGN_IN)
        page = WeekPage(
            True, looks.verification.count, len(found), sum(one.inside for one in found), sum(len(one.notes.openers) > 1 for one in found),
            acts.count(Act.SIGN_IN), failed, acts.count(Act.REFUSED), oversight.due(at), len(cards.waiting(at)),
            *_counts(request, check_ins.counts(at)), *_review(request, reviews.stand(at)),
            office.of_office(at).alone, sum(one.adrift for one in found), sum(not one.finding for one in incidents.of_practice(at)),
            asks=assessments.counts(at),
        )  # fmt: skip
    return render.page(request, "practice/week.html", page)


def _counts(request: WebRequest, found: Tally) -> tuple[str, str]:
    """Counts that may say something about one person stay small words."""
    few = request.words.say(N_("under %(count)s"), count=request.words.number(FEW))
    answers, uneasy = (few if count < 0 else request.words.number(count) for count in (found.answers, found.uneasy))
    return answers, uneasy


def _review(request: WebRequest, stand: reviews.Stand) -> tuple[str, bool]:
    return reviewed.stands(request.words, stand), stand.due
