"""A request with very many segments: what is searched for behind the answer is bounded."""

from __future__ import annotations

from tests.law import loaded

from tacenda.core.decisions import kernel

ASKED = {
    "form": "tacenda.decision-request/1", "vocabulary": 1, "id": "many", "act": "disclose", "places": ["US-CA"], "layers": "all",
    "codes": [], "now": "2026-11-20T10:00:00Z", "facts": {},
}  # fmt: skip


def test_of_many_segments_in_doubt_the_first_sixteen_are_explored_and_no_stranger_keeps_the_server_busy():
    """What settles the first is asked first; the others stay in doubt until then."""
    vocabulary = loaded.packs().vocabulary
    infos, recipients = vocabulary.facts["info"].values, vocabulary.facts["recipient"].values
    segments = [
        {"id": f"s{n:02}", "facts": {"info": infos[n % len(infos)], "recipient": recipients[n % len(recipients)]}} for n in range(40)
    ]
    whole = kernel.decide(loaded.packs(), {**ASKED, "segments": segments})
    open_ones = [one for one, said in zip(segments, whole.segments, strict=True) if said.verdict == "not_yet"]
    assert len(open_ones) > 20
    first = kernel.decide(loaded.packs(), {**ASKED, "segments": open_ones[:16]})
    assert whole.ask == first.ask != ()
