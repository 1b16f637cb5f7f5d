"""The page registry: every page of the web door stands here, and a page that does not stand here does not exist.

Adding a page takes three things with one name, for example `me/stop`:

1. a line in `PAGES`: `Page("me/stop", "/people/{grant}/stop", Title.PERSON, CLIENTS)`
2. `pages/me/stop.py` with `get(request: WebRequest) -> Response`, `post(request)`, or both. They are plain functions, run in a thread.
   `post` answers `render.see_other(...)`. When it raises Invalid, `again(request, problem: Invalid) -> Response` shows the page once more.
3. `templates/me/stop.html`, which extends `base.html`, fills the block `content` and uses `page` (a frozen value of the page module) and
   nothing else; controls and lists come from `components/`.

Addresses are words of the closed list `WORDS` and slots: `{grant}` a handle of 16 bytes, `{grant:hash}` one of 32, `{part:1-5}` a number
of one digit, `{version:n}` a number from 1 to 9999.
Two pages may share an address when their audiences differ: the first whose audience holds a role of the person answers; for anybody else
the address does not exist. The gate is kept by the frame before the page function runs; what may be opened is decided by acts, not here.

The terms stand first, then what reads them, then the table, area by area. It is long because the table is, and stays one file: whether a
page exists is answered in one place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache, cached_property
from types import MappingProxyType

from tacenda.core.words.people import BESIDE, STAFF, THERAPISTS, Role
from tacenda.doors.language import N_
from tacenda.doors.web import handles


class Title(Enum):
    """The closed list of page titles: the purpose of a page and nothing else. Also what a browser calls the printed file."""

    ACTIVITY = N_("Activity")
    CARD = N_("Card")
    CHECK = N_("Check")
    CHOICES = N_("Choices")
    DAY = N_("Day")
    FIND = N_("Find")
    FORM = N_("Form")
    FORMS = N_("Forms")
    GUIDE = N_("Guide")
    HELP = N_("Help")
    HOME = N_("Home")
    KEYS = N_("Keys")
    LATER = N_("Later")
    LETTERS = N_("Letters")
    LOCKED = N_("Locked")
    MESSAGES = N_("Messages")
    MINE = N_("Mine")
    NOTE = N_("Note")
    NOTES = N_("Notes")
    NOT_HERE = N_("Not here")
    OWN = N_("Own")
    PEOPLE = N_("People")
    PERSON = N_("Person")
    PICK_UP = N_("Pick up")
    PLAN = N_("Plan")
    QUESTIONS = N_("Questions")
    REQUEST = N_("Request")
    REQUESTS = N_("Requests")
    SENT = N_("Sent")
    SIGNED_OUT = N_("Signed out")
    START = N_("Start")
    STATE = N_("State")
    STEP = N_("Part %(number)s of %(count)s")
    TEXTS = N_("Texts")
    TROUBLE = N_("Problem")
    UNLOCK = N_("Unlock")
    WEEK = N_("Week")


class Gate(Enum):
    """What somebody must have shown before the page function runs."""

    NONE = "none"
    BEGUN = "begun"  # signed in, perhaps before every way to sign in was typed back once
    SIGNED_IN = "signed in"
    STEP_UP = "step-up"


class Script(Enum):
    """Hand-written scripts, and what each may weigh in bytes of gzip."""

    APP = "app.js"
    VERIFY = "verify.js"
    PASSKEY = "passkey.js"
    CALL = "call.js"


SCRIPT_LIMITS: Mapping[Script, int] = {Script.APP: 3072, Script.VERIFY: 6144, Script.PASSKEY: 2048, Script.CALL: 20480}


class State(Enum):
    """The faces of a page that its tests must have fetched."""

    EMPTY = "empty"
    FULL = "full"
    ERROR = "error"
    LOCKED = "locked"


class Body(Enum):
    """What a POST to the page may carry."""

    FORM = "form"
    UPLOAD = "upload"


class Takes(Enum):
    """What a page takes to answer: it decides which threads do it (`doors/lanes`)."""

    A_MOMENT = "a moment"
    LONG = "long"  # showing it reads a whole ledger, a whole file, or every chart
    PROOF = "proof"  # what is sent holds pass words, which are stretched


CLIENT_GRADE = 5
STAFF_GRADE = 9

CLIENTS = frozenset({Role.CLIENT})
FOUNDERS = frozenset({Role.CLINICIAN})  # whoever learns treats clients of others
SUPERVISORS = frozenset({Role.SUPERVISOR})
FRONT_DESK = frozenset({Role.FRONT_DESK})
OFFICERS = frozenset({Role.OFFICER})
GUARDIANS = frozenset({Role.GUARDIAN})
EVERYONE = frozenset(Role)

# The languages' own words: not one of them says what kind of house this is.
WORDS = frozenset(
    """access ask ask-us asks caller card check choices code copy day devices done draft ending envelope file fill find for harm help home
    incident inner invite join keep keys later learn leave let-in letters line locked looked lost messages mine mood more name new next
    note office open out own paper part people person pick-up plan practice print put questions reach scan scores sent set share staff
    start state stay stop talk texts trusted unusual view visit visits week welcome words write forms yes""".split()  # noqa: SIM905  a list is read as a text
)
CURSOR = frozenset({"cursor"})  # a query value that is a handle, for paging
ROOMS = "tacenda.doors.web.pages"
FRAME_QUERY = {
    "view": frozenset({"away"}),  # the Blur link without scripts: answered by the frame, without the page
    "own": frozenset({"yes"}),  # an open page read by somebody signed in: after leaving, Back finds "Signed out" there too
}

_SLOT = re.compile(r"\{(\w+)(?::(hash|1-[1-9]|n))?\}")


@cache
def _kinds(pattern: str) -> dict[str, str]:
    return {slot: kind or "" for slot, kind in _SLOT.findall(pattern)}


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `query` names each query parameter with its closed values; `nav` is its word in the navigation of its audience."""

    name: str
    pattern: str
    title: Title
    audience: frozenset[Role]
    gate: Gate = Gate.SIGNED_IN
    grade: int = 0  # 0: by audience
    nav: str = ""
    scripts: tuple[Script, ...] = (Script.APP,)
    final: bool = False  # what its button does cannot be undone; the page must say so before the button
    states: frozenset[State] = frozenset({State.FULL})
    query: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    body: Body = Body.FORM
    takes: Takes = Takes.A_MOMENT
    asks: bool = False  # its posts keep nothing: each answers with the next question, and what was said travels in the form

    @property
    def reading(self) -> int:
        """The highest reading grade of the page as rendered."""
        if self.grade:
            return self.grade
        return STAFF_GRADE if self.audience <= STAFF else CLIENT_GRADE

    @property
    def kinds(self) -> dict[str, str]:
        """The kind of each slot of the address."""
        return _kinds(self.pattern)

    def open_to(self, roles: frozenset[Role]) -> bool:
        """Whether the page exists for somebody with these roles (empty: not signed in)."""
        return self.gate is Gate.NONE or bool(self.audience & roles)


class Site:
    """A set of pages, with the two directions between names and addresses."""

    def __init__(self, pages: Iterable[Page], rooms: tuple[str, ...] = (ROOMS,), templates: tuple[str, ...] = ()) -> None:
        """`rooms`: the packages that hold the page modules, first come; `templates`: folders searched before the package's own."""
        self.pages = tuple(pages)
        self.rooms = rooms
        self.templates = templates
        self._names = {page.name: page for page in self.pages}
        self._shapes = {page.name: _shape(page.pattern) for page in self.pages}
        if len(self._names) != len(self.pages):
            raise ValueError("two pages have one name")

    def page(self, name: str) -> Page:
        """The page of this name. Raises KeyError."""
        return self._names[name]

    def has(self, name: str) -> bool:
        """Whether there is a page of this name."""
        return name in self._names

    def path(self, name: str, /, **slots: bytes | int | str) -> str:
        """The address of a page; ids may be given as bytes. Query values go under their own names. Raises KeyError, ValueError."""
        page = self._names[name]
        texts = {key: handles.of(value) if isinstance(value, bytes) else str(value) for key, value in slots.items()}
        path = _SLOT.sub(lambda slot: texts.pop(slot[1]), page.pattern)
        if not self._shapes[name].fullmatch(path) or not all(asked_well(page, key, value) for key, value in texts.items()):
            raise ValueError(f"not an address of `{name}`")
        return path + ("?" + "&".join(f"{key}={value}" for key, value in texts.items()) if texts else "")

    def path_inside(self, name: str, /, **slots: bytes | int | str) -> str:
        """The address of a page for somebody who is signed in: open pages have one of their own."""
        own = {"own": "yes"} if self._names[name].gate is Gate.NONE else {}
        return self.path(name, **slots, **own)

    def match(self, path: str) -> tuple[tuple[Page, dict[str, str]], ...]:
        """The pages that answer to an address, with the slots filled."""
        found = ((page, shape.fullmatch(path)) for page, shape in self._candidates(path))
        return tuple((page, match.groupdict()) for page, match in found if match)

    def nav(self, roles: frozenset[Role]) -> tuple[Page, ...]:
        """The navigation of somebody with these roles, in the order of the registry; of pages with one address the one that answers."""
        found = [page for page in self.pages if page.nav and (page.audience & roles or (not roles and page.gate is Gate.NONE))]
        return tuple({page.pattern: page for page in reversed(found)}[pattern] for pattern in dict.fromkeys(page.pattern for page in found))

    def home(self, roles: frozenset[Role]) -> str:
        """Where somebody with these roles begins: the first page of their navigation, or Help."""
        return next((page.name for page in self.nav(roles) if page.gate is not Gate.NONE), "help/help")

    def _candidates(self, path: str) -> tuple[tuple[Page, re.Pattern[str]], ...]:
        return self._by_first_word.get(_first_word(path), ())

    @cached_property
    def _by_first_word(self) -> dict[str, tuple[tuple[Page, re.Pattern[str]], ...]]:
        words = {_first_word(page.pattern) for page in self.pages}
        shapes = [(page, self._shapes[page.name]) for page in self.pages]
        return {word: tuple(one for one in shapes if _first_word(one[0].pattern) == word) for word in words}


def asked_well(page: Page, key: str, value: str) -> bool:
    """Whether a query parameter carries a value of its closed list, or a handle where the page pages."""
    allowed = page.query.get(key) or FRAME_QUERY.get(key, frozenset())
    return value in allowed if allowed != CURSOR else bool(handles.SHAPES[""].fullmatch(value))


def _first_word(path: str) -> str:
    return path.split("/", 2)[1] if path.startswith("/") else ""


def _shape(pattern: str) -> re.Pattern[str]:
    """The regular expression of an address. Raises ValueError for a word outside the closed list."""
    words = [word for word in pattern.split("/")[1:] if not _SLOT.fullmatch(word)]
    if not pattern.startswith("/") or not set(words) <= WORDS:
        raise ValueError(f"a word of `{pattern}` is not in the closed list")
    parts = _SLOT.split(pattern)
    return re.compile("".join(_part(parts, i) for i in range(len(parts))))


def _part(parts: list[str], i: int) -> str:
    if i % 3 == 0:
        return re.escape(parts[i])
    if i % 3 == 2:
        return ""
    kind = parts[i + 1] or ""
    inner = handles.SHAPES[kind].pattern if kind in handles.SHAPES else "[1-9][0-9]{0,3}" if kind == "n" else f"[{kind}]"
    return f"(?P<{parts[i]}>{inner})"


# The frame's own answers, for addresses that are no page.
NOT_HERE = Page("errors/plain", "/", Title.NOT_HERE, EVERYONE, Gate.NONE, grade=CLIENT_GRADE)
ROOT = "/"  # leads on to the sign-in, which leads whoever is signed in home
OUT = "/out"
STAY = "/stay"
# With the handle of a chart behind it: which kinds of it are open, as a number of bits; without: 1 for a sign-in that counts.
# 403: none, and the page closes.
OPEN = "/open"

LONG, PROOF = Takes.LONG, Takes.PROOF
_FACES = frozenset({State.FULL, State.LOCKED})
_FORM = frozenset({State.FULL, State.ERROR, State.LOCKED})
_OPEN = frozenset({State.FULL, State.ERROR})  # a form that is there for everybody
_NO_FACE = frozenset[State]()  # answers 303 and nothing else
_DONE = {"done": frozenset({"yes"})}  # what was asked for just now is done, and the page says so
_LEFT = {"done": frozenset({"yes", "left"})}  # somebody was let in to work here, or their access ended
_TOLD = {"done": frozenset({"yes", "told"})}  # choices were kept, or a check-in said that more eyes see the phone
_SHARED = {"done": frozenset({"yes", "picked"})}  # a note was shared with the client, or picked for supervision
_REST = {"left": frozenset({"yes"})}  # not each part of a talk on paper was written down
_PART = {"part": frozenset({"yes"})}  # what others keep, and no more
_FIRST = {"first": frozenset({"yes"})}  # a draft of something else comes first

# Signing in, setting up a practice, unlocking, leaving.
SIGN_IN: tuple[Page, ...] = (
    Page("sign_in/start", "/start", Title.START, EVERYONE, Gate.NONE, grade=CLIENT_GRADE, states=_OPEN, takes=PROOF),
    Page("sign_in/set_up", "/set", Title.START, EVERYONE, Gate.NONE, grade=STAFF_GRADE, states=_OPEN, takes=PROOF),
    Page("sign_in/code", "/code", Title.KEYS, EVERYONE, Gate.BEGUN, states=_FORM | {State.EMPTY}, takes=PROOF),
    Page("sign_in/prove", "/words", Title.KEYS, EVERYONE, Gate.BEGUN, states=_FORM, takes=PROOF),
    Page("sign_in/checks", "/set/check", Title.STATE, OFFICERS, states=_FACES),
    Page("sign_in/inner", "/inner", Title.UNLOCK, EVERYONE, states=frozenset({State.ERROR}), takes=PROOF),
    Page("sign_in/lock", "/locked", Title.LOCKED, EVERYONE, Gate.BEGUN, states=_NO_FACE),
    Page("sign_in/out", "/leave", Title.SIGNED_OUT, EVERYONE, Gate.BEGUN, states=_NO_FACE),
    Page("sign_in/devices", "/devices", Title.KEYS, EVERYONE, states=_FACES),
    Page("sign_in/not_me", "/devices/{device:hash}", Title.KEYS, EVERYONE, states=_NO_FACE),
    Page("sign_in/ended", "/devices/done", Title.KEYS, EVERYONE, states=_FACES),
    Page("sign_in/words", "/words/new", Title.KEYS, EVERYONE, Gate.BEGUN, states=_FORM, takes=PROOF),
)

# What a clinician works with.
CHARTS: tuple[Page, ...] = (
    Page(
        "charts/day",
        "/day",
        Title.DAY,
        THERAPISTS,
        nav=N_("Day"),
        states=_FACES | {State.EMPTY},
        query={"after": CURSOR, **_DONE},
        takes=LONG,
    ),
    Page("charts/new", "/people/new", Title.FORM, FOUNDERS, Gate.STEP_UP, states=_FORM),
    Page("charts/card", "/card/{chart}", Title.CARD, THERAPISTS, states=_FACES | {State.EMPTY}),
    Page("charts/change", "/card/{chart}/set", Title.FORM, THERAPISTS, states=_FORM),
    Page("charts/visit", "/card/{chart}/visit", Title.FORM, THERAPISTS | FRONT_DESK, states=_FORM),
    Page(
        "charts/notes",
        "/note/{chart}",
        Title.NOTES,
        THERAPISTS,
        states=_FACES | {State.EMPTY},
        query={"after": CURSOR, **_SHARED},
    ),
    Page("charts/note", "/note/{chart}/{note}", Title.NOTE, THERAPISTS, states=_FACES),
    Page("charts/version", "/note/{chart}/{note}/{version:n}", Title.NOTE, THERAPISTS, states=_FACES),
    Page("charts/sealed", "/note/{chart}/{note}/done", Title.NOTE, THERAPISTS, states=_FACES),
    Page("charts/write", "/write/{chart}", Title.FORM, THERAPISTS, states=_FORM, query=_FIRST),
    Page("charts/draft", "/write/{chart}/draft", Title.FORM, THERAPISTS, states=frozenset({State.ERROR, State.LOCKED})),
    Page("charts/amend", "/write/{chart}/{note}", Title.FORM, THERAPISTS, states=_FACES),
    Page("charts/own", "/own/{chart}", Title.OWN, THERAPISTS, Gate.STEP_UP, states=_FACES | {State.EMPTY}),
    Page("charts/own_write", "/own/{chart}/write", Title.OWN, THERAPISTS, Gate.STEP_UP, states=_FORM, query=_FIRST),
    Page("charts/own_draft", "/own/{chart}/draft", Title.OWN, THERAPISTS, states=frozenset({State.ERROR, State.LOCKED})),
    Page("charts/own_note", "/own/{chart}/{note}", Title.OWN, THERAPISTS, Gate.STEP_UP, states=_FACES),
    Page("charts/own_version", "/own/{chart}/{note}/{version:n}", Title.OWN, THERAPISTS, Gate.STEP_UP, states=_FACES),
    Page("charts/own_amend", "/own/{chart}/{note}/write", Title.OWN, THERAPISTS, Gate.STEP_UP, states=_FACES),
    Page(
        "charts/letters",
        "/letters/{chart}",
        Title.LETTERS,
        THERAPISTS,
        states=_FORM | {State.EMPTY},
        query={"after": CURSOR},
        body=Body.UPLOAD,
    ),
    Page("charts/letter", "/letters/{chart}/{item}", Title.LETTERS, THERAPISTS, states=_NO_FACE, takes=LONG),
    Page("charts/plan", "/plan/{chart}", Title.PLAN, THERAPISTS, states=_FACES | {State.EMPTY}),
    Page("charts/plan_version", "/plan/{chart}/{note}/{version:n}", Title.PLAN, THERAPISTS, states=_FACES),
    Page("charts/plan_write", "/plan/{chart}/write", Title.PLAN, THERAPISTS, states=_FORM),
    Page("charts/plan_draft", "/plan/{chart}/draft", Title.PLAN, THERAPISTS, states=frozenset({State.ERROR, State.LOCKED})),
)

# The talk about privacy, from the side of who leads it.
TALK: tuple[Page, ...] = (
    Page("charts/talk", "/talk/{chart}", Title.GUIDE, THERAPISTS, states=_FORM | {State.EMPTY}, query=_REST),
    Page("charts/talk_paper", "/talk/{chart}/print", Title.GUIDE, THERAPISTS, grade=CLIENT_GRADE, states=_FACES),
    Page("charts/talk_scan", "/talk/{chart}/{item}", Title.GUIDE, THERAPISTS, states=_NO_FACE, takes=LONG),
    Page("charts/talk_past", "/talk/{chart}/{item}/view", Title.GUIDE, THERAPISTS, states=_FACES),
    Page("charts/talk_write", "/talk/{chart}/write", Title.GUIDE, THERAPISTS, states=_FORM, body=Body.UPLOAD),
)

# Forms to let something out: drafted, checked, marked.
FORMS: tuple[Page, ...] = (
    Page("charts/forms", "/forms/{chart}", Title.FORMS, THERAPISTS, states=_FACES | {State.EMPTY}),
    Page("charts/form_new", "/forms/{chart}/new", Title.FORM, THERAPISTS, states=_FORM),
    Page("charts/form", "/forms/{chart}/{item}", Title.FORM, THERAPISTS, states=_FORM, body=Body.UPLOAD),
    Page("charts/form_scan", "/forms/{chart}/{item}/scan", Title.FORM, THERAPISTS, states=_NO_FACE, takes=LONG),
)

# Letting people in: cards, and who waits.
INVITE: tuple[Page, ...] = (
    Page("charts/invite", "/invite/{chart}", Title.FORM, THERAPISTS, states=_FACES | {State.EMPTY}),
    Page("charts/printed", "/invite/{chart}/{card:hash}", Title.CARD, THERAPISTS, states=_FACES),
    Page("charts/shown", "/mine/{chart}", Title.NOTES, THERAPISTS, states=_FACES | {State.EMPTY}),
    Page("charts/shown_item", "/mine/{chart}/{item}", Title.NOTE, THERAPISTS, states=_FACES),
    Page("charts/let_in", "/let-in", Title.PEOPLE, THERAPISTS, Gate.STEP_UP, states=_FACES | {State.EMPTY}, query=_DONE),
    Page("charts/share", "/share/{chart}/{note}", Title.FORM, THERAPISTS, final=True, states=_FACES),
    Page("charts/pick", "/view/{chart}/{note}/yes", Title.FORM, THERAPISTS, states=_FORM | {State.EMPTY}),
    Page("charts/picked", "/view/{chart}/share", Title.NOTES, THERAPISTS, states=_FACES | {State.EMPTY}, query=_DONE),
    Page("charts/access", "/access/{chart}", Title.PEOPLE, THERAPISTS, states=_FACES, query=_DONE),
    Page("charts/give", "/access/{chart}/new", Title.FORM, THERAPISTS, Gate.STEP_UP, states=_FORM | {State.EMPTY}),
    Page("charts/speaks", "/access/{chart}/for", Title.PEOPLE, FOUNDERS, states=_FORM | {State.EMPTY}),
    Page("charts/speaks_yes", "/access/{chart}/{card:hash}/yes", Title.FORM, FOUNDERS, Gate.STEP_UP, states=_FORM | {State.EMPTY}),
    Page("charts/outside_yes", "/access/{chart}/{card:hash}/forms", Title.FORM, FOUNDERS, Gate.STEP_UP, states=_FORM | {State.EMPTY}),
    Page("charts/review", "/people/check", Title.PEOPLE, THERAPISTS, states=_FORM | {State.EMPTY}, takes=LONG),
    Page("charts/hand_on", "/ending", Title.PEOPLE, THERAPISTS, Gate.STEP_UP, states=_FACES | {State.EMPTY}, takes=LONG),
    Page("charts/twin", "/access/{chart}/{grant:hash}/check", Title.PERSON, THERAPISTS, Gate.STEP_UP, final=True, states=_FORM),
    Page("charts/speaker", "/access/{chart}/{grant:hash}/for", Title.PERSON, FOUNDERS, states=_FORM),
    Page("charts/end", "/access/{chart}/{grant:hash}/stop", Title.PERSON, THERAPISTS, states=_FACES),
)

# Who works with what others opened to them, and who looks after the practice.
STAFF_PAGES: tuple[Page, ...] = (
    Page(
        "front/arrivals", "/day", Title.DAY, FRONT_DESK, nav=N_("Day"), states=_FACES | {State.EMPTY}, query={"after": CURSOR}, takes=LONG
    ),
    Page("front/card", "/card/{chart}", Title.CARD, FRONT_DESK, states=_FACES | {State.EMPTY}),
    Page("front/shared", "/day", Title.DAY, SUPERVISORS, nav=N_("Day"), states=_FACES | {State.EMPTY}, takes=LONG),
    Page("front/also", "/share", Title.DAY, SUPERVISORS | THERAPISTS, states=_FACES | {State.EMPTY}),
    Page("front/ended", "/stop", Title.PEOPLE, STAFF, states=_FACES | {State.EMPTY}),
    Page("front/notes", "/view/{chart}", Title.NOTES, SUPERVISORS | THERAPISTS, states=_FACES | {State.EMPTY}, query={"after": CURSOR}),
    Page("front/note", "/view/{chart}/{note}", Title.NOTE, SUPERVISORS | THERAPISTS, states=_FACES),
    Page("practice/week", "/week", Title.WEEK, OFFICERS, nav=N_("Week"), states=_FACES | {State.EMPTY}, takes=LONG),
    Page("practice/staff", "/staff", Title.PEOPLE, OFFICERS, states=_FACES | {State.EMPTY}, query=_LEFT),
    Page("practice/invite", "/staff/new", Title.FORM, OFFICERS, states=_FORM),
    Page("practice/leaving", "/staff/{person}/ending", Title.PEOPLE, OFFICERS, Gate.STEP_UP, states=_FORM, query=_DONE, takes=LONG),
    Page(
        "practice/leaving_end",
        "/staff/{person}/stop",
        Title.PEOPLE,
        OFFICERS,
        Gate.STEP_UP,
        final=True,
        states=_FORM,
        query=_PART,
        takes=LONG,
    ),
    Page("practice/printed", "/staff/{card:hash}", Title.CARD, OFFICERS, states=_FACES),
    Page("practice/let_in", "/staff/{card:hash}/open", Title.PEOPLE, OFFICERS, Gate.STEP_UP, states=_FORM),
    Page("practice/office", "/office", Title.PEOPLE, OFFICERS, states=_FACES | {State.EMPTY}, query=_DONE),
    Page("practice/office_in", "/office/{person}/open", Title.PEOPLE, OFFICERS, Gate.STEP_UP, states=_FORM),
    Page("practice/office_out", "/office/{person}/stop", Title.PEOPLE, OFFICERS, Gate.STEP_UP, states=_FACES),
    Page("practice/access", "/access", Title.PEOPLE, OFFICERS, states=_FACES | {State.EMPTY}, query={"after": CURSOR}, takes=LONG),
    Page("practice/review", "/access/check", Title.PEOPLE, OFFICERS, states=_FORM | {State.EMPTY}, takes=LONG),
    Page("practice/chart", "/unusual/{chart}", Title.ACTIVITY, OFFICERS, states=_FACES, takes=LONG),
    Page("practice/incidents", "/incident", Title.ACTIVITY, OFFICERS, Gate.STEP_UP, states=_FORM | {State.EMPTY}, query=_DONE, takes=LONG),
    Page("practice/state", "/state", Title.STATE, OFFICERS, states=_FACES, takes=LONG),
)

# The law: questions about disclosure, danger and papers, with or without a chart; what was kept; what clients are told.
_CARERS = THERAPISTS | OFFICERS
LAW: tuple[Page, ...] = (
    Page("law/asks", "/asks/new", Title.REQUEST, _CARERS, states=_FORM, asks=True),
    Page("law/asks_chart", "/asks/{chart}/new", Title.REQUEST, THERAPISTS, states=_FORM, asks=True),
    Page("law/keep", "/asks/keep", Title.REQUEST, THERAPISTS, states=frozenset({State.ERROR})),
    Page("law/kept", "/asks/{chart}", Title.REQUESTS, THERAPISTS, states=_FACES | {State.EMPTY}),
    Page("law/answer", "/asks/{chart}/{answer}", Title.REQUEST, THERAPISTS, states=_FORM),
    Page("law/sent", "/asks/{chart}/{answer}/sent", Title.REQUEST, THERAPISTS, states=_FORM),
    Page("law/harm", "/harm", Title.REQUEST, _CARERS, states=_FORM, asks=True),
    Page("law/harm_chart", "/harm/{chart}", Title.REQUEST, THERAPISTS, states=_FORM, asks=True),
    Page("law/calls", "/harm/set", Title.FORM, OFFICERS, states=_FORM),
    Page("law/paper", "/paper", Title.REQUEST, _CARERS, states=_FORM, asks=True),
    Page("law/told", "/talk/open", Title.CHOICES, CLIENTS, states=_FACES | {State.EMPTY}),
)

# What a client meets.
ME: tuple[Page, ...] = (
    Page(
        "me/home",
        "/home",
        Title.HOME,
        CLIENTS,
        nav=N_("Home"),
        states=_FACES | {State.EMPTY},
        query={"done": frozenset({"yes", "choice"})},
        takes=LONG,
    ),
    Page(
        "me/looked",
        "/looked",
        Title.ACTIVITY,
        CLIENTS,
        nav=N_("Who looked"),
        states=_FACES | {State.EMPTY},
        query={"show": frozenset({"all", "line", "people"}), "after": CURSOR},
        takes=LONG,
    ),
    Page("me/mine", "/mine", Title.MINE, CLIENTS, nav=N_("Mine"), states=_FACES | {State.EMPTY}),
    Page("me/choices", "/choices", Title.CHOICES, CLIENTS, nav=N_("Choices"), states=_FORM, query=_TOLD),
    Page("me/talk", "/talk/{part:1-5}", Title.STEP, CLIENTS, states=_FORM | {State.EMPTY}),
    Page("me/talk_check", "/talk/check", Title.CHECK, CLIENTS, states=_FORM | {State.EMPTY}),
    Page("me/talk_done", "/talk/done", Title.CHOICES, CLIENTS, states=_FORM | {State.EMPTY}, query=_DONE),
    Page("me/talk_back", "/talk/stop", Title.CHOICES, CLIENTS, states=_FACES),
    Page("me/talk_file", "/talk/file", Title.CHOICES, CLIENTS, states=_NO_FACE),
    Page("me/talk_past", "/talk/{item}/file", Title.CHOICES, CLIENTS, states=_NO_FACE),
    Page("me/talk_scan", "/talk/{item}/scan", Title.CHOICES, CLIENTS, states=_NO_FACE, takes=LONG),
    Page("me/mood", "/mood", Title.FORM, CLIENTS, states=_FORM | {State.EMPTY}, query=_TOLD),
    Page("me/reach", "/reach", Title.CHOICES, CLIENTS, states=_FORM | {State.EMPTY}, query=_DONE),
    Page("me/phrase", "/reach/words", Title.CHOICES, CLIENTS, Gate.STEP_UP, states=_FORM | {State.EMPTY}),
    Page("me/sent", "/reach/sent", Title.CHOICES, CLIENTS, states=_FORM, query=_DONE),
    Page("me/check", "/looked/check", Title.CHECK, CLIENTS, states=_FACES | {State.EMPTY}, takes=LONG),
    Page("me/file", "/looked/file", Title.CHECK, CLIENTS, states=_NO_FACE, takes=LONG),
    Page("me/item", "/mine/{chart}/{item}", Title.MINE, CLIENTS, states=_FACES),
    Page("me/person", "/people/{chart}/{grant:hash}", Title.PERSON, CLIENTS, states=_FACES, takes=LONG),
    Page("me/stop", "/people/{chart}/{grant:hash}/stop", Title.PERSON, CLIENTS, states=_FACES),
    Page("me/lift", "/people/{chart}/{grant:hash}/yes", Title.PERSON, CLIENTS, Gate.STEP_UP, states=_FACES),
    Page("me/doubt", "/people/{chart}/{grant:hash}/ask", Title.PERSON, CLIENTS, states=_FACES),
    Page("me/trusted", "/trusted", Title.PEOPLE, CLIENTS, states=_FORM | {State.EMPTY}),
    Page("me/trusted_card", "/trusted/{card:hash}", Title.CARD, CLIENTS, states=_FACES),
    Page("me/trusted_yes", "/trusted/{card:hash}/yes", Title.FORM, CLIENTS, Gate.STEP_UP, states=_FORM),
    Page("me/again", "/people/new", Title.FORM, CLIENTS, Gate.STEP_UP, states=_FORM),
    Page(
        "me/circle",
        "/choices/people",
        Title.CHOICES,
        CLIENTS,
        states=_FACES | {State.EMPTY},
        query={"done": frozenset({"yes", "back", "inside", "kept", "shared", "named", "before", "needless", "unnamed"})},
    ),
    Page("me/circle_yes", "/choices/people/{person}/yes", Title.CHOICES, CLIENTS, Gate.STEP_UP, states=_FACES, takes=LONG),
    Page("me/circle_set", "/choices/people/{part:1-3}", Title.CHOICES, CLIENTS, states=_FORM | {State.EMPTY}, takes=LONG),
    Page("me/topic", "/choices/people/keep/{part:1-7}", Title.CHOICES, CLIENTS, states=_FACES | {State.EMPTY}, takes=LONG),
    Page("me/topic_yes", "/choices/people/keep/{part:1-7}/yes", Title.CHOICES, CLIENTS, Gate.STEP_UP, states=_FACES),
    Page("me/named", "/choices/people/name", Title.FORM, CLIENTS, Gate.STEP_UP, states=_FORM, takes=LONG),
    Page("me/named_back", "/choices/people/name/stop", Title.CHOICES, CLIENTS, states=_FACES | {State.EMPTY}, takes=LONG),
    Page("me/older", "/people/keep", Title.CHOICES, CLIENTS, states=_FACES | {State.EMPTY}),
    Page("me/part", "/people/{chart}/{grant:hash}/part", Title.PERSON, CLIENTS, states=_FACES),
    Page("me/part_yes", "/people/{chart}/{grant:hash}/part/{part:1-9}", Title.PERSON, CLIENTS, Gate.STEP_UP, states=_FACES),
    Page("me/stopped", "/people/{chart}/{grant:hash}/done", Title.PERSON, CLIENTS, states=_FACES, takes=LONG),
    Page("me/forms", "/forms", Title.FORMS, CLIENTS, states=_FACES | {State.EMPTY}),
    Page("me/form_new", "/forms/new", Title.FORM, CLIENTS, states=_FORM),
    Page("me/form", "/forms/{chart}/{item}", Title.FORM, CLIENTS, states=_FACES),
    Page("me/form_yes", "/forms/{chart}/{item}/yes", Title.FORM, CLIENTS, Gate.STEP_UP, states=_FACES),
    Page("me/form_back", "/forms/{chart}/{item}/stop", Title.FORM, CLIENTS, states=_FACES),
    Page("me/form_file", "/forms/{chart}/{item}/file", Title.FORM, CLIENTS, states=_NO_FACE),
    Page("me/form_scan", "/forms/{chart}/{item}/scan", Title.FORM, CLIENTS, states=_NO_FACE, takes=LONG),
    Page("me/join", "/join", Title.START, EVERYONE, Gate.NONE, grade=CLIENT_GRADE, states=_OPEN, takes=PROOF),
)

# What somebody meets who stands beside a client: an account of their own, and what a live grant opens.
BESIDE_PAGES: tuple[Page, ...] = (
    Page("beside/home", "/home", Title.HOME, BESIDE, nav=N_("Home"), states=_FACES | {State.EMPTY}, query=_DONE),
    Page("beside/card", "/card", Title.FORM, BESIDE, states=_FORM),
    Page("beside/person", "/for/{chart}", Title.PERSON, BESIDE, states=_FACES | {State.EMPTY}),
    Page("beside/item", "/for/{chart}/{item}", Title.MINE, BESIDE, states=_FACES),
    Page("beside/note", "/for/{chart}/note/{note}", Title.NOTE, BESIDE, states=_FACES),
    Page("beside/talk", "/for/{chart}/talk/{part:1-5}", Title.STEP, GUARDIANS, states=_FORM | {State.EMPTY}),
    Page("beside/talk_check", "/for/{chart}/talk/check", Title.CHECK, GUARDIANS, states=_FORM | {State.EMPTY}),
    Page("beside/talk_done", "/for/{chart}/talk/done", Title.CHOICES, GUARDIANS, states=_FORM | {State.EMPTY}, query=_DONE),
    Page("beside/talk_back", "/for/{chart}/talk/stop", Title.CHOICES, GUARDIANS, states=_FACES),
    Page("beside/talk_file", "/for/{chart}/talk/file", Title.CHOICES, GUARDIANS, states=_NO_FACE),
    Page("beside/talk_past", "/for/{chart}/talk/{item}/file", Title.CHOICES, GUARDIANS, states=_NO_FACE),
    Page("beside/forms", "/for/{chart}/forms", Title.FORMS, GUARDIANS, states=_FACES | {State.EMPTY}),
    Page("beside/form", "/for/{chart}/forms/{item}", Title.FORM, GUARDIANS, states=_FACES),
    Page("beside/form_yes", "/for/{chart}/forms/{item}/yes", Title.FORM, GUARDIANS, Gate.STEP_UP, states=_FACES),
    Page("beside/form_back", "/for/{chart}/forms/{item}/stop", Title.FORM, GUARDIANS, states=_FACES),
    Page("beside/form_file", "/for/{chart}/forms/{item}/file", Title.FORM, GUARDIANS, states=_NO_FACE),
    Page("beside/others", "/for/{chart}/people", Title.PEOPLE, GUARDIANS, states=_FACES | {State.EMPTY}, query=_DONE),
    Page("beside/stop", "/for/{chart}/{grant:hash}/stop", Title.PERSON, GUARDIANS, states=_FACES),
)

HELP: tuple[Page, ...] = (
    Page("help/help", "/help", Title.HELP, EVERYONE, Gate.NONE, nav=N_("Help"), grade=CLIENT_GRADE),
    Page("help/leave", "/help/leave", Title.HELP, EVERYONE, Gate.NONE, grade=CLIENT_GRADE),
    Page("help/limits", "/help/keep", Title.HELP, EVERYONE, Gate.NONE, grade=CLIENT_GRADE),
)

# Their order is the order of the navigation.
PAGES = (*SIGN_IN, *CHARTS, *TALK, *FORMS, *INVITE, *STAFF_PAGES, *LAW, *ME, *BESIDE_PAGES, *HELP)
