"""What staff pages say of where the notes of a chart stay, in whole sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tacenda.acts.reviews import Access
from tacenda.acts.staying import Stay
from tacenda.core.model.kept import Kept
from tacenda.core.words import moments
from tacenda.core.words.ids import ChartId
from tacenda.doors.language import N_, Words
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import kinds


@dataclass(frozen=True, slots=True)
class Row:
    """One chart that somebody else keeps, or kept. `said`: with whom its notes stay; `href`: who has access there."""

    chart: bytes
    name: str
    said: str
    href: str


def names(words: Words, kept: Kept) -> str:
    """Who goes on with the notes; empty for nobody."""
    return words.names(list(dict.fromkeys(one.name for one in kept.keeps)))


def adrift(words: Words, kept: Kept) -> str:
    """Of notes that nobody keeps: who can open them, and until when."""
    who = words.names(list(dict.fromkeys(one.name for one in kept.openers)))
    if kept.ends:
        day = words.day(moments.day(kept.ends))
        return words.say(N_("%(names)s can open the notes until %(day)s, then nobody can."), names=who, day=day)
    return words.say(N_("%(names)s can open the notes, and nobody keeps them."), names=who)


def rows(request: WebRequest, called: Mapping[ChartId, str], stays: Iterable[Stay]) -> tuple[Row, ...]:
    """Of the charts that this person does not keep: those whose notes nobody else opens, and those that are theirs for a few days more."""
    found = [one for one in stays if one.chart in called and one.passing]
    return tuple(
        Row(one.chart, called[one.chart], stays_with(request.words, one), request.url("charts/access", chart=one.chart)) for one in found
    )


def ending(request: WebRequest, called: Mapping[ChartId, str], found: Iterable[Access]) -> tuple[Row, ...]:
    """Of the charts that this person keeps: who can open them for a few days more, a row each."""
    return tuple(
        Row(one.chart, called[one.chart], _ending(request.words, one), request.url("charts/access", chart=one.chart))
        for one in found
        if one.chart in called
    )


def _ending(words: Words, one: Access) -> str:
    day = words.day(moments.day(one.holder.until))
    return words.say(N_("%(name)s, %(does)s, until %(day)s."), name=one.holder.name, does=kinds.doing(words, one.holder), day=day)


def stays_with(words: Words, one: Stay) -> str:
    """Of notes that somebody opens and does not keep: until when, and with whom they stay."""
    day, who = words.day(moments.day(one.until)) if one.until else "", names(words, one.rest)
    if not one.alone:
        ends = words.say(N_("Your access ends on %(day)s."), day=day)
        return f"{ends} {words.say(N_('%(names)s keeps the notes.'), names=who) if who else words.gettext(N_('Nobody keeps the notes.'))}"
    if day:
        return words.say(N_("Only you can open the notes, until %(day)s. After that nobody can."), day=day)
    return words.gettext(N_("Only you can open the notes, and nobody here can let others in."))
