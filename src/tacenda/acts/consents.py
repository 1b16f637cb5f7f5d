"""Consents: the talk about privacy is kept with its signature, signed by the other side, changed, taken back.

A kept talk is sealed by whoever keeps it: that is their signature. The page's head repeats the newest state. Who signs for the client by
law does the same on a page of their own, which is all that their keys open: they change nothing of what the client answered.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from tacenda.acts import facts, kept_talks, notices, pages, papers, planned, sides, talking, talks
from tacenda.acts.desk import Desk, Visitor, put_ring, reading, writing
from tacenda.acts.gate import Standing
from tacenda.acts.house import House
from tacenda.acts.papers import Paper, Scan
from tacenda.acts.talking import Shown
from tacenda.core.model import agreed, consent, signed_for
from tacenda.core.model.access_list import KEEPERS, signs_as
from tacenda.core.model.agreed import NO_DAY, Agreed, Wordings
from tacenda.core.model.consent import Choice, Consent, How, Part, Seen
from tacenda.core.model.reach import Event
from tacenda.core.sealing.derive import sha
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.encoding import Plain, fields
from tacenda.core.words.errors import Conflict, Invalid, NotFound, Refused, Tampered
from tacenda.core.words.ids import ChartId, ObjectId, PrincipalId, handle
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import KEEPS_CHARTS
from tacenda.shell import fresh, packs

TOLD_OF = "told-of"  # the wish of who keeps charts: of which law, texts and place their clients have heard
NOTHING: Mapping[int, Seen] = MappingProxyType({})


def _answering(desk: Desk, id: ChartId) -> tuple[Purpose, ChartId | None]:
    """As what this person answers: the client, or for them by law; and whose talk it is, as `_wish`. Raises NotFound for anybody else."""
    purpose = facts.purpose_of(desk.held(id).statement)
    if purpose not in (Purpose.OWN_RECORD, Purpose.SPEAKS_FOR):
        raise NotFound("consent")
    return purpose, id if purpose is Purpose.SPEAKS_FOR else None


def keep(desk: Desk, id: ChartId, how: How, answers: Mapping[str, str], shown: Shown, seen: Mapping[int, Seen] = NOTHING) -> ObjectId:
    """The client, or who signs for them, says "this is right": seal the talk. `seen`: parts that changed, as they read them once more.

    Raises NotFound, Invalid (`seen`: `changed`) for a part that changed and was not read since, Refused.
    """
    purpose, of = _answering(desk, id)
    value = talking.begun(desk, of)
    if value is None:
        raise NotFound("talk")
    value = value.seen(seen)
    if talking.stale(value, shown):
        raise Invalid({"seen": "changed"})
    at = talks.standing(desk, id, purpose)
    state = talks.side(desk, at, purpose)
    choices = consent.chosen(() if state.back else state.stand, answers, desk.now)
    told_then = talks.told(desk, at, [one.part for one in value.parts])
    # Who explained it is said by their own signature: the client's key names nobody.
    made = consent.drawn(Consent(value.parts, told_then, how, "", value.seconds, choices, value.begun, desk.now))
    object = _seal(desk, at, purpose, fresh.object_id(), made, (desk.actor.id,))
    talking.over(desk, of)
    return object


def enter(
    desk: Desk, id: ChartId, parts: Sequence[Part], how: How, minutes: int, answers: Mapping[str, str],
    scan: Scan | None = None,
) -> ObjectId:  # fmt: skip
    """The clinician writes down a talk that was done together or on paper: an attestation, and the client can sign it.

    What the client sealed themselves stands until they do, a taking back too. A scan lies beside the talk, where the client opens it.
    Raises as `keep`.
    """
    if how is How.ALONE:
        raise Invalid({"how": "choose"})
    if not 1 <= minutes <= 240:
        raise Invalid({"minutes": "range"})
    at = talks.standing(desk, id, Purpose.TREATMENT)
    state, seconds = sides.own(at), minutes * 60
    choices = consent.chosen(() if state.back else state.stand, answers, desk.now)
    begun_at = Moment(desk.now - seconds)
    told_then, name = talks.told(desk, at, [one.part for one in parts]), desk.keyring.ring().name
    paper = papers.scanned(scan) if scan else None
    id_of_scan = paper.id if paper else b""
    made = consent.drawn(Consent(tuple(parts), told_then, how, name, seconds, choices, begun_at, desk.now, scan=id_of_scan))
    return _seal(desk, at, Purpose.TREATMENT, fresh.object_id(), made, (desk.actor.id,), paper)


def _seal(
    desk: Desk, at: Standing, purpose: Purpose, object: ObjectId, made: Consent, signed: Sequence[PrincipalId],
    paper: Paper | None = None,
) -> ObjectId:  # fmt: skip
    """Seal words of a talk on the page it lies on, a new one on that of who seals it."""
    code, state, head = _sealed(desk, at, purpose, object, made, signed)
    change = pages.Change(object, Content.CONSENT, consent.write(made, fresh.secret()))
    written = pages.write(desk, at, code, purpose, [change, paper.change] if paper else [change], head, act=Act.CONSENT)
    if paper:
        papers.lay(desk, at.chart, at.page(code), paper, written.versions[1])
    planned.of_client(desk, at.access, planned.HALF_YEAR, agreed.following(state))
    return object


def _sealed(
    desk: Desk, at: Standing, purpose: Purpose, object: ObjectId, made: Consent, signed: Sequence[PrincipalId]
) -> tuple[Code, Agreed, Plain]:  # fmt: skip
    """The page on which words are sealed, the state of that side after it, and what the page says then."""
    # By where it lies, not by what the page of who signs says of it: they write that.
    there = next((one.compartment.code for one in sides.opened(at) if one.page.has(object)), Code.CONSENT)
    if purpose is Purpose.SPEAKS_FOR or there is Code.SIGNED:
        before = talks.side(desk, at, purpose) if purpose is Purpose.SPEAKS_FOR else sides.signed(at).answered
        state = agreed.with_talk(before, object, made, signed, own=False)
        return Code.SIGNED, state, _for_them(at, state)
    state = agreed.with_talk(sides.own(at), object, made, signed, own=bool(at.subjects & set(signed)))
    return Code.CONSENT, state, agreed.head(state)


def _for_them(at: Standing, state: Agreed) -> Plain:
    """What the page of who signs says from now on: also where the client is, as who holds the card reads it there."""
    found, place = sides.signed(at), sides.where(at)
    return signed_for.head(replace(found, answered=state, here=found.here if place is None else place, lost=found.lost and not state.talk))


def told_where(desk: Desk, id: ChartId) -> None:
    """Write down where the client is, as their card says it, for who signs for them and holds no card; call it after either changed.

    Nothing where nobody does, or who calls does not hold that page. Raises Conflict.
    """
    with contextlib.suppress(NotFound, Refused):
        at = talks.standing(desk, id, Purpose.TREATMENT)
        found, place = sides.signed(at), sides.where(at)
        signed_for_here = at.written(Code.SIGNED) is not None and any(signs_as(one.basis) for one in at.holders)
        if signed_for_here and place is not None and place != found.here:
            pages.write(desk, at, Code.SIGNED, Purpose.TREATMENT, [], _for_them(at, found.answered), act=Act.CONSENT)


def plan(desk: Desk, id: ChartId) -> None:
    """Let the client hear of the next talk on its day, where they can be written to; call it after that changed.

    Raises NotFound, Refused.
    """
    at, to = talks.standing(desk, id, Purpose.OWN_RECORD), planned.own(desk)
    state, second = sides.own(at), moments.day(talks.second(at))
    planned.put(desk, to, planned.HALF_YEAR, agreed.following(state))
    comes = second >= moments.day(desk.now) and second > moments.day(state.whole)
    planned.put(desk, to, planned.SESSION, second if comes else NO_DAY)
    planned.put(desk, to, planned.AGE, agreed.to_come(talks.born(at), desk.today))


# Afterwards


def sign(desk: Desk, id: ChartId, talk: bytes, version: int, purpose: Purpose) -> None:
    """Seal the words of the newest version once more: the other side's signature. Raises NotFound, Refused, Conflict."""
    at = talks.standing(desk, id, purpose)
    found = kept_talks.opened(desk, at, purpose, talk)
    newest = [sides.signed(at).answered.talk, *([] if purpose is Purpose.SPEAKS_FOR else [sides.own(at).talk])]
    if found.version != version or found.id not in newest:
        raise Conflict("version")
    if desk.actor.id in found.signed:
        raise Conflict("signed")
    _seal(desk, at, purpose, found.id, found.value, (*found.signed, desk.actor.id))


def change(desk: Desk, id: ChartId, answers: Mapping[str, str]) -> None:
    """The client, or who signs for them on their own side, changes separate consents, at any time.

    Raises NotFound, Invalid, Refused, Conflict once all was taken back.
    """
    purpose, _ = _answering(desk, id)
    at = talks.standing(desk, id, purpose)
    value, state = kept_talks.opened(desk, at, purpose).value, talks.side(desk, at, purpose)
    if state.back:
        raise Conflict("taken back")
    choices: tuple[Choice, ...] = consent.chosen(state.stand, answers, desk.now)
    if choices != value.choices:
        _seal(desk, at, purpose, ObjectId(state.talk), replace(value, choices=choices), (desk.actor.id,))


def take_back(desk: Desk, id: ChartId) -> None:
    """The client, or who signs for them on their own side, takes everything back, at any time; twice is as once.

    Raises NotFound, Refused.
    """
    purpose, _ = _answering(desk, id)
    at = talks.standing(desk, id, purpose)
    value, state = kept_talks.opened(desk, at, purpose).value, talks.side(desk, at, purpose)
    if not state.back:
        _seal(desk, at, purpose, ObjectId(state.talk), replace(value, taken_back=desk.now), (desk.actor.id,))


def ask_again(desk: Desk, id: ChartId, reason: str) -> None:
    """The clinician wants to talk about something again: it becomes a task for both. Raises NotFound, Invalid, Refused."""
    at = talks.standing(desk, id, Purpose.TREATMENT)
    _both_sides(desk, at, lambda state: agreed.ask_again(state, reason, desk.today))
    notices.tell(desk, at.access, Event.DUE)


def explained(desk: Desk, id: ChartId, parts: str) -> None:
    """The clinician has talked about parts that were left for the session: they are no task any more. Raises NotFound, Refused."""
    at = talks.standing(desk, id, Purpose.TREATMENT)
    _both_sides(desk, at, lambda state: agreed.explained(state, parts))


def _both_sides(desk: Desk, at: Standing, made: Callable[[Agreed], Agreed]) -> None:
    """Write the same down on both sides; where nothing was signed for the client, on theirs alone."""
    pages.write(desk, at, Code.CONSENT, Purpose.TREATMENT, [], agreed.head(made(sides.own(at))), act=Act.CONSENT)
    if (spoken := sides.signed(at).answered).talk:
        pages.write(desk, at, Code.SIGNED, Purpose.TREATMENT, [], _for_them(at, made(spoken)), act=Act.CONSENT)


def tell_of_changes(house: House, visitor: Visitor, wordings: Wordings) -> None:
    """Clients hear once that the law, the texts or the practice's place changed since their talk, where they want letters.

    Nobody can tell without keys: it is done in the sign-in of who keeps their charts, and only when something changed since the last one.
    Raises Unavailable.
    """
    with reading(house, visitor) as desk:
        if not set(desk.keyring.roles) & KEEPS_CHARTS or desk.keyring.ring().wishes.get(TOLD_OF) == _told_of(desk, wordings):
            return
        found = [to for chart in desk.keyring.ring().charts for to in _not_as_told(desk, chart, wordings)]
    with writing(house, visitor) as desk:
        for to in dict.fromkeys(found):
            notices.put(desk, to, Event.DUE)
        put_ring(desk.tx, desk.keyring, desk.keyring.ring().with_wish(TOLD_OF, _told_of(desk, wordings)))


def _told_of(desk: Desk, wordings: Wordings) -> str:
    said = wordings.said(alone=desk.lone() is not None)
    texts = (said[part] for part in sorted(said))
    return handle(sha(fields(talks.here(desk).encode(), bytes.fromhex(packs.law().digest), *texts)))


def _not_as_told(desk: Desk, id: ChartId, wordings: Wordings) -> tuple[bytes, ...]:
    """Where the client of a chart wants to hear of it, if what they were told is not as it is: from who keeps their records, and once; not
    from each colleague who opens the chart too."""
    with contextlib.suppress(NotFound, Refused, Tampered):
        if desk.held(id).statement.basis not in KEEPERS:
            return ()
        at = talks.standing(desk, id, Purpose.TREATMENT)
        stands = talks.stands_of(desk, at, Purpose.TREATMENT, wordings)
        if at.access is not None and stands.agreed.kept and {one.reason for one in stands.due} & agreed.CHANGED:
            return at.access.reached
    return ()
