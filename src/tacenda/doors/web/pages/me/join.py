"""Joining with a card: the code, a name, six words on offer. A used, old or unknown card answers alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import accounts, cards, sign_in
from tacenda.acts.desk import SignInSecret, writing
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.doors import places
from tacenda.doors.language import N_
from tacenda.doors.web import browsers, forms, handles, headers, render
from tacenda.doors.web.pages.me import home
from tacenda.doors.web.request import WebRequest
from tacenda.shell import settings


class JoinForm(forms.Form):
    """The card's code opens nothing but this page, once."""

    code: Annotated[str, forms.code(N_("The code on your card"))]
    login: Annotated[
        str,
        forms.text(
            N_("A name to sign in with"), autocomplete="username", longest=100,
            hint=N_("Pick one that says nothing about you. Do not use your e-mail address."),
        ),
    ]  # fmt: skip
    passphrase: Annotated[str, forms.secret(N_("Your pass words"), hint=N_("Write these six words down. You may type your own."), new=True)]
    others: Annotated[
        Literal["no", "yes", "unsure"],
        forms.radios(N_("Does anyone else use or look at this phone?"), {"no": N_("No"), "yes": N_("Yes"), "unsure": N_("Not sure")}),
    ]
    recovery: Annotated[
        Literal["yes", "no"],
        forms.radios(
            N_("Do you want a spare code on paper?"), {"yes": N_("Yes, show me one"), "no": N_("No, I keep nothing on paper")},
            hint=N_("If you forget your words and have no code, nobody can let you in. You would need a new card."),
        ),
    ]  # fmt: skip
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "taken": N_("%(label)s: somebody has this name. Pick another."),
        "card": N_("This card does not work. Look at the letters again. If they are right, it is used up or too old: ask for a new one."),
    }


@dataclass(frozen=True, slots=True)
class JoinPage:
    form: forms.View
    offered: str
    replaced: bool  # words of their own were typed, and are not sent back


def get(request: WebRequest) -> Response:
    return _page(request, JoinForm.blank(request))


def post(request: WebRequest) -> Response:
    form = JoinForm.parse(request)
    try:
        maker = cards.open_card(request.house, form.code).maker
        spare = form.recovery == "yes"
        enrolled = cards.join(request.house, form.code, form.login, form.passphrase, recovery=spare, source=request.peer)
    except NotFound as error:
        raise Invalid({"code": "card"}) from error
    signed_in = sign_in.sign_in_newly(request.house, enrolled, browsers.kind(request))
    with writing(request.house, SignInSecret(signed_in.secret)) as at:
        accounts.change_wish(at, "discreet", "no" if form.others == "no" else "yes")
        accounts.change_wish(at, home.AWAITED, maker)
        accounts.change_wish(at, "zone", places.zone(settings.read(request.house.folder).place))
    after = "sign_in/code" if enrolled.recovery else "sign_in/prove"
    return render.keep(render.see_other(request, after), headers.SIGN_IN, handles.of(signed_in.secret))


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, JoinForm.again(request, problem), forms.sent(request, problem, "passphrase"))


def _page(request: WebRequest, form: forms.View, before: str = "") -> Response:
    offered = accounts.offered_words(before)
    return render.page(request, "me/join.html", JoinPage(form, offered, bool(before) and before != offered))
