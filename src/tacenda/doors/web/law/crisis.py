"""Someone may be hurt: first the number to call, then whether there is a duty, ways that tell nobody, ways that tell somebody, questions.

What is known so far decides what the page says; nothing that is unknown blocks the number, the ways that tell nobody, or whom to call.
Each recipient has a verdict of their own (`ways`). What is still open can be said with one press, and a duty stands meanwhile.
The page is one form, so that nothing typed anywhere on it is lost, whichever button is pressed first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import calls
from tacenda.acts.calls import Known
from tacenda.core.decisions.decision import Decision
from tacenda.core.model.practice import Call
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId
from tacenda.doors.language import N_, Words
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.forms import View
from tacenda.doors.web.law import asked as asking
from tacenda.doors.web.law import duty, emergency, from_card, keeping, order, plain, questions, shown, ways, where
from tacenda.doors.web.law import words as law_words
from tacenda.doors.web.law.asked import Asked
from tacenda.doors.web.law.duty import Found
from tacenda.doors.web.law.facts import OF_A_PRACTICE
from tacenda.doors.web.law.questions import Question
from tacenda.doors.web.law.shown import Judgement
from tacenda.doors.web.law.ways import Recipient
from tacenda.doors.web.request import WebRequest
from tacenda.shell import packs

TEMPLATE = "law/harm.html"
KIND = "danger"
ACT = "protect"
MOST = 6  # questions
APART = frozenset({"coerced"})  # of a partner's hold: asked of a danger to the client only when one more question is wanted
DONE = "ways_done"
ELSEWHERE = "place"  # the button that asks the law of other places about the same
FIRST = (
    "target", "harm", "imminence", "evidence", "source", "abuser", "recipient_can_prevent", "no_other_way", "public_interest",
    "target_minor", "intent_and_ability", "actor", "part2", "hipaa_covered",
)  # fmt: skip
SAYS, AGREES = "client_says", "agrees"
PRESSED = 3  # open facts that can be said with one press
# What an answer covers, where much hangs on the word.
HINTS = {
    "imminence": N_(
        "About to happen: waiting for another way could come too late. Planned for later: there is time to try another way first."
        " You judge it. Some laws let you tell only what is about to happen."
    ),
    "evidence": N_("Good reason to believe: a careful colleague would believe it too. Some laws ask for more than a suspicion."),
}


class CrisisForm(questions.Carried):
    """What is carried, and what was done already: ticked on every post, so that nothing ticked means nothing done.

    `settle`: a fact and its answer, said with one press.
    """

    settle: Annotated[str, forms.hidden()] = ""

    done: Annotated[
        tuple[str, ...], forms.checks(N_("What have you done already?"), hint=N_("Tick none if you have done none of these."))
    ] = ()


class PlaceForm(where.Also):
    """Another place, or more than one. `there`: the first one; `place` carries those whose law answers now."""

    there: Annotated[str, forms.select(N_("Where is the danger?"))]


@dataclass(frozen=True, slots=True)
class Missing:
    """An open fact that one press settles: its answers, each with what its button sends."""

    question: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HarmPage:
    """The whole page. `question` None: nothing more to ask, or, with `more`, nothing that is asked unbidden."""

    action: str
    place: str  # whose law answers, in words
    number: str
    duty: Found
    recipients: tuple[Recipient, ...]
    question: Question | None
    form: View
    done: forms.Box
    begun: bool
    calls: tuple[Call, ...]
    more: bool
    missing: tuple[Missing, ...]
    stands: bool  # a duty stands, whatever else is open
    unsaid: bool  # what the practice answers the same every time was not said once and for all
    judgements: tuple[Judgement, ...]
    unverified: tuple[tuple[str, str], ...]
    keep: View | None
    keep_action: str
    said: tuple[tuple[str, str], ...]
    change: View
    several: bool
    most: int
    officer: str
    consent: str  # where a form that the client signed counts
    yes: str  # what the button sends with which the client's spoken yes is said; empty once it was said


def get(request: WebRequest, action: str, chart: ChartId | None = None) -> Response:
    """The page before anything was said."""
    with desk.reading(request) as at:
        known, offered, born = calls.known(at), keeping.choices(at, chart), from_card.born(at, chart)
        places = from_card.places(at, chart, known.place)
    return _page(request, action, Asked(ACT, places, (), known.facts, born), known, offered)


def post(request: WebRequest, action: str, chart: ChartId | None = None) -> Response:
    """The page with one more answer. Raises Invalid."""
    with desk.reading(request) as at:
        known, offered, born = calls.known(at), keeping.choices(at, chart), from_card.born(at, chart)
    asked, back = _said(request, known, born)
    form = CrisisForm.parse(request)
    if back:
        asked = _without_last(asked)
    elif form.settle:
        if form.fact and request.fields.get("answer"):
            asked = questions.answered(request, asked, form.fact)
        asked = _settled(asked, form.settle)
    elif form.fact and (form.go != ELSEWHERE or request.fields.get("answer")):
        asked = questions.answered(request, asked, form.fact)
    if form.done or asked.has(DONE) or (form.fact and form.go != ELSEWHERE):
        asked = asked.with_answer(DONE, asking.joined(form.done))
    return _page(request, action, asked, known, offered, most=MOST if form.go != "more" else len(asked.said) + 1)


def again(request: WebRequest, problem: Invalid, action: str, chart: ChartId | None = None) -> Response:
    """The page with the question once more."""
    with desk.reading(request) as at:
        known, offered, born = calls.known(at), keeping.choices(at, chart), from_card.born(at, chart)
    asked, _ = _said(request, known, born)
    return _page(request, action, asked, known, offered, problem)


def _said(request: WebRequest, known: Known, born: dt.date | None) -> tuple[Asked, bool]:
    form, asked = questions.carried(request, known.facts, born)
    if form.go == ELSEWHERE:
        chosen = PlaceForm.parse(request)
        asked = replace(asked, places=where.read(where.joined(chosen.there, chosen.also, chosen.further)))
    return replace(asked, act=ACT), form.go == "back"


def _settled(asked: Asked, pressed: str) -> Asked:
    """With what one press said. Raises Invalid."""
    name, _, answer = pressed.partition("=")
    if name not in packs.law().vocabulary.facts or not answer:
        raise Invalid({"settle": "choose"})
    return asked.with_answer(name, answer if answer != questions.DONT_KNOW else asking.UNKNOWN)


def _without_last(asked: Asked) -> Asked:
    rest = [pair for pair in asked.said if pair[0] != DONE]
    return replace(asked, said=tuple(rest[:-1]))


def _question(asked: Asked, decisions: Iterable[Decision], apart: frozenset[str] = frozenset()) -> str:
    """Only what can change an answer; who may be hurt, how, and the age of a client in danger come first.

    `apart`: what is not asked unbidden.
    """
    # Of a danger to the client it hangs on their age who could be told at all.
    first = (*duty.START, "client") if asked.value("target") == "client" else duty.START
    start = next((name for name in first if not asked.has(name)), "")
    if start:
        return start
    found = (order.next_question(decision, asked, lambda name: _asks(name) and name not in apart, FIRST) for decision in decisions)
    return next((name for name in found if name), "")


def _asks(name: str) -> bool:
    """In a crisis nobody is asked for days, nor for what is ticked on the page anyway."""
    return name in packs.law().vocabulary.facts and name != DONE


def _page(
    request: WebRequest, action: str, asked: Asked, known: Known, offered: dict[str, str], problem: Invalid | None = None, most: int = MOST
) -> Response:  # fmt: skip
    """`most`: how many questions are asked unbidden."""
    words, law = request.words, packs.law()
    protect = asking.decided(ways.to_act(asked, known.now, words.zone))[1]
    told = ways.found(asked, protect, known.now, words.zone)
    every = [protect, *(way.decision for way in told)]
    left = _question(asked, every)
    name = _unbidden(asked, every, left, most) if problem is None else left
    question = _asked_for(request, asked, name, problem)
    carried = CrisisForm.blank(request, _done(request), place=asked.place, act=ACT, said=asked.text, done=asked.value(DONE).split("+"))
    resting = tuple(dict.fromkeys(fact for way in told for fact in way.decision.attest if way.decision.verdict != "must_not"))
    unverified = dict.fromkeys(id for one in every for id in one.unverified)
    found, named, choice, instead = (
        duty.found(words, asked, protect, told, last=not name),
        ways.named(protect),
        ways.choices(protect, told),
        ways.replaced(told),
    )
    above = {(one.says, one.citation) for one in found.duties}
    page = HarmPage(
        action=action,
        place=where.said(words, asked.places),
        number=emergency.number(next(iter(asked.places), "")),
        duty=found,
        recipients=tuple(ways.recipient(words, asked, way, named, choice, instead, last=not name) for way in told),
        question=question,
        form=question.form if question else carried,
        done=carried.done,
        begun=bool(asked.said),
        calls=known.calls,
        more=bool(left) and not name,
        missing=() if name else _missing(request, asked, every),
        stands=found.verdict == "must",
        unsaid=not all(known.facts.get(one) for one in OF_A_PRACTICE),
        judgements=shown.judgements(words, resting, asked.places, own=keeping.own(request)),
        unverified=tuple(one for one in ((law.rule(id).says, law.rule(id).citation) for id in unverified) if one not in above),
        keep=keeping.blank(request, asked, KIND, offered),
        keep_action=request.url("law/keep"),
        said=shown.facts(words, asked.said, asked.places),
        change=PlaceForm.blank(
            request,
            _offered(words, known, asked),
            **_filled(asked, known),
        ),
        several=len(asked.places) > 1,
        most=MOST,
        officer=request.url("law/calls") if keeping.own(request) else "",
        consent=request.url("law/asks"),
        yes="" if asked.value(SAYS) == AGREES else f"{SAYS}={AGREES}",
    )
    return render.page(request, TEMPLATE, page)


def _offered(words: Words, known: Known, asked: Asked) -> dict[str, dict[str, str]]:
    offered = where.offered(words, known.place, asked.places)
    return {"there": offered.pop("place"), **offered}


def _filled(asked: Asked, known: Known) -> dict[str, str]:
    filled = where.filled(asked.places, known.place)
    return {"there": filled.pop("place"), **filled}


def _unbidden(asked: Asked, decisions: Iterable[Decision], left: str, most: int) -> str:
    """The question that is asked without being asked for."""
    if sum(one != DONE for one, _ in asked.said) >= most:
        return ""
    return _question(asked, decisions, _apart(asked)) if most == MOST else left


def _apart(asked: Asked) -> frozenset[str]:
    return APART if asked.value("target") == "client" else frozenset()


def _asked_for(request: WebRequest, asked: Asked, name: str, problem: Invalid | None) -> Question | None:
    if not name:
        return None
    number = sum(one != DONE for one, _ in asked.said) + 1
    if problem is not None:
        return questions.again(request, problem, name, number, asked)
    # What the card says is read beside the question and stands in no answer: every button of this page sends the whole of it.
    question = questions.blank(request, asked, name)
    return replace(question, number=number, answer=replace(question.answer, hint=_hint(request, name, question.answer.hint)))


def _hint(request: WebRequest, name: str, hint: str) -> str:
    return request.words.gettext(HINTS[name]) if name in HINTS else hint


def _done(request: WebRequest) -> dict[str, dict[str, str]]:
    return {"done": law_words.answers(request.words, packs.law().vocabulary.facts[DONE])}


def _missing(request: WebRequest, asked: Asked, decisions: Iterable[Decision]) -> tuple[Missing, ...]:
    facts = packs.law().vocabulary.facts
    found: list[Missing] = []
    for name in ways.settling(asked, decisions, _apart(asked) | {DONE})[:PRESSED]:
        answers = tuple((f"{name}={value}", label) for value, label in law_words.answers(request.words, facts[name]).items())
        found.append(Missing(plain.question(request.words, name, asked.places), answers))
    return tuple(found)


def requests(asked: Asked, known: Known, zone: str) -> list[tuple[str, dict[str, object]]]:
    """The questions behind the page, to be kept: whether to act, and whom to tell."""
    act = ways.to_act(asked, known.now, zone)
    rest = [(one, ways.request(asked, one, known.now, zone)) for one in ways.recipients(asked, asking.decided(act)[1])]
    return [("", act), *rest]
