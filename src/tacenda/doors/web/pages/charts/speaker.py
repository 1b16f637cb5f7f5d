"""Look again at who speaks for the client: why, what the law says today, and then on with it, pause it, or let them in again.

They learn nothing of the look. What was written here opens for who keeps the chart alone.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import assessments, consents, grants, listing, rolling, speaking
from tacenda.acts.desk import Desk
from tacenda.acts.speaking import Basis, Stand
from tacenda.core.model.offers import Offer
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.beside import again as texts
from tacenda.doors.web.beside import answers, by_law, letting
from tacenda.doors.web.request import WebRequest


class SpeakerForm(forms.Form):
    """What is decided, on which answer, and why."""

    does: Annotated[Literal["stays", "pause", "again"], forms.radios(N_("What do you decide?"))]
    words: Annotated[str, forms.long(N_("Why?"), hint=N_("Neither they nor the client read this."), longest=2000)]
    seen: Annotated[str, forms.hidden()] = ""  # the reasons that stood on the page
    answer: Annotated[str, forms.select(N_("The answer of the law that you kept"), hint=N_("It is asked anew today."))] = ""
    signs: by_law.Signs = "no"
    born: Annotated[dt.date | None, forms.date(N_("A child: the day of birth"))] = None
    until: Annotated[dt.date | None, forms.date(N_("An adult: the last day"), hint=N_("At most one year from now."))] = None
    sayings = {  # noqa: RUF012  a ClassVar of the base
        **by_law.SAYINGS,
        "day": letting.SAYINGS["day"],
        "inside": letting.SAYINGS["inside"],
        "kept": letting.SAYINGS["kept"],
        "anew": N_("%(label)s: today another rule or an earlier day holds. Pause it, then let them in again on that."),
    }


@dataclass(frozen=True, slots=True)
class SpeakerPage:
    name: str
    why: tuple[str, ...]
    live: bool
    danger: bool
    law: str  # what lets them in today, as a sentence; empty for no yes
    citation: str
    shut: tuple[tuple[str, str], ...]  # rules of the place by which nobody need be treated so whom the client is endangered by
    said: tuple[texts.Line, ...]
    adult: bool
    form: forms.View
    action: str
    asks: str
    back: str


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        one = _one(at, request)
    born, seen = one.kept.born if one.kept else "", texts.seen(one)
    return _page(request, SpeakerForm.blank(request, _offered(request, one), born=born, seen=seen))


def again(request: WebRequest, problem: Invalid) -> Response:
    with desk.reading(request) as at:
        one = _one(at, request)
    return _page(request, SpeakerForm.again(request, problem, _offered(request, one)))


def post(request: WebRequest) -> Response:
    form, chart, grant = SpeakerForm.parse(request), ChartId(request.id("chart")), GrantHash(request.id("grant"))
    with desk.reading(request) as at:
        if form.does not in texts.ways(_one(at, request)):
            raise Invalid({"does": "choose"})
    if form.does == "pause":
        _pause(request, chart, grant, form.words)
        return render.see_other(request, "charts/speaker", chart=chart, grant=grant)
    with desk.writing(request) as at:
        one = _one(at, request)
        if form.does == "again":
            basis = _basis(at, chart, one, form)
            _again(at, chart, one, basis, by_law.offer(at, chart, basis, form.signs), form.words)
        else:
            speaking.stays(at, chart, grant, _basis(at, chart, one, form), form.words, texts.answered(form.seen))
    return render.see_other(request, "charts/access", chart=chart)


def _pause(request: WebRequest, chart: ChartId, grant: GrantHash, words: str) -> None:
    with desk.writing(request) as at:
        speaking.pause(at, chart, grant, words)
    grants.stop(request.house, desk.visitor(request), chart, grant, Purpose.TREATMENT)
    with desk.writing(request) as at:
        listing.mend(at, chart, Purpose.TREATMENT)
    rolling.roll_due(request.house, desk.visitor(request))


def _again(at: Desk, chart: ChartId, one: Stand, basis: Basis, offer: Offer, words: str) -> None:
    if one.kept is None:
        raise NotFound("speaker")
    if grants.inside(at, chart, one.kept.entry, Purpose.TREATMENT):
        raise Invalid({"does": "inside"})
    offer = letting.without_kept(at, chart, offer, "does")
    grants.give(at, chart, Purpose.TREATMENT, one.kept.entry, one.name, offer, basis.until)
    speaking.keep(at, chart, one.kept.entry, basis, words)
    consents.told_where(at, chart)


def _basis(at: Desk, chart: ChartId, one: Stand, form: SpeakerForm) -> Basis:
    """The answer chosen, or the one that let them in. Raises Invalid."""
    kept = one.kept
    if form.answer:
        born = form.born or (dt.date.fromisoformat(kept.born) if kept and kept.born else None)
        request, found = by_law.asked(at, chart, form.answer, born)
    elif kept is None or one.today is None:
        raise Invalid({"answer": "choose" if kept is None else "shut"})
    else:
        request, found = kept.request, one.today
        born = dt.date.fromisoformat(kept.born) if kept.born else None
    ends = by_law.last(at, found, form.until) if form.does == "again" else speaking.NO_END
    return Basis(request, born if found.until else None, found, ends)


def _one(at: Desk, request: WebRequest) -> Stand:
    return speaking.stand(at, ChartId(request.id("chart")), request.id("grant"))


def _offered(request: WebRequest, one: Stand) -> dict[str, dict[str, str]]:
    with desk.reading(request) as at:
        lines = assessments.list_kept(at, ChartId(request.id("chart")))
    first = {"": request.words.gettext(N_("The one that let them in"))} if one.kept and one.kept.request else {}
    return {"answer": {**first, **answers.named(request.words, lines)}, "does": texts.offered(request.words, one)}


def _page(request: WebRequest, form: forms.View) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        one = _one(at, request)
        shut = tuple((rule.says, rule.citation) for rule in speaking.where_they_endanger(at, one))
    law, said = texts.law(one), texts.lines(request.words, one)
    page = SpeakerPage(
        one.name, texts.why(request.words, one), one.live, texts.danger(one), *law, shut, said,
        one.kept is not None and not one.kept.born, form, request.url("charts/speaker", chart=chart, grant=one.grant),
        request.url("law/asks_chart", chart=chart), request.url("charts/access", chart=chart),
    )  # fmt: skip
    return render.page(request, "charts/speaker.html", page)
