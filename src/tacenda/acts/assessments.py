"""Assessments: keep an answer of the rules in the chart, list what was kept, open it, say who stands for a judgement, work it out again.

The answer is worked out here, from the question: no page can hand in a verdict. It is advice. It counts as cleared only when it says yes
and a person with a reason stands for every judgement that it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from tacenda.acts import gate, pages
from tacenda.acts.contents import OpenedPage
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Wish
from tacenda.core.decisions import replays, speaking
from tacenda.core.decisions.decision import KERNEL
from tacenda.core.decisions.evaluate import GREEN
from tacenda.core.decisions.replays import Replay
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.model import assessment, speakers
from tacenda.core.model.assessment import Answer, Assessment
from tacenda.core.model.speakers import Why
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.encoding import Plain
from tacenda.core.words.errors import Conflict, Invalid, NotFound
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import Day, Moment
from tacenda.shell import fresh, packs

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

    `waits`: something about it is open, and it was not dropped.
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
    waits: bool

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
    head = {**_head(at.page(Code.REQUESTS), change.object, made), **_learned(at.page(Code.REQUESTS), [one for _, one in asked])}
    pages.write(desk, at, Code.REQUESTS, Purpose.TREATMENT, [change], head)
    return change.object


def _learned(opened: OpenedPage, asked: Sequence[Asked]) -> Mapping[str, Plain]:
    """What the head says of whoever speaks for the client, where the questions tell of it: they are to be looked at again."""
    why = frozenset[Why]().union(*map(speaking.learned, asked))
    rows = speakers.read(opened.head) if why and opened.version else ()
    return speakers.with_speakers({}, [one.told(why) for one in rows]) if rows else {}


def _head(opened: OpenedPage, id: ObjectId, kept: Assessment) -> dict[str, Plain]:
    """The head in which this answer waits as long as something about it is open."""
    return assessment.with_open(opened.head if opened.version else {}, id, waits=is_open(kept))


def is_open(kept: Assessment) -> bool:
    """Whether something about sending is still to be settled: the answer is not yet one, or nobody stands for what it rests on.

    Of a danger nothing waits here: whom to tell is settled at once, or not at all.
    """
    return kept.kind == "disclosure" and any(
        verdict(one) in OPEN or (verdict(one) in GREEN and bool(kept.lacks(judged(one)))) for one in kept.answers
    )


def waiting(desk: Desk, chart: ChartId) -> tuple[ObjectId, ...]:
    """The kept answers of a chart about which something is open, for lists: none where they are not open to this person."""
    mine = gate.held(desk, chart, Purpose.TREATMENT)
    if not mine.keys.holds(Code.REQUESTS) or not gate.may(desk, mine, None, Wish(Act.OPEN, Code.REQUESTS, Purpose.TREATMENT)):
        return ()
    opened = gate.standing(desk, chart, Purpose.TREATMENT, Code.REQUESTS).page(Code.REQUESTS)
    return assessment.opened(opened.head) if opened.version else ()


def drop(desk: Desk, chart: ChartId, id: ObjectId) -> None:
    """What is open about a kept answer waits no more: it was asked anew, or nobody needs it. Raises NotFound, Refused, Conflict."""
    at = gate.standing(desk, chart, Purpose.TREATMENT, Code.REQUESTS)
    head = at.page(Code.REQUESTS).head
    if id in assessment.opened(head):
        pages.write(desk, at, Code.REQUESTS, Purpose.TREATMENT, [], assessment.with_open(head, id, waits=False))


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
        id in assessment.opened(opened.head),
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
    waits = id in assessment.opened(head) and is_open(made)  # what was dropped is not taken up again
    pages.write(desk, at, Code.REQUESTS, Purpose.TREATMENT, [change], assessment.with_open(head, id, waits=waits))
