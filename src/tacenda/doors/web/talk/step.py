"""The talk about privacy, one part a page: a text, a question that is no test, and three ways on. Of either side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import talking, talks
from tacenda.core.model import agreed
from tacenda.core.model.consent import PARTS, Begun, Part, Result, spent
from tacenda.core.words.errors import Invalid
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, inner, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import people, shown, side
from tacenda.doors.web.talk.shown import Shown
from tacenda.doors.web.talk.side import Side
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
    whom: str  # for whom somebody else goes through it; empty for the client


def page(request: WebRequest, template: str, problem: Invalid | None = None) -> Response:
    """One part, or the form as it came back. Raises NotFound, Refused, Locked."""
    part, mine = request.step("part"), side.of(request)
    with desk.reading(request) as at:
        chart = mine.chart(at)
        stands = talks.stands(at, chart, mine.purpose, WORDINGS)
        begun, lines, now = talking.begun(at, mine.of), people.lines(request.words, at, chart, mine.purpose), at.now
        before = begun.part(part) if begun else None
        second = before is not None and before.open
        if before is not None and not second:
            inner.ask(at)  # it shows what was answered
        came, whom = "" if inner.shut(at) else _came(begun, part), mine.whom(at)
    new = agreed.new_limits(stands.agreed, stands.facts)
    one = shown.shown(request.words, part, lines, stands.rules.limits, new, again=second, alone=stands.alone)
    choices = {"answer": one.answers}
    if problem is None:
        form = TalkForm.blank(request, choices, since=str(now), answer=_value(part, before, second=second))
    else:
        form = TalkForm.again(request, problem, choices)
    back = mine.url(request, "talk", part=part - 1) if part > 1 else mine.home(request)
    why = shown.why(request.words, stands.due) if begun is None else ()
    known = begun is None and part not in stands.walk
    onward = mine.url(request, "talk", part=part + 1) if part < len(PARTS) else mine.url(request, "talk_done")
    value = TalkPage(part, back, one, why, known, onward, second, came, form, one.name.hex(), mine.url(request, "talk", part=part), whom)
    return render.page(request, template, value, step=(part, len(PARTS)))


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
    """Keep one answer, and go on. Raises Invalid, NotFound, Refused."""
    form, part, mine = TalkForm.parse(request), request.step("part"), side.of(request)
    with desk.writing(request) as at:
        stands = talks.stands(at, mine.chart(at), mine.purpose, WORDINGS)
        if form.later == "yes" and form.answer is None:
            return _later(request, mine)
        if form.seen not in {name.hex() for name in people.names(request.words, at, stands, mine.purpose)[part]}:
            raise Invalid({"seen": "changed"})
        now = Part(part, request.words.language, stands.facts.wordings[part], bytes.fromhex(form.seen), Result.SKIPPED, 0, False)
        seconds = spent(Moment(form.since), at.now)
        result, mark = _result(part, form.answer), form.mark == "yes"
        begun = talking.answer(at, stands.walk or PARTS, now, result, seconds, mark=mark, of=mine.of)
    return _later(request, mine) if form.later == "yes" else _onward(request, mine, begun, part)


def _later(request: WebRequest, mine: Side) -> Response:
    return Response(status_code=303, headers={"Location": mine.home(request)})


def _result(part: int, answer: str | None) -> Result:
    if answer is None:
        return Result.SKIPPED
    return Result.UNSURE if answer == "unsure" else Result.RIGHT if answer == TEXTS[part].right else Result.MISSED


def _onward(request: WebRequest, mine: Side, begun: Begun, part: int) -> Response:
    made = begun.part(part)
    if made is not None and made.open:
        return mine.to(request, "talk", part=part)
    following = begun.after(part)
    return mine.to(request, "talk", part=following) if following else mine.to(request, "talk_check")
