"""Who reaches what: every page and every API operation x every kind of person x own, assigned, foreign and unknown charts.

The pages come from the registry, the operations from the API's own description; what is expected stands in the tables here, so a page or
operation without a line in them fails. What is not expected to open is not there: 404, and byte for byte the same for a foreign chart as
for one that does not exist. Who is let in for less than all, or for more, has a line in `GRANTED`; whoever was let in and is not any more
opens nothing.

The tables stand first, then the world they are held against, then the tests. It is long because the tables are, and stays one file: who
reaches what is read in one place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest
from tests.pages.api.caller import caller
from tests.pages.town import MONDAY, Person, Town

from tacenda.acts import (
    authorizations,
    cards,
    consents,
    documents,
    grants,
    holders,
    kept_talks,
    leaving,
    papers,
    picking,
    sharing,
    talking,
    twins,
)
from tacenda.core.ledger.statements import QUIET
from tacenda.core.model import offers
from tacenda.core.model.authorization import NO_DAY, Party, Segment, Signer, Statement, Terms
from tacenda.core.model.consent import PARTS, How, Part, Result
from tacenda.core.model.offers import Offer
from tacenda.core.words.access import Content, Purpose
from tacenda.core.words.ids import GrantHash
from tacenda.core.words.moments import NEVER, Moment
from tacenda.core.words.people import Role
from tacenda.doors.web import handles, headers, registry
from tacenda.doors.web.registry import Gate

SOON = Moment(MONDAY + 30 * 86_400)
PEOPLE = ("anonymous", "client", "clinician", "supervisor", "desk", "officer", "office", "trusted", "guardian", "outside")
OWN, ASSIGNED, FOREIGN, UNKNOWN = "own", "assigned", "foreign", "unknown"
ENDED = (STOPPED, OVER) = ("Max Stone", "Nia Frey")  # charts that were open to everybody

# For each page, who opens it, and of which charts: o(wn), a(ssigned); `.` where the address names no chart.
# `office` is Ada: clinician, privacy officer and member of the office; her own charts are those she keeps, and the assigned one is Ben's,
# which she oversees. `officer` is an officer outside the privacy office.
ALL = dict.fromkeys(PEOPLE, ".")
INSIDE = {who: "." for who in PEOPLE if who != "anonymous"}
CLINIC = {"clinician": ".", "office": "."}
KEEPS = {"clinician": "o", "office": "o"}
TREATS = {"clinician": "oa", "office": "o"}
OFFICERS = {"officer": ".", "office": "."}
BESIDE = ("trusted", "guardian", "outside")
CARERS = {**CLINIC, **OFFICERS}
EXPECTED: dict[str, dict[str, str]] = {
    "sign_in/start": ALL, "sign_in/set_up": {}, "sign_in/code": INSIDE, "sign_in/prove": INSIDE, "sign_in/checks": OFFICERS,
    "sign_in/inner": INSIDE, "sign_in/lock": INSIDE, "sign_in/out": INSIDE, "sign_in/devices": INSIDE,
    "sign_in/not_me": {}, "sign_in/ended": INSIDE, "sign_in/words": INSIDE,
    "charts/day": CLINIC, "charts/new": CLINIC, "charts/card": TREATS, "charts/change": TREATS,
    "charts/visit": {**TREATS, "desk": "a"}, "charts/notes": TREATS, "charts/note": TREATS, "charts/version": TREATS, "charts/sealed": TREATS,
    "charts/write": TREATS, "charts/draft": TREATS, "charts/amend": TREATS, "charts/own": KEEPS, "charts/own_write": KEEPS, "charts/own_draft": KEEPS,
    "charts/own_note": KEEPS, "charts/own_version": KEEPS, "charts/own_amend": KEEPS, "charts/plan": TREATS, "charts/plan_version": TREATS,
    "charts/plan_write": TREATS, "charts/plan_draft": TREATS, "charts/letters": TREATS, "charts/letter": TREATS,
    "charts/invite": KEEPS, "charts/printed": KEEPS, "charts/let_in": CLINIC, "charts/share": TREATS, "charts/pick": TREATS, "charts/picked": TREATS, "charts/access": TREATS,
    "charts/forms": TREATS, "charts/form_new": TREATS, "charts/form": TREATS, "charts/form_scan": TREATS, "charts/give": TREATS, "charts/end": KEEPS, "charts/twin": {"office": "o"},
    "front/arrivals": {"desk": "."}, "front/card": {"desk": "a"}, "front/shared": {"supervisor": "."},
    "front/also": {"supervisor": ".", **CLINIC}, "front/notes": {"supervisor": "a"}, "front/note": {"supervisor": "a"},
    "front/ended": {who: "." for who in INSIDE if who not in ("client", *BESIDE)},
    "practice/week": OFFICERS, "practice/staff": OFFICERS, "practice/invite": OFFICERS, "practice/printed": {}, "practice/let_in": {},
    "practice/access": OFFICERS, "practice/review": OFFICERS, "practice/leaving": {}, "practice/leaving_end": {}, "practice/office": OFFICERS, "practice/office_in": {}, "practice/office_out": {}, "charts/hand_on": CLINIC, "charts/review": CLINIC, "practice/chart": {"office": "oa"}, "practice/incidents": OFFICERS, "practice/state": OFFICERS,
    "law/asks": CARERS, "law/harm": CARERS, "law/paper": CARERS, "law/calls": OFFICERS, "law/keep": CLINIC, "law/told": {"client": "."},
    "law/asks_chart": TREATS, "law/harm_chart": TREATS, "law/kept": KEEPS, "law/answer": {},
    "me/home": {"client": "."}, "me/looked": {"client": "."}, "me/mine": {"client": "."}, "me/choices": {"client": "."},
    "me/reach": {"client": "."}, "me/phrase": {"client": "."}, "me/sent": {"client": "."},
    "me/check": {"client": "."}, "me/file": {"client": "."}, "me/item": {"client": "o"}, "me/person": {"client": "o"},
    "me/stop": {"client": "o"}, "me/doubt": {"client": "o"}, "me/part": {"client": "o"}, "me/part_yes": {"client": "o"}, "me/lift": {"client": "o"}, "me/circle_yes": {}, "me/circle": {"client": "."}, "me/older": {"client": "."}, "me/again": {"client": "."}, "me/circle_set": {"client": "."}, "me/topic": {"client": "."}, "me/topic_yes": {"client": "."}, "me/named": {"client": "."}, "me/named_back": {"client": "."}, "me/stopped": {"client": "o"}, "me/join": ALL,
    "me/talk": {"client": "."}, "me/talk_check": {"client": "."}, "me/talk_done": {"client": "."}, "me/talk_back": {"client": "."}, "me/talk_file": {"client": "."}, "me/talk_scan": {"client": "o"}, "me/talk_past": {"client": "o"}, "charts/talk_scan": TREATS, "charts/talk_past": TREATS,
    "me/mood": {"client": "."}, "charts/talk": TREATS, "charts/talk_paper": TREATS, "charts/talk_write": TREATS,
    "me/forms": {"client": "."}, "me/form_new": {"client": "."}, "me/form": {"client": "o"}, "me/form_yes": {"client": "o"}, "me/form_back": {"client": "o"},
    "me/form_file": {"client": "o"}, "me/form_scan": {"client": "o"},
    "charts/shown": TREATS, "charts/shown_item": TREATS, "law/sent": {},
    "charts/speaks": KEEPS, "charts/speaks_yes": {}, "charts/speaker": {}, "charts/outside_yes": {},
    "me/trusted": {"client": "."}, "me/trusted_card": {"client": "o"}, "me/trusted_yes": {},
    "beside/home": dict.fromkeys(BESIDE, "."), "beside/card": dict.fromkeys(BESIDE, "."), "beside/person": dict.fromkeys(BESIDE, "a"), "beside/item": dict.fromkeys(BESIDE, "a"), "beside/note": {}, "beside/others": {"guardian": "a"}, "beside/stop": {},
    "beside/forms": {"guardian": "a"}, "beside/form": {"guardian": "a"}, "beside/form_yes": {"guardian": "a"}, "beside/form_back": {"guardian": "a"}, "beside/form_file": {"guardian": "a"},
    **dict.fromkeys(("beside/talk", "beside/talk_check", "beside/talk_done", "beside/talk_back", "beside/talk_file", "beside/talk_past"), {"guardian": "a"}),
    "help/help": ALL, "help/leave": ALL, "help/limits": ALL,
}  # fmt: skip

# What a grant opens of the chart it is for, by what the page shows (`core/model/offers.py`, docs/law/practice.md).
CARD = {"charts/card", "charts/visit"}
NOTES = {
    "charts/notes", "charts/note", "charts/version", "charts/sealed", "charts/write", "charts/draft", "charts/amend", "charts/plan",
    "charts/plan_version", "charts/plan_write", "charts/plan_draft", "charts/letters", "charts/letter",
}  # fmt: skip
WHO = {"charts/access", "charts/give"}  # who has access, and whom to ask to let others in
ASKED = {"law/asks_chart", "law/harm_chart"}
GIVEN = {"charts/share", "charts/shown", "charts/shown_item"}
PICKS = {"charts/pick", "charts/picked"}
AGREED = {
    "charts/talk", "charts/talk_paper", "charts/talk_write", "charts/talk_scan", "charts/talk_past", "charts/forms", "charts/form_new",
    "charts/form", "charts/form_scan",
}  # fmt: skip
TREATING = CARD | NOTES | WHO | ASKED | GIVEN | PICKS | AGREED | {"charts/change"}
KEEPING = TREATING | {"charts/end", "charts/speaks", "charts/invite", "law/kept"}  # a card that was made lies with its maker alone
GRANTED: dict[str, set[str]] = {
    "trainee": TREATING,  # as a colleague who treats
    "cover": CARD | NOTES | WHO | ASKED,  # neither what was agreed, nor what was shared or picked; reads the card
    "second": KEEPING,  # and no private note
    "successor": KEEPING,
    "picked": {"front/notes", "front/note"},  # of the notes, the copy alone
}


def _terms(name: str) -> Terms:
    return Terms(
        name, (Segment.RECORD,), "", "Dr. Ada Fox", "Dr. Roy", "treating_professional", "", "care", True, NO_DAY, "The end of care.", False,
        tuple(Statement), "With the button.", "no", "yes", False, (Party(name, Signer.CLIENT),), "yes",
    )  # fmt: skip


class World:
    """A practice with one of everything in each chart."""

    def __init__(self, folder) -> None:
        self.town = town = Town(folder)
        ben = town.colleague("Ben Roy", Role.CLINICIAN)
        hugo, sam = town.colleague("Hugo Vance", Role.SUPERVISOR), town.colleague("Sam Porter", Role.FRONT_DESK)
        self.granted = {
            "trainee": (town.colleague("Tess Young", Role.TRAINEE), offers.TRAINEE),
            "cover": (town.colleague("Cora Bell", Role.CLINICIAN), offers.COVER),
            "second": (town.colleague("Sid Marsh", Role.CLINICIAN), offers.SECOND),
            "picked": (town.colleague("Pia Frost", Role.SUPERVISOR), offers.SUPERVISOR_OF_PICKED),
        }
        colleagues = {
            **self.granted,
            "clinician": (ben, offers.CO_THERAPIST),
            "supervisor": (hugo, offers.SUPERVISOR),
            "desk": (sam, offers.FRONT_DESK),
        }
        self.slots = {}
        was_inside = self._ended(colleagues)
        pat = town.colleague("Pat Only", Role.OFFICER)
        kim, _ = town.client("Kim Lee"), town.client("Lou Park")
        town.chart("Of Ben", of=ben)
        self.slots |= {name: self._filled(name, by) for name, by in (("Kim Lee", town.ada), ("Lou Park", town.ada), ("Of Ben", ben))}
        for who, offer in ((ben, offers.CO_THERAPIST), (hugo, offers.SUPERVISOR), (sam, offers.FRONT_DESK)):
            town.give("Kim Lee", who, offer, SOON)
        town.give_by(ben, "Of Ben", sam, offers.FRONT_DESK, SOON)
        for name, by in (("Kim Lee", town.ada), ("Of Ben", ben)):
            self.slots[name]["colleague"] = self._grant(name, by, sam.name)
        ana = town.trusted(kim, "Kim Lee", "Ana Lee", offers.TRUSTED, SOON)
        roy = town.trusted(kim, "Kim Lee", "Dr. Roy Hall", offers.OUTSIDE, SOON)
        rosa = town.representative("Kim Lee", "Rosa Lee", "ca.parent", SOON, "parent")
        self.slots["Kim Lee"] |= {"spoken": self._spoken(rosa), "named": self._named(rosa)}
        with town.desk(kim) as desk:
            self.slots["Kim Lee"]["trust"] = cards.for_trusted(desk, town.charts["Kim Lee"], "Noa").id
        self.slots["Kim Lee"]["twin"] = self._doubted(kim)
        self.browsers = {"anonymous": town.browser()}
        self.browsers |= {
            who: town.browser(person, stepped_up=True)
            for who, person in zip(PEOPLE[1:], (kim, ben, hugo, sam, pat, town.ada, ana, rosa, roy), strict=True)
        }
        self._let_in()
        everybody = {**{who: person for who, (person, _) in colleagues.items()}, **was_inside}
        self.ended = {who: (person.roles, town.browser(person, stepped_up=True)) for who, person in everybody.items()}
        # Which chart is what to whom.
        self.charts = {
            "client": {OWN: "Kim Lee", FOREIGN: "Lou Park"},
            "clinician": {OWN: "Of Ben", ASSIGNED: "Kim Lee", FOREIGN: "Lou Park"},
            "supervisor": {ASSIGNED: "Kim Lee", FOREIGN: "Lou Park"},
            "desk": {ASSIGNED: "Kim Lee", FOREIGN: "Lou Park"},
            "officer": {FOREIGN: "Lou Park"},
            **{who: {ASSIGNED: "Kim Lee", FOREIGN: "Lou Park"} for who in BESIDE},
            "office": {OWN: "Kim Lee", ASSIGNED: "Of Ben"},
            "anonymous": {FOREIGN: "Kim Lee"},
        }

    def _ended(self, colleagues: Mapping[str, tuple[Person, Offer]]) -> dict[str, Person]:
        """Two charts that were open to everybody: of one the client stopped them all, in the other their last day is over. Who stands
        beside a client has an account for each; both are given back."""
        town, beside = self.town, {}
        for name, until in ((STOPPED, SOON), (OVER, Moment(town.clock.now() + 8 * QUIET))):
            client = town.client(name)
            self.slots[name] = self._filled(name, town.ada)
            for who, offer in colleagues.values():
                town.give(name, who, offer, until)
            self.slots[name]["copy"] = self._picked(name)
            last = name.split()[0]
            beside |= {
                f"trusted {last}": town.trusted(client, name, f"Ana {last}", offers.TRUSTED, until),
                f"outside {last}": town.trusted(client, name, f"Roy {last}", offers.OUTSIDE, until),
                f"guardian {last}": town.representative(name, f"Rosa {last}", "ca.parent", until, "parent"),
            }
            if name == STOPPED:
                for who in (*colleagues.values(), *((one, None) for one in beside.values())):
                    town.stop_by(client, name, who[0].name)
        town.clock.forward(3 * QUIET)
        return beside

    def _let_in(self) -> None:
        """One chart with everybody of `GRANTED`, and one whose keeper left and handed it on."""
        town = self.town
        town.client("Mia Hall")
        self.slots["Mia Hall"] = self._filled("Mia Hall", town.ada)
        for who, offer in self.granted.values():
            town.give("Mia Hall", who, offer, SOON)
        self.slots["Mia Hall"] |= {"copy": self._picked("Mia Hall"), "colleague": self._grant("Mia Hall", town.ada, "Pia Frost")}
        noa, cleo, sue = (town.colleague(name, Role.CLINICIAN) for name in ("Noa Quinn", "Cleo Dunn", "Sue Lake"))
        town.client_of(noa, "Of Noa")
        self.slots["Of Noa"] = self._filled("Of Noa", noa)
        town.give_by(noa, "Of Noa", cleo, offers.SUCCESSOR)
        town.give_by(noa, "Of Noa", sue, offers.COVER, SOON)
        self.slots["Of Noa"]["colleague"] = self._grant("Of Noa", noa, "Sue Lake")
        self.granted["successor"] = (cleo, offers.SUCCESSOR)
        town.browser(cleo).get("/day")  # they have fetched their keys
        self._left(noa, cleo)
        self.let_in = {who: town.browser(person, stepped_up=True) for who, (person, _) in self.granted.items()}

    def _left(self, gone: Person, stays: Person) -> None:
        """Somebody leaves, as an officer ends it on the page."""
        town = self.town
        with town.desk(town.ada, write=False) as desk:
            ids = {one.name: one.id for one in leaving.colleagues(desk, b"")}
        officer = town.browser(town.ada, stepped_up=True)
        path = town.path("practice/leaving", person=ids[gone.name])
        officer.submit(officer.get(path), "Keep this", to=handles.of(ids[stays.name]))
        officer.submit(officer.follow(officer.get(path), "End all of it"), "End it now")

    def _picked(self, name: str) -> bytes:
        """The copy that who guides the work can open."""
        with self.town.desk(self.town.ada) as desk:
            return picking.pick(desk, self.town.charts[name], self.slots[name]["note"], SOON)

    def _spoken(self, rosa) -> bytes:
        """A talk that a parent signed for Kim."""
        chart = self.town.charts["Kim Lee"]
        with self.town.desk(rosa) as desk:
            part = Part(1, "en", bytes(32), bytes(32), Result.RIGHT, 1, False)
            talking.answer(desk, PARTS, part, Result.RIGHT, 20, mark=False, of=chart)
        with self.town.desk(rosa) as desk:
            return consents.keep(desk, chart, How.ALONE, {}, {1: frozenset({bytes(32)})})

    def _named(self, rosa) -> bytes:
        """A form that names a parent of Kim."""
        parent = Party(rosa.name, Signer.PARENT, "A birth certificate.", "yes")
        with self.town.desk(self.town.ada) as desk:
            return authorizations.propose(desk, self.town.charts["Kim Lee"], replace(_terms("Kim Lee"), parties=(parent,)))

    def _doubted(self, kim) -> bytes:
        """A second account of Kim's, whose end she asked for."""
        town, chart = self.town, self.town.charts["Kim Lee"]
        other = town.enrolled(town.card("Kim Lee"), "Kim Again", Role.CLIENT)
        with town.desk(town.ada) as desk:
            waits = next(one for one in cards.waiting(desk) if one.chart == chart)
            grants.give(desk, chart, Purpose.TREATMENT, waits.entry, "Kim Lee", offers.CLIENT, NEVER, reason="again: met")
            cards.forget(desk, waits.card)
        with town.desk(other, write=False) as desk:
            grant = GrantHash(desk.held(chart).grant_hash)
        with town.desk(kim, write=False) as desk:
            twins.doubt(desk, chart, grant)
        return grant

    def _grant(self, name: str, by, whose: str) -> bytes:
        with self.town.desk(by, write=False) as desk:
            people = holders.who_can(desk, self.town.charts[name], Purpose.TREATMENT)
        return next(one.holder.grant for one in people if one.holder.name == whose)

    def _filled(self, name: str, by) -> dict[str, bytes | int]:
        """Ids of what lies in a chart, by slot; the kinds of notes apart."""
        town, chart = self.town, self.town.charts[name]
        note, plan = town.note(name, "Words.", by=by), town.note(name, "A plan.", Content.PLAN, by=by)
        own = town.note(name, "For me.", Content.PSYCHOTHERAPY_NOTE, by=by)
        with town.desk(by) as desk:
            item = sharing.share(desk, chart, note)
        with town.desk(by) as desk:
            paper = documents.add_document(desk, chart, "a.txt", "text/plain", b"a")
        with town.desk(by) as desk:
            card = cards.make(desk, "client", chart, name, (Role.CLIENT,)).id
        with town.desk(by) as desk:
            part = Part(1, "en", bytes(32), bytes(32), Result.RIGHT, 1, False)
            talk = consents.enter(desk, chart, [part], How.PAPER, 8, {}, papers.Scan("a.pdf", "application/pdf", b"%PDF-a"))
            (scan,) = kept_talks.scans(desk, chart, Purpose.TREATMENT)
        with town.desk(by) as desk:
            form = authorizations.propose(desk, chart, _terms(name))
        with town.desk(by) as desk:
            signed = authorizations.propose(desk, chart, _terms(name))
        with town.desk(by) as desk:
            authorizations.attest(desk, chart, signed, 1, 0, desk.today, papers.Scan("a.pdf", "application/pdf", b"%PDF-a"))
        with town.desk(by, write=False) as desk:
            grant = holders.who_can(desk, chart, Purpose.TREATMENT)[0].holder.grant
            (form_scan,) = authorizations.open_form(desk, chart, signed, Purpose.TREATMENT).scans
        return {
            "chart": chart,
            "note": note,
            "plan": plan,
            "own": own,
            "item": item,
            "paper": paper,
            "scan": scan.id,
            "talk": talk,
            "form": form,
            "form_scan": form_scan,
            "card": card,
            "grant": grant,
            "version": 1,
        }

    def address(self, page: registry.Page, name: str | None, note: str = "note") -> str:
        """The address of a page for a chart; with ids that are nowhere for None. `note`: which one."""
        filled = self.slots[name] if name else {}
        filled = {**filled, "note": filled[note]} if filled else {}
        special = {"charts/letter": {"item": "paper"}, "charts/plan_version": {"note": "plan"}}.get(page.name, {})
        special |= {"item": "scan"} if page.name.endswith("/talk_scan") else {}
        special |= {"item": "talk"} if page.name.endswith("/talk_past") else {}
        special |= {"item": "form"} if page.name.startswith(("charts/form", "me/form")) else {}
        special |= {"item": "form_scan"} if page.name.endswith("/form_scan") else {}
        special |= {"item": "named"} if page.name.startswith("beside/form") else {}
        special |= {"item": "spoken"} if page.name == "beside/talk_past" else {}
        special |= {"grant": "twin"} if page.name in ("me/doubt", "charts/twin") else {}
        special |= {"grant": "colleague"} if page.name == "charts/end" else {}  # nobody ends their own there
        special |= {"card": "trust"} if page.name == "me/trusted_card" else {}
        special |= {"note": "own"} if page.name.startswith("charts/own_") else {}
        sizes = {slot: bytes(handles.SIZES[kind]) if kind in handles.SIZES else 1 for slot, kind in page.kinds.items()}
        return self.town.path(page.name, **{slot: filled.get(special.get(slot, slot), nowhere) for slot, nowhere in sizes.items()})


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    made = World(tmp_path_factory.mktemp("world"))
    yield made
    made.town.close()


def test_every_page_of_the_registry_has_its_line_in_the_table():
    assert {page.name for page in registry.PAGES} == set(EXPECTED)


def opens(page: registry.Page, who: str, relation: str) -> bool:
    charts = EXPECTED[page.name].get(who, "")
    return "." in charts or relation[0] in charts.replace("f", "").replace("u", "")


def asked(world: World, page: registry.Page, who: str, name: str | None):
    """The answer to a GET, or to an empty POST where the page has no other."""
    browser, path = world.browsers[who], world.address(page, name)
    got = browser.get(path)
    return browser.post(path) if got.status == 405 else got


GATED = [page for page in registry.PAGES if page.gate is not Gate.NONE and page.name in EXPECTED]
OF_CHARTS = [page for page in GATED if set(page.kinds) - {"part"}]
# These end the sign-in that the other lines of the table use, or ask for what a test of their own asks.
ENDING = {"sign_in/lock", "sign_in/out"}


@pytest.mark.parametrize("page", [page for page in GATED if page not in OF_CHARTS and page.name not in ENDING], ids=lambda page: page.name)
def test_a_page_without_a_chart_is_there_for_its_people_alone(world, page):
    answers = {who: asked(world, page, who, None).status for who in PEOPLE}
    assert answers.pop("anonymous") == 401
    wrong = {who: status for who, status in answers.items() if (status in (200, 303, 422)) is not opens(page, who, ".")}
    shared = [other for other in GATED if other is not page and other.pattern == page.pattern]
    assert {who for who in wrong if not any(opens(other, who, ".") for other in shared)} == set()
    assert {status for who, status in answers.items() if not opens(page, who, ".") and who not in wrong} <= {404}


@pytest.mark.parametrize("page", OF_CHARTS, ids=lambda page: page.name)
@pytest.mark.parametrize("who", PEOPLE)
def test_a_page_of_a_chart_opens_for_who_may_and_is_not_there_for_anybody_else(world, who, page):
    shared = [page, *(other for other in GATED if other is not page and other.pattern == page.pattern)]
    unknown = asked(world, page, who, None)
    for relation, name in world.charts[who].items():
        answer = asked(world, page, who, name)
        if who == "anonymous":
            assert answer.status == unknown.status == 401
        elif any(opens(one, who, relation) for one in shared):
            assert answer.status in (200, 303, 422), f"{who} {relation}: {answer.status}"
        else:
            assert answer.status == 404, f"{who} {relation}: {answer.status}"
            assert (answer.body, dict(answer.headers)) == (unknown.body, dict(unknown.headers))
    if who != "anonymous":
        assert unknown.status == 404


@pytest.mark.parametrize("page", [page for page in OF_CHARTS if "chart" in page.kinds], ids=lambda page: page.name)
def test_the_practice_is_nobodys_chart(world, page):
    """Its own ledger and list have pages of their own: nobody is let into them, or shut out, as into a client's records."""
    sizes = {slot: bytes(handles.SIZES[kind]) if kind in handles.SIZES else 1 for slot, kind in page.kinds.items()}
    path = world.town.path(page.name, **{**sizes, "chart": world.town.house.keeper.practice})
    for who in PEOPLE[1:]:
        assert world.browsers[who].get(path).status == world.browsers[who].post(path).status == 404, who


@pytest.mark.parametrize("page", OF_CHARTS, ids=lambda page: page.name)
@pytest.mark.parametrize("who", PEOPLE[1:])
def test_nothing_is_written_into_a_chart_that_is_not_open(world, who, page):
    names = [name for relation, name in world.charts[who].items() if relation == FOREIGN]
    for name in [*names, None]:
        path = world.address(page, name)
        answer = world.browsers[who].post(path, files={} if page.body is registry.Body.FORM else {"file": ("a.txt", b"a", "text/plain")})
        assert answer.status in (404, 405), f"{name}: {answer.status}"


SHUT = {403, 404}


def opened(world: World, browser, name: str, pages, **note) -> set[str]:
    """The addresses of a chart, by their patterns, that are there for a browser; of two pages with one, who they are tells them apart."""
    found = set()
    for page in pages:
        path = world.address(page, name, **note)
        got = browser.get(path)
        answer = browser.post(path) if got.status == 405 else got
        if answer.status in (200, 303, 422):
            found.add(page.pattern)
        else:
            assert answer.status in SHUT, f"{page.name}: {answer.status}"
    return found


@pytest.mark.parametrize("who", GRANTED)
def test_a_grant_opens_the_pages_it_is_for_and_no_other(world, who):
    name, note = ("Of Noa" if who == "successor" else "Mia Hall"), {"note": "copy"} if who == "picked" else {}
    assert opened(world, world.let_in[who], name, OF_CHARTS, **note) == {page.pattern for page in OF_CHARTS if page.name in GRANTED[who]}
    assert opened(world, world.let_in[who], "Lou Park", OF_CHARTS) == set()


def test_who_reads_picked_notes_opens_the_copy_and_no_other_note(world):
    note = world.town.app.site.page("front/note")
    assert "Words." in world.let_in["picked"].get(world.address(note, "Mia Hall", "copy")).text
    assert world.let_in["picked"].get(world.address(note, "Mia Hall")).status == 404


def test_who_treats_but_does_not_keep_the_chart_ends_nobody_there(world):
    path = world.address(world.town.app.site.page("charts/end"), "Mia Hall")
    for who in ("trainee", "cover"):
        assert world.let_in[who].post(path).status == 403, who
    assert "Words." in world.let_in["picked"].get(world.address(world.town.app.site.page("front/note"), "Mia Hall", "copy")).text


@pytest.mark.parametrize("name", ENDED)
def test_whoever_was_let_in_opens_nothing_after_a_stop_and_after_the_last_day(world, name):
    assert len(world.ended) == 13
    for who, (roles, browser) in world.ended.items():
        pages = [page for page in OF_CHARTS if page.open_to(frozenset(roles))]
        assert pages and opened(world, browser, name, pages, note="copy" if who == "picked" else "note") == set(), who


def test_only_three_kinds_of_person_reach_a_page_with_the_words_of_a_note(world):
    """The front desk and the officer by no path, the supervisor by the two that are theirs."""
    for who in ("desk", "officer"):
        for page in OF_CHARTS:
            for name in world.charts[who].values():
                assert "Words." not in asked(world, page, who, name).answer.body.decode("utf-8", "replace")


# The API

SIGNED_IN = {**dict.fromkeys(PEOPLE, 200), "anonymous": 401}
ANYBODY = dict.fromkeys(PEOPLE, 200)
OPERATIONS: dict[tuple[str, str], dict[str, int]] = {
    ("get", "/v1/health"): ANYBODY,
    ("get", "/v1/ledger"): SIGNED_IN,
    ("get", "/v1/checkpoint"): SIGNED_IN,
    ("get", "/v1/ledger/{index}/proof"): {**dict.fromkeys(PEOPLE, 404), "anonymous": 401},
    ("post", "/v1/sign-in"): dict.fromkeys(PEOPLE, 422),
    ("post", "/v1/sign-out"): {},
    ("get", "/v1/law"): ANYBODY,
    ("get", "/v1/law/limits"): ANYBODY,
    ("get", "/v1/law/{name}"): dict.fromkeys(PEOPLE, 404),
    ("post", "/v1/decisions"): dict.fromkeys(PEOPLE, 422),
}


@pytest.fixture(scope="module")
def calls(world):
    return {who: caller(world.town.house, world.browsers[who].cookies.get(headers.SIGN_IN)) for who in PEOPLE}


def test_every_operation_of_the_api_has_its_line_in_the_table(calls):
    paths = calls["anonymous"].get("/v1/openapi.json").json()["paths"]
    assert {(method, path) for path, methods in paths.items() for method in methods} == set(OPERATIONS)


@pytest.mark.parametrize("who", PEOPLE)
def test_an_operation_answers_its_people_alone(calls, who):
    found = {}
    for method, path in (one for one in OPERATIONS if who in OPERATIONS[one]):
        filled = re.sub(r"\{index\}", "999999", re.sub(r"\{pack\}", "nowhere", path))
        query = {"place": "US-CA"} if path.endswith("limits") else {}
        found[method, path] = calls[who].request(method, filled, params=query, headers={"Sec-Fetch-Site": "same-origin"}).status_code
    assert found == {one: expected[who] for one, expected in OPERATIONS.items() if who in expected}


def test_the_lines_of_the_api_are_those_of_the_own_chart_alone(world, calls):
    lines = {who: calls[who].get("/v1/ledger").json() for who in PEOPLE if who != "anonymous"}
    assert {line["chart"] for line in lines["client"]["lines"]} == {handles.of(world.town.charts["Kim Lee"])}
    assert all(not lines[who]["lines"] for who in lines if who != "client")
