"""The lock: what a person meets who is not signed in, was idle too long, or must show once more who they are.

The page stands at the address that was asked for, so unlocking leads back to it. What a form carried when it met the lock (no secrets)
rides along sealed and is offered again after unlocking, to the same person; where nobody knows whose it was, it is not kept, and the page
says so. Of a file only that it came rides along: it is chosen again. A page about an error carries a form in the same way (`carried`).
The pages `sign_in/start` and `sign_in/inner` take these forms: they parse `SignInForm` or `StepUpForm`, call their act, and answer
`locked.onward(request, form.back, person=...)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import interrupted
from tacenda.core.words.errors import Invalid
from tacenda.doors.language import N_
from tacenda.doors.web import forms, headers, render
from tacenda.doors.web.registry import Body, Title
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.uploads import LOST, gathered

KEPT = "kept.form"
TYPED = "kept.typed"  # the page closed by itself, and nobody pressed a button: the form is shown again, and nothing is done with it


class SignInForm(forms.Form):
    """Name and passphrase on one page, so that password managers work."""

    name: Annotated[str, forms.text(N_("The name you sign in with"), autocomplete="username", longest=100)]
    words: Annotated[str, forms.secret(N_("Pass words"), hint=N_("Or the code from your paper."))]
    back: Annotated[str, forms.hidden(longest=400)] = ""
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "unknown": N_("The name and the pass words do not fit together. Type both again."),
        "wrong": N_("The name and the pass words do not fit together. Type both again."),
        "ended": N_("This account has ended. If that is wrong, ask the practice."),
    }


class StepUpForm(forms.Form):
    """The pass words, or the code from paper, once more."""

    words: Annotated[str, forms.secret(N_("Pass words, or the code from your paper"))]
    back: Annotated[str, forms.hidden(longest=400)] = ""
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "unknown": N_("These words do not fit. Type them again."),
        "wrong": N_("These words do not fit. Type them again."),
    }


@dataclass(frozen=True, slots=True)
class LockedPage:
    form: forms.View
    action: str
    kept: tuple[tuple[str, str], ...]
    kind: Literal["start", "out", "locked"]
    unkept: bool  # something was sent, and nobody knows whose it was


@dataclass(frozen=True, slots=True)
class StepUpPage:
    form: forms.View
    action: str
    kept: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OnwardPage:
    action: str
    kept: tuple[tuple[str, str], ...]
    files: bool  # it goes to a page that takes files
    typed: bool
    lost: bool  # a file was sent, and not kept
    unsent: bool  # nobody pressed a button: they see their text again before anything is sent


def start(request: WebRequest) -> Response:
    """200: the sign-in page itself, where nothing was asked for."""
    return _sign_in(request, SignInForm.blank(request), "start", 200)


def page(request: WebRequest, problem: Invalid | None = None) -> Response:
    """401: the sign-in form at the address that was asked for; 422 with what is wrong when the words did not fit."""
    if problem is not None:
        return _sign_in(request, SignInForm.again(request, problem), "start", 422)
    kind = "locked" if headers.SIGN_IN in request.cookies else "out"
    return _sign_in(request, SignInForm.blank(request, back=_back(request)), kind, 401)


def step_up(request: WebRequest, problem: Invalid | None = None) -> Response:
    """401: the step-up form at the address that was asked for; 422 with what is wrong when the words did not fit."""
    form = StepUpForm.again(request, problem) if problem else StepUpForm.blank(request, back=_back(request))
    value = StepUpPage(form, request.site.path("sign_in/inner"), _kept(request, again=problem is not None))
    return render.page(request, "errors/inner.html", value, status=422 if problem else 401, title=Title.UNLOCK)


def onward(request: WebRequest, back: str, otherwise: str = "sign_in/start", *, person: bytes) -> Response:
    """After unlocking: 303 to the address asked for, or the page that offers to send the interrupted form once more. `person`: who is
    there now."""
    pairs = tuple(one for _, text in _kept(request, again=True) for one in interrupted.opened(request.house, text, person))
    if not pairs or not request.site.match(back):
        return render.back_to(request, back, otherwise)
    files = any(page.body is Body.UPLOAD for page, _ in request.site.match(back))
    names, sealed = {name for name, _ in pairs}, _kept(request, again=True)
    unsent = TYPED in names
    value = OnwardPage(back, sealed if unsent else pairs, files, bool(names - {LOST, TYPED}), LOST in names, unsent)
    return render.page(request, "errors/onward.html", value)


def _sign_in(request: WebRequest, form: forms.View, kind: Literal["start", "out", "locked"], status: int) -> Response:
    title = {"start": Title.START, "out": Title.SIGNED_OUT, "locked": Title.LOCKED}[kind]
    kept = _kept(request, again=status == 422)
    value = LockedPage(form, request.site.path("sign_in/start"), kept, kind, status == 401 and bool(_sent(request)) and not kept)
    return render.page(request, "errors/locked.html", value, status=status, title=title)


def _back(request: WebRequest) -> str:
    return request.path if request.site.match(request.path) else ""


def _kept(request: WebRequest, *, again: bool) -> tuple[tuple[str, str], ...]:
    """What to carry through the lock: the fields of the interrupted form, sealed; or what is already carried."""
    if again:
        return tuple((KEPT, text) for text in request.fields.get(KEPT, ())[:1])
    if TYPED in request.fields and not request.again:
        return ()  # its page could only act on it
    pairs = _sent(request)
    sealed = interrupted.seal(request.house, request.whose, pairs) if pairs else ""
    return ((KEPT, sealed),) if sealed else ()


def _sent(request: WebRequest) -> list[tuple[str, str]]:
    """What was sent, but secrets."""
    pairs = [(name, value) for name, values in request.fields.items() for value in values]
    if request.unkept or any(part.name for part in request.files.values()):
        pairs = [*(pair for pair in pairs if pair[0] != LOST), (LOST, "yes")]
    return [(name, value) for name, value in pairs if name not in forms.SECRETS]


def carried(request: WebRequest) -> tuple[tuple[str, str], ...]:
    """What a page about an error carries of the form that met it: sealed, for the same person, where its page can show it again."""
    return _kept(request, again=KEPT in request.fields) if request.again and request.method == "POST" else ()


def came_back(request: WebRequest) -> tuple[WebRequest, Invalid] | None:
    """The request with the form that is to be shown again and not acted on, and what its page says of it; None where there is none: one
    that a page about an error or the lock carried, or that was sent as its page closed by itself."""
    if request.standing is None:
        return None
    if TYPED in request.fields:
        return _shown(request, request.fields)
    if not (request.again and KEPT in request.fields):
        return None
    pairs = [one for text in request.fields[KEPT][:1] for one in interrupted.opened(request.house, text, request.standing.person)]
    return _shown(replace(request, files={}, unkept=LOST if any(name == LOST for name, _ in pairs) else ""), gathered(pairs))


def _shown(request: WebRequest, fields: Mapping[str, tuple[str, ...]]) -> tuple[WebRequest, Invalid]:
    said = "unsent" if TYPED in fields else "kept" if fields else ""
    return replace(request, fields={name: values for name, values in fields.items() if name != TYPED}), Invalid(said)
