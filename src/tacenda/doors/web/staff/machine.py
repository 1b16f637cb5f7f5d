"""What the house says of the machine it runs on: each check with what to do where it does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tacenda.acts import installation
from tacenda.acts.installation import Check
from tacenda.doors.language import N_
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
    Check.PROXY: (
        N_("One person's wrong guesses slow nobody else"),
        N_("All people seem to come from the server in front. Write its address into settings.toml, as `proxy`."),
    ),
    Check.CLOCK: (N_("The clock is right"), N_("The clock of this machine is wrong. Set it, then start again.")),
    Check.BACKUP: (N_("There is a copy elsewhere"), N_("No backup was made yet. Make one this week, and keep it in another place.")),
    Check.WORK: (
        N_("Background work goes well"),
        N_("Background work broke off: %(at)s. It is tried again each minute. Tell who looks after this machine."),
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One check: what, whether it fits, and what to do if not."""

    what: str
    fits: bool
    todo: str


def lines(request: WebRequest) -> tuple[Line, ...]:
    """Every check of this machine, in order."""
    say, found = request.words.say, installation.findings(request.house)
    return tuple(Line(say(SAYS[one.check][0]), one.fits, say(SAYS[one.check][1], at=request.words.moment(one.at))) for one in found)
