"""Show that both ways work: every way to sign in is typed back once before anything else opens. Counts as a step-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import sign_in
from tacenda.acts.sign_in import Method
from tacenda.core.words.errors import Invalid
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, handles, headers, render
from tacenda.doors.web.request import WebRequest


class ProveForm(forms.Form):
    """Pass words and code, as far as they were not typed back before."""

    words: Annotated[str, forms.secret(N_("Your pass words"))]
    code: Annotated[str, forms.code(N_("The code from your paper"))]
    sayings = {"wrong": N_("%(label)s: this does not fit. Type it again.")}  # noqa: RUF012  a ClassVar of the base


class WordsForm(forms.Form):
    """The pass words alone."""

    words: Annotated[str, forms.secret(N_("Your pass words"))]
    sayings = ProveForm.sayings


class CodeForm(forms.Form):
    """The code alone."""

    code: Annotated[str, forms.code(N_("The code from your paper"))]
    sayings = ProveForm.sayings


@dataclass(frozen=True, slots=True)
class ProvePage:
    form: forms.View
    words: bool
    code: bool


def get(request: WebRequest) -> Response:
    needs = _needs(request)
    if not needs:
        return render.see_other(request, _next(request))
    return render.page(request, "sign_in/prove.html", _page(needs, _form(needs).blank(request)))


def post(request: WebRequest) -> Response:
    needs = _needs(request)
    form = _form(needs).parse(request)
    texts = {method: _typed(form, method) for method in needs}
    if not texts:
        return render.see_other(request, _next(request))
    secret = sign_in.prove(request.house, desk.secret(request), texts, request.peer)
    return render.keep(render.see_other(request, _next(request)), headers.SIGN_IN, handles.of(secret))


def again(request: WebRequest, problem: Invalid) -> Response:
    needs = _needs(request)
    return render.page(request, "sign_in/prove.html", _page(needs, _form(needs).again(request, problem)))


def _needs(request: WebRequest) -> frozenset[Method]:
    return sign_in.unproven(sign_in.myself(request.house, desk.visitor(request)))


def _form(needs: frozenset[Method]) -> type[ProveForm | WordsForm | CodeForm]:
    if needs == frozenset({Method.PASSPHRASE}):
        return WordsForm
    return CodeForm if needs == frozenset({Method.RECOVERY_CODE}) else ProveForm


def _typed(form: ProveForm | WordsForm | CodeForm, method: Method) -> str:
    if method is Method.PASSPHRASE:
        return "" if isinstance(form, CodeForm) else form.words
    return "" if isinstance(form, WordsForm) else form.code


def _page(needs: frozenset[Method], form: forms.View) -> ProvePage:
    return ProvePage(form, Method.PASSPHRASE in needs, Method.RECOVERY_CODE in needs)


def _next(request: WebRequest) -> str:
    """Whoever looks after this house sees first whether the machine fits; everybody else is home."""
    roles = request.signed_in().roles
    return "sign_in/checks" if request.site.page("sign_in/checks").open_to(roles) else request.site.home(roles)
