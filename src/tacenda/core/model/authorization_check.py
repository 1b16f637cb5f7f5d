"""The check of a signed form: each element that is missing and each fault, with its citation; and the facts the law kernel gets of it.

Elements: 45 CFR 164.508(c), 42 CFR 2.31, and what a place asks for (`law/forms.toml`): there where they stand, here what they mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from tacenda.core.model.authorization import NO_DAY, Authorization, How, Party, Segment, Signer, Statement, Terms, says
from tacenda.core.words.moments import Day

CARE = ("care", "payment", "operations")

INFO: Mapping[Segment, str] = {
    Segment.RECORD: "record", Segment.SUMMARY: "summary", Segment.ATTENDANCE: "attendance", Segment.BILLING: "billing",
    Segment.TESTS: "test_material", Segment.MESSAGES: "messages", Segment.PSYCHOTHERAPY: "psychotherapy_notes",
    Segment.SUBSTANCE: "record", Segment.SUBSTANCE_NOTES: "part2_counseling_notes", Segment.HIV: "record",
}  # fmt: skip


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
    PLAIN = "plain"
    PARTICIPANTS = "participants"  # of an intermediary: whom it may pass records on to
    GIFTS = "gifts"  # the right to have no letters that ask for gifts
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
class Form:
    """The form rules of one law. `segments`: it applies where one of these is named (empty: always); `proven`: read, not remembered.

    `spares`: practice facts that lift it, for example `hipaa_covered = "no"`; `alone`: what stands on a form with nothing else, and with
    `alone_in_court` each segment of the rule's own where it is for a lawsuit; `endless`: kinds that may say "none" for their end;
    `if_care`: elements asked for on the one consent for care, payment and operations alone; `open`: what nobody here has read; `left`:
    elements that the law of the place decides on where it asks for them; `asks`: elements that only some forms need, so where one is not
    there somebody must say; `copy`: where it stands that who signed gets a copy.
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
    left: frozenset[Element] = frozenset()
    asks: tuple[tuple[Element, str], ...] = ()
    copy: str = ""
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
        if _holds(one, place)
        and (not one.segments or one.segments & set(terms.segments))
        and not any(known.get(fact) == value for fact, value in one.spares)
    )


def statements(terms: Terms, holding: Sequence[Form], every: Sequence[Form]) -> tuple[Statement, ...]:
    """What a form that is written here says to who signs it: all there is to say, but what a law asks of some forms alone. That stands
    where a law that holds asks it of this one. `every`: all form rules; `holding`: those that hold here."""
    wanted = {element for one in holding for element in _named(one) if _asked(terms, one, element)}
    return tuple(one for one in Statement if Element(one.value) not in _rare(every) - wanted)


def sayable(every: Sequence[Form], place: str) -> tuple[Statement, ...]:
    """What a paper from this place may say to who signs it: nothing that only laws of other places ask for."""
    wanted = {element for one in every if _holds(one, place) for element in _named(one)}
    return tuple(one for one in Statement if Element(one.value) not in _rare(every) - wanted)


def _rare(every: Sequence[Form]) -> frozenset[Element]:
    return frozenset(element for one in every for element, _ in one.asks)


def _named(rules: Form) -> tuple[Element, ...]:
    return (*rules.needs, *(element for element, _ in rules.asks))


def _holds(rules: Form, place: str) -> bool:
    return not rules.place or place == rules.place or place.startswith(f"{rules.place}-")


def defects(form: Authorization, forms: Sequence[Form], today: Day) -> tuple[Defect, ...]:
    """Everything that is missing or wrong, with its citation; forms in their order, gravest first within each."""
    return tuple(one for rules in forms for one in _defects(form, rules, today) if not _left(one, rules, forms))


def _left(one: Defect, rules: Form, forms: Sequence[Form]) -> bool:
    """Whether a rule leaves this to another one, which asks for it in its own words."""
    return one.element in rules.left and any(one.element in other.needs for other in forms if other is not rules)


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
            return says(terms.client)
        case Element.DESCRIPTION:
            return bool(terms.segments)
        case Element.DISCLOSER:
            return says(terms.discloser)
        case Element.RECIPIENT:
            return says(terms.recipient)
        case Element.PURPOSE:
            return says(terms.purpose) or terms.at_request
        case Element.EXPIRY:
            return bool(terms.ends) or says(terms.event) or (terms.endless and bool(rules.endless & {kind(terms), terms.purpose_kind}))
        case Element.SIGNATURE:
            return bool(terms.parties) and all(form.signed(i) for i in range(len(terms.parties)))
        case Element.DATE:
            return bool(form.signatures) and all(NO_DAY < one.day <= today for one in form.signatures)
        case Element.AUTHORITY:
            return all(says(one.authority) for one in terms.parties if one.role in (Signer.PARENT, Signer.REPRESENTATIVE))
        case Element.REVOKE:
            return Statement.REVOKE in terms.statements and says(terms.revoke_how)
        case Element.CONDITIONS:
            return Statement.CONDITIONS in terms.statements
        case Element.REDISCLOSURE:
            return Statement.REDISCLOSURE in terms.statements
        case Element.REFUSAL:
            return Statement.REFUSAL in terms.statements
        case Element.COPY:
            return Statement.COPY in terms.statements
        case Element.PLAIN:
            return terms.plain != "no"
        case Element.PARTICIPANTS:
            return terms.passes_on != "yes" or says(terms.participants)
        case Element.GIFTS:
            return Statement.GIFTS in terms.statements
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
    unsaid = {Element.PLAIN: terms.plain, Element.PARTICIPANTS: terms.passes_on}
    found += [Question(rules.id, one.value, rules.needs[one]) for one, said in unsaid.items() if one in rules.needs and not said]
    found += [Question(rules.id, one.value, citation) for one, citation in rules.asks if _may_need(form, rules, one)]
    return found


def _may_need(form: Authorization, rules: Form, element: Element) -> bool:
    return _asked(form.terms, rules, element) and not _has(form, rules, element, NO_DAY)


def _unproved(party: Party) -> bool:
    return party.role in (Signer.PARENT, Signer.REPRESENTATIVE) and not party.shown


def copies(form: Authorization, forms: Sequence[Form]) -> tuple[str, ...]:
    """Where it stands that who signed on paper gets a copy; empty while nobody did. Who signs with a key has the form before them."""
    paper = any(one.how is How.PAPER for one in form.signatures)
    return tuple(one.copy for one in forms if one.copy) if paper else ()


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
