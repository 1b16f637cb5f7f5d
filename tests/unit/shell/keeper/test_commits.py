"""Commits: many at once, torn ones, full disks, two processes. An entry is durable before its share is given; memory knows no more."""

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from tests.unit.shell.keeper.day import Day
from tests.unit.shell.keeper.people import READ
from tests.unit.shell.keeper.practice import SCHEMA

from tacenda.core.ledger import checkpoint, tree
from tacenda.core.ledger.asks import SignedAsk
from tacenda.core.words.access import Act, Code
from tacenda.core.words.errors import Conflict, Refused, TacendaError, Unavailable
from tacenda.core.words.people import Role
from tacenda.shell import fresh
from tacenda.shell.database import Database
from tacenda.shell.keeper import queue
from tacenda.shell.keeper.queue import Queue, Undo

ENTERED = "SELECT count(*) FROM entry WHERE ask_hash = :hash"
ABOUTS = "SELECT n, about FROM entry WHERE about != zeroblob(32) ORDER BY n"


def entered(day: Day, signed: SignedAsk) -> bool:
    with day.practice.database.reading() as tx:
        return tx.one(ENTERED, hash=signed.hash)[0] == 1


def whole(day: Day) -> None:
    """Dense lines in every ledger, one tree, a checkpoint of it."""
    size = day.keeper.check_tail(1_000_000)
    assert size == day.keeper.size()
    text = day.keeper.checkpoint()
    signed = checkpoint.read(text, day.practice.origin, day.keeper.office.log_keys(day.practice.origin))
    assert (signed.size, signed.root) == (size, day.keeper.root(size))
    remembers(day, size)
    seqs = [line.number for line in day.keeper.lines(day.chart.id)]
    assert seqs == list(range(1, day.entries() + 1))
    for n in range(1, size, 7):
        tree.check_consistency(n, size, day.keeper.root(n), day.keeper.root(size), day.keeper.consistency(n, size))


def remembers(day: Day, size: int) -> None:
    """What this process has of the leaves in memory is what lies there, whatever was torn."""
    told = day.keeper.office.told
    assert told.root() == (size, day.keeper.root(size))
    with day.practice.database.reading() as tx:
        rows = tx.rows(ABOUTS)
        for about in {bytes(row[1]) for row in rows}:
            assert told.lines(tx, about) == tuple(n for n, named in rows if named == about)


def at_once(work: list[Callable[[], object]]) -> list[object]:
    """Run every piece in a thread of its own; what it gave or raised."""
    answers: list[object] = [None] * len(work)
    together = threading.Barrier(len(work))

    def one(n: int) -> None:
        together.wait()
        try:
            answers[n] = work[n]()
        except Exception as error:
            answers[n] = error

    threads = [threading.Thread(target=one, args=(n,)) for n in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_hundred_readers_at_once_each_have_their_entry_and_one_that_fails_fails_alone(day: Day):
    asks = [day.chart.signed(day.clinician, Act.OPEN, day.own, day.chart.place(Code.RECORD, fresh.id())) for _ in range(90)]
    wrong = [day.chart.signed(day.colleague, Act.OPEN, day.own, day.chart.place(Code.RECORD)) for _ in range(5)]
    stale = [day.chart.write_ask(day.clinician, day.own, Code.RECORD, version=1) for _ in range(5)]
    before = day.entries()
    answers = at_once([lambda one=one: day.keeper.release([one]) for one in (*asks, *wrong, *stale)])
    for signed, answer in zip(asks, answers, strict=False):
        assert not isinstance(answer, Exception), answer
        assert entered(day, signed) and len(answer[0].shares) == 1
    assert all(isinstance(answer, Refused) for answer in answers[90:95])
    assert all(isinstance(answer, Conflict) for answer in answers[95:])
    assert not any(entered(day, signed) for signed in (*wrong, *stale))
    assert day.entries() == before + 90
    assert len({answer[0].receipt.index for answer in answers[:90]}) == 90
    whole(day)
    assert day.verifies().count == before + 90


def test_work_behind_more_than_one_commit_takes_is_done_before_it_is_answered(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(queue, "MOST", 3)
    database, done = Database(tmp_path / "some.db", SCHEMA), list[object]()
    line = Queue(database, Undo())
    begun, go_on = threading.Event(), threading.Event()

    def slow(_) -> str:
        begun.set()
        assert go_on.wait(5)
        return "slow"

    first = threading.Thread(target=lambda: done.append(line.run(slow)))
    first.start()
    assert begun.wait(5)
    # Eight wait in this order whoever gets the lock; the last of them is answered last and with its own answer.
    work = [lambda n=n: line.run(lambda tx: n) for n in range(8)]
    waiting = threading.Thread(target=lambda: done.extend(at_once(work)))
    waiting.start()
    while line.waiting() < 8:
        threading.Event().wait(0.001)
    last = threading.Thread(target=lambda: done.append(line.run(lambda tx: "last")))
    go_on.set()
    last.start()
    for thread in (first, waiting, last):
        thread.join()
    assert sorted(done, key=str) == [*range(8), "last", "slow"]
    database.close()


def test_who_finds_the_file_free_first_still_waits_for_those_before(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(queue, "MOST", 2)
    database, seen = Database(tmp_path / "some.db", SCHEMA), list[int]()
    line = Queue(database, Undo())
    for n in range(5):
        line.leave(lambda tx, n=n: seen.append(n))
    assert line.run(lambda tx: "mine") == "mine"
    assert seen == [0, 1, 2, 3, 4]
    database.close()


def test_no_release_after_a_stop_that_was_answered(day: Day):
    """Readers race a stop: whoever was answered after the stop's answer was refused."""
    for _ in range(5):
        colleague = day.practice.staff("R. Unner", Role.CLINICIAN)
        held = day.chart.give(day.clinician, day.own, colleague, {Code.ACCESS: READ, Code.RECORD: READ})
        asks = [day.chart.signed(colleague, Act.OPEN, held, day.chart.place(Code.RECORD, fresh.id())) for _ in range(12)]
        stop = day.chart.signed(day.client, Act.STOP, day.subject, about=held.hash)
        done = threading.Event()

        def stopping(stop=stop, held=held, done=done):
            receipt = day.keeper.stop(held.hash, stop)
            done.set()
            return receipt

        def reading(one, done=done):
            after = done.is_set()
            released = day.keeper.release([one])
            return released[0].receipt.index, after

        answers = at_once(
            [lambda one=one: reading(one) for one in asks[:6]] + [stopping] + [lambda one=one: reading(one) for one in asks[6:]]
        )
        stopped = next(answer.index for answer in answers if hasattr(answer, "index") and not isinstance(answer, tuple))
        for answer in answers:
            if isinstance(answer, tuple):
                assert answer[0] < stopped and not answer[1]
            else:
                assert isinstance(answer, Refused) or answer.index == stopped


class Died(BaseException):
    """The process is gone at this point."""


class Step:
    """Dies, or fails, at a named step from its n-th time on."""

    def __init__(self, at: str, error: BaseException) -> None:
        self.at, self.error, self.armed = at, error, False

    def __call__(self, name: str) -> None:
        if self.armed and name == self.at:
            self.armed = False
            raise self.error


@pytest.mark.parametrize("at", ["begun", "before commit"])
@pytest.mark.parametrize("error", [Died(), RuntimeError("torn"), Unavailable("disk")])
def test_death_before_the_commit_gives_no_share_and_leaves_no_entry_nor_memory(played: Day, tmp_path, at: str, error: BaseException):
    step = Step(at, error)
    day = played.copied(tmp_path / "keeper.db", step=step)
    signed = day.chart.signed(day.clinician, Act.USE, day.own, day.chart.place(Code.RECORD))
    before = day.keeper.size()
    step.armed = True
    with pytest.raises((Died, Unavailable)):
        day.keeper.release([signed])
    assert (day.keeper.size(), entered(day, signed)) == (before, False)
    assert (day.clinician.certificate, day.chart.id) not in day.keeper.office.standing, "a standing entry that never was is not remembered"
    # The period's key was made in a transaction that never was: the next entry has one that is in the file.
    assert day.keeper.release([signed])
    assert entered(day, signed)
    assert day.verifies().count == day.entries()
    whole(day)
    day.keeper.close()


def test_death_after_the_commit_overstates_and_never_understates(played: Day, tmp_path):
    step = Step("committed", Died())
    day = played.copied(tmp_path / "keeper.db", step=step)
    signed = day.chart.signed(day.clinician, Act.OPEN, day.own, day.chart.place(Code.RECORD, day.note))
    step.armed = True
    with pytest.raises(Died):
        day.keeper.release([signed])
    assert entered(day, signed)
    day.practice.restarts()
    assert day.keeper.release([signed])[0].shares
    assert day.verifies().count == day.entries()
    whole(day)
    day.keeper.close()


def test_whoever_waits_behind_a_torn_commit_is_told_and_can_try_again(played: Day, tmp_path):
    step = Step("before commit", RuntimeError("torn"))
    day = played.copied(tmp_path / "keeper.db", step=step)
    asks = [day.chart.signed(day.clinician, Act.OPEN, day.own, day.chart.place(Code.RECORD, fresh.id())) for _ in range(30)]
    step.armed = True
    answers = at_once([lambda one=one: day.keeper.release([one]) for one in asks])
    torn = [isinstance(answer, Unavailable) for answer in answers]
    assert any(torn)
    for signed, failed in zip(asks, torn, strict=True):
        assert entered(day, signed) is not failed
    for signed, failed in zip(asks, torn, strict=True):
        if failed:
            day.keeper.release([signed])
    assert day.verifies().count == day.entries()
    whole(day)
    day.keeper.close()


@pytest.mark.parametrize("at", ["begun", "before commit", "committed"])
def test_a_roll_killed_at_any_commit_is_ended_or_given_up_and_goes_on(played: Day, tmp_path, at: str):
    for fatal in ("stop", "begin", "end"):
        step = Step(at, Died())
        day = played.copied(tmp_path / f"{fatal}.db", step=step)

        def dies(what: str, work: Callable[[], object], fatal=fatal, step=step) -> None:
            step.armed = what == fatal
            with suppress(Died):
                work()

        dies("stop", lambda day=day: day.chart.stop(day.client, day.subject, day.shared))
        if day.keeper.state(day.record).state == "live":
            day.chart.stop(day.client, day.subject, day.shared)
        made = day.chart.next_epoch(Code.RECORD)
        dies("begin", lambda day=day, made=made: day.chart.begin_roll(day.clinician, day.own, Code.RECORD, made, day.note))
        day.practice.restarts()
        if day.keeper.state(day.record).state == "due":
            day.chart.begin_roll(day.clinician, day.own, Code.RECORD, made, day.note)
        dies("end", lambda day=day, made=made: day.keeper.roll_ended(made.compartment, made.epoch))
        day.chart.end_roll(made)
        assert day.chart.open(day.clinician, day.own, Code.RECORD, day.note).shares
        with pytest.raises(Refused):
            day.chart.open(day.colleague, day.shared, Code.RECORD, day.note)
        assert day.verifies().count == day.entries()
        whole(day)
        day.keeper.close()


def test_a_full_disk_gives_nothing_and_nothing_is_lost(played: Day, tmp_path):
    pages = played.practice.path.stat().st_size // 4096
    day = played.copied(tmp_path / "keeper.db", pages=pages + 24)
    given = 0
    with pytest.raises(Unavailable):
        for _ in range(400):
            signed = day.chart.signed(day.clinician, Act.OPEN, day.own, day.chart.place(Code.RECORD, fresh.id()))
            day.keeper.release([signed])
            given += 1
    assert given > 0
    assert not entered(day, signed)
    before = day.entries()
    # Readers at once on the full disk: none gets a share without an entry.
    asks = [day.chart.signed(day.clinician, Act.OPEN, day.own, day.chart.place(Code.RECORD, fresh.id())) for _ in range(20)]
    answers = at_once([lambda one=one: day.keeper.release([one]) for one in asks])
    for one, answer in zip(asks, answers, strict=True):
        assert entered(day, one) is not isinstance(answer, TacendaError)
    assert day.entries() == before + sum(not isinstance(answer, TacendaError) for answer in answers)
    day.practice.restarts()
    assert day.keeper.release([signed])[0].shares
    assert day.verifies().count == day.entries()
    whole(day)


def test_two_processes_on_one_file_make_one_dense_ledger(day: Day):
    other = day.practice.again()
    here, before = day.keeper, day.entries()
    for n in range(40):
        day.practice.keeper = here if n % 3 else other
        if n % 5 == 0:
            day.chart.write(day.clinician, day.own, Code.RECORD, fresh.id())
        else:
            day.chart.use(day.colleague, day.shared, Code.RECORD)
            day.chart.open(day.clinician, day.own, Code.RECORD, day.note)
    day.practice.keeper = here
    assert day.entries() == before + 8 + 32 + 2, "a standing line for each process"
    assert len({line.period for line in here.lines(day.chart.id)}) >= 2
    assert day.verifies().count == day.entries()
    whole(day)
    other.close()


def test_two_processes_at_once_under_many_threads_each(day: Day):
    keepers = [day.keeper, day.practice.again()]
    asks = [day.chart.signed(day.clinician, Act.OPEN, day.own, day.chart.place(Code.RECORD, fresh.id())) for _ in range(40)]
    before = day.entries()
    answers = at_once([lambda one=one, n=n: keepers[n % 2].release([one]) for n, one in enumerate(asks)])
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert day.entries() == before + 40
    assert day.verifies().count == before + 40
    whole(day)
    keepers[1].close()


def test_a_stop_in_one_process_is_seen_by_the_other_at_once(day: Day):
    other, here = day.practice.again(), day.keeper
    day.practice.keeper = other
    day.chart.use(day.colleague, day.shared, Code.RECORD)
    signed = day.chart.signed(day.colleague, Act.USE, day.shared, day.chart.place(Code.RECORD))
    day.practice.keeper = here
    day.chart.stop(day.client, day.subject, day.shared)
    with pytest.raises(Refused):
        other.release([signed])
    day.practice.restarts()
    here.close()
    other.close()


def test_undo_takes_back_newest_first_and_only_since_the_mark():
    seen: list[int] = []
    undo = Undo()
    undo.note(lambda: seen.append(1))
    mark = undo.mark()
    undo.note(lambda: seen.append(2))
    undo.note(lambda: seen.append(3))
    undo.back_to(mark)
    assert seen == [3, 2]
    undo.forget()
    undo.back_to(0)
    assert seen == [3, 2]
