"""Leaving in a whole house: after a colleague has gone every ledger, list and key still fits for everybody who stays."""

from tests.walks.practice import INES, KIM, MAYA, NOOR, SAM, TOMAS, Town

from tacenda.acts import gate, grants, leaving, ledger, listing, rolling
from tacenda.acts.desk import reading, writing
from tacenda.core.model import offers
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import NEVER


def member(town: Town, visitor, name: str):
    with reading(town.house, visitor) as desk:
        return next(one for one in gate.practice_page(desk)[1].staff if one.name == name)


def test_after_a_clinician_left_everything_fits_for_who_stays_and_the_client_reads_who_ended_it(town: Town):
    noor = town.built.charts[NOOR.login]
    with town.signed_in(INES, stepped_up=True) as officer:
        gone, stays = member(town, officer, TOMAS.name), member(town, officer, MAYA.name)
        with writing(town.house, officer) as desk:
            leaving.begin(desk, gone.id, stays.id)
    with town.signed_in(TOMAS, stepped_up=True) as visitor:
        with reading(town.house, visitor) as desk:
            assert leaving.mine(desk).charts == (noor,)
        with writing(town.house, visitor) as desk:
            grants.give(desk, noor, Purpose.TREATMENT, stays.entry, stays.name, offers.SUCCESSOR, NEVER)
        with reading(town.house, visitor) as desk:
            assert leaving.mine(desk).charts == ()
    for who in (MAYA, NOOR, KIM, SAM):
        with town.signed_in(who):
            pass  # everybody has fetched what waited for them
    with town.signed_in(INES, stepped_up=True) as officer:
        with reading(town.house, officer) as desk:
            held = leaving.outlook(desk, gone.id).held
        assert {one.chart for one in held} == {noor, town.kim}
        assert not any(one.lost for one in held)
        for one in held:
            with writing(town.house, officer) as desk:
                leaving.tell(desk, gone.id, one.chart, gone=True)
            grants.stop(town.house, officer, one.chart, one.grant, Purpose.OVERSIGHT)
        with reading(town.house, officer) as desk:
            own, practice = leaving.staff_grants(desk, gone.id), ChartId(desk.keeper.practice)
        for grant in own:
            grants.stop(town.house, officer, practice, grant, Purpose.OVERSIGHT)
        with writing(town.house, officer) as desk:
            leaving.close(desk, gone.id)
    for who in (MAYA, NOOR):
        with town.signed_in(who) as visitor:
            rolling.roll_due(town.house, visitor)
    with town.signed_in(NOOR) as visitor, reading(town.house, visitor) as desk:
        left = leaving.left(desk, noor)
        assert (left.name, left.gone) == (TOMAS.name, True)
        kept = listing.with_whom(desk, gate.standing(desk, noor, Purpose.OWN_RECORD))
        assert [one.name for one in kept.keeps] == [MAYA.name]
        assert any(one.name == INES.name for one in ledger.who_looked(desk, noor, Purpose.OWN_RECORD, None).lines)
    with town.signed_in(KIM) as visitor, reading(town.house, visitor) as desk:
        assert leaving.left(desk, town.kim) is None  # who only helped out keeps nobody's records
    report = town.checked(INES, MAYA, KIM, NOOR, SAM)
    assert report.fits, report
