"""Each rule of the strict page client refuses a bad page: a guard that never fires guards nothing."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from tests.pages import checks, reading
from tests.pages.checks import Answer, Broken
from tests.pages.client import Client
from tests.pages.demo import site as demo

from tacenda.core.words import ids
from tacenda.core.words.people import Role
from tacenda.doors.web.registry import CLIENTS, Page, Script, Site, Title

CHART = ids.handle(demo.CHART)


@pytest.fixture(scope="module")
def client():
    house = demo.DemoHouse()
    client = Client(demo.make(house))
    client.keep("__Host-in", house.sign_in(Role.CLINICIAN))
    return client


@pytest.fixture(scope="module")
def good(client) -> Answer:
    """A page that passes: the note form, sent back with a mistake in it."""
    return client.post(f"/write/{CHART}", {"text": "", "risk": "none"}).answer


def with_text(answer: Answer, old: str, new: str) -> Answer:
    assert old in answer.text, old
    return replace(answer, body=answer.text.replace(old, new, 1).encode())


def refused(answer: Answer) -> int:
    with pytest.raises(Broken) as caught:
        checks.check(answer)
    return caught.value.rule


def test_a_good_page_passes(good):
    checks.check(good)


class Watched(Answer):
    """An answer that remembers what was read of it."""

    def __getattribute__(self, name: str):
        READ.add(name)
        return super().__getattribute__(name)


READ: set[str] = set()


def test_the_rules_of_pages_look_at_nothing_but_what_makes_two_answers_the_same_page(good):
    """What passed them is not held against them again."""
    answer = Watched(**{one.name: getattr(good, one.name) for one in fields(Answer)})
    READ.clear()
    checks.looked_at(answer)
    named = {name for name in READ if name in {one.name for one in fields(Answer)}}
    READ.clear()
    for check in checks.ON_PAGES:
        check(answer)
    assert {one.name for one in fields(Answer)} & READ <= named
    assert {"body", "status", "site"} <= READ


@pytest.mark.parametrize("change", [{"status": 500}, {"canaries": ("Anna",)}, {"speech": "fr"}, {"page": None}, {"body": b"x"}])
def test_another_answer_is_held_against_the_rules_of_pages_though_one_like_it_passed(good, change):
    checks.check(good)
    assert checks.looked_at(good) in checks.PASSED
    assert checks.looked_at(replace(good, **change)) != checks.looked_at(good)


MAIN = "</main>"
BAD_TEXTS = [
    (1, "<!doctype html>", ""),
    (1, MAIN, "<p><div>x</div></p></main>"),
    (1, MAIN, "<table><p>moved</p></table></main>"),
    (1, MAIN, "<table><tr><td>implied</td></tr></table></main>"),
    (1, MAIN, "<ul><li>open</ul></main>"),
    (1, MAIN, "<b><i>crossed</b></i></main>"),
    (1, MAIN, '<p class="a" class="b">twice</p></main>'),
    (1, MAIN, "<form action='/day' method='post'><form action='/day' method='post'></form></form></main>"),
    (1, MAIN, "<p>bare & sign</p></main>"),
    (1, MAIN, "<p/></main>"),
    (2, ' dir="ltr"', ""),
    (2, ' lang="en"', ""),
    (2, "</h1>", "</h1><h1>Second</h1>"),
    (2, "</h1>", "</h1><h3>Jump</h3>"),
    (3, "<title>Error: Form", "<title>Error: Anna"),
    (3, "<title>Error: Form", "<title>Form"),
    (3, "<title>Error: Form", "<title>Error: Step one of five"),
    (4, 'id="draft"', 'id="seal"'),
    (4, 'href="#f-text"', 'href="#f-lost"'),
    (4, 'for="f-text"', 'for="f-lost"'),
    (4, 'aria-describedby="f-text-hint f-text-problem"', 'aria-describedby="f-text-hint f-text-problem nowhere"'),
    (5, '<label for="f-text">Note</label>', ""),
    (5, "<legend>Risk today</legend>", ""),
    (5, 'autocomplete="current-password"', 'autocomplete="off"'),
    (5, 'aria-describedby="f-text-hint f-text-problem"', 'aria-describedby="f-text-hint"'),
    (5, ">Seal</button>", "></button>"),
    (6, 'method="post"', 'method="get"'),
    (6, f' action="/write/{CHART}"', ""),
    (8, 'href="/help?own=yes"', 'href="/help?search=anna"'),
    (8, 'href="/help?own=yes"', 'href="/clinic/help"'),
    (9, MAIN, "<!-- Anna cried --></main>"),
    (9, MAIN, '<p data-who="Anna">x</p></main>'),
    (9, "<title>Error: Form", "<title>Error: Therapy"),
    (9, MAIN, "<p>Anna</p></main>"),
    (10, MAIN, '<p style="color: red">x</p></main>'),
    (10, MAIN, '<button onclick="go()">x</button></main>'),
    (10, MAIN, "<script>go()</script></main>"),
    (10, MAIN, '<img src="https://cdn.example/x.png" alt="x"></main>'),
    (10, MAIN, '<a href="//cdn.example/x">x</a></main>'),
    (10, MAIN, '<a href="tel:911;phone-context=//cdn.example">x</a></main>'),
    (10, MAIN, '<img src="tel:911" alt="x"></main>'),
    (11, 'href="/help?own=yes"', 'href="/weeks"'),
    (12, MAIN, "<p>x</p>" * 900 + MAIN),
    (12, MAIN, '<img src="/day" alt="x"><img src="/scan" alt="y"></main>'),
    (13, MAIN, "<p>" + "a bee " * 21 + "</p></main>"),
    (
        13,
        MAIN,
        "<p>Contemporaneous documentation necessitates individualization. Institutional responsibilities proliferate.</p>" * 4 + MAIN,
    ),
    (13, ">Seal</button>", ">Seal it now and go home</button>"),
    (14, MAIN, "<p>None</p></main>"),
    (14, MAIN, "<p>Hello {name}</p></main>"),
    (14, MAIN, "<p>too_long</p></main>"),
    (14, MAIN, "<p>Hello %(name)s</p></main>"),
    (15, '<a class="skip" href="#content">Skip to content</a>', ""),
    (15, 'id="leave" href="/out"', 'id="leave" href="/help"'),
    (15, '<p class="row"><a href="/help?own=yes">Help</a>', '<p class="row">'),
]


@pytest.mark.parametrize(("rule", "old", "new"), BAD_TEXTS)
def test_a_page_with_one_fault_is_refused_by_its_rule(good, rule, old, new):
    bad = replace(with_text(good, old, new), canaries=("Anna",) if rule == 9 else ())
    one = {fault for check in (*checks.ON_EVERYTHING, *checks.ON_PAGES) if (fault := _fault(check, bad)) is not None}
    assert rule in one, one


def _fault(check, answer: Answer) -> int | None:
    try:
        check(answer)
    except Broken as broken:
        return broken.rule
    return None


BAD_HEADERS = [
    ("content-security-policy", ""),
    ("content-security-policy", "default-src 'none'; script-src 'unsafe-inline'"),
    ("cache-control", "public"),
    ("referrer-policy", "origin"),
    ("x-content-type-options", ""),
    ("cross-origin-opener-policy", ""),
    ("cross-origin-resource-policy", "cross-origin"),
    ("permissions-policy", "camera=*"),
    ("x-robots-tag", ""),
]


@pytest.mark.parametrize(("name", "value"), BAD_HEADERS)
def test_a_wrong_header_is_refused(good, name, value):
    assert refused(replace(good, headers={**good.headers, name: value})) == 7


@pytest.mark.parametrize(
    "cookie", ["__Host-in=x; Path=/; Secure; HttpOnly", "sid=x; Path=/; Secure; HttpOnly; SameSite=Strict", "__Host-in=x"]
)
def test_a_cookie_without_its_flags_is_refused(good, cookie):
    assert refused(replace(good, method="POST", cookies=(cookie,))) == 7


def test_a_post_that_answers_with_a_page_is_refused(good):
    assert refused(replace(good, status=200)) == 6


def test_a_get_that_signs_somebody_in_is_refused(good):
    cookie = "__Host-in=x; Path=/; Secure; HttpOnly; SameSite=Strict"
    assert refused(replace(good, method="GET", cookies=(cookie,))) == 6


def test_a_file_that_could_run_is_refused(good):
    bad = {**good.headers, "content-type": "application/pdf", "content-disposition": "attachment; filename=document-1.pdf"}
    assert refused(replace(good, headers=bad)) == 7


def test_a_word_or_a_typed_query_in_the_address_is_refused(good):
    assert refused(replace(good, path="/anna")) == 8
    assert refused(replace(good, path="/day?q=anna")) == 8


def test_a_canary_in_a_header_or_file_name_is_refused(good):
    bad = {**good.headers, "content-disposition": 'inline; filename="Anna.pdf"'}
    assert refused(replace(good, headers=bad, canaries=("anna",))) == 9


def test_content_without_its_entry_is_refused_but_an_echo_and_an_entered_one_pass(good):
    shown = with_text(good, MAIN, "<p>Anna</p></main>")
    assert refused(replace(shown, canaries=("Anna",))) == 9
    checks.check(replace(shown, canaries=("Anna",), sent="text=Anna"))
    checks.check(replace(shown, canaries=("Anna",), ledger=lambda canary: canary == "Anna"))


def test_a_script_that_the_registry_does_not_name_is_refused(client):
    page = client.get("/day").answer
    assert refused(replace(page, page=replace(page.page, scripts=()))) == 12


def test_a_page_heavier_than_its_limit_is_refused(good):
    noise = " ".join(ids.handle(i.to_bytes(16, "big")[::-1]) + str(i * 7919 % 99991) for i in range(3000))
    assert refused(with_text(good, MAIN, f'<p hidden class="{noise}">x</p></main>')) == 12


def test_a_client_page_that_reads_like_a_contract_is_refused(good):
    hard = (
        "<p>Authorization necessitates documentation. Confidentiality obligations supersede preferences. Institutional policies apply.</p>"
    )
    page = replace(with_text(good, MAIN, hard + MAIN), page=Page("me/home", "/home", Title.HOME, CLIENTS))
    assert refused(page) == 13


def test_not_here_that_differs_in_one_byte_is_refused(client):
    missing, hidden = client.get("/nothing").answer, client.get("/home").answer
    checks.check_16_not_here(hidden, missing)
    for bad in (
        replace(hidden, body=hidden.body + b" "),
        replace(hidden, headers={**hidden.headers, "x": "y"}),
        replace(hidden, status=403),
    ):
        with pytest.raises(Broken, match="rule 16"):
            checks.check_16_not_here(bad, missing)


def test_an_address_outside_the_closed_list_cannot_be_registered():
    for pattern in ("/therapy", "/people/{grant}/therapy", "people", "/people/{grant:name}"):
        with pytest.raises(ValueError, match="closed list"):
            Site((Page("me/x", pattern, Title.HOME, CLIENTS),))


def test_a_link_cannot_be_made_with_a_typed_value():
    site = Site((Page("me/x", "/people/{grant}", Title.HOME, CLIENTS, query={"show": frozenset({"all"})}),))
    assert site.path("me/x", grant=demo.GRANT, show="all") == f"/people/{ids.handle(demo.GRANT)}?show=all"
    for slots in ({"grant": "anna"}, {"grant": demo.GRANT, "show": "anna"}, {"grant": demo.GRANT, "q": "x"}, {"grant": b"short"}):
        with pytest.raises(ValueError, match="not an address"):
            site.path("me/x", **slots)


def test_scripts_have_limits():
    assert set(checks.HEAVIER) == set(Script) - {Script.APP}


def test_the_measure_orders_texts_as_people_do():
    plain = "You can stop a person. You do not have to say why. It takes two clicks."
    middle = "These people can open your records today. The front desk sees your phone number and your visit times."
    legal = "The undersigned acknowledges that authorization notwithstanding, disclosures permitted under applicable provisions may occur."
    assert reading.grade(plain) < 3 < reading.grade(middle) < 8 < 14 < reading.grade(legal)


@pytest.mark.parametrize(
    ("word", "count"), [("you", 1), ("stop", 1), ("opened", 2), ("records", 2), ("therapist", 3), ("time", 1), ("yes", 1), ("table", 2)]
)
def test_syllables_are_counted(word, count):
    assert reading.syllables(word) == count


def test_a_sentence_of_21_words_is_too_long_and_one_of_20_is_not():
    assert reading.too_long("a " * 21 + ".") and not reading.too_long("a " * 20 + ".")
