"""Who left, or lost some access: what they read afterwards, and what is theirs when they are let in again."""

from __future__ import annotations

import pytest
from tests.pages.practice.leavers import ended, with_ben

from tacenda.acts import grants, holders, rolling
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import offers
from tacenda.core.words.access import Content, Purpose
from tacenda.core.words.ids import fingerprint
from tacenda.core.words.people import Role


@pytest.fixture
def town(own_town):
    return with_ben(own_town)


def test_who_left_reads_that_their_work_ended_and_not_that_one_client_stopped_them(town):
    ben = town.people["ben"]
    still, again = town.browser(ben), town.browser(ben)
    still.get("/day")
    before = still.get("/open").body
    ended(town, town.browser(town.ada, stepped_up=True), lost=True)
    assert int(before) & ~int(still.get("/open").body)  # a page with clients' names that was left open closes
    for browser in (still, again):
        assert browser.get("/day").headers["location"] == "/stop"
        page = browser.get("/stop")
        assert "Your work here has ended, and your access with it." in page.text
        assert not any(unfit in page.text for unfit in ("this client", "the client", "A client can stop"))
    read = still.get(still.submit(page, "I have read this").headers.get("location", "/stop"))
    assert "Your work here has ended" in read.text and "No access of yours was stopped." not in read.text
    assert "I have read this" not in read.text


def test_who_lost_some_access_reads_of_more_than_one_reason_and_more_than_one_client(town):
    ben, cleo = town.people["ben"], town.people["cleo"]
    for name in ("Kim Lee", "Lou Park"):
        town.give_by(ben, name, cleo, offers.CO_THERAPIST)
    town.browser(cleo).get("/day")
    with town.desk(ben, write=False) as desk:
        held = [(chart, one.holder.grant) for chart in map(town.charts.get, ("Kim Lee", "Lou Park"))
                for one in holders.who_can(desk, chart, Purpose.TREATMENT) if one.holder.name == "Cleo Dunn"]  # fmt: skip
    for chart, grant in held:
        grants.stop(town.house, SignInSecret(town.sign_in(ben)), chart, grant, Purpose.TREATMENT)
    page = town.browser(cleo).get("/stop")
    assert "records of 2 clients was stopped" in page.text and "this client" not in page.text
    assert "Access also ends when somebody leaves or a chart is handed on." in page.text


def test_who_kept_a_chart_and_is_let_in_again_reads_what_is_theirs_and_is_offered_nothing_shut(town):
    ben, cleo, kim = (town.people[name] for name in ("ben", "cleo", "kim"))
    town.note("Kim Lee", "For me alone.", Content.PSYCHOTHERAPY_NOTE, by=ben)
    card = town.path("charts/card", chart=town.charts["Kim Lee"])
    assert "Private notes" in town.browser(ben).get(card).links()
    town.give_by(ben, "Kim Lee", cleo, offers.SECOND)
    town.browser(cleo).get("/day")
    ended(town, town.browser(town.ada, stepped_up=True), part=True)  # of Kim's chart; Lou's opens for nobody else
    rolling.roll_due(town.house, SignInSecret(town.sign_in(cleo)))
    with town.desk(ben, write=False) as desk:
        letters = fingerprint(desk.keyring.entry)
    hers = town.browser(kim, stepped_up=True)
    page = hers.follow(hers.follow(hers.get("/home"), "More Cleo Dunn"), "Let your therapist in again")
    assert hers.submit(page, "Let in", name="Ben Roy", letters=letters, sure="met").path.startswith("/home")
    page = town.browser(ben).get(card)
    assert page.status == 200 and not {"Private notes", "Write", "Notes"} & set(page.links())
    assert "Private notes that you kept here before stay shut too." in page.text
    assert "Open to you: the card, the visits, what is shared with the client, and what they said yes to." in page.text


def test_what_somebody_wrote_who_left_keeps_their_name(town):
    ben, cleo, dora = town.people["ben"], town.people["cleo"], town.colleague("Dora Lind", Role.CLINICIAN)
    chart = town.charts["Kim Lee"]
    town.give_by(ben, "Kim Lee", cleo, offers.SECOND)
    town.give_by(ben, "Kim Lee", dora, offers.CO_THERAPIST)
    town.browser(cleo).get("/day")
    town.note("Kim Lee", "Harbour words.", by=dora)
    with town.desk(ben, write=False) as desk:
        hers = next(one.holder.grant for one in holders.who_can(desk, chart, Purpose.TREATMENT) if one.holder.name == "Dora Lind")
    grants.stop(town.house, SignInSecret(town.sign_in(ben)), chart, hers, Purpose.TREATMENT)
    town.browser(cleo).get("/day")  # the keys that were changed by that
    ended(town, town.browser(town.ada, stepped_up=True), lost=True)
    rolling.roll_due(town.house, SignInSecret(town.sign_in(cleo)))
    browser = town.browser(cleo)
    listed = browser.get(town.path("charts/notes", chart=chart))
    assert "Ben Roy" in listed.text and "Dora Lind" in listed.text  # who kept the records, and who treated beside them
    assert "no access now" not in listed.text
    opened = [browser.get(one.attrs["href"]).text for one in listed.find("main li a")]
    assert all(any(f"Sealed by {name}:" in one for one in opened) for name in ("Ben Roy", "Dora Lind"))
