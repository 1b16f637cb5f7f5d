"""The sentences of the client's pages that name people, kinds of records and acts. Codes come from acts; words are made here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from tacenda.acts import says
from tacenda.acts.anew import BEGUN
from tacenda.acts.holders import Alone, Person
from tacenda.acts.ledger import Look
from tacenda.acts.picking import BACK, PICKED
from tacenda.acts.twins import BACK as TAKEN_BACK
from tacenda.acts.twins import CHECKED
from tacenda.core.ledger.limit import NEVER_LIMITED
from tacenda.core.model.access_list import COVERING, FORM, LAW, Holder, signs_as
from tacenda.core.model.say import Barred, Exempt
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Purpose, Right
from tacenda.core.words.moments import Day
from tacenda.core.words.people import Role
from tacenda.doors.language import N_, Words
from tacenda.doors.web import rules
from tacenda.doors.web.beside.by_form import NAMED

KINDS: dict[Code, str] = {
    Code.RECORD: N_("your notes and plan"),
    Code.CONTACT: N_("your name and phone"),
    Code.SCHEDULE: N_("your visit times"),
    Code.SHARED: N_("what is shared with you"),
    Code.PSYCHOTHERAPY: N_("private notes"),
    Code.REQUESTS: N_("what others asked about you"),
    Code.CONSENT: N_("what you said yes to"),
    Code.SUPERVISION: N_("the notes picked for who guides the work"),
    Code.SIGNED: N_("what was signed for you"),
    Code.LEDGER: N_("the list of who looked"),
    Code.ACCESS: N_("this list of people"),
}
PARTS = tuple(code for code in KINDS if code not in NEVER_LIMITED)  # what a client can stop by itself; their order stands in addresses
# What somebody's access means to a client; everybody on it sees the list of people.
OPENS = (Code.RECORD, Code.CONTACT, Code.SCHEDULE)
BESIDES = (Code.CONSENT, Code.REQUESTS, Code.LEDGER)

ROLES: dict[str, str] = {
    Role.CLINICIAN.value: N_("%(name)s, who treats you"),
    Role.TRAINEE.value: N_("%(name)s, who learns here and treats you"),
    Role.SUPERVISOR.value: N_("%(name)s, who guides your therapist's work"),
    Role.FRONT_DESK.value: N_("%(name)s, at the front desk"),
    Role.OFFICER.value: N_("%(name)s, who checks that the rules are kept"),
    Role.OFFICE.value: N_("The office that checks the rules"),
    Role.CLIENT.value: N_("%(name)s, you"),
    Role.TRUSTED.value: N_("%(name)s, someone you trust"),
    Role.GUARDIAN.value: N_("%(name)s, who speaks for you"),
    Role.OUTSIDE.value: N_("%(name)s, who helps you elsewhere"),
}

BASES: dict[str, str] = {
    "founder": N_("They began your records here. They treat you."),
    "consent.joining": N_("These are your own records."),
    "practice.oversight": N_("Somebody must check who looked. That opens no notes to them."),
    "practice.front-desk": N_("They plan your visits."),
    "practice.supervising": N_("They guide your therapist's work."),
    "practice.treating": N_("They treat you too."),
    "practice.keeping": N_("They keep your records too, and can let others in."),
    "practice.succeeding": N_("They took your records over. They treat you."),
    COVERING: N_("They stand in while your therapist is away."),
    "consent.trusted": N_("You let them in yourself."),
    "consent.outside": N_("You let them in yourself."),
}

PURPOSES: dict[str, str] = {
    Purpose.TREATMENT.value: N_("They treat you."),
    Purpose.SUPERVISION.value: N_("They guide your therapist's work."),
    Purpose.FRONT_DESK.value: N_("They plan your visits."),
    Purpose.OVERSIGHT.value: N_("They check that the rules are kept."),
    Purpose.OWN_RECORD.value: N_("It was you."),
    Purpose.OWN_CHOICE.value: N_("It was your choice."),
    Purpose.SPEAKS_FOR.value: N_("They speak for you."),
    Purpose.TRUST.value: N_("You let them in yourself."),
    Purpose.OUTSIDE_CARE.value: N_("They help you elsewhere."),
}

DID: dict[Act, str] = {
    Act.FOUND: N_("Began your records here."),
    Act.USE: N_("Opened the lists for that day."),
    Act.OPEN: N_("Read in %(what)s."),
    Act.WRITE: N_("Wrote in %(what)s."),
    Act.GRANT: N_("Let somebody in."),
    Act.STOP: N_("Stopped somebody."),
    Act.ROLL_BEGUN: N_("Changed the keys."),
    Act.ROLL_ENDED: N_("The new keys are in use."),
    Act.REFUSED: N_("Tried to open something and could not."),
    Act.EXPORT: N_("Made a copy of %(what)s."),
    Act.PRINT: N_("Printed %(what)s."),
    Act.CONSENT: N_("Wrote down what you answered and said yes to."),
    Act.RESTRICT: N_("Set a limit of yours."),
    Act.DOUBT: N_("Asked us to end a second way in as you."),
    Act.ERASE: N_("Erased the words of a line."),
}
ALSO_CHECKS = N_("%(name)s, who also checks that the rules are kept")
CHECKS_TOO = N_("%(name)s, who treats you and also checks that the rules are kept")
STANDS_IN_AND_CHECKS = N_("%(name)s, who stands in for your therapist and also checks that the rules are kept")
TWIN = N_("%(name)s, a second way in as you")
STAND_IN = N_("%(name)s, who stands in for your therapist")
# Of a yes by name, also while nobody let them in.
MAY = {
    Role.CLINICIAN.value: N_("%(name)s, who may treat you"),
    Role.TRAINEE.value: N_("%(name)s, who may learn here and treat you"),
    Role.SUPERVISOR.value: N_("%(name)s, who may guide your therapist's work"),
    Role.FRONT_DESK.value: N_("%(name)s, who may plan your visits"),
}
MAY_STAND_IN = N_("%(name)s, who may stand in for your therapist")
STOPPED = {Role.CLINICIAN.value: N_("%(name)s, a therapist"), Role.TRAINEE.value: N_("%(name)s, who learns to be a therapist")}
SOMETHING = N_("Did something else.")
COMPUTER = N_("A computer here")


def stopped(words: Words, one: Barred) -> str:
    """Somebody the client stopped, who treats nobody here now; whether they stood in, no list says any more."""
    return words.say(STOPPED[one.role], name=one.name) if one.role in STOPPED else who(words, one.name, one.role)


def exempt(words: Words, one: Exempt) -> str:
    """Somebody the client said yes to by name, who may not be in."""
    return words.say(MAY_STAND_IN if one.basis == COVERING else MAY.get(one.role, "%(name)s"), name=one.name)


def who(words: Words, name: str, role: str, *, me: bool = False, cover: bool = False) -> str:
    """A person with what they are to the client. `me`: the reader; another account of a client is never called "you"."""
    said = STAND_IN if cover else TWIN if role == Role.CLIENT.value and not me else ROLES.get(role, "%(name)s")
    return words.say(said, name=name)


def holder(words: Words, one: Holder, *, me: bool = False) -> str:
    """Somebody of the list of people, as `who` says it."""
    return who(words, one.name, one.role, me=me, cover=one.basis == COVERING)


def basis(words: Words, found: str) -> tuple[str, str]:
    """Why somebody was let in, as a sentence, and the law it stands on; both empty where it is not known."""
    rule = rules.behind(found)
    if rule is not None:
        return rule.tell or rule.says, rule.citation
    if found.startswith(LAW):
        return words.gettext(N_("A rule of law let them in. Ask us which one.")), ""
    if found.startswith(FORM):
        return words.gettext(N_("You signed a form for it.")), ""
    return (words.gettext(BASES[found]) if found in BASES else ""), ""


def what(words: Words, codes: Iterable[Code]) -> str:
    """The kinds of records as one list."""
    named = set(codes)
    return words.names([words.gettext(text) for code, text in KINDS.items() if code in named])


def opens(words: Words, person: Person) -> tuple[str, ...]:
    """What somebody can open and do, as sentences; private notes have some of their own."""
    named, name = frozenset(person.codes), person.holder.name
    # What is shared lies in the notes as well, so it is said only of those who cannot open the notes.
    first = [code for code in (OPENS if Code.RECORD in named else (Code.SHARED, *OPENS)) if code in named]
    told = [words.say(N_("Can open %(what)s."), what=_listed(words, first)), *_writes(words, person, first)] if first else []
    # And what was signed for them of those who cannot open what they answered themselves.
    if more := [code for code in (BESIDES if Code.CONSENT in named else (Code.SIGNED, *BESIDES)) if code in named]:
        said = N_("Can also open %(what)s.") if first else N_("Can open %(what)s.")
        told.append(words.say(said, what=_listed(words, more)))
    if Code.SUPERVISION in named and Code.RECORD not in named:
        told.append(words.say(N_("Can open %(what)s."), what=words.gettext(KINDS[Code.SUPERVISION])))
        told.append(words.gettext(N_("Each was picked for them alone, and has a last day.")))
    if Code.SIGNED in named and signs_as(person.holder.basis):
        told.append(words.gettext(N_("Can hold the talk about privacy for you, and sign.")))
    if person.lets_in:
        told.append(words.gettext(N_("Can let others in and stop them.")))
    elif Right.STOP in person.holder.rights:
        told.append(words.gettext(N_("Can stop others.")))
    if Code.PSYCHOTHERAPY in named:
        told += [words.gettext(N_("Also keeps private notes.")), words.say(N_("Only %(name)s can open those."), name=name)]
    return tuple(told)


def told(words: Words, person: Person, alone: Alone) -> tuple[str, ...]:
    """As `opens`; of the office also that it is the client's own therapist, where it is."""
    return (*opens(words, person), *(one_office(words, alone) if person.office else ()))


def one_office(words: Words, alone: Alone) -> tuple[str, ...]:
    """That the office which checks the rules is the client's own therapist, as sentences; none where it is not. Of who works here alone
    nobody reads of an office."""
    if not alone.name:
        return ()
    said = words.say(N_("Here this office is one person: %(name)s, who treats you."), name=alone.name)
    nobody = words.gettext(N_("Beside you, nobody else checks who looked."))
    return (nobody,) if alone.here else (said, nobody)


def listed(words: Words, person: Person, alone: Alone, *, me: bool = False) -> str:
    """Somebody of the list of people, as `who` says it; an office that is who works here alone goes by their name."""
    if person.office and alone.here:
        return words.say(ALSO_CHECKS, name=alone.name)
    return holder(words, person.holder, me=me)


def _writes(words: Words, person: Person, open_: Sequence[Code]) -> list[str]:
    found = [code for code in open_ if person.may(code, Right.WRITE)]
    there = N_("Can write there too.") if found == list(open_) else N_("Can write in %(what)s.")
    return [words.say(there, what=_listed(words, found))] if found else []


def _listed(words: Words, codes: Iterable[Code]) -> str:
    return words.names([words.gettext(KINDS[code]) for code in codes])


# How whoever let somebody in who came again made sure who it was: the reason that its line keeps.
SURE: dict[str, str] = {
    "again: met": N_("They were met in person first."),
    "again: called": N_("They were heard or seen first."),
}


# How whoever ended a second account of a client found out whose it was: the reason that its line keeps.
ENDED: dict[str, str] = {
    f"{CHECKED}met": N_("Ended a second way in as you. They met you first."),
    f"{CHECKED}called": N_("Ended a second way in as you. They heard or saw you first."),
}


# What was tried and not allowed, by the first word of the reason that its line keeps; and what did not come of it.
TRIED: dict[str, str] = {
    Act.GRANT.value: N_("Tried to let somebody in and could not."),
    Act.STOP.value: N_("Tried to stop somebody and could not."),
    Act.WRITE.value: N_("Tried to write something and could not."),
}
NOTHING_CAME: dict[str, str] = {
    Act.GRANT.value: N_("It was not allowed, so nobody was let in."),
    Act.STOP.value: N_("It was not allowed, so nobody was stopped."),
    Act.WRITE.value: N_("It was not allowed, so nothing was written."),
}


def did(words: Words, look: Look) -> str:
    """What one line of the ledger says was done."""
    kinds = what(words, look.codes) or words.gettext(KINDS[Code.ACCESS])
    if look.act is Act.STOP and look.reason in ENDED:
        return words.gettext(ENDED[look.reason])
    if look.whom and look.act is Act.STOP:
        return words.say(N_("Stopped %(name)s."), name=look.whom)
    if look.act is Act.RESTRICT:
        return _said(words, look, kinds)
    if look.whom and look.back:
        return words.say(N_("Took back the stop of %(name)s."), name=look.whom)
    if look.whom:
        let_in = words.say(N_("Let %(name)s in."), name=look.whom)
        if look.reason.startswith(NAMED):
            return f"{let_in} {named(words, look)}"
        return f"{let_in} {words.gettext(SURE[look.reason])}" if look.reason in SURE else let_in
    if look.act is Act.REFUSED:
        return words.gettext(TRIED.get(look.reason.partition(" ")[0], DID[Act.REFUSED]))
    if look.act is Act.DOUBT and look.reason == TAKEN_BACK:
        return words.gettext(N_("Took back the wish to end a second way in as you."))
    if look.codes == (Code.SUPERVISION,) and look.reason.startswith(PICKED):
        return words.say(N_("Picked a note for who guides the work, until %(day)s."), day=words.day(_day(look.reason)))
    if look.codes == (Code.SUPERVISION,) and look.reason == BACK:
        return words.gettext(N_("Took back what was picked for who guides the work."))
    if look.act is Act.CONSENT and look.reason == BEGUN:
        return words.gettext(N_("Began the page of what is signed for you anew. Nobody could read it."))
    said = words.say(DID.get(look.act, SOMETHING), what=kinds)
    return words.say(N_("%(said)s %(count)s parts."), said=said, count=words.number(look.opened)) if look.opened > 1 else said


# What a client laid down, by the reason its line keeps. What is the second half of a stop says so.
LAID: dict[str, str] = {
    says.CHOSE: N_("Chose who may be let in."),
    says.STOPPED: N_("Wrote the stop down, so that it lasts."),
    says.ALLOWED: N_("Said that somebody may be let in again."),
    says.LIMITED: N_("Wrote down that a part is stopped, so that it lasts."),
    says.AGAIN: N_("Took back that somebody may be let in again."),
    says.UNLIMITED: N_("Gave back a part that was stopped."),
    says.KEPT: N_("Kept a part to your therapist alone."),
    says.UNKEPT: N_("Took back that a part is for your therapist alone."),
    says.NAMED: N_("Said yes to one person by name."),
    says.UNNAMED: N_("Took back the yes to one person."),
    says.REACHED: N_("Changed how we may reach you."),
    says.SAID: N_("Said anew who may be let in."),
    says.BACK: N_("Wrote down what was given back, so that it lasts."),
    says.FOLLOWED: N_("Crossed out what was said before that."),
}


def _said(words: Words, look: Look, kinds: str) -> str:
    """What the client stopped of somebody's access, or laid down on the list of people."""
    if look.whom:
        said = N_("Gave %(what)s back to %(name)s.") if look.back else N_("Stopped %(what)s for %(name)s.")
        return words.say(said, what=kinds, name=look.whom)
    return words.gettext(LAID.get(look.reason, DID[Act.RESTRICT]))


def named(words: Words, look: Look) -> str:
    """Why whoever was let in is whom the form names, in the words of who let them in; empty where the names are the same."""
    if not look.reason.startswith(NAMED):
        return ""
    return words.say(N_("The form has another name. It is the same person, they wrote: %(why)s"), why=look.reason.removeprefix(NAMED))


def _day(reason: str) -> Day:
    return moments.of_date(dt.date.fromisoformat(reason.removeprefix(PICKED)))


def why(words: Words, look: Look) -> str:
    """Why it was allowed, as one sentence."""
    if look.act is Act.REFUSED:
        return words.gettext(NOTHING_CAME.get(look.reason.partition(" ")[0], N_("It was not allowed, so nothing was opened.")))
    if look.by_client and not look.mine:
        return words.gettext(N_("They came in as you."))
    if look.basis == COVERING:
        return words.gettext(BASES[COVERING])
    return words.gettext(PURPOSES[look.purpose]) if look.purpose in PURPOSES else ""
