"""Authorization: a signed form that lets something of the record go to somebody named; its check, and the facts the law kernel gets of it.

Payload: `plain({v, salt, client, segments, details, discloser, recipient, recipient_kind, purpose, purpose_kind, at_request, ends, event,
endless, statements, revoke_how, conditioned, apart, joint, parties, signatures, revoked, over, false})`. `parties`: `[name, role,
authority, shown]` each; `signatures`: `[party, how, day, by, scan]`; `revoked`, `over`, `false`: no row, or one of `[moment, by]`. The
terms never change: a further version adds a signature or an end. `proven` counts what its own author sealed.
Elements: 45 CFR 164.508(c), 42 CFR 2.31, and what a place asks for (`law/forms.toml`): there where they stand, here what they mean.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from tacenda.core.words.encoding import Plain, Reading, as_number, as_raw, as_text, plain
from tacenda.core.words.errors import Conflict, Invalid, NotFound, Tampered
from tacenda.core.words.ids import PrincipalId
from tacenda.core.words.moments import Day, Moment

LONGEST = 2_000  # characters of a text
NO_DAY = Day(0)
CARE = ("care", "payment", "operations")
YES_NO_UNKNOWN = ("yes", "no", "")


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


INFO: Mapping[Segment, str] = {
    Segment.RECORD: "record", Segment.SUMMARY: "summary", Segment.ATTENDANCE: "attendance", Segment.BILLING: "billing",
    Segment.TESTS: "test_material", Segment.MESSAGES: "messages", Segment.PSYCHOTHERAPY: "psychotherapy_notes",
    Segment.SUBSTANCE: "record", Segment.SUBSTANCE_NOTES: "part2_counseling_notes", Segment.HIV: "record",
}  # fmt: skip


class Statement(Enum):
    """Sentences a form must say to the person who signs."""

    REVOKE = "revoke"
    CONDITIONS = "conditions"
    REDISCLOSURE = "redisclosure"
    REFUSAL = "refusal"
    COPY = "copy"


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


class Element(Enum):
    """What a form must have."""

    CLIENT = "client"
    DESCRIPTION = "description"
    DISCLOSER = "discloser"
    RECIPIENT = "recipient"
    PURPOSE = "purpose"
    EXPIRY = "expiry"
    SIGNATURE = "signature"
    DATE = "date"
    AUTHORITY = "authority"
    REVOKE = "revoke"
    CONDITIONS = "conditions"
    REDISCLOSURE = "redisclosure"
    REFUSAL = "refusal"
    COPY = "copy"
    TOGETHER = "together"  # of what is joint: the name and signature of each adult


class Fault(Enum):
    """What makes a form worth nothing. The values are those of the kernel's fact `authorization_defect`, gravest first."""

    REVOKED = "revoked"
    EXPIRED = "expired"
    FALSE = "false"
    NO_AUTHORITY = "no_authority"
    COMPOUND = "compound"
    CONDITIONED = "conditioned"
    INCOMPLETE = "incomplete"


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
class Mark:
    """That something happened: when it was written down, and by whom."""

    at: Moment
    by: PrincipalId


@dataclass(frozen=True, slots=True)
class Terms:
    """What is signed. `ends`: the last day, 0 for none; `endless`: the form says that it has no end. Unanswered questions are empty."""

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

    def __repr__(self) -> str:
        return "Authorization()"

    def signed(self, party: int) -> bool:
        return any(one.party == party for one in self.signatures)


@dataclass(frozen=True, slots=True)
class Form:
    """The form rules of one law. `segments`: it applies where one of these is named (empty: always); `proven`: read, not remembered.

    `spares`: practice facts that lift it, for example `hipaa_covered = "no"`; `alone`: what stands on a form with nothing else, and with
    `alone_in_court` each segment of the rule's own where it is for a lawsuit; `endless`: kinds that may say "none" for their end;
    `if_care`: elements asked for on the one consent for care, payment and operations alone; `open`: what nobody here has read.
    """

    id: str
    title: str
    place: str
    needs: Mapping[Element, str]
    faults: Mapping[Fault, str]
    segments: frozenset[Segment] = frozenset()
    spares: tuple[tuple[str, str], ...] = ()
    alone: frozenset[Segment] = frozenset()
    alone_in_court: bool = False
    endless: frozenset[str] = frozenset()
    if_care: frozenset[Element] = frozenset()
    open: tuple[tuple[Segment, str], ...] = ()
    proven: bool = True


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that is missing or wrong. `element`: what is missing; None for a fault of the whole."""

    form: str
    fault: Fault
    element: Element | None
    citation: str


@dataclass(frozen=True, slots=True)
class Question:
    """What nobody can tell from the form: a person or counsel must. `about`: a word the doors have a sentence for."""

    form: str
    about: str
    citation: str


def kind(terms: Terms) -> str:
    """The kernel's word for what kind of form this is."""
    alone = terms.segments[0] if len(terms.segments) == 1 else None
    if alone is Segment.PSYCHOTHERAPY:
        return "notes"
    if alone is Segment.SUBSTANCE_NOTES:
        return "part2_notes"
    if alone is Segment.SUBSTANCE and terms.purpose_kind in CARE:
        return "part2_tpo"
    if alone is Segment.SUBSTANCE and terms.purpose_kind == "proceedings":
        return "part2_proceedings"
    return "general"


def applicable(forms: Sequence[Form], terms: Terms, place: str, known: Mapping[str, str]) -> tuple[Form, ...]:
    """The form rules that hold at a place, for what the form names. `known`: the practice's facts; what it does not say spares nothing."""
    return tuple(
        one
        for one in forms
        if (not one.place or place == one.place or place.startswith(one.place + "-"))
        and (not one.segments or one.segments & set(terms.segments))
        and not any(known.get(fact) == value for fact, value in one.spares)
    )


def defects(form: Authorization, forms: Sequence[Form], today: Day) -> tuple[Defect, ...]:
    """Everything that is missing or wrong, with its citation; forms in their order, gravest first within each."""
    return tuple(one for rules in forms for one in _defects(form, rules, today))


def _defects(form: Authorization, rules: Form, today: Day) -> list[Defect]:
    wrong = [
        Defect(rules.id, fault, None, rules.faults[fault]) for fault in Fault if fault in rules.faults and _is(form, rules, fault, today)
    ]
    missing = [
        Defect(rules.id, Fault.INCOMPLETE, element, citation)
        for element, citation in rules.needs.items()
        if _asked(form.terms, rules, element) and not _has(form, rules, element, today)
    ]
    return [*wrong, *missing]


def _asked(terms: Terms, rules: Form, element: Element) -> bool:
    return element not in rules.if_care or kind(terms) == "part2_tpo"


def _is(form: Authorization, rules: Form, fault: Fault, today: Day) -> bool:
    """Whether the whole form has a fault."""
    terms = form.terms
    match fault:
        case Fault.REVOKED:
            return form.revoked is not None
        case Fault.EXPIRED:
            return form.over is not None or bool(terms.ends and today > terms.ends)
        case Fault.FALSE:
            return form.false is not None
        case Fault.NO_AUTHORITY:
            return any(form.signed(i) and one.shown == "no" for i, one in enumerate(terms.parties))
        case Fault.COMPOUND:
            return terms.apart == "no" or _combined(terms, rules)
        case Fault.CONDITIONED:
            return terms.conditioned == "yes"
        case Fault.INCOMPLETE:
            return False  # said element by element


def _combined(terms: Terms, rules: Form) -> bool:
    """Whether something that must stand alone stands with something else."""
    named = frozenset(terms.segments)
    court = rules.segments if rules.alone_in_court and terms.purpose_kind == "proceedings" else frozenset[Segment]()
    return len(named) > 1 and bool(named & (rules.alone | court))


def _has(form: Authorization, rules: Form, element: Element, today: Day) -> bool:
    """Whether a form has an element."""
    terms = form.terms
    match element:
        case Element.CLIENT:
            return bool(terms.client)
        case Element.DESCRIPTION:
            return bool(terms.segments)
        case Element.DISCLOSER:
            return bool(terms.discloser)
        case Element.RECIPIENT:
            return bool(terms.recipient)
        case Element.PURPOSE:
            return bool(terms.purpose) or terms.at_request
        case Element.EXPIRY:
            return bool(terms.ends or terms.event) or (terms.endless and kind(terms) in rules.endless)
        case Element.SIGNATURE:
            return bool(terms.parties) and all(form.signed(i) for i in range(len(terms.parties)))
        case Element.DATE:
            return bool(form.signatures) and all(NO_DAY < one.day <= today for one in form.signatures)
        case Element.AUTHORITY:
            return all(one.authority for one in terms.parties if one.role in (Signer.PARENT, Signer.REPRESENTATIVE))
        case Element.REVOKE:
            return Statement.REVOKE in terms.statements and bool(terms.revoke_how)
        case Element.CONDITIONS:
            return Statement.CONDITIONS in terms.statements
        case Element.REDISCLOSURE:
            return Statement.REDISCLOSURE in terms.statements
        case Element.REFUSAL:
            return Statement.REFUSAL in terms.statements
        case Element.COPY:
            return Statement.COPY in terms.statements
        case Element.TOGETHER:
            return not joint_gap(form)


def questions(form: Authorization, forms: Sequence[Form]) -> tuple[Question, ...]:
    """What the form does not say and nobody has answered: while one is open, no check can say that there is no defect."""
    return tuple(one for rules in forms for one in _questions(form, rules))


def _questions(form: Authorization, rules: Form) -> list[Question]:
    terms = form.terms
    found: list[Question] = []
    if not rules.proven:
        found.append(Question(rules.id, "counsel", next(iter(rules.needs.values()), "")))
    if not terms.conditioned and Fault.CONDITIONED in rules.faults:
        found.append(Question(rules.id, "conditioned", rules.faults[Fault.CONDITIONED]))
    if not terms.apart and Fault.COMPOUND in rules.faults:
        found.append(Question(rules.id, "apart", rules.faults[Fault.COMPOUND]))
    if Fault.NO_AUTHORITY in rules.faults and any(_unproved(one) for one in terms.parties):
        found.append(Question(rules.id, "authority", rules.faults[Fault.NO_AUTHORITY]))
    found += [Question(rules.id, f"separate {segment.value}", citation) for segment, citation in rules.open if segment in terms.segments]
    return found


def _unproved(party: Party) -> bool:
    return party.role in (Signer.PARENT, Signer.REPRESENTATIVE) and not party.shown


def signed_by(form: Authorization) -> str:
    """The kernel's word for who signed. For what is joint each adult participant signs: one missing, and it is one of several."""
    terms = form.terms
    roles = {one.role for i, one in enumerate(terms.parties) if form.signed(i)}
    if not roles:
        return "nobody"
    if terms.joint:
        # A joint form that names nobody but the client was not filled in for what is joint.
        several = sum(one.role is not Signer.PARENT for one in terms.parties) > 1
        return "client" if several and all(form.signed(i) for i in range(len(terms.parties))) else "one_of_several"
    if roles == {Signer.CLIENT, Signer.PARENT}:
        return "client_and_parent"
    if Signer.CLIENT in roles:
        return "client"
    return "one_of_several" if Signer.PARTICIPANT in roles else next(iter(sorted(one.value for one in roles)))


def joint_gap(form: Authorization) -> bool:
    """Whether a form about several people lacks the signature, or the name, of one of them."""
    return form.terms.joint and signed_by(form) in ("nobody", "one_of_several")


def facts_of(form: Authorization, forms: Sequence[Form], today: Day) -> dict[str, str]:
    """What the form says, as facts of the kernel, in the order they are asked for. What nobody can tell is left out: it stays unknown."""
    terms, found = form.terms, defects(form, forms, today)
    facts = {"recipient": terms.recipient_kind, "purpose": terms.purpose_kind}
    if len(terms.segments) == 1:
        facts["info"] = INFO[terms.segments[0]]
    facts["authorization"] = kind(terms)
    if found:
        facts["authorization_defect"] = next(one.value for one in Fault if any(each.fault is one for each in found))
    elif forms and not questions(form, forms):
        facts["authorization_defect"] = "none"
    facts["signed_by"] = signed_by(form)
    return {name: value for name, value in facts.items() if value}


def live(form: Authorization, forms: Sequence[Form], today: Day) -> bool:
    """Nothing is missing, nothing wrong, and no question open."""
    return facts_of(form, forms, today).get("authorization_defect") == "none"


def ended(form: Authorization, today: Day) -> bool:
    """Taken back, over by its day or event, or known to be false."""
    return bool(form.revoked or form.over or form.false) or bool(form.terms.ends and today > form.terms.ends)


# What happens to a form


def drawn(terms: Terms) -> Authorization:
    """A new form. Raises Invalid for texts too long and for what no form can hold; what is missing is said by `defects`."""
    texts = {name: getattr(terms, name) for name in ("client", "details", "discloser", "recipient", "purpose", "event", "revoke_how")}
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


def proven(versions: Sequence[tuple[PrincipalId, Authorization]], subjects: Collection[PrincipalId]) -> Authorization:
    """The newest version with the signatures that count: each first stands in a version that its own `by` sealed, a client's key in theirs
    and for nobody else.

    `versions`: who sealed each, and its words, oldest first. Raises Tampered if terms were changed, or an end was taken away.
    """
    seen, counts = frozenset[Signature](), dict[Signature, None]()
    before = versions[0][1]
    for author, form in versions:
        if form.terms != before.terms or not _keeps(before, form):
            raise Tampered("a form was changed")
        for one in form.signatures:
            if one not in seen and one.by == author and (one.how is How.PAPER or (author in subjects and by_key(form.terms, one.party))):
                counts[one] = None
        seen, before = seen | frozenset(form.signatures), form
    return replace(before, signatures=tuple(one for one in before.signatures if one in counts))


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
            "revoked": _mark_rows(form.revoked), "over": _mark_rows(form.over), "false": _mark_rows(form.false),
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
            _terms(r), tuple(_signature(row) for row in r.rows("signatures")), _mark(r, "revoked"), _mark(r, "over"), _mark(r, "false")
        )
    except ValueError as error:
        raise Tampered("authorization") from error
    r.done()
    if any(not 0 <= one.party < len(form.terms.parties) for one in form.signatures):
        raise Tampered("signature")
    return form


def _terms(r: Reading) -> Terms:
    found = Terms(
        r.text("client"), tuple(Segment(one) for one in r.texts("segments")), r.text("details"), r.text("discloser"), r.text("recipient"),
        r.text("recipient_kind"), r.text("purpose"), r.text("purpose_kind"), r.flag("at_request"), Day(r.number("ends")), r.text("event"),
        r.flag("endless"), tuple(Statement(one) for one in r.texts("statements")), r.text("revoke_how"), r.text("conditioned"),
        r.text("apart"), r.flag("joint"), tuple(_party(row) for row in r.rows("parties")),
    )  # fmt: skip
    if found.conditioned not in YES_NO_UNKNOWN or found.apart not in YES_NO_UNKNOWN:
        raise Tampered("terms")
    return found


def _party(row: list[object]) -> Party:
    if len(row) != 4 or row[3] not in YES_NO_UNKNOWN:
        raise Tampered("party")
    return Party(as_text(row[0]), Signer(as_text(row[1])), as_text(row[2]), as_text(row[3]))


def _signature(row: list[object]) -> Signature:
    if len(row) != 5:
        raise Tampered("signature")
    return Signature(as_number(row[0]), How(as_text(row[1])), Day(as_number(row[2])), PrincipalId(as_raw(row[3])), as_raw(row[4], 0, 16))


def _mark(r: Reading, key: str) -> Mark | None:
    rows = r.rows(key)
    if not rows:
        return None
    if len(rows) > 1 or len(rows[0]) != 2:
        raise Tampered(key)
    return Mark(Moment(as_number(rows[0][0])), PrincipalId(as_raw(rows[0][1])))
