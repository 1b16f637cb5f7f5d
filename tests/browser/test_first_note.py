"""From a fresh server to the first sealed note, in a real browser, counting; and the note after it in two clicks."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.browser import harness
from tests.browser.harness import Held, Walk

CANARY = "zephyrkettle"
SENTENCE = f"We spoke of the {CANARY} by the sea."
PLACE = "California, United States"
ROOT = Path(__file__).resolve().parent.parent.parent


class Server:
    """`tacenda serve` on a folder, as a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TZ": "UTC"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tacenda.doors.cli.main", "serve", "--data", str(folder), "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        line = self.process.stdout.readline()
        found = re.search(r"(http://localhost:\d+)/start", line)
        assert found, line + self.process.stderr.read()
        self.base = found[1]

    def letters(self) -> str:
        """The eight letters of the set-up, from the server's own screen."""
        return self.process.stdout.readline().split()[-1]

    def stop(self, how: int = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        status = self.process.wait(15)
        self.process.stdout.close()
        self.process.stderr.close()
        return status


@contextlib.contextmanager
def server(folder: Path):
    running = Server(folder)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


def set_up(walk: Walk, letters: str, place: str = PLACE) -> str:
    """The pages of the set-up; gives the pass words that were offered and taken."""
    walk.go("/start")
    walk.fill("The eight letters", letters).pick("Where you work", place).choose("I work alone")
    walk.fill("Your name", "Dr. Ada Fox")
    walk.fill("A name to sign in with", "ada")
    words = walk.page.get_by_label("Your pass words").input_value()
    walk.press("Continue")
    walk.page.wait_for_url("**/code")
    code = walk.page.locator("p.code").inner_text()
    walk.press("I have it").fill("Your pass words", words).fill("The code from your paper", code).press("Continue")
    walk.page.wait_for_url("**/set/check")
    walk.press("Continue")
    walk.page.wait_for_url("**/day")
    return words


def add_client(walk: Walk, name: str) -> None:
    walk.press("Add a client").fill("Name, or an alias", name).press("Save")
    walk.page.wait_for_url("**/card/*")


def goes_on_behind_the_lock(walk: Walk, words: str, path: str) -> None:
    """The lock came, and the sentence stands in the note once it is opened."""
    walk.page.get_by_role("heading", name="Locked").wait_for()
    assert walk.page.title() == "Locked"
    walk.sign_in("ada", words)
    walk.press("Go on")
    walk.page.wait_for_url(f"**{path}")
    assert walk.page.get_by_label("Note", exact=True).input_value() == SENTENCE


def found_in(folder: Path, word: str) -> list[str]:
    """Files that hold a word, as it is, in UTF-16, or in base64 at any offset."""
    import base64

    raw = word.encode()
    spellings = [raw, word.encode("utf-16-le")]
    spellings += [base64.b64encode(b"x" * shift + raw)[4 if shift else 0 :].rstrip(b"=")[:-2] for shift in range(3)]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 3
    return [f"{path.name}: {spelling!r}" for path in files for spelling in spellings if spelling in path.read_bytes()]


@pytest.fixture
def tab(browser):
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield context
    harness.close(context)


def test_from_the_first_start_to_the_first_sealed_note_in_at_most_25_interactions(tab, tmp_path):
    folder = tmp_path / "data"
    with server(folder) as running:
        walk = Walk(tab.new_page(), running.base)
        begun = time.monotonic()
        words = set_up(walk, running.letters())
        add_client(walk, "Kim Lee")
        walk.press("Write").fill("Note", SENTENCE).press("Seal")
        walk.page.wait_for_url("**/done")
        assert walk.sees("Sealed. Only you can open it.")
        assert walk.count <= 25, walk.count
        assert time.monotonic() - begun < 60
        assert not walk.strangers and not walk.complaints
        assert found_in(folder, CANARY) == []
        kept = harness.stored(tab, walk.page)
        assert kept["cookies"] == ["__Host-in"] and {kept[name] for name in ("local", "session", "databases", "caches", "workers")} == {0}
        assert running.stop() == 0
    for word in (CANARY, words, "Kim Lee", "Ada Fox"):
        assert found_in(folder, word) == [], word
    assert oct(folder.stat().st_mode)[-3:] == "700"


def test_the_next_note_is_two_clicks_and_the_text_and_one_click_with_the_keys(tab, tmp_path):
    with server(tmp_path / "data") as running:
        walk = Walk(tab.new_page(), running.base)
        set_up(walk, running.letters())
        add_client(walk, "Kim Lee")
        walk.go("/day")
        walk.count = 0
        begun = time.monotonic()
        walk.press("Write").fill("Note", "Once more.").press("Seal")
        walk.page.wait_for_url("**/done")
        assert walk.count == 3 and time.monotonic() - begun < 20
        walk.go("/day")
        walk.count = 0
        walk.press("Write").fill("Note", "And again.").keys("Control+Enter")
        walk.page.wait_for_url("**/done")
        assert walk.count == 2


def test_the_whole_walk_by_keyboard_alone_and_without_scripts(browser, tmp_path):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    with server(tmp_path / "data") as running:
        page = context.new_page()
        page.goto(running.base + "/start")
        letters = running.letters()

        def to(name: str) -> None:
            """Tab until the control with this name has the focus."""
            for _ in range(60):
                page.keyboard.press("Tab")
                at = page.locator(":focus")
                if at.count() and name in (at.get_attribute("name"), " ".join(at.inner_text().split())):
                    return
            raise AssertionError(f"Tab never reached {name}")

        def type_into(name: str, text: str) -> None:
            to(name)
            page.keyboard.insert_text(text)

        type_into("code", letters)
        to("place")
        page.keyboard.type("California")
        to("alone")
        page.keyboard.press("Space")
        type_into("name", "Dr. Ada Fox")
        type_into("login", "ada")
        words = page.locator("[name=passphrase]").input_value()
        to("Continue")
        page.keyboard.press("Enter")
        page.wait_for_url("**/code")
        code = page.locator("p.code").inner_text()
        to("I have it")
        page.keyboard.press("Enter")
        page.wait_for_url("**/words")
        type_into("words", words)
        type_into("code", code)
        page.keyboard.press("Enter")
        page.wait_for_url("**/set/check")
        to("Continue")
        page.keyboard.press("Enter")
        page.wait_for_url("**/day")
        to("Add a client")
        page.keyboard.press("Enter")
        type_into("name", "Kim Lee")
        page.keyboard.press("Enter")
        page.wait_for_url("**/card/*")
        to("Write")
        page.keyboard.press("Enter")
        page.wait_for_url("**/write/*")
        type_into("text", SENTENCE)
        to("Seal")
        page.keyboard.press("Enter")
        page.wait_for_url("**/done")
        assert page.get_by_text("Only you can open it.").is_visible()
    harness.close(context)


def test_two_seconds_after_the_last_key_nothing_typed_is_lost_to_a_killed_server(tab, tmp_path):
    folder = tmp_path / "data"
    with server(folder) as running:
        walk = Walk(tab.new_page(), running.base)
        words = set_up(walk, running.letters())
        add_client(walk, "Kim Lee")
        walk.press("Write")
        path = walk.path
        walk.page.get_by_label("Note", exact=True).press_sequentially(SENTENCE)
        walk.page.get_by_text("Saved").first.wait_for(timeout=6000)
        running.stop(signal.SIGKILL)
        assert found_in(folder, CANARY) == []
    with server(folder) as again:
        walk = Walk(tab.new_page(), again.base)
        walk.go(path)
        if walk.page.title() != "Form":  # the cookie belongs to the other port's origin or it still counts: both are right
            walk.sign_in("ada", words)
        assert walk.page.get_by_label("Note", exact=True).input_value() == SENTENCE
        walk.press("Seal")
        walk.page.wait_for_url("**/done")
        assert found_in(folder, CANARY) == []


def test_the_lock_in_the_middle_of_a_sentence_keeps_the_place_and_the_text(browser, tmp_path):
    """Without scripts: with them the page may close by itself before the button is pressed."""
    tab = browser.new_context(java_script_enabled=False)
    with server(tmp_path / "data") as running:
        walk = Walk(tab.new_page(), running.base)
        words = set_up(walk, running.letters())
        add_client(walk, "Kim Lee")
        walk.press("Write").fill("Note", SENTENCE)
        path = walk.path
        Walk(tab.new_page(), running.base).go("/day").press("Lock")
        walk.press("Save draft")
        goes_on_behind_the_lock(walk, words, path)
    tab.close()


def test_a_lock_in_another_tab_takes_nothing_that_was_typed_since_the_draft_was_kept(tab, tmp_path):
    """The page closes by itself within seconds; whoever was still typing presses nothing."""
    with server(tmp_path / "data") as running:
        walk = Walk(tab.new_page(), running.base)
        words = set_up(walk, running.letters())
        add_client(walk, "Kim Lee")
        walk.press("Write")
        path = walk.path
        note = walk.page.get_by_label("Note", exact=True)
        note.press_sequentially("I ")
        walk.page.get_by_text("Saved").first.wait_for()
        asks = Held(walk, "**/open/*")  # not before the sentence stands there, however slow the machine
        other = Walk(tab.new_page(), running.base).go("/day").press("Lock")
        other.page.get_by_role("heading", name="Locked").wait_for()
        note.fill(SENTENCE)
        asks.stop()
        goes_on_behind_the_lock(walk, words, path)


def test_the_lock_of_an_idle_page_gives_back_what_was_typed_in_a_form_and_does_nothing_with_it(tab, tmp_path):
    with server(tmp_path / "data") as running:
        walk = Walk(tab.new_page(), running.base)
        words = set_up(walk, running.letters())
        add_client(walk, "Kim Lee")
        walk.page.clock.install()
        path = walk.path + "/visit"
        walk.go(path).fill("Time", "10:37")
        walk.page.clock.fast_forward("01:00:00")
        walk.page.get_by_role("heading", name="Locked").wait_for()
        assert "10:37" not in walk.page.content()
        walk.sign_in("ada", words)
        walk.press("Back to your text")
        assert walk.path == path and walk.page.get_by_label("Time").input_value() == "10:37"
        assert walk.sees("Nothing was sent yet.")


def test_an_idle_page_locks_though_the_server_heard_of_it_later_than_the_page_knows(tab, tmp_path):
    """A draft that was kept, say: a page that only asked again would stand open as long once more."""
    with server(tmp_path / "data") as running:
        walk = Walk(tab.new_page(), running.base)
        words = set_up(walk, running.letters())
        walk.page.clock.install()
        walk.go("/day").page.clock.fast_forward("01:00:00")
        walk.page.get_by_role("heading", name="Locked").wait_for()
        walk.sign_in("ada", words).page.wait_for_url("**/day")


def test_a_tab_that_slept_hears_the_others_before_it_locks_them_all(tab, tmp_path):
    with server(tmp_path / "data") as running:
        walk = Walk(tab.new_page(), running.base)
        set_up(walk, running.letters())
        walk.page.clock.install()
        walk.go("/day").page.clock.pause_at(datetime.now() + timedelta(hours=1))
        Walk(tab.new_page(), running.base).go("/day")
        walk.page.clock.run_for(5000)
        walk.page.wait_for_timeout(1000)
        assert walk.go("/day").heading != "Locked"
