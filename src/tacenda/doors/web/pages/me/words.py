"""The sentences of the client's pages that name people, kinds of records and acts. Codes come from acts; words are made here."""

from __future__ import annotations

from collections.abc import Iterable

from tacenda.acts.ledger import Look
from tacenda.core.words.access import Act, Code
from tacenda.doors.language import N_, Words

KINDS: dict[Code, str] = {
    Code.CONTACT: N_("your name and how to reach you"),
    Code.SCHEDULE: N_("your visit times"),
    Code.RECORD: N_("your notes and plan"),
    Code.PSYCHOTHERAPY: N_("private notes"),
    Code.SHARED: N_("what is shared with you"),
    Code.ACCESS: N_("this list of people"),
    Code.LEDGER: N_("the list of who looked"),
}
SHOWN = (Code.RECORD, Code.PSYCHOTHERAPY, Code.SHARED, Code.CONTACT, Code.SCHEDULE, Code.LEDGER)

ROLES: dict[str, str] = {
    "clinician": N_("%(name)s, who treats you"),
    "supervisor": N_("%(name)s, who guides your therapist's work"),
    "front desk": N_("%(name)s, at the front desk"),
    "privacy officer": N_("%(name)s, who checks that the rules are kept"),
    "office": N_("The privacy office, which checks that the rules are kept"),
    "client": N_("%(name)s, you"),
}

BASES: dict[str, str] = {
    "founder": N_("They opened your records here. They treat you."),
    "consent.joining": N_("These are your own records."),
    "practice.oversight": N_("Somebody must check who looked. They see no notes."),
    "practice.front-desk": N_("They welcome you and plan your visits."),
    "practice.supervising": N_("They guide the work of your therapist."),
    "practice.treating": N_("They treat you too."),
    "practice.covering": N_("They stand in while your therapist is away."),
}

PURPOSES: dict[str, str] = {
    "treatment": N_("For your treatment."),
    "supervision": N_("To guide your therapist's work."),
    "front desk": N_("To plan your visits."),
    "oversight": N_("To check that the rules are kept."),
    "own record": N_("It was you."),
    "own choice": N_("It was your choice."),
}

DID: dict[Act, str] = {
    Act.FOUND: N_("Opened your records here."),
    Act.USE: N_("Opened the lists for that day."),
    Act.OPEN: N_("Read %(what)s."),
    Act.WRITE: N_("Wrote in %(what)s."),
    Act.GRANT: N_("Let somebody in."),
    Act.STOP: N_("Stopped somebody."),
    Act.ROLL_BEGUN: N_("Changed the keys."),
    Act.ROLL_ENDED: N_("The new keys are in use."),
    Act.REFUSED: N_("Was turned away."),
    Act.EXPORT: N_("Made a copy of %(what)s."),
    Act.PRINT: N_("Printed %(what)s."),
    Act.CONSENT: N_("Wrote down what you agreed to."),
    Act.RESTRICT: N_("Set a limit of yours."),
    Act.ERASE: N_("Erased the words of a line."),
}


def who(words: Words, name: str, role: str) -> str:
    """A person with what they are to the client."""
    return words.say(ROLES.get(role, "%(name)s"), name=name)


def what(words: Words, codes: Iterable[Code]) -> str:
    """The kinds of records as one list."""
    named = set(codes)
    return words.names([words.gettext(KINDS[code]) for code in SHOWN if code in named])


def did(words: Words, look: Look) -> str:
    """What one line of the ledger says was done."""
    kinds = what(words, look.codes) or words.gettext(KINDS[Code.ACCESS])
    return words.say(DID.get(look.act, N_("Did something else.")), what=kinds)


def why(words: Words, look: Look) -> tuple[str, ...]:
    """Why it was allowed: the purpose in words, and the rules by name."""
    purpose = words.gettext(PURPOSES[look.purpose]) if look.purpose in PURPOSES else ""
    rules = words.say(N_("Rule: %(rules)s."), rules=", ".join(look.rules)) if look.rules else ""
    return tuple(sentence for sentence in (purpose, rules) if sentence)


COMPUTER = N_("A computer of the practice")
