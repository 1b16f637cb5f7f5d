"""Stop a part of what somebody can open: one button for each part, no reason, no second proof; and the way back, after one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import grants
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.me import words
from tacenda.doors.web.request import WebRequest


class PartForm(forms.Form):
    """Which part, and which way."""

    part: Annotated[str, forms.hidden()]
    way: Annotated[Literal["stop", "back"], forms.hidden()]


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of records. `form`: what its button sends."""

    what: str
    form: forms.View


@dataclass(frozen=True, slots=True)
class PartPage:
    who: str
    opens: tuple[Part, ...]
    locked: tuple[Part, ...]
    action: str
    back: str


def get(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), request.id("grant")
    with desk.reading(request) as at:
        found = grants.find(grants.who_can(at, chart, Purpose.OWN_RECORD), grant)
    if found.myself or (found.stopped and not found.locked):
        raise NotFound("grant")
    left = () if found.stopped else found.limitable  # of a stopped person's parts, those locked before can be given back
    here = request.url("me/part", chart=chart, grant=grant)
    page = PartPage(
        words.holder(request.words, found.holder), _parts(request, left, "stop"),
        _parts(request, sorted(found.locked), "back"), here, request.url("me/person", chart=chart, grant=grant),
    )  # fmt: skip
    return render.page(request, "me/part.html", page)


def _parts(request: WebRequest, codes: tuple[Code, ...] | list[Code], way: str) -> tuple[Part, ...]:
    return tuple(
        Part(request.words.gettext(words.KINDS[code]), PartForm.blank(request, part=code.name.lower(), way=way))
        for code in codes
        if code in words.KINDS
    )


def post(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), GrantHash(request.id("grant"))
    try:
        form = PartForm.parse(request)
        code = Code[form.part.upper()]
    except (Invalid, KeyError) as error:
        raise NotFound("part") from error  # no button sends this
    if form.way == "stop":
        grants.limit(request.house, desk.visitor(request), chart, grant, code, Purpose.OWN_RECORD)
    else:
        with desk.writing(request) as at:
            grants.unlimit(at, chart, grant, code, Purpose.OWN_RECORD)
    return render.see_other(request, "me/person", chart=chart, grant=grant)
