"""Assessments: keep an answer of the rules in the chart, list what was kept, open it, say who stands for a judgement, work it out again.

The answer is worked out here, from the question: no page can hand in a verdict. It is advice. It counts as cleared only when it says yes
and a person with a reason stands for every judgement that it rests on.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from tacenda.acts import gate, office_letters, pages
from tacenda.acts.contents import OpenedPage
from tacenda.acts.desk import Desk, Visitor, reading, writing
from tacenda.acts.gate import Wish
from tacenda.acts.house import House
from tacenda.core.decisions import deadlines, replays, speaking
from tacenda.core.decisions.decision import KERNEL
from tacenda.core.decisions.evaluate import GREEN
from tacenda.core.decisions.replays import Replay
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.model import assessment, speakers, waits
from tacenda.core.model.assessment import Answer, Assessment
from tacenda.core.model.speakers import Why
from tacenda.core.model.waits import Count, Told, Wait
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.encoding import Parsed, Plain
from tacenda.core.words.errors import Conflict, Invalid, NotFound, Tampered
from tacenda.core.words.ids import ChartId, ObjectId, PrincipalId
from tacenda.core.words.moments import Day, Moment
from tacenda.shell import fresh, packs
from tacenda.shell.store import inbox
from tacenda.shell.vault import letters

OPEN = frozenset({"not_yet", "conflict"})  # verdicts with which nothing may be sent and nothing is settled
Asked = Mapping[str, object]  # a request in the form `tacenda.decision-request/1`


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """One kept answer of a list: never what was asked."""

    id: ObjectId
    day: Day
    versions: int


@dataclass(frozen=True, slots=True)
class OpenedAssessment:
    """One kept answer, opened and worked out again. `number`: its line in the ledger; `lacks`: judgements nobody stands for yet;

    `wait`: what of it is not done with; None for nothing.
    """

    id: ObjectId
    chart: ChartId
    kept: Assessment
    version: int
    day: Day
    number: int
    sealed: Moment
    replays: tuple[Replay, ...]
    lacks: tuple[str, ...]
    wait: Wait | None

    def __repr__(self) -> str:
        return "OpenedAssessment()"

    @property
    def cleared(self) -> bool:
        """Every answer says yes, it replays, and somebody stands for each judgement."""
        return not self.lacks and all(one.same for one in self.replays) and all(verdict(one) in GREEN for one in self.kept.answers)


def verdict(answer: Answer) -> str:
    """The verdict of a kept answer."""
    return str(replays.said(answer.decision).get("verdict", ""))


def judged(answer: Answer) -> tuple[str, ...]:
    """The judgements that a kept answer rests on."""
    return tuple(cast("list[str]", replays.said(answer.decision).get("attest", [])))


def keep(desk: Desk, chart: ChartId, kind: str, asked: Sequence[tuple[str, Asked]], reason: str) -> ObjectId:
    """Work out the answers and seal them into the chart. Raises Invalid, NotFound, Refused, Conflict."""
    law = packs.law()
    answers = tuple(_answered(law, about, one) for about, one in asked)
    made = assessment.drawn(kind, answers, bytes.fromhex(law.digest), KERNEL, reason)
    at = gate.standing(desk, chart, Purpose.TREATMENT, Code.REQUESTS)
    change = pages.Change(fresh.object_id(), Content.ASSESSMENT, assessment.write(made, fresh.secret()))
    opened = at.page(Code.REQUESTS)
    wait = Wait(change.object, fresh.secret(16), 1, is_open(made), _days(law, made))
    head = opened.head if opened.version else {}
    waiting = head if wait.over else waits.with_wait(head, wait)
    pages.write(desk, at, Code.REQUESTS, Purpose.TREATMENT, [change], {**waiting, **_learned(opened, [one for _, one in asked])})
    if not wait.over:
        _tell(desk, wait)
    return change.object


def _days(law: Packs, kept: Assessment) -> tuple[str, ...]:
    """By when the answers want something done, each day once, the nearest first."""
    found = {day for one in kept.answers for day in deadlines.days(law, replays.said(one.decision))}
    return tuple(sorted(found, key=moments.ends))


def _changed(before: Wait, after: Wait) -> Wait:
    """What waits of an answer from now on, under the name and with the number that an office counts it by."""
    return replace(after, told=before.told or fresh.secret(16), number=before.number + 1)


def _tell(desk: Desk, wait: Wait) -> None:
    """Let each privacy office count it; not whose it is, nor what was asked."""
    office_letters.send(desk, letters.WAIT, moments.last(desk.today), waits.said(wait))


def _learned(opened: OpenedPage, asked: Sequence[Asked]) -> Mapping[str, Plain]:
    """What the head says of whoever speaks for the client, where the questions tell of it: they are to be looked at again."""
    why = frozenset[Why]().union(*map(speaking.learned, asked))
    rows = speakers.read(opened.head) if why and opened.version else ()
    return speakers.with_speakers({}, [one.told(why) for one in rows]) if rows else {}


def is_open(kept: Assessment) -> bool:
    """Whether something about sending is still to be settled: the answer is not yet one, or nobody stands for what it rests on.

    Of a danger nothing waits here: whom to tell is settled at once, or not at all.
    """
    return kept.kind == "disclosure" and any(
        verdict(one) in OPEN or (verdict(one) in GREEN and bool(kept.lacks(judged(one)))) for one in kept.answers
    )


def waiting(desk: Desk, chart: ChartId) -> tuple[Wait, ...]:
    """The kept answers of a chart that are not done with, for lists: none where they are not open to this person."""
    mine = gate.held(desk, chart, Purpose.TREATMENT)
    if not mine.keys.holds(Code.REQUESTS) or not gate.may(desk, mine, None, Wish(Act.OPEN, Code.REQUESTS, Purpose.TREATMENT)):
        return ()
    opened = gate.standing(desk, chart, Purpose.TREATMENT, Code.REQUESTS).page(Code.REQUESTS)
    return waits.of_head(opened.head) if opened.version else ()


def drop(desk: Desk, chart: ChartId, id: ObjectId) -> None:
    """Nothing of a kept answer waits any more: it was asked anew, or nobody needs it. Raises NotFound, Refused, Conflict."""
    _change(desk, chart, id, lambda wait: replace(wait, open=False, days=()))


def done(desk: Desk, chart: ChartId, id: ObjectId, day: str) -> None:
    """What a kept answer wanted by this day is done, or nobody needs it; twice is as once. Raises NotFound, Refused, Conflict."""
    _change(desk, chart, id, lambda wait: wait.without(day))


def _change(desk: Desk, chart: ChartId, id: ObjectId, made: Callable[[Wait], Wait]) -> None:
    at = gate.standing(desk, chart, Purpose.TREATMENT, Code.REQUESTS)
    head = at.page(Code.REQUESTS).head
    before = _wait(head, id)
    if before is not None and made(before) != before:
        after = _changed(before, made(before))
        pages.write(desk, at, Code.REQUESTS, Purpose.TREATMENT, [], waits.with_wait(head, after))
        _tell(desk, after)


def _wait(head: Parsed, id: ObjectId) -> Wait | None:
    return next((one for one in waits.of_head(head) if one.id == id), None)


def _answered(law: Packs, about: str, asked: Asked) -> Answer:
    request = replays.request_bytes(asked)
    return Answer(about, request, replays.decision_bytes(law, request))


def list_kept(desk: Desk, chart: ChartId) -> tuple[AssessmentLine, ...]:
    """What was kept in a chart, newest first. Raises NotFound, Refused."""
    lines = gate.standing(desk, chart, Purpose.TREATMENT, Code.REQUESTS).page(Code.REQUESTS).page.of(Content.ASSESSMENT)
    return tuple(AssessmentLine(line.object, line.versions[0].day, len(line.versions)) for line in reversed(lines))


def open_kept(desk: Desk, chart: ChartId, id: ObjectId) -> OpenedAssessment:
    """Open a kept answer and work it out again. Raises NotFound, Refused, Tampered."""
    at = gate.standing(desk, chart, Purpose.TREATMENT, Code.REQUESTS)
    opened = at.page(Code.REQUESTS)
    line = opened.page.line(id)
    if line.newest.content is not Content.ASSESSMENT:
        raise NotFound("assessment")
    got, cleared = pages.read(desk, at, opened, id, 0, Wish(Act.OPEN, Code.REQUESTS, Purpose.TREATMENT))
    kept = assessment.read(got.payload)
    needed = [fact for one in kept.answers for fact in judged(one)]
    return OpenedAssessment(
        id, chart, kept, line.newest.version, line.versions[0].day, cleared.number, got.ask.at, replay(kept), kept.lacks(needed),
        _wait(opened.head, id),
    )  # fmt: skip


def replay(kept: Assessment, law: Packs | None = None) -> tuple[Replay, ...]:
    """Each answer recomputed byte for byte; where the rules have changed since, which packs it needs."""
    return tuple(replays.replay(law or packs.law(), one.request, one.decision) for one in kept.answers)


def attest(desk: Desk, chart: ChartId, id: ObjectId, version: int, facts: Sequence[str], by: str, reason: str) -> None:
    """Write down who stands for judgements, and why. `version`: the one that was read. Raises Invalid, NotFound, Refused, Conflict."""
    opened = open_kept(desk, chart, id)
    if opened.version != version:
        raise Conflict("version")
    if not set(facts) <= {fact for one in opened.kept.answers for fact in judged(one)}:
        raise Invalid({"facts": "choose"})
    made = assessment.attest(opened.kept, facts, by, reason, desk.actor.id, desk.now)
    at = gate.standing(desk, chart, Purpose.TREATMENT, Code.REQUESTS)
    change = pages.Change(id, Content.ASSESSMENT, assessment.write(made, fresh.secret()))
    head = at.page(Code.REQUESTS).head
    before = _wait(head, id)
    settled = before is not None and before.open and not is_open(made)  # what was dropped is not taken up again
    after = _changed(before, replace(before, open=False)) if before and settled else None
    pages.write(desk, at, Code.REQUESTS, Purpose.TREATMENT, [change], waits.with_wait(head, after) if after else head)
    if after:
        _tell(desk, after)


# Counted by a privacy office, which learns neither whose they are nor what was asked


def counts(desk: Desk) -> Count:
    """How many kept answers of the practice wait, for members of the privacy office. Raises NotFound for anybody else."""
    if not desk.offices():
        raise NotFound("office")
    return waits.count((told for _, told in _letters(desk)), desk.now)


def _letters(desk: Desk) -> list[tuple[tuple[PrincipalId, bytes], Told]]:
    """What this person's offices were told. Anybody can write such a letter: one that does not fit counts for nothing."""
    found = list[tuple[tuple[PrincipalId, bytes], Told]]()
    for office, letter in office_letters.of_kind(desk, letters.WAIT):
        with contextlib.suppress(Tampered):
            found.append(((office, letter.id), waits.of_said(letter.what)))
    return found


def forget_told(house: House, visitor: Visitor) -> int:
    """Delete the letters that say nothing any more from the inboxes of this person's offices. How many."""
    with reading(house, visitor) as desk:
        found = _letters(desk)
    last = waits.newest(told for _, told in found)
    over = [at for at, told in found if told != last[told.told] or not told.waits]
    if not over:
        return 0
    with writing(house, visitor) as desk:
        return sum(inbox.drop(desk.tx, office, id) for office, id in over)
