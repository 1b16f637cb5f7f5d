"""The web door as one ASGI application: reads a request whole and bounded, finds its page in the registry, keeps the gate, answers.

Only this module is asynchronous, and only while bytes move; the page function runs once, whole, in a thread of its lane. A request is
never logged; an exception that nobody planned is logged as the pattern of its route and the name of its class.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import hashlib
import importlib
import importlib.util
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tacenda.core.sealing.derive import sha
from tacenda.core.words.errors import Conflict, Invalid, NotFound, TacendaError, Unavailable
from tacenda.doors import language, origin
from tacenda.doors.lanes import Lane, Lanes
from tacenda.doors.web import errors, handles, headers, locked, render, uploads
from tacenda.doors.web.registry import NOT_HERE, OPEN, OUT, PAGES, ROOT, STAY, Body, Gate, Page, Script, Site, Takes, asked_well
from tacenda.doors.web.request import Front, Standing, WebRequest
from tacenda.shell.turns import Places

if TYPE_CHECKING:
    from tacenda.acts.house import House

T = TypeVar("T")
Handler = Callable[[WebRequest], Response]
Again = Callable[[WebRequest, Invalid], Response]

NEUTRAL: Mapping[str, str] = {
    "weather": "https://www.weather.gov/",
    "news": "https://www.bbc.com/news",
    "encyclopaedia": "https://www.wikipedia.org/",
}
STATIC = Path(__file__).parent / "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
SIGNED_IN = frozenset({Lane.READING, Lane.WORKING, Lane.SEALING, Lane.AGAIN})  # a sign-in that does not count leaves them
FORM_SECONDS = 60
PEOPLE = 10_000  # sign-ins whose person is remembered
LOOKS = 5  # at a page that others write to meanwhile
RETRY = 60  # seconds until a file that found no place is sent again

LAST_WORDS = (
    '<!doctype html><html lang="en" dir="ltr"><title>Problem</title><h1>Something went wrong</h1>'
    '<p>This is our fault, not yours. Nothing you sealed is lost. <a href="/out">Leave now</a></p></html>'
)

log = logging.getLogger("tacenda.web")


@dataclass(frozen=True, slots=True)
class Handlers:
    """The functions of one page module, as far as it has them."""

    get: Handler | None
    post: Handler | None
    again: Again | None


@dataclass(frozen=True, slots=True)
class AwayPage:
    """What stands in place of a page that was put away: nothing but the way back."""

    back: str


@dataclass(frozen=True, slots=True)
class Static:
    """One file of ours, compressed once."""

    kind: str
    body: bytes
    squeezed: bytes
    tag: str


def make(
    house: House,
    front: Front,
    site: Site | None = None,
    *,
    lanes: Lanes | None = None,
    speech: str = "",
    neutral: Mapping[str, str] = NEUTRAL,
) -> WebApp:
    """The application. `speech` sets one language for everybody, over what people chose (tests set the pseudo-locale)."""
    return WebApp(house, front, site or Site(PAGES), lanes or Lanes(), speech, neutral)


class _NobodysError(Exception):
    """The sign-in that a request shows does not count: those who are signed in wait for it no longer."""


class WebApp:
    """See `make`."""

    def __init__(self, house: House, front: Front, site: Site, lanes: Lanes, speech: str, neutral: Mapping[str, str]) -> None:
        self.site = site
        self._lanes = lanes
        self._house = house
        self._front = front
        self._speech = speech
        self._neutral = neutral
        self._handlers = {page.name: _handlers(site, page) for page in site.pages}
        self._static = {f"/static/{path.name}": _static(path) for path in sorted(STATIC.iterdir()) if path.suffix in KINDS}
        self._files = Places(uploads.AT_ONCE, uploads.SHARE)
        self._people: dict[bytes, bytes] = {}  # whose sign-in a cookie is, by its hash, once one request with it was known
        for name in ("sign_in/start", "sign_in/inner", "help/help"):
            site.page(name)  # the frame leads to these: without them the site is not whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            answer = await self._answer(Request(scope, receive), scope)
        except ClientDisconnect:
            return
        except Exception as error:  # the page about an error failed as well
            log.error("an error page raised %s", type(error).__name__)
            answer = _stamped(Response(LAST_WORDS, 500, media_type="text/html"), NOT_HERE)
        await answer(scope, receive, send)

    async def _answer(self, raw: Request, scope: Scope) -> Response:
        if scope["path"] in self._static and raw.method in ("GET", "HEAD"):
            return self._file(raw)
        request = self._bare(raw, scope)
        if origin.foreign(raw.method, request.headers):
            return _stamped(await self._in_lane(request, self._known_then, errors.FOREIGN), NOT_HERE)
        bodies = {page.body for page, _ in self.site.match(request.path)} if raw.method == "POST" else set[Body]()
        if not bodies:
            return await self._in_lane(request, self._respond)
        # Pages for different people can share an address, and one of them take files.
        files = bodies == {Body.UPLOAD} or (Body.UPLOAD in bodies and uploads.has_files(request.headers.get("content-type", "")))
        return await (self._posted_upload(request, raw) if files else self._posted_form(request, raw))

    async def _in_lane(self, request: WebRequest, work: Callable[..., T], *more: object) -> T:
        try:
            return await self._lanes.run(_lane(request), partial(work, request, *more), self._whose(request))
        except _NobodysError:
            return await self._lanes.run(Lane.ASKING, partial(work, replace(request, nobodys=True), *more))

    def _whose(self, request: WebRequest) -> str | bytes:
        """Whose share of a lane a request takes: the person's, in however many browsers; a sign-in not met before has its own once.

        A person is bytes and what a request says is text: nobody stands in another one's line by saying who they are.
        """
        cookie = request.cookies.get(headers.SIGN_IN, "")
        return self._people.get(sha(cookie.encode()), cookie)

    async def _posted_form(self, request: WebRequest, raw: Request) -> Response:
        try:
            async with asyncio.timeout(FORM_SECONDS):
                sent = await uploads.form(raw.stream(), request.headers.get("content-type", ""))
        except (uploads.TooMuch, TimeoutError):
            return await self._closed(request, errors.TOO_MUCH)
        except Invalid as problem:
            return await self._in_lane(request, self._respond, problem)
        return await self._in_lane(replace(request, fields=sent.fields), self._respond)

    async def _posted_upload(self, request: WebRequest, raw: Request) -> Response:
        let_in = await self._in_lane(request, self._let_in)
        chunks = uploads.at_pace(raw.stream())
        try:
            if isinstance(let_in, Response):
                return await self._kept_out(request, let_in, chunks)
            with contextlib.ExitStack() as place:
                keeps = self._has_place(place, let_in)
                sent = await uploads.upload(chunks, request.headers.get("content-type", ""), keeps=keeps)
                unkept = uploads.LOST if uploads.LOST in sent.fields else sent.unkept
                return await self._sent(replace(request, fields=sent.fields, files=sent.files, unkept=unkept))
        except uploads.TooMuch:
            return await self._closed(request, errors.TOO_MUCH)
        except uploads.TooSlow:
            return await self._closed(request, errors.TOO_SLOW)
        except Invalid as problem:
            return await self._in_lane(request, self._respond, problem)

    async def _kept_out(self, request: WebRequest, answer: Response, chunks: AsyncIterator[bytes]) -> Response:
        """The answer to a form with a file that met a closed gate: what was typed rides through the lock, its file does not."""
        if answer.status_code != 401:
            await uploads.discard(chunks)
            return answer
        sent = await uploads.upload(chunks, request.headers.get("content-type", ""), keeps=False)
        lost = uploads.LOST if sent.came else ""
        return await self._in_lane(replace(request, fields=sent.fields, unkept=lost), self._respond)

    def _has_place(self, place: contextlib.ExitStack, whose: bytes) -> bool:
        try:
            place.enter_context(self._files.place(whose, RETRY))
        except Unavailable:
            return False
        return True

    async def _sent(self, request: WebRequest) -> Response:
        """The answer to a form with a file that has arrived."""
        answer = await self._in_lane(request, self._respond)
        if request.unkept == uploads.WAITS and answer.status_code == 422:
            answer.status_code = 429
            answer.headers["Retry-After"] = str(RETRY)
        return answer

    async def _closed(self, request: WebRequest, text: errors.Text) -> Response:
        answer = _stamped(await self._in_lane(request, self._known_then, text), NOT_HERE)
        answer.headers["Connection"] = "close"
        return answer

    def _respond(self, request: WebRequest, problem: TacendaError | None = None) -> Response:
        """Everything after the bytes: the person, the page, the gate, the function, the errors. Runs in a thread."""
        if request.path == OUT and request.method == "GET" and not origin.unasked(request.headers):
            return self._leave(request)
        if (request.path == OPEN or request.path.startswith(f"{OPEN}/")) and request.method == "GET":
            return _stamped(self._open(request), NOT_HERE)
        if request.path == ROOT and request.method in ("GET", "HEAD"):
            return _stamped(render.see_other(request, "sign_in/start"), NOT_HERE)
        try:
            request = self._known(request)
            if request.path == STAY and request.method == "GET":
                return _stamped(_stay(request), NOT_HERE)
            request = self._found(request)
            return _stamped(_one_entry(request, self._served(request, problem)), request.page)
        except _NobodysError:
            raise
        except TacendaError as error:
            return _stamped(errors.answer(request, error), request.page)
        except Exception as error:  # what nobody planned must not show a trace, a value, or an empty page
            return _stamped(self._unexpected(request, error), request.page)

    def _served(self, request: WebRequest, problem: TacendaError | None) -> Response:
        gate = _gate(request)
        if gate is not None:
            return gate
        came_back = locked.came_back(request)
        if came_back is not None:
            request, problem = came_back
        try:
            if problem is not None:
                raise problem
            return self._run(request) if request.method == "POST" else _looked(lambda: self._run(request))
        except Invalid as invalid:
            return self._shown_again(request, invalid) or errors.answer(request, invalid)
        except Unavailable as error:
            return self._slowed(request, error) or errors.answer(request, error)
        except TacendaError as error:
            return errors.answer(request, error)

    def _shown_again(self, request: WebRequest, invalid: Invalid) -> Response | None:
        again = self._handlers[request.page.name].again
        return _looked(lambda: again(request, invalid)) if again is not None and request.method == "POST" else None

    def _slowed(self, request: WebRequest, error: Unavailable) -> Response | None:
        """A form that came too often or in a crowd stands there as it was sent: to be sent once more, later."""
        answer = self._shown_again(replace(request, wait=error.seconds), Invalid("slowed")) if error.slowed else None
        if answer is not None:
            answer.status_code = 429
            answer.headers["Retry-After"] = str(error.seconds)
        return answer

    def _run(self, request: WebRequest) -> Response:
        handlers = self._handlers[request.page.name]
        if "view" in request.query:
            return render.page(request, "errors/away.html", AwayPage(request.path + ("?own=yes" if "own" in request.query else "")))
        handler = {"GET": handlers.get, "HEAD": handlers.get, "POST": handlers.post}.get(request.method)
        if handler is not None:
            return handler(request)
        answer = errors.show(request, errors.NO_METHOD)
        answer.headers["Allow"] = ", ".join(name for name, one in (("GET, HEAD", handlers.get), ("POST", handlers.post)) if one)
        return answer

    def _found(self, request: WebRequest) -> WebRequest:
        """The request with the page that answers it. Raises NotFound, also for a page that is not for this person."""
        for page, slots in self.site.match(request.path):
            if page.open_to(request.roles) or request.standing is None:
                if not all(asked_well(page, key, value) for key, value in request.query.items()):
                    raise NotFound("query")
                if request.standing is not None and slots.get("chart") == self._practice:
                    raise NotFound("chart")  # its own ledger and list are no client's, and no page for charts is about them
                return replace(request, page=page, slots=slots)
        raise NotFound("page")

    @property
    def _practice(self) -> str:
        """The handle of the practice's own id; empty before there is one."""
        return handles.of(self._house.keeper.practice) if self._house.keeper.founded else ""

    def _let_in(self, request: WebRequest) -> Response | bytes:
        """Whose file it is, before it is read; or the answer that needs no body: the page is not there, or its gate is closed."""
        try:
            found = self._found(self._known(request))
        except (TacendaError, Exception):
            return self._respond(request)
        if found.page.body is not Body.UPLOAD:
            return self._respond(request, Invalid("unreadable") if self._handlers[found.page.name].post else None)
        gate = _gate(found)
        return found.signed_in().person if gate is None else _stamped(gate, found.page)

    def _known(self, request: WebRequest) -> WebRequest:
        standing = None if request.nobodys else self._front.standing(request)
        if standing is None and not request.nobodys and _lane(request) in SIGNED_IN:
            raise _NobodysError
        whose = request.whose
        if standing is not None and standing.person:
            if len(self._people) >= PEOPLE:
                self._people.clear()
            self._people[_cookie(request.cookies)] = whose = standing.person
        return replace(request, standing=standing, words=self._words(request, standing), whose=whose)

    def _known_then(self, request: WebRequest, text: errors.Text) -> Response:
        # The text does not depend on who reads it; without the person it stands in a bare frame.
        with contextlib.suppress(TacendaError):
            request = self._known(request)
        return errors.show(request, text)

    def _words(self, request: WebRequest, standing: Standing | None) -> language.Words:
        speech = self._speech or (standing.language if standing else language.chosen(request.headers.get("accept-language", "")))
        return language.words(speech, standing.zone if standing else "UTC")

    def _leave(self, request: WebRequest) -> Response:
        """Ends the sign-in and leads away; leads away whatever happens."""
        to = next(iter(self._neutral))
        try:
            to = self._front.leave(request)
        except Exception as error:  # the person must be gone even when the house has fallen
            log.error("leaving raised %s", type(error).__name__)
        answer = Response(status_code=303, headers={"Location": self._neutral[to], "Clear-Site-Data": headers.CLEAR})
        return _stamped(render.forget(answer, headers.SIGN_IN, headers.SEEN), NOT_HERE)

    def _open(self, request: WebRequest) -> Response:
        """What an open page asks every few seconds. It is no use of the sign-in: an open page must not keep it from locking."""
        try:
            still = self._front.still(request, request.path.removeprefix(OPEN).removeprefix("/"))
        except Exception as error:  # no answer closes no page: only a stop does
            log.error("asking whether a page stays raised %s", type(error).__name__)
            return Response(status_code=503)
        return Response(str(still), media_type="text/plain") if still else Response(status_code=403)

    def _unexpected(self, request: WebRequest, error: Exception) -> Response:
        reference = self._front.reference()
        log.error("route %s raised %s, reference %s", request.page.pattern, type(error).__name__, reference)
        return errors.show(replace(request, standing=None), errors.UNEXPECTED, reference=reference)

    def _bare(self, raw: Request, scope: Scope) -> WebRequest:
        return WebRequest(
            method=raw.method,
            path=scope["path"],
            page=NOT_HERE,
            site=self.site,
            house=self._house,
            standing=None,
            words=language.words(self._speech or language.SOURCE),
            query=dict(raw.query_params),
            contact=self._front.contact,
            cookies=raw.cookies,
            headers={key.decode("latin-1").lower(): value.decode("latin-1") for key, value in raw.headers.raw},
            peer=raw.client.host if raw.client else "",
            whose=self._people.get(_cookie(raw.cookies), b""),
            again=raw.method == "POST" and any(self._again(page) for page, _ in self.site.match(scope["path"])),
        )

    def _again(self, page: Page) -> bool:
        """Whether it shows a form as it was sent. What proves who somebody is is typed anew each time."""
        return self._handlers[page.name].again is not None and page.takes is not Takes.PROOF

    def _file(self, raw: Request) -> Response:
        file = self._static[raw.scope["path"]]
        squeeze = "gzip" in raw.headers.get("accept-encoding", "")
        fresh = {"ETag": file.tag, "Cache-Control": "public, max-age=3600", "Vary": "Accept-Encoding"}
        if raw.headers.get("if-none-match") == file.tag:
            return _stamped(Response(status_code=304, headers=fresh), NOT_HERE)
        answer = Response(file.squeezed if squeeze else file.body, media_type=file.kind, headers=fresh)
        if squeeze:
            answer.headers["Content-Encoding"] = "gzip"
        return _stamped(answer, NOT_HERE)


def _looked(show: Callable[[], Response]) -> Response:
    """A page that changes nothing is read again where somebody wrote between two looks of it: there is nothing for its reader to do."""
    for _ in range(LOOKS - 1):
        with contextlib.suppress(Conflict):
            return show()
    return show()


def _cookie(cookies: Mapping[str, str]) -> bytes:
    """The hash of a sign-in's cookie."""
    return sha(cookies.get(headers.SIGN_IN, "").encode())


def _lane(request: WebRequest) -> Lane:
    """Where a request is answered, by what everybody can see of it: nobody knows yet whose it is, or whether its sign-in counts."""
    pages = [page for page, _ in request.site.match(request.path)]
    takes = {page.takes for page in pages}
    changes = request.method not in ("GET", "HEAD")
    proves = changes and Takes.PROOF in takes
    if proves and any(page.gate is Gate.NONE for page in pages):
        return Lane.PROVING
    if headers.SIGN_IN not in request.cookies:
        return Lane.ASKING
    if proves:
        return Lane.AGAIN
    if any(one.content for one in request.files.values()):
        return Lane.SEALING
    return Lane.WORKING if changes or Takes.LONG in takes else Lane.READING


def _stay(request: WebRequest) -> Response:
    """The script's sign of life: asking is enough, the sign-in was just read and with that touched."""
    return Response(status_code=204 if request.standing else 401)


def _gate(request: WebRequest) -> Response | None:
    """The page that stands before a closed gate, or None when it is open."""
    if request.page.gate is Gate.NONE and "own" not in request.query:
        return None
    if request.standing is None:
        return locked.page(request)
    if request.standing.unproven and request.page.gate in (Gate.SIGNED_IN, Gate.STEP_UP):
        return render.see_other(request, "sign_in/prove")
    return locked.step_up(request) if request.page.gate is Gate.STEP_UP and not request.standing.stepped_up else None


def _one_entry(request: WebRequest, answer: Response) -> Response:
    """A 303 to our own script becomes 204 with the address: it replaces the entry in the history instead of adding one."""
    if answer.status_code == 303 and request.headers.get("x-entries") == "one":
        answer.status_code = 204
    return answer


def _stamped(answer: Response, page: Page) -> Response:
    page = NOT_HERE if answer.status_code == 404 else page  # not even the headers tell which page was asked for
    headers.stamp(answer.headers, scripts=bool(page.scripts), call=Script.CALL in page.scripts)
    return answer


def _handlers(site: Site, page: Page) -> Handlers:
    names = [f"{room}.{page.name.replace('/', '.')}" for room in site.rooms]
    module = importlib.import_module(next((name for name in names if _exists(name)), names[-1]))
    found = Handlers(getattr(module, "get", None), getattr(module, "post", None), getattr(module, "again", None))
    if found.get is None and found.post is None:
        raise TypeError(f"the page `{page.name}` answers nothing")
    return found


def _exists(module: str) -> bool:
    with contextlib.suppress(ModuleNotFoundError):  # its package is not there either
        return importlib.util.find_spec(module) is not None
    return False


def _static(path: Path) -> Static:
    body = path.read_bytes()
    return Static(KINDS[path.suffix], body, gzip.compress(body, 9, mtime=0), f'"{hashlib.sha256(body).hexdigest()[:16]}"')
