"""One form in plain words: what goes to whom and what for; say yes to it, take it back, keep what was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from starlette.responses import Response

from tacenda.acts import authorizations
from tacenda.acts.authorizations import OpenedForm
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import Moment
from tacenda.doors.web import desk, inner, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import shown
from tacenda.doors.web.signed.shown import Signed


@dataclass(frozen=True, slots=True)
class FormPage:
    """`yes`, `back`: where to say yes, and where to take it back; empty where there is nothing of the kind to do."""

    rows: tuple[tuple[str, str], ...]
    said: tuple[str, ...]
    signed: tuple[Signed, ...]
    yes: str
    back: str
    gone: Moment
    ended: bool
    day: int
    number: int
    copy: str
    idle: bool  # the client said yes, and it lets nothing out yet


def opened(request: WebRequest) -> OpenedForm:
    """The form of the address, for its client. Raises NotFound, Refused, Locked."""
    with desk.reading(request) as at:
        inner.ask(at)
        return authorizations.open_form(at, ChartId(request.id("chart")), ObjectId(request.id("item")), Purpose.OWN_RECORD)


def get(request: WebRequest) -> Response:
    found = opened(request)
    value, place = found.value, {"chart": request.id("chart"), "item": found.id}
    page = FormPage(
        rows=shown.rows(request.words, value.terms),
        said=shown.said(request.words, value.terms),
        signed=shown.signed(request.words, value, partial(_scan, request, found)),
        yes=request.url("me/form_yes", **place) if found.mine and not found.ended else "",
        back="" if found.ended else request.url("me/form_back", **place),
        gone=value.revoked.at if value.revoked else Moment(0),
        ended=found.ended,
        day=shown.said_yes(value),
        number=found.number,
        copy=request.url("me/form_file", **place),
        idle=not found.mine and found.state == "waiting",
    )
    return render.page(request, "me/form.html", page)


def _scan(request: WebRequest, found: OpenedForm, scan: bytes) -> str:
    return request.url("me/form_scan", chart=request.id("chart"), item=scan) if scan in found.scans else ""
