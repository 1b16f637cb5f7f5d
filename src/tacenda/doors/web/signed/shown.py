"""What a signed form says, in the words of who reads it: its rows, the sentences that go with a signature, what is missing or wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tacenda.acts.authorizations import Checked, OpenedForm
from tacenda.core.model.authorization import Authorization, How, Party, Segment, Signature, Signer, Statement, Terms
from tacenda.core.model.authorization_check import Element, Fault
from tacenda.doors.language import N_, Words

SEGMENTS: Mapping[Segment, str] = {
    Segment.RECORD: N_("Notes and plan"),
    Segment.SUMMARY: N_("A short report"),
    Segment.ATTENDANCE: N_("That you were here, and when"),
    Segment.BILLING: N_("Bills"),
    Segment.TESTS: N_("Test forms and what they show"),
    Segment.MESSAGES: N_("What we wrote to each other"),
    Segment.PSYCHOTHERAPY: N_("Private notes, kept apart"),
    Segment.SUBSTANCE: N_("Notes on drugs or drink"),
    Segment.SUBSTANCE_NOTES: N_("Private notes of talks on drugs or drink"),
    Segment.HIV: N_("HIV test results"),
}
STATEMENTS: Mapping[Statement, str] = {
    Statement.REVOKE: N_("You can take your yes back at any time. What was sent before stays sent."),
    Statement.CONDITIONS: N_("You get the same help if you say no."),
    Statement.REDISCLOSURE: N_("Who gets it may pass it on. Then the law that guards it here may guard it no more."),
    Statement.REFUSAL: N_("If you say no, it is not sent."),
    Statement.COPY: N_("You have a right to a copy of this form."),
    Statement.GIFTS: N_("You can say no to all letters that ask for gifts of money."),
}
HANGS = N_("Some help hangs on this yes. Ask us about it first.")
UNSAID = N_("Does your help hang on this yes? Nobody has said. Ask us first.")
HERE = N_("Press the button on the page of this form, or write to us.")
SIGNERS: Mapping[Signer, str] = {
    Signer.CLIENT: N_("%(name)s"),
    Signer.PARENT: N_("%(name)s, a parent"),
    Signer.REPRESENTATIVE: N_("%(name)s, who speaks for the client"),
    Signer.PARTICIPANT: N_("%(name)s, who takes part"),
}
ELEMENTS: Mapping[Element, str] = {
    Element.CLIENT: N_("It does not name the client."),
    Element.DESCRIPTION: N_("It does not say what may be sent."),
    Element.DISCLOSER: N_("It does not say who may send it."),
    Element.RECIPIENT: N_("It does not say who receives it."),
    Element.PURPOSE: N_("It does not say what it is for."),
    Element.EXPIRY: N_("It names no last day and no event that ends it."),
    Element.SIGNATURE: N_("A signature is missing."),
    Element.DATE: N_("The date of a signature is missing."),
    Element.AUTHORITY: N_("It does not say what lets this person sign for the client."),
    Element.REVOKE: N_("It does not say that it can be taken back, and how."),
    Element.CONDITIONS: N_("It does not say whether care depends on it."),
    Element.REDISCLOSURE: N_("It does not say that the recipient may pass it on."),
    Element.REFUSAL: N_("It does not say what a no means."),
    Element.COPY: N_("It does not speak of the right to a copy."),
    Element.PLAIN: N_("It is not written in plain words."),
    Element.PARTICIPANTS: N_("Who gets it passes it on, and it does not say to whom."),
    Element.GIFTS: N_("It does not say that the client may have no letters that ask for gifts."),
    Element.TOGETHER: N_("It is about several people, and not all of them are named and signed."),
}
FAULTS: Mapping[Fault, str] = {
    Fault.REVOKED: N_("It was taken back."),
    Fault.EXPIRED: N_("It has run out."),
    Fault.FALSE: N_("Something on it is known to be false."),
    Fault.NO_AUTHORITY: N_("Whoever signed had no right to sign for the client."),
    Fault.COMPOUND: N_("It is combined with something that needs a form of its own."),
    Fault.CONDITIONED: N_("Care was made to depend on it."),
    Fault.INCOMPLETE: N_("A part is missing."),
}
QUESTIONS: Mapping[str, str] = {
    "counsel": N_("Nobody has read the whole rule of this place. Ask a lawyer whether it wants more."),
    "conditioned": N_("Does care depend on this form? Nobody has said."),
    "apart": N_("Does the form stand apart from other papers? Nobody has said."),
    "authority": N_("Has this person proved the right to sign for the client? Nobody has looked."),
    "plain": N_("Is it written in plain words? Nobody has said."),
    "participants": N_("Does who gets it pass it on to others who treat the client? Nobody has said."),
    "gifts": N_("Will who sends it ask for gifts with these records? Then it must say that the client may have no such letters."),
    "separate hiv": N_("The law of this place may want a form of its own for this. Ask a lawyer."),
}


@dataclass(frozen=True, slots=True)
class Signed:
    """One who must sign, and when they did. `day`: 0 while they have not; `scan`: where that of their paper opens, empty for none."""

    who: str
    day: int
    paper: bool
    scan: str = ""


def rows(words: Words, terms: Terms) -> tuple[tuple[str, str], ...]:
    """What the form says, with labels that anybody reads."""
    found = [
        (N_("What"), what(words, terms)),
        (N_("Who sends it"), terms.discloser),
        (N_("Who gets it"), terms.recipient),
        (N_("Who may get it from them"), terms.participants),
        (N_("What for"), terms.purpose or (words.gettext(N_("Because you want it.")) if terms.at_request else "")),
        (N_("Until"), until(words, terms)),
        (N_("How to take it back"), terms.revoke_how),
    ]
    return tuple((words.gettext(label), value) for label, value in found if value)


def what(words: Words, terms: Terms) -> str:
    """The kinds of information, and what narrows them."""
    named = ". ".join(words.gettext(SEGMENTS[one]) for one in terms.segments)
    if not named or not terms.details:
        return f"{named}." if named else terms.details
    return words.say(N_("%(what)s. Which part: %(details)s"), what=named, details=terms.details)


def until(words: Words, terms: Terms) -> str:
    """The end, in words; empty where the form names none."""
    found = [words.day(terms.ends)] if terms.ends else []
    found += [terms.event] if terms.event else []
    return ". ".join(found) or (words.gettext(N_("No end")) if terms.endless else "")


def lasts(words: Words, value: Authorization) -> str:
    """How long it counts, or since when it does not; empty where it says nothing of that."""
    if value.revoked:
        day = words.moment(value.revoked.at)
        return words.say(N_("Taken back on %(day)s.") if value.signatures else N_("The answer is no, since %(day)s."), day=day)
    end = until(words, value.terms)
    return words.say(N_("Until: %(when)s"), when=end) if end else ""


def said(words: Words, terms: Terms) -> tuple[str, ...]:
    """The sentences that the form says to who signs it."""
    care = {"yes": HANGS, "": UNSAID}.get(terms.conditioned, STATEMENTS[Statement.CONDITIONS])
    texts = {**STATEMENTS, Statement.CONDITIONS: care}
    return tuple(words.gettext(texts[one]) for one in Statement if one in terms.statements)


def signed(words: Words, value: Authorization, href: Callable[[bytes], str]) -> tuple[Signed, ...]:
    """Everybody who must sign, in the form's order. `href`: where a scan opens, empty where it does not for who reads."""
    made = {one.party: one for one in value.signatures}
    return tuple(_signed(party(words, one), made.get(i), href) for i, one in enumerate(value.terms.parties))


def _signed(who: str, made: Signature | None, href: Callable[[bytes], str]) -> Signed:
    if made is None:
        return Signed(who, 0, paper=False)
    return Signed(who, made.day, made.how is How.PAPER, href(made.scan) if made.scan else "")


def said_yes(found: OpenedForm) -> int:
    """The day on which whoever reads it signed, or somebody wrote down that they did; 0 while they have not."""
    return max((one.day for one in found.value.signatures if one.party in found.own), default=0)


def party(words: Words, one: Party) -> str:
    """A party with what they are."""
    return words.say(SIGNERS[one.role], name=one.name)


def faults(words: Words, checked: Checked) -> tuple[tuple[str, str], ...]:
    """Each thing that is missing or wrong once, with every citation for it."""
    found: dict[str, list[str]] = {}
    for one in checked.defects:
        text = words.gettext(ELEMENTS[one.element] if one.element else FAULTS[one.fault])
        found.setdefault(text, []).append(one.citation)
    return tuple((text, "; ".join(dict.fromkeys(cited))) for text, cited in found.items())


def open_questions(words: Words, checked: Checked) -> tuple[tuple[str, str], ...]:
    """What nobody can tell from the form."""
    found: dict[str, list[str]] = {}
    for one in checked.questions:
        found.setdefault(words.gettext(QUESTIONS[one.about]), []).append(one.citation)
    return tuple((text, "; ".join(dict.fromkeys(cited))) for text, cited in found.items())


def copies(words: Words, checked: Checked) -> tuple[tuple[str, str], ...]:
    """What is to be given to who signed on paper."""
    return ((words.gettext(N_("Give a copy to each who signed on paper.")), "; ".join(checked.copies)),) if checked.copies else ()


def carried(found: OpenedForm) -> str:
    """The facts of a form as the wizard carries what was said."""
    return ";".join(f"{name}={value}" for name, value in found.checked.facts.items())
