"""Speaking: whether somebody who was let in to speak for a client may still do so. Asked anew, looked at by who keeps the chart, paused.

On which answer somebody was let in lies in the page of requests, which neither they nor the client open. What is learned there later, what
the law says today, and an uneasy answer of the client's make a task of it. A look ends with words why: they go on, or they are paused.
To pause is to end the access; who was paused is let in again by the same hand, on what the law says that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from tacenda.acts import gate, listing, pages
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Standing, Wish
from tacenda.core.decisions import replays, speaking
from tacenda.core.decisions.rules import Rule
from tacenda.core.decisions.speaking import Speaks
from tacenda.core.model import agreed, speakers
from tacenda.core.model.access_list import LAW, Holder, rule_of, signs_as
from tacenda.core.model.speakers import Did, Said, Speaker, Why
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Purpose
from tacenda.core.words.encoding import Plain
from tacenda.core.words.errors import Invalid, NotFound, Refused
from tacenda.core.words.ids import ChartId, EntryHash, GrantHash
from tacenda.core.words.moments import Moment
from tacenda.shell import packs

NO_END = Moment(0)
LEARNED = frozenset({Why.DANGER, Why.ANSWER, Why.UNEASY})  # what a look answers; the rest is worked out each day
NEAR = 30 * 86_400  # seconds before an end in which it is to be looked at


@dataclass(frozen=True, slots=True)
class Stand:
    """How it stands with one of them. `kept`: what they were let in on, None where nothing is known of it; `today`: what the law says of it
    now, None for no yes; `live`: they can open something."""

    grant: GrantHash
    name: str
    kept: Speaker | None
    today: Speaks | None
    live: bool
    why: tuple[Why, ...]

    def __repr__(self) -> str:
        return "Stand()"

    @property
    def due(self) -> bool:
        return self.live and (bool(self.why) or self.cut)

    @property
    def cut(self) -> bool:
        """A pause was written down, and the stop that follows did not come: they still open what they were given."""
        return self.live and self.kept is not None and self.kept.paused


@dataclass(frozen=True, slots=True)
class Basis:
    """What somebody is let in on. `request`: the kept question; `born`: of a child; `until`: the end of the grant."""

    request: bytes
    born: dt.date | None
    found: Speaks
    until: Moment

    def __repr__(self) -> str:
        return "Basis()"


def stands(desk: Desk, chart: ChartId) -> tuple[Stand, ...]:
    """Everybody who was let in by law, live or paused, for who keeps the chart; for nobody else there are none."""
    try:
        at = _at(desk, chart)
        rows = {one.grant: one for one in _rows(at)}
    except (NotFound, Refused):
        return ()  # also while the keys of this page are still to come
    live = {one.grant: one for one in _live(desk, at)}
    gone = [one for one in rows.values() if one.grant not in live and one.paused]
    return (
        *(_stand(desk, at, one, rows.get(one.grant)) for one in live.values()),
        *(Stand(one.grant, one.name, one, _today(desk, one), False, one.why) for one in gone),
    )


def due(desk: Desk, chart: ChartId) -> tuple[Stand, ...]:
    """Those to be looked at again."""
    return tuple(one for one in stands(desk, chart) if one.due)


def stand(desk: Desk, chart: ChartId, grant: bytes) -> Stand:
    """One of them. Raises NotFound."""
    for one in stands(desk, chart):
        if one.grant == grant:
            return one
    raise NotFound("speaker")


def where_they_endanger(desk: Desk, one: Stand) -> tuple[Rule, ...]:
    """The rules of the place by which nobody need be treated as speaking for a client whom they endanger."""
    return speaking.where_they_endanger(packs.law(), replays.said(one.kept.request), _now(desk)) if one.kept and one.kept.request else ()


def _at(desk: Desk, chart: ChartId) -> Standing:
    """The chart with the page of requests. Raises NotFound for whoever does not keep it, Refused."""
    keys = desk.held(chart)
    if not keys.holds(Code.REQUESTS) or not any(one.code is Code.REQUESTS for one in keys.compartments):
        raise NotFound("requests")
    mine = gate.held(desk, chart, Purpose.TREATMENT)
    if not gate.may(desk, mine, None, Wish(Act.OPEN, Code.REQUESTS, Purpose.TREATMENT)):
        raise NotFound("requests")
    return gate.standing(desk, chart, Purpose.TREATMENT, Code.REQUESTS, Code.CONSENT)


def _rows(at: Standing) -> tuple[Speaker, ...]:
    opened = at.page(Code.REQUESTS)
    return speakers.read(opened.head) if opened.version else ()


def _live(desk: Desk, at: Standing) -> tuple[Holder, ...]:
    return tuple(one for one in at.holders if one.basis.startswith(LAW) and not listing.over(desk, one) and not _past(desk, one.until))


def _holder(desk: Desk, at: Standing, grant: GrantHash) -> Holder:
    """The live one with this grant. Raises NotFound."""
    for one in _live(desk, at):
        if one.grant == grant:
            return one
    raise NotFound("grant")


def _past(desk: Desk, until: Moment) -> bool:
    return bool(until) and desk.now >= until


def _stand(desk: Desk, at: Standing, holder: Holder, kept: Speaker | None) -> Stand:
    if kept is None:
        why = (Why.UNKNOWN, Why.KEYS) if _too_many_keys(holder) else (Why.UNKNOWN,)
        return Stand(holder.grant, holder.name, None, None, True, why)
    today = _today(desk, kept)
    seen = {
        Why.KEYS: _too_many_keys(holder),
        Why.LAW: today is None or today.rule != kept.rule or _sooner(today, holder.until),
        Why.UNEASY: _uneasy(at) > kept.looked,
        Why.ENDS: bool(holder.until) and kept.looked < holder.until - NEAR <= desk.now,
    }
    return Stand(holder.grant, holder.name, kept, today, True, kept.told(why for why, holds in seen.items() if holds).why)


def _too_many_keys(holder: Holder) -> bool:
    """Whether they were let in to sign before what is signed lay apart: they sign nothing, and their key opens what the client answered."""
    return bool(signs_as(holder.basis)) and holder.may(Code.CONSENT)


def _today(desk: Desk, kept: Speaker) -> Speaks | None:
    if not kept.request:
        return None
    born = dt.date.fromisoformat(kept.born) if kept.born else None
    return speaking.today(packs.law(), replays.said(kept.request), _now(desk), born)


def _now(desk: Desk) -> dt.datetime:
    return dt.datetime.fromtimestamp(desk.now, dt.UTC)


def _sooner(today: Speaks, until: Moment) -> bool:
    """Whether the law of today ends it before the grant does."""
    return today.until is not None and moments.of_date(today.until) * 86_400 < until


def _uneasy(at: Standing) -> Moment:
    """When the client last told that they feel uneasy and nobody has talked about it yet."""
    opened = at.written(Code.CONSENT)
    return agreed.read(opened.head).uneasy if opened else Moment(0)


# What is decided


def keep(desk: Desk, chart: ChartId, entry: EntryHash, basis: Basis, words: str = "") -> None:
    """Write down on what somebody was let in just now. Raises NotFound, Refused, Conflict."""
    at = _at(desk, chart)
    holder = next((one for one in _live(desk, at) if one.grantee_entry == entry), None)
    if holder is None:
        raise NotFound("grant")
    rows = _rows(at)
    before = next((one for one in rows if one.entry == entry and one.paused), None)
    said = (*(before.said if before else ()), Said(desk.now, Did.IN, words, desk.actor.id))
    born = basis.born.isoformat() if basis.born else ""
    made = Speaker(holder.grant, entry, holder.name, basis.found.rule, basis.request, born, basis.until, (), said)
    _write(desk, at, speakers.with_speakers(at.page(Code.REQUESTS).head, [*(one for one in rows if one is not before), made]))


def stays(desk: Desk, chart: ChartId, grant: GrantHash, basis: Basis, words: str, answered: Collection[Why]) -> None:
    """They go on. `basis`: the answer that says yes today, by the rule that let them in and no shorter. `answered`: the reasons that
    were before who decides; what was learned meanwhile stays one.

    Raises Invalid, NotFound, Refused, Conflict.
    """
    at, why = _at(desk, chart), speakers.words(words)
    holder = _holder(desk, at, grant)
    if rule_of(holder.basis) != basis.found.rule or _sooner(basis.found, holder.until) or not _still_signs(holder, basis):
        raise Invalid({"answer": "anew"})
    kept = next((one for one in _rows(at) if one.grant == grant), None)
    left = [one for one in _stand(desk, at, holder, kept).why if one in LEARNED and one not in answered]
    said = (*(kept.said if kept else ()), Said(desk.now, Did.STAYS, why, desk.actor.id))
    born = basis.born.isoformat() if basis.born else ""
    made = Speaker(grant, holder.grantee_entry, holder.name, basis.found.rule, basis.request, born, holder.until, tuple(left), said)
    _write(desk, at, speakers.with_speaker(at.page(Code.REQUESTS).head, made))


def _still_signs(holder: Holder, basis: Basis) -> bool:
    """Whether an answer says nothing against a signature of whoever signs for the client; of anybody else there is nothing to say."""
    side = signs_as(holder.basis)
    try:
        return not side or side == speaking.signs_as(replays.said(basis.request))
    except Invalid:
        return False


def pause(desk: Desk, chart: ChartId, grant: GrantHash, words: str) -> None:
    """Write down that they are paused, and why; the stop itself follows. Raises Invalid, NotFound, Refused, Conflict."""
    at, why = _at(desk, chart), speakers.words(words)
    holder = _holder(desk, at, grant)
    found = next((one for one in _rows(at) if one.grant == grant), None)
    kept = found or Speaker(grant, holder.grantee_entry, holder.name, rule_of(holder.basis), b"", "", holder.until, (), ())
    made = kept.decided(Said(desk.now, Did.PAUSED, why, desk.actor.id))
    _write(desk, at, speakers.with_speaker(at.page(Code.REQUESTS).head, made))


def _write(desk: Desk, at: Standing, head: Plain) -> None:
    pages.write(desk, at, Code.REQUESTS, Purpose.TREATMENT, [], head)
