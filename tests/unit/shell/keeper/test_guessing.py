"""Guesses at sign-in: counted before they are tried, alike for names that exist and names that do not."""

import pytest
from tests.unit.shell.keeper.day import Day
from tests.unit.shell.keeper.people import DAY, HOUR

from tacenda.core.sealing import passphrase
from tacenda.core.words.access import Act
from tacenda.core.words.errors import Refused
from tacenda.core.words.ids import ChartId, PrincipalId
from tacenda.shell import fresh
from tacenda.shell.keeper import checks, guesses

COUNT = "SELECT count FROM guess WHERE tag = :tag"


def counted(day: Day, tag: bytes) -> int:
    with day.practice.database.reading() as tx:
        row = tx.row(COUNT, tag=tag)
    return int(row[0]) if row else 0


def test_a_guess_is_on_the_disk_before_it_is_tried(day: Day):
    tag = day.keeper.login_tag("quiet harbour")
    assert day.keeper.guess(tag, "one") == 0
    assert counted(day, tag) == 1
    day.practice.restarts()
    assert day.keeper.guess(tag, "one") == 0
    assert counted(day, tag) == 2


def test_names_are_one_name_however_they_are_written(day: Day):
    assert day.keeper.login_tag("  Quiet HARBOUR ") == day.keeper.login_tag("quiet harbour") != day.keeper.login_tag("quiet harbours")


def test_thirty_guesses_are_free_and_then_every_one_waits_twice_as_long_up_to_an_hour(day: Day):
    tag = day.keeper.login_tag("quiet harbour")
    for n in range(30):
        assert day.keeper.guess(tag, f"source {n}") == 0
    waits = []
    for n in range(14):
        wait = day.keeper.guess(tag, f"later {n}")
        assert day.keeper.guess(tag, f"at once {n}") == wait, "a guess that must wait is not counted"
        waits.append(wait)
        day.practice.clock.forward(wait)
        assert day.keeper.guess(tag, f"waited {n}") == 0
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600, 3600]


def test_ten_an_hour_from_one_source_and_other_sources_are_not_held_up(day: Day):
    tag = day.keeper.login_tag("quiet harbour")
    for _ in range(10):
        assert day.keeper.guess(tag, "one") == 0
    assert 0 < day.keeper.guess(tag, "one") <= HOUR
    assert day.keeper.guess(tag, "other") == 0
    day.practice.clock.forward(HOUR)
    assert day.keeper.guess(tag, "one") == 0


def test_many_names_from_many_sources_make_nobody_forget_a_source(day: Day, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(guesses, "SOURCES", 50)
    tag = day.keeper.login_tag("quiet harbour")
    sources = guesses.Sources()
    for _ in range(10):
        assert sources.wait(tag, "one", day.practice.clock.now()) == 0
    for n in range(40):
        sources.wait(fresh.secret(), f"flood {n}", day.practice.clock.now())
    assert sources.wait(tag, "one", day.practice.clock.now()) > 0
    assert len(sources) <= 51


def test_success_deletes_the_count(day: Day):
    tag = day.keeper.login_tag("quiet harbour")
    for _ in range(10):
        day.keeper.guess(tag, "one")
    day.keeper.guessed(tag, "one")
    assert counted(day, tag) == 0
    assert day.keeper.guess(tag, "one") == 0


def test_a_day_without_guesses_forgets_the_count(day: Day):
    tag = day.keeper.login_tag("quiet harbour")
    day.keeper.guess(tag, "one")
    day.practice.clock.forward(DAY + 1)
    day.keeper.tidy()
    assert counted(day, tag) == 0


def test_a_name_nobody_has_is_counted_and_peppered_like_one_that_somebody_has(day: Day):
    known, unknown = day.keeper.login_tag("known"), day.keeper.login_tag("unknown")
    assert [day.keeper.guess(known, "s"), day.keeper.guess(unknown, "s")] == [0, 0]
    stretched = fresh.secret()
    for principal in (day.clinician.id, PrincipalId(fresh.id())):
        assert len(day.keeper.pepper(principal, stretched)) == 32
    assert day.keeper.pepper(day.clinician.id, stretched) != day.keeper.pepper(day.colleague.id, stretched)
    assert day.keeper.pepper(day.clinician.id, stretched) == day.keeper.pepper(day.clinician.id, stretched)
    assert day.keeper.pepper(PrincipalId(fresh.id()), stretched) == passphrase.pepper(bytes(32), stretched)


def test_a_failed_sign_in_is_a_line_without_a_name(day: Day):
    own = ChartId(day.practice.id)
    before = day.keeper.chart(own).entries
    day.keeper.not_guessed()
    assert day.keeper.chart(own).entries == before + 1
    assert day.keeper.lines(own)[-1].about == bytes(32)


def failed(day: Day) -> int:
    """Lines of failed sign-ins so far."""
    return sum(line.about == bytes(32) for line in day.keeper.lines(ChartId(day.practice.id)))


def test_of_the_failed_sign_ins_of_a_day_few_are_lines_whatever_the_names(day: Day):
    before, lines = failed(day), []
    for n in range(1, 201):
        day.keeper.guess(day.keeper.login_tag(f"name {n}"), f"source {n}")
        day.keeper.not_guessed()
        lines.append(failed(day) - before)
    assert [n for n in range(1, 201) if n == 1 or lines[n - 1] > lines[n - 2]] == [1, 2, 4, 8, 16, 32, 64, 128]
    day.practice.clock.forward(DAY)
    day.keeper.not_guessed()
    assert failed(day) - before == 9, "each day begins anew"


def test_a_start_or_another_process_does_not_begin_the_days_count_anew(day: Day):
    before = failed(day)
    for _ in range(5):
        day.keeper.not_guessed()
    day.practice.restarts()
    day.keeper.not_guessed()
    day.keeper.tidy()
    day.keeper.not_guessed()
    assert failed(day) - before == 3
    day.keeper.not_guessed()
    assert failed(day) - before == 4


def test_a_right_guess_between_them_changes_nothing_of_the_days_count(day: Day):
    before, tag = failed(day), day.keeper.login_tag("quiet harbour")
    for _ in range(3):
        day.keeper.guess(tag, "one")
        day.keeper.not_guessed()
        day.keeper.guessed(tag, "one")
    assert failed(day) - before == 2


def test_signing_in_and_out_is_entered_in_the_practices_ledger(day: Day):
    own = ChartId(day.practice.id)
    before = day.keeper.chart(own).entries
    for act in (Act.SIGN_IN, Act.STEP_UP, Act.SIGN_OUT):
        day.practice.enters(day.client, act)
    assert day.keeper.chart(own).entries == before + 3
    with pytest.raises(Refused, match="signed out"):
        day.practice.enters(day.client, Act.STEP_UP)
    day.client.signs_in()
    for act in (Act.OPEN, Act.GRANT, Act.FOUND, Act.SHRED):
        with pytest.raises(Refused, match="enter"):
            day.practice.enters(day.client, act)
    for act in (Act.POLICY, Act.RESTORE):
        with pytest.raises(Refused, match="role"):
            day.practice.enters(day.clinician, act)
        assert day.practice.enters(day.officer, act)


def test_another_sign_in_of_ones_own_is_ended_at_once_and_that_is_a_line(day: Day):
    own = ChartId(day.practice.id)
    stolen = day.clinician.certificate
    day.clinician.signs_in()
    before = day.keeper.chart(own).entries
    signed = day.clinician.signs(day.practice.bare(day.clinician, Act.SIGN_OUT, reason=checks.not_me(stolen)))
    assert day.keeper.sign_in_of(stolen)[0]
    receipt = day.keeper.end_sign_in(stolen, signed)
    assert not day.keeper.sign_in_of(stolen)[0]
    assert day.keeper.sign_in_of(day.clinician.certificate)[0]
    assert day.keeper.end_sign_in(stolen, signed) == receipt
    assert day.keeper.chart(own).entries == before + 1


def test_nobody_ends_a_sign_in_of_somebody_else_or_one_they_do_not_show(day: Day):
    theirs, mine = day.colleague.certificate, day.clinician.certificate
    day.clinician.signs_in()

    def said(reason: str, act: Act = Act.SIGN_OUT):
        return day.clinician.signs(day.practice.bare(day.clinician, act, reason=reason))

    before = day.keeper.size()
    for certificate, signed, why in [
        (theirs, said(checks.not_me(theirs)), "actor"),
        (theirs, said(checks.not_me(mine)), "enter"),
        (mine, said(""), "enter"),
        (mine, said(checks.EVERYWHERE), "enter"),
        (mine, said(checks.not_me(mine), Act.STEP_UP), "enter"),
    ]:
        with pytest.raises(Refused, match=why):
            day.keeper.end_sign_in(certificate, signed)
    with pytest.raises(Refused, match="enter"):
        day.keeper.enter(said(checks.not_me(mine)))
    assert day.keeper.sign_in_of(theirs)[0]
    assert day.keeper.sign_in_of(mine)[0]
    assert day.keeper.size() == before
