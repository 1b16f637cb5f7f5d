"""A colleague who goes, in the words of the office: who else holds the notes, whom to ask first, and what ends. No client's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from tacenda.acts.leaving import Held, Outlook
from tacenda.core.words import moments
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_, Words
from tacenda.doors.web.staff import kept, kinds


def holders(words: Words, found: Outlook) -> tuple[str, ...]:
    """Who else can open the notes of the charts that they keep, and of how many."""
    counted = Counter((one.name, kinds.doing(words, one), one.until) for held in found.kept for one in held.rest.openers)
    return tuple(_holder(words, *who, count) for who, count in sorted(counted.items()))


def _holder(words: Words, name: str, does: str, until: Moment, count: int) -> str:
    charts = _filled(words, words.ngettext("%(num)s chart", "%(num)s charts", count), count)
    if until:
        day = words.day(moments.day(until))
        return words.say(N_("%(name)s, %(does)s: %(charts)s, until %(day)s."), name=name, does=does, charts=charts, day=day)
    return words.say(N_("%(name)s, %(does)s: %(charts)s."), name=name, does=does, charts=charts)


def adrift(words: Words, found: Iterable[Held]) -> tuple[str, ...]:
    """Of notes that others can open and nobody would keep: of how many charts, who, and until when."""
    counted = Counter(kept.adrift(words, one.rest) for one in found if not one.stays and not one.lost)
    return tuple(
        f"{_filled(words, words.ngettext('%(num)s chart:', '%(num)s charts:', count), count)} {said}" for said, count in counted.items()
    )


# Whom to ask before anything ends


def asks(words: Words, found: Outlook, others: Sequence[str]) -> tuple[str, ...]:
    """One sentence or two for each who has to do something. `others`: the other members of the privacy office, by name."""
    return (*_hand_on(words, found), *_go_on_alone(words, found), *_unread(words, found.unread, others))


def _hand_on(words: Words, found: Outlook) -> Iterable[str]:
    todo, who = [one for one in found.kept if not one.taken], found.who.name
    if found.to is None:
        if todo:
            yield words.say(N_("Name below who keeps the charts. %(name)s then hands them on."), name=who)
        return
    refused = sum(one.refused for one in todo)
    if count := len(todo) - refused:
        said = words.ngettext(
            "Ask %(name)s to hand on %(num)s chart to %(to)s.", "Ask %(name)s to hand on %(num)s charts to %(to)s.", count
        )  # fmt: skip
        yield _filled(words, said, count, name=who, to=found.to.name)
    if refused:
        said = words.ngettext(
            "%(num)s client does not want %(to)s in. Only that client can say yes: ask %(name)s to talk with them.",
            "%(num)s clients do not want %(to)s in. Only these clients can say yes: ask %(name)s to talk with them.",
            refused,
        )
        yield _filled(words, said, refused, name=who, to=found.to.name)


def _go_on_alone(words: Words, found: Outlook) -> Iterable[str]:
    alone = [one for one in found.held if one.alone]
    if alone:
        names = words.names(sorted({one.name for held in alone for one in held.rest.openers}))
        said = words.ngettext(
            "%(num)s chart opens then to %(names)s alone, who can let nobody in. Let it be handed on first.",
            "%(num)s charts open then to %(names)s alone, who can let nobody in. Let them be handed on first.",
            len(alone),
        )
        yield _filled(words, said, len(alone), names=names)


def _unread(words: Words, count: int, others: Sequence[str]) -> Iterable[str]:
    if count:
        said = words.ngettext(
            "%(num)s chart does not open for you and is not counted.", "%(num)s charts do not open for you and are not counted.", count
        )  # fmt: skip
        yield _filled(words, said, count)
        if others:
            yield words.say(N_("Ask %(names)s, of the privacy office, to look at this page too."), names=words.names(others))


# What ends


def effects(words: Words, found: Outlook, ends: Sequence[Held], *, office: int) -> tuple[str, ...]:
    """What happens when this is ended, and nothing else. `office`: members of the privacy office who stay, if they are one; else 0."""
    name, whole = found.who.name, found.whole(ends)
    last = _gone(words, found, office) if whole else [words.say(N_("%(name)s still works here and can sign in."), name=name)]
    return (*_charts(words, found, ends), *_told(words, ends, name, gone=whole), *last)


def _charts(words: Words, found: Outlook, ends: Sequence[Held]) -> Iterable[str]:
    ended, on, lost = len(ends), len(found.held) - len(ends), sum(one.lost for one in ends)
    if ended:
        yield _filled(
            words, words.ngettext("Access ends in %(num)s chart at once.", "Access ends in %(num)s charts at once.", ended), ended
        )
    if ended > lost:
        yield words.gettext(N_("Where somebody stays, keys change when they sign in next."))
    if any(one.keeps for one in ends):
        yield words.gettext(N_("Their private notes there open for nobody any more."))
    if on:
        said = words.ngettext(
            "In %(num)s chart it goes on: nobody else keeps the notes.", "In %(num)s charts it goes on: nobody else keeps the notes.", on
        )  # fmt: skip
        yield _filled(words, said, on)
    yield from adrift(words, ends)
    if lost:
        said = words.ngettext(
            "The notes of %(num)s chart open for nobody any more. Nothing brings them back.",
            "The notes of %(num)s charts open for nobody any more. Nothing brings them back.",
            lost,
        )
        yield _filled(words, said, lost)


def _told(words: Words, ends: Sequence[Held], name: str, *, gone: bool) -> Iterable[str]:
    """What clients read: whose chart was theirs to keep, with whom it stays; all others, if they go, that they did."""
    of_keeper = {one.chart for one in ends if one.keeps and one.inside}
    if of_keeper:
        yield _told_of_keeper(words, len(of_keeper), name, gone=gone)
    count = len({one.chart for one in ends if one.inside} - of_keeper)
    if gone and count:
        said = words.ngettext(
            "%(num)s client reads that %(name)s does not work here any more. Somebody else keeps their records.",
            "%(num)s clients read that %(name)s does not work here any more. Somebody else keeps their records.",
            count,
        )
        yield _filled(words, said, count, name=name)


def _told_of_keeper(words: Words, count: int, name: str, *, gone: bool) -> str:
    if gone:
        said = words.ngettext(
            "%(num)s client reads that %(name)s does not work here any more, and who keeps the records now, if anybody does.",
            "%(num)s clients read that %(name)s does not work here any more, and who keeps the records now, if anybody does.",
            count,
        )
    else:
        said = words.ngettext(
            "%(num)s client reads that %(name)s does not keep their records any more, and who does.",
            "%(num)s clients read that %(name)s does not keep their records any more, and who does.",
            count,
        )
    return _filled(words, said, count, name=name)


def _gone(words: Words, found: Outlook, office: int) -> Iterable[str]:
    name = found.who.name
    if found.unread:
        yield from _unread(words, found.unread, ())
        yield words.gettext(N_("What only they can open there is lost too."))
    yield words.say(N_("%(name)s can sign in no more, and is off the list of who works here."), name=name)
    if found.shut:
        said = words.ngettext(
            "The client of %(num)s chart stopped them and can take that back only until this ends. Then its notes open for nobody.",
            "The clients of %(num)s charts stopped them and can take that back only until this ends. Then their notes open for nobody.",
            found.shut,
        )
        yield _filled(words, said, found.shut)
    if office:
        yield words.gettext(N_("They are taken out of the privacy office, which gets new keys."))
    if office == 1:
        yield words.gettext(N_("You would be the only member. Put another officer in soon."))


def _filled(words: Words, said: str, count: int, **slots: str) -> str:
    return said % {"num": words.number(count), **slots}
