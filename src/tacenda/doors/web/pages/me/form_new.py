"""A form of one's own: the client says what somebody should get, and until when. Nothing goes out before their yes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import authorizations, charts
from tacenda.core.model.authorization import Party, Segment, Signer, Statement, Terms
from tacenda.core.words import moments
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.moments import Day
from tacenda.doors.language import N_, Words
from tacenda.doors.web import desk, forms, inner, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import drafting, shown

# In a client's words; what is none of these the therapist says when it is to be sent.
RECIPIENTS = {
    "": N_("Somebody else"),
    "treating_professional": N_("Somebody else who treats me"),
    "payer": N_("Who pays for my care"),
    "school": N_("A school"),
    "employer": N_("Where I work"),
    "benefits_board": N_("An office that pays me money"),
    "family": N_("Somebody of my family"),
}
PURPOSES = {"": N_("Something else"), "care": N_("That they can help me"), "payment": N_("That my care is paid"), "research": N_("A study")}
YES_NO = {"no": N_("No"), "yes": N_("Yes")}


class OwnForm(forms.Form):
    """What should go to whom."""

    segments: Annotated[tuple[str, ...], forms.checks(N_("What may be sent"), hint=N_("Private notes stand on a form of their own."))]
    details: Annotated[str, forms.long(N_("Which part of it"), hint=N_("For example the time it is about."), longest=500)] = ""
    recipient: Annotated[str, forms.text(N_("Name of who gets it"))]
    recipient_kind: Annotated[str, forms.select(N_("Who is that?"), RECIPIENTS)] = ""
    purpose_kind: Annotated[str, forms.select(N_("What for?"), PURPOSES)] = ""
    purpose: Annotated[str, forms.text(N_("What for, in your own words"), hint=N_("You need not say why."), longest=500)] = ""
    ends: Annotated[dt.date | None, forms.date(N_("Last day"))] = None
    event: Annotated[str, forms.text(N_("Or what ends it"), hint=N_("For example: when I am well again."), longest=300)] = ""
    conditioned: Annotated[
        Literal["no", "yes"], forms.radios(N_("Did we say that you get help only if you sign this?"), YES_NO)
    ] = "no"  # fmt: skip
    passes_on: Annotated[
        drafting.Answer,
        forms.radios(
            N_("Does who gets it pass it on to others who treat you?"), drafting.YES_NO_UNKNOWN,
            hint=N_("We ask this for notes on drugs or drink."),
        ),
    ] = "unknown"  # fmt: skip
    participants: Annotated[
        str, forms.long(N_("To whom?"), hint=N_("Their names, or what they are to you. Only those who treat you."), longest=500)
    ] = ""  # fmt: skip
    sayings = {  # noqa: RUF012  a ClassVar of the base
        name: drafting.DraftForm.sayings[name] for name in ("past", "no_end", "together")
    }

    def terms(self, words: Words, client: str, discloser: str, today: Day) -> Terms:
        """What is to be signed. Raises Invalid."""
        drafting.whole(self.segments, self.ends, self.event, today)
        if self.recipient_kind not in RECIPIENTS or self.purpose_kind not in PURPOSES:
            raise Invalid({"recipient_kind" if self.recipient_kind not in RECIPIENTS else "purpose_kind": "choose"})
        passes_on, participants = drafting.passed_on(self.passes_on, self.participants)
        purpose = self.purpose.strip() or (words.gettext(PURPOSES[self.purpose_kind]) if self.purpose_kind else "")
        return Terms(
            client, tuple(one for one in Segment if one.value in self.segments), self.details.strip(), discloser, self.recipient.strip(),
            self.recipient_kind, purpose, self.purpose_kind, not purpose, moments.of_date(self.ends) if self.ends else Day(0),
            self.event.strip(), False, tuple(Statement), words.gettext(shown.HERE), self.conditioned, "yes", False,
            (Party(client, Signer.CLIENT),), "yes", passes_on, participants,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnPage:
    form: forms.View
    sender: str


def get(request: WebRequest) -> Response:
    return _page(request, None)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, problem)


def post(request: WebRequest) -> Response:
    form = OwnForm.parse(request)
    with desk.writing(request) as at:
        inner.ask(at)
        owned = charts.own(at)
        if not owned:
            raise NotFound("chart")
        client, sender = authorizations.named(at, owned[0])
        terms = authorizations.said_here(at, form.terms(request.words, client, sender, at.today))
        made = authorizations.propose(at, owned[0], terms, Purpose.OWN_RECORD)
    return render.see_other(request, "me/form", chart=owned[0], item=made)


def _page(request: WebRequest, problem: Invalid | None) -> Response:
    with desk.reading(request) as at:
        inner.ask(at)
        owned = charts.own(at)
        if not owned:
            raise NotFound("chart")
        sender = authorizations.named(at, owned[0])[1]
    offered = {"segments": drafting.choices(request.words)["segments"]}
    form = (
        OwnForm.blank(request, offered, conditioned="no", passes_on="unknown")
        if problem is None
        else OwnForm.again(request, problem, offered)
    )
    return render.page(request, "me/form_new.html", OwnPage(form, sender))
