"""Languages: slots, plurals, dates, catalogues from outside, and the mirrored pseudo-language."""

import datetime as dt
import re

import pytest
from babel import Locale, dates

from tacenda.core.words.moments import Day, Moment
from tacenda.doors import language

AT = Moment(1763481120)  # 2025-11-18T15:52:00Z


def test_english_dates_and_times_read_as_people_write_them():
    english = language.words()
    assert english.day(Day(20410)) == "November 18, 2025"
    assert english.moment(AT).replace("\u202f", " ") == "Tue, November 18, 2025, 3:52 PM"
    assert english.number(12345) == "12,345"
    assert english.names(["A", "B", "C"]) == "A, B, and C"


def test_a_time_is_told_in_the_zone_of_the_practice():
    assert language.words("en", "America/Los_Angeles").time(AT).replace("\u202f", " ") == "7:52 AM"
    assert language.words("en", "Asia/Tokyo").moment(AT).startswith("Wed, November 19, 2025, ")


def test_the_mirrored_language_is_longer_accented_and_keeps_its_slots():
    mirrored = language.words(language.PSEUDO)
    text = mirrored.say("Hello %(name)s, 100%% of %(count)s lines", name="Anna", count=3)
    assert "Anna" in text and "100%" in text and "3" in text and "Héllóˮ".rstrip("ˮ") in text
    assert mirrored.direction == "rtl" and len(mirrored.gettext("Who can see what")) >= 16 * 1.4
    assert mirrored.ngettext("%(count)s line", "%(count)s lines", 2) % {"count": 2} != "2 lines"


def test_an_unknown_language_is_not_spoken():
    with pytest.raises(KeyError):
        language.words("xx")


HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 ? 1 : 2);\\n"\n\n'


def catalogue(tmp_path, text):
    path = tmp_path / "tacenda.po"
    path.write_text(HEAD + text, encoding="utf-8")
    return language.catalogue(path)


def test_a_catalogue_gives_sentences_and_the_right_plural(tmp_path):
    read = catalogue(
        tmp_path,
        'msgid "Help"\nmsgstr "Pomoc"\n\nmsgid "Home"\nmsgstr ""\n\n'
        'msgid "%(count)s line"\nmsgid_plural "%(count)s lines"\nmsgstr[0] "%(count)s a"\nmsgstr[1] "%(count)s b"\nmsgstr[2] "%(count)s c"\n',
    )
    polish = language.Words("pl", "UTC", read)
    assert (polish.gettext("Help"), polish.gettext("Home")) == ("Pomoc", "Home")
    said = [polish.ngettext("%(count)s line", "%(count)s lines", n) % {"count": n} for n in (1, 3, 5)]
    assert said == ["1 a", "3 b", "5 c"]


@pytest.mark.parametrize("bad", ["<b>Pomoc</b>", "Pomoc %(password)s"])
def test_a_catalogue_brings_no_markup_and_asks_for_no_slot_of_its_own(tmp_path, bad):
    with pytest.raises(ValueError, match="markup or an unknown slot"):
        catalogue(tmp_path, f'msgid "Help"\nmsgstr "{bad}"\n')


@pytest.mark.parametrize("accept", ["", "xx", "xx;q=0.9, en;q=0.1", "en-GB,en;q=0.5", "de;q=nonsense", ";;;", "*"])
def test_whatever_a_browser_accepts_somebody_reads_a_language_that_is_offered(accept):
    assert language.chosen(accept) in language.offered()


def test_every_offered_language_can_be_spoken():
    for one in language.offered():
        assert language.words(one).gettext("Help")
        assert re.fullmatch("ltr|rtl", language.words(one).direction)


@pytest.mark.parametrize("name", ["en", "en-GB", "es", "fi", "de", "fr"])
def test_a_moment_has_its_date_in_the_form_that_a_day_has(name):
    """Also in languages whose catalogue is not there yet: the dates are."""
    words = language.Words(name, "UTC", language.Catalogue({}, {}))
    day, moment = words.day(Day(20410)), words.moment(AT)
    weekday = dates.format_date(dt.date(2025, 11, 18), "ccc", locale=Locale.parse(name, sep="-"))
    assert day in moment and moment.startswith(weekday) and moment.endswith(words.time(AT))
