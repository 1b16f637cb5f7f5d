"""Lock: ends the sign-in on the server and keeps the place. The browser meets the lock where it began."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.acts import sign_in
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest


def get(request: WebRequest) -> Response:
    return render.see_other(request, request.site.home(request.signed_in().roles))


def post(request: WebRequest) -> Response:
    sign_in.sign_out(request.house, desk.secret(request))
    return render.see_other(request, request.site.home(request.signed_in().roles))
