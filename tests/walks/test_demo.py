"""The demonstration: half a year in a folder of its own, whole, sealed, and never in the way of a real practice."""

from __future__ import annotations

import shutil

import pytest
from click.testing import CliRunner
from tests.pages.client import Client
from tests.pages.town import MONDAY, WORDS

from tacenda.acts import accounts, authorizations, beside, charts, check_ins, checks, holders, kept_talks, sign_in, talks
from tacenda.acts.desk import SignInSecret, reading
from tacenda.acts.house import SetClock, open_house
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Unavailable
from tacenda.doors.cli import demo
from tacenda.doors.cli.demo_cast import EMIL, EVERYBODY, GRACE, HANA, HENRIK, JONAS, MAYA, PASSPHRASE, ROSA, TOMAS
from tacenda.doors.cli.verify import verify
from tacenda.doors.web import app, front
from tacenda.doors.web.talk.texts import WORDINGS

pytestmark = pytest.mark.slow
WORD = "wintergreen"
CARE = Purpose.TREATMENT

# What the printed line of each person promises: the links to follow from their first page, and words that stand where they lead.
PROMISED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ines": (("Week", "Who can open what"), ("Grace Adeyemi keeps 4, can open 1 more",)),
    "maya": (("Alex", "Forms", "Dr. Paula Quist"), ("A signature is missing.", "Robin Moreau, who takes part Not yet")),
    "tomas": (("Look Jonas",), ("A check-in says that something is not okay.",)),
    "grace": (("Elif", "Everybody with access", "People beside the client"), ("Adnan Demir Look at it",)),
    "henrik": (("A client of Grace Adeyemi",), ("Nia Brooks",)),
    "nia": (("Ruth",), ("Write", "Grace Adeyemi")),
    "sam": ((), ("Arrivals", "Your access to the records of one client was stopped.")),
    "kim": (("Mine",), ("Your therapist shared these with you.", "Plan of")),
    "noor": (("Choices", "Who may be let in"), ("You stopped these", "Henrik Vogel")),
    "alex": (("Choices", "What I said yes to"), ("Not in use yet", "Somebody else must sign first")),
    "priya": (("Go on with the talk about your privacy",), ("When I may have to tell someone",)),
    "jonas": (("Choices", "Three short questions"), ("Three short questions",)),
    "lucia": (("Choices", "What I said yes to"), ("Now", "A short report.")),
    "dele": (("Mine",), ("This page has a second lock.",)),
    "hana": (("More Grace Adeyemi",), ("They stand in while your therapist is away.",)),
    "marek": (("Look at what was written down for you",), ("Grace Adeyemi",)),
    "ruth": ((), ("Nia Brooks, who learns here and treats you", "Sam Porter, at the front desk You stopped this person on")),
    "omar": (
        ("More Leila Aziz",),
        ("While you are under 12, your parents may see your record.", "Can hold the talk about privacy for you, and sign."),
    ),
    "elif": ((), ("Only Grace Adeyemi can open your notes.",)),
    "rosa": (("Open Kim",), ("Next visits", "Plan of")),
    "emil": (("Open Lucia",), ("They let you in themselves.",)),
    "leila": (("A talk about privacy waits for you",), ("You do this for Omar", "What we do, and what I write down")),
    "adnan": ((), ("Nothing is open to you here now.",)),
}


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
        kim = kept_talks.open_talk(desk, found["Kim Larsen"], CARE)
        noor = kept_talks.open_talk(desk, found["Noor Haddad"], CARE)
        assert len(kim.signed) == len(noor.signed) == 2
        assert kim.value.says("email") == "yes" and kim.value.marked == () and noor.value.marked == (3,)
        assert not talks.stands(desk, found["Kim Larsen"], CARE, WORDINGS).agreed.uneasy
        assert [one.okay for one in check_ins.answers(desk, found["Kim Larsen"])] == ["very"]
    with reading(house, signed_in(house, GRACE)) as desk:
        assert len(kept_talks.open_talk(desk, by_name(desk)["Marek Novak"], CARE).signed) == 1  # the client's is missing
    with reading(house, signed_in(house, TOMAS)) as desk:
        found = by_name(desk)
        assert talks.stands(desk, found["Jonas Weber"], CARE, WORDINGS).agreed.uneasy
        assert [one.state for one in authorizations.list_forms(desk, found["Lucia Ferrari"], CARE)] == ["live"]


def test_a_visitor_finds_who_stands_beside_clients_and_one_picked_note(house):
    for who, whose in ((ROSA, "Kim"), (EMIL, "Lucia")):
        with reading(house, signed_in(house, who)) as desk:
            assert [one.name for one in beside.people(desk)] == [f"{whose} {WORD}"]
    with reading(house, signed_in(house, HENRIK)) as desk:
        assert sorted(one.line.notes for one in charts.supervised(desk))[0] == 1


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.login)
def test_everybody_signs_in_as_printed_and_finds_what_their_line_promises(house, who):
    assert any(f"{who.login} " in line and who.name in line and line.endswith(who.tries) for line in demo.sign_ins())
    # The word stands in every name here: a page may show it, and no address, title or header.
    browser = Client(app.make(house, front.make(house)), canaries=(f" {WORD}",), ledger=lambda canary: True).as_roles(who.role)
    page = browser.submit(browser.get("/start"), "Sign in", name=who.login, words=PASSPHRASE)
    steps, words = PROMISED[who.login.removeprefix("demo.")]
    for step in steps:
        page = browser.follow(page, step)
    read = " ".join(page.text.replace(f" {WORD}", "").split())
    assert [one for one in words if one not in read] == [], read


def test_a_form_ends_within_days_and_a_stand_in_within_a_month(house):
    with reading(house, signed_in(house, TOMAS)) as desk:
        found = by_name(desk)
        ends = [one.value.terms.ends - desk.today for one in authorizations.list_forms(desk, found["Lucia Ferrari"], CARE)]
        people = holders.who_can(desk, found["Hana Sato"], CARE)
        stands_in = [one.holder.until - desk.now for one in people if one.holder.role == "clinician" and one.holder.until]
    assert len(ends) == 1 and 0 < ends[0] <= 14
    assert len(stands_in) == 1 and 0 < stands_in[0] <= 30 * 86_400


def test_a_check_with_everybodys_keys_names_who_signs_in_no_more_as_printed(folder, tmp_path):
    """Who tries the demonstration changes pass words in it, and ends accounts: the check goes on with everybody else."""
    copy = shutil.copytree(folder, tmp_path / "demo")
    opened = open_house(copy, SetClock(MONDAY))
    secret = sign_in.sign_in(opened, sign_in.Proof(JONAS.login, Method.PASSPHRASE, PASSPHRASE, "tests")).secret
    stepped = sign_in.step_up(opened, secret, Method.PASSPHRASE, PASSPHRASE, "tests")
    sign_in.new_words(opened, stepped, PASSPHRASE, "other words than the printed ones", "tests")
    opened.close()
    told = CliRunner().invoke(verify, ["--data", str(copy), "--everyone"])
    assert told.exit_code == 0, told.output
    assert f"Not opened, since they sign in no more as printed: {JONAS.login}." in told.output


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
