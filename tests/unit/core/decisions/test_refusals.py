"""What does not load, and what is not answered: each refused with its place named."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.core.decisions.small import BAR, law, request, rule, vocabulary, world

from tacenda.core.decisions import kernel, pack
from tacenda.core.decisions.ask import BadRequest
from tacenda.core.decisions.reading import BadPack

PACKS = world(law(BAR))


@pytest.mark.parametrize(
    ("change", "code", "at"),
    [
        ({"FACTZ": {}}, "malformed", "/factz"),
        ({"FORM": "other/1"}, "malformed", "/form"),
        ({"VOCABULARY": 2}, "malformed", "/vocabulary"),
        ({"VOCABULARY": True}, "malformed", "/vocabulary"),
        ({"VOCABULARY": 1.0}, "malformed", "/vocabulary"),
        ({"PLACES": ["US", "DE", "US"]}, "malformed", "/places/2"),
        ({"CODES": ["APA", "APA"]}, "malformed", "/codes/1"),
        ({"ways_done": ["consulted", "consulted"]}, "malformed", "/facts/ways_done/1"),
        ({"SEGMENTS": [{"id": "a", "facts": {"ways_done": ["consulted", "consulted"]}}]}, "malformed", "/segments/0/facts/ways_done/1"),
        ({"KNOWN": None}, "malformed", "/known"),
        ({"EVENTS": None}, "malformed", "/events"),
        ({"SEGMENTS": None}, "malformed", "/segments"),
        ({"ID": ""}, "malformed", "/id"),
        ({"ID": "half of a pair \ud800"}, "malformed", "/id"),
        ({"SEGMENTS": [{"id": "\udfff"}]}, "malformed", "/segments/0/id"),
        ({"SEGMENTS": [{"id": "a", "\ud800": {}}]}, "malformed", "/segments/0/\\ud800"),
        ({"EVENTS": {"\ud800": "2026-01-01"}}, "unknown_fact", "/events/\\ud800"),
        ({"\ud800": "yes"}, "unknown_fact", "/facts/\\ud800"),
        ({"ACT": "sell"}, "unknown_act", "/act"),
        ({"PLACES": []}, "malformed", "/places"),
        ({"PLACES": ["US", "XX"]}, "unknown_place", "/places/1"),
        ({"PLACES": ["US-ZZ"]}, "unknown_place", "/places/0"),
        ({"LAYERS": "some"}, "malformed", "/layers"),
        ({"CODES": ["XYZ"]}, "unknown_value", "/codes/0"),
        ({"NOW": "2026-11-20"}, "malformed", "/now"),
        ({"NOW": "2026-11-20T10:00:00"}, "malformed", "/now"),
        ({"NOW": "2026-13-20T10:00:00Z"}, "malformed", "/now"),
        ({"KNOWN": "soon"}, "malformed", "/known"),
        ({"SEGMENTS": []}, "malformed", "/segments"),
        ({"SEGMENTS": [{"id": "a", "facts": {}}, {"id": "a"}]}, "malformed", "/segments/1/id"),
        ({"SEGMENTS": [{"id": "a", "fact": {}}]}, "malformed", "/segments/0/fact"),
        ({"SEGMENTS": [{"id": "a", "facts": {"info": "secret"}}]}, "unknown_value", "/segments/0/facts/info"),
        ({"EVENTS": {"yesterday": "2026-01-01"}}, "unknown_fact", "/events/yesterday"),
        ({"EVENTS": {"received": "1 May"}}, "malformed", "/events/received"),
        ({"mood": "bad"}, "unknown_fact", "/facts/mood"),
        ({"a/b~c": "x"}, "unknown_fact", "/facts/a~1b~0c"),
        ({"info": "secret"}, "unknown_value", "/facts/info"),
        ({"info": ["record"]}, "unknown_value", "/facts/info"),
        ({"part2": True}, "unknown_value", "/facts/part2"),
        ({"client_age": "12"}, "unknown_value", "/facts/client_age"),
        ({"client_age": -1}, "unknown_value", "/facts/client_age"),
        ({"ways_done": "dissuaded"}, "unknown_value", "/facts/ways_done"),
        ({"ways_done": ["slept"]}, "unknown_value", "/facts/ways_done/0"),
        ({"LAYERS": "all", "PLACES": ["US-TX"], "report_law": "requires"}, "derived_fact", "/facts/report_law"),
    ],
)
def test_a_request_with_a_fault_is_refused_and_the_fault_is_named(change: dict[str, Any], code: str, at: str) -> None:
    with pytest.raises(BadRequest) as refused:
        kernel.decide(PACKS, request(**change))
    assert (refused.value.code, refused.value.at) == (code, at)
    assert list(refused.value.as_dict()) == ["form", "request", "error", "at", "says"]
    assert json.dumps(refused.value.as_dict(), ensure_ascii=False).encode("utf-8")


def test_a_state_without_its_country_and_an_act_of_no_vocabulary_are_told_what_there_is() -> None:
    for change, says in (({"PLACES": ["tx"]}, "there is: US-TX"), ({"ACT": "send"}, "disclose, give_access")):
        with pytest.raises(BadRequest) as refused:
            kernel.decide(world(law(BAR, place="US-TX")), request(**change))
        assert says in refused.value.says, refused.value.says


def test_a_time_may_have_small_letters_as_its_text_allows() -> None:
    assert kernel.decide(PACKS, request(NOW="2026-11-20t10:00:00z")) == kernel.decide(PACKS, request(NOW="2026-11-20T10:00:00Z"))


@pytest.mark.parametrize("field", ["form", "vocabulary", "id", "act", "places", "layers", "codes", "now", "facts"])
def test_a_request_without_a_needed_field_is_refused(field: str) -> None:
    whole = request()
    del whole[field]
    with pytest.raises(BadRequest) as refused:
        kernel.decide(PACKS, whole)
    assert (refused.value.code, refused.value.at) == ("malformed", f"/{field}")


def test_without_packs_nothing_is_answered() -> None:
    with pytest.raises(BadRequest) as refused:
        kernel.decide(world(), request())
    assert (refused.value.code, refused.value.request) == ("no_packs", "q")


def test_no_fault_repeats_what_the_request_said() -> None:
    with pytest.raises(BadRequest) as refused:
        kernel.decide(PACKS, request(info="the client said so"))
    assert "client said" not in str(refused.value.as_dict())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (law(rule("bar", "a.bar", when={"mood": "bad"})), "is no fact"),
        (law(rule("bar", "a.bar", when={"info": "secret"})), "has no value"),
        (law(rule("bar", "a.bar", acts=["sell"])), "does not know"),
        (law(rule("bar", "a.bar", do=["pray"])), "does not know"),
        (law(rule("bar", "a.bar", confidence="sure")), "does not know"),
        (law(rule("bar", "a.bar", citation="")), "`citation`"),
        (law(rule("bar", "a.bar", colour="red")), "not a known field"),
        (law(rule("bar", "bar")), "has a dot"),
        (law(rule("bar", "a.bar", lifts=["a.other"])), "not a known field"),
        (law(rule("ground", "a.ground", lifts=[])), "lifts"),
        (law(rule("exempt", "a.exempt")), "cancels"),
        (law(rule("duty", "a.duty", kind="protect")), "ways"),
        (law(rule("duty", "a.duty", kind="rest")), "does not know"),
        (law(rule("duty", "a.duty", kind="report", clock={"start": "dawn", "n": 1, "unit": "days", "firm": "hard"})), "does not know"),
        (law(rule("bar", "a.bar", clock={"start": "received", "n": 1, "unit": "days", "firm": "hard"})), "keep_until"),
        (law(rule("bar", "a.bar", when={"client_age": "12"})), "is a number"),
        (law(rule("bar", "a.bar", when={"client_age": {"at_least": 12, "below": 12}})), "nothing meets"),
        (law(rule("bar", "a.bar", when={"info": "record"}), more='applies = { info = "summary" }\n'), "can never hold"),
        (law(rule("bar", "a.bar", when={"part2": ["no", "yes"]})), "says nothing"),
        (law(BAR, place="ZZ"), "ISO 3166"),
        (law(BAR, layer="custom"), "`layer`"),
        ("[[bar]]\nid = 'a.bar'\n", "no [[pack]]"),
        (law("[[bar]\n"), "not TOML"),
    ],
)
def test_a_pack_with_a_fault_does_not_load_and_the_file_is_named(text: str, says: str) -> None:
    with pytest.raises(BadPack) as refused:
        pack.parse(text, vocabulary(), "law.toml")
    assert says in str(refused.value)
    assert "law.toml" in refused.value.at


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ((law(BAR), law(BAR)), "id is taken"),
        ((law(BAR), law(BAR, id="other")), "id is taken"),
        ((law(rule("ground", "a.ground", lifts=["b.bar"])),), "does not exist"),
        ((law(rule("exempt", "a.free", cancels=["b.duty"])),), "does not exist"),
        ((law(BAR), law(rule("ground", "c.ground", lifts=["a.bar"]), id="apa", layer="code")), "nothing of the law"),
        ((law(BAR + BAR),), "overlap in time"),
    ],
)
def test_packs_that_do_not_fit_together_do_not_load(texts: tuple[str, ...], says: str) -> None:
    with pytest.raises(BadPack) as refused:
        world(*texts)
    assert says in str(refused.value)
