"""Sign out: the sign-in ends on the server, then the cookie goes."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.acts import sign_in
from tacenda.doors.web import desk, headers, render
from tacenda.doors.web.request import WebRequest


def get(request: WebRequest) -> Response:
    return render.see_other(request, request.site.home(request.signed_in().roles))


def post(request: WebRequest) -> Response:
    sign_in.sign_out(request.house, desk.secret(request))
    return render.forget(render.see_other(request, "sign_in/start"), headers.SIGN_IN)
