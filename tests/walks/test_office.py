"""The privacy office in a whole house: put in, taken out, left; every ledger, list and key still fits."""

import pytest
from tests.walks.practice import INES, KIM, MAYA, NOOR, SAM, TOMAS, Town
from tests.walks.test_upkeep import Died, Dies, comes_in, dying, restarted

from tacenda.acts import grants, incidents, leaving, ledger, office, oversight, rolling
from tacenda.acts.desk import SignInSecret, incident, reading, writing
from tacenda.core.model import offers
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import NEVER
from tacenda.core.words.people import Role
from tacenda.doors.cli.demo_cast import CLIENTS, Person

PAT = Person("Pat Doyle", "demo.pat", Role.OFFICER)
UMA = Person("Uma Reyes", "demo.uma", Role.OFFICER)


def hired(town: Town) -> None:
    """A second privacy officer works here."""
    play = town.play
    play.hire(INES, PAT)
    town.built.codes[PAT.login] = play.codes[PAT.login]


def put_in(town: Town, by: Person, who: Person) -> None:
    with town.signed_in(by, stepped_up=True) as visitor:
        with reading(town.house, visitor) as desk:
            one = next(one for one in office.of_office(desk).others if one.name == who.name)
        with writing(town.house, visitor) as desk:
            practice = ChartId(desk.keeper.practice)
            grants.give(desk, practice, Purpose.PRACTICE, one.entry, one.name, offers.OFFICER, NEVER, checked=True)
        office.put_in(town.house, visitor, one)
        assert office.list_everywhere(town.house, visitor) == 0


def test_who_was_put_in_oversees_every_chart_and_each_client_can_check_what_they_did(town: Town):
    hired(town)
    with town.signed_in(PAT) as visitor, reading(town.house, visitor) as desk:
        assert not oversight.member(desk)
    put_in(town, INES, PAT)
    with town.signed_in(PAT) as visitor, reading(town.house, visitor) as desk:
        assert len(oversight.overseen(desk)) == 2
        assert [one.name for one in office.of_office(desk).members] == [INES.name, PAT.name]
    with town.signed_in(KIM) as visitor, reading(town.house, visitor) as desk:
        found = ledger.who_looked(desk, town.kim, Purpose.OWN_RECORD, None)
        assert PAT.name in {one.name for one in found.lines}
    report = town.checked(INES, PAT, MAYA, TOMAS, SAM, KIM, NOOR)
    assert report.fits, report


def out(town: Town, visitor: SignInSecret, who: Person) -> office.Officer:
    """As the page does it: out of the office, off the practice's own list and ledger, with new keys."""
    with reading(town.house, visitor) as desk:
        one = next(one for one in office.of_office(desk).members if one.name == who.name)
        practice = ChartId(desk.keeper.practice)
    office.take_out(town.house, visitor, one.id)
    with reading(town.house, visitor) as desk:
        held = leaving.staff_grants(desk, one.id)
    for grant in held:
        grants.stop(town.house, visitor, practice, grant, Purpose.OVERSIGHT)
    rolling.roll_due(town.house, visitor)
    return one


def take_out(town: Town, by: Person, who: Person) -> None:
    """And in again as a colleague."""
    with town.signed_in(by, stepped_up=True) as visitor:
        one = out(town, visitor, who)
        with writing(town.house, visitor) as desk:
            practice = ChartId(desk.keeper.practice)
            grants.give(desk, practice, Purpose.PRACTICE, one.entry, one.name, offers.STAFF, NEVER, checked=True)


def leave(town: Town, by: Person, who: Person) -> None:
    """And their keys are ended: of somebody who keeps no chart."""
    with town.signed_in(by, stepped_up=True) as visitor:
        one = out(town, visitor, who)
        with writing(town.house, visitor) as desk:
            assert not leaving.outlook(desk, one.id).held
            leaving.close(desk, one.id)


EVERYBODY = (INES, PAT, MAYA, TOMAS, SAM, KIM, NOOR)


def test_after_somebody_was_taken_out_everything_fits_before_and_after_keys_were_changed(town: Town):
    hired(town)
    put_in(town, INES, PAT)
    with town.signed_in(PAT) as visitor, reading(town.house, visitor) as desk:
        assert len(oversight.overseen(desk)) == 2
    take_out(town, PAT, INES)
    report = town.checked(*EVERYBODY)
    assert report.fits, report
    due = {town.house.keeper.state(id).code for id in town.house.keeper.due()}
    assert due == {Code.ACCESS, Code.LEDGER}  # of both clients' charts, until their next holders come
    for who in (MAYA, TOMAS):
        with town.signed_in(who):
            pass
    assert not town.house.keeper.due()
    with town.signed_in(KIM) as visitor, reading(town.house, visitor) as desk:
        assert ledger.who_looked(desk, town.kim, Purpose.OWN_RECORD, None).verification.count
    with town.signed_in(PAT) as visitor, reading(town.house, visitor) as desk:
        assert len(oversight.overseen(desk)) == 2
        assert [one.name for one in office.of_office(desk).members] == [PAT.name]
    with town.signed_in(INES) as visitor, reading(town.house, visitor) as desk:
        assert not desk.offices()
    report = town.checked(*EVERYBODY)
    assert report.fits, report


def test_what_somebody_told_the_office_before_is_read_by_who_stays(town: Town):
    hired(town)
    put_in(town, INES, PAT)
    incident(town.house, town.somebody(SAM).keyring, "page is not the head")
    take_out(town, PAT, INES)
    with town.signed_in(PAT) as visitor, reading(town.house, visitor) as desk:
        assert [one.what for one in incidents.told(desk)] == ["page is not the head"]
    with town.signed_in(INES) as visitor, reading(town.house, visitor) as desk:
        assert incidents.told(desk) == ()


def test_after_the_founder_left_everything_fits_for_who_stays_and_goes_on(town: Town):
    hired(town)
    put_in(town, INES, PAT)
    with town.signed_in(PAT):
        pass  # who stays has fetched what waited for them
    leave(town, PAT, INES)
    for who in (MAYA, TOMAS):
        with town.signed_in(who):
            pass
    town.play.admit(MAYA, CLIENTS[4], town.clock.now())
    with town.signed_in(PAT) as visitor, reading(town.house, visitor) as desk:
        assert len(oversight.overseen(desk)) == 3
    assert not town.house.keeper.due()
    report = town.checked(*(who for who in EVERYBODY if who != INES))
    assert report.fits, report


def test_a_crash_after_the_keeper_had_the_new_keys_loses_nothing_and_is_finished_by_who_began(town: Town):
    hired(town)
    put_in(town, INES, PAT)
    with town.signed_in(PAT):
        pass
    incident(town.house, town.somebody(SAM).keyring, "page is not the head")
    visitor = comes_in(town, PAT)
    with reading(town.house, visitor) as desk:
        one = next(one for one in office.of_office(desk).members if one.name == INES.name)
        before = town.house.keeper.newest(desk.offices()[0].office).hash
    dying(town, content=Dies("before commit", passes=1))  # the first keeps the new root, the second all that follows
    with pytest.raises(Died):
        office.take_out(town.house, visitor, one.id)
    restarted(town)
    with town.signed_in(PAT, stepped_up=True) as visitor:
        with reading(town.house, visitor) as desk:
            key = desk.offices()[0]
            assert town.house.keeper.newest(key.office).hash != before  # the keeper had them
            assert len(desk.office_ring(key).charts) == 3  # still under the root from before, which lies beside
        assert office.finish(town.house, visitor)
        assert not office.finish(town.house, visitor)
        with reading(town.house, visitor) as desk:
            assert len(desk.keyring.ring().offices) == 1
            assert [one.name for one in office.of_office(desk).members] == [PAT.name]
            assert [one.what for one in incidents.told(desk)] == ["page is not the head"]
    report = town.checked(PAT, MAYA, TOMAS, SAM, KIM, NOOR)
    assert report.fits, report


@pytest.mark.parametrize("passes", [0, 1], ids=["before the keeper has it", "after the keeper had it"])
def test_a_crash_while_a_member_is_put_in_is_finished_or_withdrawn_by_the_next_act_of_the_office(town: Town, passes: int):
    hired(town)
    visitor = comes_in(town, INES)
    with reading(town.house, visitor) as desk:
        one = next(one for one in office.of_office(desk).others if one.name == PAT.name)
    with writing(town.house, visitor) as desk:
        practice = ChartId(desk.keeper.practice)
        grants.give(desk, practice, Purpose.PRACTICE, one.entry, one.name, offers.OFFICER, NEVER, checked=True)
    # The first transaction puts the signed membership on the page; in the second the keeper has it before the content has.
    dying(town, content=Dies("before commit", passes=1)) if passes else dying(town, content=Dies("committed"))
    with pytest.raises(Died):
        office.put_in(town.house, visitor, one)
    restarted(town)
    with town.signed_in(INES, stepped_up=True) as visitor:
        with reading(town.house, visitor) as desk:
            assert len(town.house.keeper.members(desk.offices()[0].office)) == 1 + passes
        assert office.finish(town.house, visitor)
        assert not office.finish(town.house, visitor)
        assert office.list_everywhere(town.house, visitor) == 0
        if not passes:
            office.put_in(town.house, visitor, one)
            assert office.list_everywhere(town.house, visitor) == 0
    with town.signed_in(PAT) as visitor, reading(town.house, visitor) as desk:
        assert len(oversight.overseen(desk)) == 2
    report = town.checked(INES, PAT, MAYA, TOMAS, SAM, KIM, NOOR)
    assert report.fits, report


def test_a_second_taking_out_after_a_cut_one_loses_nothing_of_the_office(town: Town):
    hired(town)
    town.play.hire(INES, UMA)
    town.built.codes[UMA.login] = town.play.codes[UMA.login]
    put_in(town, INES, PAT)
    put_in(town, INES, UMA)
    for who in (PAT, UMA):
        with town.signed_in(who):
            pass
    visitor = comes_in(town, PAT)
    with reading(town.house, visitor) as desk:
        going = {one.name: one.id for one in office.of_office(desk).members}
    dying(town, content=Dies("before commit", passes=1))
    with pytest.raises(Died):
        office.take_out(town.house, visitor, going[INES.name])
    restarted(town)
    visitor = comes_in(town, PAT)
    office.take_out(town.house, visitor, going[UMA.name])  # no page of a second proof in between
    with reading(town.house, visitor) as desk:
        assert len(desk.office_ring(desk.offices()[0]).charts) == 3
        assert [one.name for one in office.of_office(desk).members] == [PAT.name]
