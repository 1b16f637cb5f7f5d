"""Places: ISO 3166 codes, and which places stand above which. EU stands for the Union.

A place brings those above it (US-CA: US; DE: EU; CA-ON: CA). Whether a place has rules is a question for the packs, not for this list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_COUNTRIES = _set(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH
    CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN
    GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI
    LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM
    PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD
    TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """
)
_EU = _set("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE")
_PARTS = {
    "US": _set(
        """
    AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN
    TX UT VT VA WA WV WI WY AS GU MP PR UM VI
    """
    ),
    "CA": _set("AB BC MB NB NL NS NT NU ON PE QC SK YT"),
    "GB": _set("ENG SCT WLS NIR"),
    "AU": _set("ACT NSW NT QLD SA TAS VIC WA"),
}
_PART = re.compile(r"[A-Z0-9]{1,3}")
# Law below these differs so much that an answer for the whole of them would be a guess.
BROAD = frozenset({"US", "EU", "CA", "GB"})


@lru_cache(maxsize=4096)
def known(place: str) -> bool:
    """Is this an ISO 3166 code (country, or country and part), or EU?"""
    country, dash, part = place.partition("-")
    if not dash:
        return place == "EU" or country in _COUNTRIES
    return country in _COUNTRIES and _PART.fullmatch(part) is not None and part in _PARTS.get(country, {part})


@lru_cache(maxsize=4096)
def above(place: str) -> tuple[str, ...]:
    """The places above this one, nearest first."""
    country, dash, _ = place.partition("-")
    union = ("EU",) if country in _EU else ()
    return (country, *union) if dash else union


def closed(places: Iterable[str]) -> frozenset[str]:
    """The places and all above them."""
    return frozenset(found for place in places for found in (place, *above(place)))


@lru_cache(maxsize=4096)
def too_broad(places: tuple[str, ...]) -> bool:
    """Does one of these places need a narrower one to be named?"""
    named = set(places)
    return any(place in BROAD and not any(place in above(other) for other in named) for place in named)


def depth(place: str | None) -> int:
    """0 everywhere, 1 for what stands above others, then deeper."""
    return 0 if place is None else 1 + len(above(place))
