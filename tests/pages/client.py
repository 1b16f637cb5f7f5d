"""The strict page client: the only way a test fetches a page. It works like a browser without scripts and checks every answer.

anna = Client(app, canaries=("kettle",), ledger=house.allowed)
home = anna.get("/home")
stop = anna.follow(home, "Stop")            # a link, by its words
done = anna.submit(stop, "Stop access")     # a button, by its words; fields as keywords; follows the 303
assert "cannot open" in done.text
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from threading import Thread
from urllib.parse import urlencode

import anyio
from anyio.from_thread import BlockingPortal
from starlette.testclient import TestClient
from tests.pages import checks
from tests.pages.checks import Answer, elements

from tacenda.doors import language
from tacenda.doors.web import registry

ORIGIN = "https://localhost"
MULTIPART = "multipart/form-data"
NO_FILE = ("", b"", "application/octet-stream")  # what a browser sends of a field in which no file was chosen
SEEN: set[tuple[str, str]] = set()  # (page, state) of the product's registry that any test has fetched


@dataclass(frozen=True)
class Reading:
    """A page as a test reads it."""

    answer: Answer

    @property
    def status(self) -> int:
        return self.answer.status

    @property
    def path(self) -> str:
        return self.answer.path

    @property
    def headers(self) -> Mapping[str, str]:
        return self.answer.headers

    @property
    def body(self) -> bytes:
        return self.answer.body

    @property
    def title(self) -> str:
        return self.answer.title

    @property
    def heading(self) -> str:
        return self.answer.tagged("h1")[0].to_text().strip()

    @property
    def text(self) -> str:
        """What somebody reads in the main part."""
        return checks.prose(self.answer.tagged("main")[0])

    def links(self) -> dict[str, str]:
        """Addresses by the words of their links."""
        return {" ".join(one.to_text().split()): one.attrs["href"] for one in self.answer.tagged("a")}

    def find(self, selector: str) -> list:
        return self.answer.tree.query(selector)


class Client:
    """One browser of one person."""

    def __init__(
        self,
        app,
        *,
        site: registry.Site | None = None,
        canaries: tuple[str, ...] = (),
        ledger: Callable[[str], bool] = lambda canary: False,
        speech: str = language.SOURCE,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.site = site or app.site
        self.canaries = canaries
        self.ledger = ledger
        self.speech = speech
        self.count = 0  # interactions: fields filled, choices, buttons, links
        self._roles: frozenset = frozenset()
        self._missing: tuple = ()  # cookies, and what they were answered at an address that does not exist
        self._http = TestClient(app, base_url=ORIGIN, raise_server_exceptions=True, headers=dict(headers or {}))
        self._http.portal = one_loop(os.getpid())

    @property
    def cookies(self) -> dict[str, str]:
        return dict(self._http.cookies.items())

    def keep(self, name: str, value: str) -> None:
        """Put a cookie into the browser, as a sign-in would."""
        self._http.cookies.set(name, value, domain="localhost.local", path="/")

    def get(self, path: str, **headers: str) -> Reading:
        return self._checked("GET", path, None, headers)

    def post(self, path: str, fields: Mapping[str, str | list[str]] | None = None, *, files=None, **headers: str) -> Reading:
        """Post a form and stay: the 303 is not followed."""
        return self._checked("POST", path, dict(fields or {}), {"Sec-Fetch-Site": "same-origin", **headers}, files)

    def follow(self, page: Reading, words: str) -> Reading:
        """Use the link with these words."""
        self.count += 1
        found = {text: href for text, href in page.links().items() if text == words or text.startswith(words)}
        assert len(set(found.values())) == 1, f"{len(found)} links say {words!r}: {sorted(page.links())}"
        return self.get(next(iter(found.values())))

    def submit(self, page: Reading, button: str, *, files=None, **fields: str | list[str]) -> Reading:
        """Fill the fields, press the button, and follow the 303. Fields that are not named keep what the page put into them."""
        self.count += 1 + len(fields) + len(files or {})
        form, pressed = _form(page, button)
        sent = {**_values(form), **fields}
        unknown = set(fields) - {one.attrs.get("name") for one in elements(form)}
        assert not unknown, f"the form asks for no {unknown}"
        if pressed.attrs.get("name"):
            sent[pressed.attrs["name"]] = pressed.attrs.get("value", "")
        if files is None and form.attrs.get("enctype") == MULTIPART:
            files = {one.attrs["name"]: NO_FILE for one in elements(form) if one.attrs.get("type") == "file"}
        answer = self.post(pressed.attrs.get("formaction") or form.attrs["action"], sent, files=files)
        return self.get(answer.headers["location"]) if answer.status == 303 else answer

    def typed(self, page: Reading, button: str) -> dict[str, str | list[str]]:
        """What the form of this button would send as it stands."""
        return _values(_form(page, button)[0])

    def leave(self) -> str:
        """Use the leave link; the address of the neutral page. The one answer that may lead to another origin."""
        answer = self._http.get(registry.OUT, follow_redirects=False)
        assert answer.status_code == 303 and answer.headers["clear-site-data"]
        return answer.headers["location"]

    def _checked(self, method: str, path: str, fields, headers: Mapping[str, str], files=None) -> Reading:
        answer = self._answer(method, path, fields, headers, files)
        checks.check(answer)
        if answer.status == 404 and answer.html:
            self._not_here(answer)
        if answer.page and answer.html and any(answer.page is one for one in registry.PAGES):
            SEEN.add((answer.name, answer.state))
        return Reading(answer)

    def _not_here(self, answer: Answer) -> None:
        """Held against the page of an address that does not exist: asked for anew unless it is what these cookies were answered there."""
        told = (answer.status, answer.body, dict(answer.headers))
        if self._missing != (self.cookies, told):
            checks.check_16_not_here(answer, self._answer("GET", "/keep/lost", None, {}, None))
            self._missing = (self.cookies, told)

    def _answer(self, method: str, path: str, fields, headers: Mapping[str, str], files) -> Answer:
        content = None if fields is None or files is not None else urlencode(fields, doseq=True).encode()
        if content is not None:
            headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        response = self._http.request(
            method, path, content=content, files=_parts(fields, files), headers=dict(headers), follow_redirects=False
        )
        return Answer(
            method=method,
            path=path,
            status=response.status_code,
            headers={name: value for name, value in response.headers.items() if name != "set-cookie"},
            body=response.content,
            site=self.site,
            cookies=tuple(response.headers.get_list("set-cookie")),
            page=self._page(path),
            sent=urlencode(fields, doseq=True) + " " + " ".join(map(str, fields.values())) if fields else "",
            canaries=self.canaries,
            ledger=self.ledger,
            speech=self.speech,
        )

    def _page(self, path: str) -> registry.Page | None:
        matches = [page for page, _ in self.site.match(path.partition("?")[0])]
        return next((page for page in matches if page.audience & self._roles), matches[0] if matches else None)

    def as_roles(self, *roles) -> Client:
        """Whose browser this is, where several pages share an address."""
        self._roles = frozenset(roles)
        return self


@cache
def one_loop(process: int) -> BlockingPortal:
    """The event loop of all browsers of one process, as a server has one for all requests. Left alone, each request would start its own."""
    ready: Future[BlockingPortal] = Future()

    async def run() -> None:
        async with BlockingPortal() as portal:
            ready.set_result(portal)
            await portal.sleep_until_stopped()

    Thread(target=anyio.run, args=(run,), name=f"browsers of {process}", daemon=True).start()
    return ready.result()


def _parts(fields, files):
    """A form as its parts, if it is one that takes files."""
    if files is None:
        return None
    values = [(name, value) for name, sent in (fields or {}).items() for value in ([sent] if isinstance(sent, str) else sent)]
    return [*((name, (None, value)) for name, value in values), *files.items()]


def _form(page: Reading, words: str):
    for form in page.find("form"):
        for one in elements(form):
            if one.name == "button" and " ".join(one.to_text().split()).startswith(words):
                return form, one
    raise AssertionError(f"no button says {words!r} on {page.path}")


def _values(form) -> dict[str, str | list[str]]:
    """What a browser would send without a word typed."""
    sent: dict[str, list[str]] = {}
    for one in elements(form):
        name, kind = one.attrs.get("name"), one.attrs.get("type", "")
        if not name or one.name == "button" or kind == "file":
            continue
        if kind in ("radio", "checkbox") and "checked" not in one.attrs:
            continue
        if one.name == "select":
            options = [option for option in elements(one) if option.name == "option"]
            value = next(
                (option.attrs.get("value", "") for option in options if "selected" in option.attrs), options[0].attrs.get("value", "")
            )
        elif one.name == "textarea":
            value = "".join(child.data for child in one.children)
        elif one.name == "input":
            value = one.attrs.get("value") or ("on" if kind in ("radio", "checkbox") else "")
        else:
            continue
        sent.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}


def unseen() -> set[tuple[str, str]]:
    """States of the registry that no test has fetched."""
    return {(page.name, state.value) for page in registry.PAGES for state in page.states} - SEEN
