"""A test message: asked for on the page How we may reach you. Its number, typed in here, says that the address is the person's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import reach
from tacenda.core.words.errors import Invalid
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.request import WebRequest


class SentForm(forms.Form):
    """A number is typed in, or else a test is asked for. `typed`: this page was used, and not the button that asks for a test."""

    typed: Annotated[str, forms.hidden(longest=3)] = ""
    number: Annotated[str, forms.text(N_("The number in the e-mail"), longest=12, needed=True)] = ""
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "off": N_("Nothing can be sent now. You switched it off."),
        "many": N_("You had three tests today. Try it again tomorrow."),
        "unsent": N_("There is no number to type in now. Send a new test."),
        "number": N_("This is not the number in the e-mail. Look again, or send a new test."),
    }


@dataclass(frozen=True, slots=True)
class SentPage:
    form: forms.View
    first: bool  # no test was asked for yet
    asks: bool  # the number of the letter is still to be typed in
    proven: bool
    done: bool  # it was proven just now, so no letter is on its way
    mute: bool  # no mail server is set: nothing can leave


def get(request: WebRequest) -> Response:
    return _page(request, SentForm.blank(request, typed="yes"))


def post(request: WebRequest) -> Response:
    form = SentForm.parse(request)
    if form.typed and not form.number:
        raise Invalid({"number": "empty"})
    with desk.writing(request) as at:
        if not form.number:
            reach.test(at)
        fits = not form.number or reach.prove(at, form.number)
    if not fits:  # after the desk: a wrong one is counted
        raise Invalid({"number": "number"})
    return render.see_other(request, "me/sent", done="yes") if form.number else render.see_other(request, "me/sent")


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, SentForm.again(request, problem))


def _page(request: WebRequest, form: forms.View) -> Response:
    with desk.reading(request) as at:
        choice = reach.chosen(at)
    first = choice.mail and not choice.proven and not choice.asks
    asks = choice.mail and not choice.proven and (choice.asks or bool(form.problems))
    mute = not request.house.settings.mail_host
    return render.page(request, "me/sent.html", SentPage(form, first, asks, choice.mail and choice.proven, "done" in request.query, mute))
