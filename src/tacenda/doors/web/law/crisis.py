"""Someone may be hurt: first the number to call, then whether there is a duty, ways that tell nobody, ways that tell somebody, questions.

What is known so far decides what the page says; nothing that is unknown blocks the number, the ways that tell nobody, or whom to call.
Each recipient has a verdict of their own, for the least that helps: the facts of the danger and nothing else of the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import calls
from tacenda.acts.calls import Known
from tacenda.core.decisions.decision import Decision
from tacenda.core.model.practice import Call
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, places, render
from tacenda.doors.web.forms import View
from tacenda.doors.web.law import asked as asking
from tacenda.doors.web.law import emergency, keeping, questions, shown
from tacenda.doors.web.law import words as law_words
from tacenda.doors.web.law.asked import Asked
from tacenda.doors.web.law.facts import OF_A_PRACTICE
from tacenda.doors.web.law.questions import Question
from tacenda.doors.web.law.shown import Duty, Judgement, Task
from tacenda.doors.web.request import WebRequest
from tacenda.shell import packs

TEMPLATE = "law/harm.html"
KIND = "danger"
ACT = "protect"
MOST = 6  # questions
DONE = "ways_done"
FIRST = (
    "target", "harm", "imminence", "evidence", "source", "recipient_can_prevent", "no_other_way", "public_interest", "target_minor",
    "intent_and_ability", "actor", "part2", "hipaa_covered",
)  # fmt: skip
ALWAYS = 2  # who may be hurt, and what harm: without these nothing can be said about anybody

DUTY = {
    "must": N_("Yes: there is a duty to act."),
    "should": N_("The rules of your profession say that you should act."),
    "may": N_("No duty to act was found. You may still act."),
    "must_not": N_("No duty to act was found."),
    "not_yet": N_("It is not settled if there is a duty. Act as if there were one."),
    "conflict": N_("Two laws collide. Act as if there were a duty, and call a lawyer."),
}
# To whom one can turn, and what for, by who may be hurt.
_OTHERS = ("law_enforcement", "threatened_person", "emergency_responder", "treating_professional")
_RECIPIENTS: Mapping[str, tuple[str, ...]] = {
    "client": ("emergency_responder", "treating_professional", "family", "law_enforcement"),
    "child": ("child_protection", "law_enforcement", "emergency_responder"),
    "vulnerable_adult": ("adult_protection", "law_enforcement", "emergency_responder"),
    "public": ("law_enforcement", "emergency_responder", "treating_professional"),
    "act_or_place": ("law_enforcement", "emergency_responder", "treating_professional"),
    "": ("emergency_responder", "law_enforcement"),
}
# What this page is not about, and says so: whoever holds a signed form or a court's paper has more ways than these, never fewer.
_NO_PAPER = {"authorization": "none", "instrument": "none", "instrument_checked": "no"}
_PURPOSES = {"client": "protect_client", "child": "child_protection", "vulnerable_adult": "adult_protection"}
_REPORTS = frozenset({"child_protection", "adult_protection"})


class CrisisForm(questions.Carried):
    """What is carried, and what was done already: ticked on every post, so that nothing ticked means nothing done."""

    done: Annotated[
        tuple[str, ...], forms.checks(N_("What have you done already?"), hint=N_("Tick none if you have done none of these."))
    ] = ()


class PlaceForm(forms.Form):
    """Another place."""

    place: Annotated[str, forms.select(N_("Where is the danger?"))]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody one could tell, with the verdict for telling them alone."""

    name: str
    verdict: str
    word: str
    says: str
    first: tuple[Task, ...]
    because: tuple[tuple[str, str], ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HarmPage:
    """The whole page. `question` None: nothing more to ask, or, with `more`, nothing that is asked unbidden."""

    action: str
    here: str
    place: str  # whose law answers, in words
    number: str
    duty: str
    duties: tuple[Duty, ...]
    recipients: tuple[Recipient, ...]
    question: Question | None
    form: View
    done: forms.Box
    begun: bool
    calls: tuple[Call, ...]
    more: bool
    unsaid: bool  # what the practice answers the same every time was not said once and for all
    judgements: tuple[Judgement, ...]
    unverified: tuple[tuple[str, str], ...]
    keep: View | None
    keep_action: str
    said: tuple[tuple[str, str], ...]
    change: forms.Box
    most: int
    officer: str


def get(request: WebRequest, action: str, chart: ChartId | None = None) -> Response:
    """The page before anything was said."""
    with desk.reading(request) as at:
        known, offered = calls.known(at), keeping.choices(at, chart)
    return _page(request, action, Asked(ACT, known.place, (), known.facts), known, offered)


def post(request: WebRequest, action: str, chart: ChartId | None = None) -> Response:
    """The page with one more answer. Raises Invalid."""
    with desk.reading(request) as at:
        known, offered = calls.known(at), keeping.choices(at, chart)
    asked, back = _said(request, known)
    form = CrisisForm.parse(request)
    if back:
        asked = _without_last(asked)
    elif form.fact:
        asked = questions.answered(request, asked, form.fact)
    if form.fact or form.done:
        asked = asked.with_answer(DONE, asking.joined(form.done))
    return _page(request, action, asked, known, offered, most=MOST if form.go != "more" else len(asked.said) + 1)


def again(request: WebRequest, problem: Invalid, action: str, chart: ChartId | None = None) -> Response:
    """The page with the question once more."""
    with desk.reading(request) as at:
        known, offered = calls.known(at), keeping.choices(at, chart)
    asked, _ = _said(request, known)
    return _page(request, action, asked, known, offered, problem)


def _said(request: WebRequest, known: Known) -> tuple[Asked, bool]:
    form, asked = questions.carried(request, known.facts)
    return replace(asked, act=ACT), form.go == "back"


def _without_last(asked: Asked) -> Asked:
    rest = [pair for pair in asked.said if pair[0] != DONE]
    return replace(asked, said=tuple(rest[:-1]))


@dataclass(frozen=True, slots=True)
class Way:
    """One recipient's question and its answer."""

    recipient: str
    more: dict[str, str]
    decision: Decision


def stated(asked: Asked, recipient: str) -> dict[str, str]:
    """What the page itself states: to whom, what for, and the least that helps."""
    info = "report_facts" if recipient in _REPORTS else "risk_facts"
    return {**_NO_PAPER, "recipient": recipient, "purpose": _purpose(asked, recipient), "info": info, "within_scope": "yes"}


def _purpose(asked: Asked, recipient: str) -> str:
    """A report goes to those who take reports; whoever is called to help is called to help."""
    purpose = _PURPOSES.get(asked.value("target"), "avert_threat")
    return "avert_threat" if purpose in _REPORTS and recipient == "emergency_responder" else purpose


def recipients(asked: Asked) -> tuple[str, ...]:
    """To whom one could turn."""
    target = asked.value("target")
    found = _RECIPIENTS.get(target, _OTHERS)
    return ("threatened_guardian", *found) if asked.value("target_minor") == "yes" and "threatened_person" in found else found


def _ways(request: WebRequest, asked: Asked, known: Known) -> tuple[Way, ...]:
    found: list[Way] = []
    for one in recipients(asked):
        more = stated(asked, one)
        found.append(Way(one, more, asking.decided(asked.request(known.now, request.words.zone, more, "disclose"))[1]))
    return tuple(found)


def _question(asked: Asked, decisions: Iterable[Decision]) -> str:
    """Only what can change an answer; who may be hurt, and how, come first."""
    start = next((name for name in FIRST[:ALWAYS] if not asked.has(name)), "")
    if start:
        return start
    found = (asking.next_question(decision, asked, _asks, FIRST) for decision in decisions)
    return next((name for name in found if name), "")


def _asks(name: str) -> bool:
    """In a crisis nobody is asked for days, nor for what is ticked on the page anyway."""
    return name in packs.law().vocabulary.facts and name != DONE


def _page(
    request: WebRequest, action: str, asked: Asked, known: Known, offered: dict[str, str], problem: Invalid | None = None, most: int = MOST
) -> Response:  # fmt: skip
    """`most`: how many questions are asked unbidden."""
    words, law = request.words, packs.law()
    protect = asking.decided(asked.request(known.now, words.zone, _NO_PAPER))[1]
    ways = _ways(request, asked, known)
    left = _question(asked, [protect, *(way.decision for way in ways)])
    name = left if problem is not None or sum(one != DONE for one, _ in asked.said) < most else ""
    question = _asked_for(request, asked, name, problem)
    carried = CrisisForm.blank(request, _done(request), place=asked.place, act=ACT, said=asked.text, done=asked.value(DONE).split("+"))
    resting = tuple(dict.fromkeys(fact for way in ways for fact in way.decision.attest if way.decision.verdict != "must_not"))
    unverified = dict.fromkeys(id for one in (protect, *(way.decision for way in ways)) for id in one.unverified)
    page = HarmPage(
        action=action,
        here=action,
        place=places.named(words).get(asked.place, ""),
        number=emergency.number(asked.place),
        duty=words.gettext(DUTY[_duty(asked, protect, ways)]),
        duties=tuple(shown.duties(words, law, protect)),
        recipients=tuple(_recipient(request, way, last=not name) for way in ways),
        question=question,
        form=question.form if question else carried,
        done=carried.done,
        begun=bool(asked.said),
        calls=known.calls,
        more=bool(left) and not name,
        unsaid=not all(known.facts.get(one) for one in OF_A_PRACTICE),
        judgements=shown.judgements(words, resting),
        unverified=tuple((law.rule(id).says, law.rule(id).citation) for id in unverified),
        keep=keeping.blank(request, asked, KIND, offered),
        keep_action=request.url("law/keep"),
        said=shown.facts(words, asked.said),
        change=PlaceForm.blank(request, {"place": places.named(words)}, place=asked.place).place,
        most=MOST,
        officer=request.url("law/calls") if request.site.page("law/calls").open_to(request.roles) else "",
    )
    return render.page(request, TEMPLATE, page)


def _duty(asked: Asked, protect: Decision, ways: tuple[Way, ...]) -> str:
    """Whether there is a duty, to protect or to report: a report that must be made is one, and what is still open is not "none"."""
    found = [protect.verdict, *(way.decision.verdict for way in ways if way.recipient in _REPORTS)]
    strongest = next((one for one in ("must", "conflict", "not_yet", "should") if one in found), protect.verdict)
    begun = all(asked.has(name) for name in FIRST[:ALWAYS])
    return strongest if begun or strongest == "must" else "not_yet"


def _asked_for(request: WebRequest, asked: Asked, name: str, problem: Invalid | None) -> Question | None:
    if not name:
        return None
    number = sum(one != DONE for one, _ in asked.said) + 1
    if problem is not None:
        return questions.again(request, problem, name, number)
    return replace(questions.blank(request, asked, name), number=number)


def _done(request: WebRequest) -> dict[str, dict[str, str]]:
    return {"done": law_words.answers(request.words, packs.law().vocabulary.facts[DONE])}


def _recipient(request: WebRequest, way: Way, *, last: bool) -> Recipient:
    """`last`: nothing more is asked, so what is open is said."""
    words, law, decision = request.words, packs.law(), way.decision
    before = tuple(
        Task(law_words.sentence(law.vocabulary.obligations[one.do][1]), shown.when(words, one.due))
        for one in decision.obligations
        if one.when == "before"
    )
    # What is only in question is no reason: it is asked for, and named as open at the end.
    bars = [bar for segment in decision.segments for bar in segment.bars if bar.open != "unknown"]
    bars = [bar for bar in bars if bar.open == "no"] if decision.verdict == "must_not" else bars
    why = dict.fromkeys(id for bar in bars for id in (bar.lifted_by if bar.open == "yes" else (bar.rule,)))
    return Recipient(
        name=words.gettext(law_words.label("recipient", way.recipient)),
        verdict=decision.verdict,
        word=law_words.verdict(words, decision.verdict),
        says=decision.says,
        first=before,
        because=tuple((law.rule(id).says, law.rule(id).citation) for id in why),
        open=tuple(_open(decision)) if last and decision.verdict == "not_yet" else (),
    )


def _open(decision: Decision) -> Iterator[str]:
    """What would still have to be known; days are not asked for in a crisis."""
    starts = packs.law().vocabulary.starts
    return (law_words.sentence(one.question) for one in decision.ask if one.fact not in starts)


def requests(asked: Asked, known: Known, zone: str) -> list[tuple[str, dict[str, object]]]:
    """The questions behind the page, to be kept: whether to act, and whom to tell."""
    rest = [(one, asked.request(known.now, zone, stated(asked, one), "disclose")) for one in recipients(asked)]
    return [("", asked.request(known.now, zone, _NO_PAPER)), *rest]
