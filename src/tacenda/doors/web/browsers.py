"""Browsers: of which kind the one behind a request is, and what one's own list of sign-ins calls a kind."""

from __future__ import annotations

from tacenda.core.model import devices
from tacenda.core.model.devices import PROGRAM
from tacenda.doors.language import N_, Words
from tacenda.doors.web.request import WebRequest

BROWSERS = {"firefox": N_("Firefox"), "chrome": N_("Chrome"), "safari": N_("Safari"), "edge": N_("Edge")}
SYSTEMS = {
    "iphone": N_("an iPhone"), "ipad": N_("an iPad"), "android": N_("an Android phone or tablet"), "windows": N_("a Windows computer"),
    "mac": N_("a Mac"), "linux": N_("a Linux computer"), "chromebook": N_("a Chromebook"),
}  # fmt: skip


def kind(request: WebRequest) -> str:
    """The kind of the browser that asks, by its own words."""
    return devices.kind_of(request.headers.get("user-agent", ""))


def named(words: Words, kind: str) -> str:
    """A kind as people say it."""
    if kind == PROGRAM:
        return words.gettext(N_("A program, not a browser"))
    browser, _, system = kind.partition("-")
    said = words.gettext(BROWSERS.get(browser, N_("A browser")))
    on = words.gettext(SYSTEMS.get(system, N_("a device we do not know")))
    return words.say(N_("%(browser)s on %(system)s"), browser=said, system=on)
