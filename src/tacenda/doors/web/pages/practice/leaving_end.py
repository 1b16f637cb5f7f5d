"""End a colleague's access, all of it or only what others keep. The page names what ends and what does not, and the button does that."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import ending, grants, leaving, office
from tacenda.acts.desk import Desk
from tacenda.acts.leaving import Held
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Conflict, Invalid
from tacenda.core.words.ids import ChartId, PrincipalId
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, handles, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import going, officers


class EndForm(forms.Form):
    """The yes to what the page named. `seen`: what it named, so that nothing else ends; `part`: only what others keep."""

    part: Annotated[Literal["yes", ""], forms.hidden()] = ""
    lost: Annotated[bool, forms.tick(N_("End also what nobody else can open: those notes stay shut for good"))] = False
    seen: Annotated[str, forms.hidden()]
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "moved": N_("Something changed meanwhile. Look at it again. Nothing has ended yet."),
        "cut": N_("Something changed meanwhile. What ended before that stays ended. Look at the rest again."),
        "tick": N_("Nobody else can open some of these notes. Tick that you want this too. Nothing has ended yet."),
    }


@dataclass(frozen=True, slots=True)
class EndPage:
    name: str
    part: bool
    effects: tuple[str, ...]
    lost: bool
    seen: str
    form: forms.View
    action: str
    back: str


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        return _page(request, at, EndForm.blank(request), part="part" in request.query)


def post(request: WebRequest) -> Response:
    form, id = EndForm.parse(request), request.id("person")
    found = _now(request, id)
    ends = found.safe if form.part else found.held
    if form.seen != handles.of(found.seen(ends)):
        raise Invalid({"": "moved"})
    if found.loses(ends) and not form.lost:
        raise Invalid({"lost": "tick"})
    gone = found.whole(ends)
    if not _end(request, id, ends, gone=gone):
        raise Invalid({"": "cut"})
    if not gone:
        return render.see_other(request, "practice/leaving", person=id, **({"done": "yes"} if ends else {}))
    for chart in found.parted:
        _tell(request, id, chart, gone=True)
    _close(request, id)
    return render.see_other(request, "practice/staff", done="left")


def _now(request: WebRequest, id: bytes) -> leaving.Outlook:
    """How it stands. Where another officer writes at this moment, it does not stand as the page said."""
    try:
        with desk.reading(request) as at:
            return leaving.outlook(at, id)
    except Conflict:
        raise Invalid({"": "moved"}) from None


def again(request: WebRequest, problem: Invalid) -> Response:
    part = request.fields.get("part", ()) == ("yes",)
    with desk.reading(request) as at:
        return _page(request, at, EndForm.again(request, problem), part=part)


def _page(request: WebRequest, at: Desk, form: forms.View, *, part: bool) -> Response:
    found = leaving.outlook(at, request.id("person"))
    ends = found.safe if part else found.held
    members = office.of_office(at).members
    stay = len(members) - 1 if any(one.id == found.who.id for one in members) else 0
    page = EndPage(
        found.who.name, not found.whole(ends), going.effects(request.words, found, ends, office=stay), found.loses(ends),
        handles.of(found.seen(ends)), form, request.url("practice/leaving_end", person=found.who.id),
        request.url("practice/leaving", person=found.who.id),
    )  # fmt: skip
    return render.page(request, "practice/leaving_end.html", page)


def _end(request: WebRequest, id: bytes, ends: Iterable[Held], *, gone: bool) -> bool:
    """One after another, as long as the notes stay as the page said; whether all of it has ended. Then keys change."""
    try:
        return all(_end_one(request, id, one, gone=gone) for one in ends)
    finally:
        ending.settle(request.house, desk.visitor(request))


def _end_one(request: WebRequest, id: bytes, one: Held, *, gone: bool) -> bool:
    """Looked at before the client is told, and once more with nobody in between. Not ended where another officer writes at this moment."""
    with suppress(Conflict):
        with desk.reading(request) as at:
            if not ending.as_said(at, one.counted):
                return False
        _tell(request, id, one.chart, gone=gone)
        with desk.writing(request) as at:
            return ending.end(at, one.chart, one.grant, one.counted)
    return False


def _tell(request: WebRequest, id: bytes, chart: ChartId, *, gone: bool) -> None:
    """Told before, since a list whose keys are due cannot be written; stopped whatever becomes of the telling."""
    with suppress(Conflict), desk.writing(request) as at:
        leaving.tell(at, id, chart, gone=gone)


def _close(request: WebRequest, id: bytes) -> None:
    with desk.reading(request) as at:
        member = office.is_member(at, PrincipalId(id))
    if member:
        officers.take_out(request, id, stays=False)
    with desk.reading(request) as at:
        practice, own = ChartId(at.keeper.practice), leaving.staff_grants(at, id)
    for grant in own:
        grants.stop(request.house, desk.visitor(request), practice, grant, Purpose.OVERSIGHT)
    with desk.writing(request) as at:
        leaving.close(at, id)
