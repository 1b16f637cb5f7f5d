"""One request as a page sees it: read whole, bounded, in memory, with the person behind it. Nothing here knows the framework."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.people import Role
from tacenda.doors.language import SOURCE, Words
from tacenda.doors.web import handles

if TYPE_CHECKING:
    from tacenda.acts.desk import OpenedSignIn
    from tacenda.acts.house import House
    from tacenda.doors.web.registry import Page, Site


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file of a form, held in memory. Its name is content: it belongs into a sealed record, never into an address or a log."""

    name: str = field(repr=False)
    type: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is signed in, as far as the frame must know: which pages exist for them, how they read, when their page locks."""

    roles: frozenset[Role]
    person: bytes = field(default=b"", repr=False)  # the same in each of their sign-ins
    stepped_up: bool = False
    language: str = SOURCE
    zone: str = "UTC"
    lock_after: int = 900  # seconds without a request until the server locks
    discreet: bool = False
    unproven: bool = False  # a way to sign in was never typed back: nothing but that is open yet


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a person can turn to: stands on Help and on every page that says no. Empty means not known."""

    person: str = ""
    phone: str = ""
    hours: str = ""
    crisis: str = ""  # the local crisis line, with its number


@dataclass(frozen=True, slots=True)
class WebRequest:
    """What a page function gets. `fields` and `files` are empty for GET; `slots` are the handles and numbers of the address."""

    method: str
    path: str
    page: Page
    site: Site
    house: House = field(repr=False)
    standing: Standing | None
    words: Words
    slots: Mapping[str, str] = field(default_factory=dict[str, str])
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]], repr=False)
    files: Mapping[str, FilePart] = field(default_factory=dict[str, FilePart], repr=False)
    unkept: str = ""  # message code when a file was not kept, for example `file_too_large`
    wait: int = 0  # seconds until a form that was slowed may be sent again
    contact: Contact = Contact()
    cookies: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    resumed: list[OpenedSignIn] = field(default_factory=list["OpenedSignIn"], repr=False, compare=False)  # dies with the request
    peer: str = ""  # network address, for slowing guesses; never logged
    nobodys: bool = False  # shows a sign-in that does not count
    whose: bytes = field(default=b"", repr=False)  # whose sign-in it shows or showed, where this process knows
    again: bool = False  # its page shows a form as it was sent

    def url(self, name: str, /, **slots: bytes | int | str) -> str:
        """The address of a page of the registry, for this person."""
        return self.site.path_inside(name, **slots) if self.standing else self.site.path(name, **slots)

    def id(self, slot: str) -> bytes:
        """The id in the address at `{slot}`. Raises NotFound."""
        return handles.read(self.slots[slot], self.page.kinds[slot])

    def step(self, slot: str) -> int:
        """The number in the address at `{slot:1-5}`."""
        return int(self.slots[slot])

    def file(self, name: str) -> FilePart:
        """The file sent under `name`. Raises Invalid (`file_missing`, `file_too_large`, `file_waits`)."""
        if self.unkept:
            raise Invalid({name: self.unkept})
        part = self.files.get(name)
        if part is None or not part.name:
            raise Invalid({name: "file_missing"})
        return part

    @property
    def roles(self) -> frozenset[Role]:
        """The roles of the person; none when nobody is signed in."""
        return self.standing.roles if self.standing else frozenset[Role]()

    def signed_in(self) -> Standing:
        """The standing behind a gate that let the person in. Raises NotFound on an open page without one."""
        if self.standing is None:
            raise NotFound("standing")
        return self.standing


@dataclass(frozen=True, slots=True)
class Front:
    """What the frame asks of the rooms behind it; made once by the door that mounts the pages."""

    standing: Callable[[WebRequest], Standing | None]  # reads the sign-in row alone; None: no cookie, unknown, ended, or idle too long
    leave: Callable[[WebRequest], str]  # ends the sign-in on the server, never raises; gives the key of the neutral page (of `app.NEUTRAL`)
    reference: Callable[[], str]  # a random handle that ties an error page to its log line
    # What the chart with this handle gives now, a bit a kind, 0 for nothing; empty: 1 for a sign-in that counts. Touches, enters nothing.
    still: Callable[[WebRequest, str], int]
    contact: Contact = Contact()
