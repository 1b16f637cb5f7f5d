"""A keeper's own review: everybody who was let into one of their charts, on one page. What is not ticked ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, grants, listing, reviews
from tacenda.acts.desk import Desk
from tacenda.acts.reviews import Access
from tacenda.core.model.review import Review
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, handles, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import kinds, reviewed
from tacenda.doors.web.staff.reviewed import Line, ReviewForm


@dataclass(frozen=True, slots=True)
class ReviewPage:
    stands: str
    form: forms.View | None
    seen: str
    soon: int


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        found = reviews.own(at)
        lines = _lines(request, at, found)
        keys = [line.key for line in lines]
        form = ReviewForm.blank(request, reviewed.choices(lines), keep=keys)
        return _page(request, at, found, form)


def post(request: WebRequest) -> Response:
    form, visitor = ReviewForm.parse(request), desk.visitor(request)
    with desk.reading(request) as at:
        found = reviews.own(at)
        parted = reviewed.split(form, found, _lines(request, at, found))
    for one in parted.ended:
        grants.stop(request.house, visitor, one.chart, one.holder.grant, Purpose.TREATMENT)
    for chart in dict.fromkeys(one.chart for one in found):
        with desk.writing(request) as at:
            listing.mend(at, chart, Purpose.TREATMENT)
            reviews.keep_own(at, chart, Review(_of(chart, parted.kept), _of(chart, parted.ended)))
    return render.see_other(request, "charts/review")


def again(request: WebRequest, problem: Invalid) -> Response:
    with desk.reading(request) as at:
        found = reviews.own(at)
        return _page(request, at, found, reviewed.again(request, problem, _lines(request, at, found)))


def _of(chart: ChartId, part: Sequence[Access]) -> tuple[GrantHash, ...]:
    return tuple(one.holder.grant for one in part if one.chart == chart)


def _page(request: WebRequest, at: Desk, found: Sequence[Access], form: forms.View) -> Response:
    stands = reviewed.stands(request.words, reviews.own_stand(at))
    page = ReviewPage(stands, form if found else None, handles.of(reviews.seen(found)), sum(one.soon for one in found))
    return render.page(request, "charts/review.html", page)


def _lines(request: WebRequest, at: Desk, found: Sequence[Access]) -> tuple[Line, ...]:
    lines = [_line(request, charts.open_name(at, one.chart).card.short(), one) for one in found]
    return tuple(sorted(lines, key=lambda line: line.text.casefold()))


def _line(request: WebRequest, client: str, one: Access) -> Line:
    words, holder = request.words, one.holder
    who = words.say(N_("%(client)s: %(name)s, %(role)s."), client=client, name=holder.name, role=kinds.doing(words, holder))
    return Line(handles.of(holder.grant), f"{who} {reviewed.when(words, [one], used=False)}", (one,), ticked=True)
