"""The form of a review, and its words: one line for each access that was looked over, with a tick where it still holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from tacenda.acts import reviews
from tacenda.acts.reviews import Access, Stand
from tacenda.core.words import moments
from tacenda.core.words.errors import Invalid
from tacenda.core.words.people import Role
from tacenda.doors.language import N_, Words
from tacenda.doors.web import forms, handles
from tacenda.doors.web.request import WebRequest


class ReviewForm(forms.Form):
    """What still holds. `seen`: what the page showed, so that nothing is ended or kept that nobody looked at.

    `lost`: the yes to what is lost with it, asked for where nobody else can open some notes. It fits what was named, and nothing else.
    """

    keep: Annotated[
        tuple[str, ...],
        forms.checks(N_("What still holds"), hint=N_("Leave a tick at what is still needed. What has no tick ends at once."), needed=True),
    ] = ()
    lost: Annotated[tuple[str, ...], forms.checks(N_("What would be lost"), needed=True)] = ()
    seen: Annotated[str, forms.hidden()]
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "moved": N_("Somebody was let in or stopped meanwhile. Look at the list again."),
        "last": N_("Nobody else can open some of these notes. Nothing has ended yet."),
    }


@dataclass(frozen=True, slots=True)
class Line:
    """One line to tick: what it says, and the access behind it."""

    key: str
    text: str
    all: tuple[Access, ...]
    ticked: bool


@dataclass(frozen=True, slots=True)
class Split:
    """What a review keeps and what it ends."""

    kept: tuple[Access, ...]
    ended: tuple[Access, ...]


def split(form: ReviewForm, found: Sequence[Access], lines: Iterable[Line]) -> Split:
    """Raises Invalid if the list is not the one that was shown, or for notes that nobody could open then, until they were named."""
    known = {line.key: line.all for line in lines}
    if form.seen != handles.of(reviews.seen(found)) or not set(form.keep) <= set(known):
        raise Invalid({"keep": "moved"})
    kept = tuple(one for key in form.keep for one in known[key])
    ended = tuple(one for one in found if one not in kept)
    lost = reviews.lost(ended)
    if lost and form.lost != (handles.of(reviews.seen(lost)),):
        raise Invalid({"lost": "last"})
    return Split(kept, ended)


def choices(lines: Iterable[Line]) -> dict[str, dict[str, str]]:
    return {"keep": {line.key: line.text for line in lines}}


def again(request: WebRequest, problem: Invalid, lines: Sequence[Line]) -> forms.View:
    """The form with the list as it is now, and with what would be lost if that is what it came back for."""
    offered = choices(lines)
    if "lost" in problem.messages:
        sent = request.fields.get("keep", ())
        offered["lost"] = _losing(request.words, reviews.lost([one for line in lines if line.key not in sent for one in line.all]))
    return ReviewForm.again(request, problem, offered)


def _losing(words: Words, lost: Sequence[Access]) -> dict[str, str]:
    names = words.names(list(dict.fromkeys(one.holder.name for one in lost)))
    count = len({one.chart for one in lost})
    said = words.ngettext(
        "End this too: %(names)s. Then nobody can open the notes of %(num)s chart, and nothing brings them back.",
        "End this too: %(names)s. Then nobody can open the notes of %(num)s charts, and nothing brings them back.",
        count,
    )
    return {handles.of(reviews.seen(lost)): said % {"names": names, "num": words.number(count)}}


def when(words: Words, found: Sequence[Access], *, used: bool) -> str:
    """Since when, last used, until when, and with whom the notes stay then: whole sentences, true of each access in the line.

    `used`: whether this reader may know of uses.
    """
    said = [words.say(N_("Since %(day)s."), day=words.day(min(one.holder.since for one in found)))]
    if used:
        said += _used(words, found)
    said += _ends(words, found)
    said += _stays(words, found) if used else []
    if all(one.only for one in found):
        said.append(words.gettext(N_("The only one who can open these notes.")))
    return " ".join(said)


def _stays(words: Words, found: Sequence[Access]) -> list[str]:
    """Who goes on with the notes where somebody's access ends, and that nobody does; to whoever keeps a chart that is no news."""
    opens = [one for one in found if one.opens]
    names = sorted({who.name for one in opens if one.holder.until for who in one.notes.keeps if who.grantee != one.holder.grantee})
    nobody = sum(not one.notes.keeps for one in opens)
    said = list[str]()
    if names:
        one = words.ngettext("%(names)s keeps the notes.", "%(names)s keep the notes.", len(names))
        said.append(one % {"names": words.names(names)})
    if nobody == len(found):
        said.append(words.gettext(N_("Nobody keeps the notes.")))
    elif nobody:
        one = words.ngettext("Nobody keeps the notes of %(num)s.", "Nobody keeps the notes of %(num)s.", nobody)
        said.append(one % {"num": words.number(nobody)})
    return said


def _used(words: Words, found: Sequence[Access]) -> list[str]:
    last = sorted(one.last for one in found if one.last)
    if not last:
        return [words.gettext(N_("Not used for 90 days.") if found[0].unused else N_("Not used yet."))]
    if last[0] == last[-1]:
        said = words.say(N_("Last used on %(day)s."), day=words.day(last[0]))
    else:
        said = words.say(N_("Last used between %(first)s and %(last)s."), first=words.day(last[0]), last=words.day(last[-1]))
    idle = len(found) - len(last)
    return [said, *_some(words, idle, words.ngettext("%(num)s was not used yet.", "%(num)s were not used yet.", idle))]


def _ends(words: Words, found: Sequence[Access]) -> list[str]:
    ends = sorted(moments.day(one.holder.until) for one in found if one.holder.until)
    if not ends:
        return []
    if ends[0] == ends[-1]:
        said = words.say(N_("Ends on %(day)s."), day=words.day(ends[0]))
    else:
        said = words.say(N_("Ends between %(first)s and %(last)s."), first=words.day(ends[0]), last=words.day(ends[-1]))
    open_ = len(found) - len(ends)
    return [
        said,
        *_soon(words, sum(one.soon for one in found), len(ends)),
        *_some(words, open_, words.ngettext("%(num)s has no end.", "%(num)s have no end.", open_)),
    ]


def _soon(words: Words, soon: int, ends: int) -> list[str]:
    """How many of those with an end have it within 30 days."""
    if soon == ends:
        return [words.gettext(N_("That is within 30 days."))]
    return _some(words, soon, words.ngettext("%(num)s ends within 30 days.", "%(num)s end within 30 days.", soon))


def _some(words: Words, count: int, said: str) -> list[str]:
    return [said % {"num": words.number(count)}] if count else []


def beside(words: Words, found: Mapping[str, int]) -> tuple[str, ...]:
    """How many people stand beside clients, by what they are. Without a name: it could be that of a client's mother."""
    trusted, speaks, elsewhere = (found.get(role.value, 0) for role in (Role.TRUSTED, Role.GUARDIAN, Role.OUTSIDE))
    said = (
        (trusted, words.ngettext("%(num)s person whom a client trusts", "%(num)s persons whom clients trust", trusted)),
        (speaks, words.ngettext("%(num)s person who speaks for a client", "%(num)s persons who speak for clients", speaks)),
        (elsewhere, words.ngettext("%(num)s helper elsewhere", "%(num)s helpers elsewhere", elsewhere)),
    )
    return tuple(text % {"num": words.number(count)} for count, text in said if count)


def stands(words: Words, stand: Stand) -> str:
    """When the last one was kept and when the next is due."""
    said = [words.say(N_("The last review was on %(day)s."), day=words.day(stand.last))] if stand.last else []
    if stand.due:
        said.append(words.gettext(N_("It is due now.")))
    elif stand.following:
        said.append(words.say(N_("The next one is due on %(day)s."), day=words.day(stand.following)))
    return " ".join(said)
