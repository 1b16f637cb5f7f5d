"""The client's yes to one person by name, past their choice: somebody it keeps out now, or whom they name. Behind the second lock; it opens
nothing by itself.

Who works here is on no list of a client's: of a name that nobody on theirs has had, they are asked whether it is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import charts, choices, holders, ledger
from tacenda.acts.choices import Yes
from tacenda.acts.desk import Desk
from tacenda.core.model import offers
from tacenda.core.model.offers import Offer
from tacenda.core.model.say import MOST_NAMED, NOBODY, Choice, Exempt
from tacenda.core.words import names
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, handles, render
from tacenda.doors.web.me import stopped
from tacenda.doors.web.request import WebRequest

# What somebody who is named may be let in for. Who guides the work stands on the same ground, for all notes and for picked ones.
OFFERS: Mapping[str, Offer] = {
    "desk": offers.FRONT_DESK,
    "treats": offers.CO_THERAPIST,
    "covers": offers.COVER,
    "guides": offers.SUPERVISOR,
}


class NamedForm(forms.Form):
    """Who, of those the choice keeps out; or a name, and what for."""

    who: Annotated[str, forms.select(N_("Who"))] = ""
    name: Annotated[
        str,
        forms.text(N_("Their name, as they work here"), hint=N_("Ask your therapist how it is written: else it fits nobody."), needed=True),
    ] = ""
    sure: Annotated[
        Literal["", "yes"],
        forms.tick(N_("The name is right"), hint=N_("This page cannot see who works here. With one wrong letter, your yes does nothing.")),
    ] = ""
    why: Annotated[
        Literal["", "desk", "treats", "covers", "guides"],
        forms.radios(
            N_("With a name: what will they do?"),
            {
                "desk": N_("Plan my visits"),
                "treats": N_("Treat me too"),
                "covers": N_("Stand in for my therapist"),
                "guides": N_("Guide my therapist's work"),
            },
            needed=True,
        ),
    ] = ""
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "nobody": N_("Choose somebody, or write their name."),
        "why": N_("%(label)s: choose one."),
        "unseen": N_("%(label)s: none of it can be seen. Type it again."),
        "unmet": N_("%(label)s: nobody on your list has had this name. Look at each letter, then tick the box below."),
        "barred": N_("%(label)s: you stopped somebody with this name. First say that they may be let in again."),
        "full": N_("There is no room for one more. Take a yes back first."),
    }


@dataclass(frozen=True, slots=True)
class NamedPage:
    form: forms.View
    anybody: bool  # there is somebody to choose
    full: int  # how many yeses there are, where no more fit
    unmet: bool  # nobody on the list has had the name that was written
    action: str


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        if not _narrow(at):  # nobody is kept out by a choice
            return render.see_other(request, "me/circle")
        kept_out = _kept_out(request, at)
        return _page(request, at, NamedForm.blank(request, _offered(request, kept_out)), anybody=bool(kept_out))


def post(request: WebRequest) -> Response:
    form = NamedForm.parse(request)
    with desk.writing(request) as at:
        if not _narrow(at):
            return render.see_other(request, "me/circle", done=Yes.NEEDLESS.value)
        one = _meant(at, form, {handle: yes for handle, (yes, _) in _kept_out(request, at).items()})
        came = {choices.say_yes(at, chart, one, Purpose.OWN_RECORD) for chart in charts.own(at)}
    return render.see_other(request, "me/circle", done=next(yes for yes in Yes if yes in came).value)


def again(request: WebRequest, problem: Invalid) -> Response:
    with desk.reading(request) as at:
        kept_out = _kept_out(request, at)
        unmet = problem.messages.get("name") == "unmet" or bool(request.fields.get("sure"))
        return _page(request, at, NamedForm.again(request, problem, _offered(request, kept_out)), anybody=bool(kept_out), unmet=unmet)


def _narrow(at: Desk) -> bool:
    return any(choices.chosen(at, chart, Purpose.OWN_RECORD) is not Choice.TEAM for chart in charts.own(at))


def _kept_out(request: WebRequest, at: Desk) -> dict[str, tuple[Exempt, str]]:
    """Whom the client's choice alone keeps out, each with what to call them, by what the form sends."""
    found = dict[str, tuple[Exempt, str]]()
    for chart in charts.own(at):
        looks, people = ledger.who_looked(at, chart, Purpose.OWN_RECORD, None), holders.who_can(at, chart, Purpose.OWN_RECORD)
        for stop in stopped.by_choice(at, looks, people):
            grant = stop.grant
            yes = Exempt(grant.grantee, grant.name, grant.role, grant.basis, at.today)
            found.setdefault(handles.of(grant.grantee), (yes, stopped.who(request.words, stop)))
    return found


def _meant(at: Desk, form: NamedForm, known: Mapping[str, Exempt]) -> Exempt:
    """Raises Invalid where nobody is meant."""
    if form.who:
        if form.who not in known:
            raise Invalid({"who": "choose"})
        return known[form.who]
    name = form.name.strip()
    if not name:
        raise Invalid({"name": "nobody" if known else "empty"})
    if not form.why:
        raise Invalid({"why": "why"})
    if names.shown(name) and not form.sure and not any(_met(at, chart, name) for chart in charts.own(at)):
        raise Invalid({"name": "unmet"})
    offer = OFFERS[form.why]
    return Exempt(NOBODY, name, offer.role, offer.basis, at.today)


def _met(at: Desk, chart: ChartId, name: str) -> bool:
    """Whether the client has met this name: on their list, or in a line of the ledger about who was stopped."""
    stops = ledger.who_looked(at, chart, Purpose.OWN_RECORD, None).stops
    return choices.met(at, chart, name, Purpose.OWN_RECORD) or any(names.same(one.grant.name, name) for one in stops)


def _offered(request: WebRequest, kept_out: Mapping[str, tuple[Exempt, str]]) -> dict[str, dict[str, str]]:
    people = {handle: who for handle, (_, who) in kept_out.items()}
    return {"who": {"": request.words.gettext(N_("I write the name below")), **people}}


def _page(request: WebRequest, at: Desk, form: forms.View, *, anybody: bool, unmet: bool = False) -> Response:
    most = max((len(choices.exempt(at, chart, Purpose.OWN_RECORD)) for chart in charts.own(at)), default=0)
    page = NamedPage(form, anybody, most if most >= MOST_NAMED else 0, unmet, request.url("me/named"))
    return render.page(request, "me/named.html", page)
