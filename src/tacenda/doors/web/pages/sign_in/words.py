"""Other pass words: the old ones or the paper's code once, six new ones on offer. Every other sign-in ends; new words are typed back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import accounts, sign_in
from tacenda.core.words.errors import Invalid
from tacenda.doors.language import N_
from tacenda.doors.web import browsers, desk, forms, handles, headers, render
from tacenda.doors.web.request import WebRequest


class NewWordsForm(forms.Form):
    """What was known so far, and what holds from now on."""

    now: Annotated[str, forms.secret(N_("Your pass words now, or the code from your paper"))]
    passphrase: Annotated[
        str, forms.secret(N_("Your new pass words"), hint=N_("Write these six words down. You may type your own."), new=True)
    ]
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "wrong": N_("%(label)s: this does not fit. Type it again."),
        "same": N_("%(label)s: these are the old ones. Take others."),
    }


@dataclass(frozen=True, slots=True)
class WordsPage:
    form: forms.View
    offered: str
    replaced: bool  # words of their own were typed, and are not sent back


def get(request: WebRequest) -> Response:
    return _page(request, NewWordsForm.blank(request))


def post(request: WebRequest) -> Response:
    form, secret = NewWordsForm.parse(request), desk.secret(request)
    begun = sign_in.new_words(request.house, secret, form.now, form.passphrase, request.peer, browsers.kind(request))
    return render.keep(render.see_other(request, "sign_in/prove"), headers.SIGN_IN, handles.of(begun.secret))


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, NewWordsForm.again(request, problem), forms.sent(request, problem, "passphrase"))


def _page(request: WebRequest, form: forms.View, before: str = "") -> Response:
    offered = accounts.offered_words(before)
    return render.page(request, "sign_in/words.html", WordsPage(form, offered, bool(before) and before != offered))
