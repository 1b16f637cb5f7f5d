"""The checks that every answer of the web door passes before a test sees it, one function per rule.

Each takes an Answer and raises Broken. The numbers are those of the strict page client; `tests/pages/test_client_bites.py` shows a bad
page for each that it refuses. The file is a flat list of rules in the order of their numbers, and is looked up by them.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from justhtml import JustHTML
from tests.pages import reading

from tacenda.doors import language
from tacenda.doors.web import app, registry

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
CONTROLS = ("input", "select", "textarea")
LOGICAL_IDS = re.compile(r"[a-z2-7]{26}|[a-z2-7]{52}|[1-9]")
SUBJECTS = ("therap", "counsel", "psych", "clinic", "mental", "trauma", "patient", "diagnos", "session", "treatment")
LEFTOVERS = re.compile(r"\bNone\b(?! [a-z])|\bundefined\b|\{|\}|%\(|Traceback|&lt;bdi|\bUndefined\b")
WEIGHT, REQUESTS = 15 * 1024, 4
HEAVIER = {registry.Script.VERIFY: (21 * 1024, 5), registry.Script.PASSKEY: (21 * 1024, 5), registry.Script.CALL: (40 * 1024, 6)}
ELEMENTS = 800
PURPOSES = {"email": "email", "tel": "tel", "password": ("current-password", "new-password")}
STATIC = Path(app.STATIC)
NEVER_READ = ("script", "style", "template", "blockquote", "cite", "head", "noscript", "textarea", "option")


class Broken(AssertionError):
    """A page broke a rule of the client."""

    def __init__(self, rule: int, answer: Answer, why: str) -> None:
        super().__init__(f"{answer.method} {answer.path} ({answer.name or 'no page'}, {answer.state}): rule {rule}: {why}")
        self.rule = rule


@dataclass(frozen=True)
class Answer:
    """One answer with the question behind it."""

    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    site: registry.Site
    cookies: tuple[str, ...] = ()  # `Set-Cookie` lines
    page: registry.Page | None = None
    sent: str = ""  # what the same request posted: it may be echoed
    canaries: tuple[str, ...] = ()
    ledger: Callable[[str], bool] = field(default=lambda canary: False)  # whether an entry allowed this canary to be shown
    speech: str = language.SOURCE

    @property
    def name(self) -> str:
        return self.page.name if self.page else ""

    @property
    def html(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/html")

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def parsed(self) -> JustHTML:
        return _markup(self.body).parsed

    @property
    def tree(self):
        return self.parsed.root

    @property
    def elements(self) -> list:
        """All elements of the page, in their order."""
        return _markup(self.body).elements

    def tagged(self, tag: str) -> list:
        """All elements of a tag: the rules ask for one some twenty times a page, and the tree's own search walks it each time."""
        return _markup(self.body).by_tag.get(tag, [])

    def classed(self, name: str) -> list:
        """All elements of a class."""
        return [element for element in self.elements if name in classes(element)]

    @cached_property
    def title(self) -> str:
        found = self.tagged("title")
        return found[0].to_text().strip() if found else ""

    @cached_property
    def state(self) -> str:
        """Which face of the page this is, for the coverage of states."""
        if self.status in (401,):
            return "locked"
        if self.html and self.classed("summary"):
            return "error"
        return "empty" if self.html and any("empty" in classes(one) for main in self.tagged("main") for one in elements(main)) else "full"


class Markup:
    """A page as a browser reads it. Nobody changes it: answers with the same bytes share one."""

    def __init__(self, text: str) -> None:
        self.parsed = JustHTML(text, sanitize=False, collect_errors=True)
        self.elements = list(elements(self.parsed.root))
        self.by_tag: dict[str, list] = {}
        for element in self.elements:
            self.by_tag.setdefault(element.name, []).append(element)


@lru_cache(maxsize=64)
def _markup(body: bytes) -> Markup:
    return Markup(body.decode())


def elements(node) -> Iterator:
    """All elements below a node, in the order of the page."""
    waiting = list(reversed(node.children or ()))
    while waiting:
        child = waiting.pop()
        if not child.name.startswith(("#", "!")):
            yield child
        waiting.extend(reversed(child.children or ()))


def classes(element) -> list[str]:
    return (element.attrs.get("class") or "").split()


def within(roots: list, tag: str) -> list:
    """All elements of a tag below any of these."""
    return [one for root in roots for one in elements(root) if one.name == tag]


def attributes(answer: Answer, *names: str) -> Iterator[tuple[object, str]]:
    for element in answer.elements:
        for name in names:
            if name in element.attrs:
                yield element, element.attrs[name] or ""


class _Source(HTMLParser):
    """What stands in the source, tag by tag, before a browser mends it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.starts: list[str] = []
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.starts.append(tag)
        names = [name for name, _ in attrs]
        if len(set(names)) != len(names):
            self.faults.append(f"an attribute twice on <{tag}>")
        if tag not in VOID and "svg" not in self.open:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.faults.append(f"<{tag}/> closes itself")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")


def check_01_parses(answer: Answer) -> None:
    """No parse error, nothing a browser would have to mend: no implied, moved, dropped or unclosed element."""
    if answer.parsed.errors:
        raise Broken(1, answer, str(answer.parsed.errors[0]).splitlines()[0])
    source = _Source()
    source.feed(answer.text)
    source.close()
    if source.faults or source.open:
        raise Broken(1, answer, ", ".join(source.faults) or f"<{source.open[-1]}> stays open")
    if source.starts != [element.name for element in answer.elements]:
        raise Broken(1, answer, "a browser would move or drop an element")
    if re.search(r"&(?!(?:[a-z]+[0-9]*|#[0-9]+|#x[0-9a-f]+);)", answer.text, re.IGNORECASE):
        raise Broken(1, answer, "a bare &")


def check_02_outline(answer: Answer) -> None:
    """Language and direction; one main; one h1 inside it; headings without jumps."""
    root = answer.tagged("html")[0]
    if not root.attrs.get("lang") or root.attrs.get("dir") not in ("ltr", "rtl"):
        raise Broken(2, answer, "no lang or no dir")
    for tag in ("main", "h1"):
        if len(answer.tagged(tag)) != 1:
            raise Broken(2, answer, f"not exactly one {tag}")
    levels = [int(element.name[1]) for element in answer.elements if re.fullmatch("h[1-6]", element.name)]
    if levels[0] != 1 or any(after > before + 1 for before, after in zip(levels, levels[1:], strict=False)):
        raise Broken(2, answer, f"headings jump: {levels}")


@cache
def _titles(speech: str) -> re.Pattern[str]:
    say = language.words(speech).gettext
    one = "|".join(re.sub(r"%\\\(\w+\\\)s", r"\\d+", re.escape(say(title.value)).replace("%", "%")) for title in registry.Title)
    error = re.escape(say("Error: %(title)s")).replace(re.escape("%(title)s"), f"(?:{one})")
    return re.compile(f"(?P<error>{error})|(?:{one})")


def check_03_title(answer: Answer) -> None:
    """The title is in the closed list; it says that there is an error exactly when the summary stands."""
    match = _titles(answer.speech).fullmatch(answer.title)
    if not match:
        raise Broken(3, answer, "the title is not in the list")
    if bool(match["error"]) != bool(answer.classed("summary")):
        raise Broken(3, answer, "title and error summary disagree")


def check_04_targets(answer: Answer) -> None:
    """Ids are unique; what points at an id finds it."""
    ids = Counter(value for _, value in attributes(answer, "id"))
    if any(count > 1 for count in ids.values()):
        raise Broken(4, answer, f"an id stands twice: {ids.most_common(1)[0][0]}")
    wanted = [
        part
        for _, value in attributes(answer, "for", "form", "aria-describedby", "aria-labelledby", "aria-controls")
        for part in value.split()
    ]
    wanted += [value[1:] for _, value in attributes(answer, "href") if value.startswith("#")]
    missing = [one for one in wanted if one not in ids]
    if missing:
        raise Broken(4, answer, f"nothing has the id `{missing[0]}`")


def check_05_controls(answer: Answer) -> None:
    """Every control has a visible label, every group a legend; errors are tied to fields; autocomplete where a purpose is known."""
    labelled = {label.attrs.get("for") for label in answer.tagged("label") if label.to_text().strip()}
    wrapped = {id(control) for label in answer.tagged("label") if label.to_text().strip() for control in elements(label)}
    for control in (element for element in answer.elements if element.name in CONTROLS and element.attrs.get("type") != "hidden"):
        if control.attrs.get("id") not in labelled and id(control) not in wrapped:
            raise Broken(5, answer, f"no label for `{control.attrs.get('name')}`")
        purpose = PURPOSES.get(control.attrs.get("type", ""), ())
        if purpose and control.attrs.get("autocomplete") not in (purpose if isinstance(purpose, tuple) else (purpose,)):
            raise Broken(5, answer, f"no autocomplete for `{control.attrs.get('name')}`")
    _check_groups(answer)
    _check_errors(answer)
    for button in answer.tagged("button"):
        if not button.to_text().strip():
            raise Broken(5, answer, "a button without words")


def _check_groups(answer: Answer) -> None:
    for group in answer.tagged("fieldset"):
        legends = [child for child in group.children if child.name == "legend"]
        if not legends or not legends[0].to_text().strip():
            raise Broken(5, answer, "a group without a legend")
    grouped = {id(one) for group in answer.tagged("fieldset") for one in elements(group)}
    if any(id(one) not in grouped for one in answer.tagged("input") if one.attrs.get("type") == "radio"):
        raise Broken(5, answer, "radios outside a group")


def _check_errors(answer: Answer) -> None:
    described = {part for _, value in attributes(answer, "aria-describedby") for part in value.split()}
    for problem in answer.classed("problem"):
        if problem.attrs.get("id") not in described:
            raise Broken(5, answer, "an error is not tied to its field")
    for link in within(answer.classed("summary"), "a"):
        if not link.attrs.get("href", "").startswith("#"):
            raise Broken(5, answer, "the summary does not lead to the field")


def check_06_forms(answer: Answer) -> None:
    """Forms have action and method and post; a post that changed something answers 303."""
    for form in answer.tagged("form"):
        if not form.attrs.get("action") or form.attrs.get("method") != "post":
            raise Broken(6, answer, "a form without action, or that does not post")
        if not [one for one in elements(form) if one.name == "button"]:
            raise Broken(6, answer, "a form without a button")


def check_06_answers(answer: Answer) -> None:
    """A post that changed something answers 303 (or a file to save, or the form that met the lock); a GET changes nothing.

    A page that only asks keeps nothing of its posts, and answers with the next question.
    """
    saved = (
        (answer.page is not None and answer.page.asks)
        or "attachment" in answer.headers.get("content-disposition", "")
        or "kept." in answer.sent
    )
    if answer.method == "POST" and answer.status < 400 and answer.status != 303 and not (answer.status == 200 and saved):
        raise Broken(6, answer, f"a post answered {answer.status}")
    others = [cookie for cookie in answer.cookies if not cookie.startswith("__Host-seen=")]
    if answer.method == "GET" and others and answer.path.split("?")[0] != registry.OUT:
        raise Broken(6, answer, "a GET set a cookie that is not the witness")


_CSP = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
_FIXED = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex",
}


def check_07_headers(answer: Answer) -> None:
    """The headers of every page, and the flags of cookies."""
    for name, value in _FIXED.items():
        if answer.headers.get(name) != value:
            raise Broken(7, answer, f"header {name}")
    static = answer.path.startswith("/static/")
    if not static and answer.headers.get("cache-control") != "no-store":
        raise Broken(7, answer, "header cache-control")
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers.get("content-security-policy", "").split(";"))
    if "attachment" in answer.headers.get("content-disposition", ""):
        if "sandbox" not in policy:
            raise Broken(7, answer, "a file to save without a sandbox")
    elif any(policy.get(name) != value for name, value in _CSP.items()) or policy.get("script-src") not in ("'self'", "'none'"):
        raise Broken(7, answer, "header content-security-policy")
    if "=*" in answer.headers.get("permissions-policy", "") or "geolocation=()" not in answer.headers.get("permissions-policy", ""):
        raise Broken(7, answer, "header permissions-policy")
    for cookie in answer.cookies:
        name, _, flags = cookie.partition("=")
        if name not in ("__Host-in", "__Host-seen") or not {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(flags.split("; ")):
            raise Broken(7, answer, "a cookie without its flags")


def check_08_address(answer: Answer, address: str | None = None) -> None:
    """An address is words of the closed list and handles; a query has closed values; so does every link on the page."""
    path, _, query = (address or answer.path).partition("?")
    if path == registry.ROOT or path.startswith("/static/") or (address is None and answer.status == 404):
        return
    if any(part not in registry.WORDS and not LOGICAL_IDS.fullmatch(part) for part in path.split("/")[1:]):
        raise Broken(8, answer, "a word in an address is not in the list")
    pages = [page for page, _ in answer.site.match(path)]
    for key, value in parse_qsl(query, keep_blank_values=True):
        if not any(registry.asked_well(page, key, value) for page in pages):
            raise Broken(8, answer, "a query value is not in a list")


def check_08_links(answer: Answer) -> None:
    for _, address in attributes(answer, "href", "action", "formaction"):
        if address.startswith("/"):
            check_08_address(answer, address)


def check_09_quiet(answer: Answer) -> None:
    """No canary and no subject word in address, header, title, cookie, file name, meta, comment or data attribute."""
    outside = [answer.path, *answer.cookies, *(f"{name}: {value}" for name, value in answer.headers.items())]
    if answer.html:
        outside.append(answer.title)
        outside += [
            value
            for element, value in attributes(answer, "content", "href", "action", "formaction", "id", "name")
            if element.name != "input"
        ]
        outside += [value or "" for element in answer.elements for name, value in element.attrs.items() if name.startswith("data-")]
        outside += re.findall(r"<!--.*?-->", answer.text, re.DOTALL)
    for text in outside:
        if any(canary.lower() in text.lower() for canary in answer.canaries):
            raise Broken(9, answer, "content outside the page's body")
        if any(word in text.lower() for word in SUBJECTS):
            raise Broken(9, answer, f"a subject word outside the page's body: {text[:60]}")


def check_09_entry(answer: Answer) -> None:
    """Content on a page needs its entry in the ledger, but for what the same request posted."""
    for canary in answer.canaries:
        if canary.encode() in answer.body and canary not in answer.sent and not answer.ledger(canary):
            raise Broken(9, answer, "content on a page without its entry in the ledger")


def _calls(element, address: str) -> bool:
    """A link that has the phone dial a number, and nothing else: it reaches no network."""
    return element.name == "a" and re.fullmatch(r"tel:\+?[0-9]{2,15}", address) is not None


def check_10_inline(answer: Answer) -> None:
    """Nothing inline, nothing from another origin."""
    for element in answer.elements:
        if element.name in ("style", "iframe", "object", "embed", "base") or (element.name == "script" and element.to_text().strip()):
            raise Broken(10, answer, f"<{element.name}> inline")
        if any(name.startswith("on") or name in ("style", "srcdoc") for name in element.attrs):
            raise Broken(10, answer, f"an inline handler or style on <{element.name}>")
    for element, address in attributes(answer, "href", "src", "action", "formaction", "srcset", "poster"):
        if _calls(element, address):
            continue
        if urlsplit(address).netloc or urlsplit(address).scheme:
            raise Broken(10, answer, "a reference to another origin")


def check_11_routes(answer: Answer) -> None:
    """Every address on the page leads to a page of the registry."""
    for element, address in attributes(answer, "href", "action", "formaction", "src"):
        path = address.partition("?")[0].partition("#")[0]
        if _calls(element, address):
            continue
        if not path and address.startswith(("#", "?")):
            continue
        if path in (registry.OUT, registry.STAY) or (path.startswith("/static/") and (STATIC / path.removeprefix("/static/")).is_file()):
            continue
        if not answer.site.match(path):
            raise Broken(11, answer, f"<{element.name}> leads nowhere: {path}")


@cache
def _packed(file: Path) -> int:
    """The bytes of a file that lies beside the pages, as it is sent."""
    return len(gzip.compress(file.read_bytes(), 9))


def check_12_weight(answer: Answer) -> None:
    """What a first view loads, in bytes of gzip and in requests; and how many elements a page has."""
    loaded = {value for element, value in attributes(answer, "src", "href") if element.name != "a"}
    files = [STATIC / one.removeprefix("/static/") for one in loaded if one.startswith("/static/")]
    weight = len(gzip.compress(answer.body, 9)) + sum(map(_packed, files))
    scripts = answer.page.scripts if answer.page else ()
    most, requests = max([HEAVIER.get(script, (WEIGHT, REQUESTS)) for script in scripts], default=(WEIGHT, REQUESTS))
    if weight > most or len(loaded) + 1 > requests:
        raise Broken(12, answer, f"{weight} bytes in {len(loaded) + 1} requests")
    if sum(1 for _ in answer.elements) > ELEMENTS:
        raise Broken(12, answer, "more than 800 elements")
    named = {f"/static/{script.value}" for script in scripts}
    if answer.status == 200 and not {one for one in loaded if one.endswith(".js")} <= named:
        raise Broken(12, answer, "a script that the registry does not name")


def prose(node) -> str:
    """The sentences of a page as somebody reads them: one line per block, folded parts included."""
    blocks = ("p", "li", "h1", "h2", "h3", "dt", "dd", "label", "legend", "summary", "td", "th", "caption", "button", "div", "a")
    lines: list[str] = []

    def walk(one, into: list[str]) -> None:
        for child in one.children or ():
            if child.name == "#text":
                into.append(child.data)
            elif child.name in NEVER_READ or child.name.startswith(("#", "!")):
                continue
            elif child.name in blocks and not (child.name == "a" and one.name in ("p", "li", "dd")):
                inner: list[str] = []
                walk(child, inner)
                lines.append(" ".join("".join(inner).split()))
            else:
                walk(child, into)

    rest: list[str] = []
    walk(node, rest)
    return "\n".join(line for line in [*lines, " ".join("".join(rest).split())] if line)


def counted(text: str) -> str:
    """Only what is a sentence counts for the grade: labels and buttons of a few words are judged by their own rules."""
    return "\n".join(line for line in text.splitlines() if line.endswith((".", "?", ":")))


def check_13_reading(answer: Answer) -> None:
    """The reading grade of the page's audience, for pages of three sentences or more; no sentence over 20 words."""
    if answer.speech == language.PSEUDO:
        return  # the measure counts English syllables
    text = prose(answer.tagged("main")[0])
    for canary in answer.canaries:
        text = text.replace(canary, "Anna")
    long = reading.too_long(text)
    if long:
        raise Broken(13, answer, f"a sentence of more than 20 words: {long[0][:40]}")
    most = answer.page.reading if answer.page else registry.CLIENT_GRADE
    found = reading.grade(counted(text))
    if len(reading.sentences(counted(text))) >= 3 and found > most:
        raise Broken(13, answer, f"grade {found}, at most {most}")
    for button in answer.tagged("button"):
        shown = "".join(child.data for child in button.children if child.name == "#text")
        if len(reading.words(shown)) > 4:
            raise Broken(13, answer, "a button of more than 4 words")


def check_14_finished(answer: Answer) -> None:
    """No key, slot, None, brace or trace that should have become a sentence."""
    text = prose(answer.tree)
    for drawn in answer.classed("code"):  # words drawn from a list of 7,776, one of which is "undefined"
        text = text.replace(drawn.to_text(), "")
    match = LEFTOVERS.search(text)
    if match:
        raise Broken(14, answer, f"unfinished text: {match[0]}")
    if re.search(r"\b[a-z]+_[a-z_]+\b", text):
        raise Broken(14, answer, "a code where a sentence should stand")


def check_15_frame(answer: Answer) -> None:
    """Leave, the two skip links, and Help, in their places."""
    skips = [one.attrs.get("href") for one in within(answer.tagged("header"), "a") if "skip" in classes(one)]
    if skips != ["#content", registry.OUT]:
        raise Broken(15, answer, "the skip links")
    if [one.attrs.get("href") for one, value in attributes(answer, "id") if value == "leave"] != [registry.OUT]:
        raise Broken(15, answer, "no leave link")
    if answer.site.page("help/help").pattern not in [
        one.attrs.get("href", "").partition("?")[0] for one in within(answer.tagged("footer"), "a")
    ]:
        raise Broken(15, answer, "no help in the footer")


def check_16_not_here(answer: Answer, missing: Answer) -> None:
    """ "Not here" and "not for you" are byte for byte one page."""
    if (answer.status, answer.body, dict(answer.headers)) != (missing.status, missing.body, dict(missing.headers)):
        raise Broken(16, answer, "differs from the page of an address that does not exist")


ON_EVERYTHING = (check_06_answers, check_07_headers, check_08_address, check_09_quiet, check_09_entry)
ON_PAGES = (
    check_01_parses,
    check_02_outline,
    check_03_title,
    check_04_targets,
    check_05_controls,
    check_06_forms,
    check_08_links,
    check_10_inline,
    check_11_routes,
    check_12_weight,
    check_13_reading,
    check_14_finished,
    check_15_frame,
)


PASSED: set[tuple[object, ...]] = set()


def looked_at(answer: Answer) -> tuple[object, ...]:
    """All that the rules of pages look at. What passed them passes again: half of what people ask for is not there for them."""
    page = (answer.page.scripts, answer.page.reading) if answer.page else ()
    return hashlib.sha256(answer.body).digest(), answer.status, page, answer.canaries, answer.speech, answer.site


def check(answer: Answer) -> None:
    """All rules that hold for this answer."""
    for one in ON_EVERYTHING:
        one(answer)
    if answer.html and looked_at(answer) not in PASSED:
        for one in ON_PAGES:
            one(answer)
        PASSED.add(looked_at(answer))
