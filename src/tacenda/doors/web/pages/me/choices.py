"""My choices: how this looks and locks. Discreet mode, a second proof before content, where leaving leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import accounts, reach, sign_in
from tacenda.core.words.errors import Invalid
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, headers, render
from tacenda.doors.web.request import WebRequest

YES_NO = {"no": N_("No"), "yes": N_("Yes")}


class ChoicesForm(forms.Form):
    """Each answer stands at once and can be changed at any time."""

    discreet: Annotated[
        Literal["yes", "no"],
        forms.radios(
            N_("Does anyone else see or use your phone?"), YES_NO,
            hint=N_("With Yes, it asks for your words before it shows notes. From your next sign-in on, it locks after 2 minutes."),
        ),
    ]  # fmt: skip
    inner: Annotated[Literal["yes", "no"], forms.radios(N_("Ask for my words again before notes open?"), YES_NO)]
    leave: Annotated[
        Literal["weather", "news", "encyclopaedia"],
        forms.radios(
            N_("Where should Leave now go?"),
            {"weather": N_("The weather"), "news": N_("The news"), "encyclopaedia": N_("An encyclopaedia")},
        ),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChoicesPage:
    form: forms.View
    done: str = ""  # "yes": they are kept; "told": a check-in leads here


def get(request: WebRequest) -> Response:
    wishes = sign_in.myself(request.house, desk.visitor(request)).wishes
    form = ChoicesForm.blank(
        request, discreet=wishes.get("discreet", "no"), inner=wishes.get("inner", "no"), leave=wishes.get("leave", "weather")
    )
    return render.page(request, "me/choices.html", ChoicesPage(form, request.query.get("done", "")))


def post(request: WebRequest) -> Response:
    form = ChoicesForm.parse(request)
    with desk.writing(request) as at:
        for key, value in (("discreet", form.discreet), ("inner", form.inner), ("leave", form.leave)):
            accounts.change_wish(at, key, value)
        reach.settle(at)  # discreet mode: nothing is sent outside, from now on
    answer = render.see_other(request, "me/choices", done="yes")
    return render.forget(answer, headers.SEEN) if form.discreet == "yes" else answer


def again(request: WebRequest, problem: Invalid) -> Response:
    return render.page(request, "me/choices.html", ChoicesPage(ChoicesForm.again(request, problem)))
