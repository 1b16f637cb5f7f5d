"""Keeping: what the law of the practice's place says about how long records are kept. Nothing is opened, nobody is asked."""

from __future__ import annotations

from tacenda.acts.house import House
from tacenda.core.decisions import keeping
from tacenda.core.decisions.keeping import Keeping
from tacenda.core.words import moments
from tacenda.shell import packs, settings


def rules(house: House) -> tuple[Keeping, ...]:
    """The rules today, those that somebody read first; none where no place is set."""
    place = settings.read(house.folder).place
    today = moments.date(moments.day(house.clock.now()))
    return keeping.keeping(packs.law(), [place], today) if place else ()
