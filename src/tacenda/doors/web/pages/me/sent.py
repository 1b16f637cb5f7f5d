"""A test message: asked for on the page How we may reach you; this page says what it looks like."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import reach
from tacenda.core.words.errors import Invalid
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.request import WebRequest


class SentForm(forms.Form):
    """Nothing is asked."""

    sayings = {"off": N_("Nothing can be sent now. You switched it off.")}  # noqa: RUF012  a ClassVar of the base


@dataclass(frozen=True, slots=True)
class SentPage:
    form: forms.View


def get(request: WebRequest) -> Response:
    return render.page(request, "me/sent.html", SentPage(SentForm.blank(request)))


def post(request: WebRequest) -> Response:
    with desk.writing(request) as at:
        reach.test(at)
    return render.see_other(request, "me/sent")


def again(request: WebRequest, problem: Invalid) -> Response:
    return render.page(request, "me/sent.html", SentPage(SentForm.again(request, problem)))
