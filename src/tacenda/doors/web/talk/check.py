"""Check answers: what was said in the talk, and the separate yes or no to what needs one of its own.

One button keeps it. Of either side.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import consents, reach, talking, talks
from tacenda.acts.desk import Desk
from tacenda.acts.talks import Stands
from tacenda.core.model import agreed
from tacenda.core.model.consent import Begun, How, Seen
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, inner, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import people, shown, side
from tacenda.doors.web.talk.shown import Shown
from tacenda.doors.web.talk.side import Side
from tacenda.doors.web.talk.texts import CHOICES, WORDINGS, YES_NO_LATER

Answer = Literal["yes", "no", "later"]


class CheckForm(forms.Form):
    """How it was done, and the separate consents. `seen`: the parts that changed since they were answered, as the page showed them."""

    how: Annotated[
        Literal["alone", "together"],
        forms.radios(N_("How did you do this?"), {"alone": N_("On my own"), "together": N_("With my therapist, on one screen")}),
    ]
    email: Annotated[Answer, forms.radios(CHOICES["email"], YES_NO_LATER)] = "later"
    sms: Annotated[Answer, forms.radios(CHOICES["sms"], YES_NO_LATER)] = "later"
    video: Annotated[Answer, forms.radios(CHOICES["video"], YES_NO_LATER)] = "later"
    supervision: Annotated[Answer, forms.radios(CHOICES["supervision"], YES_NO_LATER)] = "later"
    research: Annotated[Answer, forms.radios(CHOICES["research"], YES_NO_LATER)] = "later"
    seen: Annotated[str, forms.hidden(longest=400)] = ""
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "changed": N_("Something changed since you read it. It stands here as it is now. Read it, and press the button again."),
    }

    def answers(self) -> dict[str, str]:
        return {"email": self.email, "sms": self.sms, "video": self.video, "supervision": self.supervision, "research": self.research}


@dataclass(frozen=True, slots=True)
class Changed:
    """A part that says something else than when it was answered, as it is now. `why`: what changed."""

    why: str
    shown: Shown


@dataclass(frozen=True, slots=True)
class CheckPage:
    rows: tuple[tuple[str, str, str], ...]
    changed: tuple[Changed, ...]
    seen: str
    rest: str  # where the first part stands that was not read yet; empty for none
    first: str
    form: forms.View
    mail: bool  # the client said no to e-mail before, and asked for e-mails all the same
    action: str
    whom: str  # for whom somebody else signs; empty for the client
    kept: str  # where what was signed before stands, if nothing was begun since; empty for nothing


def page(request: WebRequest, template: str, problem: Invalid | None = None) -> Response:
    """What was said, or the form as it came back. Raises NotFound, Refused, Locked."""
    mine = side.of(request)
    with desk.reading(request) as at:
        inner.ask(at)
        stands = talks.stands(at, mine.chart(at), mine.purpose, WORDINGS)
        begun, whom = talking.begun(at, mine.of), mine.whom(at)
        if begun is None and problem is not None:
            raise NotFound("talk")
        changed = _changed(request, at, mine, stands, begun) if begun else ()
        mail = mine.own and reach.chosen(at).mail and stands.agreed.says("email") == "no"
    said = {name: stands.agreed.says(name) for name in CHOICES}
    form = CheckForm.blank(request, None, how="alone", **said) if problem is None else CheckForm.again(request, problem)
    rows = _rows(request, mine, begun, {one.shown.part for one in changed}) if begun else ()
    first = mine.url(request, "talk", part=next(iter(stands.walk), 1))
    rest = mine.url(request, "talk", part=begun.rest) if begun and begun.rest else ""
    seen = " ".join(f"{one.shown.part}{one.shown.name.hex()}" for one in changed)
    kept = mine.url(request, "talk_done") if stands.agreed.talk and begun is None else ""
    value = CheckPage(rows, changed, seen, rest, first, form, mail, mine.url(request, "talk_check"), whom, kept)
    return render.page(request, template, value)


def _changed(request: WebRequest, at: Desk, mine: Side, stands: Stands, begun: Begun) -> tuple[Changed, ...]:
    lines, told = people.lines(request.words, at, stands.chart, mine.purpose), stands.rules.limits
    new = agreed.new_limits(stands.agreed, stands.facts)
    found = talking.stale(begun, shown.names(request.words, lines, told, alone=stands.alone))
    return tuple(
        Changed(_why(request, stands, begun, part), shown.shown(request.words, part, lines, told, new, alone=stands.alone))
        for part in found
    )


def _why(request: WebRequest, stands: Stands, begun: Begun, part: int) -> str:
    made = begun.part(part)
    if made is not None and made.wording != stands.facts.wordings[part]:
        return request.words.gettext(N_("We say this in other words now."))
    if part == agreed.WHO:
        return request.words.gettext(N_("The list of people is another one now."))
    return request.words.gettext(N_("A rule about telling others changed."))


def _rows(request: WebRequest, mine: Side, begun: Begun, changed: Container[int]) -> tuple[tuple[str, str, str], ...]:
    parts = sorted({*begun.walk, *(one.part for one in begun.parts)})
    return tuple(
        (shown.heading(request.words, part), _said(request, begun, part, changed), mine.url(request, "talk", part=part)) for part in parts
    )


def _said(request: WebRequest, begun: Begun, part: int, changed: Container[int]) -> str:
    made = begun.part(part)
    if made is None:
        return request.words.gettext(N_("Not read yet"))
    if part in changed:
        return request.words.gettext(N_("This changed. Read it below"))
    return shown.answer(request.words, made)


def post(request: WebRequest) -> Response:
    """Keep it: this is the signature. Raises Invalid, NotFound, Refused."""
    form, mine = CheckForm.parse(request), side.of(request)
    with desk.writing(request) as at:
        stands = talks.stands(at, mine.chart(at), mine.purpose, WORDINGS)
        before = stands.agreed
        if talking.begun(at, mine.of) is None:  # the button was pressed twice: it is kept, or there is nothing to keep
            return mine.to(request, "talk_done" if before.talk else "talk_check")
        today = people.names(request.words, at, stands, mine.purpose)
        consents.keep(at, stands.chart, How(form.how), form.answers(), today, _seen(form.seen, stands.facts.wordings))
        if mine.own and form.email == "no" != before.says("email"):
            reach.write_no_more(at)
    return mine.to(request, "talk_done")


def _seen(text: str, wordings: Mapping[int, bytes]) -> dict[int, Seen]:
    """What the page showed of parts that had changed. Raises Invalid."""
    try:
        return {int(one[0]): Seen(wordings[int(one[0])], bytes.fromhex(one[1:])) for one in text.split()}
    except (ValueError, KeyError):
        raise Invalid({"seen": ""}) from None  # no button sends this
