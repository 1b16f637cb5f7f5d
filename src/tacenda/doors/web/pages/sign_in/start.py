"""Sign in: name and pass words, or the code from paper, on one page. An empty house leads to the set-up, a signed-in person home."""

from __future__ import annotations

import contextlib

from starlette.responses import Response

from tacenda.acts import consents, rolling, sign_in
from tacenda.acts.desk import SignInSecret
from tacenda.acts.sign_in import Proof
from tacenda.core.words.errors import Invalid, TacendaError
from tacenda.doors.web import browsers, handles, headers, locked, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk.texts import WORDINGS


def get(request: WebRequest) -> Response:
    if not request.house.founded():
        return render.see_other(request, "sign_in/set_up")
    if request.standing is not None:
        return render.see_other(request, request.site.home(request.standing.roles))
    return locked.start(request)


def post(request: WebRequest) -> Response:
    form = locked.SignInForm.parse(request)
    proof = Proof(form.name, sign_in.method_of(form.words), form.words, request.peer, browsers.kind(request))
    signed_in = sign_in.sign_in(request.house, proof)
    with contextlib.suppress(TacendaError):
        # What a stop left to the next holder: until then others may wait for keys that they need to read anything.
        rolling.roll_due(request.house, SignInSecret(signed_in.secret))
    with contextlib.suppress(TacendaError):
        consents.tell_of_changes(request.house, SignInSecret(signed_in.secret), WORDINGS)
    home = request.site.home(frozenset(signed_in.keyring.roles))
    return render.keep(
        locked.onward(request, form.back, home, person=signed_in.keyring.principal), headers.SIGN_IN, handles.of(signed_in.secret)
    )


def again(request: WebRequest, problem: Invalid) -> Response:
    return locked.page(request, problem)
