"""Take back all that was said and agreed: what ends by it and what stays, by name, and one button. No reason, and no second proof."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import consents
from tacenda.core.words.access import Purpose
from tacenda.doors.web import desk, render
from tacenda.doors.web.pages.me import mine, talk
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk.texts import CHOICES, WORDINGS


@dataclass(frozen=True, slots=True)
class TalkBackPage:
    """`ends`: what the client says yes to now."""

    ends: tuple[str, ...]


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        mine.inner(at)
        agreed = consents.stands(at, talk.own(at), Purpose.OWN_RECORD, WORDINGS).agreed
    if not agreed.talk or agreed.back:  # nothing to take back, or taken back a moment ago: the receipt says so
        return render.see_other(request, "me/talk_done")
    ends = tuple(request.words.gettext(text) for name, text in CHOICES.items() if agreed.says(name) == "yes")
    return render.page(request, "me/talk_back.html", TalkBackPage(ends))


def post(request: WebRequest) -> Response:
    with desk.writing(request) as at:
        consents.take_back(at, talk.own(at))
    return render.see_other(request, "me/talk_done")
