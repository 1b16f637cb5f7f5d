"""Access: what can be done, to which compartment, and for what purpose. The closed lists every floor shares."""

from __future__ import annotations

from enum import Enum, IntEnum


class Code(IntEnum):
    """Kinds of compartment: the unit of key and access. A chart may have several of one kind."""

    CONTACT = 1
    ACCESS = 2
    RECORD = 3
    PSYCHOTHERAPY = 4
    MESSAGES = 5
    DOCUMENTS = 6
    SCHEDULE = 7
    SAFETY = 8
    OWN = 9
    LEDGER = 10
    REQUESTS = 11
    SHARED = 12  # what the client may read: copies of notes, made for them
    CONSENT = 13  # what the client was told, answered and said yes to
    SUPERVISION = 14  # what a supervisor may read of the notes: copies, picked for them
    SIGNED = 15  # what somebody signed for the client by law, and the forms that name them
    PRACTICE = 20


FOUNDING = (
    Code.CONTACT, Code.ACCESS, Code.RECORD, Code.PSYCHOTHERAPY, Code.SCHEDULE, Code.LEDGER, Code.SHARED, Code.REQUESTS, Code.CONSENT,
    Code.SUPERVISION, Code.SIGNED,
)  # fmt: skip


class Content(IntEnum):
    """What an object holds; told apart inside the seal's context, so one can never be offered as another."""

    PAGE = 1
    CARD = 2
    ACCESS_LIST = 3
    INDEX = 4
    GRANT = 5
    NOTE = 10
    PSYCHOTHERAPY_NOTE = 11
    PLAN = 12
    MESSAGE = 13
    ATTACHMENT = 14
    CONSENT = 15
    RESTRICTION = 16
    AUTHORIZATION = 17
    APPOINTMENT = 18
    SAFETY_PLAN = 19
    JOURNAL = 20
    REQUEST = 21
    ASSESSMENT = 22
    DISCLOSURE = 23
    REVIEW = 24
    SCAN = 25  # of a signed form, beside it
    SETTINGS = 30


def page_content(code: Code) -> Content:
    """The content code of a compartment's page."""
    if code is Code.CONTACT:
        return Content.CARD
    return Content.ACCESS_LIST if code is Code.ACCESS else Content.PAGE


class Act(Enum):
    """What an ask asks for and an entry records. The value stands in statements and entries."""

    FOUND = "found"
    USE = "use"
    OPEN = "open"
    SEARCH = "search"
    WRITE = "write"
    EXPORT = "export"
    PRINT = "print"
    DISCLOSE = "disclose"
    GRANT = "grant"
    STOP = "stop"
    ROLL_BEGUN = "roll-begun"
    ROLL_ENDED = "roll-ended"
    CONSENT = "consent"
    RESTRICT = "restrict"
    DOUBT = "doubt"
    STEP_UP = "step-up"
    SIGN_IN = "sign-in"
    SIGN_OUT = "sign-out"
    REFUSED = "refused"
    BREAK_GLASS = "break-glass"
    RECOVER = "recover"
    RESTORE = "restore"
    SHRED = "shred"
    ERASE = "erase"
    JOIN = "join"
    DIRECTORY = "directory"
    POLICY = "policy"
    INCIDENT = "incident"


class Purpose(Enum):
    """Why somebody asks. `own record` and `own choice` are the client's; the last three are of people beside them."""

    TREATMENT = "treatment"
    SUPERVISION = "supervision"
    FRONT_DESK = "front desk"
    OVERSIGHT = "oversight"
    OWN_RECORD = "own record"
    OWN_CHOICE = "own choice"
    PRACTICE = "practice"
    TRUST = "trust"
    SPEAKS_FOR = "speaks for"
    OUTSIDE_CARE = "outside care"


class Right(Enum):
    """What a grant lets its holder do: the first three per compartment, the last two on the whole chart."""

    READ = "read"
    WRITE = "write"
    GRANT = "grant"
    STOP = "stop"
    SUBJECT = "subject"
