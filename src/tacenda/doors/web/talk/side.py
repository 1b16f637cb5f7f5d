"""Whose talk it is: the client's own, or of somebody who signs for one by law. The pages of both are made here, from the same texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import authorizations, beside, charts, talking
from tacenda.acts.desk import Desk
from tacenda.acts.talks import Stands
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId
from tacenda.doors.language import N_
from tacenda.doors.web.request import WebRequest

OWN = "me"  # the pages of the client


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, for a list of tasks."""

    href: str
    text: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """`room`: whose pages they are; `purpose`: for what it is asked; `of`: whom somebody signs for, None for the client's own talk."""

    room: str
    purpose: Purpose
    of: ChartId | None

    @property
    def own(self) -> bool:
        """Whether it is the client's own."""
        return self.of is None

    def url(self, request: WebRequest, page: str, **slots: bytes | int | str) -> str:
        """The address of one of these pages."""
        return request.url(f"{self.room}/{page}", **({} if self.of is None else {"chart": self.of}), **slots)

    def to(self, request: WebRequest, page: str, **slots: bytes | int | str) -> Response:
        """303 to one of them."""
        return Response(status_code=303, headers={"Location": self.url(request, page, **slots)})

    def home(self, request: WebRequest) -> str:
        """Where somebody goes who reads on later."""
        return self.url(request, "home" if self.own else "person")

    def chart(self, at: Desk) -> ChartId:
        """Raises NotFound for who was not let in yet."""
        return own_chart(at) if self.of is None else self.of

    def whom(self, at: Desk) -> str:
        """Whom it is for, where somebody signs for them; empty for the client's own talk. Raises NotFound, Refused."""
        return "" if self.of is None else beside.called(at, self.of)


def of(request: WebRequest) -> Side:
    """The side of the page that was asked for."""
    room = request.page.name.partition("/")[0]
    return Side(OWN, Purpose.OWN_RECORD, None) if room == OWN else signing(ChartId(request.id("chart")))


def signing(chart: ChartId) -> Side:
    """The side of who signs for a client by law."""
    return Side("beside", Purpose.SPEAKS_FOR, chart)


def own_chart(at: Desk) -> ChartId:
    """The client's own chart. Raises NotFound for who was not let in yet."""
    found = charts.own(at)
    if not found:
        raise NotFound("chart")
    return found[0]


def tasks(request: WebRequest, at: Desk, side: Side, stands: Stands) -> Iterator[Task]:
    """What waits of the talk. Nobody has to, and nothing here counts up."""
    say = request.words.gettext
    if (begun := talking.begun(at, side.of)) is not None:
        onward = side.url(request, "talk", part=begun.rest) if begun.rest else side.url(request, "talk_check")
        yield Task(onward, say(N_("Go on with the talk about your privacy") if side.own else N_("Go on with the talk about privacy")))
    elif stands.walk and not stands.agreed.back:
        yield Task(side.url(request, "talk", part=stands.walk[0]), say(_asked(side, stands)))
    if not side.own and authorizations.waits(at, stands.chart):
        yield Task(side.url(request, "forms"), say(N_("Something waits for your yes or no")))
    if stands.to_sign:
        text = N_("Look at what was written down for you") if side.own else N_("Look at what was written down for them")
        yield Task(side.url(request, "talk_done"), say(text))


def _asked(side: Side, stands: Stands) -> str:
    """A client for whom somebody signs may talk themselves, and is not asked to do it alone."""
    if not side.own:
        return N_("A talk about privacy waits for you")
    return N_("Talk about your privacy, if you like") if stands.rests else N_("Talk about your privacy")
