"""One form in plain words: what goes to whom and what for; say yes to it, take it back, keep what was agreed.

For its client, or for who signs for them by law and is named on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from starlette.responses import Response

from tacenda.acts import authorizations
from tacenda.acts.authorizations import OpenedForm
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import Moment
from tacenda.doors.web import desk, inner, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import shown
from tacenda.doors.web.signed.shown import Signed
from tacenda.doors.web.talk import side


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
    idle: bool  # it waits for nothing that this person can say, and lets nothing out yet
    faulty: bool  # something on it is wrong that no signature mends
    list: str
    whom: str  # for whom somebody else signs; empty for the client
    authority: str  # what lets them
    unseen: bool  # nobody here wrote down that they saw it, so they cannot say yes


def opened(request: WebRequest) -> OpenedForm:
    """The form of the address, for whom it is to say yes to. Raises NotFound, Refused, Locked."""
    with desk.reading(request) as at:
        inner.ask(at)
        return authorizations.open_form(at, ChartId(request.id("chart")), ObjectId(request.id("item")), side.of(request).purpose)


def whom(request: WebRequest) -> str:
    """For whom somebody else signs; empty for the client. Raises NotFound, Refused."""
    with desk.reading(request) as at:
        return side.of(request).whom(at)


def authority(found: OpenedForm) -> str:
    """What lets somebody sign for the client, as the form says it; empty for the client."""
    return next((found.value.told.parties[i].authority for i in found.own if found.value.told.parties[i].authority), "")


def to(request: WebRequest, page: str, item: bytes) -> str:
    """The address of one of the pages of a form, on the side it was asked from."""
    return request.url(f"{side.of(request).room}/{page}", chart=request.id("chart"), item=item)


def leads(request: WebRequest, item: bytes) -> Response:
    """303 to the form: it says what is true."""
    return Response(status_code=303, headers={"Location": to(request, "form", item)})


def page(request: WebRequest, template: str) -> Response:
    """Raises NotFound, Refused, Locked."""
    found, mine = opened(request), side.of(request)
    value = found.value
    made = FormPage(
        # How to take it back is said while it can be.
        rows=shown.rows(request.words, replace(value.terms, revoke_how="") if found.ended else value.terms),
        said=shown.said(request.words, value.terms),
        signed=shown.signed(request.words, value, partial(_scan, request, found)),
        yes=to(request, "form_yes", found.id) if found.asked else "",
        back="" if found.ended else to(request, "form_back", found.id),
        gone=value.revoked.at if value.revoked else Moment(0),
        ended=found.ended,
        day=shown.said_yes(found),
        number=found.number,
        copy=to(request, "form_file", found.id),
        idle=not found.mine and found.state == "waiting",
        faulty=bool(found.mine) and not found.asked and not found.ended,
        list=request.url(f"{mine.room}/forms", **({} if mine.own else {"chart": request.id("chart")})),
        whom=whom(request),
        authority=authority(found),
        unseen=not mine.own and not found.mine and any(found.value.told.parties[i].shown != "yes" for i in found.own),
    )
    return render.page(request, template, made)


def _scan(request: WebRequest, found: OpenedForm, scan: bytes) -> str:
    own = side.of(request).own
    return request.url("me/form_scan", chart=request.id("chart"), item=scan) if own and scan in found.scans else ""
