"""What a person reads when something stops: one page per class of error, in plain words, with a next step and somebody to turn to.

"Not here" and "not for you" are one page, made in one way. Nothing here shows a value from a form, a row or an exception.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from starlette.responses import Response

from tacenda.acts.gate import STOPPED
from tacenda.core.words.errors import (
    OLD_KEYS,
    ROLL_DUE,
    Conflict,
    Invalid,
    Locked,
    NotFound,
    Refused,
    Shredded,
    TacendaError,
    Tampered,
    Unavailable,
)
from tacenda.core.words.moments import Day
from tacenda.core.words.people import Role
from tacenda.doors.language import N_, Words
from tacenda.doors.web import forms, locked, render
from tacenda.doors.web.registry import NOT_HERE as NO_PAGE
from tacenda.doors.web.registry import Body, Title
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class Text:
    """Status, heading, sentences for everybody, and what staff read in addition. `lone`: the same for who works here alone."""

    status: int
    heading: str
    sentences: tuple[str, ...]
    staff: tuple[str, ...] = ()
    lone: tuple[str, ...] = ()


NOT_HERE = Text(404, N_("Not here"), (N_("This page is not here, or it is not open to you."),))
TEXTS: Mapping[type[TacendaError], Text] = MappingProxyType(
    {
        NotFound: NOT_HERE,
        Refused: Text(
            403,
            N_("Not open now"),
            (N_("You cannot open this now."), N_("Here is why: %(reason)s")),
            (N_("The rule is named %(code)s. The privacy officer can say who may allow it."),),
            (N_("The rule is named %(code)s."),),
        ),
        Invalid: Text(
            422,
            N_("There is a problem"),
            (N_("Some of this did not fit, so nothing was changed."), N_("Go back, look at it again, and send it once more.")),
            (N_("Your text is still in the page before this one."),),
        ),
        Conflict: Text(
            409,
            N_("Someone was faster"),
            (N_("Someone changed this while you were here."), N_("Go back and load the page again. Then look at both.")),
            (N_("Nothing of yours was written. The newer version stands."),),
        ),
        Locked: Text(401, N_("Locked"), (N_("If you were writing, your draft is safe."),), (N_("Drafts are sealed to you alone."),)),
        Shredded: Text(
            410,
            N_("Gone"),
            (N_("These records are gone."), N_("The keys were destroyed on %(day)s."), N_("No one can bring them back.")),
            (N_("The certificate stands in the ledger of the practice."),),
        ),
        Tampered: Text(
            500,
            N_("Something does not fit"),
            (
                N_("Something does not fit."),
                N_("We have stopped changes here and told who looks after privacy."),
                N_("You did nothing wrong."),
            ),
            (N_("Do not restart or restore anything yet."), N_("Keep a copy of the whole folder, and call the privacy officer.")),
            (
                N_("Do not restart or restore anything yet."),
                N_("Keep a copy of the whole folder. What did not fit stands on your Week page."),
            ),
        ),
        Unavailable: Text(
            503,
            N_("Not just now"),
            (N_("We cannot open this just now."), N_("Nothing is lost."), N_("Try again, or call us.")),
            (N_("Work from the day sheet until this page opens again."),),
        ),
    }
)
STOPPED_HERE = Text(
    403,
    N_("Access has ended"),
    (N_("Your access to these records was stopped, so they are not open to you any more."),),
    (
        N_("It ends when a client stops it, when a chart is handed on, or when somebody leaves."), N_("Nobody here is told why."),
        N_("If something is still to be done there, ask the privacy officer."),
    ),
    (N_("It ends when a client stops it. Nobody here is told why."),),
)  # fmt: skip
# What the client shut: no officer can open it for anybody.
CLIENTS = frozenset({"practice.limit", "practice.topic", "practice.choice"})
SHUT_BY_CLIENT = replace(
    TEXTS[Refused],
    staff=(N_("The rule is named %(code)s."), N_("What you typed, if you did, still stands in the page before this one.")),
    lone=(),
)
# Keys that are kept as they are, so that a stop can be taken back: until then nothing new is written with them.
WAITS = Text(
    409,
    N_("This has to wait"),
    (N_("New keys are due here first, so this was not kept."), N_("What was stopped stays stopped.")),
    (N_("They are changed when somebody signs in who may open these records."),),
)
# Whoever changed the keys delivers the new ones to everybody. Where what was delivered is not what it must be, it counts for nothing, and
# whom it was for waits for whoever changes the keys next.
NOT_YET = Text(
    409,
    N_("New keys are not here yet"),
    (
        N_("The keys to these records were changed, and yours are not here yet."),
        N_("Nothing is lost."),
        N_("Try this page again in a minute."),
    ),
    (N_("If it stays so, they come when somebody signs in who may open these records."),),
)
NOT_YET_FOR_CLIENT = replace(
    NOT_YET, sentences=(*NOT_YET.sentences, N_("If it stays so, they come when your therapist signs in. You can ask us for that."))
)
# A client's own access: another account of theirs asked for its end, and somebody checked who is who.
ENDED_HERE = replace(STOPPED_HERE, sentences=(*STOPPED_HERE.sentences, N_("Is that wrong? You can ask us to let you in again.")))
SLOWED = Text(429, N_("A short wait"), (N_("Too many tries came in a short time."),))
FOREIGN = Text(403, N_("Not from here"), (N_("This came from another site, so we did not do it."), N_("Open the page here and try again.")))
TOO_MUCH = Text(413, N_("Too large"), (N_("This is too large to send, so none of it was kept."), N_("Send less at one time.")))
TOO_SLOW = Text(
    408,
    N_("Too slow"),
    (
        N_("This came too slowly, so none of it was kept."),
        N_("Nothing else was lost."),
        N_("Try again in a minute, or where the line is better. A smaller file helps too."),
    ),
)
NO_METHOD = Text(405, N_("Not here"), (N_("This page cannot be used that way."), N_("Go back and try again.")))
UNEXPECTED = Text(
    500,
    N_("Something went wrong"),
    (N_("This is our fault, not yours."), N_("Nothing you sealed is lost."), N_("If you call us, say these letters: %(reference)s")),
)

# Why somebody was refused, by the code of the rule or of the keeper. Sentences of law come with their rule from the packs.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "": N_("the rules here do not allow it."),
        "over": N_("the time for this has ended."),
        "not allowed": N_("nobody has opened this to you."),
        "practice.limit": N_("the client locked this. Only they can open it again."),
        "keys": N_("this was stopped and is open again. Its new keys come when somebody who has them signs in next."),
        "a client's own access": N_("a client's account ends only if another account of theirs asks for it, and you check."),
        "practice.topic": N_("the client keeps this part to their therapist alone. You can ask the client."),
        "practice.choice": N_("what the client chose or stopped keeps this person out. You can ask the client."),
    }
)


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Sentences in the reader's language."""

    heading: str
    sentences: tuple[str, ...]
    staff: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]  # the form that met the error, sealed to who sent it
    action: str
    files: bool  # it goes to a page that takes files


def answer(request: WebRequest, error: TacendaError) -> Response:
    """The page for an error that was raised on purpose."""
    if isinstance(error, Locked):
        return locked.step_up(request) if error.step_up and request.standing else locked.page(request)
    if isinstance(error, Refused) and error.hidden:
        return show(request, NOT_HERE)
    if isinstance(error, Refused) and error.reason == STOPPED:
        return show(request, ENDED_HERE if Role.CLIENT in request.roles else STOPPED_HERE)
    if isinstance(error, Conflict) and str(error) == ROLL_DUE:
        return show(request, WAITS)
    if isinstance(error, Conflict) and str(error) == OLD_KEYS:
        return show(request, NOT_YET_FOR_CLIENT if Role.CLIENT in request.roles else NOT_YET)
    if isinstance(error, Unavailable):
        return _later(request, error)
    text = SHUT_BY_CLIENT if isinstance(error, Refused) and error.reason in CLIENTS else TEXTS[type(error)]
    return show(request, text, **_slots(request.words, error))


def show(request: WebRequest, text: Text, **slots: str) -> Response:
    """One of the texts as a page. "Not here" forgets which page was asked for, so that it cannot differ from "not for you"."""
    if text.status == 404:
        request = replace(request, page=NO_PAGE, path="")
    words = request.words
    kept = locked.carried(request) if text.status in (409, 503) else ()
    files = any(page.body is Body.UPLOAD for page, _ in request.site.match(request.path))
    said, staff = _said(words, text.sentences, slots), _said(words, _for_staff(request, text), slots)
    value = ErrorPage(words.gettext(text.heading), said, staff, kept, request.path, files)
    title = Title.NOT_HERE if text.status == 404 else Title.TROUBLE
    return render.page(request, "errors/plain.html", value, status=text.status, title=title)


def _for_staff(request: WebRequest, text: Text) -> tuple[str, ...]:
    return text.lone if text.lone and request.standing and request.house.lone() == request.standing.person else text.staff


def _later(request: WebRequest, error: Unavailable) -> Response:
    if not error.slowed:
        page = show(request, TEXTS[Unavailable])
    else:
        page = show(request, Text(SLOWED.status, SLOWED.heading, (*SLOWED.sentences, forms.later(request.words, error.seconds))))
    page.headers["Retry-After"] = str(error.seconds)
    return page


def _slots(words: Words, error: TacendaError) -> dict[str, str]:
    if isinstance(error, Refused):
        return {"reason": words.gettext(REASONS.get(error.reason, REASONS[""])), "code": error.reason}
    return {"day": words.day(Day(error.day))} if isinstance(error, Shredded) else {}


def _said(words: Words, sentences: tuple[str, ...], slots: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(words.say(sentence, **slots) for sentence in sentences)
