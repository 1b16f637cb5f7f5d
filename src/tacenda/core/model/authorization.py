"""Authorization: a signed form that lets something of the record go to somebody named. Its check is in `authorization_check`.

Payload: `plain({v, salt, client, segments, details, discloser, recipient, recipient_kind, purpose, purpose_kind, at_request, ends, event,
endless, statements, revoke_how, conditioned, apart, joint, plain, passes_on, participants, parties, signatures, revoked, over, false})`;
`plain`, `passes_on` and `participants` only where they say something. `parties`: `[name, role,
authority, shown]` each; `signatures`: `[party, how, day, by, scan]`; `seen`, only where somebody saw it later: `[party, authority, day,
by]`; `revoked`, `over`, `false`: no row, or one of `[moment, by]`. The
terms never change: a further version adds a signature or an end. `proven` counts what its own author sealed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType

from tacenda.core.words.encoding import Plain, Reading, as_number, as_raw, as_text, plain
from tacenda.core.words.errors import Conflict, Invalid, NotFound, Tampered
from tacenda.core.words.ids import PrincipalId
from tacenda.core.words.moments import Day, Moment, known, known_day
from tacenda.core.words.names import letters

LONGEST = 2_000  # characters of a text
NO_DAY = Day(0)
YES_NO_UNKNOWN = ("yes", "no", "")
LATER = ("plain", "passes_on", "participants")  # what forms from before do not say


class Segment(Enum):
    """Kinds of information a form can name, each with a word of its own."""

    RECORD = "record"
    SUMMARY = "summary"
    ATTENDANCE = "attendance"
    BILLING = "billing"
    TESTS = "tests"
    MESSAGES = "messages"
    PSYCHOTHERAPY = "psychotherapy notes"
    SUBSTANCE = "substance use"
    SUBSTANCE_NOTES = "substance use notes"
    HIV = "hiv"


class Statement(Enum):
    """Sentences a form must say to the person who signs."""

    REVOKE = "revoke"
    CONDITIONS = "conditions"
    REDISCLOSURE = "redisclosure"
    REFUSAL = "refusal"
    COPY = "copy"
    GIFTS = "gifts"


class Signer(Enum):
    """As what somebody signs."""

    CLIENT = "client"
    PARENT = "parent"
    REPRESENTATIVE = "representative"
    PARTICIPANT = "participant"  # another adult of joint or family therapy


class How(Enum):
    """How it was signed: with the signer's own key, or on paper, which somebody here attests."""

    KEY = "key"
    PAPER = "paper"


SPEAK = frozenset({Signer.PARENT, Signer.REPRESENTATIVE})  # who signs for the client by law


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who must sign. `authority`: what lets them sign for the client; `shown`: yes, no, or empty while nobody looked."""

    name: str
    role: Signer
    authority: str = ""
    shown: str = ""

    def __repr__(self) -> str:
        return f"Party({self.role.value})"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature. `party`: index among the parties; `by`: who sealed it; `scan`: the object of a sealed scan, or empty."""

    party: int
    how: How
    day: Day
    by: PrincipalId
    scan: bytes = b""


@dataclass(frozen=True, slots=True)
class Seen:
    """That somebody here saw, once the form was drawn up, what lets a party sign for the client; and what that is."""

    party: int
    authority: str
    day: Day
    by: PrincipalId

    def __repr__(self) -> str:
        return f"Seen({self.party})"


@dataclass(frozen=True, slots=True)
class Mark:
    """That something happened: when it was written down, and by whom."""

    at: Moment
    by: PrincipalId


@dataclass(frozen=True, slots=True)
class Terms:
    """What is signed. `ends`: the last day, 0 for none; `endless`: the form says that it has no end. Unanswered questions are empty.

    `plain`: whether it is in plain words; `passes_on`: whether the recipient is an intermediary (42 CFR 2.11), and `participants`: whom it
    may pass records on to, by name or by what they are to the client.
    """

    client: str
    segments: tuple[Segment, ...]
    details: str
    discloser: str
    recipient: str
    recipient_kind: str
    purpose: str
    purpose_kind: str
    at_request: bool
    ends: Day
    event: str
    endless: bool
    statements: tuple[Statement, ...]
    revoke_how: str
    conditioned: str
    apart: str
    joint: bool
    parties: tuple[Party, ...]
    plain: str = ""
    passes_on: str = ""
    participants: str = ""

    def __repr__(self) -> str:
        return "Terms()"


@dataclass(frozen=True, slots=True)
class Authorization:
    """One form with what became of it."""

    terms: Terms
    signatures: tuple[Signature, ...] = ()
    revoked: Mark | None = None
    over: Mark | None = None
    false: Mark | None = None
    seen: tuple[Seen, ...] = ()

    def __repr__(self) -> str:
        return "Authorization()"

    @property
    def told(self) -> Terms:
        """The terms, with what was seen since of what lets somebody sign for the client: nobody who signs reads other words than these."""
        return _told(self.terms, self.seen)

    def signed(self, party: int) -> bool:
        return any(one.party == party for one in self.signatures)


def names(terms: Terms, name: str) -> bool:
    """Whether a form's recipient is called so, whatever the capitals, spaces and points. Any other difference is a person's to judge."""
    return letters(terms.recipient) == letters(name) != ""


def says(text: str) -> bool:
    """Whether a text says anything to who reads it: what nobody sees, or points alone, are no name and no words."""
    return letters(text) != ""


def ended(form: Authorization, today: Day) -> bool:
    """Taken back, over by its day or event, or known to be false."""
    return bool(form.revoked or form.over or form.false) or bool(form.terms.ends and today > form.terms.ends)


# What happens to a form


def drawn(terms: Terms) -> Authorization:
    """A new form. Raises Invalid for texts too long and for what no form can hold; what is missing is said by `defects`."""
    texts = {
        name: getattr(terms, name)
        for name in ("client", "details", "discloser", "recipient", "purpose", "event", "revoke_how", "participants")
    }
    wrong = {name: "too_long" for name, value in texts.items() if len(value) > LONGEST}
    wrong |= {name: "" for name, value in texts.items() if any(0xD800 <= ord(letter) <= 0xDFFF for letter in value)}
    if not terms.segments or len(set(terms.segments)) != len(terms.segments):
        wrong["segments"] = "empty"
    if not terms.parties or any(not one.name for one in terms.parties):
        wrong["parties"] = "empty"
    if wrong:
        raise Invalid(wrong)
    return Authorization(terms)


def with_signature(form: Authorization, made: Signature, today: Day) -> Authorization:
    """Raises NotFound for a party the form has not, Invalid for a day to come, Conflict for one who signed, or for a form that ended."""
    if not 0 <= made.party < len(form.terms.parties):
        raise NotFound("party")
    if not NO_DAY < made.day <= today:
        raise Invalid({"day": "not_a_day"})
    if form.signed(made.party) or ended(form, today):
        raise Conflict("signed")
    return replace(form, signatures=(*form.signatures, made))


def with_seen(form: Authorization, made: Seen, today: Day) -> Authorization:
    """Somebody here saw what lets a parent or representative sign. Raises NotFound for any other party, Invalid where it is not said what,
    Conflict for one who signed, or for a form that ended."""
    if not 0 <= made.party < len(form.terms.parties) or form.terms.parties[made.party].role not in SPEAK:
        raise NotFound("party")
    if not says(made.authority):
        raise Invalid({"authority": "empty"})
    if len(made.authority) > LONGEST:
        raise Invalid({"authority": "too_long"})
    if form.signed(made.party) or ended(form, today):
        raise Conflict("signed")
    return replace(form, seen=(*form.seen, made))


def _told(terms: Terms, seen: Sequence[Seen]) -> Terms:
    newest = {one.party: one.authority for one in seen}
    parties = (replace(one, authority=newest[i], shown="yes") if i in newest else one for i, one in enumerate(terms.parties))
    return replace(terms, parties=tuple(parties)) if newest else terms


def taken_back(form: Authorization, at: Moment, by: PrincipalId) -> Authorization:
    """Raises Conflict if it was taken back before."""
    if form.revoked:
        raise Conflict("taken back")
    return replace(form, revoked=Mark(at, by))


def with_event(form: Authorization, at: Moment, by: PrincipalId) -> Authorization:
    """The event that ends it happened. Raises Conflict if it was written down before, NotFound for a form without one."""
    if form.over:
        raise Conflict("over")
    if not form.terms.event:
        raise NotFound("event")
    return replace(form, over=Mark(at, by))


def found_false(form: Authorization, at: Moment, by: PrincipalId) -> Authorization:
    """Something that matters on it is known to be false. Raises Conflict if that was written down before."""
    if form.false:
        raise Conflict("false")
    return replace(form, false=Mark(at, by))


def by_key(terms: Terms, party: int) -> bool:
    """Whether a client's key signs for a party: for the one client, never for a parent, a representative or another adult.

    Whoever else must sign has no key here that the form knows. Of two who are named as the client nobody can say whose key it is.
    """
    return [i for i, one in enumerate(terms.parties) if one.role is Signer.CLIENT] == [party]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who signs for the client by law. `side`: as what, a value of Signer."""

    name: str
    side: str

    def named(self, name: str, side: str) -> bool:
        """Whether a form means them: as what they are, under their name, whatever the capitals, spaces and points."""
        return side == self.side and letters(name) == letters(self.name) != ""


NOBODY: Mapping[PrincipalId, Speaker] = MappingProxyType({})


def of_speaker(terms: Terms, party: int, who: Speaker) -> bool:
    """Whether a party is who signs for the client by law; of two that are named alike nobody can say whose key it is."""
    return [i for i, one in enumerate(terms.parties) if who.named(one.name, one.role.value)] == [party]


def by_speaker(terms: Terms, party: int, who: Speaker) -> bool:
    """Whether their key signs for a party: the form says what lets them, somebody here saw it (45 CFR 164.508(c)(1)(vi)), and the law lets
    them. A parent never signs alone for care with drugs or drink (42 CFR 2.14): the minor does, or both do."""
    one = terms.parties[party]
    alone = one.role is Signer.PARENT and not any(other.role is Signer.CLIENT for other in terms.parties)
    minors = bool({Segment.SUBSTANCE, Segment.SUBSTANCE_NOTES} & set(terms.segments))
    return of_speaker(terms, party, who) and says(one.authority) and one.shown == "yes" and not (alone and minors)


def proven(
    versions: Sequence[tuple[PrincipalId, Authorization]], subjects: Collection[PrincipalId],
    speakers: Mapping[PrincipalId, Speaker] = NOBODY,
) -> Authorization:  # fmt: skip
    """The newest version with the signatures that count: each first stands in a version that its own `by` sealed, a client's key in theirs,
    that of who signs for them by law for the party they are, and neither for anybody else; one on paper in that of who treats the client.
    On a form that one of those who sign drew up themselves, none of theirs: it says that somebody here saw what lets them. That it was seen
    since counts from the version of who treats the client, and stays.

    `versions`: who sealed each, and its words, oldest first. Raises Tampered if terms were changed, or an end was taken away.
    """

    def counted(author: PrincipalId, terms: Terms, one: Signature) -> bool:
        if one.how is How.PAPER:
            return author not in subjects and author not in speakers
        own = author in subjects and by_key(terms, one.party)
        theirs = author in speakers and versions[0][0] not in speakers
        return own or (theirs and by_speaker(terms, one.party, speakers[author]))

    seen, counts, shown = frozenset[Signature](), dict[Signature, None](), dict[Seen, None]()
    before = versions[0][1]
    for author, form in versions:
        if form.terms != before.terms or not _keeps(before, form):
            raise Tampered("a form was changed")
        if author not in subjects and author not in speakers:
            shown |= dict.fromkeys(one for one in form.seen if one.by == author)
        for one in form.signatures:
            if one not in seen and one.by == author and counted(author, _told(form.terms, [*shown]), one):
                counts[one] = None
        seen, before = seen | frozenset(form.signatures), form
    return replace(before, signatures=tuple(one for one in before.signatures if one in counts), seen=tuple(shown))


def _keeps(before: Authorization, after: Authorization) -> bool:
    """Whether a version keeps every end of the one before it."""
    return all(getattr(before, name) in (None, getattr(after, name)) for name in ("revoked", "over", "false"))


# Bytes


def write(form: Authorization, salt: bytes) -> bytes:
    """The payload of a form."""
    terms, signatures = form.terms, list[Plain]()
    signatures += [[one.party, one.how.value, int(one.day), one.by, one.scan] for one in form.signatures]
    return plain(
        {
            "v": 1, "salt": salt, "client": terms.client, "segments": [one.value for one in terms.segments], "details": terms.details,
            "discloser": terms.discloser, "recipient": terms.recipient, "recipient_kind": terms.recipient_kind, "purpose": terms.purpose,
            "purpose_kind": terms.purpose_kind, "at_request": terms.at_request, "ends": int(terms.ends), "event": terms.event,
            "endless": terms.endless, "statements": [one.value for one in terms.statements], "revoke_how": terms.revoke_how,
            "conditioned": terms.conditioned, "apart": terms.apart, "joint": terms.joint,
            "parties": [[one.name, one.role.value, one.authority, one.shown] for one in terms.parties], "signatures": signatures,
            **({"seen": [[one.party, one.authority, int(one.day), one.by] for one in form.seen]} if form.seen else {}),
            "revoked": _mark_rows(form.revoked), "over": _mark_rows(form.over), "false": _mark_rows(form.false),
            **{name: value for name in LATER if (value := getattr(terms, name))},
        }
    )  # fmt: skip


def _mark_rows(mark: Mark | None) -> list[Plain]:
    return [[int(mark.at), mark.by]] if mark else []


def read(payload: bytes) -> Authorization:
    """Raises Tampered."""
    r = Reading(payload)
    r.version(1)
    r.raw("salt", 32)
    try:
        form = Authorization(
            _terms(r),
            tuple(_signature(row) for row in r.rows("signatures")),
            _mark(r, "revoked"),
            _mark(r, "over"),
            _mark(r, "false"),
            tuple(_seen(row) for row in r.rows("seen")) if r.has("seen") else (),
        )
    except ValueError as error:
        raise Tampered("authorization") from error
    r.done()
    if any(not 0 <= one.party < len(form.terms.parties) for one in (*form.signatures, *form.seen)):
        raise Tampered("signature")
    return form


def _terms(r: Reading) -> Terms:
    found = Terms(
        r.text("client"), tuple(Segment(one) for one in r.texts("segments")), r.text("details"), r.text("discloser"), r.text("recipient"),
        r.text("recipient_kind"), r.text("purpose"), r.text("purpose_kind"), r.flag("at_request"), known_day(r.number("ends")),
        r.text("event"), r.flag("endless"), tuple(Statement(one) for one in r.texts("statements")), r.text("revoke_how"),
        r.text("conditioned"),
        r.text("apart"), r.flag("joint"), tuple(_party(row) for row in r.rows("parties")),
        **{name: r.text(name) for name in LATER if r.has(name)},
    )  # fmt: skip
    if not {found.conditioned, found.apart, found.plain, found.passes_on} <= set(YES_NO_UNKNOWN):
        raise Tampered("terms")
    return found


def _party(row: list[object]) -> Party:
    if len(row) != 4 or row[3] not in YES_NO_UNKNOWN:
        raise Tampered("party")
    return Party(as_text(row[0]), Signer(as_text(row[1])), as_text(row[2]), as_text(row[3]))


def _signature(row: list[object]) -> Signature:
    if len(row) != 5:
        raise Tampered("signature")
    return Signature(
        as_number(row[0]), How(as_text(row[1])), known_day(as_number(row[2])), PrincipalId(as_raw(row[3])), as_raw(row[4], 0, 16)
    )


def _seen(row: list[object]) -> Seen:
    if len(row) != 4:
        raise Tampered("seen")
    return Seen(as_number(row[0]), as_text(row[1]), known_day(as_number(row[2])), PrincipalId(as_raw(row[3])))


def _mark(r: Reading, key: str) -> Mark | None:
    rows = r.rows(key)
    if not rows:
        return None
    if len(rows) > 1 or len(rows[0]) != 2:
        raise Tampered(key)
    return Mark(known(as_number(rows[0][0])), PrincipalId(as_raw(rows[0][1])))
