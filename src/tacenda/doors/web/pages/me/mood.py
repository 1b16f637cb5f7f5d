"""Three short questions: how okay it feels, what is held back, who can see the phone. Seen by the therapist, or only counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import check_ins
from tacenda.core.model import check_in
from tacenda.core.words import moments
from tacenda.core.words.errors import Invalid
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, inner, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import moods, side


class MoodForm(forms.Form):
    """The questions, who may see the answers, and how often to ask."""

    okay: Annotated[Literal["very", "mostly", "unsure", "uneasy", "skip"], forms.radios(moods.OKAY, moods.OKAYS)] = "skip"
    holding: Annotated[Literal["no", "little", "much", "skip"], forms.radios(moods.HOLDING, moods.HOLDINGS)] = "skip"
    reach: Annotated[Literal["no", "yes", "skip"], forms.radios(moods.REACH, moods.REACHES)] = "skip"
    seen: Annotated[
        Literal["therapist", "count"],
        forms.radios(
            N_("Who may see my answer?"),
            {"therapist": N_("My therapist"), "count": N_("Only count me")},
            hint=N_("If we only count you, nobody can tell that the answer came from you."),
        ),
    ] = "therapist"
    every: Annotated[
        Literal["4", "8", "26", "0"],
        forms.radios(
            N_("When shall we ask again?"),
            {"4": N_("In 4 weeks"), "8": N_("In 8 weeks"), "26": N_("In half a year"), "0": N_("Do not ask again")},
        ),
    ] = "8"  # fmt: skip
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "counted": N_("We counted you this week. You can be counted again next week."),
    }


@dataclass(frozen=True, slots=True)
class MoodPage:
    due: bool
    thanks: bool  # something was answered today
    skipped: bool  # just now
    seen: bool  # more eyes see the phone or the mail, they said just now
    told: Moment  # that something is not okay, and nobody has talked about it yet; 0 for no such thing
    visit: Moment  # the next one, 0 for none
    following: int  # a day, 0 for none
    form: forms.View


def get(request: WebRequest) -> Response:
    return _page(request, None)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, problem)


def _page(request: WebRequest, problem: Invalid | None) -> Response:
    with desk.reading(request) as at:
        chart, today = side.own_chart(at), moments.day(at.now)
        found = check_ins.schedule(at, chart)
        told = Moment(0) if inner.shut(at) else found.told  # who looks over a shoulder does not read what was answered
    form = MoodForm.blank(request, every=str(found.weeks), seen="therapist") if problem is None else MoodForm.again(request, problem)
    done = request.query.get("done", "")
    page = MoodPage(found.due, found.last == today, done == "yes", done == "told", told, found.visit, found.following, form)
    return render.page(request, "me/mood.html", page)


def post(request: WebRequest) -> Response:
    form = MoodForm.parse(request)
    with desk.writing(request) as at:
        chart = side.own_chart(at)
        check_ins.ask_every(at, int(form.every))
        answers = check_in.drawn(form.okay, form.holding, form.reach, at.now)
        if {form.okay, form.holding, form.reach} == {"skip"}:  # nothing to tell anybody; when to ask again was said
            check_ins.passed_over(at)
            return render.see_other(request, "me/mood", done="yes")
        elif form.seen == "count":
            check_ins.count(at, answers)
        else:
            check_ins.tell(at, chart, answers)
    # What comes of an uneasy answer is said first; where more eyes are, that page leads on.
    if form.reach == "yes":
        return render.see_other(request, "me/mood" if answers.uneasy else "me/choices", done="told")
    return render.see_other(request, "me/mood")
