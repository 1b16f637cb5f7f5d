"""The quarterly review: everybody who can open what others keep, on one page. What is not ticked ends. No client's name, no content."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import ending, oversight, reviews
from tacenda.acts.desk import Desk
from tacenda.acts.reviews import Access
from tacenda.core.model.review import Review
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import GrantHash
from tacenda.doors.language import N_, Words
from tacenda.doors.web import desk, forms, handles, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import kinds, reviewed
from tacenda.doors.web.staff.reviewed import Line, ReviewForm


@dataclass(frozen=True, slots=True)
class ReviewPage:
    member: bool
    stands: str = ""
    form: forms.View | None = None
    anybody: bool = False
    due: bool = False
    seen: str = ""
    unused: int = 0
    soon: int = 0
    before: str = ""
    beside: tuple[str, ...] = ()  # who stands beside clients, and is not looked over here: a count for each kind


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        if not oversight.member(at):
            return render.page(request, "practice/review.html", ReviewPage(False))
        found = reviews.overseen(at)
        lines = _lines(request, found)
        ticked = [line.key for line in lines if line.ticked]
        return _page(request, at, lines, ReviewForm.blank(request, reviewed.choices(lines), keep=ticked))


def post(request: WebRequest) -> Response:
    form = ReviewForm.parse(request)
    with desk.reading(request) as at:
        if not oversight.member(at):
            raise NotFound("office")
        found = reviews.overseen(at)
        parted = reviewed.split(form, found, _lines(request, found))
    # Ended first: a review that a crash cuts short was not kept, and is due as before.
    if not _end(request, parted.ended):
        raise Invalid({"keep": "moved"})
    with desk.writing(request) as at:
        reviews.keep(at, Review(*(tuple(one.holder.grant for one in part) for part in (parted.kept, parted.ended))))
    return render.see_other(request, "practice/review")


def _end(request: WebRequest, ended: Sequence[Access]) -> bool:
    """One after another, as long as the notes stay as the page said; whether all of it has ended. Then keys change."""
    out = frozenset(one.holder.grant for one in ended)
    try:
        for one in ended:
            with desk.writing(request) as at:
                if not ending.end(at, one.chart, one.holder.grant, one.after(out)):
                    return False
        return True
    finally:
        ending.settle(request.house, desk.visitor(request))


def again(request: WebRequest, problem: Invalid) -> Response:
    with desk.reading(request) as at:
        lines = _lines(request, reviews.overseen(at))
        return _page(request, at, lines, reviewed.again(request, problem, lines))


def _page(request: WebRequest, at: Desk, lines: Sequence[Line], form: forms.View) -> Response:
    words, stand = request.words, reviews.stand(at)
    found = [one for line in lines for one in line.all]
    unused, soon = sum(len(line.all) for line in lines if not line.ticked), sum(one.soon for one in found)
    page = ReviewPage(
        True, reviewed.stands(words, stand), form, bool(found), stand.due, handles.of(reviews.seen(found)), unused, soon,
        _before(words, reviews.kept(at)), reviewed.beside(words, reviews.beside(at)),
    )  # fmt: skip
    return render.page(request, "practice/review.html", page)


def _before(words: Words, last: Review | None) -> str:
    """What the last review ended; nothing before the first."""
    if last is None:
        return ""
    if not last.ended:
        return words.gettext(N_("Nothing was ended in it."))
    said = words.ngettext("%(num)s access was ended in it.", "%(num)s accesses were ended in it.", len(last.ended))
    return said % {"num": words.number(len(last.ended))}


def _lines(request: WebRequest, found: Sequence[Access]) -> tuple[Line, ...]:
    """One line for each colleague, and others for what of theirs nobody used, and for what nobody else can open."""
    parts: dict[tuple[bytes, bool, bool], list[Access]] = {}
    for one in found:
        parts.setdefault((one.holder.grantee, one.unused, one.only), []).append(one)
    spared = {one.holder.grant for one in reviews.lost([one for one in found if one.unused])}
    lines = [_line(request, tuple(part), spared) for part in parts.values()]
    return tuple(sorted(lines, key=lambda line: line.text.casefold()))


def _line(request: WebRequest, part: tuple[Access, ...], spared: Collection[GrantHash]) -> Line:
    """`spared`: of what nobody used, what some notes would be lost with; no tick is missing there beforehand."""
    words, holder, unused = request.words, part[0].holder, part[0].unused
    roles = words.names(list(dict.fromkeys(kinds.doing(words, one.holder) for one in part)))
    charts = words.ngettext("%(num)s chart", "%(num)s charts", len(part)) % {"num": words.number(len(part))}
    who = words.say(N_("%(name)s, %(role)s: %(charts)s."), name=holder.name, role=roles, charts=charts)
    text = f"{who} {reviewed.when(words, part, used=True)}"
    key = f"{handles.of(holder.grantee)}.{'old' if unused else 'now'}{'.only' if part[0].only else ''}"
    return Line(key, text, part, not unused or any(one.holder.grant in spared for one in part))
