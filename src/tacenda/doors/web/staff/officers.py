"""Officers: the steps of putting somebody into the privacy office and of taking somebody out, which several pages take alike."""

from __future__ import annotations

from tacenda.acts import grants, leaving, office, rolling
from tacenda.acts.desk import Desk
from tacenda.acts.office import Officer
from tacenda.core.model import offers
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import NEVER
from tacenda.doors.web import desk
from tacenda.doors.web.request import WebRequest


def put_in(request: WebRequest, who: Officer, reason: str = "") -> None:
    """The practice's own page, list and ledger first, the office last: who stands between the two is asked for once more."""
    with desk.writing(request) as at:
        practice = ChartId(at.keeper.practice)
        grants.give(at, practice, Purpose.PRACTICE, who.entry, who.name, offers.OFFICER, NEVER, checked=True)
    office.put_in(request.house, desk.visitor(request), who, reason)
    office.list_everywhere(request.house, desk.visitor(request))


def going(at: Desk, id: bytes) -> Officer:
    """Somebody of the office, or who was taken out and has not got a colleague's access back yet. Raises NotFound."""
    found = office.of_office(at)
    cut = any(one.id == id for one in found.others) and not leaving.staff_grants(at, id)
    return found.other(id) if cut else found.member(id)


def take_out(request: WebRequest, id: bytes, *, stays: bool, reason: str = "") -> None:
    """Off the practice's own list and ledger, then out of the office. `stays`: they work here further, as any colleague.

    In this order the same page finishes what was cut: they are a member until nothing else of it is left.
    """
    with desk.reading(request) as at:
        who, practice = going(at, id), ChartId(at.keeper.practice)
        held, member = leaving.staff_grants(at, id), office.is_member(at, who.id)
    for grant in held:
        grants.stop(request.house, desk.visitor(request), practice, grant, Purpose.OVERSIGHT)
    if member:
        office.take_out(request.house, desk.visitor(request), id, reason)
    rolling.roll_due(request.house, desk.visitor(request))
    if stays:
        with desk.writing(request) as at:
            grants.give(at, practice, Purpose.PRACTICE, who.entry, who.name, offers.STAFF, NEVER, checked=True)
