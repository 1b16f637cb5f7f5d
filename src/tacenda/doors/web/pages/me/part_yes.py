"""Give a part back that was stopped: which, and to whom, behind the second lock, so that what is agreed to is read after it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import grants
from tacenda.acts.desk import Desk
from tacenda.acts.holders import Person
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.doors.web import desk, render
from tacenda.doors.web.me import words
from tacenda.doors.web.pages.me import part
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class PartYesPage:
    who: str
    what: str
    action: str
    back: str


def get(request: WebRequest) -> Response:
    chart, grant, code = _asked(request)
    with desk.reading(request) as at:
        found = _locked(at, chart, grant, code)
    if found is None:  # given back already, and Back leads here
        return render.see_other(request, "me/person", chart=chart, grant=grant)
    place = {"chart": chart, "grant": grant}
    page = PartYesPage(
        words.holder(request.words, found.holder), request.words.gettext(words.KINDS[code]),
        request.url("me/part_yes", part=request.step("part"), **place), request.url("me/person", **place),
    )  # fmt: skip
    return render.page(request, "me/part_yes.html", page)


def post(request: WebRequest) -> Response:
    chart, grant, code = _asked(request)
    with desk.writing(request) as at:
        if _locked(at, chart, grant, code) is not None:  # else by a second press
            grants.unlimit(at, chart, grant, code, Purpose.OWN_RECORD)
    return render.see_other(request, "me/person", chart=chart, grant=grant)


def _asked(request: WebRequest) -> tuple[ChartId, GrantHash, Code]:
    """Raises NotFound for a part that there is none of."""
    number = request.step("part")
    if number > len(words.PARTS):
        raise NotFound("part")
    return ChartId(request.id("chart")), GrantHash(request.id("grant")), words.PARTS[number - 1]


def _locked(at: Desk, chart: ChartId, grant: GrantHash, code: Code) -> Person | None:
    """Whoever cannot open this kind by the client's own stop; not what is for the therapist alone."""
    found = part.one(at, chart, grant)
    return found if found is not None and code in found.locked - found.kept else None
