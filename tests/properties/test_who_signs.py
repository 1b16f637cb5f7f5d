"""Who signed, who speaks for the client and what the client says, in every place: nothing opens that no law was read to open.

Every combination is tried, against requests that nothing else opens; the answer is read off the state, as pages do while asking.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from tests.law import loaded

from tacenda.core.decisions import ask, parts
from tacenda.core.decisions.evaluate import GREEN

ABROAD = ("GB-ENG", "DE", "FR", "NL", "IE", "FI", "CA-ON", "CA-QC", "AU")
STATES = ("US-AL", "US-CA", "US-DC", "US-IL", "US-NY", "US-PA", "US-TX")
PLACES = (*ABROAD, *STATES)
PEOPLE = (
    {"client": "adult"},
    {"client": "minor", "client_age": 16, "consented_alone": "no"},
    {"client": "minor", "client_age": 16, "consented_alone": "yes"},
    {"client": "minor", "client_age": 6, "consented_alone": "no"},
    {"client": "deceased"},
)
SECRETS = ({}, {"info": "third_party_confidence"}, {"joint_therapy": "yes", "info": "individual_confidence"})
NO = ("refuses", "withdrew")


def greens(place: str, act: str, facts: dict[str, object], sweep: dict[str, tuple[str, ...]]) -> Iterator[dict[str, str]]:
    """The combinations of swept facts with which the request is green; "" leaves a fact unstated."""
    packs = loaded.packs()
    quiet = {name: list(one) if isinstance(one, tuple) else one for name, one in packs.vocabulary.quiet.items()}
    stated = quiet | {"hipaa_covered": "yes" if place.startswith("US") else "no"} | facts
    request = {"form": ask.FORM, "vocabulary": 1, "id": "who", "act": act, "places": [place], "layers": "all", "codes": []}
    here = parts.setting(packs, ask.read(request | {"now": "2026-11-20T10:00:00Z", "facts": stated}, packs))
    segment, alphabet = here.request.segments[0], packs.alphabet
    bare = segment.state & ~sum(alphabet.own[name] for name in sweep)
    for values in product(*sweep.values()):
        state = bare
        for name, value in zip(sweep, values, strict=True):
            state |= alphabet.bits(name, value) if value else alphabet.blank_bit[name]
        if parts.part(here, replace(segment, state=state)).verdict in GREEN:
            yield dict(zip(sweep, values, strict=True))


FORM = {
    "signed_by": ("", "nobody", "client", "parent", "client_and_parent", "representative", "one_of_several"),
    "client_says": ("", "not_asked", "agrees", "refuses", "withdrew", "unable"),
    "capacity": ("", "capable", "lacking"),
    "authorization": ("", "none", "general", "part2_tpo", "part2_proceedings"),
    "representative_endangers": ("no", "yes"),
    "parent_access_harmful": ("no", "yes"),
}


def proven(one: dict[str, str], who: dict[str, object], secret: dict[str, str], states: bool) -> bool:
    """May this form open anything? By the words of the law that was read, not by the rules."""
    signer, able = one["signed_by"], one["capacity"]
    if one["client_says"] in ("", *NO) or one["authorization"] not in ("general", "notes") or secret:
        return False
    if who["client"] == "adult":
        return (signer, able) == ("client", "capable") or (states and (signer, able) == ("representative", "lacking"))
    if who["client"] == "deceased":
        return False
    if who["consented_alone"] == "yes":
        return states and signer in ("client", "client_and_parent") and able == "capable"
    if signer == "client_and_parent":
        return one["representative_endangers"] == "no"
    mild = one["representative_endangers"] == one["parent_access_harmful"] == "no"
    return states and signer in ("parent", "representative") and mild and (able == "lacking" or one["client_says"] == "agrees")


@pytest.mark.parametrize("place", PLACES)
def test_a_form_opens_only_with_the_signature_of_one_who_may_sign(place: str) -> None:
    seen = 0
    for who, secret in product(PEOPLE, SECRETS):
        for one in greens(place, "disclose", {"recipient": "employer", "purpose": "client_right"} | who | secret, FORM):
            seen += 1
            assert proven(one, who, secret, place.startswith("US")), (who, secret, one)
    assert seen >= 10, "a client who signed is heard"


def test_a_court_in_germany_is_answered_only_on_such_a_form() -> None:
    facts: dict[str, object] = {"recipient": "court", "purpose": "proceedings", "instrument": "testimony", "instrument_checked": "yes"}
    found = [(one, who, secret) for who, secret in product(PEOPLE, SECRETS) for one in greens("DE", "disclose", facts | who | secret, FORM)]
    assert found and all(proven(one, who, secret, states=False) for one, who, secret in found)


ACCESS = {
    "recipient": ("parent", "representative", "heir", "family"),
    "speaks_for": ("", "no", "yes"),
    "client_says": ("", "not_asked", "agrees", "refuses", "withdrew"),
    "capacity": ("", "capable", "lacking"),
    "representative_endangers": ("no", "yes"),
    "parent_access_harmful": ("no", "yes"),
    "showed_grounds": ("no", "yes"),
}


@pytest.mark.parametrize("place", ABROAD)
def test_abroad_nobody_sees_a_record_by_a_rule_for_the_united_states(place: str) -> None:
    """A minor who can decide and says no is heard; the dead are heard too; heirs show why they ask, where that is the law."""
    for who in PEOPLE:
        for one in greens(place, "give_access", {"purpose": "client_right", "instrument": "request"} | who, ACCESS):
            assert not (one["client_says"] in NO and one["capacity"] != "lacking"), (who, one)
            if who["client"] == "minor":
                assert (one["recipient"], one["speaks_for"], one["representative_endangers"]) == ("parent", "yes", "no"), (who, one)
                assert one["capacity"] == "lacking" or one["client_says"] == "agrees", (who, one)
            else:
                assert who["client"] == "deceased" and (one["showed_grounds"] == "yes" or place == "GB-ENG"), (who, one)


@pytest.mark.parametrize("place", STATES)
def test_a_record_under_part_2_is_shown_to_nobody_by_a_right_to_act_for_the_client(place: str) -> None:
    for who in PEOPLE:
        assert list(greens(place, "give_access", {"purpose": "client_right", "part2": "yes"} | who, ACCESS)) == [], who
