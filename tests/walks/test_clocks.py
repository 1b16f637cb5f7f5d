"""A clock that ran ahead and was set right: the house is shut until an officer accepts the earlier time, and nothing that ended comes back."""

import io
import sys

import pytest
from tests.walks.practice import INES, KIM, MAYA, TOMAS, Town

from tacenda.acts import clocks, ledger, notes, sign_in
from tacenda.acts.checks import Checker
from tacenda.acts.desk import reading
from tacenda.acts.installation import Check, findings
from tacenda.core.words.access import Act, Purpose
from tacenda.core.words.errors import Conflict, Invalid, Refused, Unavailable
from tacenda.core.words.moments import Moment
from tacenda.doors.cli import main
from tacenda.shell.clock import SystemClock

YEAR = 365 * 86_400


def opens(town: Town, who) -> str:
    with town.signed_in(who) as visitor, reading(town.house, visitor) as desk:
        return notes.open_note(desk, town.kim, town.built.note).note.text("text")


def accepted(town: Town, login: str, code: str = "") -> Moment:
    return clocks.accept(town.house, sign_in.by_code(town.house, login, code or town.built.codes[login]))


@pytest.fixture
def right(town: Town) -> Moment:
    """Kim's notes were opened a year ahead, and the clock was set right since. The right time."""
    right = town.clock.now()
    town.clock.forward(YEAR)
    assert opens(town, MAYA)
    town.clock.put(right)
    return right


def test_the_house_is_shut_until_an_officer_accepts_the_time_and_goes_on_from_there(town: Town, right: Moment):
    assert clocks.ahead(town.house) >= right + YEAR
    for who in (MAYA, INES):
        with pytest.raises(Unavailable):
            opens(town, who)
    assert accepted(town, INES.login) == right
    assert not clocks.ahead(town.house)
    town.reopen()
    town.clock.forward(5)
    assert opens(town, MAYA)
    with town.signed_in(KIM) as visitor, reading(town.house, visitor) as desk:
        looks = ledger.who_looked(desk, town.kim, Purpose.OWN_RECORD, None)
        assert looks.verification.turned_back, "the client is told where the clock went back"
        assert min(look.at for look in looks.lines if look.act is Act.OPEN) <= right + 5
    assert Checker(town.house, town.everybody()).run().fits
    assert next(one for one in findings(town.house) if one.check is Check.CLOCK).fits


def test_what_ended_while_the_clock_ran_ahead_stays_ended(town: Town):
    """The therapist who was stopped ahead of time opens nothing under the earlier time either."""
    right = town.clock.now()
    assert opens(town, TOMAS)
    town.clock.forward(YEAR)
    town.play.stop(KIM, TOMAS)
    town.clock.put(right)
    accepted(town, INES.login)
    town.reopen()
    with pytest.raises(Refused):
        opens(town, TOMAS)
    assert opens(town, MAYA)


def test_nobody_else_accepts_it_and_nobody_where_it_is_right(town: Town):
    codes = town.built.codes
    with pytest.raises(Conflict):
        accepted(town, INES.login)
    right, before = town.clock.now(), town.house.keeper.size()
    town.clock.forward(YEAR)
    with town.signed_in(KIM):
        pass
    town.clock.put(right)
    for login in (MAYA.login, KIM.login):
        with pytest.raises(Refused):
            accepted(town, login)
    for login, code in ((INES.login, codes[MAYA.login]), ("nobody.here", codes[INES.login])):
        with pytest.raises(Invalid):
            accepted(town, login, code)
    assert clocks.ahead(town.house) and town.house.keeper.size() > before


def test_the_command_says_what_is_wrong_and_takes_the_officers_code(town: Town, monkeypatch, capsys):
    folder, code = town.folder, town.built.codes[INES.login]
    town.clock.put(Moment(SystemClock().now() + YEAR))
    with town.signed_in(KIM):
        pass
    town.house.close()

    def said(*typed: str, code: str = "") -> tuple[object, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(code + "\n"))
        try:
            status: object = main.main(["clock", "--data", str(folder), *typed])
        except SystemExit as ended:
            status = ended.code
        out = capsys.readouterr()
        return status, out.out + out.err

    status, text = said()
    assert status == 1 and "nothing can be written" in text and f"--data {folder} --as SIGN-IN" in text
    status, text = said("--as", INES.login, code=town.built.codes[MAYA.login])
    assert status == 1 and "do not fit; nothing was changed" in text
    status, text = said("--as", MAYA.login, code=town.built.codes[MAYA.login])
    assert status == 1 and "not a privacy officer" in text
    status, text = said("--as", INES.login, code=code)
    assert status == 0 and "the ledger goes on at" in text and code not in text
    assert said() == (0, "The clock fits: nothing in the ledger was written after it.\n")
    town.clock.put(Moment(SystemClock().now() + 5))
    town.reopen()
    assert town.checked(INES, MAYA).fits
