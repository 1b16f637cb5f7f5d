"""Two hands: a client's account is ended by somebody else only where another account of the client doubts it and the practice checked.

The keeper refuses each hand alone, and what the keeper refuses a reader of the ledger refuses too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

import pytest
from tests.unit.shell.keeper.day import Day
from tests.unit.shell.keeper.people import DAY, READ, STOP, SUBJECT, Held, Person
from tests.vectors import reader

from tacenda.core.ledger import verify
from tacenda.core.ledger.asks import SignedAsk
from tacenda.core.ledger.bundle import Bundle
from tacenda.core.ledger.doubt import COUNTS, Doubt, last_day
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code
from tacenda.core.words.errors import Conflict, Refused, Tampered
from tacenda.core.words.people import Role
from tacenda.shell.keeper import audit, audit_ledger

OPENS = {Code.ACCESS: READ, Code.LEDGER: READ, Code.CONTACT: READ}


@dataclass
class Twins:
    """A chart on which two accounts say that they are its client."""

    day: Day
    again: Person
    twin: Held

    def words(self, target: Held, by: Held, days: int = 0) -> Doubt:
        return Doubt(self.day.practice.id, self.day.chart.id, target.hash, by.hash, last_day(self.day.practice.clock.now() + days * DAY))

    def asks(self, who: Person, held: Held, made: Doubt) -> SignedAsk:
        return self.day.chart.signed(who, Act.DOUBT, held, about=sha(made.write()), step=False)

    def doubts(self, who: Person, held: Held, target: Held):
        made = self.words(target, held)
        return self.day.keeper.doubt(made.write(), self.asks(who, held, made))

    def ends(self, target: Held, by: tuple[Person, Held] | None = None, *, step: bool = True):
        who, held = by or (self.day.clinician, self.day.own)
        return self.day.keeper.stop(target.hash, self.day.chart.signed(who, Act.STOP, held, about=target.hash, step=step))

    def lives(self, held: Held) -> bool:
        return bool(self.day.keeper.allows(self.day.chart.id, held.hash))

    def goes_on(self, days: float) -> None:
        self.day.practice.clock.forward(int(days * DAY))
        for who in self.day.practice.people:
            who.signs_in()

    def entered(self, signed: SignedAsk, about: bytes, statement: bytes = b"") -> None:
        """Past the keeper's own checks, as somebody who runs its machine could."""
        office = self.day.keeper.office
        ask = office.checked(signed).ask
        office.queue.run(lambda tx: office.leaves.append(tx, ask, signed, about, statement))


@pytest.fixture
def twins(day: Day) -> Twins:
    again = day.practice.client("C. Aydin")
    return Twins(day, again, day.chart.give(day.clinician, day.own, again, OPENS, {SUBJECT}))


def fits(day: Day) -> list:
    found = audit.folder(day.keeper.office).findings
    found += audit_ledger.against(day.keeper.office, day.chart.id, day.verifies(), day.practice.clock.now())
    return [one for one in found if one.code in ("allowed", "due", "ask")]


def test_a_doubt_changes_nothing_and_with_it_the_practice_ends_the_account_at_once(twins: Twins):
    day = twins.day
    twins.doubts(day.client, day.subject, twins.twin)
    assert twins.lives(twins.twin) and day.chart.open(twins.again, twins.twin, Code.CONTACT).shares
    assert [one.by for one in day.keeper.doubts(day.chart.id, twins.twin.hash)] == [day.subject.hash]
    twins.ends(twins.twin)
    assert not twins.lives(twins.twin)
    with pytest.raises(Refused):
        day.chart.open(twins.again, twins.twin, Code.CONTACT)
    with pytest.raises(Refused):
        day.chart.period_shares(twins.again, twins.twin)
    assert day.keeper.doubts(day.chart.id, twins.twin.hash) == ()
    assert {day.keeper.state(day.chart.compartments[code]).state for code in OPENS} == {"due"}
    assert day.verifies().stopped[twins.twin.hash].by == day.own.hash
    assert fits(day) == []


def test_the_older_account_is_ended_like_the_newer_one(twins: Twins):
    day = twins.day
    twins.doubts(twins.again, twins.twin, day.subject)
    twins.ends(day.subject)
    assert not twins.lives(day.subject) and twins.lives(twins.twin)
    assert day.subject.hash in day.chart.verified(twins.again, twins.twin).stopped


def test_the_practice_alone_ends_no_account_of_a_client(twins: Twins):
    for by in ((twins.day.clinician, twins.day.own), (twins.day.officer, twins.day.chart.oversight)):
        with pytest.raises(Refused, match="own access"):
            twins.ends(twins.twin, by)
    assert twins.lives(twins.twin) and twins.lives(twins.day.subject)


def test_accounts_of_a_client_end_none_without_the_practice(twins: Twins):
    """Not the one that doubts, and not a third one."""
    day = twins.day
    third = day.practice.client("C. Aydin")
    held = day.chart.give(day.clinician, day.own, third, OPENS, {STOP, SUBJECT})
    twins.doubts(day.client, day.subject, twins.twin)
    for by in ((day.client, day.subject), (third, held)):
        with pytest.raises(Refused, match="own access"):
            twins.ends(twins.twin, by)
    assert twins.lives(twins.twin)


def test_only_who_keeps_the_chart_is_the_other_hand_and_after_a_second_proof(twins: Twins):
    """Not a colleague without the right, not an office, not who speaks for the client though they may stop others."""
    day = twins.day
    rosa = day.practice.newcomer("R. Osa", Role.GUARDIAN)
    words = replace(
        day.chart.words(rosa, day.chart.covered({Code.ACCESS: READ}), {STOP}, parent=day.own.hash), since=day.practice.clock.now() + DAY
    )
    speaks = day.clinician.grants(words)
    day.chart.gives(day.clinician, day.own, speaks)
    twins.goes_on(1)
    twins.doubts(day.client, day.subject, twins.twin)
    for by in ((day.colleague, day.shared), (day.officer, day.chart.oversight), (rosa, speaks)):
        with pytest.raises(Refused, match="own access"):
            twins.ends(twins.twin, by)
    with pytest.raises(Refused, match="step-up"):
        twins.ends(twins.twin, step=False)
    assert twins.lives(twins.twin)
    twins.ends(twins.twin)


def test_a_doubt_is_about_one_account_alone(twins: Twins):
    day = twins.day
    third = day.chart.give(day.clinician, day.own, day.practice.client("C. Aydin"), OPENS, {SUBJECT})
    twins.doubts(day.client, day.subject, twins.twin)
    for other in (third, day.subject):
        with pytest.raises(Refused, match="own access"):
            twins.ends(other)


def test_the_last_account_of_a_client_stays(twins: Twins):
    """Each doubts the other: the first end wins, and then no live account stands behind the second."""
    day = twins.day
    twins.doubts(day.client, day.subject, twins.twin)
    twins.doubts(twins.again, twins.twin, day.subject)
    twins.ends(twins.twin)
    with pytest.raises(Refused, match="own access"):
        twins.ends(day.subject)
    assert twins.lives(day.subject)
    assert day.keeper.doubts(day.chart.id, day.subject.hash) == ()


def test_a_doubt_of_an_account_that_ended_itself_counts_no_more(twins: Twins):
    day = twins.day
    twins.doubts(twins.again, twins.twin, day.subject)
    day.chart.stop(twins.again, twins.twin, twins.twin)
    with pytest.raises(Refused, match="own access"):
        twins.ends(day.subject)


def test_a_doubt_lapses_and_can_be_said_again(twins: Twins):
    day = twins.day
    twins.doubts(day.client, day.subject, twins.twin)
    twins.goes_on(COUNTS)
    assert day.keeper.doubts(day.chart.id, twins.twin.hash)
    twins.goes_on(1)
    assert day.keeper.doubts(day.chart.id, twins.twin.hash) == ()
    with pytest.raises(Refused, match="own access"):
        twins.ends(twins.twin)
    twins.doubts(day.client, day.subject, twins.twin)
    twins.ends(twins.twin)
    assert day.verifies()


def test_a_doubt_is_taken_back_by_who_said_it_with_a_second_proof_and_can_be_said_again_that_day(twins: Twins):
    day = twins.day
    back = replace(twins.words(twins.twin, day.subject), holds=False)

    def takes(who: Person, held: Held, made: Doubt, *, step: bool = True) -> None:
        signed = day.chart.signed(who, Act.DOUBT, held, about=sha(made.write()), step=step)
        day.keeper.doubt(made.write(), signed)

    with pytest.raises(Conflict, match="not asked"):
        takes(day.client, day.subject, back)
    twins.doubts(day.client, day.subject, twins.twin)
    with pytest.raises(Refused, match="step-up"):
        takes(day.client, day.subject, back, step=False)
    with pytest.raises(Refused):
        takes(twins.again, twins.twin, back)
    twins.goes_on(2)
    back = replace(twins.words(twins.twin, day.subject), holds=False)
    takes(day.client, day.subject, back)
    assert day.keeper.doubts(day.chart.id, twins.twin.hash) == ()
    with pytest.raises(Refused, match="own access"):
        twins.ends(twins.twin)
    assert day.verifies() and fits(day) == []
    twins.doubts(day.client, day.subject, twins.twin)
    takes(day.client, day.subject, back)
    twins.doubts(day.client, day.subject, twins.twin)
    assert day.keeper.doubts(day.chart.id, twins.twin.hash)
    twins.ends(twins.twin)
    assert day.verifies() and fits(day) == []


def test_an_end_on_a_doubt_that_was_taken_back_shows(twins: Twins):
    day = twins.day
    twins.doubts(day.client, day.subject, twins.twin)
    back = replace(twins.words(twins.twin, day.subject), holds=False)
    day.keeper.doubt(back.write(), day.chart.signed(day.client, Act.DOUBT, day.subject, about=sha(back.write()), step=True))
    twins.entered(day.chart.signed(day.clinician, Act.STOP, day.own, about=twins.twin.hash, step=True), twins.twin.hash)
    with pytest.raises(Tampered, match="own access"):
        day.verifies()


def test_taking_back_what_nobody_said_shows(twins: Twins):
    day = twins.day
    back = replace(twins.words(twins.twin, day.subject), holds=False)
    signed = day.chart.signed(day.client, Act.DOUBT, day.subject, about=sha(back.write()), step=True)
    twins.entered(signed, sha(back.write()), back.write())
    with pytest.raises(Tampered, match="nobody said"):
        day.verifies()


def test_who_is_let_in_again_is_doubted_anew(twins: Twins):
    """An old doubt is of the grant that ended."""
    day = twins.day
    twins.doubts(day.client, day.subject, twins.twin)
    twins.ends(twins.twin)
    back = day.chart.give(day.clinician, day.own, twins.again, {Code.ACCESS: READ, Code.CONTACT: READ}, {SUBJECT})
    with pytest.raises(Refused, match="own access"):
        twins.ends(back)


@pytest.mark.parametrize("rolled", [False, True])
def test_an_end_by_two_hands_is_lifted_by_nobody(twins: Twins, rolled: bool):
    day = twins.day
    twins.doubts(day.client, day.subject, twins.twin)
    twins.ends(twins.twin)
    if rolled:
        day.chart.roll(day.clinician, day.own, Code.CONTACT)
    for by in ((day.clinician, day.own), (day.client, day.subject)):
        with pytest.raises((Refused, Conflict)):
            day.chart.gives(*by, twins.twin)
    assert not twins.lives(twins.twin)
    signed = day.chart.signed(day.clinician, Act.GRANT, day.own, about=twins.twin.hash)
    twins.entered(signed, twins.twin.hash, twins.twin.raw)
    with pytest.raises(Tampered, match="own access"):
        day.verifies()


# What is no doubt


def test_only_a_clients_live_account_doubts_and_only_another_one(twins: Twins):
    day = twins.day
    for who, held in ((day.clinician, day.own), (day.colleague, day.shared), (day.officer, day.chart.oversight)):
        with pytest.raises(Refused, match="subject"):
            twins.doubts(who, held, twins.twin)
    with pytest.raises(Refused, match="own account"):
        twins.doubts(day.client, day.subject, day.subject)
    for target in (day.own, day.shared):
        with pytest.raises(Conflict, match="no such account"):
            twins.doubts(day.client, day.subject, target)
    day.chart.stop(twins.again, twins.twin, twins.twin)
    with pytest.raises(Refused):
        twins.doubts(twins.again, twins.twin, day.subject)
    with pytest.raises(Conflict, match="no such account"):
        twins.doubts(day.client, day.subject, twins.twin)


def test_a_doubt_says_its_own_chart_account_and_day(twins: Twins):
    day = twins.day
    made = twins.words(twins.twin, day.subject)
    other = day.practice.chart(day.clinician)
    for wrong in (
        replace(made, chart=other.id), replace(made, practice=day.chart.id), replace(made, by=day.own.hash),
        twins.words(twins.twin, day.subject, 1), twins.words(twins.twin, day.subject, -1),
    ):  # fmt: skip
        with pytest.raises(Refused, match="doubt"):
            day.keeper.doubt(wrong.write(), twins.asks(day.client, day.subject, wrong))
    with pytest.raises(Refused, match="about"):
        day.keeper.doubt(made.write(), day.chart.signed(day.client, Act.DOUBT, day.subject, about=twins.twin.hash))
    with pytest.raises(Refused, match="about"):
        day.keeper.doubt(made.write(), day.chart.signed(day.client, Act.STOP, day.subject, about=sha(made.write())))


def test_no_other_verb_enters_what_a_doubt_is_named_by(twins: Twins):
    """Else the practice could make the client's hand itself."""
    day = twins.day
    about = sha(twins.words(twins.twin, day.subject).write())
    for act in (Act.CONSENT, Act.JOIN, Act.RECOVER, Act.DOUBT, Act.REFUSED):
        signed = day.chart.signed(day.clinician, act, day.own, about=about)
        for verb in (day.keeper.enter, day.keeper.refused):
            with pytest.raises(Refused):
                verb(signed)
    signed = day.chart.signed(day.clinician, Act.WRITE, day.own, day.chart.place(Code.CONTACT, None, 2, bytes(32)), about=about)
    with pytest.raises(Refused):
        day.keeper.release([signed])
    assert day.keeper.doubts(day.chart.id, twins.twin.hash) == ()


def test_the_very_same_doubt_is_one_and_an_old_ask_is_refused(twins: Twins):
    day = twins.day
    made = twins.words(twins.twin, day.subject)
    signed = twins.asks(day.client, day.subject, made)
    first = day.keeper.doubt(made.write(), signed)
    assert day.keeper.doubt(made.write(), signed) == first
    with pytest.raises(Conflict, match="asked today"):
        twins.doubts(day.client, day.subject, twins.twin)
    twins.goes_on(COUNTS + 1)
    with pytest.raises(Refused):
        day.keeper.doubt(made.write(), signed)
    assert day.keeper.doubts(day.chart.id, twins.twin.hash) == ()


def test_the_very_same_end_is_one_and_an_old_one_is_refused(twins: Twins):
    day = twins.day
    twins.doubts(day.client, day.subject, twins.twin)
    signed = day.chart.signed(day.clinician, Act.STOP, day.own, about=twins.twin.hash, step=True)
    first = day.keeper.stop(twins.twin.hash, signed)
    assert day.keeper.stop(twins.twin.hash, signed) == first
    with pytest.raises(Conflict):
        twins.ends(twins.twin)


def test_a_doubt_waits_for_no_access_list(twins: Twins):
    day = twins.day
    made = twins.words(twins.twin, day.subject)
    signed = twins.asks(day.client, day.subject, made)
    day.chart.write(day.clinician, day.own, Code.ACCESS)
    assert day.keeper.doubt(made.write(), signed)


# What a reader of the ledger accepts and refuses


def test_the_bundle_of_the_account_that_stays_is_read_by_both_readers(twins: Twins):
    day = twins.day
    twins.doubts(day.client, day.subject, twins.twin)
    twins.ends(twins.twin)
    raw = day.chart.bundle(day.client, day.subject).write()
    found = verify.check(Bundle.read(raw), verify.Pins(day.practice.pin, day.chart.id), None, ())
    acts = [act for act, _ in reader.read_bundle(raw, day.practice.pin)[2]]
    assert acts == [one.body.act.value for one in found.entries if one.body] and {"doubt", "stop"} <= set(acts)


def test_a_ledger_in_which_one_hand_ended_a_clients_account_is_tampered_with(twins: Twins):
    day = twins.day
    signed = day.chart.signed(day.clinician, Act.STOP, day.own, about=twins.twin.hash, step=True)
    twins.entered(signed, twins.twin.hash)
    with pytest.raises(Tampered, match="own access"):
        day.verifies()


@pytest.mark.parametrize("days", [COUNTS + 2])
def test_a_ledger_in_which_an_old_doubt_was_used_is_tampered_with(twins: Twins, days: int):
    day = twins.day
    twins.doubts(day.client, day.subject, twins.twin)
    twins.goes_on(days)
    twins.entered(day.chart.signed(day.clinician, Act.STOP, day.own, about=twins.twin.hash, step=True), twins.twin.hash)
    with pytest.raises(Tampered, match="own access"):
        day.verifies()


@pytest.mark.parametrize("who", ["the office", "another account", "no second proof", "a colleague"])
def test_a_ledger_in_which_another_hand_ended_it_is_tampered_with(twins: Twins, who: str):
    day = twins.day
    third = day.practice.client("C. Aydin")
    held = day.chart.give(day.clinician, day.own, third, OPENS, {STOP, SUBJECT})
    twins.doubts(day.client, day.subject, twins.twin)
    by = {
        "the office": (day.officer, day.chart.oversight, True), "another account": (third, held, True),
        "no second proof": (day.clinician, day.own, False), "a colleague": (day.colleague, day.shared, True),
    }[who]  # fmt: skip
    twins.entered(day.chart.signed(by[0], Act.STOP, by[1], about=twins.twin.hash, step=by[2]), twins.twin.hash)
    with pytest.raises(Tampered, match="step-up" if who == "no second proof" else "own access"):
        day.verifies()


@pytest.mark.parametrize("wrong", ["somebody else", "itself", "no account", "another day"])
def test_a_ledger_with_a_doubt_that_nobody_could_say_is_tampered_with(twins: Twins, wrong: str):
    day = twins.day
    who, held, made = {
        "somebody else": (day.clinician, day.own, twins.words(twins.twin, day.own)),
        "itself": (day.client, day.subject, twins.words(day.subject, day.subject)),
        "no account": (day.client, day.subject, twins.words(day.shared, day.subject)),
        "another day": (day.client, day.subject, twins.words(twins.twin, day.subject, 5)),
    }[wrong]
    twins.entered(twins.asks(who, held, made), sha(made.write()), made.write())
    with pytest.raises(Tampered, match="doubt"):
        day.verifies()


def test_a_statement_of_a_doubt_is_read_as_it_is_written(twins: Twins):
    made = twins.words(twins.twin, twins.day.subject)
    assert Doubt.read(made.write()) == made
    for wrong in (b'"until":"2027-2-1"', b'"until":20000', b'"until":""'):
        with pytest.raises(Tampered):
            Doubt.read(made.write().replace(b'"until":"' + made.write().split(b'"until":"')[1][:11], wrong))


# Whatever people do


class Model:
    """What a slow, simple reading of the rules knows: which accounts live, and who said when that which is not the client's."""

    def __init__(self, twins: Twins, seed: int) -> None:
        self.twins, self.random = twins, Random(seed)
        self.accounts = {0: (twins.day.client, twins.day.subject), 1: (twins.again, twins.twin)}
        self.live, self.said, self.today = {0, 1}, dict[tuple[int, int], int](), 0
        self.ended = 0

    def tries(self, may: bool, what) -> bool:
        try:
            what()
        except (Refused, Conflict):
            assert not may
            return False
        assert may
        return True

    def counts(self, target: int) -> bool:
        return any(one == target and by in self.live and self.today - at <= COUNTS for (one, by), at in self.said.items())

    def doubts(self, by: int, target: int) -> None:
        who, held = self.accounts[by]
        again = self.said.get((target, by)) == self.today
        may = by in self.live and target in self.live and by != target and not again
        if self.tries(may, lambda: self.twins.doubts(who, held, self.accounts[target][1])):
            self.said[target, by] = self.today

    def ends(self, target: int) -> None:
        may = target in self.live and self.counts(target)
        if self.tries(may, lambda: self.twins.ends(self.accounts[target][1])):
            self.live.remove(target)
            self.ended += 1
        assert self.live

    def ends_by(self, by: int, target: int) -> None:
        """With a client's own hand alone nobody ends any account but their own."""
        if by == target and len(self.live) < 3:
            return
        who, held = self.accounts[by]
        if self.tries(by == target and by in self.live, lambda: self.twins.ends(self.accounts[target][1], (who, held))):
            self.live.remove(target)

    def lets_in(self) -> None:
        day, who = self.twins.day, self.twins.day.practice.client("C. Aydin")
        n = len(self.accounts)
        self.accounts[n] = who, day.chart.give(day.clinician, day.own, who, {Code.LEDGER: READ}, {SUBJECT})
        self.live.add(n)

    def step(self) -> None:
        one, other = (self.random.choice(list(self.accounts)) for _ in range(2))
        doing = self.random.choices(["doubts", "ends", "ends_by", "lets_in", "waits"], [12, 8, 4, 3, 1])[0]
        if doing == "waits":
            days = self.random.choice([1, 9, COUNTS])
            self.twins.goes_on(days)
            self.today += days
        elif doing == "lets_in":
            self.lets_in()
        elif doing == "ends":
            self.ends(one)
        else:
            getattr(self, doing)(one, other)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_people_do_an_account_ends_by_its_own_hand_or_by_two_and_one_stays(twins: Twins, seed: int):
    model = Model(twins, seed)
    for _ in range(60):
        model.step()
    assert model.ended
    who, held = model.accounts[min(model.live)]
    verified = twins.day.chart.verified(who, held)
    for n, (_, one) in model.accounts.items():
        assert (one.hash in verified.live) is (n in model.live) is twins.lives(one)
    assert [one for one in audit.folder(twins.day.keeper.office).findings if one.code in ("allowed", "due")] == []
