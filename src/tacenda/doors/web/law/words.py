"""Words for the values of the law's closed vocabulary. A question is asked in the vocabulary's own sentence; here stand the answers.

A word stands under `fact.value`, or under `value` where it means the same everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tacenda.core.decisions.literals import Fact
from tacenda.doors.language import N_, Words

VERDICTS: Mapping[str, str] = MappingProxyType(
    {
        "must": N_("must"),
        "should": N_("should"),
        "may": N_("may"),
        "must_not": N_("must not"),
        "not_yet": N_("not yet"),
        "conflict": N_("conflict"),
    }
)
ASSERTERS: Mapping[str, str] = MappingProxyType(
    {
        "asker": N_("whoever asks"),
        "clinician": N_("the one who treats the client"),
        "professional": N_("a licensed professional"),
        "officer": N_("the privacy officer"),
        "system": N_("whoever knows the record"),
        "counsel": N_("a lawyer"),
    }
)
ELSEWHERE = frozenset({"professional", "officer", "counsel"})  # who has to be asked: what others may answer is the reader's own to find
STARTS: Mapping[str, str] = MappingProxyType(
    {
        "received": N_("On what day did the request arrive?"),
        "identity_confirmed": N_("On what day did you know for sure who asks?"),
        "aware": N_("On what day did somebody here first know of it?"),
        "discovered": N_("On what day was it found?"),
        "first_cause": N_("On what day did you first have cause to worry?"),
        "determined": N_("On what day was it decided?"),
        "last_contact": N_("On what day was the last contact?"),
        "treatment_ended": N_("On what day did the care end?"),
        "discharged": N_("On what day did the client leave care?"),
        "born": N_("On what day was the client born?"),
        "died": N_("On what day did the client die?"),
        "statement": N_("On what day was the statement made?"),
        "year_end": N_("On what day did the year end?"),
    }
)
UNSETTLED: Mapping[str, str] = MappingProxyType(
    {
        "disclose": N_("Send and say nothing before they are settled."),
        "give_access": N_("Show and copy nothing before they are settled, and mind the time to answer."),
        "amend": N_("Change nothing before they are settled, and keep what the client asks for."),
        "destroy": N_("Destroy nothing before they are settled."),
    }
)
UNKNOWN = N_("I do not know")
YES_NO: Mapping[str, str] = MappingProxyType({"yes": N_("Yes"), "no": N_("No")})

_LABELS: Mapping[str, str] = MappingProxyType(
    {
        **YES_NO,
        "none": N_("None of these"),
        # who
        "client": N_("The client"),
        "representative": N_("Somebody who speaks for the client"),
        "parent": N_("A parent"),
        "family": N_("Family or friends"),
        "couple_partner": N_("The other one of the couple"),
        "own_staff": N_("Somebody who works here"),
        "supervisor": N_("My supervisor"),
        "trainee": N_("A trainee"),
        "own_lawyer": N_("Our own lawyer"),
        "processor": N_("A firm that works for us"),
        "treating_professional": N_("Somebody else who treats the client"),
        "other_professional": N_("Another professional"),
        "specialist_adviser": N_("A specialist I ask for advice"),
        "emergency_responder": N_("Ambulance or emergency service"),
        "social_service": N_("A social service"),
        "child_protection": N_("The agency that protects children"),
        "adult_protection": N_("The agency that protects adults"),
        "mental_health_authority": N_("The mental health authority"),
        "law_enforcement": N_("The police"),
        "court": N_("A court"),
        "party_lawyer": N_("A lawyer of one side"),
        "oversight_body": N_("A board that watches over us"),
        "privacy_authority": N_("The privacy authority"),
        "payer": N_("An insurer or payer"),
        "employer": N_("An employer"),
        "school": N_("A school"),
        "benefits_board": N_("An office for benefits"),
        "researcher": N_("A researcher"),
        "coroner": N_("A coroner"),
        "heir": N_("An heir"),
        "threatened_person": N_("The person who is threatened"),
        "threatened_guardian": N_("A parent of the child who is threatened"),
        "successor_custodian": N_("Whoever takes over the records"),
        "media": N_("Press or radio"),
        # purpose
        "care": N_("Care of the client"),
        "consultation": N_("Asking a colleague"),
        "supervision": N_("Supervision"),
        "training": N_("Training"),
        "payment": N_("Payment"),
        "operations": N_("Running the practice"),
        "family_involvement": N_("Family that helps with the care"),
        "underwriting": N_("An insurance contract"),
        "avert_threat": N_("To keep somebody from being hurt"),
        "protect_client": N_("To keep the client safe"),
        "purpose.child_protection": N_("To protect a child"),
        "purpose.adult_protection": N_("To protect an adult who cannot protect themselves"),
        "medical_emergency": N_("A medical emergency"),
        "crime_inquiry": N_("An inquiry into a crime"),
        "locate_person": N_("To find a person"),
        "crime_on_premises": N_("A crime in our rooms"),
        "terrorism": N_("Terrorism"),
        "proceedings": N_("A case in court"),
        "against_client": N_("A charge against the client"),
        "own_defence": N_("Our own defence"),
        "oversight": N_("A review by a board"),
        "workers_compensation": N_("A claim about an injury at work"),
        "research": N_("Research"),
        "death_inquiry": N_("An inquiry into a death"),
        "bereaved": N_("Comfort of those left behind"),
        "client_right": N_("A right of the client"),
        "continuity": N_("Care that goes on elsewhere"),
        "told_of_disclosure": N_("To tell what was sent"),
        "breach": N_("Records got out"),
        "publicity": N_("Publicity"),
        "curiosity": N_("Curiosity"),
        # actor, setting, holder, forum
        "psychologist": N_("Psychologist"),
        "physician": N_("Physician"),
        "social_worker": N_("Social worker"),
        "counselor": N_("Counselor"),
        "family_therapist": N_("Family therapist"),
        "unregulated_therapist": N_("Therapist without a licence by law"),
        "non_clinical": N_("No clinical work"),
        "non_health_controller": N_("Not a health service"),
        "private": N_("Private practice"),
        "facility": N_("Licensed facility"),
        "university": N_("University centre"),
        "originator": N_("We made it"),
        "lawful_recipient": N_("We received it"),
        "forum.none": N_("No court"),
        "local": N_("A court of the state or place"),
        "federal": N_("A federal court"),
        "federal_5th": N_("A federal court of the 5th circuit"),
        "federal_6th": N_("A federal court of the 6th circuit"),
        # data
        "ferpa.none": N_("Neither"),
        "treatment_record": N_("Student treatment record"),
        "education_record": N_("Education record"),
        "record": N_("The record: notes, plan, results"),
        "summary": N_("A summary"),
        "attendance": N_("That somebody was here"),
        "identity": N_("Who somebody is"),
        "dates": N_("Dates of visits"),
        "billing": N_("Bills"),
        "risk_facts": N_("Only the facts of the danger"),
        "report_facts": N_("Only the facts a report needs"),
        "incident_facts": N_("Only the facts of what happened here"),
        "psychotherapy_notes": N_("Private notes, kept apart"),
        "part2_counseling_notes": N_("Private notes of a drug or alcohol programme, kept apart"),
        "test_material": N_("Test forms and raw results"),
        "messages": N_("Messages"),
        "third_party_confidence": N_("What somebody else told in confidence"),
        "individual_confidence": N_("What one of the couple or family told alone"),
        "crime_admission": N_("That the client told of a crime"),
        "access_log": N_("Who opened the record"),
        "pseudonymised": N_("Records without names"),
        "deidentified": N_("Records that point to nobody"),
        # client
        "adult": N_("An adult"),
        "minor": N_("A minor"),
        "deceased": N_("No longer alive"),
        "capable": N_("Yes, the client can decide"),
        "lacking": N_("No, the client cannot decide"),
        "not_asked": N_("Was not asked"),
        "agrees": N_("Agrees"),
        "no_objection": N_("Does not object"),
        "refuses": N_("Says no"),
        "withdrew": N_("Took back a yes"),
        "unsafe_to_ask": N_("It is not safe to ask"),
        "unable": N_("Cannot answer"),
        "general": N_("A signed form for this"),
        "notes": N_("A signed form for the private notes"),
        "part2_tpo": N_("The one Part 2 consent for care, payment and operations"),
        "part2_notes": N_("A Part 2 consent for private notes of the programme"),
        "part2_proceedings": N_("A Part 2 consent for this case in court"),
        "authorization_defect.none": N_("No fault"),
        "expired": N_("It has run out"),
        "incomplete": N_("A part is missing"),
        "revoked": N_("It was taken back"),
        "compound": N_("It is mixed with another form"),
        "conditioned": N_("Care was made to depend on it"),
        "false": N_("Something in it is known to be false"),
        "no_authority": N_("Whoever signed had no right to"),
        "nobody": N_("Nobody"),
        "client_and_parent": N_("The client and a parent"),
        "one_of_several": N_("One of several who must sign"),
        # danger
        "target.none": N_("Nobody"),
        "identified_person": N_("A person I can name"),
        "identifiable_group": N_("A group that can be told apart"),
        "foreseeable_person": N_("A person one could find out"),
        "act_or_place": N_("Whoever is at a certain place or event"),
        "public": N_("Anybody"),
        "child": N_("A child"),
        "vulnerable_adult": N_("An adult who cannot protect themselves"),
        "harm.none": N_("No harm"),
        "death": N_("Death"),
        "serious_bodily": N_("Serious injury"),
        "sexual_abuse": N_("Sexual abuse"),
        "fgm": N_("Female genital cutting"),
        "abuse_neglect": N_("Abuse or neglect"),
        "exploitation": N_("Being used for money or gain"),
        "serious_psychological": N_("Serious harm to the mind"),
        "robbery": N_("Robbery"),
        "minor_harm": N_("Minor harm"),
        "imminence.none": N_("There is no danger"),
        "imminent": N_("It is about to happen"),
        "continuing": N_("It is going on"),
        "future": N_("It is planned for later"),
        "past": N_("It is over"),
        "evidence.none": N_("I have nothing to go by"),
        "speculation": N_("A guess"),
        "suspicion": N_("A suspicion"),
        "reasonable_belief": N_("Good reason to believe it"),
        "told_or_seen": N_("I was told, or I saw it"),
        "known": N_("I know it"),
        "source.none": N_("Nobody"),
        "family_for_care": N_("Family, so that I can help"),
        "credible_other": N_("Somebody else I can believe"),
        "own_judgement": N_("Nobody: it is my own judgement"),
        "other": N_("Somebody else"),
        "dissuaded": N_("I tried hard to talk them out of it"),
        "hospitalised": N_("They went to a hospital"),
        "treatment_plan": N_("A plan of care that takes the danger away"),
        "ways_done.safety_plan": N_("A plan for safety with them"),
        "consulted": N_("I asked a colleague"),
        "told_police": N_("I told the police"),
        "told_threatened": N_("I told the person who is threatened"),
        "told_guardian": N_("I told a parent of the child"),
        "told_authority": N_("I told the agency"),
        # judgement
        "access_harm.none": N_("No harm"),
        "distress": N_("It would upset the client"),
        "relationship": N_("It would hurt our work"),
        "serious_client": N_("Serious harm to the client"),
        "life_client": N_("Danger to the client's life or body"),
        "other_person": N_("Harm to another person"),
        # process
        "instrument.none": N_("No paper"),
        "authorization.none": N_("No form, nothing signed"),
        "request": N_("A letter or call, no more"),
        "subpoena": N_("A subpoena, without a judge's name"),
        "court_order": N_("An order signed by a judge"),
        "warrant": N_("A search warrant"),
        "statutory_demand": N_("A demand under a law it names"),
        "testimony": N_("A call to speak in court"),
        "part2_order.none": N_("No such order"),
        "order": N_("An order"),
        "order_and_subpoena": N_("An order and a subpoena"),
        "assurance.none": N_("Nothing came with it"),
        "notice_pending": N_("The client was told, and may still object"),
        "notice_done": N_("The client was told, and the time to object is over"),
        "protective_order": N_("A court order that keeps it secret"),
        "le_statement.none": N_("No"),
        "oral": N_("Yes, by word"),
        "written": N_("Yes, in writing"),
        # the rest
        "earlier_basis.none": N_("On no ground"),
        "to_client": N_("It went to the client"),
        "authorization": N_("The client had signed"),
        "reporting": N_("A report that the law asks for"),
        "threat": N_("A threat"),
        "process": N_("A paper of a court"),
        "confidentiality": N_("It was seen by others"),
        "integrity": N_("It was changed"),
        "availability": N_("It could not be used"),
        "nothing": N_("Nothing"),
    }
)


def label(fact: str, value: str) -> str:
    """The English words for a value. Raises KeyError where none were written."""
    return _LABELS.get(f"{fact}.{value}") or _LABELS[value]


def answers(words: Words, fact: Fact) -> dict[str, str]:
    """The answers to a question in the reader's language, the plain day's first."""
    order = (
        sorted(fact.values, key=lambda value: (value != "yes", fact.values.index(value)))
        if set(fact.values) == set(YES_NO)
        else fact.values
    )
    return {value: words.gettext(label(fact.name, value)) for value in order}


def verdict(words: Words, value: str) -> str:
    """A verdict in its own word."""
    return words.gettext(VERDICTS[value])


def unsettled(words: Words, act: str) -> str:
    """What is not done while questions are open."""
    return words.gettext(UNSETTLED.get(act, UNSETTLED["disclose"]))


def asserter(words: Words, who: str, *, own: bool = False) -> str:
    """Who may answer a question. `own`: the reader is the privacy officer, who in a practice of one is nobody else."""
    return words.gettext(N_("you")) if own and who == "officer" else words.gettext(ASSERTERS.get(who, ASSERTERS["asker"]))


def sentence(text: str) -> str:
    """A remark of the vocabulary as a sentence of its own."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")
