"""The card of a chart in forms and lists: what is asked, and what is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from tacenda.acts.holders import Person
from tacenda.core.model.chart import CARD_FIELDS, Card, is_address, is_number
from tacenda.core.words import moments
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Invalid, Tampered
from tacenda.core.words.moments import Day
from tacenda.doors.language import N_, Words
from tacenda.doors.web import forms
from tacenda.doors.web.law import where

LABELS = {
    "name": N_("Full name, or an alias"), "called": N_("Wants to be called"), "born": N_("Born"), "phone": N_("Phone"),
    "email": N_("Email"), "address": N_("Address"), "safe_contact": N_("Safe to reach"),
    "place": N_("Where the client is when you meet"),
}  # fmt: skip
WHAT = {
    Code.CONTACT: N_("name and phone"), Code.SCHEDULE: N_("visit times"), Code.RECORD: N_("notes"), Code.PSYCHOTHERAPY: N_("private notes"),
    Code.SUPERVISION: N_("picked notes"), Code.SHARED: N_("shared items"), Code.CONSENT: N_("consents"),
    Code.SIGNED: N_("signatures"), Code.REQUESTS: N_("requests"), Code.ACCESS: N_("who has access"), Code.LEDGER: N_("who looked"),
    Code.MESSAGES: N_("messages"), Code.DOCUMENTS: N_("papers"),
}  # fmt: skip
WRONG = {"born": "no_birthday", "phone": "no_number", "email": "no_address"}
TIMES = {  # a form with a visit says these too
    "not_a_time": N_("%(label)s: this is not a time. Write it as 15:00."),
    "range": N_("%(label)s: use 5 to 480 minutes."),
}


class VisitForm(forms.Form):
    """A visit: a time and a length."""

    day: Annotated[dt.date | None, forms.date(N_("Day"), needed=True)] = None
    time: Annotated[str, forms.text(N_("Time"), hint=N_("For example 15:00."), longest=5, needed=True)] = ""
    minutes: Annotated[int, forms.text(N_("Minutes"), longest=3)] = 50
    sayings = TIMES


class NewForm(forms.Form):
    """A new client; the first visit may wait."""

    name: Annotated[str, forms.text(N_("Name, or an alias"), hint=N_("Lists show the first name and an initial."))]
    day: Annotated[dt.date | None, forms.date(N_("Day of the first visit"))] = None
    time: Annotated[str, forms.text(N_("Time"), hint=N_("For example 15:00."), longest=5)] = ""
    minutes: Annotated[int, forms.text(N_("Minutes"), longest=3)] = 50
    sayings = TIMES


class CardForm(forms.Form):
    """Everything on the card."""

    name: Annotated[str, forms.text(LABELS["name"])]
    called: Annotated[str, forms.text(LABELS["called"])] = ""
    born: Annotated[str, forms.text(LABELS["born"], hint=N_("As 1990-03-14. What the law says of an age goes by it."), longest=40)] = ""
    phone: Annotated[str, forms.text(LABELS["phone"], longest=60)] = ""
    email: Annotated[str, forms.text(LABELS["email"])] = ""
    address: Annotated[str, forms.long(LABELS["address"], longest=500)] = ""
    safe_contact: Annotated[
        str, forms.long(LABELS["safe_contact"], hint=N_("When, how, and who else may hear or read it."), longest=1000)
    ] = ""
    place: Annotated[
        str, forms.select(LABELS["place"], hint=N_("By video this may be another state. Its law counts too when you talk about privacy."))
    ] = ""

    sayings = {  # noqa: RUF012  a ClassVar of the base
        "no_birthday": N_("%(label)s: write it as 1990-03-14, or leave it empty."),
        "no_number": N_(
            "%(label)s: this is no phone number. Write it as +1 555 010 0199, or (555) 010-0199 ext. 12. Words go under Safe to reach."
        ),
        "no_address": N_("%(label)s: this is no e-mail address. Write it as name@example.org, or leave it empty."),
    }

    def card(self) -> Card:
        return Card(**{name: str(getattr(self, name)).strip() for name in CARD_FIELDS})


def checked(form: CardForm, was: Card, today: Day) -> Card:
    """The card that was typed. Raises Invalid where something new on it is not what it must be: a day of birth that no rule and no reminder
    would ever find, a number or an address at which nobody could be reached. What stood there before stays."""
    made = form.card()
    fits = {"born": _past(made.born, today), "phone": is_number(made.phone), "email": is_address(made.email)}
    new = {name for name in fits if getattr(made, name) not in ("", getattr(was, name))}
    if wrong := {name: WRONG[name] for name, fit in fits.items() if name in new and not fit}:
        raise Invalid(wrong)
    return made


def _past(text: str, today: Day) -> bool:
    try:
        return moments.day_from_text(text) <= today
    except Tampered:
        return False


def filled(card: Card) -> dict[str, str]:
    """The card as values of its form."""
    return {name: getattr(card, name) for name in CARD_FIELDS if getattr(card, name)}


def choices(words: Words) -> dict[str, dict[str, str]]:
    """The answers its form offers: every place, those with rules here first."""
    return {"place": {"": words.gettext(N_("Where the practice is")), **where.choices(words)}}


def rows(words: Words, card: Card) -> tuple[tuple[str, str], ...]:
    """What stands on the card, with its label."""
    said = {**filled(card), "place": where.said(words, (card.place,))}
    return tuple((words.gettext(LABELS[name]), value) for name, value in said.items() if value)


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else with access: what, and until when."""

    name: str
    what: str
    until: str


def others(words: Words, people: Sequence[Person], *, alone: bool) -> tuple[Other, ...]:
    """Who else has access now, as a card says it. `alone`: the reader is all of the privacy office too, so that is nobody else."""
    found = (one for one in _live(people) if not (one.office and alone))
    return tuple(Other(one.holder.name, _what(words, one), _until(words, one)) for one in found)


def readers(people: Sequence[Person], code: Code) -> tuple[str, ...]:
    """Who else can open this kind now, each name once."""
    return tuple(dict.fromkeys(one.holder.name for one in _live(people) if code in one.codes and one.holder.may(code)))


def _live(people: Sequence[Person]) -> list[Person]:
    """Nobody who was stopped, is over or has not begun; what the client took out of an access is not among its `codes`."""
    return [one for one in people if not (one.myself or one.stopped or one.starts)]


def _what(words: Words, one: Person) -> str:
    # Everybody sees who has access: it is named for those alone who see nothing else of the chart.
    found = set(one.codes) - {Code.ACCESS} if set(one.codes) - {Code.ACCESS, Code.LEDGER} else set(one.codes)
    return words.names([words.gettext(WHAT[code]) for code in sorted(found) if code in WHAT])


def _until(words: Words, one: Person) -> str:
    return words.day(moments.day(one.holder.until)) if one.holder.until else ""
