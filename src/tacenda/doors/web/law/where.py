"""The places to choose from where the law decides: those whose own rules are kept here first, the others marked."""

from __future__ import annotations

from tacenda.doors.language import N_, Words
from tacenda.doors.web import places
from tacenda.shell import packs


def choices(words: Words) -> dict[str, str]:
    """Every place by name."""
    named, ruled = places.named(words), packs.law().placed
    rest = {code: words.say(N_("%(place)s (no rules of its own here)"), place=name) for code, name in named.items() if code not in ruled}
    return {code: name for code, name in named.items() if code in ruled} | rest
