"""Take back all that was said and agreed: what ends by it and what stays, by name, and one button. No reason, and no second proof.

Of either side.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import consents, talks
from tacenda.doors.web import desk, inner, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import side
from tacenda.doors.web.talk.texts import CHOICES, WORDINGS


@dataclass(frozen=True, slots=True)
class TalkBackPage:
    """`ends`: what the client says yes to now."""

    ends: tuple[str, ...]
    action: str
    back: str
    whom: str  # for whom somebody else signs; empty for the client


def page(request: WebRequest, template: str) -> Response:
    """What ends by it. Raises NotFound, Refused, Locked."""
    mine = side.of(request)
    with desk.reading(request) as at:
        inner.ask(at)
        agreed, whom = talks.stands(at, mine.chart(at), mine.purpose, WORDINGS).agreed, mine.whom(at)
    if not agreed.talk or agreed.back:  # nothing to take back, or taken back a moment ago: the receipt says so
        return mine.to(request, "talk_done")
    ends = tuple(request.words.gettext(text) for name, text in CHOICES.items() if agreed.says(name) == "yes")
    value = TalkBackPage(ends, mine.url(request, "talk_back"), mine.url(request, "talk_done"), whom)
    return render.page(request, template, value)


def post(request: WebRequest) -> Response:
    """Take it back. Raises NotFound, Refused."""
    mine = side.of(request)
    with desk.writing(request) as at:
        consents.take_back(at, mine.chart(at))
    return mine.to(request, "talk_done")
