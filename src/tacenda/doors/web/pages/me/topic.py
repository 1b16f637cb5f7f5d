"""Keep a part to the therapist alone, whoever is let in: who loses it, by name, what does not work then, and one button. No reason is asked
for, and no second proof."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, keeping, topics
from tacenda.core.decisions.keeping import Keeping
from tacenda.core.words.access import Purpose
from tacenda.doors.web import desk, render
from tacenda.doors.web.me import topics as texts
from tacenda.doors.web.me import words
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class TopicPage:
    what: str
    costs: str
    loses: tuple[str, ...]
    stays: str  # who opens it all the same, for they must keep it; empty for nobody
    rules: tuple[Keeping, ...]  # why they must
    unread: bool  # nobody read all of the law about it
    anything: bool  # there are records to keep something of
    action: str


def get(request: WebRequest) -> Response:
    code = texts.asked(request)
    with desk.reading(request) as at:
        mine = charts.own(at)
        if mine and all(any(one.code is code for one in topics.kept(at, chart, Purpose.OWN_RECORD)) for chart in mine):
            return render.see_other(request, "me/circle")  # kept already, and Back leads here
        lose = [one.holder for chart in mine for one in topics.loses(at, chart, code, Purpose.OWN_RECORD)]
        stay = [one.holder.name for chart in mine for one in topics.stays_with(at, chart, code, Purpose.OWN_RECORD)]
        alone = at.lone() is not None
    rules = keeping.rules(request.house)
    read = tuple(one for one in rules if one.read)
    page = TopicPage(
        request.words.gettext(words.KINDS[code]), request.words.gettext(texts.costs(code, alone=alone)),
        tuple(words.holder(request.words, one) for one in lose), request.words.names(stay), read, not read or read != rules, bool(mine),
        request.url("me/topic", part=request.step("part")),
    )  # fmt: skip
    return render.page(request, "me/topic.html", page)


def post(request: WebRequest) -> Response:
    code = texts.asked(request)
    with desk.reading(request) as at:
        mine = charts.own(at)
    for chart in mine:
        topics.keep(request.house, desk.visitor(request), chart, code, Purpose.OWN_RECORD)
    return render.see_other(request, "me/circle", done="kept")
