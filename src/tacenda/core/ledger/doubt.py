"""A doubt: a client's account says of another client's account on its chart that it is not the client's. Canonical JSON, named by an ask's
`about`.

Whoever said it can take it back, by the same statement with `holds` 0. It changes nothing by itself. With it, and while it counts, somebody
of the practice who may stop can end the account it names: two hands, neither of which is enough alone. Like a limit it holds nothing but
ids and a day, and no salt: the keeper makes it again from its rows, so which doubts stand can be told from the leaves alone. A grant's own
hash stands in leaves at giving, stopping and lifting in turn, so a doubt has one of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tacenda.core.ledger.asks import Ask
from tacenda.core.ledger.statements import DirectoryEntry, Grant
from tacenda.core.sealing.encoding import Reading, plain
from tacenda.core.words import moments
from tacenda.core.words.access import Right
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ChartId, GrantHash, PracticeId
from tacenda.core.words.moments import Day, Moment
from tacenda.core.words.people import STAFF

COUNTS = 30  # days


def last_day(at: Moment) -> Day:
    """The last day on which a doubt counts that was asked for at a moment."""
    return Day(moments.day(at) + COUNTS)


@dataclass(frozen=True, slots=True)
class Doubt:
    """`grant`: of the account that is doubted; `by`: of the account that says so; `until`: the last day (UTC) on which it counts.

    `holds`: it is said; else every one before it by the same account, of the same account, is taken back.
    """

    practice: PracticeId
    chart: ChartId
    grant: GrantHash
    by: GrantHash
    until: Day
    holds: bool = True

    def write(self) -> bytes:
        return plain(
            {
                "v": 1,
                "practice": self.practice,
                "chart": self.chart,
                "doubted": self.grant,
                "by": self.by,
                "until": moments.date_text(self.until),
                **({} if self.holds else {"holds": 0}),
            }
        )

    @classmethod
    def read(cls, raw: bytes) -> Doubt:
        r = Reading(raw)
        r.version(1)
        value = cls(
            PracticeId(r.raw("practice", 16)),
            ChartId(r.raw("chart", 16)),
            GrantHash(r.raw("doubted", 32)),
            GrantHash(r.raw("by", 32)),
            moments.day_from_text(r.text("until")),
            not r.has("holds"),
        )
        if not value.holds and r.number("holds"):
            raise Tampered("doubt")
        r.done()
        return value

    def answers(self, other: Doubt) -> bool:
        """Whether they are by one account, of one account."""
        return (self.grant, self.by) == (other.grant, other.by)

    def counts(self, at: Moment) -> bool:
        """Whether it has not lapsed."""
        return moments.day(at) <= self.until


# What a ledger's reader asks of the two lines


def taken_back(doubt: Doubt, doubts: Iterable[Doubt], step_sig: bytes) -> tuple[Doubt, ...]:
    """The doubts that are left after one was taken back, which needs a second proof. Raises Tampered where there was none."""
    every = tuple(doubts)
    left = tuple(one for one in every if not one.answers(doubt))
    if left == every or not step_sig:
        raise Tampered("a doubt that nobody said")
    return left


def doubted(doubt: Doubt, ask: Ask, by: DirectoryEntry, live: Mapping[bytes, Grant]) -> None:
    """A doubt is said by a client's live account, of another one's. `by`: whose certificate it was. Raises Tampered."""
    mine, target = _mine(ask, live), live.get(doubt.grant)
    if Right.SUBJECT not in mine.rights or (doubt.practice, doubt.chart, doubt.by) != (ask.practice, ask.ledger, ask.grant):
        raise Tampered("a doubt without the right")
    if target is None or Right.SUBJECT not in target.rights or doubt.grant == doubt.by or doubt.until != last_day(ask.at):
        raise Tampered("a doubt of nothing")
    if set(by.roles) & STAFF:
        raise Tampered("a doubt without the right")


def two_hands(ask: Ask, by: DirectoryEntry, doubts: Iterable[Doubt], live: Mapping[bytes, Grant], at: Moment) -> None:
    """A client's account is ended by somebody else with both hands alone: a member of staff who may stop, and another client's live account
    whose doubt counts. `at`: no later than the keeper's moment. Raises Tampered."""
    mine = _mine(ask, live)
    if ask.via or Right.STOP not in mine.rights or Right.SUBJECT in mine.rights or not set(by.roles) & STAFF:
        raise Tampered("a client's own access")
    by_live = (live[one.by] for one in doubts if one.grant == ask.about and one.by in live and one.counts(at))
    if not any(Right.SUBJECT in one.rights for one in by_live):
        raise Tampered("a client's own access")


def _mine(ask: Ask, live: Mapping[bytes, Grant]) -> Grant:
    if ask.grant not in live:
        raise Tampered("an ask without a grant")
    return live[ask.grant]
