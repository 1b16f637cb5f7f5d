"""Check answers: what was said in the talk, and the separate yes or no to what needs one of its own. One button keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import consents
from tacenda.core.model.consent import Begun, How
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.pages.me import mine, talk
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import people, shown
from tacenda.doors.web.talk.texts import CHOICES, WORDINGS, YES_NO_LATER

Answer = Literal["yes", "no", "later"]


class CheckForm(forms.Form):
    """How it was done, and the separate consents."""

    how: Annotated[
        Literal["alone", "together"],
        forms.radios(N_("How did you do this?"), {"alone": N_("On my own"), "together": N_("With my therapist, on one screen")}),
    ]
    email: Annotated[Answer, forms.radios(CHOICES["email"], YES_NO_LATER)] = "later"
    video: Annotated[Answer, forms.radios(CHOICES["video"], YES_NO_LATER)] = "later"
    supervision: Annotated[Answer, forms.radios(CHOICES["supervision"], YES_NO_LATER)] = "later"
    research: Annotated[Answer, forms.radios(CHOICES["research"], YES_NO_LATER)] = "later"

    def answers(self) -> dict[str, str]:
        return {"email": self.email, "video": self.video, "supervision": self.supervision, "research": self.research}


@dataclass(frozen=True, slots=True)
class CheckPage:
    rows: tuple[tuple[str, str, str], ...]
    stale: bool
    rest: str  # where the first part stands that was not read yet; empty for none
    first: str
    form: forms.View


def get(request: WebRequest) -> Response:
    return _page(request, None)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, problem)


def _page(request: WebRequest, problem: Invalid | None) -> Response:
    with desk.reading(request) as at:
        mine.inner(at)
        chart = talk.own(at)
        stands = consents.stands(at, chart, Purpose.OWN_RECORD, WORDINGS)
        begun = consents.begun(at)
        if begun is None and problem is not None:
            raise NotFound("talk")
        stale = consents.stale(begun, people.names(request.words, at, chart, Purpose.OWN_RECORD)) if begun else ()
    said = {name: stands.agreed.says(name) for name in CHOICES}
    form = CheckForm.blank(request, None, how="alone", **said) if problem is None else CheckForm.again(request, problem)
    rows = _rows(request, begun, stale) if begun else ()
    first = request.url("me/talk", part=next(iter(stands.walk), 1))
    rest = request.url("me/talk", part=begun.rest) if begun and begun.rest else ""
    return render.page(request, "me/talk_check.html", CheckPage(rows, bool(stale), rest, first, form))


def _rows(request: WebRequest, begun: Begun, stale: tuple[int, ...]) -> tuple[tuple[str, str, str], ...]:
    parts = sorted({*begun.walk, *(one.part for one in begun.parts)})
    return tuple(
        (shown.heading(request.words, part), _said(request, begun, part, stale), request.url("me/talk", part=part)) for part in parts
    )


def _said(request: WebRequest, begun: Begun, part: int, stale: tuple[int, ...]) -> str:
    made = begun.part(part)
    if made is None:
        return request.words.gettext(N_("Not read yet"))
    if part in stale:
        return request.words.gettext(N_("This changed. Read it again"))
    return shown.answer(request.words, made)


def post(request: WebRequest) -> Response:
    form = CheckForm.parse(request)
    with desk.writing(request) as at:
        chart = talk.own(at)
        if consents.begun(at) is None and consents.stands(at, chart, Purpose.OWN_RECORD, WORDINGS).agreed.talk:
            return render.see_other(request, "me/talk_done")  # the button was pressed twice: it is kept
        consents.keep(at, chart, How(form.how), form.answers(), people.names(request.words, at, chart, Purpose.OWN_RECORD))
    return render.see_other(request, "me/talk_done")
