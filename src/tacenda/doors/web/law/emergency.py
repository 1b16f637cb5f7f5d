"""The number to call at once, by place: what stands first on the page when somebody may be hurt.

112 is the emergency number of every state of the European Union (Directive (EU) 2018/1972, article 109). A place that is not listed has
no number here: the page then says to call the one of the place where the danger is.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tacenda.core.decisions import places

EUROPE = "112"
_NUMBERS: Mapping[str, str] = MappingProxyType({"US": "911", "CA": "911", "GB": "999", "AU": "000", "EU": EUROPE})


def number(place: str) -> str:
    """The emergency number of a place; empty where none is listed."""
    return next((_NUMBERS[one] for one in (place, *places.above(place)) if one in _NUMBERS), "")
