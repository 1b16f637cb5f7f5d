from dataclasses import dataclass

from tests.pages.demo import site

from tacenda.core.words.errors import NotFound, Refused
from tacenda.doors.web import render


@dataclass(frozen=True, slots=True)
class StopPage:
    grant: bytes


def get(request):
    if request.id("grant") == site.HIDDEN:
        raise Refused("no-grant", hidden=True)
    if request.id("grant") != site.GRANT:
        raise NotFound("grant")
    return render.page(request, "me/stop.html", StopPage(request.id("grant")))


def post(request):
    request.house.stopped.append(request.id("grant"))
    return render.see_other(request, "me/home")
