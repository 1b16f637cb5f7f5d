"""What did not fit: each time somebody met what is not as it was sealed, what to do, and what the privacy office found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import incidents, oversight
from tacenda.acts.desk import Desk
from tacenda.core.model import incident
from tacenda.core.model.incident import Incident
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.doors.language import N_, Words
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.request import WebRequest

FINDINGS = {
    incident.OURS: N_("Our own doing: a test, a restore, a broken disk"),
    incident.MENDED: N_("Put right from a backup"),
    incident.BREACH: N_("We handle it as a breach"),
}


class FoundForm(forms.Form):
    """Which ones were looked into, and what it was."""

    which: Annotated[tuple[str, ...], forms.checks(N_("Which ones did you look into?"))]
    finding: Annotated[Literal["ours", "mended", "breach"], forms.radios(N_("What was it?"), FINDINGS)]


@dataclass(frozen=True, slots=True)
class IncidentsPage:
    member: bool
    form: forms.View | None = None  # none where nothing waits
    gone: bool = False  # a letter names a line that is not there
    before: tuple[str, ...] = ()
    done: bool = False


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        if not oversight.member(at):
            return render.page(request, "practice/incidents.html", IncidentsPage(False))
        return _page(request, at, FoundForm.blank(request, {"which": _waiting(request.words, incidents.of_practice(at))}))


def post(request: WebRequest) -> Response:
    form = FoundForm.parse(request)
    with desk.writing(request) as at:
        if not oversight.member(at):
            raise NotFound("office")
        known = _waiting(request.words, incidents.of_practice(at))
        if not set(form.which) <= set(known):
            raise Invalid({"which": "choose"})
        incidents.put_away(at, sorted(map(int, form.which)), form.finding)
    return render.see_other(request, "practice/incidents", done="yes")


def again(request: WebRequest, problem: Invalid) -> Response:
    with desk.reading(request) as at:
        known = _waiting(request.words, incidents.of_practice(at))
        return _page(request, at, FoundForm.again(request, problem, {"which": known}))


def _page(request: WebRequest, at: Desk, form: forms.View) -> Response:
    found, words = incidents.of_practice(at), request.words
    numbers = {one.number for one in found}
    page = IncidentsPage(
        True,
        form if any(not one.finding for one in found) else None,
        any(letter.number not in numbers for letter in incidents.told(at)),
        tuple(_before(words, one) for one in found if one.finding),
        "done" in request.query,
    )
    return render.page(request, "practice/incidents.html", page)


def _waiting(words: Words, found: Sequence[Incident]) -> dict[str, str]:
    return {str(one.number): _said(words, one) for one in found if not one.finding}


def _said(words: Words, one: Incident) -> str:
    return words.say(N_("%(when)s, line %(n)s: %(what)s"), when=words.moment(one.at), n=words.number(one.number), what=one.what)


def _before(words: Words, one: Incident) -> str:
    said = words.say(N_("%(finding)s, %(day)s."), finding=words.gettext(FINDINGS[one.finding]), day=words.moment(one.put_away))
    return f"{_said(words, one)}. {said}"
