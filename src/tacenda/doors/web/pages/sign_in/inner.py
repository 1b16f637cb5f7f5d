"""One more step: the second proof for what is most private. Leads back to the page it stood before."""

from __future__ import annotations

import contextlib

from starlette.responses import Response

from tacenda.acts import charts, office, rolling, sign_in, unlisted
from tacenda.acts.desk import SignInSecret
from tacenda.core.words.errors import Invalid, TacendaError
from tacenda.doors.web import desk, handles, headers, locked, render
from tacenda.doors.web.request import WebRequest


def get(request: WebRequest) -> Response:
    return render.see_other(request, request.site.home(request.signed_in().roles))


def post(request: WebRequest) -> Response:
    form = locked.StepUpForm.parse(request)
    secret = sign_in.step_up(request.house, desk.secret(request), sign_in.method_of(form.words), form.words, request.peer)
    with contextlib.suppress(TacendaError):
        # What a crash or a stop left to who has proven themselves: a founding, a grant or new keys of the office cut short, keys due.
        office.finish(request.house, SignInSecret(secret))
        charts.finish(request.house, SignInSecret(secret))
        unlisted.withdraw(request.house, SignInSecret(secret))
        rolling.roll_due(request.house, SignInSecret(secret))
        office.list_everywhere(request.house, SignInSecret(secret))
    here = request.signed_in()
    onward = locked.onward(request, form.back, request.site.home(here.roles), person=here.person)
    return render.keep(onward, headers.SIGN_IN, handles.of(secret))


def again(request: WebRequest, problem: Invalid) -> Response:
    return locked.step_up(request, problem)
