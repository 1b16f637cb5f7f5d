"""Answers: a template with its page value, a redirect after a post, a file to save.

A template sees `page`, the value of its page module, and `frame`, what every page shares. It also has `url(name, **slots)`, the filters
`name` (a person's name, set apart from the direction of the text), `dial` (a number to call with one press), `day`, `moment`, `time`,
`number`, `names`, and gettext.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import Response

from tacenda.core.words.people import STAFF
from tacenda.doors import language
from tacenda.doors.web import headers
from tacenda.doors.web.forms import Problem, View
from tacenda.doors.web.registry import NOT_HERE, OFFICERS, OPEN, OUT, Gate, Title
from tacenda.doors.web.request import Contact, WebRequest

TEMPLATES = Path(__file__).parent / "templates"
_ENDING = re.compile("[a-z0-9]{1,8}")
_BETWEEN = re.compile(r"[\s().\-/\u2010-\u2013]")  # what people write between the digits of a number
_NUMBER = re.compile(r"\+?[0-9]{2,15}")


NO_FORM = View({}, ())  # of a page that asks nothing
HERE = "#blur"  # the Blur link of an answer that has no address of its own: the look of the page does the rest


@dataclass(frozen=True, slots=True)
class Link:
    """One word of the navigation."""

    href: str
    text: str
    current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page."""

    language: str
    direction: str
    title: str
    nav: tuple[Link, ...]
    help: str
    out: str
    away: str
    open: str
    signed_in: bool
    staff: bool
    lock_after: int
    discreet: bool
    scripts: tuple[str, ...]
    problems: tuple[Problem, ...]
    asked_again: tuple[str, ...]  # what a form that came back does not hold any more
    others: bool  # a form that came back holds more than what is wrong
    contact: Contact
    lone: Callable[[], bool]  # whether there is one person here: the reader, or whom they see; asked where a sentence turns on it


def page(
    request: WebRequest, template: str, value: object, *, status: int = 200, title: Title | None = None, step: tuple[int, int] | None = None
) -> Response:
    """A page: `value` is a frozen dataclass; if it has a `form` with problems, the page says so and the status is 422."""
    form = getattr(value, "form", None)
    frame = _frame(request, form if isinstance(form, View) else NO_FORM, title or request.page.title, step, opened=status == 200)
    problems = frame.problems
    environment = _environment(request.site.templates, request.words.language, request.words.zone)
    body = environment.get_template(template).render(page=value, frame=frame, url=request.url)
    return Response(body, 422 if problems and status == 200 else status, media_type="text/html")


def see_other(request: WebRequest, name: str, /, **slots: bytes | int | str) -> Response:
    """303 to a page of the registry: the answer to every post that changed something."""
    return Response(status_code=303, headers={"Location": request.url(name, **slots)})


def back_to(request: WebRequest, path: str, otherwise: str) -> Response:
    """303 to an address a form carried, if it is one of ours and nothing else; to the page `otherwise` if not."""
    plain, _, query = path.partition("?")
    known = bool(request.site.match(plain)) and not query
    return Response(status_code=303, headers={"Location": plain if known else request.site.path(otherwise)})


def attachment(content: bytes, number: int = 1, ending: str = "bin") -> Response:
    """A file to save under a neutral name; no browser runs or shows it. `ending`: 1 to 8 small letters and digits; raises ValueError."""
    if not _ENDING.fullmatch(ending):
        raise ValueError("ending")
    answer = Response(content, media_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="document-{number}.{ending}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def keep(answer: Response, name: Literal["__Host-in", "__Host-seen"], value: str, *, lasts: int | None = None) -> Response:
    """Put one of the two cookies on an answer."""
    answer.headers.append("Set-Cookie", headers.cookie(name, value, lasts=lasts))
    return answer


def forget(answer: Response, *names: Literal["__Host-in", "__Host-seen"]) -> Response:
    """Take cookies away from the browser."""
    for name in names:
        answer.headers.append("Set-Cookie", headers.cookie(name, "", lasts=0))
    return answer


def _frame(
    request: WebRequest, form: View, title: Title, step: tuple[int, int] | None, *, opened: bool
) -> Frame:  # fmt: skip
    standing, problems = request.standing, form.problems
    number, count = step or (0, 0)
    words = request.words.say(title.value, number=number, count=count) if step else request.words.gettext(title.value)
    return Frame(
        language=request.words.language,
        direction=request.words.direction,
        title=request.words.say(language.N_("Error: %(title)s"), title=words) if problems else words,
        nav=_nav(request),
        help=request.url("help/help"),
        out=OUT,
        away=_away(request),
        open=_open(request) if opened else "",
        signed_in=standing is not None,
        staff=standing is not None and bool(standing.roles & STAFF),
        lock_after=standing.lock_after if standing else 0,
        discreet=standing is not None and standing.discreet,
        scripts=tuple(f"/static/{script.value}" for script in request.page.scripts),
        problems=problems,
        asked_again=tuple(map(request.words.gettext, form.asked_again)),
        others=form.still_filled,
        contact=request.contact,
        lone=cache(partial(_lone, request)),
    )


def _lone(request: WebRequest) -> bool:
    """For staff: they work here alone. Who waits to be let in, or works here no more, does not. For others who are signed in: whom they
    see does."""
    standing = request.standing
    who = request.house.lone() if standing is not None else None
    return who is not None and standing is not None and (who == standing.person or not standing.roles & STAFF)


def _open(request: WebRequest) -> str:
    """Where a page asks whether it may stay: by its chart, or by the sign-in alone where the chart is not the reader's own to lose.

    None on a page that needs no sign-in: it would lead to itself again for ever.
    """
    if request.standing is None:
        return ""
    chart = request.slots.get("chart", "")
    if chart and not request.page.audience <= OFFICERS:
        return f"{OPEN}/{chart}"
    return "" if request.page.gate is Gate.NONE else OPEN


def _away(request: WebRequest) -> str:
    """The address of this page folded away; none where there is nothing to hide.

    What answers a post has no address of its own: it is covered where it stands, and what was answered stays.
    """
    if request.page is NOT_HERE or "view" in request.query:
        return ""
    if request.method == "POST":
        return HERE
    return f"{request.path}?view=away" + ("&own=yes" if "own" in request.query else "")


def _nav(request: WebRequest) -> tuple[Link, ...]:
    # Before every way to sign in was typed back, a link would only lead back to that.
    unproven = request.standing is not None and request.standing.unproven
    listed = (one for one in request.site.nav(request.roles) if not unproven or one.gate is Gate.NONE)
    return tuple(Link(request.url(one.name), request.words.gettext(one.nav), one.pattern == request.path) for one in listed)


@lru_cache(maxsize=128)
def _environment(folders: tuple[str, ...], speech: str, zone: str) -> Environment:
    words = language.words(speech, zone)
    environment = Environment(
        loader=FileSystemLoader([*folders, str(TEMPLATES)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    # The i18n extension adds these two names at run time.
    environment.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(
        name=partial(_name, locked=words.gettext(language.N_("Name locked"))), dial=_dial, names=words.names, number=words.number
    )
    environment.filters["author"] = partial(_name, locked=words.gettext(language.N_("somebody who has no access now")))
    environment.filters.update(day=words.day, moment=words.moment, time=words.time, upper_first=_upper_first)
    return environment


def _name(text: str, locked: str = "") -> Markup:
    """A person's name, whose letters may run in the other direction. A name that is not open has words in its place: `locked`."""
    return Markup("<bdi>{}</bdi>").format(text or locked)


def _upper_first(text: str) -> str:
    """The name of a part where it begins a line: elsewhere it stands inside a sentence."""
    return text[:1].upper() + text[1:]


def _dial(text: str, says: str = "") -> Markup:
    """A number that a phone calls with one press, in these words; with more than a number in it, it stands as it is."""
    digits, words = _BETWEEN.sub("", text), Markup.escape(says or _name(text))
    return Markup('<a href="tel:{}">{}</a>').format(digits, words) if _NUMBER.fullmatch(digits) else words
