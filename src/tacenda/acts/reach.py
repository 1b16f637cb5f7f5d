"""Reach: a person's own choice how we may write to them. Kept in their ring; what sending needs lies in one sealed row beside it.

The row is there only while something may be sent: not before somebody chose so, not while it is paused, never in discreet mode. A new
address needs a second proof, and nothing goes there but a test with a number, until the number was typed back here. The old one hears
that there is something to look at, as of any other news; that it was moved is said inside alone.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tacenda.acts import gate, listing, notices
from tacenda.acts.desk import NOTICE, ZONE, Desk, put_ring
from tacenda.core.model import reach
from tacenda.core.model.reach import Event, Reach
from tacenda.core.words.access import Purpose, Right
from tacenda.core.words.errors import Invalid, Tampered
from tacenda.core.words.ids import ChartId, from_handle, handle
from tacenda.core.words.moments import Day
from tacenda.shell import fresh
from tacenda.shell.store import addresses
from tacenda.shell.vault import post

ID, CHANNEL, ADDRESS, EVENTS, QUIET, PAUSED, PHRASE, LANGUAGE = (
    NOTICE, "reach.channel", "reach.address", "reach.events", "reach.quiet", "reach.paused", "reach.phrase", "reach.language"
)  # fmt: skip
NUMBER, MISSED, PROVEN, TESTS, MOVED, LAST = (
    "reach.number", "reach.missed", "reach.proven", "reach.tests", "reach.moved", "reach.last"
)  # fmt: skip
SAID = 14  # days in which a person reads that their address was moved
MOST_TESTS, MOST_MISSED = 3, 5  # test letters a day; wrong numbers, after which only another letter helps
MAIL, NONE = "mail", "none"
DISCREET = "discreet"


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose. `quiet`: hours from and until, in `zone`; equal ones are none."""

    mail: bool
    address: str
    events: frozenset[Event]
    quiet: tuple[int, int]
    zone: str
    paused: bool
    proven: bool = False  # the number of a letter to this address was typed back
    asks: bool = False  # a letter with a number was asked for, which is still to be typed back

    def __repr__(self) -> str:
        return "Choice()"


def chosen(desk: Desk) -> Choice:
    """The choice as it stands; by default nothing is sent."""
    wishes = desk.keyring.ring().wishes
    begin, _, end = wishes.get(QUIET, "21-8").partition("-")
    events = frozenset(Event(text) for text in wishes.get(EVENTS, "item").split(",") if text)
    proven = bool(wishes.get(ADDRESS)) and wishes.get(PROVEN) == wishes.get(ADDRESS)
    return Choice(
        wishes.get(CHANNEL) == MAIL, wishes.get(ADDRESS, ""), events, (int(begin), int(end)), wishes.get(ZONE, ""),
        wishes.get(PAUSED) == "yes", proven, not proven and bool(wishes.get(NUMBER)),
    )  # fmt: skip


def has_phrase(desk: Desk) -> bool:
    """Whether there is a recognition phrase."""
    return bool(desk.keyring.ring().wishes.get(PHRASE))


def phrase(desk: Desk) -> str:
    """The recognition phrase; empty where none was chosen. Needs a step-up. Raises Locked."""
    desk.second_proof()
    return desk.keyring.ring().wishes.get(PHRASE, "")


def keep(desk: Desk, choice: Choice, language: str) -> None:
    """Keep a choice; it holds at once, also for what waits to be sent. Another address needs a step-up.

    Raises Locked, and Invalid for an address that is none.
    """
    before = chosen(desk)
    if choice.mail:
        reach.judge_address(choice.address)
        if choice.address not in (before.address, ""):
            desk.second_proof()
            _moved(desk, before)
    wished = {
        CHANNEL: MAIL if choice.mail else NONE, ADDRESS: choice.address if choice.mail else "",
        EVENTS: ",".join(sorted(event.value for event in choice.events)), QUIET: f"{choice.quiet[0]}-{choice.quiet[1]}",
        ZONE: choice.zone, PAUSED: "yes" if choice.paused else "no", LANGUAGE: language,
    }  # fmt: skip
    _wish(desk, wished)
    settle(desk)


def write_no_more(desk: Desk) -> None:
    """The person said no to e-mail elsewhere: from now on nothing is sent, and their address is forgotten here too."""
    choice = chosen(desk)
    if choice.mail:
        keep(desk, replace(choice, mail=False), desk.keyring.ring().wishes.get(LANGUAGE, ""))


def _moved(desk: Desk, before: Choice) -> None:
    """To another address: the old number proves nothing there, and whoever reads the old address hears that there is something new."""
    wishes = desk.keyring.ring().wishes
    last = ""
    if before.proven and wishes.get(ID) and addresses.get(desk.tx, from_handle(wishes[ID])) is not None:
        last = handle(notices.put_last(desk, _reach(before, wishes, "")))
    news = str(desk.today) if before.address or wishes.get(PROVEN) else ""
    _wish(desk, {NUMBER: "", MISSED: "0", MOVED: news, LAST: last})


def moved(desk: Desk) -> Day:
    """The day on which the address was moved to another one, while that is news; 0 for none."""
    day = int(desk.keyring.ring().wishes.get(MOVED) or 0)
    return Day(day) if day and desk.today < day + SAID else Day(0)


def keep_phrase(desk: Desk, text: str) -> None:
    """Choose other words. Needs a step-up. Raises Locked, Invalid."""
    desk.second_proof()
    ring = desk.keyring.ring()
    names = " ".join([ring.name, *(name for chart in ring.charts for name in _names(desk, chart))])
    _wish(desk, {PHRASE: reach.judge_phrase(text, names)})
    settle(desk)


def _names(desk: Desk, chart: ChartId) -> list[str]:
    at = gate.standing(desk, chart, Purpose.OWN_RECORD)
    return [holder.name for holder in at.holders]


def _wish(desk: Desk, wished: dict[str, str]) -> None:
    ring = desk.keyring.ring()
    made = replace(ring, wishes={**ring.wishes, **wished})
    if made.wishes != ring.wishes:
        put_ring(desk.tx, desk.keyring, made)


def settle(desk: Desk) -> None:
    """Make the sealed row say what the person's choices say; call it after any of them changed."""
    wishes, choice = desk.keyring.ring().wishes, chosen(desk)
    if not choice.mail or choice.paused or wishes.get(DISCREET) == "yes":
        for name in (ID, LAST):
            if wishes.get(name):
                addresses.drop(desk.tx, from_handle(wishes[name]))
        return
    if not wishes.get(ID):
        _wish(desk, {ID: handle(fresh.id())})
    id = from_handle(desk.keyring.ring().wishes[ID])
    # Before a test was asked for, a number that nobody knows: the address is not proven.
    number = "" if choice.proven else wishes.get(NUMBER) or fresh.number()
    value = _reach(choice, wishes, number)
    addresses.put(desk.tx, id, post.seal_address(desk.keeper.post_key(), desk.keeper.practice, id, value))
    _show_id(desk, id)


def _reach(choice: Choice, wishes: Mapping[str, str], number: str) -> Reach:
    words = wishes.get(PHRASE, ""), wishes.get(LANGUAGE, "")
    return Reach(choice.address, choice.events, choice.quiet, choice.zone, *words, number)


def _show_id(desk: Desk, id: bytes) -> None:
    """Let who writes into one's charts write notices: the id alone, in each access list."""
    for chart in desk.keyring.ring().charts:
        if Right.SUBJECT not in desk.held(chart).statement.rights:
            continue
        at = gate.standing(desk, chart, Purpose.OWN_RECORD)
        if at.access is None:
            raise Tampered("no access list")
        if (desk.actor.id, id) not in at.access.notices:
            listing.put(desk, at, Purpose.OWN_RECORD, at.access.with_notice(desk.actor.id, id))


def test(desk: Desk) -> None:
    """Send oneself a notice, a few times a day. Raises Invalid where nothing may be sent, or for one too many."""
    wishes = desk.keyring.ring().wishes
    id = wishes.get(ID, "")
    if not id or addresses.get(desk.tx, from_handle(id)) is None:
        raise Invalid({"": "off"})
    day, _, count = wishes.get(TESTS, "").partition("-")
    sent = int(count) if day == str(desk.today) else 0
    if sent >= MOST_TESTS:
        raise Invalid({"": "many"})
    _wish(desk, {TESTS: f"{desk.today}-{sent + 1}"})
    if not chosen(desk).proven and not wishes.get(NUMBER):
        _wish(desk, {NUMBER: fresh.number(), MISSED: "0"})
        settle(desk)
    notices.put(desk, from_handle(id), Event.TEST)


def prove(desk: Desk, number: str) -> bool:
    """The number of the test letter, typed back: from now on this address is written to. False if it is another one.

    After five wrong ones only the number of another letter counts. Raises Invalid where there is nothing to prove.
    """
    wishes, choice = desk.keyring.ring().wishes, chosen(desk)
    if not choice.mail or choice.proven or not wishes.get(NUMBER):
        raise Invalid({"": "unsent"})
    if hmac.compare_digest("".join(number.split()).encode(), wishes[NUMBER].encode()):
        _wish(desk, {PROVEN: choice.address, NUMBER: "", MISSED: "0"})
        settle(desk)
        return True
    missed = int(wishes.get(MISSED, "0")) + 1
    _wish(desk, {MISSED: str(missed)} if missed < MOST_MISSED else {MISSED: "0", NUMBER: ""})
    return False


def offered() -> tuple[str, ...]:
    """Pairs of words to choose a phrase from."""
    return fresh.everyday_pairs(4)
