"""Does this machine fit? What the house can see of it, and what to do where it does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import installation
from tacenda.acts.installation import Check
from tacenda.doors.language import N_
from tacenda.doors.web import render
from tacenda.doors.web.request import WebRequest

# What is checked; what to do where it does not fit.
SAYS: Mapping[Check, tuple[str, str]] = {
    Check.SWAP: (
        N_("Memory stays off the disk"),
        N_("This machine may write memory to the disk. Lock its swap, or switch it off. With Continue you say that you have read this."),
    ),
    Check.FOLDER: (N_("The folder is yours alone"), N_("Others on this machine may read the folder. Take that right away from them.")),
    Check.KEEPER: (
        N_("The keeper has a place of its own"),
        N_("Its file lies beside the records. Who steals both can try to guess pass words. So yours must be strong."),
    ),
    Check.HOST_NAME: (
        N_("The address tells nothing"),
        N_("The address or the sender says what kind of work this is. Choose another name."),
    ),
    Check.ADDRESS: (N_("The way here is locked"), N_("People come here without https. Put a server with a certificate in front.")),
    Check.CLOCK: (N_("The clock is right"), N_("The clock of this machine is wrong. Set it, then start again.")),
    Check.BACKUP: (N_("There is a copy elsewhere"), N_("No backup was made yet. Make one this week, and keep it in another place.")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One check: what, whether it fits, and what to do if not."""

    what: str
    fits: bool
    todo: str


@dataclass(frozen=True, slots=True)
class ChecksPage:
    lines: tuple[Line, ...]


def get(request: WebRequest) -> Response:
    found = installation.findings(request.house)
    say = request.words.gettext
    lines = tuple(Line(say(SAYS[one.check][0]), one.fits, say(SAYS[one.check][1])) for one in found)
    return render.page(request, "sign_in/checks.html", ChecksPage(lines))


def post(request: WebRequest) -> Response:
    installation.acknowledge_swap(request.house)
    return render.see_other(request, request.site.home(request.signed_in().roles))
