"""Check-ins: three short questions. The client decides whether their therapist sees the answers, or whether they are only counted.

What is only counted leaves no trace that ties it to a person: a letter to the privacy office with the answers and the week, no entry in
the chart's ledger, nothing in the chart. When the client last answered, and how often they want to be asked, lies in their own ring; so
does the week in which they were last counted, since a week counts each person once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tacenda.acts import gate, office_letters, pages, planned
from tacenda.acts.desk import Desk, Visitor, put_ring, reading, writing
from tacenda.acts.gate import Standing, Wish
from tacenda.acts.house import House
from tacenda.core.model import agreed, chart, check_in
from tacenda.core.model.agreed import Agreed
from tacenda.core.model.check_in import CheckIn, Tally
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import Invalid, NotFound, Tampered
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import NEVER, Day, Moment
from tacenda.shell import fresh
from tacenda.shell.store import inbox
from tacenda.shell.vault import letters
from tacenda.shell.vault.letters import Letter

LAST, EVERY, WEEK = "mood.last", "mood.every", "mood.week"  # the wishes that keep the schedule, and the week last counted in
SAME = 600  # seconds in which the same answers once more are a second press
COUNTED = 26 * 7  # days back that the office counts; what is older goes


@dataclass(frozen=True, slots=True)
class Schedule:
    """A client's own: when they last answered, every how many weeks they want to be asked, and whether to ask today.

    `told`: when they told their therapist that something is not okay, until somebody talked with them about it; `visit`: their next visit;
    0 for none of each.
    """

    last: Day
    weeks: int
    due: bool
    told: Moment = NEVER
    visit: Moment = NEVER

    @property
    def following(self) -> Day:
        """The day of the next one, 0 for none."""
        return check_in.following(self.last, self.weeks)


def schedule(desk: Desk, id: ChartId) -> Schedule:
    """The client's schedule. Raises NotFound, Refused."""
    wishes = desk.keyring.ring().wishes
    last, weeks = Day(int(wishes.get(LAST) or 0)), int(wishes.get(EVERY) or check_in.USUAL)
    at = _page(desk, id, Code.SCHEDULE, Code.CONSENT)
    visits = chart.read_visits(at.page(Code.SCHEDULE).head).visits
    second = moments.day(visits[1].at) if len(visits) > 1 else Day(0)
    due = check_in.due(last, weeks, second, moments.day(desk.now))
    told = agreed.read(at.page(Code.CONSENT).head).uneasy
    return Schedule(last, weeks, due, told, min((one.at for one in visits if one.at > desk.now), default=NEVER))


def _page(desk: Desk, id: ChartId, *codes: Code, purpose: Purpose = Purpose.OWN_RECORD) -> Standing:
    return gate.standing(desk, id, purpose, *codes)


def ask_every(desk: Desk, weeks: int) -> None:
    """The client changes how often they are asked; 0 for never. Raises Invalid."""
    if weeks not in check_in.WEEKS:
        raise Invalid({"every": "choose"})
    put_ring(desk.tx, desk.keyring, desk.keyring.ring().with_wish(EVERY, str(weeks)))
    plan(desk)


def plan(desk: Desk) -> None:
    """Let the client hear of the next one on its day, where they can be written to; call it after either changed."""
    wishes = desk.keyring.ring().wishes
    following = check_in.following(Day(int(wishes.get(LAST) or 0)), int(wishes.get(EVERY) or check_in.USUAL))
    planned.put(desk, planned.own(desk), planned.CHECK_IN, following)


def tell(desk: Desk, id: ChartId, answers: CheckIn) -> None:
    """Answers for the therapist: sealed into the chart; uneasy ones ask them to talk about it. A second press is kept once.

    Raises NotFound, Refused, Conflict.
    """
    at = _page(desk, id, Code.CONSENT)
    state = agreed.read(at.page(Code.CONSENT).head)
    before = _answers(desk, at, state, Purpose.OWN_RECORD) if state.moods else ()
    if before and desk.now - before[-1].at < SAME and replace(before[-1], at=NEVER) == replace(answers, at=NEVER):
        return
    object = ObjectId(state.moods) if state.moods else fresh.object_id()
    uneasy = desk.now if answers.uneasy else state.uneasy
    made = replace(state, moods=object, uneasy=uneasy)
    payload = check_in.write((*before, replace(answers, at=desk.now)), fresh.secret())
    change = pages.Change(object, Content.CONSENT, payload)
    pages.write(desk, at, Code.CONSENT, Purpose.OWN_RECORD, [change], agreed.head(made), act=Act.CONSENT)
    _asked(desk)


def count(desk: Desk, answers: CheckIn) -> None:
    """Answers that are only counted: a letter to each privacy office, about nobody. Raises Invalid for a second one in a week."""
    monday, ring = check_in.monday(moments.day(desk.now)), desk.keyring.ring()
    if ring.wishes.get(WEEK) == str(monday):
        raise Invalid({"seen": "counted"})
    put_ring(desk.tx, desk.keyring, ring.with_wish(WEEK, str(monday)))
    office_letters.send(desk, letters.CHECK_IN, Moment(monday * 86_400), check_in.counted(answers))
    _asked(desk)


def passed_over(desk: Desk) -> None:
    """The client was asked and answered none of the questions: nobody hears of it, and the next time is counted from today."""
    _asked(desk)


def _asked(desk: Desk) -> None:
    put_ring(desk.tx, desk.keyring, desk.keyring.ring().with_wish(LAST, str(moments.day(desk.now))))
    plan(desk)


def answers(desk: Desk, id: ChartId) -> tuple[CheckIn, ...]:
    """What a client let their therapist see, newest first; its opening is a line. Raises NotFound, Refused, Tampered."""
    at = _page(desk, id, Code.CONSENT, purpose=Purpose.TREATMENT)
    state = agreed.read(at.page(Code.CONSENT).head)
    return _answers(desk, at, state, Purpose.TREATMENT)[::-1] if state.moods else ()


def _answers(desk: Desk, at: Standing, state: Agreed, purpose: Purpose) -> tuple[CheckIn, ...]:
    got, _ = pages.read(desk, at, at.page(Code.CONSENT), ObjectId(state.moods), 0, Wish(Act.OPEN, Code.CONSENT, purpose))
    return check_in.read(got.payload)


def talked(desk: Desk, id: ChartId) -> None:
    """The therapist has talked about it: it is no task any more. Raises NotFound, Refused."""
    at = _page(desk, id, Code.CONSENT, purpose=Purpose.TREATMENT)
    state = agreed.read(at.page(Code.CONSENT).head)
    pages.write(desk, at, Code.CONSENT, Purpose.TREATMENT, [], agreed.head(replace(state, uneasy=NEVER)), act=Act.CONSENT)


def counts(desk: Desk) -> Tally:
    """How many answered and how many felt uneasy in half a year, for members of the privacy office. Raises NotFound for anybody else."""
    if not desk.offices():
        raise NotFound("office")
    return check_in.tally(check_in.of_counted(letter.what) for letter in letters_of(desk))


def letters_of(desk: Desk) -> list[Letter]:
    """The answers in the inboxes of this person's offices. Anybody can write such a letter: one that does not fit counts for nothing."""
    return [letter for _, letter in office_letters.of_kind(desk, letters.CHECK_IN) if _counts(letter, desk.now)]


def forget_old(house: House, visitor: Visitor) -> int:
    """Delete what does not count any more from the inboxes of this person's offices: nobody else can tell it from keys. How many."""
    with reading(house, visitor) as desk:
        over = [(office, letter.id) for office, letter in office_letters.of_kind(desk, letters.CHECK_IN) if not _counts(letter, desk.now)]
    if not over:
        return 0
    with writing(house, visitor) as desk:
        return sum(inbox.drop(desk.tx, office, id) for office, id in over)


def _counts(letter: Letter, now: Moment) -> bool:
    """Whether a letter is one of this half year, and its answers are answers."""
    try:
        check_in.of_counted(letter.what)
    except Tampered:
        return False
    return now - COUNTED * 86_400 < letter.at <= now
