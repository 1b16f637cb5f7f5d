"""Check it for yourself: the result in one sentence, and the file with which anybody can check it without us."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, ledger
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import fingerprint
from tacenda.doors.web import desk, render
from tacenda.doors.web.me import lines
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class CheckPage:
    fits: bool
    lines: int
    entries: int
    witnessed: bool  # this browser knew an older list
    keeps: bool  # it remembers this one
    practice: str
    file: str
    back: bool = False  # the clock of the house was set back: some lines bear a time that had not come yet


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        mine = charts.own(at)
        practice = fingerprint(at.keyring.ring().pin)
        try:
            found = [ledger.who_looked(at, chart, Purpose.OWN_RECORD, lines.seen(request)) for chart in mine]
        except Tampered:
            # Said in words on this page, which exists to say it; the incident is entered by whoever opens a record next.
            return render.page(request, "me/check.html", CheckPage(False, 0, 0, False, False, practice, ""), status=500)
    count = sum(one.verification.count for one in found)
    size = max((one.verification.size for one in found), default=0)
    witnessed = lines.seen(request) is not None
    keeps = not request.signed_in().discreet
    file, back = request.url("me/file") if mine else "", any(one.verification.turned_back for one in found)
    value = CheckPage(True, count, size, witnessed, keeps, practice, file, back)
    return lines.remembered(request, render.page(request, "me/check.html", value), found)
