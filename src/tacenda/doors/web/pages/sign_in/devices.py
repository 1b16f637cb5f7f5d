"""Where you are signed in: one's own sign-ins, what was not oneself, and the way to sign out everywhere."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import own_sign_ins, sign_in
from tacenda.acts.own_sign_ins import SignInLine
from tacenda.core.words.moments import Moment
from tacenda.doors.web import browsers, desk, headers, render
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    began: Moment
    used: Moment
    state: str  # here, open, locked or ended
    not_me: str  # where it is ended; empty for this very one
    missed: int  # second proofs there that did not fit
    missed_at: Moment


@dataclass(frozen=True, slots=True)
class DevicesPage:
    minutes: int
    here: tuple[Row, ...]
    others: tuple[Row, ...]


def get(request: WebRequest) -> Response:
    rows = tuple(_row(request, one) for one in own_sign_ins.mine(request.house, desk.secret(request)))
    minutes = request.signed_in().lock_after // 60
    here = tuple(row for row in rows if row.state == "here")
    return render.page(request, "sign_in/devices.html", DevicesPage(minutes, here, tuple(row for row in rows if row.state != "here")))


def _row(request: WebRequest, one: SignInLine) -> Row:
    state = "here" if one.here else "open" if one.open else "ended" if one.ended else "locked"
    not_me = "" if one.here else request.url("sign_in/not_me", device=one.hash)
    return Row(browsers.named(request.words, one.kind), one.began, one.used, state, not_me, one.missed, one.missed_at)


def post(request: WebRequest) -> Response:
    sign_in.sign_out_everywhere(request.house, desk.secret(request))
    return render.forget(render.see_other(request, "sign_in/start"), headers.SIGN_IN)
