"""Notices leave the house: one of a few templates, the person's phrase, and nothing else. A round each minute, by the clock's thread.

The templates are the whole of what can be said outside; a test holds every letter of a played day against them.
"""

from __future__ import annotations

from collections.abc import Mapping

from tacenda.acts import notices
from tacenda.acts.house import House
from tacenda.acts.notices import Due
from tacenda.core.model.reach import Event
from tacenda.core.words.errors import Unavailable
from tacenda.core.words.moments import Moment
from tacenda.doors import language
from tacenda.doors.language import N_, Words
from tacenda.shell import courier
from tacenda.shell.courier import Letter

ITEM = N_("One new item"), N_("Open the site you know.")
TEMPLATES: Mapping[Event, tuple[str, str]] = {
    Event.ITEM: ITEM,
    Event.SIGN_IN: ITEM,
    Event.TEST: ITEM,
    Event.MOVED: ITEM,
    Event.DUE: (N_("Two minutes"), N_("There is something to look at when you have time.")),
    Event.WEEK: (N_("Weekly note"), N_("Your list has new lines.")),
}
HELLO = N_("Hello.")
NUMBER = N_("Your number is %(number)s.")  # in a test letter to an address that was not proven yet
PATIENCE = 3  # failures in a row after which a round ends: the mail server is away


def send(house: House) -> int:
    """Carry out what is due; how many letters went. What fails stays, for 48 hours at most."""
    if not house.keeper.founded:
        return 0
    went, failed = 0, 0
    for one in notices.due(house):
        if failed == PATIENCE:
            break
        if notices.begin(house, one):
            problem = _carried(house, one)
            went += not problem
            # A server that refuses one reader is there for the next one.
            failed = failed + 1 if problem and problem != courier.UNKNOWN else 0
    return went


def _carried(house: House, one: Due) -> str:
    """Why a notice did not go; empty if it did."""
    try:
        courier.carry(house.settings, house.folder, letter(one, house.clock.now()))
    except Unavailable as error:
        return error.reason
    notices.sent(house, one)
    return ""


def letter(one: Due, at: Moment) -> Letter:
    """The letter of a notice."""
    words = _words(one.reach.language)
    subject, sentence = (words.gettext(text) for text in TEMPLATES[one.event])
    second = words.say(N_("%(phrase)s. %(sentence)s"), phrase=one.reach.phrase, sentence=sentence) if one.reach.phrase else sentence
    number = one.reach.number if one.event is Event.TEST else ""
    third = words.say(NUMBER, number=number) + "\n" if number else ""
    hello = words.gettext(HELLO)
    return Letter(one.reach.address, subject, f"{hello}\n{second}\n{third}", f"{hello}\n{sentence}\n", at)


def _words(chosen: str) -> Words:
    return language.words(chosen if chosen in language.offered() else language.SOURCE)
