"""Talks: where a client stands with the talk about privacy: what they were told, what is true today, and what is due. On two sides: their
own, and that of who signs for them by law. Furniture: it reads, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tacenda.acts import sides
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Standing
from tacenda.core.decisions import limits
from tacenda.core.decisions.limits import Limit
from tacenda.core.model import agreed, chart, consent, disclosure
from tacenda.core.model.access_list import NO_NEWS, Signing
from tacenda.core.model.agreed import Agreed, Due, Facts, Wordings
from tacenda.core.model.consent import Told
from tacenda.core.model.signed_for import Sides
from tacenda.core.words import moments
from tacenda.core.words.access import Code, Content, Purpose, Right
from tacenda.core.words.errors import NotFound, Refused
from tacenda.core.words.ids import ChartId, PrincipalId
from tacenda.core.words.moments import NEVER, Moment
from tacenda.core.words.people import Role
from tacenda.shell import packs, settings

PLACE = "place of the practice"  # under what a desk remembers it
NOBODY = Agreed()  # nothing was answered


@dataclass(frozen=True, slots=True)
class Rules:
    """Whose law a client is told of, and its limits of secrecy as sentences, with what names each; empty where no place is set."""

    places: tuple[str, ...]
    limits: tuple[Limit, ...]
    names: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Stands:
    """Where one chart stands: its state, what is true today, and what is due. `mine`: this person sealed the newest words.

    `alone`: one person works here, and the texts say so. `spoken`: of the other side, for who reads both: of who signs for the client.
    `rests`: who does so today; `by`: of those, who sealed its newest words. `hidden`: somebody signs, or signed, for the client, and this
    person cannot open what. `spoilt`: nobody can, as it was left.
    """

    chart: ChartId
    agreed: Agreed
    facts: Facts
    rules: Rules
    due: tuple[Due, ...]
    mine: bool
    alone: bool
    spoken: Agreed = NOBODY
    rests: tuple[PrincipalId, ...] = ()
    by: tuple[Signing, ...] = ()
    hidden: bool = False
    spoilt: bool = False

    def __repr__(self) -> str:
        return "Stands()"

    def counts(self, name: str) -> str:
        """The answer to a separate consent that counts today."""
        return Sides(self.agreed, self.spoken).counts(name, self.rests)

    @property
    def to_sign(self) -> bool:
        """Whether the newest talk waits for this person's signature."""
        return bool(self.agreed.talk) and not self.mine and not self.agreed.taken_back

    @property
    def written_after(self) -> bool:
        """Whether the newest talk was written down once the client had taken all back: only their signature makes it count."""
        return bool(self.agreed.back) and not self.agreed.taken_back

    @property
    def walk(self) -> tuple[int, ...]:
        """The parts to go through."""
        return agreed.parts_due(self.due)


def rules(desk: Desk, at: Standing | None) -> Rules:
    """What a client is told of the law: that of the practice's place, then of where the client is. `at`: None before they have a chart."""
    place = here(desk)
    found = tuple(dict.fromkeys(one for one in (place, *(_elsewhere(at) if at else ())) if one))
    kept = desk.memory.get((PLACE, found))  # worked out once a desk: a day asks for thirty charts
    if not isinstance(kept, Rules):
        law = limits.limits(packs.law(), found) if found else ()
        kept = desk.memory[PLACE, found] = Rules(found, law, names_of(law))
    return kept


def here(desk: Desk) -> str:
    """The place of the practice."""
    kept = desk.memory.get(PLACE)
    if not isinstance(kept, str):
        kept = desk.memory[PLACE] = settings.read(desk.house.folder).place
    return kept


def _elsewhere(at: Standing) -> tuple[str, ...]:
    """Where the client is, by their card. Who may not open it goes by what stands beside the talk, or was told last: to them nothing
    changed."""
    place = sides.where(at)
    if place is None:
        told = sides.signed(at)
        known = sides.known(told.here)
        return (known,) if known else _told_last(at).places[1:]
    return (place,) if place else ()


def _told_last(at: Standing) -> Agreed:
    return sides.own(at) if at.written(Code.CONSENT) else sides.signed(at).answered


def names_of(found: Sequence[Limit]) -> tuple[bytes, ...]:
    """What names each sentence of the limits."""
    return tuple(dict.fromkeys(consent.limit_name(one.topic, one.kind, one.says) for one in found))


def stands(desk: Desk, id: ChartId, purpose: Purpose, wordings: Wordings) -> Stands:
    """Where a chart stands, on the side of who asks.

    Raises NotFound for who neither is the client nor signs for them or treats them, Refused.
    """
    return stands_of(desk, standing(desk, id, purpose), purpose, wordings)


def waiting(desk: Desk, id: ChartId, purpose: Purpose, wordings: Wordings) -> Stands | None:
    """As `stands`, for lists: None where it is not open to this person."""
    try:
        return stands(desk, id, purpose, wordings)
    except (NotFound, Refused):
        return None


def standing(desk: Desk, id: ChartId, purpose: Purpose) -> Standing:
    """A chart with all that a talk rests on, as far as it is open. Raises as `sides.standing`."""
    return sides.standing(desk, id, purpose, Code.SCHEDULE, Code.CONTACT, Code.REQUESTS)


def stands_of(desk: Desk, at: Standing, purpose: Purpose, wordings: Wordings) -> Stands:
    """As `stands`, of a chart that is open."""
    state, law = side(desk, at, purpose), rules(desk, at)
    now = _facts(desk, at, wordings, law, purpose)
    spoken, rests = sides.both(at, purpose).theirs, tuple(sides.signers(desk, at))
    by = tuple(one for who, one in signing(at).items() if who in rests and who in spoken.signed)
    mine = desk.actor.id in state.signed
    spoilt, lone = sides.spoilt(desk, at), desk.lone() is not None
    due, hidden = agreed.due(_resting(desk, at, purpose, state), now, desk.now), sides.hidden(at) and not spoilt
    return Stands(at.chart, state, now, law, due, mine, lone, spoken, rests, by, hidden, spoilt)


def side(desk: Desk, at: Standing, purpose: Purpose) -> Agreed:
    """The side of who asks. Who treats a client reads that of who signs for them, where the client has no say of their own here and nothing
    was written down since."""
    found = sides.both(at, purpose)
    own, theirs, answered = found.own, found.theirs, found.answered_by(sides.signers(desk, at))
    if purpose is Purpose.SPEAKS_FOR:
        return theirs if answered else NOBODY
    if purpose is Purpose.OWN_RECORD or not answered or own.own or at.subjects or own.kept > theirs.kept:
        return own
    return replace(theirs, uneasy=own.uneasy, moods=own.moods, explain=tuple(sorted({*own.explain, *theirs.explain})))


def _resting(desk: Desk, at: Standing, purpose: Purpose, state: Agreed) -> Agreed:
    """The side by which a talk is due. To who treats a client who said nothing themselves, that of who signs for them today: their access
    ends on the day on which the law asks the client. To the client it stays offered."""
    found = sides.both(at, purpose)
    rests = purpose is Purpose.TREATMENT and not found.own.own and desk.now >= found.theirs.kept >= found.own.kept
    if not (rests and found.answered_by(sides.signers(desk, at))):
        return state
    # They write that page themselves: it takes no task from it that came after their talk, nor does a talk that is still to come.
    kept = found.theirs.kept
    asked = (one for one in found.own.asked if one[1] > moments.day(kept))
    return replace(
        found.theirs, whole=min(found.theirs.whole, kept), limits_at=min(found.theirs.limits_at, kept),
        asked=tuple(dict.fromkeys((*found.theirs.asked, *asked))),
    )  # fmt: skip


def signing(at: Standing) -> dict[PrincipalId, Signing]:
    """Everybody who signs, or signed, for the client by law."""
    return at.access.signing if at.access else {}


def _facts(desk: Desk, at: Standing, wordings: Wordings, law: Rules, purpose: Purpose) -> Facts:
    alone = desk.lone() is not None
    return Facts(
        law.places, frozenset(law.names), wordings.said(alone=alone), frozenset(_people(desk, at, purpose)),
        moments.day(second(at)), agreed.birthday(born(at)), _disclosed(at), wordings.fitting(alone=alone),
    )  # fmt: skip


def born(at: Standing) -> str:
    """The day of birth, as the card has it; empty where that is not open."""
    return chart.read_card(at.page(Code.CONTACT).head).born if at.written(Code.CONTACT) else ""


def _people(desk: Desk, at: Standing, purpose: Purpose = Purpose.TREATMENT) -> tuple[bytes, ...]:
    """Everybody who can open something, but the client and the office that checks the rules, which is there from the start.

    Whom a stop has left on the list until its next writer is nobody new: a talk about them would be due until then, and no longer. Who
    speaks for the client hears nothing of somebody else who does.
    """
    known = NO_NEWS | {Role.OFFICE.value} | ({Role.GUARDIAN.value} if purpose is Purpose.SPEAKS_FOR else set[str]())
    listed = [one.grant for one in at.holders if Right.SUBJECT not in one.rights and one.role not in known]
    closed = desk.keeper.closed(listed)
    return tuple(one for one in listed if one not in closed)


def _disclosed(at: Standing) -> Moment:
    """When the newest disclosure was written down, where this person sees the list of them."""
    opened = at.written(Code.REQUESTS)
    if opened is None:
        return NEVER
    return disclosure.newest(opened.head, (line.versions[0].day for line in opened.page.of(Content.DISCLOSURE)))


def told(desk: Desk, at: Standing, parts: Sequence[int]) -> Told:
    """What the parts of a talk rested on; of a part that was not talked about, nothing."""
    people = _people(desk, at) if agreed.WHO in parts else ()
    digest = bytes.fromhex(packs.law().digest)
    if agreed.LIMITS not in parts:
        return Told("", (), digest, (), people)
    law = rules(desk, at)
    return Told(limits.edition(law.limits), law.names, digest, law.places, people)


def second(at: Standing) -> Moment:
    """When the second visit is, or was; NEVER where that is not open, or nobody can read it: a talk waits for no calendar."""
    return chart.read_visits(at.page(Code.SCHEDULE).head).second if at.written(Code.SCHEDULE) else NEVER
