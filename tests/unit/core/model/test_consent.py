"""The talk as it is kept, what makes another one due, check-ins and receipts: formats, and what holds for all inputs."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.core.model.consent_record import SHAPE, misfits

from tacenda.core.model import agreed, check_in, consent, receipt
from tacenda.core.model.agreed import HALF_YEAR, Agreed, Due, Facts, Reason
from tacenda.core.model.check_in import CheckIn
from tacenda.core.model.consent import CHOICES, PARTS, Begun, Choice, Consent, How, Part, Result, Told
from tacenda.core.words import moments
from tacenda.core.words.errors import Invalid, Tampered
from tacenda.core.words.ids import PrincipalId
from tacenda.core.words.moments import NEVER, Day, Moment

SALT = b"\x05" * 32
NOW = Moment(1_795_446_000)
TODAY = moments.day(NOW)
KIM, ADA = PrincipalId(b"k" * 16), PrincipalId(b"a" * 16)

names = st.binary(min_size=32, max_size=32)
parts = st.lists(
    st.builds(
        Part, st.sampled_from(PARTS), st.sampled_from(["en", "es"]), names, names, st.sampled_from(Result), st.integers(0, 2), st.booleans()
    ),
    min_size=1, max_size=5, unique_by=lambda one: one.part,
)  # fmt: skip
choices = st.dictionaries(st.sampled_from(CHOICES), st.sampled_from(["yes", "no", "later"])).map(
    lambda answers: consent.chosen((), answers, NOW)
)
told = st.builds(
    Told, st.text("0123456789abcdef", max_size=16), st.lists(st.binary(min_size=8, max_size=8), max_size=4).map(tuple), names,
    st.just(("US-CA",)), st.lists(names, max_size=3).map(tuple),
)  # fmt: skip
talks = st.builds(
    lambda p, t, how, c, back: consent.drawn(Consent(tuple(p), t, how, "", 300, c, NOW, NOW, Moment(NOW * back))),
    parts, told, st.sampled_from(How), choices, st.booleans(),
)  # fmt: skip


def part(number=1, result=Result.RIGHT, tries=1, *, marked=False):
    return Part(number, "en", bytes(32), bytes(32), result, tries, marked)


def talk(*numbers, at=NOW, **changes):
    value = Consent(
        tuple(part(n) for n in numbers or PARTS), Told("e1", (b"l" * 8,), bytes(32), ("US-CA",), ()), How.ALONE, "", 60, (), at, at
    )
    return replace(value, **changes)


def facts(**changes):
    return replace(Facts(("US-CA",), frozenset({b"l" * 8}), dict.fromkeys(PARTS, bytes(32)), frozenset()), **changes)


def after(*talks_kept):
    state = Agreed()
    for one in talks_kept:
        state = agreed.with_talk(state, b"t" * 16, one, (KIM,), own=True)
    return state


def reasons(state, now=NOW, **changes):
    return [one.reason for one in agreed.due(state, facts(**changes), now)]


# ---- formats


@given(talks)
def test_a_talk_reads_as_it_was_written(value):
    assert consent.read(consent.write(value, SALT)) == value


@given(talks, st.sampled_from(["how", "parts", "limits", "choices", "kind", "scan"]))
def test_a_talk_with_a_changed_field_is_refused(value, name):
    known = json.loads(consent.write(value, SALT))
    known[name] = "other" if isinstance(known[name], str) else [["x"]]
    with pytest.raises(Tampered):
        consent.read(json.dumps(known, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode())


@given(parts, st.lists(st.sampled_from(PARTS), unique=True))
def test_a_talk_in_progress_reads_as_it_was_written(found, walk):
    value = Begun(tuple(walk), tuple(found), 7, NOW)
    assert consent.read_begun(consent.write_begun(value)) == value


@given(talks, st.booleans())
def test_the_head_reads_as_it_was_written(value, uneasy):
    state = replace(agreed.with_talk(Agreed(), b"t" * 16, value, (KIM, ADA), own=True), uneasy=NOW if uneasy else NEVER, moods=b"m" * 16)
    state = agreed.ask_again(replace(state, explain=(2, 5)), "ending", TODAY)
    assert agreed.read(json.loads(json.dumps(_wired(agreed.head(state))))) == state


def _wired(head):
    from tacenda.core.words.encoding import plain

    return json.loads(plain(head))


def test_a_page_from_before_the_first_talk_says_nothing():
    assert agreed.read({}) == Agreed()
    older = {key: value for key, value in _wired(agreed.head(Agreed())).items() if key not in ("explain", "limits_at")}
    assert agreed.read(older) == Agreed(), "a page from before parts were left for a session"
    with pytest.raises(Tampered):
        agreed.read({"v": 1})


def test_the_format_of_a_talk_is_this_and_no_other():
    known = json.loads(consent.write(talk(1), SALT))
    assert list(known) == sorted(
        ["v", "salt", "kind", "parts", "edition", "limits", "packs", "places", "people", "how", "explained", "seconds", "choices", "begun",
         "kept", "taken_back", "scan"]
    )  # fmt: skip


# ---- answering


def test_a_first_miss_is_asked_once_more_and_a_second_is_for_the_session():
    first = consent.answered(None, part(), Result.MISSED, mark=False)
    assert (first.tries, first.marked, first.open) == (1, False, True)
    second = consent.answered(first, part(), Result.UNSURE, mark=False)
    assert (second.tries, second.marked, second.open) == (2, True, False)
    assert not consent.answered(first, part(), Result.RIGHT, mark=False).marked


@given(st.lists(st.tuples(st.sampled_from(Result), st.booleans()), min_size=1, max_size=6))
def test_no_question_is_asked_three_times_in_a_row_and_a_mark_is_never_lost_unsaid(given_answers):
    before = None
    for result, mark in given_answers:
        before = consent.answered(before, part(), result, mark=mark)
        assert before.tries <= 2 and not (before.tries == 2 and before.open)
        assert before.marked or not mark


def test_a_question_that_stands_open_when_the_talk_is_kept_is_marked():
    assert consent.drawn(talk(1, parts=(part(1, Result.MISSED),))).marked == (1,)


def test_time_on_a_page_counts_ten_minutes_at_most_and_never_backwards():
    assert [consent.spent(Moment(NOW - gone), NOW) for gone in (5, 599, 86_400, -3)] == [5, 599, 600, 0]
    assert [talk(1, seconds=seconds).minutes for seconds in (0, 60, 61)] == [1, 1, 2]


def test_choices_keep_the_time_of_their_last_change_and_nothing_unknown_is_chosen():
    first = consent.chosen((), {"email": "yes"}, NOW)
    later = consent.chosen(first, {"email": "yes", "video": "no"}, Moment(NOW + 9))
    said = {one.name: (one.answer, one.at - NOW) for one in later}
    assert (said["email"], said["sms"], said["video"]) == (("yes", 0), ("later", 0), ("no", 9))
    for bad in ({"recording": "yes"}, {"email": "perhaps"}):
        with pytest.raises(Invalid):
            consent.chosen((), bad, NOW)


def test_taking_back_is_a_no_to_everything():
    value = talk(1, choices=consent.chosen((), dict.fromkeys(CHOICES, "yes"), NOW), taken_back=NOW)
    assert {value.says(name) for name in CHOICES} == {"no"}


@pytest.mark.parametrize("numbers", [(), (1, 1), (6,)])
def test_a_talk_without_parts_or_with_parts_that_are_none_is_not_kept(numbers):
    with pytest.raises(Invalid):
        consent.drawn(talk(1, parts=tuple(part(n) for n in numbers)))


def test_signed_are_those_who_sealed_the_newest_words():
    first, changed = talk(1), talk(1, choices=(Choice("email", "yes", NOW),))
    assert consent.signed([(KIM, first), (ADA, first)]) == (KIM, ADA)
    assert consent.signed([(KIM, first), (ADA, first), (KIM, changed)]) == (KIM,)


def test_no_word_of_a_talk_stands_in_its_name():
    value = talk(1, explained="kettle")
    assert "kettle" not in repr(value) + repr(Begun((), value.parts, 0, NOW)) + repr(after(value)) + repr(CheckIn("kettle", "", ""))


# ---- due


def test_before_the_first_talk_all_parts_are_due():
    assert agreed.due(Agreed(), facts(), NOW) == (Due(Reason.FIRST, PARTS),)


def test_after_a_whole_talk_nothing_is_due_until_something_comes():
    assert reasons(after(talk())) == []


@given(st.integers(-400, 400))
def test_half_a_year_later_it_is_due_and_not_a_day_before(days):
    kept = Moment(NOW - days * 86_400)
    assert (Reason.HALF_YEAR in reasons(after(talk(at=kept)))) is (days >= HALF_YEAR)


@given(st.integers(-30, 30), st.integers(-30, 30))
def test_the_second_session_and_coming_of_age_are_due_from_their_day_on_and_once(second, of_age):
    kept = Moment(NOW - 10 * 86_400)
    found = reasons(after(talk(at=kept)), second=Day(TODAY + second), of_age=Day(TODAY + of_age))
    assert (Reason.SESSION in found, Reason.AGE in found) == (-10 < second <= 0, -10 < of_age <= 0)


def test_what_changed_makes_only_its_own_part_due():
    state = after(talk())
    texts = {**dict.fromkeys(PARTS, bytes(32)), 4: b"n" * 32}
    for changes, expected in (
        ({"places": ("US-NY",)}, Due(Reason.PLACE, (3,))),
        ({"limits": frozenset({b"l" * 8, b"m" * 8})}, Due(Reason.LIMITS, (3,))),
        ({"limits": frozenset()}, Due(Reason.LIMITS, (3,))),
        ({"wordings": texts}, Due(Reason.TEXTS, (4,))),
        ({"people": frozenset({b"p" * 32})}, Due(Reason.PERSON, (2,))),
        ({"disclosed": NOW}, None),  # in the same second: the talk was about it
        ({"disclosed": Moment(NOW + 1)}, None),  # a clock that went back
    ):
        assert agreed.due(state, facts(**changes), NOW) == ((expected,) if expected else ())


def test_somebody_who_left_is_no_news():
    state = after(talk(told=Told("e1", (b"l" * 8,), bytes(32), ("US-CA",), (b"p" * 32,))))
    assert reasons(state, people=frozenset()) == []


def test_a_disclosure_since_the_talk_is_due_also_on_the_same_day():
    state = after(talk(at=Moment(NOW - 7200)))
    later, earlier = Moment(NOW - 3600), Moment(NOW - 7201)
    assert reasons(state, disclosed=later) == [Reason.DISCLOSURE]
    assert reasons(state, disclosed=earlier) == []
    assert reasons(agreed.with_talk(state, b"u" * 16, talk(2), (KIM,), own=True), disclosed=later) == [Reason.DISCLOSURE]
    assert reasons(agreed.with_talk(state, b"u" * 16, talk(3), (KIM,), own=True), disclosed=later) == []


def test_what_was_left_for_the_session_outlives_a_talk_about_another_part_until_it_is_talked_about():
    state = agreed.with_talk(after(talk()), b"u" * 16, marked(talk(), 1, 4), (KIM,), own=True)
    other = agreed.with_talk(state, b"v" * 16, marked(talk(2), 2), (KIM,), own=True)
    assert (state.explain, other.explain) == ((1, 4), (1, 2, 4))
    assert agreed.with_talk(other, b"w" * 16, talk(4), (KIM,), own=True).explain == (1, 2)
    done = agreed.explained(other, "14")  # of part 2 the clinician had not read
    assert done.explain == (2,)
    assert agreed.with_talk(done, b"v" * 16, marked(talk(2), 2), (KIM, ADA), own=True).explain == (2,)
    signed_later = agreed.with_talk(agreed.explained(done, "2"), b"v" * 16, marked(talk(2), 2), (KIM, ADA), own=True)
    assert signed_later.explain == ()


def marked(value, *parts_marked):
    return replace(value, parts=tuple(replace(one, marked=one.part in parts_marked) for one in value.parts))


def test_what_the_clinician_asks_for_stands_until_its_part_was_talked_about():
    state = agreed.ask_again(after(talk()), "disclosure", TODAY)
    assert reasons(state) == [Reason.DISCLOSURE]
    assert reasons(agreed.with_talk(state, b"t" * 16, talk(2), (KIM,), own=True)) == [Reason.DISCLOSURE]
    assert reasons(agreed.with_talk(state, b"t" * 16, talk(3), (KIM,), own=True)) == []
    with pytest.raises(Invalid):
        agreed.ask_again(state, "first", TODAY)


def test_a_talk_about_one_part_does_not_put_off_the_half_year():
    old = Moment(NOW - 200 * 86_400)
    assert reasons(after(talk(at=old), talk(2))) == [Reason.HALF_YEAR]


def test_a_part_that_was_not_talked_about_leaves_what_it_told_as_it_was():
    state = after(talk(), talk(2, told=Told("", (), bytes(32), (), (b"p" * 32,))))
    assert (state.edition, state.limits, state.places, state.people) == ("e1", {b"l" * 8}, ("US-CA",), {b"p" * 32})


def test_after_everything_was_taken_back_that_alone_is_due_until_a_new_talk():
    state = after(talk(taken_back=NOW))
    assert reasons(state, people=frozenset({b"p" * 32})) == [Reason.TAKEN_BACK]
    assert state.says("email") == "no" and reasons(agreed.with_talk(state, b"u" * 16, talk(), (KIM,), own=True)) == []


@given(talks, st.integers(0, 400), st.booleans(), st.integers(-30, 30))
def test_a_whole_talk_ends_whatever_was_due(value, days, moved, second):
    """Whatever was due before: after all parts with today's texts, limits and people, nothing is left."""
    state = agreed.ask_again(
        agreed.with_talk(Agreed(), b"t" * 16, replace(value, kept=Moment(NOW - days * 86_400)), (KIM,), own=True), "ending", TODAY
    )
    today = facts(places=("US-NY",) if moved else ("US-CA",), second=Day(TODAY + second))
    now_told = Told("e2", tuple(today.limits), bytes(32), today.places, ())
    done = agreed.with_talk(state, b"u" * 16, talk(told=now_told), (KIM,), own=True)
    assert agreed.due(done, today, NOW) == ()


def test_new_limits_are_the_sentences_not_told_before_and_all_are_new_at_first():
    more = facts(limits=frozenset({b"l" * 8, b"m" * 8}))
    assert agreed.new_limits(after(talk()), more) == {b"m" * 8}
    assert agreed.new_limits(Agreed(), more) == frozenset()


@pytest.mark.parametrize(
    ("born", "of_age"),
    [("2008-05-01", "2026-05-01"), ("2008-02-29", "2026-03-01"), (" 2004-02-29 ", "2022-03-01"), ("1 May 2008", ""), ("", ""), ("2008-13-01", "")],
)  # fmt: skip
def test_an_eighteenth_birthday_is_read_from_a_date_and_never_guessed(born, of_age):
    assert agreed.birthday(born) == (moments.day_from_text(of_age) if of_age else agreed.NO_DAY)


# ---- check-ins


@given(st.lists(st.builds(CheckIn, *(st.sampled_from(answers) for answers in check_in.QUESTIONS.values()), st.just(NOW)), max_size=30))
def test_check_ins_read_as_they_were_written_and_the_oldest_go(found):
    assert check_in.read(check_in.write(found, SALT)) == tuple(found[-check_in.MOST :])


@given(st.builds(CheckIn, *(st.sampled_from(answers) for answers in check_in.QUESTIONS.values()), st.integers(1, NOW).map(Moment)))
def test_what_is_only_counted_holds_the_three_answers_and_nothing_else(value):
    text = check_in.counted(value)
    assert check_in.of_counted(text) == replace(value, at=NEVER)
    assert text.count("|") == 2 and not any(letter.isdigit() for letter in text)


def test_a_letter_with_other_words_is_no_check_in():
    for text in ("", "very|no", "very|no|no|no", "kettle|no|no"):
        with pytest.raises(Tampered):
            check_in.of_counted(text)
    with pytest.raises(Invalid):
        check_in.drawn("fine", "no", "no", NOW)


@given(st.integers(0, 12), st.integers(0, 12))
def test_counts_below_five_are_not_told(calm, uneasy):
    found = check_in.tally([CheckIn("very", "no", "no")] * calm + [CheckIn("uneasy", "no", "no")] * uneasy)
    assert found.answers == (calm + uneasy if calm + uneasy >= 5 else -1)
    assert found.uneasy == (uneasy if uneasy >= 5 else -1)


@given(st.integers(10_000, 30_000))
def test_the_week_of_an_answer_begins_on_a_monday(day):
    monday = check_in.monday(Day(day))
    assert 0 <= day - monday < 7 and (monday + 3) % 7 == 0  # day 0 was a Thursday


@given(st.integers(0, 100), st.sampled_from(check_in.WEEKS))
def test_asked_from_the_second_session_on_and_then_as_often_as_chosen(days, weeks):
    last, today = Day(20_000), Day(20_000 + days)
    assert check_in.due(last, weeks, Day(1), today) is (weeks > 0 and days >= weeks * 7)
    assert check_in.due(Day(0), weeks, Day(20_050), today) is (weeks > 0 and days >= 50)
    assert not check_in.due(Day(0), weeks, Day(0), today)


def test_of_a_talk_begun_and_not_finished_the_rest_is_due_and_nothing_untrue_is_said():
    state = after(talk(1))
    due = agreed.due(state, facts(of_age=Day(1), people=frozenset({b"p" * 32})), NOW)
    assert due == (Due(Reason.REST, (2, 3, 4, 5)),)
    assert reasons(after(talk(1), talk(2, 3)), people=frozenset()) == [Reason.REST]


def test_parts_read_in_several_talks_make_one_whole_and_time_counts_from_the_last_of_them():
    later = Moment(NOW + 9 * 86_400)
    state = after(talk(1, 2), talk(3, 4, 5, at=later))
    assert state.whole == later and reasons(state, later) == []
    assert reasons(state, Moment(later + HALF_YEAR * 86_400)) == [Reason.HALF_YEAR]
    assert after(talk(), talk(2, at=later)).whole == NOW


# ---- receipts


@given(talks, st.lists(st.sampled_from(["client", "clinician"]), unique=True))
def test_a_receipt_has_the_shape_of_a_consent_record(value, sides):
    made = receipt.of_talk(b"t" * 16, value, 2, sides, "ABCDE FGHIJ")
    assert misfits(SHAPE, json.loads(json.dumps(made))) == []
    assert len(made["pii_processing"]["purposes"]) == len(CHOICES) and made["pii_processing"]["recording"] == "never"


def test_what_was_taken_back_is_no_more_from_that_moment_and_not_before():
    asked = Choice("email", "yes", NOW)
    value = talk(choices=(asked,), taken_back=Moment(NOW + 60))
    made = receipt.of_talk(b"t" * 16, value, 2, ["client"], "ABCDE")
    assert {one["event_time"] for one in made["pii_processing"]["purposes"]} == {moments.text(Moment(NOW + 60))}


def test_the_schema_bites():
    made = json.loads(json.dumps(receipt.of_talk(b"t" * 16, talk(), 1, ["client"], "ABCDE")))
    for spoil in (lambda m: m.pop("record_id"), lambda m: m.update(name="Kim"), lambda m: m["events"][0].update(event_time="today")):
        bad = json.loads(json.dumps(made))
        spoil(bad)
        assert misfits(SHAPE, bad)
