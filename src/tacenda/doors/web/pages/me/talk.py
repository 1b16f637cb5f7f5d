"""The talk about privacy, one part a page: a text, a question that is no test, and three ways on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import charts, consents
from tacenda.acts.desk import Desk
from tacenda.core.model import agreed
from tacenda.core.model.consent import PARTS, Begun, Part, Result, spent
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.pages.me import mine
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import people, shown
from tacenda.doors.web.talk.shown import Shown
from tacenda.doors.web.talk.texts import TEXTS, WORDINGS


class TalkForm(forms.Form):
    """One answer; each of the buttons keeps it, but Later keeps no silence. `seen`: what the page showed; `since`: when it was shown."""

    answer: Annotated[Literal["one", "two", "unsure"] | None, forms.radios(N_("What do you think?"))] = None
    seen: Annotated[str, forms.hidden(longest=64)] = ""
    since: Annotated[int, forms.hidden(longest=12)] = 0
    mark: Annotated[str, forms.hidden(longest=3)] = ""
    later: Annotated[str, forms.hidden(longest=3)] = ""
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "changed": N_("This page changed while you read it. Here it is as it is now. Read it, and press the button again."),
    }


@dataclass(frozen=True, slots=True)
class TalkPage:
    part: int
    back: str
    shown: Shown
    why: tuple[str, ...]  # why it is due; empty in the middle of a talk
    known: bool  # nothing about this part is new
    onward: str  # where somebody goes on who only reads
    again: bool  # the second wording
    before: str  # what came of the part before: "clear", "marked", or empty
    form: forms.View
    seen: str  # the name of what is shown; of a form that came back, of what is shown now
    action: str


def own(at: Desk) -> ChartId:
    """The client's chart. Raises NotFound for who was not let in yet."""
    found = charts.own(at)
    if not found:
        raise NotFound("chart")
    return found[0]


def get(request: WebRequest) -> Response:
    return _page(request, None)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, problem)


def _page(request: WebRequest, problem: Invalid | None) -> Response:
    part = request.step("part")
    with desk.reading(request) as at:
        chart = own(at)
        stands = consents.stands(at, chart, Purpose.OWN_RECORD, WORDINGS)
        begun, lines, now = consents.begun(at), people.lines(request.words, at, chart, Purpose.OWN_RECORD), at.now
        before = begun.part(part) if begun else None
        second = before is not None and before.open
        if before is not None and not second:
            mine.inner(at)  # it shows what was answered
        came = "" if mine.shut(at) else _came(begun, part)
    new = agreed.new_limits(stands.agreed, stands.facts)
    one = shown.shown(request.words, part, lines, stands.rules.limits, new, again=second)
    choices = {"answer": one.answers}
    if problem is None:
        form = TalkForm.blank(request, choices, since=str(now), answer=_value(part, before, second=second))
    else:
        form = TalkForm.again(request, problem, choices)
    back = request.url("me/talk", part=part - 1) if part > 1 else request.url("me/home")
    why = shown.why(request.words, stands.due) if begun is None else ()
    known = begun is None and part not in stands.walk
    onward = request.url("me/talk", part=part + 1) if part < len(PARTS) else request.url("me/talk_done")
    value = TalkPage(part, back, one, why, known, onward, second, came, form, one.name.hex(), request.url("me/talk", part=part))
    return render.page(request, "me/talk.html", value, step=(part, len(PARTS)))


def _value(part: int, before: Part | None, *, second: bool) -> str:
    """What was answered before, when somebody comes back to change it."""
    if before is None or second:
        return ""
    wrong = next(value for value in ("one", "two") if value != TEXTS[part].right)
    return {Result.RIGHT: TEXTS[part].right, Result.UNSURE: "unsure", Result.MISSED: wrong, Result.SKIPPED: ""}[before.result]


def _came(begun: Begun | None, part: int) -> str:
    """What came of the part that was answered just before this one."""
    earlier = [one for one in begun.parts if one.part < part] if begun else []
    if not earlier:
        return ""
    last = max(earlier, key=lambda one: one.part)
    return "marked" if last.marked else "clear" if last.result is Result.RIGHT else ""


def post(request: WebRequest) -> Response:
    form, part = TalkForm.parse(request), request.step("part")
    if form.later == "yes" and form.answer is None:
        return render.see_other(request, "me/home")
    with desk.writing(request) as at:
        chart = own(at)
        stands = consents.stands(at, chart, Purpose.OWN_RECORD, WORDINGS)
        if form.seen not in {name.hex() for name in people.names(request.words, at, stands, Purpose.OWN_RECORD)[part]}:
            raise Invalid({"seen": "changed"})
        now = Part(part, request.words.language, WORDINGS[part], bytes.fromhex(form.seen), Result.SKIPPED, 0, False)
        seconds = spent(Moment(form.since), at.now)
        begun = consents.answer(at, stands.walk or PARTS, now, _result(part, form.answer), seconds, mark=form.mark == "yes")
    return _onward(request, begun, part, later=form.later == "yes")


def _result(part: int, answer: str | None) -> Result:
    if answer is None:
        return Result.SKIPPED
    return Result.UNSURE if answer == "unsure" else Result.RIGHT if answer == TEXTS[part].right else Result.MISSED


def _onward(request: WebRequest, begun: Begun, part: int, *, later: bool) -> Response:
    made = begun.part(part)
    if later:
        return render.see_other(request, "me/home")
    if made is not None and made.open:
        return render.see_other(request, "me/talk", part=part)
    following = begun.after(part)
    return render.see_other(request, "me/talk", part=following) if following else render.see_other(request, "me/talk_check")
