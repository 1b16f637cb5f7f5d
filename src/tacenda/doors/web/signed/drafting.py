"""A new form: what is asked, and the terms that come of the answers. One written here says every sentence; a paper says what is ticked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Literal

from tacenda.core.model.authorization import Party, Segment, Signer, Statement, Terms
from tacenda.core.words import moments
from tacenda.core.words.errors import Invalid
from tacenda.core.words.moments import Day
from tacenda.doors.language import N_, Words
from tacenda.doors.web import forms
from tacenda.doors.web.law import words as law_words
from tacenda.doors.web.signed import shown
from tacenda.shell import packs

YES_NO_UNKNOWN = {"yes": N_("Yes"), "no": N_("No"), "unknown": N_("I do not know")}
CHOOSE = N_("Choose one")
ALONE = frozenset({Segment.PSYCHOTHERAPY.value, Segment.SUBSTANCE_NOTES.value})
Answer = Literal["yes", "no", "unknown"]
WHO = {
    "client": N_("The client"),
    "parent": N_("A parent"),
    "both": N_("The client and a parent"),
    "representative": N_("Somebody who speaks for the client"),
    "joint": N_("The client and each adult who takes part"),
}
BY_LAW = frozenset({"parent", "both", "representative"})  # what is signed for the client by law
PROVED = N_("With a key of their own they can say yes only after a Yes here.")


class DraftForm(forms.Form):
    """What a form needs."""

    segments: Annotated[tuple[str, ...], forms.checks(N_("What may be sent"), hint=N_("Private notes stand on a form of their own."))]
    details: Annotated[str, forms.long(N_("Which part of it"), hint=N_("For example the time it is about."), longest=500)] = ""
    discloser: Annotated[str, forms.text(N_("Who may send it"))]
    recipient: Annotated[str, forms.text(N_("Who receives it: name"))]
    recipient_kind: Annotated[str, forms.select(N_("What the recipient is"))]
    purpose_kind: Annotated[str, forms.select(N_("What it is for"))]
    purpose: Annotated[
        str,
        forms.text(
            N_("What it is for, in the words of the form"),
            hint=N_("The client reads and signs these words. Of a paper: empty where it says that the client asks."),
            longest=500,
            needed=True,
        ),
    ] = ""
    ends: Annotated[dt.date | None, forms.date(N_("Last day"))] = None
    event: Annotated[str, forms.text(N_("Or the event that ends it"), longest=300)] = ""
    who: Annotated[Literal["client", "parent", "both", "representative", "joint"], forms.radios(N_("Who signs"), WHO)] = "client"
    others: Annotated[str, forms.long(N_("Names of the others who sign"), hint=N_("One name on each line."), longest=500)] = ""
    authority: Annotated[str, forms.text(N_("What lets them sign for the client"), hint=N_("For example a court order."))] = ""
    shown: Annotated[Answer, forms.radios(N_("Have they proved it?"), YES_NO_UNKNOWN, hint=PROVED)] = "unknown"
    conditioned: Annotated[Answer, forms.radios(N_("Does any care depend on this form?"), YES_NO_UNKNOWN, needed=True)] = "unknown"
    origin: Annotated[
        Literal["here", "paper"], forms.radios(N_("Where is it from?"), {"here": N_("Written here"), "paper": N_("A paper that came in")})
    ] = "here"  # fmt: skip
    says: Annotated[tuple[str, ...], forms.checks(N_("What the paper says to who signs"))] = ()
    apart: Annotated[Answer, forms.radios(N_("Does the paper stand apart from other papers?"), YES_NO_UNKNOWN)] = "unknown"
    plain: Annotated[Answer, forms.radios(N_("Is the paper written in plain words?"), YES_NO_UNKNOWN)] = "unknown"
    endless: Annotated[bool, forms.tick(N_("The paper says that it has no end"))] = False
    passes_on: Annotated[
        Answer,
        forms.radios(
            N_("Does the recipient pass records on to others who treat the client?"), YES_NO_UNKNOWN,
            hint=N_("An exchange of health records does. Another therapist, a payer or a court does not."),
        ),
    ] = "unknown"  # fmt: skip
    participants: Annotated[
        str,
        forms.long(
            N_("Whom it may pass them on to"),
            hint=N_("Their names, or what they are to the client. Only those who treat the client."),
            longest=500,
        ),
    ] = ""
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "past": N_("%(label)s: this day is over. Take a later one."),
        "no_end": N_("%(label)s: name a last day, or the event that ends it."),
        "ends": N_("%(label)s: it names an end as well. Take one of the two away."),
        "unsaid": N_("%(label)s: say it in a few plain words. The client signs them."),
        "promised": N_("%(label)s: say yes or no. The client reads it on the form."),
        "together": N_("%(label)s: private notes need a form of their own."),
        "client": N_("%(label)s: the client signs already. Name the others only."),
    }

    def terms(self, words: Words, client: str, today: Day) -> Terms:
        """Raises Invalid for words that are none of those offered, for what is missing, and for an end that has passed.

        A form that is written here is whole from the start; on a paper that came in, what is missing is for the check to name.
        """
        here, facts = self.origin == "here", packs.law().vocabulary.facts
        if here:
            self._whole(today)
        if self.endless and (self.ends or self.event.strip()):
            raise Invalid({"endless": "ends"})
        passes_on, participants = passed_on(self.passes_on, self.participants)
        if self.recipient_kind not in facts["recipient"].values:
            raise Invalid({"recipient_kind": "choose"})
        if self.purpose_kind not in facts["purpose"].values:
            raise Invalid({"purpose_kind": "choose"})
        statements = tuple(Statement) if here else tuple(one for one in Statement if one.value in self.says)
        how = words.gettext(shown.HERE) if here else words.gettext(N_("As the paper says.")) if Statement.REVOKE in statements else ""
        return Terms(
            client, tuple(one for one in Segment if one.value in self.segments), self.details.strip(), self.discloser.strip(),
            self.recipient.strip(), self.recipient_kind, self.purpose.strip(), self.purpose_kind, not self.purpose.strip(),
            moments.of_date(self.ends) if self.ends else Day(0), self.event.strip(), self.endless and not here, statements,
            how, _said(self.conditioned), "yes" if here else _said(self.apart), self.who == "joint", self._parties(client),
            "yes" if here else _said(self.plain), passes_on, participants,
        )  # fmt: skip

    def _whole(self, today: Day) -> None:
        if not self.purpose.strip():
            raise Invalid({"purpose": "unsaid"})  # else the law hears a purpose that whoever signs does not
        if self.conditioned == "unknown":
            raise Invalid({"conditioned": "promised"})  # the form says to who signs what a no costs them
        whole(self.segments, self.ends, self.event, today)

    def _parties(self, client: str) -> tuple[Party, ...]:
        names = [one.strip() for one in self.others.splitlines() if one.strip()]
        if self.who != "client" and not names:
            raise Invalid({"others": "empty"})
        first = (Party(client, Signer.CLIENT),) if self.who in ("client", "both", "joint") else ()
        if self.who == "client":
            return first
        if self.who == "joint":
            if client.strip().casefold() in (name.casefold() for name in names):
                raise Invalid({"others": "client"})  # a second line of theirs could never be signed
            return (*first, *(Party(name, Signer.PARTICIPANT) for name in names))
        role = Signer.REPRESENTATIVE if self.who == "representative" else Signer.PARENT
        return (*first, *(Party(name, role, self.authority.strip(), _said(self.shown)) for name in names))


def whole(segments: Sequence[str], ends: dt.date | None, event: str, today: Day) -> None:
    """What is written here stands alone where it must, and has an end that is still to come. Raises Invalid."""
    if len(segments) > 1 and ALONE & set(segments):
        raise Invalid({"segments": "together"})  # the client would sign in vain
    if ends is None and not event.strip():
        raise Invalid({"ends": "no_end"})
    if ends is not None and moments.of_date(ends) < today:
        raise Invalid({"ends": "past"})


def passed_on(answer: str, whom: str) -> tuple[str, str]:
    """Whether the recipient passes records on, and to whom, as the terms say it. Raises Invalid where nobody is named."""
    if answer == "yes" and not whom.strip():
        raise Invalid({"participants": "empty"})
    return _said(answer), whom.strip() if answer == "yes" else ""


def _said(answer: str) -> str:
    return "" if answer == "unknown" else answer


def choices(words: Words, says: Sequence[Statement] = tuple(Statement), *, theirs: bool = True) -> dict[str, dict[str, str]]:
    """What can be chosen, in the reader's language. `says`: what a paper may say here to who signs it; `theirs`: also that a parent signs,
    or who speaks for the client."""
    facts = packs.law().vocabulary.facts
    return {
        "segments": {one.value: words.gettext(shown.SEGMENTS[one]) for one in Segment},
        "who": {value: words.gettext(text) for value, text in WHO.items() if theirs or value not in BY_LAW},
        "says": {one.value: words.gettext(shown.STATEMENTS[one]) for one in says},
        "recipient_kind": {"": words.gettext(CHOOSE), **law_words.answers(words, facts["recipient"])},
        "purpose_kind": {"": words.gettext(CHOOSE), **law_words.answers(words, facts["purpose"])},
    }
