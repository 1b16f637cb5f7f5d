"""This was not me: ends one other sign-in at once, and leads to what to do next."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.acts import own_sign_ins
from tacenda.core.words.errors import NotFound
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest


def get(request: WebRequest) -> Response:
    """Nothing to read here; a sign-in that is not one's own is not here at all."""
    if not any(one.hash == request.id("device") for one in own_sign_ins.mine(request.house, desk.secret(request))):
        raise NotFound("sign-in")
    return render.see_other(request, "sign_in/devices")


def post(request: WebRequest) -> Response:
    own_sign_ins.not_me(request.house, desk.secret(request), request.id("device"))
    return render.see_other(request, "sign_in/ended")
