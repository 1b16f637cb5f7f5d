"""One chart as the privacy office sees it: who may, and how often which colleague did what. No content, no client's name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import ledger, oversight, twins
from tacenda.acts.ledger import Look
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Purpose
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId
from tacenda.doors.language import N_
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import kept as shown
from tacenda.doors.web.staff import kinds

DID = {
    Act.OPEN: N_("opened"), Act.WRITE: N_("wrote"), Act.GRANT: N_("let somebody in"), Act.STOP: N_("stopped somebody"),
    Act.REFUSED: N_("was turned away"), Act.EXPORT: N_("made a copy"), Act.PRINT: N_("printed"), Act.USE: N_("opened lists"),
    Act.DOUBT: N_("asked to end an account"),
}  # fmt: skip
TOOK_BACK = N_("took that wish back")


@dataclass(frozen=True, slots=True)
class Holder:
    name: str
    role: str
    what: str
    until: int  # a day, 0 for no end


@dataclass(frozen=True, slots=True)
class Done:
    who: str
    did: str
    times: int


@dataclass(frozen=True, slots=True)
class ChartPage:
    by: str
    adrift: str  # of notes that stay with nobody: who can open them still
    holders: tuple[Holder, ...]
    done: tuple[Done, ...]
    lines: int


def get(request: WebRequest) -> Response:
    chart, words = ChartId(request.id("chart")), request.words
    with desk.reading(request) as at:
        found = next((one for one in oversight.overseen(at) if one.chart == chart), None)
        if found is None:
            raise NotFound("chart")
        looks = ledger.who_looked(at, chart, Purpose.OVERSIGHT, None)
    holders = tuple(
        Holder(
            one.name, kinds.doing(words, one), kinds.what(words, (code for _, code, _ in one.compartments)),
            moments.day(one.until) if one.until else 0,
        )
        for one in found.staff
    )  # fmt: skip
    counted = Counter((_who(request, look), words.gettext(_did(look))) for look in looks.lines if look.act in DID)
    done = tuple(Done(who, did, times) for (who, did), times in counted.most_common())
    return render.page(
        request,
        "practice/chart.html",
        ChartPage(found.by, shown.adrift(words, found.notes) if found.adrift else "", holders, done, looks.verification.count),
    )


def _did(look: Look) -> str:
    return TOOK_BACK if look.reason == twins.BACK else DID[look.act]


def _who(request: WebRequest, look: Look) -> str:
    """The client is the client here, and nothing more."""
    return request.words.gettext(N_("The client")) if look.by_client else look.name
