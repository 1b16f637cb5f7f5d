"""Check-ins: three answers for the therapist or only to be counted, sealed; and a schedule that is the client's own."""

from __future__ import annotations

import pytest
from tests.pages.town import Town, shared
from tests.walks.talks import OWN, lines, state

from tacenda.acts import check_ins, gate, incidents, kept_talks
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import check_in
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Purpose
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.shell.store import inbox

town = pytest.fixture(scope="module")(shared)  # the walks' own is the small practice


def test_a_check_in_for_the_therapist_is_sealed_and_its_reading_is_a_line(town):
    ida = town.client("Ida Moss")
    chart = town.charts["Ida Moss"]
    for okay in ("very", "uneasy"):
        with town.desk(ida) as desk:
            check_ins.tell(desk, chart, check_in.drawn(okay, "no", "no", desk.now))
    before = len(lines(town, "Ida Moss"))
    with town.desk(town.ada, write=False) as desk:
        assert [one.okay for one in check_ins.answers(desk, chart)] == ["uneasy", "very"]
    opened = lines(town, "Ida Moss")[: len(lines(town, "Ida Moss")) - before]
    assert any(line.act is Act.OPEN and Code.CONSENT in line.codes for line in opened)
    with town.desk(town.ada) as desk:
        check_ins.talked(desk, chart)
    assert not state(town, town.ada, "Ida Moss", Purpose.TREATMENT).agreed.uneasy
    moods = state(town, ida, "Ida Moss").agreed.moods
    with pytest.raises(NotFound), town.desk(ida, write=False) as desk:
        kept_talks.open_talk(desk, chart, OWN, moods)


def test_a_second_press_is_kept_once_and_the_same_answers_of_another_day_are_kept(town):
    ina = town.client("Ina Moss")
    chart = town.charts["Ina Moss"]

    def told() -> int:
        with town.desk(ina) as desk:
            check_ins.tell(desk, chart, check_in.drawn("mostly", "no", "no", desk.now))
        with town.desk(town.ada, write=False) as desk:
            return len(check_ins.answers(desk, chart))

    assert [told(), told()] == [1, 1]
    town.clock.forward(86_400)
    assert told() == 2


def test_an_answer_that_is_only_counted_leaves_no_trace_of_who_gave_it(town):
    ron = town.client("Ron Hale")
    chart = town.charts["Ron Hale"]
    with town.desk(town.ada, write=False) as desk:
        page, office = _page(desk, chart), desk.offices()[0].office
    before = len(lines(town, "Ron Hale"))
    with town.house.content.reading() as tx:
        old = {row.id for row in inbox.of_principal(tx, office)}
    with town.desk(ron) as desk:
        check_ins.count(desk, check_in.drawn("uneasy", "much", "yes", desk.now))
    # Whoever reads the ledger makes a line of their own, so the client's are looked for, and what is new is the reader's.
    found = lines(town, "Ron Hale")
    assert not [line for line in found if line.name == "Ron Hale"]
    assert {line.name for line in found[: len(found) - before]} <= {"Dr. Ada Fox"}
    with town.desk(town.ada, write=False) as desk:
        assert _page(desk, chart) == page
        letters = [letter for letter in check_ins.letters_of(desk) if letter.id not in old]
        assert not {one.id for one in incidents.told(desk)} & {one.id for one in letters}
    assert [(one.what, one.number) for one in letters] == [("uneasy|much|yes", 0)]
    # All that it says about when is the Monday of its week.
    assert letters[0].at == check_in.monday(moments.day(town.clock.now())) * 86_400
    with town.house.content.reading() as tx:
        (row,) = [row for row in inbox.of_principal(tx, office) if row.id not in old]
    others = [ron.name.encode(), chart, b"uneasy"]
    assert not [needle for needle in others if needle in row.sealed]


def _page(desk, chart):
    at = gate.standing(desk, chart, Purpose.TREATMENT, Code.CONSENT)
    return at.page(Code.CONSENT).version


def test_a_week_counts_each_person_once(town):
    uli = town.client("Uli Stuff")
    with town.desk(town.ada, write=False) as desk:
        before = len(check_ins.letters_of(desk))
    with town.desk(uli) as desk:
        check_ins.count(desk, check_in.drawn("uneasy", "much", "yes", desk.now))
    for _ in range(3):
        with pytest.raises(Invalid), town.desk(uli) as desk:
            check_ins.count(desk, check_in.drawn("uneasy", "much", "yes", desk.now))
    town.clock.forward(7 * 86_400)
    with town.desk(uli) as desk:
        check_ins.count(desk, check_in.drawn("very", "no", "no", desk.now))
    with town.desk(town.ada, write=False) as desk:
        assert len(check_ins.letters_of(desk)) == before + 2


def test_what_counts_no_more_is_deleted_from_the_offices_inbox_by_its_members_alone(tmp_path):
    town = Town(tmp_path)
    rob = town.client("Rob Old")
    with town.desk(rob) as desk:
        check_ins.count(desk, check_in.drawn("very", "no", "no", desk.now))
    with town.desk(town.ada, write=False) as desk:
        office = desk.offices()[0].office
    assert rows(town, office) == 1 and check_ins.forget_old(town.house, visitor(town, town.ada)) == 0
    town.clock.forward((check_ins.COUNTED + 1) * 86_400)
    with town.desk(rob) as desk:
        check_ins.count(desk, check_in.drawn("very", "no", "no", desk.now))
    assert check_ins.forget_old(town.house, visitor(town, rob)) == 0 and rows(town, office) == 2
    town.browser(town.ada).get("/week")  # as the office looks at its counts
    assert rows(town, office) == 1
    with town.desk(town.ada, write=False) as desk:
        assert len(check_ins.letters_of(desk)) == 1
    town.close()


def rows(town, office):
    with town.house.content.reading() as tx:
        return len(inbox.of_principal(tx, office))


def visitor(town, who):
    return SignInSecret(town.sign_in(who))


def test_only_members_of_the_office_count(town):
    with pytest.raises(NotFound), town.desk(town.client("Sol Reyes"), write=False) as desk:
        check_ins.counts(desk)


def test_the_schedule_is_the_clients_own(town):
    ivy = town.client("Ivy Lowe")
    with town.desk(ivy) as desk:
        check_ins.ask_every(desk, 0)
        check_ins.count(desk, check_in.drawn("skip", "skip", "skip", desk.now))
    with town.desk(ivy, write=False) as desk:
        found = check_ins.schedule(desk, town.charts["Ivy Lowe"])
    assert (found.weeks, found.due, found.following) == (0, False, 0)
    with pytest.raises(Invalid), town.desk(ivy) as desk:
        check_ins.ask_every(desk, 3)
