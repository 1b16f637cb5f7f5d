"""Two words that stand in each message, so that a person knows it is real. Shown and changed after a second proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import reach
from tacenda.core.words.errors import Invalid
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.request import WebRequest


class PhraseForm(forms.Form):
    """Picked from the offered pairs, or typed."""

    phrase: Annotated[str, forms.text(N_("Your two words"), longest=40, hint=N_("Two everyday words. No name."))]
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "two": N_("%(label)s: use two words with letters only."),
        "name": N_("%(label)s: this is a name. Pick a word that names nobody."),
        "subject": N_("%(label)s: this says too much about us. Pick another word."),
    }


@dataclass(frozen=True, slots=True)
class PhrasePage:
    form: forms.View
    phrase: str
    offered: tuple[str, ...]


def get(request: WebRequest) -> Response:
    return _page(request, PhraseForm.blank(request))


def post(request: WebRequest) -> Response:
    form = PhraseForm.parse(request)
    with desk.writing(request) as at:
        reach.keep_phrase(at, form.phrase)
    return render.see_other(request, "me/phrase")


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, PhraseForm.again(request, problem))


def _page(request: WebRequest, form: forms.View) -> Response:
    with desk.reading(request) as at:
        words = reach.phrase(at)
    return render.page(request, "me/phrase.html", PhrasePage(form, words, reach.offered()))
