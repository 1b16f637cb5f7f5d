"""The list of a client's people put back as it was, or written by who may write it without what the client laid down there.

What a client chose, whom they stopped, what they took out, where they are written to: none of it is followed by anybody otherwise than the
client last said it. The client reads that it is not theirs, reads what they said, and puts it back.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import pytest
from tests.walks.practice import INES, MAYA, NOOR, SAM, TOMAS, Town

from tacenda.acts import cards, choices, gate, grants, holders, listing, older, pages, reach, rolling, says, unlisted
from tacenda.acts.desk import Desk, reading, writing
from tacenda.core.model import access_list, offers
from tacenda.core.model.access_list import AccessList
from tacenda.core.model.say import FIRST, Choice, Laid, Say
from tacenda.core.words.access import Act, Code, Purpose
from tacenda.core.words.errors import Conflict, Refused, Tampered
from tacenda.core.words.ids import ChartId, CompartmentId, GrantHash, PrincipalId
from tacenda.core.words.moments import NEVER
from tacenda.doors.cli.demo_cast import PASSPHRASE, Person
from tacenda.shell import fresh

OWN = Purpose.OWN_RECORD


class Died(BaseException):
    """The process ends here, as far as the house can tell."""


def noor(town: Town) -> ChartId:
    return town.built.charts[NOOR.login]


def page_of(town: Town) -> CompartmentId:
    return next(one.id for one in town.house.keeper.states(noor(town)) if one.code is Code.ACCESS)


def chooses(town: Town, choice: Choice) -> None:
    with town.signed_in(NOOR) as visitor:
        choices.choose(town.house, visitor, noor(town), choice, OWN)


def lets_in(town: Town) -> None:
    town.play.give(TOMAS, NOOR, MAYA, offers.CO_THERAPIST)


def at_desk(town: Town, who: Person, work: Callable[[Desk], object], *, write: bool = True) -> object:
    with town.signed_in(who, stepped_up=True) as visitor, (writing if write else reading)(town.house, visitor) as desk:
        return work(desk)


def list_of(town: Town, who: Person, purpose: Purpose) -> gate.Standing:
    found = at_desk(town, who, lambda desk: gate.standing(desk, noor(town), purpose), write=False)
    assert isinstance(found, gate.Standing)
    return found


class Thief:
    """Somebody who writes to both files by hand, and kept the page of the list as it was."""

    def __init__(self, town: Town) -> None:
        self.town, self.page = town, page_of(town)
        self.row = self.sql("content", "SELECT version, epoch, envelope FROM object WHERE id = ?", self.page)[0]

    def sql(self, file: str, query: str, *values: object) -> list[tuple]:
        with closing(sqlite3.connect(self.town.folder / f"{file}.db")) as db, db:
            return db.execute(query, values).fetchall()

    def puts_back(self, *, heads: bool) -> None:
        """The older page, and the keeper's count of it; `heads`: with all that the keeper counts of newer ones."""
        self.sql("content", "UPDATE object SET version = ?, epoch = ?, envelope = ? WHERE id = ?", *self.row, self.page)
        self.sql("keeper", "UPDATE compartment SET settled = ? WHERE id = ?", self.row[0], self.page)
        if heads:
            self.sql("keeper", "UPDATE compartment SET latest = ? WHERE id = ?", self.row[0], self.page)
            self.sql("keeper", "DELETE FROM head WHERE compartment = ? AND version > ?", self.page, self.row[0])


def nothing_opens(town: Town) -> None:
    """Neither who treats the client nor who oversees opens anything by this list, and nobody is let in."""
    with pytest.raises(Tampered, match="older than what its client said"):
        list_of(town, TOMAS, Purpose.TREATMENT)
    with pytest.raises(Tampered):
        list_of(town, INES, Purpose.OVERSIGHT)
    with pytest.raises(Tampered):
        lets_in(town)


def reads_their_own(town: Town, choice: Choice) -> None:
    """The client sees that the list is not theirs, and what they said."""
    at = list_of(town, NOOR, OWN)
    assert at.older and at.access is not None
    assert at.access.choice is choice
    assert at_desk(town, NOOR, lambda desk: older.older(desk, noor(town)))


def named(town: Town) -> bool:
    return "said" in {one.code for one in town.checked().findings}


@pytest.mark.parametrize("heads", [False, True])
def test_an_older_list_opens_nothing_and_the_client_reads_what_they_last_said(town: Town, heads: bool):
    chooses(town, Choice.GUIDES)
    thief = Thief(town)
    chooses(town, Choice.THERAPIST)
    thief.puts_back(heads=heads)
    nothing_opens(town)
    reads_their_own(town, Choice.THERAPIST)
    assert named(town)


def test_a_list_from_before_the_first_say_opens_nothing_either(town: Town):
    thief = Thief(town)
    chooses(town, Choice.THERAPIST)
    thief.puts_back(heads=False)
    nothing_opens(town)
    reads_their_own(town, Choice.THERAPIST)


def test_the_client_puts_back_what_they_said_and_everything_fits_again(town: Town):
    chooses(town, Choice.GUIDES)
    thief = Thief(town)
    chooses(town, Choice.THERAPIST)
    thief.puts_back(heads=False)
    found = at_desk(town, NOOR, lambda desk: older.found(desk, noor(town)))
    assert isinstance(found, older.Older)
    assert found.mends and found.laid.choice is Choice.THERAPIST
    at_desk(town, NOOR, lambda desk: older.keep(desk, noor(town)))
    at = list_of(town, TOMAS, Purpose.TREATMENT)
    assert at.access is not None and at.access.choice is Choice.THERAPIST
    with pytest.raises(Refused, match=r"practice\.choice"):
        lets_in(town)
    assert town.checked().fits


def test_a_list_whose_count_was_lowered_too_is_not_written_over(town: Town):
    """A version of the page would stand in the ledger twice, and the ledger would not verify any more: it needs a backup."""
    chooses(town, Choice.GUIDES)
    thief = Thief(town)
    chooses(town, Choice.THERAPIST)
    thief.puts_back(heads=True)
    found = at_desk(town, NOOR, lambda desk: older.found(desk, noor(town)))
    assert isinstance(found, older.Older) and not found.mends
    with pytest.raises(Tampered):
        at_desk(town, NOOR, lambda desk: older.keep(desk, noor(town)))
    chosen_again(town)


def chosen_again(town: Town) -> None:
    """Nor does a client write anything else on an older list by mistake: they put back what they said first."""
    with pytest.raises(Conflict):
        chooses(town, Choice.TEAM)


def test_a_client_lets_nobody_in_on_an_older_list_by_mistake(town: Town):
    """Neither a grant nor a way back is given that the list could not hold: nothing is entered but what everybody's reading is."""
    card = at_desk(town, NOOR, lambda desk: cards.for_trusted(desk, noor(town), "Ana Berg"))
    assert isinstance(card, cards.Card)
    cards.join(town.house, card.code, "demo.ana", PASSPHRASE)
    chooses(town, Choice.GUIDES)
    thief = Thief(town)
    chooses(town, Choice.TEAM)
    thief.puts_back(heads=False)

    def gives(desk: Desk) -> None:
        waits = next(one for one in cards.waiting(desk) if one.name == "Ana Berg")
        grants.give(desk, noor(town), OWN, waits.entry, waits.name, offers.TRUSTED, NEVER)

    before = town.house.keeper.chart(noor(town)).entries
    with pytest.raises(Conflict):
        at_desk(town, NOOR, gives)
    assert town.house.keeper.chart(noor(town)).entries <= before + 1
    at_desk(town, NOOR, lambda desk: older.keep(desk, noor(town)))
    at_desk(town, NOOR, gives)
    assert town.checked().fits


def writes(town: Town, made: Callable[[AccessList], AccessList]) -> None:
    """Who treats the client writes the list with their own keys, by no page."""

    def work(desk: Desk) -> None:
        at = gate.standing(desk, noor(town), Purpose.TREATMENT)
        assert at.access is not None
        pages.write(desk, at, Code.ACCESS, Purpose.TREATMENT, [], access_list.head(made(at.access)))

    at_desk(town, TOMAS, work)


def forged(access: AccessList) -> AccessList:
    number = access.say.number if access.say else 0
    return access.as_said(Say(number + 1, says.hash_of(access.say or FIRST), Laid(), fresh.secret()))


def without(access: AccessList) -> AccessList:
    return replace(access, say=None, choice=Choice.TEAM, barred=(), notices=(), restrictions=())


def same_number(access: AccessList) -> AccessList:
    assert access.say is not None
    return access.as_said(replace(access.say, laid=Laid()))


@pytest.mark.parametrize("made", [forged, without, same_number])
def test_who_may_write_the_list_changes_nothing_there_that_the_client_said(town: Town, made: Callable[[AccessList], AccessList]):
    chooses(town, Choice.THERAPIST)
    writes(town, made)
    nothing_opens(town)
    reads_their_own(town, Choice.THERAPIST)
    assert named(town)
    at_desk(town, NOOR, lambda desk: older.keep(desk, noor(town)))
    assert town.checked().fits


def is_written_to(town: Town) -> None:
    """A say that stops nobody."""
    at_desk(town, NOOR, lambda desk: reach.keep(desk, replace(reach.chosen(desk), mail=True, address="noor@example.org"), "en"))


def test_where_letters_go_is_not_dropped_in_silence(town: Town):
    is_written_to(town)
    reached = list_of(town, NOOR, OWN).access
    assert reached is not None and reached.reached
    writes(town, lambda access: replace(without(access), choice=access.choice))
    found = list_of(town, NOOR, OWN)
    assert found.older and found.access is not None
    assert found.access.reached == reached.reached


def test_whom_a_limit_is_about_stays_limited_when_the_list_names_them_no_more(town: Town):
    lets_in(town)
    with town.signed_in(NOOR) as visitor, reading(town.house, visitor) as desk:
        grant = next(one.holder.grant for one in holders.who_can(desk, noor(town), OWN) if one.holder.name == MAYA.name)
    with town.signed_in(NOOR) as visitor:
        grants.limit(town.house, visitor, noor(town), grant, Code.RECORD, OWN)
        grants.stop(town.house, visitor, noor(town), grant, OWN)
    at_desk(town, NOOR, lambda desk: grants.unbar(desk, noor(town), barred(desk, town), OWN))
    writes(town, lambda access: replace(access, holders=tuple(one for one in access.holders if one.grant != grant)))
    with pytest.raises(Refused, match=r"practice\.choice"):
        lets_in(town)


def barred(desk: Desk, town: Town) -> bytes:
    return grants.barred(desk, noor(town), OWN)[0].principal


def test_a_colleague_says_nothing_in_the_clients_name(town: Town):
    """Neither that a say of theirs counts, nor that the client's counts no more."""
    chooses(town, Choice.THERAPIST)

    def tells(desk: Desk, *, holds: bool) -> None:
        at = gate.standing(desk, noor(town), Purpose.TREATMENT)
        assert at.access is not None and at.access.say is not None
        made = at.access.say if not holds else replace(at.access.say, salt=fresh.secret())
        listing._tell(desk, at, Purpose.TREATMENT, says.hash_of(made), says.SAID if holds else says.FOLLOWED)

    for holds in (True, False):
        with pytest.raises(Refused):
            at_desk(town, TOMAS, lambda desk, holds=holds: tells(desk, holds=holds))
    assert list_of(town, TOMAS, Purpose.TREATMENT).access


def test_who_reads_while_the_client_chooses_is_told_that_it_moved_and_nothing_worse(town: Town):
    chooses(town, Choice.GUIDES)
    with town.signed_in(TOMAS) as visitor, reading(town.house, visitor) as desk:
        assert desk.tx.rows("SELECT 1 FROM object LIMIT 1")
        client = threading.Thread(target=chooses, args=(town, Choice.THERAPIST))
        client.start()
        client.join()
        with pytest.raises(Conflict):
            gate.standing(desk, noor(town), Purpose.TREATMENT)
    assert list_of(town, TOMAS, Purpose.TREATMENT).access


@pytest.mark.parametrize("kept", [False, True])
def test_a_crash_leaves_a_list_that_counts_and_the_next_say_puts_the_rest_in_order(town: Town, kept: bool):
    """`kept`: the list was kept, and what it follows not ended yet; else the say was told and its list was lost."""
    chooses(town, Choice.GUIDES)
    with town.signed_in(NOOR) as visitor, contextlib.suppress(Died), writing(town.house, visitor) as desk:
        at = gate.standing(desk, noor(town), OWN)
        assert at.access is not None
        listing.put(desk, at, OWN, replace(at.access, choice=Choice.THERAPIST))
        desk.after.pop()
        if not kept:
            raise Died
    found = list_of(town, TOMAS, Purpose.TREATMENT).access
    assert found is not None
    assert found.choice is (Choice.THERAPIST if kept else Choice.GUIDES)
    assert not list_of(town, NOOR, OWN).older
    thief = Thief(town)
    chooses(town, Choice.TEAM)
    assert town.checked().fits
    thief.puts_back(heads=True)
    nothing_opens(town)


# What a client does before the list is put back


def grant_of(town: Town, person: Person) -> GrantHash:
    with town.signed_in(NOOR) as visitor, reading(town.house, visitor) as desk:
        return next(one.holder.grant for one in holders.who_can(desk, noor(town), OWN) if one.holder.name == person.name)


def lives(town: Town, grant: GrantHash) -> bool:
    return bool(town.house.keeper.opened(grant))


def on_an_older_list(town: Town) -> GrantHash:
    """Maya reads, and the list that names her is put back once the client changed it. Her grant."""
    lets_in(town)
    thief, maya = Thief(town), grant_of(town, MAYA)
    is_written_to(town)
    thief.puts_back(heads=False)
    return maya


def put_back(town: Town) -> None:
    at_desk(town, NOOR, lambda desk: older.keep(desk, noor(town)))


def test_whom_the_client_stops_on_an_older_list_stays_stopped_when_it_is_put_back(town: Town):
    """They are let in again by the client's yes alone, though the list could not be written when they were stopped."""
    maya = on_an_older_list(town)
    with town.signed_in(NOOR) as visitor:
        grants.stop(town.house, visitor, noor(town), maya, OWN)
    assert not lives(town, maya)
    put_back(town)
    found = list_of(town, NOOR, OWN)
    assert not found.older and found.access is not None
    assert [one.name for one in found.access.barred] == [MAYA.name]
    with pytest.raises(Refused, match=r"practice\.choice"):
        lets_in(town)
    assert town.checked().fits


def test_what_the_client_takes_out_on_an_older_list_stays_out_when_it_is_put_back(town: Town):
    maya = on_an_older_list(town)
    with town.signed_in(NOOR) as visitor:
        grants.limit(town.house, visitor, noor(town), maya, Code.CONTACT, OWN)
        grants.limit(town.house, visitor, noor(town), maya, Code.SCHEDULE, OWN)
    put_back(town)
    found = list_of(town, NOOR, OWN).access
    assert found is not None
    assert found.limits(maya) == {Code.CONTACT, Code.SCHEDULE}
    assert town.checked().fits


def test_a_stop_holds_where_somebody_reads_whom_the_older_list_does_not_name(town: Town):
    """Their keys cannot be changed by such a list. Nothing breaks by it, nobody is asked to put it back, and it waits for a backup."""
    lets_in(town)
    thief, maya = Thief(town), grant_of(town, MAYA)
    town.play.give(TOMAS, NOOR, SAM, offers.FRONT_DESK)
    is_written_to(town)
    now = Thief(town)
    thief.puts_back(heads=False)
    with town.signed_in(NOOR) as visitor:
        grants.stop(town.house, visitor, noor(town), maya, OWN)
        assert rolling.roll_due(town.house, visitor) == 0
    assert not lives(town, maya)
    found = at_desk(town, NOOR, lambda desk: older.found(desk, noor(town)))
    assert isinstance(found, older.Older) and not found.mends
    now.puts_back(heads=False)
    put_back(town)
    with town.signed_in(TOMAS) as visitor:
        rolling.roll_due(town.house, visitor)
    assert town.house.keeper.due() == frozenset()
    with pytest.raises(Refused, match=r"practice\.choice"):
        lets_in(town)
    assert town.checked().fits


def test_keys_that_are_due_behind_an_older_list_keep_nobody_from_the_rest_of_their_work(town: Town):
    maya = on_an_older_list(town)
    with town.signed_in(NOOR) as visitor, reading(town.house, visitor) as desk:
        at = gate.standing(desk, noor(town), OWN)
        desk.keeper.stop(maya, gate.signed(desk, at, gate.Wish(Act.STOP, Code.ACCESS, OWN, about=maya))[1])
    with town.signed_in(TOMAS, stepped_up=True) as visitor:
        assert unlisted.withdraw(town.house, visitor) == 0
        assert rolling.roll_due(town.house, visitor) == 0


def test_signing_in_over_an_older_list_stops_nobody_who_came_since(town: Town):
    """The list is no judge of whom the client let in: only their own hand ends what a thief left out."""
    thief = Thief(town)
    lets_in(town)
    maya = grant_of(town, MAYA)
    is_written_to(town)
    thief.puts_back(heads=False)
    with town.signed_in(NOOR) as visitor:
        assert unlisted.withdraw(town.house, visitor) == 0
    assert lives(town, maya)


def test_what_somebody_forged_is_never_put_back_as_the_clients_words(town: Town):
    """A client who laid nothing down yet puts back that they said nothing."""
    mine = list_of(town, NOOR, OWN).access
    assert mine is not None and mine.say is None
    where = (PrincipalId(bytes(16)), bytes(16))
    writes(town, lambda access: access.as_said(Say(1, says.hash_of(FIRST), Laid(Choice.THERAPIST, notices=(where,)), fresh.secret())))
    at = list_of(town, NOOR, OWN)
    assert at.older and at.access is not None
    assert at.access.laid == Laid()
    put_back(town)
    found = list_of(town, TOMAS, Purpose.TREATMENT).access
    assert found is not None and found.laid == Laid()
    assert town.checked().fits
