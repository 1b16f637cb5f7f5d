"""The set-up of a practice: one page, open while the data folder holds none, for who can read the server's screen.

Place, name and sign-in name; six pass words are offered. What follows (the recovery code, proving both ways) has pages of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import accounts, sign_in
from tacenda.acts.accounts import Start
from tacenda.acts.desk import SignInSecret, writing
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.doors import places
from tacenda.doors.language import N_
from tacenda.doors.web import browsers, forms, handles, headers, render
from tacenda.doors.web.request import WebRequest


class SetUpForm(forms.Form):
    """`passphrase` is offered and may be overwritten; letters of the server's screen say who may ask."""

    code: Annotated[str, forms.code(N_("The eight letters"), hint=N_("They stand in the window where you started this."))]
    place: Annotated[str, forms.select(N_("Where you work"), hint=N_("The law of this place sets the rules."))]
    alone: Annotated[
        Literal["yes", "no"], forms.radios(N_("Who works here"), {"yes": N_("I work alone"), "no": N_("There are several of us")})
    ]
    name: Annotated[str, forms.text(N_("Your name"), hint=N_("The name by which the people you see know you."), autocomplete="name")]
    login: Annotated[str, forms.text(N_("A name to sign in with"), hint=N_("Others do not see it."), autocomplete="username", longest=100)]
    passphrase: Annotated[
        str,
        forms.secret(
            N_("Your pass words"),
            hint=N_("These six were drawn for you. Write them down, or put them in your password keeper. You may type your own."),
            new=True,
        ),
    ]


@dataclass(frozen=True, slots=True)
class SetUpPage:
    form: forms.View
    offered: str
    replaced: bool  # words of their own were typed, and are not sent back


def get(request: WebRequest) -> Response:
    if request.house.founded():
        raise NotFound("founded")
    return _page(request, SetUpForm.blank(request, _places(request)))


def post(request: WebRequest) -> Response:
    if request.house.founded():
        raise NotFound("founded")
    form = SetUpForm.parse(request)
    if form.place not in places.named(request.words):
        raise Invalid({"place": "choose"})
    accounts.may_begin(request.house, form.code)
    start = Start(form.name, form.place, form.alone == "yes", form.name, form.login, form.passphrase)
    begun = accounts.begin(request.house, start)
    signed_in = sign_in.sign_in_newly(request.house, begun, browsers.kind(request))
    with writing(request.house, SignInSecret(signed_in.secret)) as at:
        accounts.change_wish(at, "zone", places.zone(form.place))
    return render.keep(render.see_other(request, "sign_in/code"), headers.SIGN_IN, handles.of(signed_in.secret))


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, SetUpForm.again(request, problem, _places(request)), forms.sent(request, problem, "passphrase"))


def _places(request: WebRequest) -> dict[str, dict[str, str]]:
    return {"place": {"": request.words.gettext(N_("Choose a place")), **places.named(request.words)}}


def _page(request: WebRequest, form: forms.View, before: str = "") -> Response:
    offered = accounts.offered_words(before)
    return render.page(request, "sign_in/set_up.html", SetUpPage(form, offered, bool(before) and before != offered))
