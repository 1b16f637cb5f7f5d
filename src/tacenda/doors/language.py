"""Language: whole sentences through gettext, dates and numbers by locale, for pages, notices and the command line.

English stands in the source. Another language is a file `locale/<language>/LC_MESSAGES/tacenda.po` beside the package's rooms; it is
offered only when it is complete. `ar-XB` is the pseudo-locale of tests: every sentence 40 % longer, accented, read from right to left.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from typing import TypeVar

from babel import Locale, dates, lists, numbers
from babel.messages.pofile import read_po

from tacenda.core.words import moments
from tacenda.core.words.moments import Day, Moment

SOURCE = "en"
PSEUDO = "ar-XB"
FOLDER = Path(__file__).parent.parent / "locale"

_SLOT = re.compile(r"(%\(\w+\)[sd]|%%)")
_ACCENTS = str.maketrans("aceinosuyACEINOSUY", "áçéíñóšúýÁÇÉÍÑÓŠÚÝ")


def N_(message: str) -> str:  # noqa: N802  the name that translators' tools know
    """Mark a sentence for translators where it is written; whoever shows it translates it."""
    return message


def _english(count: int) -> int:
    return 0 if count == 1 else 1


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences of one language; plural sentences by their English singular and the number of the plural form."""

    sentences: Mapping[str, str]
    plurals: Mapping[tuple[str, int], str]
    form: Callable[[int], int] = _english


@dataclass(frozen=True, slots=True)
class Words:
    """One language in one time zone: what a template or a notice needs to speak."""

    language: str
    zone: str
    catalogue: Catalogue = field(repr=False)

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return "rtl" if self.language == PSEUDO else self._locale.text_direction

    @property
    def _locale(self) -> Locale:
        return _locale(SOURCE if self.language == PSEUDO else self.language)

    def gettext(self, message: str) -> str:
        """The sentence in this language; the English one where a translation lacks."""
        return mirrored(message) if self.language == PSEUDO else self.catalogue.sentences.get(message, message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The sentence for `count` things."""
        if self.language == PSEUDO:
            return mirrored(one if count == 1 else many)
        return self.catalogue.plurals.get((one, self.catalogue.form(count)), one if count == 1 else many)

    def say(self, message: str, **slots: object) -> str:
        """A sentence with its named slots filled."""
        return self.gettext(message) % slots

    def day(self, at: Day) -> str:
        """A date as people write it: `18 November 2025` in the order of the language. Dates have this one form on all pages."""
        return dates.format_date(moments.date(at), "long", locale=self._locale)

    def time(self, at: Moment) -> str:
        """The time of day, to the minute."""
        return dates.format_time(self._local(at), "short", locale=self._locale)

    def hour(self, hour: int) -> str:
        """A full hour of any day, 0 to 23, as `time` writes one."""
        return dates.format_time(dt.time(hour), "short", locale=self._locale)

    def moment(self, at: Moment) -> str:
        """The weekday, the date as `day` writes it, the time: `Tue, November 18, 2025, 3:52 PM`."""
        day = dates.format_date(self._local(at).date(), _with_weekday(str(self._locale)), locale=self._locale)
        return self.say(N_("%(day)s, %(time)s"), day=day, time=self.time(at))

    def number(self, value: int) -> str:
        """A count with the separators of the language."""
        return numbers.format_decimal(value, locale=self._locale)

    def names(self, items: Sequence[str]) -> str:
        """`A, B and C`."""
        return lists.format_list(list(items), locale=self._locale)

    def _local(self, at: Moment) -> dt.datetime:
        return dt.datetime.fromtimestamp(at, dt.UTC).astimezone(zoneinfo.ZoneInfo(self.zone))


@lru_cache(maxsize=64)
def _locale(speech: str) -> Locale:
    return Locale.parse(speech, sep="-")


@lru_cache(maxsize=64)
def _with_weekday(locale: str) -> str:
    """The long date of a locale with a short weekday beside it: its full date, whose weekday is a whole word."""
    return Locale.parse(locale).date_formats["full"].pattern.replace("EEEE", "EEE").replace("cccc", "ccc")


_Key = TypeVar("_Key")


def mirrored(message: str) -> str:
    """The pseudo-translation: accents, 40 % more letters, slots untouched."""
    parts = _SLOT.split(message)
    text = "".join(part if _SLOT.fullmatch(part) else part.translate(_ACCENTS) for part in parts)
    extra = -(-len(message) * 2 // 5)
    return text + (" " + "ón " * extra)[: extra - 1] + "ñ"


@lru_cache(maxsize=64)
def words(language: str = SOURCE, zone: str = "UTC") -> Words:
    """The words of a language that is offered (or the pseudo-locale). Raises KeyError for any other."""
    if language in (SOURCE, PSEUDO):
        return Words(language, zone, Catalogue({}, {}))
    if language not in offered():
        raise KeyError(language)
    return Words(language, zone, catalogue(FOLDER / language / "LC_MESSAGES" / "tacenda.po"))


def catalogue(path: Path) -> Catalogue:
    """Read a catalogue. Raises ValueError for markup or a slot that the source does not have."""
    with path.open("rb") as file:
        read = read_po(file)
    sentences: dict[str, str] = {}
    plurals: dict[tuple[str, int], str] = {}
    for message in read:
        if isinstance(message.id, str):
            sentences[message.id] = _sound(message.id, str(message.string))
        else:
            one, many = message.id
            plurals.update({(str(one), form): _sound(str(many), str(text)) for form, text in enumerate(message.string or ())})
    del sentences[""]
    return Catalogue(_kept(sentences), _kept(plurals), c2py(read.plural_expr))


def _kept(texts: Mapping[_Key, str]) -> dict[_Key, str]:
    return {key: text for key, text in texts.items() if text}


def _sound(source: str, text: str) -> str:
    # A catalogue is data from outside: it may not bring markup, nor ask for a slot that nobody fills.
    if source and ("<" in text or not set(_SLOT.findall(text)) <= set(_SLOT.findall(source)) | {"%%"}):
        raise ValueError("a translation brings markup or an unknown slot")
    return text


@lru_cache(maxsize=1)
def offered() -> tuple[str, ...]:
    """Languages a person may choose: English and every catalogue in the folder."""
    return (SOURCE, *sorted(path.parent.parent.name for path in FOLDER.glob("*/LC_MESSAGES/tacenda.po")))


def chosen(accept: str) -> str:
    """The best offered language for an `Accept-Language` header; English when none fits."""
    for wish in sorted(accept.split(","), key=_weight, reverse=True):
        tag = wish.split(";")[0].strip()
        for language in (tag, tag.split("-")[0]):
            if language in offered():
                return language
    return SOURCE


def _weight(wish: str) -> float:
    _, _, q = wish.partition(";q=")
    try:
        return float(q) if q else 1.0
    except ValueError:
        return 0.0
