"""How we may reach you: whether, where, about what and when. By default nothing is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import charts, check_ins, consents, reach
from tacenda.acts.reach import Choice, Event
from tacenda.core.words.errors import Invalid
from tacenda.doors import places
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.request import WebRequest
from tacenda.shell import settings

HOURS = {str(hour): str(hour) for hour in range(24)}  # the page writes them as the language does


class ReachForm(forms.Form):
    """Each answer stands at once, also for what waits to be sent."""

    channel: Annotated[
        Literal["none", "mail"],
        forms.radios(N_("May we write to you?"), {"none": N_("No, tell me when I am here"), "mail": N_("Yes, by e-mail")}),
    ]
    address: Annotated[
        str,
        forms.text(
            N_("Your e-mail address"), longest=254, autocomplete="email", needed=True,
            hint=N_("We need it if you choose Yes. Does anyone else read your e-mail? Then choose No."),
        ),
    ] = ""  # fmt: skip
    events: Annotated[
        tuple[Literal["item", "due", "sign-in", "week"], ...],
        forms.checks(
            N_("What may we tell you?"),
            {
                "item": N_("Something new is here for you"),
                "due": N_("It is time for a talk, or for three short questions"),
                "sign-in": N_("You signed in with a new kind of browser"),
                "week": N_("Once a week, if somebody opened your records"),
            },
        ),
    ] = ()  # fmt: skip
    quiet_from: Annotated[
        str,
        forms.select(N_("Do not write from"), HOURS, hint=N_("We wait until this time is over. Pick the same hour twice to have none.")),
    ]
    quiet_until: Annotated[str, forms.select(N_("Until"), HOURS)]
    zone: Annotated[str, forms.select(N_("Your time zone"))]
    paused: Annotated[bool, forms.tick(N_("Send nothing for now"))] = False
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "address": N_("%(label)s: this is no e-mail address. Look at it again."),
    }


@dataclass(frozen=True, slots=True)
class ReachPage:
    form: forms.View
    done: bool  # they are kept, just now
    off: bool  # nothing is sent
    discreet: bool
    paused: bool
    phrase: bool
    unproven: bool
    asks: bool  # a number is still to be typed in
    mute: bool  # no mail server is set: nothing can leave
    moved: int  # the day on which the address was changed, while that is news


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        choice = reach.chosen(at)
    form = ReachForm.blank(
        request, _choices(request, choice.zone), channel="mail" if choice.mail else "none", address=choice.address,
        events=sorted(event.value for event in choice.events), quiet_from=str(choice.quiet[0]), quiet_until=str(choice.quiet[1]),
        zone=choice.zone or places.zone(settings.read(request.house.folder).place), paused="yes" if choice.paused else "",
    )  # fmt: skip
    return _page(request, form)


def post(request: WebRequest) -> Response:
    form = ReachForm.parse(request)
    if form.channel == "mail" and not form.address.strip():
        raise Invalid({"address": "empty"})
    events = frozenset(Event(text) for text in form.events)
    quiet = int(form.quiet_from), int(form.quiet_until)
    with desk.writing(request) as at:
        if form.zone not in _zones(request, reach.chosen(at).zone):
            raise Invalid({"zone": "choose"})
        choice = Choice(form.channel == "mail", form.address.strip(), events, quiet, form.zone, form.paused)
        reach.keep(at, choice, request.words.language)
        check_ins.plan(at)
        for chart in charts.own(at):
            consents.plan(at, chart)
    return render.see_other(request, "me/reach", done="yes")


def again(request: WebRequest, problem: Invalid) -> Response:
    with desk.reading(request) as at:
        own = reach.chosen(at).zone
    return _page(request, ReachForm.again(request, problem, _choices(request, own)))


def _page(request: WebRequest, form: forms.View) -> Response:
    with desk.reading(request) as at:
        choice, phrase, moved = reach.chosen(at), reach.has_phrase(at), reach.moved(at)
    discreet = request.signed_in().discreet
    off, unproven = not choice.mail or choice.paused or discreet, choice.mail and not choice.proven
    mute = not request.house.settings.mail_host
    value = ReachPage(form, "done" in request.query, off, discreet, choice.paused, phrase, unproven, choice.asks, mute, moved)
    return render.page(request, "me/reach.html", value)


def _choices(request: WebRequest, zone: str) -> dict[str, dict[str, str]]:
    hours = {str(hour): request.words.hour(hour) for hour in range(24)}
    return {"zone": _zones(request, zone), "quiet_from": hours, "quiet_until": hours}


def _zones(request: WebRequest, chosen: str) -> dict[str, str]:
    """The person's own time zone, then those of the country the practice is in, then all others: people travel, and are seen by video."""
    names = (*([chosen] if chosen else []), *places.zones(settings.read(request.house.folder).place))
    return {name: name.replace("_", " ") for name in names}
