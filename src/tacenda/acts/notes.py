"""Notes: write one, seal it, read it, amend it; and keep what is not sealed yet as a draft.

A note is never overwritten: an amendment is a further version with its reason, and the first stays readable.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tacenda.acts import gate, pages
from tacenda.acts.contents import OpenedPage
from tacenda.acts.desk import Desk, put_ring
from tacenda.acts.gate import Standing, Wish
from tacenda.core.model import note
from tacenda.core.model.chart import Line
from tacenda.core.model.note import Note
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.encoding import Reading, plain
from tacenda.core.words.errors import Conflict, Invalid, NotFound, Tampered
from tacenda.core.words.ids import ChartId, ObjectId, PrincipalId
from tacenda.core.words.moments import Day, Moment
from tacenda.shell import fresh
from tacenda.shell.store import drafts
from tacenda.shell.vault import drafts as sealed_drafts
from tacenda.shell.vault.keyring import EVERYDAY
from tacenda.shell.vault.ring import ChartKeys

CODE_OF = {Content.NOTE: Code.RECORD, Content.PLAN: Code.RECORD, Content.PSYCHOTHERAPY_NOTE: Code.PSYCHOTHERAPY}
DRAFT_OF = {Content.NOTE: "note", Content.PLAN: "plan", Content.PSYCHOTHERAPY_NOTE: "psychotherapy"}
OPEN_AGAIN = 600  # seconds in which the author may take a sealed note back into the editor without thinking of a reason
AGAIN = "again"  # the reason a draft then begins with; the door has words for it


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note of a list: never its text."""

    id: ObjectId
    content: Content
    day: Day
    versions: int
    author: PrincipalId
    author_name: str


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """One version of a note, opened. `version` of `versions`; `number`: its line in the ledger."""

    id: ObjectId
    chart: ChartId
    note: Note
    version: int
    versions: tuple[int, ...]
    day: Day
    author: PrincipalId
    author_name: str
    number: int
    sealed: Moment

    def __repr__(self) -> str:
        return "OpenedNote()"

    def just_sealed(self, now: Moment) -> bool:
        """Whether its author may still take it back into the editor without thinking of a reason."""
        return now < self.sealed + OPEN_AGAIN


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the editor. `object`: the id the note will have; `amends`: its version that is being amended, 0 for a new note."""

    object: ObjectId
    template: str
    visit: Moment
    minutes: int
    texts: tuple[tuple[str, str], ...]
    amends: int = 0
    reason: str = ""
    saved: Moment = moments.NEVER

    def __repr__(self) -> str:
        return "Draft()"


def _at(desk: Desk, chart: ChartId, content: Content, purpose: Purpose) -> tuple[Standing, OpenedPage]:
    """The chart's standing and the page that lists this kind of note. Raises NotFound, Refused, Locked."""
    code = CODE_OF[content]
    at = gate.standing(desk, chart, purpose, code)
    if code is Code.PSYCHOTHERAPY:
        if not desk.keyring.stepped_up:
            gate.decided(desk, at.held, at.access, Wish(Act.OPEN, code, purpose, author=True))
        at = pages.private(desk, at, purpose)
    return at, at.page(code)


def list_notes(desk: Desk, chart: ChartId, content: Content, purpose: Purpose = Purpose.TREATMENT) -> tuple[NoteLine, ...]:
    """The notes or plans of a chart, newest first; of psychotherapy notes after a step-up. Raises NotFound, Refused, Locked."""
    at, opened = _at(desk, chart, content, purpose)
    return tuple(_note_line(at, line) for line in reversed(opened.page.of(content)))


def _note_line(at: Standing, line: Line) -> NoteLine:
    first = line.versions[0]
    return NoteLine(line.object, line.newest.content, first.day, len(line.versions), first.author, at.name(first.author))


def open_note(
    desk: Desk, chart: ChartId, id: ObjectId, content: Content = Content.NOTE, version: int = 0, purpose: Purpose = Purpose.TREATMENT
) -> OpenedNote:  # fmt: skip
    """Open one version of a note, the newest by default. Raises NotFound, Refused, Locked, Tampered."""
    at, opened = _at(desk, chart, content, purpose)
    line = opened.page.line(id)
    if line.newest.content is not content:
        raise NotFound("note")
    own = all(one.author == desk.actor.id for one in line.versions)
    got, cleared = pages.read(desk, at, opened, id, version, Wish(Act.OPEN, CODE_OF[content], purpose, author=own))
    found = note.read(got.payload)
    if found.content is not content:
        raise Tampered("note")
    listed = line.at(version) if version else line.newest
    numbers = tuple(one.version for one in line.versions)
    return OpenedNote(id, chart, found, listed.version, numbers, listed.day, got.author, at.name(got.author), cleared.number, got.ask.at)


def seal_note(desk: Desk, chart: ChartId, content: Content, draft: Draft, purpose: Purpose = Purpose.TREATMENT) -> OpenedNote:
    """Sign and seal what stands in the editor: a new note, or the next version of one. Raises Invalid, Refused, Conflict, Locked."""
    made = replace(note.drawn(content, draft.template, draft.texts, draft.visit, draft.minutes), reason=draft.reason.strip())
    at, opened = _at(desk, chart, content, purpose)
    _fits(opened, draft)
    change = pages.Change(draft.object, content, note.write(made, fresh.secret()))
    written = pages.write_page(desk, at, opened, purpose, [change], None)
    _forget_draft(desk, chart, content)
    day, me = desk.today, desk.actor.id
    version = written.versions[0]
    return OpenedNote(draft.object, chart, made, version, tuple(range(1, version + 1)), day, me, at.name(me), written.number, desk.now)


def _fits(opened: OpenedPage, draft: Draft) -> None:
    """An amendment says why, and amends the newest version; a new note is not there yet."""
    there = opened.page.has(draft.object)
    if bool(draft.amends) != there:
        raise Conflict("note")
    if there and opened.page.line(draft.object).newest.version != draft.amends:
        raise Conflict("version")
    if there and not draft.reason.strip():
        raise Invalid({"reason": "empty"})


def amend(desk: Desk, chart: ChartId, id: ObjectId, content: Content = Content.NOTE) -> Draft:
    """A draft that starts from the newest version; soon after sealing its reason is `AGAIN`. Raises as `open_note`."""
    opened = open_note(desk, chart, id, content)
    texts = tuple((section.key, section.text) for section in opened.note.sections)
    reason = AGAIN if opened.just_sealed(desk.now) else ""
    return Draft(id, opened.note.template, opened.note.visit, opened.note.minutes, texts, opened.version, reason)


# Drafts


def keep_draft(desk: Desk, chart: ChartId, content: Content, draft: Draft) -> Moment:
    """Keep what stands in the editor, sealed to oneself; no entry, because nothing is opened. When it was kept. Raises Invalid, NotFound.

    Works for psychotherapy notes also when the step-up is over: sealing to oneself needs no open key.
    """
    keys = desk.held(chart)
    id, keys = _draft_id(desk, keys, content)
    compartment = next((one.id for one in keys.compartments if one.code is CODE_OF[content]), keys.of(Code.ACCESS).id)
    vault = content is Content.PSYCHOTHERAPY_NOTE
    listed = desk.keeper.listed(desk.keyring.entry)
    value = sealed_drafts.Draft(id, chart, compartment, draft.object, desk.now, _text(draft))
    sealed = sealed_drafts.keep(desk.keyring, listed.entry, value, fresh.secret(), vault=vault)
    with desk.house.sign_ins.writing() as tx:
        drafts.put(tx, drafts.Draft(id, moments.day(desk.now), sealed))
    return desk.now


def _draft_id(desk: Desk, keys: ChartKeys, content: Content) -> tuple[bytes, ChartKeys]:
    """The row of a draft: random, and only its author's keyring says whose and of which chart it is."""
    kind = DRAFT_OF[content]
    found = keys.drafts.get(kind)
    if found is not None:
        return found, keys
    ring = desk.keyring.ring(EVERYDAY)
    made = replace(ring.keys(keys.chart), drafts={**keys.drafts, kind: fresh.secret(16)})
    put_ring(desk.tx, desk.keyring, ring.with_keys(made), EVERYDAY)
    return made.drafts[kind], made


def _text(draft: Draft) -> str:
    rows = [[key, text] for key, text in draft.texts]
    return plain(
        {
            "template": draft.template, "visit": int(draft.visit), "minutes": draft.minutes, "texts": rows, "amends": draft.amends,
            "reason": draft.reason,
        }
    ).decode()  # fmt: skip


def has_draft(desk: Desk, chart: ChartId, content: Content) -> bool:
    """Whether a draft of this kind waits; opens nothing."""
    id = desk.held(chart).drafts.get(DRAFT_OF[content])
    if id is None:
        return False
    with desk.house.sign_ins.reading() as tx:
        return drafts.get(tx, id) is not None


def read_draft(desk: Desk, chart: ChartId, content: Content) -> Draft | None:
    """Read one's own draft back, with its entry; None if there is none. A draft of a note that was sealed meanwhile is dropped."""
    id = desk.held(chart).drafts.get(DRAFT_OF[content])
    if id is None:
        return None
    with desk.house.sign_ins.reading() as tx:
        row = drafts.get(tx, id)
    if row is None:
        return None
    vault = content is Content.PSYCHOTHERAPY_NOTE
    at, opened = _at(desk, chart, content, Purpose.TREATMENT)
    wanted = gate.Wanted(opened.compartment.id, ObjectId(opened.compartment.id))
    wish = Wish(Act.OPEN, CODE_OF[content], Purpose.TREATMENT, (wanted,), reason="draft", author=True)
    cleared = gate.clear(desk, at, wish)
    draft = _of_text(sealed_drafts.read_back(desk.keeper, desk.keyring, cleared, id, row.sealed, vault=vault))
    if opened.page.has(draft.object) and opened.page.line(draft.object).newest.version != draft.amends:
        drop_draft(desk, chart, content)
        return None
    return draft


def _of_text(kept: sealed_drafts.Draft) -> Draft:
    r = Reading(kept.text.encode())
    texts = tuple((str(key), str(text)) for key, text in r.rows("texts"))
    draft = Draft(
        kept.object,
        r.text("template"),
        Moment(r.number("visit")),
        r.number("minutes"),
        texts,
        r.number("amends"),
        r.text("reason"),
        kept.saved,
    )
    r.done()
    return draft


def drop_draft(desk: Desk, chart: ChartId, content: Content) -> None:
    """Throw a draft away."""
    id = desk.held(chart).drafts.get(DRAFT_OF[content])
    if id is not None:
        with desk.house.sign_ins.writing() as tx:
            drafts.drop(tx, id)


def _forget_draft(desk: Desk, chart: ChartId, content: Content) -> None:
    """Once the note is committed its draft is dropped; a crash in between leaves one that is recognised by its object."""
    desk.after.append(lambda: drop_draft(desk, chart, content))


def new_draft(template: str = "plain") -> Draft:
    """An empty editor."""
    return Draft(fresh.object_id(), template, moments.NEVER, 0, ())
