"""Notes: progress notes, psychotherapy notes (45 CFR 164.501, in a compartment of their own) and treatment plans.

A note is sections of text. It is never overwritten: an amendment is a new version with its reason, and the first stays readable.
Payload: `plain({v, salt, content, template, visit, minutes, sections, reason, origin})`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tacenda.core.words.access import Content
from tacenda.core.words.encoding import Plain, Reading, as_text, plain
from tacenda.core.words.errors import Invalid, Tampered
from tacenda.core.words.moments import NEVER, Moment

LONGEST = 200_000  # characters of one section
TEMPLATES: dict[str, tuple[str, ...]] = {
    "plain": ("text",),
    "dap": ("data", "assessment", "plan"),
    "soap": ("subjective", "objective", "assessment", "plan"),
    "birp": ("behaviour", "intervention", "response", "plan"),
    "treatment-plan": ("goals", "steps", "measures"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a note: its key in the template, and what was written."""

    key: str
    text: str

    def __repr__(self) -> str:
        return f"Section({self.key})"


@dataclass(frozen=True, slots=True)
class Note:
    """One version of a note or plan. `visit`: when the session was, 0 for none; `reason`: why it was amended, empty for a first version.

    `origin`: of a shared copy, the object and version it was made from as `handle:version`; else empty.
    """

    content: Content
    template: str
    visit: Moment
    minutes: int
    sections: tuple[Section, ...]
    reason: str = ""
    origin: str = ""

    def __repr__(self) -> str:
        return f"Note({self.content.name})"

    def text(self, key: str) -> str:
        """What stands under a key; empty where nothing does."""
        return next((section.text for section in self.sections if section.key == key), "")


def drawn(content: Content, template: str, texts: Sequence[tuple[str, str]], visit: Moment = NEVER, minutes: int = 0) -> Note:
    """A note from a form. Raises Invalid: `empty`, `long`, `unknown`."""
    keys = TEMPLATES.get(template)
    if keys is None or any(key not in keys for key, _ in texts):
        raise Invalid({"template": "unknown"})
    sections = tuple(Section(key, text.replace("\r\n", "\n").strip()) for key, text in texts if text.strip())
    if not sections:
        raise Invalid({keys[0]: "empty"})
    for section in sections:
        if len(section.text) > LONGEST:
            raise Invalid({section.key: "long"})
        if any(0xD800 <= ord(letter) <= 0xDFFF for letter in section.text):
            raise Invalid({section.key: "characters"})
    if minutes and not 5 <= minutes <= 480:
        raise Invalid({"minutes": "range"})
    return Note(content, template, visit, minutes, sections)


def write(note: Note, salt: bytes) -> bytes:
    """The payload of a note."""
    sections: list[Plain] = [[section.key, section.text] for section in note.sections]
    return plain(
        {
            "v": 1, "salt": salt, "content": int(note.content), "template": note.template, "visit": int(note.visit),
            "minutes": note.minutes,
            "sections": sections, "reason": note.reason, "origin": note.origin,
        }
    )  # fmt: skip


def read(payload: bytes) -> Note:
    """Raises Tampered."""
    r = Reading(payload)
    r.version(1)
    r.raw("salt", 32)
    try:
        note = Note(
            Content(r.number("content")), r.text("template"), Moment(r.number("visit")), r.number("minutes"),
            tuple(Section(as_text(key), as_text(text)) for key, text in r.rows("sections")), r.text("reason"), r.text("origin"),
        )  # fmt: skip
    except ValueError as error:
        raise Tampered("note") from error
    r.done()
    return note
