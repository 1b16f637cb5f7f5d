"""Consent in the demonstration: talks kept, signed, half understood and half answered, one on paper, check-ins, and signed forms.

Each goes through the acts and the very texts that the pages show, so that whoever looks around finds what a real practice would hold.
"""

from __future__ import annotations

from collections.abc import Mapping

from tacenda.acts import authorizations, check_ins, consents, kept_talks, talking, talks
from tacenda.acts.desk import reading, writing
from tacenda.core.model import check_in
from tacenda.core.model.agreed import PARTS
from tacenda.core.model.authorization import Party, Segment, Signer, Statement, Terms
from tacenda.core.model.consent import How, Part, Result
from tacenda.core.words.access import Purpose
from tacenda.core.words.moments import Day
from tacenda.doors import language
from tacenda.doors.cli.demo_cast import PRACTICE, Person
from tacenda.doors.cli.demo_people import Play
from tacenda.doors.web.talk import people
from tacenda.doors.web.talk.texts import WORDINGS

SECONDS = 45  # that a part was read
OWN = Purpose.OWN_RECORD


def talk(stage: Play, client: Person, results: Mapping[int, Result], choices: Mapping[str, str], *marked: int) -> None:
    """The client goes through the talk alone; a part that `results` does not name was understood."""
    names = begun(stage, client, {part: results.get(part, Result.RIGHT) for part in PARTS}, *marked)
    with stage.signed_in(client) as visitor, writing(stage.house, visitor) as desk:
        consents.keep(desk, stage.charts[client.login], How.ALONE, choices, names)


def begun(stage: Play, client: Person, results: Mapping[int, Result], *marked: int) -> talking.Shown:
    """The client answers these parts of the talk, and has kept nothing yet."""
    words, chart = language.words(), stage.charts[client.login]
    with stage.signed_in(client) as visitor, writing(stage.house, visitor) as desk:
        stands = talks.stands(desk, chart, OWN, WORDINGS)
        names = people.names(words, desk, stands, OWN)
        for part, result in results.items():
            shown = min(names[part])  # either wording of a part counts as its page
            now = Part(part, words.language, stands.facts.wordings[part], shown, Result.SKIPPED, 0, False)
            talking.answer(desk, PARTS, now, result, SECONDS, mark=part in marked)
    return names


def signed(stage: Play, clinician: Person, client: Person) -> None:
    """The clinician signs what the client kept."""
    chart = stage.charts[client.login]
    with stage.signed_in(clinician) as visitor, writing(stage.house, visitor) as desk:
        found = kept_talks.open_talk(desk, chart, Purpose.TREATMENT)
        consents.sign(desk, chart, found.id, found.version, Purpose.TREATMENT)


def on_paper(stage: Play, clinician: Person, client: Person, minutes: int, choices: Mapping[str, str]) -> None:
    """The clinician writes down a talk that was done on paper; the client's own signature is still missing."""
    words, chart = language.words(), stage.charts[client.login]
    with stage.signed_in(clinician) as visitor, writing(stage.house, visitor) as desk:
        stands = talks.stands(desk, chart, Purpose.TREATMENT, WORDINGS)
        names = people.names(words, desk, stands, Purpose.TREATMENT)
        parts = [Part(part, words.language, stands.facts.wordings[part], min(names[part]), Result.SKIPPED, 0, False) for part in PARTS]
        consents.enter(desk, chart, parts, How.PAPER, minutes, choices)


def feels(stage: Play, client: Person, okay: str, holding: str, reach: str) -> None:
    """A check-in that the therapist may see."""
    with stage.signed_in(client) as visitor, writing(stage.house, visitor) as desk:
        check_ins.tell(desk, stage.charts[client.login], check_in.drawn(okay, holding, reach, desk.now))


def form(stage: Play, clinician: Person, client: Person, last: Day, partner: str = "") -> None:
    """A form that lets a summary go to a doctor, drafted by the clinician and signed with the client's key.

    `partner`: of a couple, whose signature on paper is still missing.
    """
    said, chart = stage.said, stage.charts[client.login]
    other = (Party(said(partner), Signer.PARTICIPANT),) if partner else ()
    terms = Terms(
        client=said(client.name), segments=(Segment.SUMMARY,), details=said("A summary of the last three months."),
        discloser=said(f"{clinician.name}, {PRACTICE}"), recipient=said("Dr. Paula Quist, who does not exist"),
        recipient_kind="treating_professional", purpose=said("So that both treat with the same aim."), purpose_kind="care",
        at_request=False, ends=last, event="", endless=False, statements=tuple(Statement),
        revoke_how=said("With one button, or by telling any of us."), conditioned="no", apart="yes", plain="yes",
        joint=bool(partner), parties=(Party(said(client.name), Signer.CLIENT), *other),
    )  # fmt: skip
    with stage.signed_in(clinician) as visitor, writing(stage.house, visitor) as desk:
        id = authorizations.propose(desk, chart, authorizations.said_here(desk, terms))
    with stage.signed_in(client, stepped_up=True) as visitor:
        with reading(stage.house, visitor) as desk:
            version = authorizations.open_form(desk, chart, id, OWN).version
        with writing(stage.house, visitor) as desk:
            authorizations.sign(desk, chart, id, version)
