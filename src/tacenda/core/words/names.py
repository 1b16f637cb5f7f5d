"""Names, as they look to who reads them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# What takes no room on a page, beside what Unicode calls formats (Cf) and controls (Cc): fillers, blanks, selectors of a variant, and the
# places that are kept for more of these.
UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2065\u2800\U00016fe4\U0001d159") | {
    chr(code) for first, last in ((0xFE00, 0xFE10), (0xFFF0, 0xFFF9), (0xE0000, 0xE1000)) for code in range(first, last)
}


def same(one: str, other: str) -> bool:
    """Whether two names are one to who reads them."""
    return shown(one) == shown(other)


@lru_cache(maxsize=1024)
def shown(name: str) -> str:
    """A name as it looks: however its letters are put together, and without those that nobody sees. Empty where there are no others."""
    seen = "".join(one for one in unicodedata.normalize("NFKC", name) if one.isspace() or not _unseen(one))
    return " ".join(unicodedata.normalize("NFKC", seen.casefold()).split())


def _unseen(one: str) -> bool:
    return unicodedata.category(one) in ("Cf", "Cc") or one in UNSEEN


def letters(name: str) -> str:
    """A name by its letters, whatever the capitals, spaces and points. A mark above or below a letter is of it."""
    return " ".join("".join(one if one.isalnum() or unicodedata.category(one)[0] == "M" else " " for one in shown(name)).split())
