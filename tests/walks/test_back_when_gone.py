"""A stop of somebody who does not work here any more: it is not taken back, since no key can be brought to them."""

import pytest
from tests.pages.practice.leavers import of
from tests.pages.town import Town
from tests.walks.test_back_after_a_roll import SAM, people, states, take_back

from tacenda.acts import leaving
from tacenda.acts.desk import bare
from tacenda.core.ledger.statements import DirectoryEntry, DirectorySignatures
from tacenda.core.model import offers
from tacenda.core.sealing import labels, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Content
from tacenda.core.words.errors import Refused
from tacenda.core.words.ids import EntryHash
from tacenda.core.words.people import Role

BEN = "Ben Roy"


@pytest.fixture
def town(own_town):
    return own_town


@pytest.fixture
def kim(town):
    """A client of Ben's, who keeps private notes too: what nobody else can change the keys of."""
    town.ben = town.colleague(BEN, Role.CLINICIAN)
    who = town.client_of(town.ben, "Kim Lee")
    town.note("Kim Lee", "Rain.", by=town.ben)
    town.note("Kim Lee", "They fear the sea.", Content.PSYCHOTHERAPY_NOTE, by=town.ben)
    town.browser(who).get("/home")
    return who


def closes(town: Town) -> None:
    who = of(town, BEN)
    with town.desk(town.ada) as desk:
        leaving.close(desk, who)


def ends_keys_by_hand(town: Town) -> None:
    """By an officer, past the page that ends every access first."""
    who = of(town, BEN)
    with town.desk(town.ada) as desk:
        old = desk.keeper.newest(who)
        entry = DirectoryEntry(
            old.entry.practice, old.entry.principal, old.entry.roles, b"", b"", b"", b"", b"", desk.now, old.hash
        ).write()
        by = sign.sign_both(desk.keyring.identity(), labels.DIRECTORY, entry)
        signatures = DirectorySignatures(b"", desk.keyring.entry, by, b"").write()
        desk.keeper.publish(entry, signatures, bare(desk, Act.DIRECTORY, about=EntryHash(sha(entry))))


def test_who_was_stopped_and_left_is_not_let_back_in_and_the_client_goes_on(town: Town, kim):
    town.stop_by(kim, "Kim Lee", BEN)
    assert "Take the stop back" in town.browser(kim).get("/home").text
    closes(town)
    home = town.browser(kim, stepped_up=True).get("/home")
    assert "They do not work here any more." in home.text and "Take the stop back" not in home.text
    with pytest.raises(Refused):
        take_back(town, kim, BEN)
    assert people(town, kim)[BEN].stopped
    browser = town.browser(kim, stepped_up=True)
    assert browser.submit(browser.get("/choices/people/1"), "Choose").path == "/home?done=choice"
    assert "rolling" not in states(town).values()
    assert town.checked(kim) == []


def test_keys_change_also_where_an_epoch_names_somebody_whose_keys_were_ended(town: Town, kim):
    town.give_by(town.ben, "Kim Lee", town.colleague(SAM, Role.FRONT_DESK), offers.FRONT_DESK)
    ends_keys_by_hand(town)
    town.stop_by(kim, "Kim Lee", SAM)
    assert "rolling" not in states(town).values()
    assert states(town)[Code.ACCESS] == "live"
    town.stop_by(kim, "Kim Lee", BEN)
    assert states(town)[Code.ACCESS] == "live"
    assert town.checked(kim) == []
