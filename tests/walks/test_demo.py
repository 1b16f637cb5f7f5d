"""The demonstration: half a year in a folder of its own, whole, sealed, and never in the way of a real practice."""

from __future__ import annotations

import pytest
from tests.pages.town import MONDAY, WORDS

from tacenda.acts import accounts, authorizations, beside, charts, check_ins, checks, consents, sign_in
from tacenda.acts.desk import SignInSecret, reading
from tacenda.acts.house import SetClock, open_house
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Unavailable
from tacenda.doors.cli import demo
from tacenda.doors.cli.demo_people import EMIL, EVERYBODY, GRACE, HENRIK, MAYA, PASSPHRASE, ROSA, TOMAS
from tacenda.doors.cli.demo_year import HANA, JONAS
from tacenda.doors.web.talk.texts import WORDINGS

pytestmark = pytest.mark.slow
WORD = "wintergreen"
CARE = Purpose.TREATMENT


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("demo") / "demo"
    demo.make(made, WORD, MONDAY)
    return made


@pytest.fixture(scope="module")
def house(folder):
    opened = open_house(folder, SetClock(MONDAY))
    yield opened
    opened.close()


def signed_in(house, who) -> SignInSecret:
    return SignInSecret(sign_in.sign_in(house, sign_in.Proof(who.login, Method.PASSPHRASE, PASSPHRASE, "tests")).secret)


def by_name(desk) -> dict:
    return {one.card.name.removesuffix(f" {WORD}"): one.chart for one in charts.caseload(desk, CARE)}


def test_the_word_stands_in_every_chart_and_in_no_byte_of_the_folder(folder, house):
    with reading(house, signed_in(house, MAYA)) as desk:
        assert all(one.card.name.endswith(WORD) for one in charts.caseload(desk, CARE))
    for path in (path for path in folder.rglob("*") if path.is_file()):
        raw = path.read_bytes()
        assert WORD.encode() not in raw and WORD.encode("utf-16-le") not in raw, path.name


def test_everything_that_everybody_can_open_fits(house):
    proofs = [sign_in.Proof(who.login, Method.PASSPHRASE, PASSPHRASE, "tests") for who in EVERYBODY]
    people = [checks.Somebody(sign_in.sign_in(house, one).keyring, one.login) for one in proofs]
    report = checks.Checker(house, people).run()
    assert report.fits, report.findings


def test_people_of_the_demonstration_live_in_several_time_zones(house):
    zones = {who.name: sign_in.myself(house, signed_in(house, who)).wishes["zone"] for who in (MAYA, HENRIK, JONAS, HANA)}
    assert zones == {
        "Maya Lindqvist": "America/Los_Angeles", "Henrik Vogel": "Europe/Berlin", "Jonas Weber": "Europe/Berlin", "Hana Sato": "Asia/Tokyo",
    }  # fmt: skip


def test_a_visitor_finds_talks_that_stand_that_wait_and_that_are_unsigned(house):
    with reading(house, signed_in(house, MAYA)) as desk:
        found = by_name(desk)
        kim = consents.open_talk(desk, found["Kim Larsen"], CARE)
        noor = consents.open_talk(desk, found["Noor Haddad"], CARE)
        assert len(kim.signed) == len(noor.signed) == 2
        assert kim.value.says("email") == "yes" and kim.value.marked == () and noor.value.marked == (3,)
        assert not consents.stands(desk, found["Kim Larsen"], CARE, WORDINGS).agreed.uneasy
        assert [one.okay for one in check_ins.answers(desk, found["Kim Larsen"])] == ["very"]
    with reading(house, signed_in(house, GRACE)) as desk:
        assert len(consents.open_talk(desk, by_name(desk)["Marek Novak"], CARE).signed) == 1  # the client's is missing
    with reading(house, signed_in(house, TOMAS)) as desk:
        found = by_name(desk)
        assert consents.stands(desk, found["Jonas Weber"], CARE, WORDINGS).agreed.uneasy
        assert [one.state for one in authorizations.list_forms(desk, found["Lucia Ferrari"], CARE)] == ["live"]


def test_a_visitor_finds_who_stands_beside_clients_and_one_picked_note(house):
    for who, whose in ((ROSA, "Kim"), (EMIL, "Lucia")):
        with reading(house, signed_in(house, who)) as desk:
            assert [one.name for one in beside.people(desk)] == [f"{whose} {WORD}"]
    with reading(house, signed_in(house, HENRIK)) as desk:
        assert sorted(one.line.notes for one in charts.supervised(desk))[0] == 1


def test_it_is_known_again(folder):
    assert demo.is_demo(folder)


def test_a_real_practice_and_a_folder_in_use_are_never_touched(tmp_path):
    real, used = tmp_path / "real", tmp_path / "used"
    real.mkdir()
    used.mkdir()
    (used / "letter.txt").write_text("Mine.")
    with_people = open_house(real, SetClock(MONDAY))
    accounts.begin(with_people, accounts.Start("Harbor House", "US-CA", True, "Dr. Ada Fox", "ada", WORDS))
    with_people.close()
    for folder in (real, used):
        before = {path.name: path.read_bytes() for path in folder.iterdir()}
        with pytest.raises(Unavailable):
            demo.is_demo(folder)
        assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name in before} == before
