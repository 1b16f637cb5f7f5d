"""Places where a practice can be: countries, and the parts of those whose law differs inside. Names, codes by name, and a time zone each.

Country names come from the locale of the reader; names of parts are proper names and stand as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import cast

from babel import Locale
from babel.core import get_global

from tacenda.core.decisions import places
from tacenda.doors.language import PSEUDO, SOURCE, Words, words

# ISO 3166-2: name and time zone of most people there.
_GB = "Europe/London"
PARTS: dict[str, tuple[str, str]] = {
    "US-AL": ("Alabama", "America/Chicago"), "US-AK": ("Alaska", "America/Anchorage"), "US-AZ": ("Arizona", "America/Phoenix"),
    "US-AR": ("Arkansas", "America/Chicago"), "US-CA": ("California", "America/Los_Angeles"), "US-CO": ("Colorado", "America/Denver"),
    "US-CT": ("Connecticut", "America/New_York"), "US-DE": ("Delaware", "America/New_York"),
    "US-DC": ("District of Columbia", "America/New_York"), "US-FL": ("Florida", "America/New_York"),
    "US-GA": ("Georgia", "America/New_York"), "US-HI": ("Hawaii", "Pacific/Honolulu"), "US-ID": ("Idaho", "America/Boise"),
    "US-IL": ("Illinois", "America/Chicago"), "US-IN": ("Indiana", "America/Indiana/Indianapolis"), "US-IA": ("Iowa", "America/Chicago"),
    "US-KS": ("Kansas", "America/Chicago"), "US-KY": ("Kentucky", "America/New_York"), "US-LA": ("Louisiana", "America/Chicago"),
    "US-ME": ("Maine", "America/New_York"), "US-MD": ("Maryland", "America/New_York"), "US-MA": ("Massachusetts", "America/New_York"),
    "US-MI": ("Michigan", "America/Detroit"), "US-MN": ("Minnesota", "America/Chicago"), "US-MS": ("Mississippi", "America/Chicago"),
    "US-MO": ("Missouri", "America/Chicago"), "US-MT": ("Montana", "America/Denver"), "US-NE": ("Nebraska", "America/Chicago"),
    "US-NV": ("Nevada", "America/Los_Angeles"), "US-NH": ("New Hampshire", "America/New_York"),
    "US-NJ": ("New Jersey", "America/New_York"), "US-NM": ("New Mexico", "America/Denver"), "US-NY": ("New York", "America/New_York"),
    "US-NC": ("North Carolina", "America/New_York"), "US-ND": ("North Dakota", "America/Chicago"), "US-OH": ("Ohio", "America/New_York"),
    "US-OK": ("Oklahoma", "America/Chicago"), "US-OR": ("Oregon", "America/Los_Angeles"), "US-PA": ("Pennsylvania", "America/New_York"),
    "US-PR": ("Puerto Rico", "America/Puerto_Rico"), "US-RI": ("Rhode Island", "America/New_York"),
    "US-SC": ("South Carolina", "America/New_York"), "US-SD": ("South Dakota", "America/Chicago"),
    "US-TN": ("Tennessee", "America/Chicago"), "US-TX": ("Texas", "America/Chicago"), "US-UT": ("Utah", "America/Denver"),
    "US-VT": ("Vermont", "America/New_York"), "US-VA": ("Virginia", "America/New_York"), "US-WA": ("Washington", "America/Los_Angeles"),
    "US-WV": ("West Virginia", "America/New_York"), "US-WI": ("Wisconsin", "America/Chicago"), "US-WY": ("Wyoming", "America/Denver"),
    "CA-AB": ("Alberta", "America/Edmonton"), "CA-BC": ("British Columbia", "America/Vancouver"),
    "CA-MB": ("Manitoba", "America/Winnipeg"), "CA-NB": ("New Brunswick", "America/Moncton"),
    "CA-NL": ("Newfoundland and Labrador", "America/St_Johns"), "CA-NS": ("Nova Scotia", "America/Halifax"),
    "CA-NT": ("Northwest Territories", "America/Yellowknife"), "CA-NU": ("Nunavut", "America/Iqaluit"),
    "CA-ON": ("Ontario", "America/Toronto"), "CA-PE": ("Prince Edward Island", "America/Halifax"), "CA-QC": ("Quebec", "America/Toronto"),
    "CA-SK": ("Saskatchewan", "America/Regina"), "CA-YT": ("Yukon", "America/Whitehorse"), "GB-ENG": ("England", _GB),
    "GB-NIR": ("Northern Ireland", _GB), "GB-SCT": ("Scotland", _GB), "GB-WLS": ("Wales", _GB),
    "AU-ACT": ("Australian Capital Territory", "Australia/Sydney"), "AU-NSW": ("New South Wales", "Australia/Sydney"),
    "AU-NT": ("Northern Territory", "Australia/Darwin"), "AU-QLD": ("Queensland", "Australia/Brisbane"),
    "AU-SA": ("South Australia", "Australia/Adelaide"), "AU-TAS": ("Tasmania", "Australia/Hobart"),
    "AU-VIC": ("Victoria", "Australia/Melbourne"), "AU-WA": ("Western Australia", "Australia/Perth"),
}  # fmt: skip
_DIVIDED = frozenset(place[:2] for place in PARTS)

# Countries with several zones: the one of most people.
_MOST = {
    "AR": "America/Argentina/Buenos_Aires", "BR": "America/Sao_Paulo", "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai", "CY": "Asia/Nicosia", "DE": "Europe/Berlin", "EC": "America/Guayaquil", "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta", "KZ": "Asia/Almaty", "MN": "Asia/Ulaanbaatar", "MX": "America/Mexico_City", "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland", "PT": "Europe/Lisbon", "RU": "Europe/Moscow", "UA": "Europe/Kiev", "UZ": "Asia/Tashkent",
}  # fmt: skip


def named(words: Words) -> dict[str, str]:
    """Every place that can be chosen, by name in the reader's language."""
    locale = Locale.parse(SOURCE if words.language == PSEUDO else words.language, sep="-")
    countries = cast("Mapping[str, str]", locale.territories)  # Babel does not say what its tables hold
    apart = {*_DIVIDED, "EU", "PR"}  # Puerto Rico stands among the parts of the United States
    found = {code: name for code, name in countries.items() if len(code) == 2 and places.known(code) and code not in apart}
    found |= {code: f"{name}, {countries[code[:2]]}" for code, (name, _) in PARTS.items()}
    return dict(sorted(found.items(), key=lambda item: item[1]))


def code(name: str, placed: Collection[str]) -> str:
    """The code of a place that was named by its code or in words: `us-tx`, `Texas`. Of places without rules only the code is known."""
    found = _spoken().get(name.casefold(), "")
    return found if found in placed else name.upper()


@lru_cache(maxsize=1)
def _spoken() -> Mapping[str, str]:
    """Names to codes: also of a country that nobody can choose whole."""
    countries = cast("Mapping[str, str]", Locale.parse(SOURCE).territories)
    whole = {countries[one].casefold(): one for one in _DIVIDED}
    return whole | {said.partition(",")[0].casefold(): place for place, said in named(words(SOURCE, "UTC")).items()}


def zone(place: str) -> str:
    """The time zone of most people in a place; empty where none is known."""
    if place in PARTS:
        return PARTS[place][1]
    zones = sorted(name for name, country in get_global("zone_territories").items() if country == place)
    return _MOST.get(place) or (zones[0] if zones else "")


def zones(place: str) -> tuple[str, ...]:
    """Every time zone: those of a place's country first, since most people there live in one of them, then UTC, then all others."""
    found = sorted((country != place[:2], name) for name, country in get_global("zone_territories").items() if not name.startswith("Etc/"))
    near = [name for far, name in found if not far]
    return (*near, "UTC", *(name for far, name in found if far))
