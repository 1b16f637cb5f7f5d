"""Decisions and the law over HTTP: no sign-in, nothing stored or logged, bounded, and malformed requests named by their field."""

from __future__ import annotations

import asyncio
import json
import logging
import threading

import httpx2
import pytest
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse
from starlette.testclient import TestClient
from tests.pages.town import Town

from tacenda.core.decisions import kernel
from tacenda.doors import serve
from tacenda.doors.api import bounds, budget, law
from tacenda.shell import packs

FACTS = {"recipient": "party_lawyer", "purpose": "proceedings", "info": "record", "instrument": "subpoena", "within_scope": "yes"}
ASKED = {
    "form": "tacenda.decision-request/1", "vocabulary": 1, "id": "q1", "act": "disclose", "places": ["US-CA"], "layers": "all", "codes": [],
    "now": "2026-11-23T15:00:00+00:00", "facts": FACTS,
}  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    made = Town(tmp_path_factory.mktemp("town"))
    packs.law()
    yield made
    made.close()


@pytest.fixture
def http(town):
    return TestClient(serve.application(town.house), base_url="https://localhost")


def test_a_decision_needs_no_sign_in_and_is_the_librarys_own(http):
    from tacenda import law as library

    answer = http.post("/v1/decisions", json=ASKED)
    assert answer.status_code == 200 and answer.json() == json.loads(library.decide(ASKED).as_bytes())
    assert answer.headers["cache-control"] == "no-store" and "set-cookie" not in answer.headers


def test_a_batch_answers_in_order_and_goes_on_after_a_bad_one(http):
    batch = [{**ASKED, "id": "a"}, {**ASKED, "facts": {"recipient": "postman"}}, {**ASKED, "id": "c", "places": ["DE"]}, 7]
    found = http.post("/v1/decisions", json={"requests": batch}).json()["decisions"]
    assert [one["form"] for one in found] == ["tacenda.decision/1", "tacenda.error/1", "tacenda.decision/1", "tacenda.error/1"]
    assert (found[0]["request"], found[2]["request"]) == ("a", "c")


@pytest.mark.parametrize(
    ("change", "code", "at"),
    [
        ({"facts": {"recipient": "postman"}}, "unknown_value", "/facts/recipient"),
        ({"facts": {"weather": "fine"}}, "unknown_fact", "/facts/weather"),
        ({"id": "half of a pair \ud800"}, "malformed", "/id"),
        ({"half of a pair \ud800": 1}, "malformed", "/half of a pair \\ud800"),
        ({"facts": {"report_law": "requires"}}, "derived_fact", "/facts/report_law"),
        ({"places": ["XX"]}, "unknown_place", "/places/0"),
        ({"act": "gossip"}, "unknown_act", "/act"),
        ({"now": "yesterday"}, "malformed", "/now"),
        ({"more": 1}, "malformed", "/more"),
        ({"id": " "}, "malformed", "/id"),
        ({"segments": [{"id": " \u00a0"}]}, "malformed", "/segments/0/id"),
        ({"segments": [{"id": "a"}, {"id": "b\x1b[2J"}]}, "malformed", "/segments/1/id"),
    ],
)
def test_what_does_not_fit_is_named_by_its_place_and_never_repeated(http, change, code, at):
    answer = http.post("/v1/decisions", content=json.dumps({**ASKED, **change}))
    said = answer.json()
    assert (answer.status_code, said["form"], said["error"], said["at"]) == (422, "tacenda.error/1", code, at)
    assert "postman" not in answer.text and "yesterday" not in answer.text and "gossip" not in answer.text


def test_a_place_named_in_words_is_told_its_code(http):
    said = http.post("/v1/decisions", json={**ASKED, "places": ["Texas"]}).json()["says"]
    assert said.endswith("there is: US-TX")


def test_a_batch_without_requests_is_refused(http):
    answer = http.post("/v1/decisions", json={"requests": []})
    assert (answer.status_code, answer.json()["at"]) == (422, "/requests")


@pytest.mark.parametrize(("signs", "status"), [("utf-8", 200), ("UTF8", 200), ("latin-1", 422), ("utf-16", 422), ("x", 422)])
def test_json_is_utf_8_and_a_body_that_says_otherwise_is_refused(http, signs, status):
    kind = f"application/json; charset={signs}"
    assert http.post("/v1/decisions", content=json.dumps(ASKED), headers={"content-type": kind}).status_code == status


@pytest.mark.parametrize("raw", [b"", b"[]", b"7", b"{", b'{"form":1,"form":2}', b"[" * 5000, b"\xff"])
def test_what_is_no_object_is_refused(http, raw):
    answer = http.post("/v1/decisions", content=raw)
    assert answer.status_code == 422 and answer.json()["error"] == "malformed"


@pytest.mark.parametrize("kind", ["text/plain", "text/plain; charset=utf-8", "application/x-www-form-urlencoded", "jsonp", "text/json"])
def test_a_body_of_another_kind_is_refused_and_told_which_it_should_be(http, kind):
    answer = http.post("/v1/decisions", content=json.dumps(ASKED), headers={"content-type": kind})
    assert (answer.status_code, answer.json()["error"]) == (422, "malformed") and "Content-Type" in answer.json()["says"]


@pytest.mark.parametrize("kind", [None, "application/json", "Application/JSON; charset=utf-8", "application/problem+json"])
def test_a_body_of_json_or_of_no_named_kind_is_read(http, kind):
    answer = http.post("/v1/decisions", content=json.dumps(ASKED), headers={"content-type": kind} if kind else {})
    assert answer.status_code == 200


def test_a_batch_holds_a_thousand_at_most(http):
    assert http.post("/v1/decisions", json={"requests": [1] * law.MOST}).status_code == 200
    assert http.post("/v1/decisions", json={"requests": [1] * (law.MOST + 1)}).json()["at"] == "/requests"


SOME = sorted(one for one in packs.law().placed if one.startswith("US-"))


def parts(n):
    return [{"id": f"p{i}", "facts": {}} for i in range(n)]


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"places": SOME[:9]}, "/places"),
        ({"segments": parts(1001)}, "/segments"),
        ({"places": SOME[:4], "segments": parts(751)}, "/segments"),
    ],
)
def test_a_request_that_is_too_much_work_is_refused_by_name_before_it_is_done(http, change, at):
    answer = http.post("/v1/decisions", json={**ASKED, **change})
    assert (answer.status_code, answer.json()["error"], answer.json()["at"]) == (422, "too_much", at)
    inside = http.post("/v1/decisions", json={"requests": [{**ASKED, **change}, ASKED]}).json()["decisions"]
    assert [one["form"] for one in inside] == ["tacenda.error/1", "tacenda.decision/1"]


def test_a_batch_that_is_too_much_work_as_a_whole_is_refused_where_it_becomes_so(http):
    answer = http.post("/v1/decisions", json={"requests": [{**ASKED, "places": SOME[:8], "segments": parts(100)}] * 4})
    assert (answer.status_code, answer.json()["error"], answer.json()["at"]) == (422, "too_much", "/requests/3")


def test_a_post_may_ask_by_so_many_different_rules_and_the_rest_is_told_to_come_again(http):
    asked = [{**ASKED, "act": act, "places": [place]} for act in packs.law().vocabulary.acts for place in SOME]
    found = http.post("/v1/decisions", json={"requests": asked}).json()["decisions"]
    assert [one.get("error", "") for one in found] == [""] * budget.PROGRAMS + ["too_much"] * (len(asked) - budget.PROGRAMS)


DEAR = [
    [{**ASKED, "facts": {}}] * 1000,
    [{**ASKED, "facts": {}, "places": SOME[i : i + 8]} for i in range(40)] * 3,
    [{**ASKED, "facts": {}, "places": SOME[i : i + 8], "segments": parts(16)} for i in range(20)],
]


@pytest.mark.parametrize("asked", DEAR, ids=["many", "places", "parts"])
def test_a_post_looks_for_questions_within_its_steps_and_every_verdict_is_the_librarys_own(asked):
    """What one look goes over is small beside the whole: the bound is on steps, so it is the same on every machine."""
    post = budget.Post(packs.law(), len(asked))
    found = [post.decide(one) for one in asked]
    assert post.effort.left > -budget.STEPS / 10
    for one, answer in list(zip(asked, found, strict=True))[::10]:
        whole = kernel.decide(packs.law(), one)
        assert (answer["verdict"], answer["citations"]) == (whole.verdict, list(whole.citations))
        assert {row["id"]: row["bars"] for row in answer["segments"]} == {one.id: one.as_dict()["bars"] for one in whole.segments}
    assert any(one["rule"] == "effort" for answer in found for one in answer["notes"])


def test_an_ordinary_request_is_never_cut_short(http):
    for places in ([one] for one in SOME[:10]):
        answer = http.post("/v1/decisions", json={**ASKED, "facts": {}, "places": places}).json()
        assert answer["ask"] and not [one for one in answer["notes"] if one["rule"] == "effort"]


def test_the_limits_of_many_places_at_once_are_refused(http):
    answer = http.get("/v1/law/limits", params={"place": SOME[:9]})
    assert (answer.status_code, answer.json()["error"], answer.json()["at"]) == (422, "too_much", "/place")


def test_a_body_over_one_mebibyte_is_refused_unread(http):
    assert http.post("/v1/decisions", content=b" " * bounds.LARGEST + b" ").status_code == 413
    assert http.post("/v1/decisions", content=json.dumps(ASKED).encode().ljust(bounds.LARGEST)).status_code == 200


class Slow:
    """An application that holds each request until it may go."""

    def __init__(self) -> None:
        self.inside, self.go = threading.Semaphore(0), threading.Event()

    async def __call__(self, scope, receive, send) -> None:
        self.inside.release()
        await run_in_threadpool(self.go.wait, 20)
        await JSONResponse({})(scope, receive, send)


def test_the_third_decision_at_once_is_asked_to_come_again():
    """Two decisions are held in the middle of their work; the third is turned away, and afterwards there is room again."""
    slow = Slow()
    http = TestClient(bounds.Bounds(slow), base_url="https://localhost")
    answers: list[int] = []
    running = [threading.Thread(target=lambda: answers.append(http.post("/v1/decisions", json=ASKED).status_code)) for _ in range(2)]
    for one in running:
        one.start()
        assert slow.inside.acquire(timeout=20)
    third = http.post("/v1/decisions", json=ASKED)
    slow.go.set()
    for one in running:
        one.join(20)
    assert (third.status_code, third.headers["retry-after"], third.json()["error"]) == (429, "1", "slowed")
    assert answers == [200, 200] and http.post("/v1/decisions", json=ASKED).status_code == 200


def test_a_long_batch_of_decisions_does_not_hold_up_the_others(town):
    """The server has one loop for everybody: while decisions are worked out, others are answered."""
    batch = {"requests": [ASKED] * 200}

    async def both() -> list[str]:
        transport = httpx2.ASGITransport(serve.application(town.house))
        done: list[str] = []

        async def ask(name: str, method: str, path: str, body: object = None) -> None:
            assert (await http.request(method, path, json=body)).status_code == 200
            done.append(name)

        async with httpx2.AsyncClient(transport=transport, base_url="https://localhost") as http:
            long = asyncio.create_task(ask("batch", "POST", "/v1/decisions", batch))
            await asyncio.sleep(0)
            await ask("health", "GET", "/v1/health")
            await long
        return done

    assert asyncio.run(both()) == ["health", "batch"]


def test_nothing_of_a_decision_is_logged_or_kept(town, http, caplog):
    before = {path: path.read_bytes() for path in town.house.folder.iterdir() if path.is_file()}
    with caplog.at_level(logging.DEBUG):
        http.post("/v1/decisions", json={**ASKED, "id": "Kettleword"})
        http.post("/v1/decisions", json={**ASKED, "id": "Kettleword", "facts": {"recipient": "Kettleword"}})
    ours = [one for one in caplog.records if not one.name.startswith(("httpx", "asyncio"))]
    assert ours == []
    assert {path: path.read_bytes() for path in town.house.folder.iterdir() if path.is_file()} == before


def test_a_post_from_another_site_is_refused(http):
    assert http.post("/v1/decisions", json=ASKED, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_the_law_is_read_by_anybody(http):
    listed = http.get("/v1/law").json()
    assert listed["digest"] == packs.law().digest and "not legal advice" in listed["says"]
    assert {"id": "us-ca", "place": "US-CA"}.items() <= next(one for one in listed["packs"] if one["id"] == "us-ca").items()
    shown = http.get("/v1/law/us-ca")
    assert shown.status_code == 200 and "Cal. Civ. Code" in shown.text
    assert http.get("/v1/law/atlantis").status_code == 404


def test_the_limits_of_a_place_are_read_by_anybody(http):
    found = http.get("/v1/law/limits", params={"place": "DE"}).json()["limits"]
    assert {one["kind"] for one in found} >= {"must", "may"} and all(one["citations"] for one in found)
    assert http.get("/v1/law/limits", params={"place": "XX"}).json()["at"] == "/place"
    missing = http.get("/v1/law/limits")
    assert missing.status_code == 422 and (missing.json()["at"], missing.json()["says"]) == ("/place", "`place` is missing.")
    for query, at, says in (
        ("place=", "/place", "`place` is empty"),
        ("place=DE&place=%20", "/place", "`place` is empty"),
        ("places=DE", "/place", "`place` is missing."),
        ("place=DE&places=", "/places", "the query knows `place` alone, once for each place"),
    ):
        answer = http.get(f"/v1/law/limits?{query}")
        assert (answer.status_code, answer.json()["at"], answer.json()["says"]) == (422, at, says), query


def test_a_place_is_read_as_on_the_command_line(http):
    assert http.get("/v1/law/US-CA").text.startswith(http.get("/v1/law/us-ca").text)
    assert "Strafgesetzbuch" in http.get("/v1/law/DE").text or "StGB" in http.get("/v1/law/DE").text
    for name, code in (("texas", "US-TX"), ("New York", "US-NY"), ("germany", "DE"), ("Australia", "AU"), ("us-ny", "US-NY")):
        assert http.get(f"/v1/law/{name}").text == http.get(f"/v1/law/{code}").text
        told = http.get("/v1/law/limits", params={"place": name})
        assert told.status_code == 200 and told.json() == http.get("/v1/law/limits", params={"place": code}).json()
    assert "611.004" in http.get("/v1/law/tx.danger").text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"), [("GET", "/v1/decisions", 405, "no_method"), ("GET", "/v1", 404, "not_found")]
)
def test_every_error_has_the_one_form(http, method, path, status, code):
    answer = http.request(method, path)
    assert answer.status_code == status and set(answer.json()) == {"form", "request", "error", "at", "says"}
    assert (answer.json()["form"], answer.json()["error"]) == ("tacenda.error/1", code)
    assert status != 405 or answer.headers["allow"] == "POST"


def test_the_description_says_what_is_answered_and_what_is_sent_when_it_is_not(http):
    """Only errors of our own form are declared, and the schemas hold every field of a real request and answer."""
    described = http.get("/v1/openapi.json").json()
    declared = [one for path in described["paths"].values() for method in path.values() for one in method["responses"].items()]
    errors = {json.dumps(answer["content"]) for status, answer in declared if status.startswith("4")}
    assert all("#/components/schemas/Error" in one for one in errors) and "HTTPValidationError" not in json.dumps(described)
    post = described["paths"]["/v1/decisions"]["post"]
    decision, batch = post["responses"]["200"]["content"]["application/json"]["schema"]["oneOf"]
    answered = http.post("/v1/decisions", json=ASKED).json()
    assert set(decision["properties"]) == set(answered) == set(decision["required"])
    assert set(batch["properties"]) == {"decisions"} and {"422", "429", "413"} <= set(post["responses"])
    asked = post["requestBody"]["content"]["application/json"]["schema"]["oneOf"][0]
    assert set(ASKED) <= set(asked["properties"]) and set(asked["required"]) <= set(ASKED)
    limit = described["paths"]["/v1/law/limits"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["limits"]
    told = http.get("/v1/law/limits", params={"place": "US-CA"}).json()["limits"]
    assert set(limit["items"]["properties"]) == set(told[0])
    assert {one["kind"] for one in told} <= set(limit["items"]["properties"]["kind"]["enum"])
    titles = {method["summary"] for path in described["paths"].values() for method in path.values()}
    assert {"Decide", "Packs", "Limits of confidentiality", "One pack, the packs of a place, a rule"} <= titles
    listed = described["paths"]["/v1/law"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert set(listed["properties"]) == set(http.get("/v1/law").json())


def test_the_description_of_the_api_names_both(http):
    paths = http.get("/v1/openapi.json").json()["paths"]
    assert {"/v1/decisions", "/v1/law", "/v1/law/{name}", "/v1/law/limits"} <= set(paths)
