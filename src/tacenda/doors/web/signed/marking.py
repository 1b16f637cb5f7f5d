"""What can be written down of a form that is there: a signature on paper, an end, or that somebody here has looked at it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from tacenda.acts.authorizations import OpenedForm
from tacenda.core.model.authorization import SPEAK, says
from tacenda.doors.language import N_, Words
from tacenda.doors.web import forms, scans
from tacenda.doors.web.signed import shown

HAPPENED = {
    "paper": N_("Somebody signed it on paper"),
    "saw": N_("I saw what lets them sign for the client"),
    "event": N_("The event that ends it happened"),
    "back": N_("It was taken back, in person or by letter"),
    "false": N_("Something on it turned out to be false"),
    "read": N_("I have looked at it. The client drew it."),
}


SEEN = N_("What you saw, for example a court order. They read these words, and can then say yes with a key of their own.")


class MarkForm(forms.Form):
    """One thing that happened to the form."""

    version: Annotated[int, forms.hidden(longest=4)]
    what: Annotated[
        Literal["paper", "saw", "event", "back", "false", "read"], forms.radios(N_("What happened?"))
    ]  # fmt: skip
    who: Annotated[str, forms.select(N_("Who signed, or is to sign"))] = ""
    authority: Annotated[str, forms.text(N_("What lets them sign for the client"), hint=SEEN)] = ""
    day: Annotated[dt.date | None, forms.date(N_("Day of the signature"))] = None
    file: Annotated[str, forms.upload(scans.LABEL, hint=scans.HINT)] = ""
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "event": N_("%(label)s: this form names no event."),
        "unsigned": N_("%(label)s: a scan goes with a signature on paper. Choose that, or send no file."),
        **scans.SAYINGS,
    }


def choices(words: Words, found: OpenedForm) -> dict[str, dict[str, str]]:
    """Only what can happen to this form: a signature that is missing, what lets somebody give it, an event that it names."""
    terms = found.value.terms
    unsigned = (i for i in range(len(terms.parties)) if not found.value.signed(i) and not found.ended)
    parties = {str(i): shown.party(words, terms.parties[i]) for i in unsigned}
    lives = not found.ended
    never = {
        name
        for name, can in (
            ("paper", parties),
            ("saw", unseen(found)),
            ("event", lives and terms.event),
            ("back", lives),
            ("false", lives),
            ("read", found.unread),
        )
        if not can
    }
    can = {name: words.gettext(text) for name, text in HAPPENED.items() if name not in never}
    return {"what": can, "who": {"": words.gettext(N_("Nobody")), **parties}}


def unseen(found: OpenedForm) -> tuple[int, ...]:
    """Who is to sign for the client by law, and nobody saw what lets them, or said what."""
    parties = () if found.ended else enumerate(found.value.told.parties)
    return tuple(
        i for i, one in parties if one.role in SPEAK and not found.value.signed(i) and not (one.shown == "yes" and says(one.authority))
    )
