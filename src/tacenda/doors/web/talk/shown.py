"""What a page of the talk shows, in the reader's language, and the hash of it that a kept talk carries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tacenda.acts.kept_talks import OpenedTalk
from tacenda.acts.talks import Stands
from tacenda.core.decisions.limits import Limit
from tacenda.core.model import agreed, consent
from tacenda.core.model.agreed import Due, Reason
from tacenda.core.model.consent import How, Part, Result
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_, Words
from tacenda.doors.web.talk.limits import Kind, Section, headed, sections
from tacenda.doors.web.talk.texts import CHOICES, TEXTS, YES_NO_LATER, Wording, of

RESULTS = {
    Result.RIGHT: N_("Clear"), Result.MISSED: N_("To talk about"), Result.UNSURE: N_("To talk about"), Result.SKIPPED: N_("No answer"),
}  # fmt: skip
HOWS = {How.ALONE: N_("Alone"), How.TOGETHER: N_("Together, on one screen"), How.PAPER: N_("On paper")}
REASONS = {
    Reason.FIRST: N_("We have not had this talk yet."),
    Reason.REST: N_("Not each part is done yet."),
    Reason.SESSION: N_("It is time to look at it a second time."),
    Reason.HALF_YEAR: N_("Half a year has passed."),
    Reason.PLACE: N_("You or we moved. Ask me which rules count for you now."),
    Reason.LIMITS: N_("A rule about telling others changed."),
    Reason.TEXTS: N_("We say something in other words now."),
    Reason.PERSON: N_("Somebody new can open something."),
    Reason.AGE: N_("You came of age."),
    Reason.DISCLOSURE: N_("Something was sent to others."),
    Reason.ENDING: N_("We come to an end."),
    Reason.TAKEN_BACK: N_("You took back what you said yes to."),
}
NAME = N_("%(name)s")
SIGNED_AS = {"parent": N_("%(name)s, a parent"), "representative": N_("%(name)s, who speaks for the client")}
# The same reasons as staff read them.
STAFF_REASONS = {
    **REASONS, Reason.FIRST: N_("The client has not had this talk yet."),
    Reason.PLACE: N_("The client moved, or the practice did. The list goes by the place on the card."),
    Reason.REST: N_("Not each part was read yet."), Reason.AGE: N_("The client came of age."),
    Reason.TAKEN_BACK: N_("The client took everything back. Talk about it."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """One part as it is read. `people`: lines; `new`: what was not told before, under its headings; `name`: 32 bytes of all of it."""

    part: int
    heading: str
    before: tuple[str, ...]
    people: tuple[str, ...]
    new: tuple[Kind, ...]
    sections: tuple[Section, ...]
    unset: bool
    after: tuple[str, ...]
    question: str
    answers: dict[str, str]
    name: bytes


def shown(
    words: Words, part: int, people: Sequence[str], found: Sequence[Limit], new: frozenset[bytes] = frozenset(), *, again: bool = False,
    alone: bool = False
) -> Shown:  # fmt: skip
    """One part, in its second wording where the first did not arrive. `new`: names of the sentences not told before; `alone`: one person
    works here."""
    text = of(part, alone=alone)
    wording = text.second if again else text.first
    limits = tuple(found) if part == agreed.LIMITS else ()
    lines = tuple(people) if part == agreed.WHO else ()
    fresh = tuple(one for one in limits if consent.limit_name(one.topic, one.kind, one.says) in new)
    before, after = _said(words, wording.before), _said(words, wording.after)
    answers = {value: words.gettext(label) for value, label in text.answers.items()}
    heading, question = words.gettext(text.heading), words.gettext(text.question)
    told = [said for one in limits for said in (one.kind, one.says)]
    name = consent.wording([words.language, heading, *before, *lines, *told, *after, question, *answers.values()])
    unset = part == agreed.LIMITS and not limits
    return Shown(part, heading, before, lines, headed(words, fresh), sections(words, limits), unset, after, question, answers, name)


def _said(words: Words, sentences: Iterable[str]) -> tuple[str, ...]:
    return tuple(words.gettext(one) for one in sentences)


def names(words: Words, people: Sequence[str], found: Sequence[Limit], *, alone: bool = False) -> Mapping[int, frozenset[bytes]]:
    """What each part's page shows today, in either wording."""
    return {part: frozenset(shown(words, part, people, found, again=again, alone=alone).name for again in (False, True)) for part in TEXTS}


def spoken(wording: Wording) -> tuple[str, ...]:
    """The sentences of one wording, without its list."""
    return (*wording.before, *wording.after)


def heading(words: Words, part: int) -> str:
    """What a part is called."""
    return words.gettext(TEXTS[part].heading)


def answer(words: Words, one: Part) -> str:
    """How a part came across."""
    return words.gettext(N_("To talk about") if one.marked else RESULTS[one.result])


def how(words: Words, found: OpenedTalk) -> tuple[tuple[str, str], ...]:
    """How a talk was done, how long it took, and who explained it."""
    rows = [
        (words.gettext(N_("How")), words.gettext(HOWS[found.value.how])),
        (words.gettext(N_("Minutes")), words.number(found.value.minutes)),
    ]
    rows += [(words.gettext(N_("Explained by")), found.explained)] if found.explained else []
    return tuple(rows)


def signers(words: Words, found: OpenedTalk) -> tuple[str, ...]:
    """Who signed a talk, each as what they are."""
    return tuple(words.say(SIGNED_AS.get(side, NAME), name=name) for name, side in found.by)


@dataclass(frozen=True, slots=True)
class Heard:
    """What who signs for the client answered, as others read it. `who`: by name and as what; `counts`: it is what stands."""

    at: Moment
    who: str
    back: Moment
    counts: bool
    choices: tuple[tuple[str, str], ...]
    talk: bytes


def rests(words: Words, stands: Stands) -> str:
    """On whose yes it rests, for who treats the client."""
    if stands.agreed.own:
        return words.gettext(N_("The client's own key"))
    if stands.by:
        return words.names([words.say(SIGNED_AS[one.side], name=one.name) for one in stands.by])
    if stands.hidden:
        return words.gettext(N_("Perhaps on a yes that you cannot open"))
    return words.gettext(N_("Nobody's own key yet. It was written down here."))


def heard(words: Words, stands: Stands) -> Heard | None:
    """Where somebody answered for the client, and still may; None where nobody did."""
    spoken = stands.spoken
    if not stands.by:
        return None
    who = words.names([words.say(SIGNED_AS[one.side], name=one.name) for one in stands.by])
    said = choices(words, {name: spoken.says(name) for name in CHOICES})
    return Heard(spoken.kept, who, spoken.back, not stands.agreed.own, said, spoken.talk)


def why(words: Words, found: Iterable[Due], *, staff: bool = False) -> tuple[str, ...]:
    """Why a talk is due, as sentences."""
    said = STAFF_REASONS if staff else REASONS
    return tuple(words.gettext(said[one.reason]) for one in found)


def tasks(words: Words, stands: Stands | None) -> tuple[str, ...]:
    """What waits for the clinician, in the order of what matters; never an alarm."""
    if stands is None:
        return ()
    found = [
        (bool(stands.agreed.uneasy), N_("A check-in to talk about")),
        (bool(stands.agreed.explain), N_("Something to explain once more")),
        (bool(stands.due), N_("Talk about privacy is due")),
        (stands.to_sign, N_("Your signature is missing")),
    ]
    return tuple(words.gettext(text) for waits, text in found if waits)


def choices(words: Words, says: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Separate consents with what was said of them."""
    return tuple((words.gettext(label), words.gettext(YES_NO_LATER[says[name]])) for name, label in CHOICES.items() if name in says)
