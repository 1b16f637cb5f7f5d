"""What a crash left: each known shape is finished, undone or refused with a sentence."""

import contextlib
import sqlite3
import threading

import pytest
from tests.walks.practice import HERE, INES, KIM, MAYA, NOOR, START, TEXT, TOMAS, Town

from tacenda.acts import accounts, charts, gate, holders, incidents, installation, listing, notes, pages, rolling, sign_in, unlisted, upkeep
from tacenda.acts.desk import SignInSecret, reading, writing
from tacenda.acts.house import SetClock, open_house
from tacenda.core.model import access_list
from tacenda.core.model.chart import Card
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import Conflict, NotFound, Unavailable
from tacenda.core.words.ids import CompartmentId, GrantHash
from tacenda.core.words.moments import Moment
from tacenda.doors.cli.demo_cast import PASSPHRASE, Person


class Died(BaseException):
    """The process ends here, as far as the house can tell."""


class Dies:
    """Called at each step of a commit; ends everything at the one that was chosen."""

    def __init__(self, at: str, passes: int = 0) -> None:
        self.at, self.passes = at, passes

    def __call__(self, step: str) -> None:
        if step == self.at:
            if self.passes == 0:
                raise Died
            self.passes -= 1


def dying(town: Town, *, content: Dies | None = None, keeper: Dies | None = None) -> None:
    """Open the town with a step at which it dies."""
    town.house.close()
    town.house = open_house(town.folder, town.clock, step=content, keeper_step=keeper)


def restarted(town: Town) -> None:
    town.reopen()
    upkeep.start(town.house)


def comes_in(town: Town, who: Person) -> SignInSecret:
    """A sign-in with a second proof, which stays when the house is opened anew."""
    code = town.built.codes[who.login]
    secret = sign_in.sign_in(town.house, sign_in.Proof(who.login, Method.RECOVERY_CODE, code, HERE)).secret
    return SignInSecret(sign_in.step_up(town.house, secret, Method.RECOVERY_CODE, code, HERE))


def test_a_page_committed_and_not_settled_is_settled_at_the_next_start(town: Town):
    with town.signed_in(MAYA) as visitor, writing(town.house, visitor) as desk:
        draft = notes.Draft(notes.new_draft().object, "plain", Moment(0), 0, (("text", "unsettled"),))
        made = notes.seal_note(desk, town.kim, Content.NOTE, draft)
        desk.after.clear()
    record = next(one for one in town.house.keeper.states(town.kim) if one.code is Code.RECORD)
    assert (record.latest, record.settled) == (record.latest, record.latest - 1)
    restarted(town)
    assert town.house.keeper.state(record.id).settled == record.latest
    with town.signed_in(MAYA) as visitor, reading(town.house, visitor) as desk:
        assert notes.open_note(desk, town.kim, made.id).note.text("text") == "unsettled"


def test_a_version_that_was_asked_for_and_never_committed_is_burnt_and_the_next_one_counts(town: Town):
    with town.signed_in(MAYA) as visitor, pytest.raises(Died), writing(town.house, visitor) as desk:
        at = gate.standing(desk, town.kim, charts.Purpose.TREATMENT, Code.RECORD)
        assert at
        notes.seal_note(desk, town.kim, Content.NOTE, notes.Draft(notes.new_draft().object, "plain", Moment(0), 0, (("text", "lost"),)))
        raise Died
    restarted(town)
    town.play.charts.update(town.built.charts)
    with town.signed_in(MAYA) as visitor:
        town.play.note(visitor, KIM, (("text", "kept"),))
        with reading(town.house, visitor) as desk:
            assert notes.open_note(desk, town.kim, notes.list_notes(desk, town.kim, Content.NOTE)[0].id).note.text("text") == "kept"
    assert town.checked().findings == ()


def test_a_roll_begun_and_never_committed_is_undone_and_done_again(town: Town):
    town.play.stop(KIM, TOMAS)
    due = town.house.keeper.due()
    dying(town, content=Dies("before commit"))
    with pytest.raises(Died), town.signed_in(MAYA, stepped_up=True):
        pass
    states = {town.house.keeper.state(id).state for id in due}
    restarted(town)
    assert states <= {"due", "rolling"}
    assert {town.house.keeper.state(id).state for id in due} == {"due"}
    with town.signed_in(MAYA, stepped_up=True) as visitor:
        assert not town.house.keeper.due()
        with reading(town.house, visitor) as desk:
            assert notes.open_note(desk, town.kim, town.built.note).note.text("text") == TEXT
    assert town.checked().findings == ()


def failed_within_a_roll(town: Town) -> SignInSecret:
    """Nothing of a roll is committed, and the house stays open."""
    town.play.stop(KIM, TOMAS)
    visitor = comes_in(town, MAYA)
    for passes in range(9):
        fails = Dies("before commit", passes)
        dying(town, content=fails)
        with pytest.raises(Died):
            rolling.roll_due(town.house, visitor)
        fails.at = ""
        if states_of_due(town) != {"due"}:
            return visitor
    raise AssertionError("no roll was met")


def states_of_due(town: Town) -> set[str]:
    return {town.house.keeper.state(id).state for id in town.house.keeper.due()}


def test_a_roll_that_failed_is_undone_within_a_minute_and_done_by_the_next_holder_while_the_house_stays_open(town: Town):
    visitor = failed_within_a_roll(town)
    assert "rolling" in states_of_due(town)
    upkeep.minute(town.house)
    assert states_of_due(town) == {"due"}
    rolling.roll_due(town.house, visitor)
    assert not town.house.keeper.due()
    assert town.checked().findings == ()


def test_the_clock_leaves_a_roll_alone_while_somebody_holds_the_files(town: Town):
    failed_within_a_roll(town)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with town.house.content.writing():
            held.set()
            done.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(60)
    upkeep.finish_rolls(town.house)
    assert "rolling" in states_of_due(town)
    done.set()
    holder.join()


def cut_short_in_the_ledger(town: Town, *, committed: bool) -> tuple[SignInSecret, CompartmentId, GrantHash]:
    """Kim stopped Maya, and the roll of her ledger failed, before its commit or after. Who is signed in, the ledger, and Maya's grant."""
    visitor = comes_in(town, KIM)
    with reading(town.house, visitor) as desk:
        maya = next(one.holder.grant for one in holders.who_can(desk, town.kim, Purpose.OWN_RECORD) if one.holder.name == MAYA.name)
        wish = gate.Wish(Act.STOP, Code.ACCESS, Purpose.OWN_RECORD, about=maya)
        desk.keeper.stop(maya, gate.signed(desk, gate.standing(desk, town.kim, Purpose.OWN_RECORD), wish)[1])
    with writing(town.house, visitor) as desk:
        rolling.roll(desk, town.kim, desk.held(town.kim).of(Code.ACCESS), Purpose.OWN_RECORD)
    fails = Dies("committed" if committed else "before commit", passes=1)  # after what this sign-in folds
    dying(town, content=fails)
    with pytest.raises(Died), writing(town.house, visitor) as desk:
        ledger = desk.held(town.kim).of(Code.LEDGER)
        rolling.roll(desk, town.kim, ledger, Purpose.OWN_RECORD)
    fails.at = ""
    assert (town.house.keeper.state(ledger.id).state, town.house.keeper.state(ledger.id).epoch) == ("rolling", 1)
    return visitor, ledger.id, maya


def writes_the_list(town: Town, visitor: SignInSecret) -> None:
    with writing(town.house, visitor) as desk:
        at = gate.standing(desk, town.kim, Purpose.OWN_RECORD)
        listing.put(desk, at, Purpose.OWN_RECORD, listing.mended(desk, at))


@pytest.mark.parametrize("meanwhile", ["nothing", "a look", "a writer"])
@pytest.mark.parametrize("how", ["minute", "start"])
def test_a_ledgers_roll_that_was_committed_is_ended_whoever_came_before_that(town: Town, meanwhile, how):
    """It has no rows to tell by but the list that was written with it, and whoever looks at that list must not hide it."""
    visitor, ledger, maya = cut_short_in_the_ledger(town, committed=True)
    if meanwhile != "nothing":
        # The keys lie in Kim's inbox, and the keeper does not know them yet: a look waits, and does not settle what it met.
        with contextlib.suppress(Conflict), reading(town.house, visitor) as desk:
            holders.who_can(desk, town.kim, Purpose.OWN_RECORD)
    if meanwhile == "a writer":
        with contextlib.suppress(Conflict):
            writes_the_list(town, visitor)
    restarted(town) if how == "start" else upkeep.minute(town.house)
    assert (town.house.keeper.state(ledger).state, town.house.keeper.state(ledger).epoch) == ("live", 2)
    rolling.roll_due(town.house, visitor)
    town.clock.forward(86_400)
    with town.signed_in(KIM) as again, reading(town.house, again) as desk:
        assert all(one.stopped for one in holders.who_can(desk, town.kim, Purpose.OWN_RECORD) if one.holder.grant == maya)
    assert town.checked().findings == ()


def test_a_ledgers_roll_that_was_not_committed_is_undone_before_somebody_writes_the_list(town: Town):
    """Their version of the list would tell of the roll that it was committed, and nobody has its keys."""
    visitor, ledger, _ = cut_short_in_the_ledger(town, committed=False)
    writes_the_list(town, visitor)
    assert (town.house.keeper.state(ledger).state, town.house.keeper.state(ledger).epoch) == ("due", 1)
    upkeep.minute(town.house)
    assert town.house.keeper.state(ledger).epoch == 1
    rolling.roll_due(town.house, visitor)
    assert town.house.keeper.state(ledger).state == "live" and town.house.keeper.state(ledger).epoch > 1
    assert town.checked().findings == ()


def test_a_roll_committed_and_not_ended_is_ended_at_the_next_start(town: Town):
    town.play.stop(KIM, TOMAS)
    before, died = town.house.keeper.due(), 0
    visitor = comes_in(town, MAYA)
    for passes in range(4):
        dying(town, content=Dies("committed", passes))
        with contextlib.suppress(Died):
            rolling.roll_due(town.house, visitor)
        died += any(town.house.keeper.state(id).state == "rolling" for id in before)
        restarted(town)
        assert not any(town.house.keeper.state(id).state == "rolling" for id in before)
    with town.signed_in(MAYA, stepped_up=True):
        assert not town.house.keeper.due()
    assert died, "at least one of the deaths came between the content's commit and the end of a roll"
    assert town.checked().findings == ()


def test_nobody_withdraws_their_own_grant_because_a_list_does_not_name_it(town: Town):
    """A colleague who may write the list leaves its keeper out of it: she does not stop herself, and is listed again by nobody's loss."""
    with town.signed_in(TOMAS) as visitor, writing(town.house, visitor) as desk:
        at = gate.standing(desk, town.kim, charts.Purpose.TREATMENT)
        maya = next(one for one in at.access.holders if one.name == MAYA.name)
        without = at.access.without(frozenset({maya.grant}))
        pages.write(desk, at, Code.ACCESS, charts.Purpose.TREATMENT, [], access_list.head(without))
    with town.signed_in(MAYA, stepped_up=True) as visitor:
        assert unlisted.withdraw(town.house, visitor) == 0
        with reading(town.house, visitor) as desk:
            assert notes.open_note(desk, town.kim, town.built.note).note.text("text") == TEXT
    assert all(town.house.keeper.allows(id, maya.grant) for id, _, _ in maya.compartments)


def test_a_founding_cut_short_before_the_keeper_leaves_no_keys_behind(town: Town):
    visitor, before = comes_in(town, MAYA), town.house.keeper.charts()
    dying(town, content=Dies("committed"))
    with pytest.raises(Died):
        charts.found(town.house, visitor, Card("Somebody New"))
    restarted(town)
    with town.signed_in(MAYA, stepped_up=True) as visitor, reading(town.house, visitor) as desk:
        assert town.house.keeper.charts() == before
        assert set(desk.keyring.ring().charts) == {town.kim, town.house.keeper.practice}
        assert len(charts.caseload(desk)) == 1
    assert town.checked().findings == ()


def test_a_founding_cut_short_after_the_keeper_is_finished_by_its_founder(town: Town):
    visitor = comes_in(town, MAYA)
    dying(town, content=Dies("before commit", 1))
    with pytest.raises(Died):
        charts.found(town.house, visitor, Card("Somebody New"))
    restarted(town)
    assert town.house.keeper.charts() == 3
    with town.signed_in(MAYA) as visitor, reading(town.house, visitor) as desk:
        assert sorted(line.card.name for line in charts.caseload(desk)) == ["", "Kim Larsen"]
    with town.signed_in(MAYA, stepped_up=True) as visitor:
        assert charts.finish(town.house, visitor) == 1
        assert charts.finish(town.house, visitor) == 0
        with reading(town.house, visitor) as desk:
            new = next(line.chart for line in charts.caseload(desk) if line.card.name == charts.UNNAMED)
            assert [holder.name for holder in charts.open_card(desk, new).access.holders] == ["Maya Lindqvist", "Privacy office"]
    assert town.checked().findings == ()


def test_a_set_up_cut_short_says_so_and_asks_for_an_empty_folder(tmp_path):
    start = accounts.Start("P", "US-CA", True, "Dr. A", "quiet harbor", PASSPHRASE)
    for number, dies in enumerate(({"keeper_step": Dies("committed")}, {"step": Dies("begun")}, {"step": Dies("before commit")})):
        folder = tmp_path / f"{number}"
        folder.mkdir(mode=0o700)
        house = open_house(folder, SetClock(START), **dies)
        with pytest.raises(Died):
            accounts.begin(house, start)
        house.close()
        house = open_house(folder, SetClock(START))
        with pytest.raises(Unavailable) as refused:
            upkeep.start(house)
        assert refused.value.public == upkeep.CUT_SHORT
        house.close()


def test_a_lost_pin_is_refused_with_what_to_do(town: Town):
    (town.folder / "settings.toml").unlink()
    with pytest.raises(Unavailable) as refused:
        restarted(town)
    assert refused.value.public == upkeep.LOST_PIN


def test_a_minute_signs_a_checkpoint_for_new_entries_and_folds_every_journal(town: Town):
    with town.signed_in(MAYA) as visitor:
        town.play.note(visitor, KIM, (("text", "fresh"),))
    upkeep.minute(town.house)
    assert int(town.house.keeper.checkpoint().split("\n")[1]) == town.house.keeper.size()
    size = town.house.keeper.size()
    with town.house.keeper.office.database.reading() as tx:
        assert tx.one("SELECT size FROM checkpoint")[0] == size
    for name in ("content.db", "keeper.db", "session.db"):
        wal = town.folder / f"{name}-wal"
        assert not wal.exists() or wal.stat().st_size == 0, name


def test_what_is_over_goes_with_time(town: Town):
    with town.signed_in(MAYA) as visitor:
        town.play.draft(visitor, KIM, "forgotten")
    with town.signed_in(INES):
        rows = session_rows(town)
        assert rows[0] >= 1
        assert rows[1] == 1
    town.clock.forward(31 * 86_400)
    upkeep.minute(town.house)
    assert session_rows(town) == (0, 0)


def session_rows(town: Town) -> tuple[int, int]:
    connection = sqlite3.connect(town.folder / "session.db")
    found = connection.execute("SELECT (SELECT count(*) FROM session), (SELECT count(*) FROM draft)").fetchone()
    connection.close()
    return found


def test_an_older_access_list_put_in_a_readers_way_is_a_conflict_and_not_an_incident(town: Town):
    """A reading desk began before a colleague's commit: it is told to look again, and nobody is alarmed."""
    with town.signed_in(TOMAS) as slow, town.signed_in(MAYA) as fast:
        size = town.house.keeper.size()
        with pytest.raises(Conflict), reading(town.house, slow) as desk:
            others = threaded(lambda: town.play.note(fast, KIM, (("text", "meanwhile"),)))
            assert others is None
            notes.list_notes(desk, town.kim, Content.NOTE)
    with town.signed_in(INES) as visitor, reading(town.house, visitor) as desk:
        assert incidents.told(desk) == ()
    assert town.house.keeper.size() > size


def threaded(work) -> None:
    """Run something on another thread, which has its own connection, and wait for it."""
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_a_chart_nobody_knows_is_not_there(town: Town):
    with town.signed_in(MAYA) as visitor, reading(town.house, visitor) as desk, pytest.raises(NotFound):
        charts.open_card(desk, town.built.charts[NOOR.login])


def test_a_clock_behind_the_ledger_is_named_at_the_start_and_by_the_doctor(town: Town):
    def clock_fits() -> bool:
        return next(one.fits for one in installation.findings(town.house) if one.check is installation.Check.CLOCK)

    ahead = town.clock.now()
    assert clock_fits()
    town.clock.put(Moment(ahead - 86_400))
    assert not clock_fits()
    with pytest.raises(Unavailable) as refused:
        upkeep.start(town.house)
    assert "Set the clock" in refused.value.public and moments.text(town.house.keeper.ahead) in refused.value.public
    town.clock.put(ahead)
    assert clock_fits()
    upkeep.start(town.house)
