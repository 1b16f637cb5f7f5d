"""Where you are signed in: this browser, and the way to sign out everywhere. A sign-in's row names nobody, so there is no list."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import sign_in
from tacenda.doors.web import desk, headers, render
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class DevicesPage:
    minutes: int


def get(request: WebRequest) -> Response:
    return render.page(request, "sign_in/devices.html", DevicesPage(request.signed_in().lock_after // 60))


def post(request: WebRequest) -> Response:
    sign_in.sign_out_everywhere(request.house, desk.secret(request))
    return render.forget(render.see_other(request, "sign_in/start"), headers.SIGN_IN)
