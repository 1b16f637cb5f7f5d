"""The browser harness: serves an application on a loopback port, opens Chromium without a network, and looks at pages as people do.

with serving(app) as base:                       # stops by itself
    walk = Walk(context.new_page(), base)
    walk.go("/start")                            # typing an address does not count
    walk.fill("Pass words", "...")               # one interaction: a field filled, a choice, a button, a link
    walk.press("Sign in")
    assert walk.count <= 25
"""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Error, Page, Playwright
from playwright.sync_api import TimeoutError as Late

from tacenda.core.words import moments
from tacenda.core.words.moments import Day
from tacenda.doors.web import handles

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
AXE = Axe().axe_script
VIOLATIONS = "options => axe.run(document, options).then(found => found.violations)"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = (320, 360, 1280)


@contextlib.contextmanager
def serving(app) -> Iterator[str]:
    """The address of an application that runs until the block ends."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, access_log=False, log_level="critical", http="h11", lifespan="off")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started:
        assert time.monotonic() < until and thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    try:
        yield f"http://localhost:{port}"
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join(10)
        assert not thread.is_alive(), "the server did not stop"


def launch(playwright: Playwright):
    """Chromium as the machine has it."""
    assert CHROMIUM, "no Chromium on this machine"
    return playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)


def close(context: BrowserContext) -> None:
    """Close a profile. Chromium forgets to, for good, when it is told so while a page of it is still loading."""
    for page in context.pages:
        with contextlib.suppress(Late):
            page.wait_for_load_state()
    context.close()


@dataclass
class Walk:
    """One person in one tab. Counts interactions, and notices what the page complained about."""

    page: Page
    base: str
    count: int = 0
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(20_000)  # budgets are measured where they are promised; a busy machine is no failure
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda asked: None if asked.url.startswith(self.base) else self.strangers.append(asked.url))

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.base)

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def go(self, path: str) -> Walk:
        """A page that leaves by itself just now, as one does that was stopped, takes the address along: it is typed once more."""
        try:
            self.page.goto(self.base + path)
        except Error as left:
            if not any(said in left.message for said in ("net::ERR_ABORTED", "interrupted by another navigation")):
                raise
            self.page.wait_for_load_state()
            self.page.goto(self.base + path)
        return self

    def fill(self, label: str, text: str) -> Walk:
        self.count += 1
        self.page.get_by_label(label, exact=False).first.fill(text)
        return self

    def choose(self, label: str) -> Walk:
        self.count += 1
        self.page.get_by_label(label, exact=False).first.check()
        return self

    def pick(self, label: str, option: str) -> Walk:
        self.count += 1
        self.page.get_by_label(label, exact=False).first.select_option(label=option)
        return self

    def press(self, words: str) -> Walk:
        """A button or a link, by its words."""
        self.count += 1
        found = self.page.get_by_role("button", name=words).or_(self.page.get_by_role("link", name=words))
        found.first.click()
        return self

    def keys(self, *names: str) -> Walk:
        for name in names:
            self.page.keyboard.press(name)
        return self

    def sees(self, text: str) -> bool:
        """Whether a text is there, on this page or on the one a press before leads to."""
        found = self.page.get_by_text(text).first
        with contextlib.suppress(Late):
            found.wait_for(state="visible", timeout=5_000)
        return found.is_visible()

    def sign_in(self, name: str, words: str) -> Walk:
        return self.fill("The name you sign in with", name).fill("Pass words", words).press("Sign in")


@dataclass
class Held:
    """What is asked of addresses that fit the pattern waits until it is let go, on its way there or on its way back."""

    tab: Walk
    pattern: str
    back: bool = False

    def __post_init__(self) -> None:
        self.waiting = []
        self.tab.page.route(self.pattern, self.hold)

    def hold(self, route) -> None:
        self.waiting.append((route, route.fetch(max_redirects=0) if self.back else None))

    def let_go(self) -> None:
        while not self.waiting:
            self.tab.page.wait_for_timeout(50)
        route, answer = self.waiting.pop(0)
        route.fulfill(response=answer) if answer else route.continue_()

    def stop(self) -> None:
        """Hold nothing any more. Whoever asked may have left meanwhile."""
        self.tab.page.unroute(self.pattern)
        for route, _ in self.waiting:
            with contextlib.suppress(Error):
                route.continue_()


def tab(browser, base: str, town, who, *, stepped_up: bool = False, **more) -> Walk:
    """Somebody of a town on a phone, signed in."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, **more)
    keep_cookie(context, base, handles.of(town.sign_in(who, stepped_up=stepped_up)))
    return Walk(context.new_page(), base)


def in_days(town, days: int) -> str:
    """A day from today of a town, as a field for a day takes it."""
    return moments.date(Day(moments.day(town.clock.now()) + days)).isoformat()


def keep_cookie(context: BrowserContext, base: str, value: str, name: str = "__Host-in") -> None:
    """Sign a browser in without the form."""
    context.add_cookies(
        [{"name": name, "value": value, "url": base.replace("http:", "https:"), "secure": True, "httpOnly": True, "sameSite": "Strict"}]
    )


def axe(page: Page) -> list[str]:
    """What axe-core holds against the page: rule and place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(VIOLATIONS, {"resultTypes": ["violations"], "runOnly": RULES})
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def look(page: Page, colours: str, width: int) -> None:
    """Show the page as in a window of these colours (light, dark or forced) and this width."""
    page.emulate_media(color_scheme="dark" if colours == "dark" else "light", forced_colors="active" if colours == "forced" else "none")
    page.set_viewport_size({"width": width, "height": 740})


def faults(page: Page, *looks: tuple[str, int]) -> list[str]:
    """What is wrong with the page as it stands; or in each of these looks, one after the other, so that it is loaded once for all of them."""
    if not looks:
        return [*axe(page), *["wider than the window"] * sideways(page), *small_targets(page)]
    found: list[str] = []
    for colours, width in looks:
        look(page, colours, width)
        found += [f"{colours} {width}: {fault}" for fault in faults(page)]
    return found


def sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


SMALL = """least => [...document.querySelectorAll('a,button,summary,input:not([type=hidden]),select,textarea')]
  .filter(e => e.checkVisibility() && !e.closest('.skip'))
  .map(e => [(e.closest('.pick') || e).getBoundingClientRect(), e.textContent.trim() || e.name])
  .filter(([box]) => box.height + .5 < least || box.width + .5 < least).map(([box, name]) => `${name} ${box.width}x${box.height}`)"""


def small_targets(page: Page, least: int = 24) -> list[str]:
    """Controls smaller than `least` CSS pixels either way."""
    return page.evaluate(SMALL, least)


CLOSE = """() => [...document.querySelectorAll('.pick')].filter(e => e.checkVisibility()).filter(e => {
  const box = e.getBoundingClientRect(), next = e.nextElementSibling;
  return box.height + .5 < 44 || (next?.matches('.pick') && next.getBoundingClientRect().top - box.bottom < 7.5);
}).map(e => e.textContent.trim())"""


def close_picks(page: Page) -> list[str]:
    """Answers to pick that are smaller than 44 CSS pixels, or nearer than 8 to the next one: a thumb takes the wrong one."""
    return page.evaluate(CLOSE)


FOCUSABLE = "a[href],button,input:not([type=hidden]),select,textarea,summary"
FOCUSED = """() => { const e = document.activeElement; if (e === document.body || e.matches('main, .summary')) return {name: '', index: -1};
  const box = e.getBoundingClientRect(), style = getComputedStyle(e);
  const hit = document.elementFromPoint(box.x + Math.min(box.width / 2, 20), box.y + Math.min(box.height / 2, 20));
  return { index: window.walked.indexOf(e), name: (e.textContent.trim() || e.name || e.id).slice(0, 30),
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, covered: !(hit && (e.contains(hit) || hit.contains(e))) }; }"""
EXPECTED = f"""() => {{ window.walked = [...document.querySelectorAll('{FOCUSABLE}')].filter(e => e.checkVisibility() && !e.closest('[inert]'));
  const first = e => e.type !== 'radio' || e === (document.querySelector(`input[name="${{e.name}}"]:checked`) || document.querySelector(`input[name="${{e.name}}"]`));
  return window.walked.map((e, i) => first(e) ? i : -1).filter(i => i >= 0); }}"""


def keyboard_faults(page: Page) -> list[str]:
    """Walks the page with Tab: every control once, in order, with a ring that is seen and not covered."""
    page.evaluate("document.activeElement.blur(); getSelection().collapse(document.body, 0)")
    expected: list[int] = page.evaluate(EXPECTED)
    faults, order = [], []
    for _ in range(len(expected) + 12):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at["index"] < 0 or (len(order) > 1 and at["index"] == order[0]):
            break
        if not order or order[-1] != at["index"]:  # a date has several stops inside one control
            order.append(at["index"])
        faults += [f"no ring: {at['name']}"] * (not at["ring"]) + [f"covered: {at['name']}"] * at["covered"]
    return faults if order == expected else [*faults, f"Tab went {order}, expected {expected}"]


def spoken(page: Page) -> str:
    """The accessibility tree as text: what speech output could say."""
    session = page.context.new_cdp_session(page)
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    return "\n".join(str(node.get("name", {}).get("value", "")) for node in tree if not node.get("ignored"))


PAINT = """new Promise(done => { let paint = -1, shift = 0;
  new PerformanceObserver(list => { paint = list.getEntries().at(-1).startTime; }).observe({type: 'largest-contentful-paint', buffered: true});
  new PerformanceObserver(list => { for (const one of list.getEntries()) shift += one.value; }).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done([paint, shift]), 300); })"""


def largest_paint(walk: Walk, path: str) -> tuple[float, float]:
    """Milliseconds to the largest paint and the layout shift of a first view: 400 kbit/s, 400 ms away, a processor four times slower."""
    session = walk.page.context.new_cdp_session(walk.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    line = {"offline": False, "latency": 400, "downloadThroughput": 51200, "uploadThroughput": 51200}
    session.send("Network.emulateNetworkConditions", line)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    walk.go(path).page.wait_for_load_state("load")
    paint, shift = walk.page.evaluate(PAINT)
    session.detach()
    return round(paint), shift


def stored(context: BrowserContext, page: Page) -> dict[str, object]:
    """Everything a browser could have kept of us."""
    kept = page.evaluate(
        """async () => ({local: localStorage.length, session: sessionStorage.length, databases: (await indexedDB.databases()).length,
           caches: (await caches.keys()).length, workers: (await navigator.serviceWorker.getRegistrations()).length})"""
    )
    return {**kept, "cookies": sorted(cookie["name"] for cookie in context.cookies())}


def words_of(page: Page) -> list[str]:
    return re.findall(r"\w+", page.locator("main").inner_text())
