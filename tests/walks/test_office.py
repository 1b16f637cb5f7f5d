"""The privacy office in a whole house: put in, taken out, left; every ledger, list and key still fits."""

from tests.walks.practice import INES, KIM, MAYA, NOOR, SAM, TOMAS, Town

from tacenda.acts import grants, ledger, office, oversight
from tacenda.acts.desk import reading, writing
from tacenda.core.model import offers
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import NEVER
from tacenda.core.words.people import Role
from tacenda.doors.cli.demo_people import Person

PAT = Person("Pat Doyle", "demo.pat", Role.OFFICER)


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
        with writing(town.house, visitor) as desk:
            office.put_in(desk, one.id)
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
