"""A tiny house with the real frame around it: enough pages to prove the frame and the client, none of the product's."""

from __future__ import annotations

import itertools
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

from tacenda.core.words.people import THERAPISTS, Role
from tacenda.doors.language import N_
from tacenda.doors.web import app, headers, registry
from tacenda.doors.web.registry import CLIENT_GRADE, CLIENTS, EVERYONE, FRONT_DESK, Body, Gate, Page, Site, State, Takes, Title
from tacenda.doors.web.request import Contact, Front, Standing, WebRequest

CHART = b"c" * 16
GRANT = b"g" * 16
HIDDEN = b"h" * 16
NOTE = "Anna walked by the lake."
CANARY = "zephyrkettle"

_OPEN = frozenset({State.FULL, State.ERROR})
PAGES = (
    Page("sign_in/start", "/start", Title.START, EVERYONE, Gate.NONE, grade=CLIENT_GRADE, states=_OPEN, takes=Takes.PROOF),
    Page("sign_in/inner", "/inner", Title.UNLOCK, EVERYONE, takes=Takes.PROOF),
    Page("me/home", "/home", Title.HOME, CLIENTS, nav=N_("Home"), states=frozenset({State.FULL, State.LOCKED, State.EMPTY})),
    Page("me/stop", "/people/{grant}/stop", Title.PERSON, CLIENTS, states=frozenset({State.FULL, State.LOCKED})),
    Page("me/copy", "/copy", Title.FORM, CLIENTS, takes=Takes.LONG),
    Page("charts/day", "/day", Title.DAY, THERAPISTS, nav=N_("Day"), query={"show": frozenset({"all"})}),
    Page("desk/day", "/day", Title.DAY, FRONT_DESK, nav=N_("Day")),
    Page("charts/write", "/write/{chart}", Title.FORM, THERAPISTS, states=frozenset({State.FULL, State.ERROR, State.LOCKED})),
    Page("charts/draft", "/write/{chart}/draft", Title.FORM, THERAPISTS),
    Page("charts/own", "/own/{chart}", Title.OWN, THERAPISTS, Gate.STEP_UP, states=frozenset({State.FULL, State.LOCKED})),
    Page("charts/scan", "/scan", Title.FORM, THERAPISTS, body=Body.UPLOAD, states=frozenset({State.FULL, State.ERROR})),
    Page("charts/parts", "/view", Title.STEP, THERAPISTS, states=frozenset({State.EMPTY, State.ERROR})),
    Page("charts/trouble", "/state/{case:1-9}", Title.STATE, THERAPISTS),
    *(page for page in registry.PAGES if page.name.startswith("help/")),
)


SITE = Site(PAGES, ("tests.pages.demo.pages", registry.ROOMS), (str(Path(__file__).parent / "templates"),))


def person(*roles: Role) -> bytes:
    """One person for each kind."""
    return " ".join(sorted(role.name for role in roles)).encode()


@dataclass
class DemoHouse:
    """Who is signed in, what was kept, and which content an entry allows to be shown."""

    people: dict[str, Standing] = field(default_factory=dict)
    people_seen: bool = True
    notes: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)
    stopped: list[bytes] = field(default_factory=list)
    down: bool = False  # nothing can be written just now
    moves: int = 0  # how often somebody writes while a page is read
    runs: int = 0
    entries: set[str] = field(default_factory=set)
    numbers: itertools.count = field(default_factory=itertools.count)
    keeper: object = field(default_factory=lambda: SimpleNamespace(founded=True, post_key=lambda: bytes(32), practice=bytes(16)))

    def standing(self, request: WebRequest) -> Standing | None:
        return self.people.get(request.cookies.get(headers.SIGN_IN, ""))

    def still(self, request: WebRequest) -> int:
        """What an open page is told: that it may stay, whoever asks."""
        return 1

    def lone(self) -> None:
        """Several work here."""

    def leave(self, request: WebRequest) -> str:
        self.people.pop(request.cookies.get(headers.SIGN_IN, ""), None)
        return "weather"

    def sign_in(self, *roles: Role, **more) -> str:
        secret = f"secret{next(self.numbers)}"
        self.people[secret] = Standing(frozenset(roles), **{"person": person(*roles), **more})
        return secret


def reference() -> str:
    traceback.print_exc()  # runs while the exception is handled: a failing test shows it
    return "r" * 26


def make(house: DemoHouse, *, speech: str = "", neutral=app.NEUTRAL, lanes=None) -> app.WebApp:
    """The application over the demo pages."""
    contact = Contact("Ana", "555 0100", "", "")
    front = Front(house.standing, house.leave, reference, lambda request, chart: house.still(request), contact)
    return app.make(house, front, SITE, lanes=lanes, speech=speech, neutral=neutral)
