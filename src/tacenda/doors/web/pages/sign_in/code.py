"""Your recovery code: shown until it is typed back, half an hour at most; then only a new one can be made, with the pass words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import sign_in
from tacenda.core.words.errors import Invalid
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.request import WebRequest


class NewCodeForm(forms.Form):
    """The pass words, for another code."""

    words: Annotated[str, forms.secret(N_("Pass words"))]
    sayings = {"wrong": N_("These words do not fit. Type them again.")}  # noqa: RUF012  a ClassVar of the base


@dataclass(frozen=True, slots=True)
class CodePage:
    code: str
    form: forms.View


def get(request: WebRequest) -> Response:
    code = sign_in.shown_code(request.house, desk.secret(request))
    return render.page(request, "sign_in/code.html", CodePage(code, NewCodeForm.blank(request)))


def post(request: WebRequest) -> Response:
    if "save" in request.fields:
        return _saved(request)
    form = NewCodeForm.parse(request)
    sign_in.new_code(request.house, desk.secret(request), form.words, request.peer)
    return render.see_other(request, "sign_in/code")


def again(request: WebRequest, problem: Invalid) -> Response:
    return render.page(request, "sign_in/code.html", CodePage("", NewCodeForm.again(request, problem)))


def _saved(request: WebRequest) -> Response:
    code = sign_in.shown_code(request.house, desk.secret(request))
    return render.attachment(f"{code}\n".encode(), 1, "txt") if code else render.see_other(request, "sign_in/code")
