"""Stop a part of what somebody can open: one button for each part, no reason, no second proof; of each stopped part, the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import grants, holders
from tacenda.acts.desk import Desk
from tacenda.acts.holders import Person
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.me import apart, words
from tacenda.doors.web.me.apart import Told
from tacenda.doors.web.request import WebRequest


class PartForm(forms.Form):
    """Which part."""

    part: Annotated[str, forms.hidden()]


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of records. `form`: what its button sends."""

    what: str
    form: forms.View


@dataclass(frozen=True, slots=True)
class Locked:
    """One that was stopped before. `yes`: where it is given back."""

    what: str
    yes: str


@dataclass(frozen=True, slots=True)
class PartPage:
    who: str
    opens: tuple[Part, ...]
    locked: tuple[Locked, ...]
    action: str
    kept: tuple[Told, ...]  # what nobody but the therapist opens, so that nothing of it is given back here
    back: str


def get(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), request.id("grant")
    with desk.reading(request) as at:
        found = one(at, chart, grant)
    back = request.url("me/person", chart=chart, grant=grant)
    if found is None or found.myself or (found.stopped and not found.locked):  # stopped since, and Back leads here
        return render.see_other(request, "me/person", chart=chart, grant=grant)
    left = () if found.stopped else found.limitable  # of a stopped person's parts, those locked before can be given back
    opens = tuple(
        Part(request.words.gettext(words.KINDS[code]), PartForm.blank(request, part=code.name.lower()))
        for code in left
        if code in words.KINDS
    )
    locked = tuple(
        Locked(request.words.gettext(words.KINDS[code]), request.url("me/part_yes", chart=chart, grant=grant, part=n))
        for n, code in enumerate(words.PARTS, 1)
        if code in found.locked - found.kept
    )
    here = request.url("me/part", chart=chart, grant=grant)
    return render.page(
        request,
        "me/part.html",
        PartPage(words.holder(request.words, found.holder), opens, locked, here, apart.kept(request.words, found.kept), back),
    )


def post(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), GrantHash(request.id("grant"))
    try:
        code = Code[PartForm.parse(request).part.upper()]
    except (Invalid, KeyError) as error:
        raise NotFound("part") from error  # no button sends this
    with desk.reading(request) as at:
        found = one(at, chart, grant)
    if found is not None and not found.stopped and code not in found.locked:  # else by a second press, or once all was stopped
        grants.limit(request.house, desk.visitor(request), chart, grant, code, Purpose.OWN_RECORD)
    return render.see_other(request, "me/person", chart=chart, grant=grant)


def one(at: Desk, chart: ChartId, grant: bytes) -> Person | None:
    """Somebody of the list of people; None for who is not on it. Raises NotFound."""
    return next((one for one in holders.who_can(at, chart, Purpose.OWN_RECORD) if one.holder.grant == grant), None)
