"""Who can see what: every person who can open the client's records today, how many looked this week, and what waits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from starlette.responses import Response

from tacenda.acts import (
    authorizations,
    cards,
    charts,
    check_ins,
    choices,
    holders,
    leaving,
    ledger,
    older,
    reach,
    rolling,
    talks,
    topics,
)
from tacenda.acts.desk import Desk
from tacenda.core.model.chart import Visit
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.ids import ChartId, PrincipalId, fingerprint
from tacenda.doors.language import N_
from tacenda.doors.web import desk, render
from tacenda.doors.web.me import lines, next_visit, people, stopped
from tacenda.doors.web.me.people import Row
from tacenda.doors.web.me.stay import Stay, stay
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import side
from tacenda.doors.web.talk.side import Task, tasks
from tacenda.doors.web.talk.texts import WORDINGS

AWAITED = "awaited"  # the wish that remembers whose card was used


@dataclass(frozen=True, slots=True)
class HomePage:
    rows: tuple[Row, ...]
    alone: str  # the one person who can open all notes, empty where there are more
    looked: int  # how many people this week
    awaited: str
    waiting: bool
    letters: str  # the client's own 25 characters, to be compared while they wait
    practice: str
    todo: tuple[Task, ...] = ()
    stay: Stay = field(default_factory=Stay)
    nobody: bool = False  # no key opens any note any more
    again: bool = False  # a therapist of theirs is not in: there is somebody to let in again
    let_in: bool = False  # a therapist again, just now
    moved: int = 0  # the day on which the address that letters go to was changed, while that is news
    chosen: bool = False  # how far others may be let in, just now
    signs: str = ""  # who signs for the client by law: of a child it is not said that they are in charge
    visit: Visit | None = None  # the next one, where it may stand here
    shut: bool = False  # it does not before a second proof, whether there is one or not
    older: bool = False  # the list is not as the client left it, and opens nothing for anybody else


def get(request: WebRequest) -> Response:
    rolling.roll_due(request.house, desk.visitor(request))
    older.catch_up(request.house, desk.visitor(request))
    with desk.reading(request) as at:
        mine = charts.own(at)
        if not mine:
            return render.page(request, "me/home.html", _waiting(at))
        inside = [(chart, one) for chart in mine for one in holders.who_can(at, chart, Purpose.OWN_RECORD) if not one.myself]
        inside.sort(key=lambda pair: (pair[1].stopped, pair[1].office))  # people first, the office behind them, who was stopped last
        found = [ledger.who_looked(at, chart, Purpose.OWN_RECORD, lines.seen(request)) for chart in mine]
        out = {one.holder.grantee for _, one in inside if people.gone(at, one)}
        gone, moved = leaving.left(at, mine[0]), reach.moved(at)
        away = {gone.principal} if gone else set[PrincipalId]()
        behind = [
            chart for chart in mine if topics.untold(at, chart, Purpose.OWN_RECORD) or choices.left_out(at, chart, Purpose.OWN_RECORD)
        ]
        lost = any(older.older(at, chart) for chart in mine)
        back = frozenset(one.holder.grant for _, one in inside if stopped.liftable(at, one))
        signs = request.words.names([one.name for one in holders.who_sign(at, mine[0])])
        alone = holders.alone_in_office(at, (one for _, one in inside))
        since, todo = at.now - lines.WEEK, tuple(_todo(request, at, mine[0]))
        listed = [people.row(request, at, looks, one, alone) for looks in found for chart, one in _once(inside) if chart == looks.chart]
        known, (visit, shut) = [one for _, one in inside], next_visit.here(at)
        unlisted = [who for looks in found for who in stopped.therapists(looks, known)]
        rows = (
            *listed, *(row for looks in found for row in people.unlisted(request, at, looks, known)),
            *(row for looks in found for row in people.left(request, at, looks, known, gone)),
        )  # fmt: skip
    if behind:  # a crash came between what the client laid down and the keeper
        for chart in behind:
            choices.keep_out(request.house, desk.visitor(request), chart, Purpose.OWN_RECORD)
            topics.finish(request.house, desk.visitor(request), chart, Purpose.OWN_RECORD)
        return render.see_other(request, "me/home")
    done = request.query.get("done", "")
    told, _ = lines.parted([look for one in found for look in one.lines])
    value = HomePage(
        rows, _alone(inside), len({look.grant for look in told if look.at > since}), "", False, "", "", todo,
        stay(request.words, gone, (one.holder for _, one in inside if _reads(one))),
        not _readers(inside), _again(inside, unlisted, out | away, back), done == "yes", moved, done == "choice", signs, visit, shut, lost,
    )  # fmt: skip
    return lines.remembered(request, render.page(request, "me/home.html", value), found)


def _once(people: list[tuple[ChartId, holders.Person]]) -> list[tuple[ChartId, holders.Person]]:
    """Without what was stopped of somebody who is in by another grant: of them it is not true that they can open nothing."""
    live = {(chart, one.holder.grantee) for chart, one in people if not one.stopped}
    return [(chart, one) for chart, one in people if not one.stopped or (chart, one.holder.grantee) not in live]


def _todo(request: WebRequest, at: Desk, chart: ChartId) -> Iterator[Task]:
    """What waits for the client: a talk, a signature, three questions. Nobody has to, and nothing here counts up."""
    say = request.words.gettext
    stands = talks.waiting(at, chart, Purpose.OWN_RECORD, WORDINGS)
    if stands is None:
        return
    yield from tasks(request, at, side.of(request), stands)
    if authorizations.waits(at, chart):
        yield Task(request.url("me/forms"), say(N_("Something waits for your yes or no")))
    if any(one.kind == "trusted" for one in cards.waiting(at)):
        yield Task(request.url("me/trusted"), say(N_("Somebody used the card you made")))
    if check_ins.schedule(at, chart).due:
        yield Task(request.url("me/mood"), say(N_("Three short questions")))


def _waiting(at: Desk) -> HomePage:
    ring = at.keyring.ring()
    return HomePage((), "", 0, ring.wishes.get(AWAITED, ""), True, fingerprint(at.keyring.entry), fingerprint(ring.pin))


def _alone(people: list[tuple[ChartId, holders.Person]]) -> str:
    """The one person whose key opens the notes; empty where there are more, or none. Who reads picked notes opens only some of them."""
    found = _readers(people)
    return found[0].holder.name if len(found) == 1 and _reads(found[0]) else ""


def _readers(people: list[tuple[ChartId, holders.Person]]) -> list[holders.Person]:
    """Whose key opens notes: all of them, or those that were picked."""
    return [one for _, one in people if _reads(one) or _reads(one, Code.SUPERVISION)]


def _again(
    people: list[tuple[ChartId, holders.Person]], unlisted: Sequence[PrincipalId], left: Collection[PrincipalId], back: Collection[bytes]
) -> bool:  # fmt: skip
    """Whether a therapist can be let in again: one was stopped and is not in by another grant, or nobody can open the notes.

    `unlisted`: who was stopped and stands on no list any more; `left`: who went, or keeps the records no more; `back`: grants whose stop
    can be taken back, which gives more.
    """
    therapists = [one for _, one in people if one.treats and not one.over]
    out = {one.holder.grantee for one in therapists if one.holder.grant not in back} | set(unlisted)
    out -= {one.holder.grantee for one in therapists if not one.stopped}
    nobody = not any(_reads(one) or (one.holder.grant in back and Code.RECORD in one.codes) for _, one in people)
    return bool(out - set(left)) or nobody


def _reads(person: holders.Person, code: Code = Code.RECORD) -> bool:
    return not person.stopped and not person.starts and code in person.codes
