"""The limits of secrecy as a client reads them: when others may be told, apart from the client's own rights, and few groups in each.

What a group comes to is worked out from its sentences: the most that they ask. Rules of laws that few practices are under stand at the end,
each law in a fold of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tacenda.core.decisions.limits import CLIENT, ORDER, OTHERS, Limit
from tacenda.doors.language import N_, Words

HEADINGS = {
    "must": N_("I must tell"), "should": N_("I should tell"), "may": N_("I may tell, as each line says"),
    "ask": N_("I must ask a lawyer first"), "closed": N_("This stays closed"),
}  # fmt: skip
OWED = {
    "must": N_("I must do this"), "should": N_("I should do this"), "may": N_("I may do this"), "ask": N_("I must ask a lawyer first"),
    "closed": N_("This stays closed"),
}  # fmt: skip
# A group while it is folded: the most it can come to.
LINES = {
    "must": N_("%(topic)s: sometimes I must tell"), "should": N_("%(topic)s: sometimes I should tell"),
    "may": N_("%(topic)s: sometimes I may tell"), "ask": N_("%(topic)s: I ask a lawyer first"),
    "closed": N_("%(topic)s: this stays closed"),
}  # fmt: skip
ALWAYS = (N_("If one line says must and one says may, I must."), N_("I can always call for help and not say who you are."))
WHEN, CARE, PAY, RIGHTS = N_("Other times"), N_("Your care, and my work"), N_("Those who pay, and research"), N_("What you can ask for")
# The topics that the packs name, by the group they stand in, in this order.
_TOLD: Mapping[str, str] = {
    "danger to others": N_("Danger to others"),
    "danger to me": N_("Danger to you"),
    "a child is harmed": N_("A child is harmed"),
    "an adult who cannot protect themselves": N_("An adult who cannot protect themselves"),
    "courts and police": N_("Courts and police"),
    "when something goes wrong": N_("Courts and police"),
    "a parent or guardian": N_("Parents, and who speaks for you"),
    "who speaks for you": N_("Parents, and who speaks for you"),
    "care with others": CARE,
    "family and friends": CARE,
    "my licence and supervision": CARE,
    "payers": PAY,
    "research": PAY,
    "after death": N_("After your death"),
}
_OWED: Mapping[str, str] = {
    "when something goes wrong": N_("When records are lost or stolen"),
    "how long I keep it": N_("How long I keep your record"),
    "if you are under 18": N_("If you are under 18"),
    "a parent or guardian": N_("If you are under 18"),
}
_ONLY: Mapping[str, str] = {
    "part2": N_("Only in a drug or alcohol programme"), "ferpa": N_("Only where a school keeps the record"),
}  # fmt: skip

Kind = tuple[str, tuple[Limit, ...]]  # a heading and the sentences under it


@dataclass(frozen=True, slots=True)
class Topic:
    """What one group is about, and in one line what it comes to. `kinds`: what must, should or may be told of it, or stays closed."""

    line: str
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the list under its heading, with what is good to know about all of it."""

    heading: str
    says: str
    topics: tuple[Topic, ...]


def sections(words: Words, found: Iterable[Limit]) -> tuple[Section, ...]:
    """Every sentence once: telling others, rights of the client, and what only some practices are under."""
    limits = sorted(found, key=lambda one: ORDER.index(one.kind))
    wide = [one for one in limits if not one.only]
    made = (
        Section(words.gettext(N_("When others may be told")), _says(words, ALWAYS), _told(words, wide)),
        Section(
            words.gettext(N_("Your rights")), words.gettext(N_("If two lines give a time, the shorter one counts.")), _owed(words, wide)
        ),
        Section(
            words.gettext(N_("Only in some places of care")), words.gettext(N_("Ask us if one of these is true here.")), _few(words, limits)
        ),
    )
    return tuple(one for one in made if one.topics)


def _says(words: Words, found: Iterable[str]) -> str:
    return " ".join(words.gettext(one) for one in found)


def _told(words: Words, limits: Sequence[Limit]) -> tuple[Topic, ...]:
    mine = [one for one in limits if one.about == OTHERS]
    groups = _by_group(mine, _TOLD, WHEN)
    return tuple(
        Topic(words.say(LINES[inside[0].kind], topic=words.gettext(group)), _kinds(words, inside, HEADINGS)) for group, inside in groups
    )


def _owed(words: Words, limits: Sequence[Limit]) -> tuple[Topic, ...]:
    mine = [one for one in limits if one.about == CLIENT]
    return tuple(Topic(words.gettext(group), _kinds(words, inside, OWED)) for group, inside in _by_group(mine, _OWED, RIGHTS))


def _few(words: Words, limits: Sequence[Limit]) -> tuple[Topic, ...]:
    named = [(label, [one for one in limits if one.only == only]) for only, label in _ONLY.items()]
    return tuple(Topic(words.gettext(label), headed(words, inside)) for label, inside in named if inside)


def headed(words: Words, found: Iterable[Limit]) -> tuple[Kind, ...]:
    """Sentences of any sort under their headings: those of telling others, then those of the client's rights."""
    limits = tuple(found)
    others, own = ([one for one in limits if one.about == about] for about in (OTHERS, CLIENT))
    return (*_kinds(words, others, HEADINGS), *_kinds(words, own, OWED))


def _by_group(limits: Sequence[Limit], names: Mapping[str, str], rest: str) -> list[tuple[str, list[Limit]]]:
    order = list(dict.fromkeys([*names.values(), rest]))
    found = [(group, [one for one in limits if names.get(one.topic, rest) == group]) for group in order]
    return [(group, inside) for group, inside in found if inside]


def _kinds(words: Words, limits: Sequence[Limit], headings: Mapping[str, str]) -> tuple[Kind, ...]:
    """Sentences under what they ask of me, the strictest first."""
    found = [(kind, tuple(one for one in limits if one.kind == kind)) for kind in ORDER]
    return tuple((words.gettext(headings[kind]), inside) for kind, inside in found if inside)
