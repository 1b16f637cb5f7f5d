"""A further card, used with the account one has: beside another client, or beside the same one again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import cards
from tacenda.core.words.errors import Conflict, Invalid, NotFound
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.request import WebRequest


class CardForm(forms.Form):
    """The card's code."""

    code: Annotated[str, forms.code(N_("The code on your card"))]
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "card": N_("This card does not work. Look at the letters again. If they are right, it is used up or too old: ask for a new one."),
        "other": N_("This card is for something else. Sign out here, and use it to make a name of its own."),
    }


@dataclass(frozen=True, slots=True)
class CardPage:
    form: forms.View


def get(request: WebRequest) -> Response:
    return render.page(request, "beside/card.html", CardPage(CardForm.blank(request)))


def post(request: WebRequest) -> Response:
    form = CardForm.parse(request)
    try:
        used = cards.take(request.house, form.code)
        with desk.writing(request) as at:
            cards.answer(at, used)
    except NotFound as error:
        raise Invalid({"code": "card"}) from error
    except Conflict as error:
        raise Invalid({"code": "other"}) from error
    return render.see_other(request, "beside/home", done="yes")


def again(request: WebRequest, problem: Invalid) -> Response:
    return render.page(request, "beside/card.html", CardPage(CardForm.again(request, problem)))
