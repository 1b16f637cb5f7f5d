"""Fresh: sizes, the word list, and a clock that stands where it is put."""

import time

from tacenda.core.words.moments import Moment
from tacenda.shell import fresh
from tacenda.shell.clock import SetClock, SystemClock


def test_ids_and_secrets_have_their_size_and_never_repeat():
    makers = [fresh.id, fresh.practice_id, fresh.principal_id, fresh.compartment_id, fresh.object_id, fresh.method_id]
    ids = [make() for make in makers for _ in range(100)]
    assert {len(id) for id in ids} == {16}
    assert len(set(ids)) == len(ids)
    assert (len(fresh.secret()), len(fresh.secret(5)), len(fresh.salt()), len(fresh.code())) == (32, 5, 32, 16)


def test_the_word_list_is_the_long_one():
    words = fresh.word_list()
    assert len(words) == 7_776
    assert (words[0], words[-1]) == ("abacus", "zoom")
    assert not any(" " in word or word != word.lower() for word in words)


def test_passphrases_are_words_of_the_list():
    made = fresh.six_words()
    assert len(made.split(" ")) == 6
    assert set(made.split(" ")) <= set(fresh.word_list())
    assert len({fresh.six_words() for _ in range(100)}) == 100


def test_pairs_to_choose_from_share_no_word():
    for _ in range(50):
        said = " ".join(fresh.everyday_pairs(4)).split(" ")
        assert len(said) == 8 == len(set(said))


def test_nobody_is_handed_an_unkind_word():
    drawn = set(fresh.words(150_000).split(" "))
    assert not drawn & {"prison", "islamist", "strangle", "womb", "scared"}
    assert len(drawn) > 7_700  # the others still come


def test_a_set_up_code_is_eight_letters_that_are_not_misread():
    codes = {fresh.set_up_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 8 and set(code) <= set("abcdefghjkmnpqrstuvwxyz") for code in codes)


def test_row_numbers_are_spread_over_all_that_the_engine_has():
    numbers = [fresh.slot() for _ in range(200)]
    assert all(0 < number < 2**63 for number in numbers)
    assert max(numbers) > 2**61
    assert len(set(numbers)) == 200


def test_a_set_clock_stands_where_it_was_put():
    clock = SetClock(Moment(1000))
    assert (clock.now(), clock.now()) == (1000, 1000)
    clock.forward(60)
    assert clock.now() == 1060
    clock.put(Moment(5))
    assert clock.now() == 5


def test_the_system_clock_gives_whole_seconds_of_now():
    before = int(time.time())
    now = SystemClock().now()
    assert isinstance(now, int)
    assert before <= now <= time.time()
