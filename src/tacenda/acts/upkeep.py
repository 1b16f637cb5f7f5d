"""Upkeep: what a start repairs or refuses, and what the clock tidies.

A crash may overstate an access, never understate it, and leaves one of a few known shapes: a page committed but not settled, a roll begun
and not ended, a set-up cut short. Each is finished, undone, or refused with a sentence that says what to do.
"""

from __future__ import annotations

import contextlib

from tacenda.acts import cut_short, notices
from tacenda.acts.house import House, no_keeper
from tacenda.core.words import moments
from tacenda.core.words.errors import Conflict, Tampered, Unavailable
from tacenda.core.words.ids import ObjectId
from tacenda.shell.store import devices, drafts, invitations, objects, principals, sign_ins

DRAFT_DAYS = 30
DEVICE_DAYS = 60  # a list of sign-ins that nothing was added to
OUTBOX_HOURS = 48
CUT_SHORT = "The set-up of this practice was cut short before anything was kept. Start again with an empty data folder."
RESTORING = "A restore into this folder was cut short. Delete the folder and restore once more."
AHEAD = (
    "The newest line of the ledger was written at %s (UTC), and the clock of this machine says that this is yet to come. "
    "Set the clock. If it is right and ran ahead before, restore the newest backup from before that."
)
LOST_PIN = "settings.toml has lost the fingerprint of this practice. Put it back (the practice card has it) and start again."


def start(house: House) -> None:
    """Repair what a crash left, before anybody is served. Raises Unavailable with a sentence that says what to do, Tampered."""
    _set_up(house)
    if not house.keeper.founded:
        return
    if house.keeper.ahead:
        raise _refusal(AHEAD % moments.text(house.keeper.ahead))
    for id in house.keeper.due():
        with house.content.writing() as tx:
            cut_short.finish(house, tx, id)
    settle(house)
    house.keeper.check_tail()
    house.keeper.read_leaves()
    tidy(house)


def _set_up(house: House) -> None:
    with house.content.reading() as tx:
        somebody = next(iter(principals.all(tx)), None) is not None
    if not house.keeper.founded and house.keeper.holds_practice():
        raise _refusal(LOST_PIN if somebody else CUT_SHORT)
    if somebody and not house.keeper.founded:
        raise no_keeper()
    if house.keeper.founded and not somebody and not house.keeper.charts():
        raise _refusal(CUT_SHORT)
    if house.keeper.founded and house.keeper.begins_after:
        raise _refusal(RESTORING)


def _refusal(sentence: str) -> Unavailable:
    error = Unavailable("set-up")
    error.public = sentence
    return error


def finish_rolls(house: House) -> None:
    """What failed in the middle, on a full disk or in a process that died beside this one, shuts nobody out until the next start."""
    for id in house.keeper.due():
        if house.keeper.state(id).state == "rolling":
            # A roll of this moment holds the files: it ends by itself. And one chart whose rows do not fit keeps the clock from no other.
            with contextlib.suppress(Unavailable, Conflict, Tampered), house.content.writing() as tx:
                cut_short.finish(house, tx, id)


def minute(house: House) -> None:
    """What the clock does every minute: end or undo rolls that were cut short, settle, tidy, sign a checkpoint where there are new entries,
    fold the journals."""
    if house.keeper.founded:
        finish_rolls(house)
        settle(house)
    tidy(house)


def settle(house: House) -> None:
    """Tell the keeper of pages that were committed and not settled: a crash lay between."""
    with house.content.reading() as tx:
        for state in house.keeper.unsettled():
            page = objects.latest(tx, ObjectId(state.id))
            if page is not None and state.settled < page.version <= state.latest:
                house.keeper.settle(state.id, page.version)


def tidy(house: House) -> None:
    """What is over goes: sign-ins, cards, notices, drafts, counts, retired shares. Then the files' journals are folded."""
    now = house.clock.now()
    with house.sign_ins.writing() as tx:
        sign_ins.drop_before(tx, now)
        drafts.drop_before(tx, moments.Day(moments.day(now) - DRAFT_DAYS))
        devices.drop_before(tx, moments.Day(moments.day(now) - DEVICE_DAYS))
    with house.content.writing() as tx:
        invitations.drop_before(tx, moments.day(now))
        notices.drop_before(house, tx, now // 3600 - OUTBOX_HOURS)
    if house.keeper.founded:
        try:
            house.keeper.tidy()
            house.keeper.checkpoint()
        except Conflict:
            return  # another process tidies at this moment
        house.keeper.truncate_wal()
    house.content.truncate_wal()
    house.sign_ins.truncate_wal()
