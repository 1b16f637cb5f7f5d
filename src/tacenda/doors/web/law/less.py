"""Where the answer is no for what would be sent: would less of it change the answer? Each is asked anew, with the rest as said.

Nothing is proposed that does not serve what it is for: a report gets the facts of a report, a warning those of the danger, a colleague who
advises the record without names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tacenda.core.decisions.decision import Decision
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_
from tacenda.doors.web.forms import View
from tacenda.doors.web.law import asked as asking
from tacenda.doors.web.law import questions, shown
from tacenda.doors.web.law import words as law_words
from tacenda.doors.web.law.asked import Asked
from tacenda.doors.web.request import WebRequest

MOST = 2
_NO = frozenset({"must_not", "conflict"})
_WHOLE = frozenset({"record", "summary", "messages", "dates", "billing"})
_REPORTS = frozenset({"child_protection", "adult_protection"})
_DANGERS = frozenset({"avert_threat", "protect_client", "medical_emergency"})


@dataclass(frozen=True, slots=True)
class Less:
    """Something less to send: what, the answer as far as it is known, and the form that asks about it."""

    what: str
    word: str
    then: str
    form: View


def ways(request: WebRequest, asked: Asked, decision: Decision, now: Moment) -> tuple[Less, ...]:
    """The lesser things for which the answer is no longer no."""
    if asked.act != "disclose" or decision.verdict not in _NO or asked.value("info") not in _WHOLE:
        return ()
    return tuple(_found(request, asked, now))[:MOST]


def _found(request: WebRequest, asked: Asked, now: Moment) -> Iterator[Less]:
    for info in _lesser(asked):
        said = asked.with_answer("info", info)
        found = asking.decided(said.request(now, request.words.zone))[1]
        if found.verdict not in _NO:
            form = questions.Carried.blank(request, place=said.place, act=said.act, said=said.text)
            label = request.words.gettext(law_words.label("info", info))
            yield Less(label, law_words.verdict(request.words, found.verdict), _then(request, found), form)


def _then(request: WebRequest, found: Decision) -> str:
    """What would come next."""
    if found.verdict != "not_yet":
        return ""
    counsel = any(one.asked_of == "counsel" for one in found.ask)
    return request.words.gettext(N_("A lawyer must check a rule for it.") if counsel else N_("A few more answers can settle it."))


def _lesser(asked: Asked) -> Iterator[str]:
    purpose, recipient = asked.value("purpose"), asked.value("recipient")
    if purpose in _REPORTS or recipient in _REPORTS:
        yield "report_facts"
    if purpose in _DANGERS:
        yield "risk_facts"
    if asked.value("info") == "record":
        yield "summary"
    if recipient in shown.NAMELESS:
        yield "pseudonymised"
