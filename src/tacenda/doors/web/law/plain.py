"""Questions of the law in the words of whoever is asked. What stands here takes the place of the vocabulary's own sentence on pages.

The vocabulary's sentences belong to programs and to kept answers; a fact that is not listed is asked in them. One fact may mean another
thing in the rules of another place: then it is asked in the words of that place, for it decides there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tacenda.core.decisions import places
from tacenda.core.decisions.decision import Question
from tacenda.core.decisions.rulebook import Packs
from tacenda.doors.language import N_, Words
from tacenda.doors.places import named
from tacenda.doors.web.law import words as law_words
from tacenda.shell import packs

ASKED: Mapping[str, str] = MappingProxyType(
    {
        "actor": N_("What is the licence of the therapist?"),
        "setting": N_("Where is the work done?"),
        "holder": N_("Did this practice make the record, or did it come from somewhere else?"),
        "forum": N_("Is it for a court? Which one?"),
        "hipaa_covered": N_("Is the practice under HIPAA? It is, for one, if it bills insurers by computer."),
        "part2": N_("Does it come from a drug or alcohol programme with federal help (42 CFR Part 2)?"),
        "ferpa": N_("Is it a record that a school or college keeps of its student?"),
        "info": N_("What would be told or sent?"),
        "within_scope": N_("Would you send only what is needed, and nothing beyond the form or order?"),
        "given_in_confidence": N_("Did somebody tell it on the promise that the asker would not learn it?"),
        "complainant": N_("Is the client the one who reported a sexual offence in this matter?"),
        "restriction": N_("Did the client say that this person or office must not get it?"),
        "paid_in_full": N_("Did the client pay all of it, and ask that the payer not be told?"),
        "client_says": N_("What does the client say about this?"),
        "authorization": N_("Has the client signed a form that names who gets it, what, and what for?"),
        "authorization_defect": N_("Is something wrong with the signed form?"),
        "speaks_for": N_("Has the asker proved the right to act for the client?"),
        "representative_endangers": N_("Is there good reason to think that the one who speaks for the client endangers them?"),
        "consented_alone": N_("Did the minor say yes to this care alone, as the law allows?"),
        "other_parent_objects": N_("Does somebody else with the same rights say no?"),
        "target_minor": N_("Is the person who may be hurt a minor?"),
        "imminence": N_("When would it happen?"),
        "intent_and_ability": N_("Does the person seem to mean it, and to be able to do it?"),
        "recipient_can_prevent": N_("Can whoever is told prevent it, or make it less bad?"),
        "public_interest": N_("Does what would be protected weigh clearly more than the secrecy?"),
        "informing_endangers": N_("Would telling the client about it put somebody in serious danger?"),
        "showed_grounds": N_("Did the asker bring facts for a case in which the law lets you choose?"),
        "instrument": N_("What came with the request?"),
        "instrument_checked": N_("Did you check who sent the paper, by what right, and how it was brought?"),
        "authority_stated": N_("Did the official name the law they act under, and what it makes necessary?"),
        "part2_order": N_("Is there an order of a court under Part 2, and a subpoena with it?"),
        "assurance": N_("What came with the subpoena?"),
        "client_heard": N_("Was the client told, with a real chance to object?"),
        "le_test": N_("Is it only what the officials need, and would a record without names not do?"),
        "le_statement": N_("Did an official ask you to wait, or to keep silent about it?"),
        "about_treatment": N_("Is the court case about the care or its bill, or does the client sue us?"),
        "privilege_claimed": N_("Did the client, or you for the client, ask to keep it out of court?"),
        "privilege_waived": N_("Did the client give up the right to keep it out of court?"),
        "report_law": N_("Does the law of the place ask for this report, or allow it by name?"),
        "parent_rule": N_("What does the law of the place say about this parent's access?"),
        "earlier_basis": N_("Why was it sent before?"),
        "breach_excluded": N_("Was it an honest slip between people who work here, with no further use?"),
        "risk_low": N_("Did the written look at the risk find it low?"),
    }
)
# What hangs on a word of the answer, said under the question.
HINTS: Mapping[str, str] = MappingProxyType(
    {
        "signed_by": N_("In couple, family or group work each of them must sign. Where one is missing, take: one of several."),
        "given_in_confidence": N_("Think of a partner who spoke alone with you, and of relatives who called."),
    }
)
# New York frees from its report whom the report endangers; Germany from telling the family before the report.
PLACED: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("informing_endangers", "US-NY"): N_("Would making the report put you in danger, or a victim in more danger?"),
        ("informing_endangers", "DE"): N_("Would telling the family before the report put the child in danger?"),
    }
)


# One fact is another question where something else is to be done.
OF_ACT: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("recipient", "give_access"): N_("Who asks to see it?"),
        ("recipient", "amend"): N_("Who asks for the change?"),
        ("recipient", "destroy"): N_("Who asks for it?"),
        ("info", "give_access"): N_("What does this person ask to see?"),
        ("info", "amend"): N_("What would be changed?"),
        ("info", "destroy"): N_("What would be destroyed?"),
    }
)


def question(words: Words, name: str, where: Sequence[str] = (), act: str = "") -> str:
    """A fact or a day as a question. `where`: whose law is asked, the first that has words of its own; `act`: what is to be done."""
    around = (one for place in where for one in (place, *places.above(place)))
    placed = next((PLACED[name, one] for one in around if (name, one) in PLACED), "")
    if said := placed or OF_ACT.get((name, act), "") or ASKED.get(name, ""):
        return words.gettext(said)
    fact = packs.law().vocabulary.facts.get(name)
    return words.gettext(law_words.STARTS[name]) if fact is None else fact.question


def asked(words: Words, one: Question, where: Sequence[str] = (), act: str = "", law: Packs | None = None) -> str:
    """An open question as a sentence: what a lawyer must read is said in the rule's own words, a place by its name."""
    law = law or packs.law()
    if one.fact in law.vocabulary.facts or one.fact in law.vocabulary.starts:
        return law_words.sentence(question(words, one.fact, where, act))
    if places.known(one.fact):
        return words.say(N_("Ask a lawyer what the law of this place says: %(place)s."), place=named(words).get(one.fact, one.fact))
    if one.asked_of == "counsel":
        return words.say(N_("A lawyer must check this: %(says)s"), says=law.rule(one.fact).says)
    return law_words.sentence(one.question)
