"""A part that the client keeps to their therapist alone, while something is in the way: a process that dies, keys that change, somebody
who is being let in at that moment, a second account of theirs. Rules, list and keeper say the same in the end, and never more before."""

from __future__ import annotations

import threading

import pytest
from tests.threats.test_older_list import OWN, Thief, at_desk, grant_of, lets_in, list_of, noor, nothing_opens
from tests.walks.practice import MAYA, NOOR, TOMAS, Town
from tests.walks.test_said import changing_the_lists_keys

from tacenda.acts import colleagues, gate, grants, holders, older, rolling, says, stopping, topics
from tacenda.acts.desk import writing
from tacenda.core.model import offers
from tacenda.core.model.access_list import AccessList
from tacenda.core.model.say import NOBODY, Exempt, Laid, Topic
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.errors import Conflict, NotFound, Refused
from tacenda.core.words.ids import GrantHash
from tacenda.core.words.moments import NEVER, Day

pytestmark = pytest.mark.usefixtures("maya_is_in")


def keeps(town: Town, code: Code = Code.RECORD) -> None:
    with town.signed_in(NOOR) as visitor:
        topics.keep(town.house, visitor, noor(town), code, OWN)


TODAY = Day(20_000)


def access(town: Town) -> AccessList:
    found = list_of(town, NOOR, OWN).access
    assert found is not None
    return found


def given(town: Town, grant: GrantHash, code: Code) -> bool:
    """Whether the keeper gives it."""
    holder = access(town).holder(grant)
    return holder is not None and any(found is code and town.house.keeper.allows(id, grant) for id, found, _ in holder.compartments)


def test_a_crash_between_the_list_and_the_keeper_shuts_the_part_and_is_mended_at_the_clients_next_first_page(town: Town):
    maya = grant_of(town, MAYA)
    with town.signed_in(NOOR) as visitor:
        topics._lay(town.house, visitor, noor(town), Code.RECORD, OWN)
    assert given(town, maya, Code.RECORD)
    with pytest.raises(Refused, match=r"practice\.limit"):
        at_desk(town, MAYA, lambda desk: gate.standing(desk, noor(town), Purpose.TREATMENT, Code.RECORD).page(Code.RECORD), write=False)
    assert "topic" in {one.code for one in town.checked().findings}
    assert at_desk(town, NOOR, lambda desk: topics.untold(desk, noor(town), OWN), write=False)
    with pytest.raises(Conflict, match="not told yet"):  # or whoever lost it would have it again
        at_desk(town, NOOR, lambda desk: topics.share(desk, noor(town), Code.RECORD, OWN))
    with town.signed_in(NOOR) as visitor:
        topics.finish(town.house, visitor, noor(town), OWN)
    assert not given(town, maya, Code.RECORD) and not given(town, maya, Code.SUPERVISION)
    assert town.checked().fits


def test_who_holds_keys_and_is_shut_out_changes_none_meanwhile(town: Town):
    """The keys of the part are due, and hers are those in use: she neither opens it to change them, nor meets a fault."""
    with town.signed_in(NOOR) as visitor:
        topics._lay(town.house, visitor, noor(town), Code.RECORD, OWN)
    tomas = grant_of(town, TOMAS)
    with town.signed_in(NOOR) as visitor:
        grants.limit(town.house, visitor, noor(town), tomas, Code.RECORD, OWN)
    with town.signed_in(MAYA) as visitor:
        rolling.roll_due(town.house, visitor)
    state = next(one for one in town.house.keeper.states(noor(town)) if one.code is Code.RECORD)
    assert state.state == "due"


def test_who_is_being_let_in_at_that_moment_loses_the_part_and_who_comes_later_does_not_get_it(town: Town):
    with town.signed_in(NOOR) as visitor:
        grants.stop(town.house, visitor, noor(town), grant_of(town, MAYA), OWN)
    with town.signed_in(TOMAS) as visitor:
        rolling.roll_due(town.house, visitor)
    at_desk(town, NOOR, lambda desk: [grants.unbar(desk, noor(town), one.principal, OWN) for one in grants.barred(desk, noor(town), OWN)])
    client = threading.Thread(target=keeps, args=(town,))
    with town.signed_in(TOMAS, stepped_up=True) as visitor, writing(town.house, visitor) as desk:
        client.start()  # and waits for the list
        entry = next(one.entry for one in colleagues.others(desk) if one.name == MAYA.name)
        grants.give(desk, noor(town), Purpose.TREATMENT, entry, MAYA.name, offers.CO_THERAPIST, NEVER)
    client.join()
    maya = next(one.grant for one in access(town).holders if one.name == MAYA.name and given(town, one.grant, Code.CONTACT))
    assert not given(town, maya, Code.RECORD)
    with town.signed_in(TOMAS) as visitor:
        rolling.roll_due(town.house, visitor)
    assert town.checked().fits
    with town.signed_in(NOOR) as visitor:
        grants.stop(town.house, visitor, noor(town), maya, OWN)
    with town.signed_in(TOMAS) as visitor:
        rolling.roll_due(town.house, visitor)
    at_desk(town, NOOR, lambda desk: [grants.unbar(desk, noor(town), one.principal, OWN) for one in grants.barred(desk, noor(town), OWN)])
    with pytest.raises(Refused, match=r"practice\."):
        lets_in(town)


def test_it_is_in_force_while_the_lists_keys_change_and_is_written_once_they_are(town: Town):
    maya = grant_of(town, MAYA)
    with town.signed_in(NOOR) as visitor, changing_the_lists_keys(town):
        topics.keep(town.house, visitor, noor(town), Code.SCHEDULE, OWN)
    assert not given(town, maya, Code.SCHEDULE)
    with town.signed_in(TOMAS) as visitor:
        rolling.roll_due(town.house, visitor)
    with town.signed_in(NOOR) as visitor:
        older.catch_up(town.house, visitor)
    assert [one.code for one in access(town).topics] == [Code.SCHEDULE]
    assert not list_of(town, NOOR, OWN).older
    assert town.checked().fits


def test_no_process_that_opens_the_house_anew_forgets_it(town: Town):
    keeps(town, Code.CONTACT)
    town.reopen()
    assert [one.code for one in access(town).topics] == [Code.CONTACT]
    assert not given(town, grant_of(town, MAYA), Code.CONTACT)


def test_an_older_list_without_it_opens_nothing(town: Town):
    thief = Thief(town)
    keeps(town)
    thief.puts_back(heads=False)
    nothing_opens(town)
    found = list_of(town, NOOR, OWN)
    assert found.older and found.access is not None and [one.code for one in found.access.topics] == [Code.RECORD]


def test_a_colleague_who_may_let_in_takes_nothing_back_into_a_part_that_is_kept(town: Town):
    """Their own stop of somebody, taken back after the client kept the part: it would come with the rest."""
    maya = grant_of(town, MAYA)
    with town.signed_in(TOMAS) as visitor:
        stopping.tell(town.house, visitor, noor(town), maya, Purpose.TREATMENT)  # no key was changed yet
    keeps(town)
    with pytest.raises(Refused, match=r"practice\.topic"):
        at_desk(town, TOMAS, lambda desk: grants.lift(desk, noor(town), maya, Purpose.TREATMENT))
    person = at_desk(town, TOMAS, lambda desk: holders.find(holders.who_can(desk, noor(town), Purpose.TREATMENT), maya), write=False)
    assert isinstance(person, holders.Person)
    assert not at_desk(town, TOMAS, lambda desk: grants.can_lift(desk, person, Purpose.TREATMENT), write=False)


def test_the_client_alone_keeps_and_takes_back(town: Town):
    with town.signed_in(TOMAS) as visitor, pytest.raises(NotFound):
        topics.keep(town.house, visitor, noor(town), Code.RECORD, Purpose.TREATMENT)
    keeps(town)
    with pytest.raises(NotFound):
        at_desk(town, TOMAS, lambda desk: topics.share(desk, noor(town), Code.RECORD, Purpose.TREATMENT))
    with town.signed_in(NOOR) as visitor, pytest.raises(NotFound):
        topics.keep(town.house, visitor, noor(town), Code.PSYCHOTHERAPY, OWN)  # its author's alone, in any case


def test_a_part_that_somebody_lost_is_given_back_to_them_only_after_it_is_kept_no_more(town: Town):
    maya = grant_of(town, MAYA)
    keeps(town, Code.SCHEDULE)
    with pytest.raises(Refused, match=r"practice\.topic"):
        at_desk(town, NOOR, lambda desk: grants.unlimit(desk, noor(town), maya, Code.SCHEDULE, OWN))
    at_desk(town, NOOR, lambda desk: topics.share(desk, noor(town), Code.SCHEDULE, OWN))
    assert not given(town, maya, Code.SCHEDULE)
    at_desk(town, NOOR, lambda desk: grants.unlimit(desk, noor(town), maya, Code.SCHEDULE, OWN))
    assert not access(town).restrictions
    assert town.checked().fits


def test_who_takes_the_records_over_is_the_therapist_it_is_kept_to(town: Town):
    """What she lost by it as a colleague keeps nothing from her as who keeps the chart; a limit of hers still would."""
    maya = grant_of(town, MAYA)
    keeps(town)
    grantee = next(one for one in access(town).holders if one.grant == maya)
    codes = frozenset(offers.SUCCESSOR.codes)
    assert access(town).keeps_out(grantee.grantee, MAYA.name, "practice.treating", codes)
    assert not access(town).keeps_out(grantee.grantee, MAYA.name, offers.SUCCESSOR.basis, codes)
    at_desk(town, NOOR, lambda desk: topics.share(desk, noor(town), Code.RECORD, OWN))
    assert access(town).keeps_out(grantee.grantee, MAYA.name, offers.SUCCESSOR.basis, codes)


def test_of_two_accounts_that_said_something_apart_a_yes_by_name_counts_where_both_said_it():
    sam = Exempt(NOBODY, "Sam Ott", "front desk", "practice.front-desk", TODAY)
    assert says.both(Laid(exempt=(sam,)), Laid()).exempt == says.both(Laid(), Laid(exempt=(sam,))).exempt == ()
    assert says.both(Laid(exempt=(sam,)), Laid(exempt=(sam,))).exempt == (sam,)


def test_of_two_accounts_that_said_something_apart_what_keeps_more_to_the_therapist_counts():
    one, other = Laid(topics=(Topic(Code.RECORD, TODAY),)), Laid(topics=(Topic(Code.CONTACT, TODAY),))
    assert {topic.code for topic in says.both(one, other).topics} == {Code.RECORD, Code.CONTACT}
