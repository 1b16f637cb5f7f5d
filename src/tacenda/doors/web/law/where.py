"""Where the law is looked for: the client's place, and others whose law counts too, such as that of the therapist's licence.

Places travel as one text, the first one first: `US-TX+US-CA`. The first is where the client or the danger is.
"""

from __future__ import annotations

from typing import Annotated

from tacenda.core.decisions import places as ranks
from tacenda.core.words.errors import Invalid
from tacenda.doors import places
from tacenda.doors.language import N_, Words
from tacenda.doors.web import forms
from tacenda.shell import packs

MOST = 8  # places in one question
BOTH = N_("The law of both places counts. Listed are places whose law is kept here, at least in part.")
NOWHERE = N_("%(place)s (no rules of its own here)")
COUNTRY = N_("%(place)s (its own law is not here: ask a lawyer)")
MORE = N_("Such as that of a court, or of another licence.")


class Also(forms.Form):
    """Further places beside the first one."""

    also: Annotated[str, forms.select(N_("Where is the therapist?"), hint=BOTH)] = ""
    further: Annotated[str, forms.select(N_("One more place"), hint=MORE)] = ""


def choices(words: Words) -> dict[str, str]:
    """Every place by name, those whose own rules are kept here first. Then those of which the law above is: by country, as they are looked
    for. There the answer is that law's, and what a lawyer must say of the place's own."""
    named, ruled = places.named(words), packs.law().placed
    whole = {code: name for code, name in named.items() if code in ruled}
    part = {
        code: words.say(COUNTRY, place=name) for code, name in sorted(named.items(), key=_by_country) if code not in ruled and above(code)
    }
    rest = {code: words.say(NOWHERE, place=name) for code, name in named.items() if code not in whole and code not in part}
    return whole | part | rest


def _by_country(place: tuple[str, str]) -> tuple[str, str]:
    name, _, country = place[1].partition(", ")
    return (country or name, name)


def above(code: str) -> bool:
    """Are there rules of the country, or of the union, of a place that has none of its own?"""
    return any(one in packs.law().placed for one in ranks.above(code))


def offered(words: Words, own: str, chosen: tuple[str, ...] = ()) -> dict[str, dict[str, str]]:
    """The choices of a form that asks for places. Beside the first one, those with rules are enough, with those that stand there already:
    three times every place of the world is more than a phone should carry."""
    every, kept = choices(words), {*packs.law().placed, own, *chosen}
    few = {code: name for code, name in every.items() if code in kept or "-" in code}
    same, none = words.gettext(N_("The same place")), words.gettext(N_("None"))
    return {"place": every, "also": {"": same, **few}, "further": {"": none, **few}}


def filled(chosen: tuple[str, ...], own: str) -> dict[str, str]:
    """What such a form shows. `own`: the practice's place, where the therapist is until somebody says otherwise."""
    first, second, third = (*chosen, "", "", "")[:3]
    return {"place": first, "also": second or (own if first == own else ""), "further": third}


def joined(*codes: str) -> str:
    """Places as they travel, each once."""
    return "+".join(dict.fromkeys(one for one in codes if one))


def read(text: str) -> tuple[str, ...]:
    """The places of a text. Raises Invalid."""
    found = tuple(text.split("+")) if text else ()
    if len(found) > MOST or len(set(found)) < len(found):
        raise Invalid({"place": "choose"})
    return found


def said(words: Words, codes: tuple[str, ...]) -> str:
    """The places in words."""
    named = places.named(words)
    return words.names([named[one] for one in codes if one in named])
