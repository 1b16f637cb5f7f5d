"""Everything that everybody of the practice can open, opened through the acts: what a change in the rows must never turn into another text.

`everything` gives a text for each thing and person, or the error they met. What a ledger says is cut to the lines there were, since every
reading adds some.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from tests.threats.writer.practice import Practice

from tacenda.acts import bundles, contents, gate, pages
from tacenda.acts.contents import OpenedPage
from tacenda.acts.desk import Desk, desk_of, take_in
from tacenda.acts.gate import Standing, Wanted, Wish
from tacenda.core.ledger import verify
from tacenda.core.model import document
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import TacendaError
from tacenda.core.words.ids import ChartId
from tacenda.shell.database import Tx
from tacenda.shell.store import attachments
from tacenda.shell.vault import opening
from tacenda.shell.vault.keyring import EVERYDAY, VAULT

# Who opens what: a person, a chart by its client's name (or the practice's own), the purpose, and the kinds of compartments.
RECORD = (Code.CONTACT, Code.SCHEDULE, Code.RECORD, Code.SHARED)
READS = (
    ("ada", "kim", Purpose.TREATMENT, (*RECORD, Code.PSYCHOTHERAPY)),
    ("ada", "lee", Purpose.TREATMENT, (*RECORD, Code.PSYCHOTHERAPY)),
    ("ben", "max", Purpose.TREATMENT, (*RECORD, Code.PSYCHOTHERAPY)),
    ("ben", "lee", Purpose.TREATMENT, (Code.CONTACT, Code.SCHEDULE, Code.RECORD)),
    ("kim", "kim", Purpose.OWN_RECORD, (Code.CONTACT, Code.SCHEDULE, Code.SHARED)),
    ("lee", "lee", Purpose.OWN_RECORD, (Code.CONTACT, Code.SCHEDULE, Code.SHARED)),
    ("max", "max", Purpose.OWN_RECORD, (Code.CONTACT, Code.SCHEDULE, Code.SHARED)),
    ("olga", "practice", Purpose.PRACTICE, (Code.PRACTICE,)),
    ("ada", "practice", Purpose.PRACTICE, (Code.PRACTICE,)),
    ("ben", "practice", Purpose.PRACTICE, (Code.PRACTICE,)),
)
LEDGERS = (
    ("kim", "kim", Purpose.OWN_RECORD),
    ("lee", "lee", Purpose.OWN_RECORD),
    ("max", "max", Purpose.OWN_RECORD),
    ("olga", "practice", Purpose.OVERSIGHT),
)


@dataclass
class Opened:
    """What was opened, by (person, chart, what); what people's own rings hold; and what went wrong on the way."""

    texts: dict[tuple[str, ...], object] = field(default_factory=dict)
    rings: dict[tuple[str, int], object] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def chart_of(practice: Practice, name: str) -> ChartId:
    return ChartId(practice.house.keeper.practice) if name == "practice" else practice.charts[name]


def everything(practice: Practice, reads=READS, ledgers=LEDGERS, lines: Mapping[ChartId, int] | None = None) -> Opened:
    """Those who are named take in what waits for them, open all they hold, and read their ledgers: so many lines, or all there truly were."""
    found, desks = Opened(), dict[str, Desk]()
    with practice.house.content.reading() as tx:
        for name in dict.fromkeys(one[0] for one in (*reads, *ledgers)):
            _tried(found, name, lambda name=name: _sits_down(practice, name, tx, desks, found))
        for name, of, purpose, codes in (one for one in reads if one[0] in desks):
            _tried(found, f"{name} {of}", lambda n=name, o=of, p=purpose, c=codes: _chart(practice, desks[n], (n, o), p, c, found))
        for name, of, purpose in (one for one in ledgers if one[0] in desks):
            _tried(
                found,
                f"{name} ledger",
                lambda n=name, o=of, p=purpose: _ledger(practice, desks[n], (n, o), p, lines or practice.lines, found),
            )
    return found


def _sits_down(practice: Practice, name: str, tx: Tx, desks: dict[str, Desk], found: Opened) -> None:
    """A desk with what waits in the inbox taken in. Their own names, choices and cards are none of anybody else's: an older ring shows."""
    desk = desk_of(practice.house, tx, practice.keys(name))
    found.errors += [f"{name} dropped {one}" for one in take_in(practice.house, tx, desk.keyring)]
    for which in (EVERYDAY, VAULT):
        ring = desk.keyring.ring(which)
        found.rings[name, which] = (ring.name, ring.pin, ring.offices, ring.cards, dict(ring.wishes), dict(ring.sections))
    desks[name] = desk


def _tried(found: Opened, where: str, work: Callable[[], object]):
    try:
        return work()
    except TacendaError as error:
        found.errors.append(f"{where}: {type(error).__name__} {error}")
        return None


def _clear(practice: Practice) -> bundles.Clear:
    return lambda desk, at, wish: gate.clear_again(desk, at, wish, practice.asked)


def _chart(practice: Practice, desk: Desk, key: tuple[str, str], purpose: Purpose, codes: tuple[Code, ...], found: Opened) -> None:
    clear = _clear(practice)
    at = gate.standing(desk, chart_of(practice, key[1]), purpose, *(code for code in codes if code is not Code.PSYCHOTHERAPY))
    if Code.PSYCHOTHERAPY in codes:
        at = pages.private(desk, at, purpose, clear)
    found.texts[*key, "who"] = at.access
    for page in (page for page in at.pages.values() if page.compartment.code is not Code.ACCESS):
        code = page.compartment.code
        found.texts[*key, code.name] = (page.version, page.head, page.page.lines)
        _tried(found, f"{' '.join(key)} {code.name}", lambda page=page: _objects(clear, desk, at, page, purpose, key, found))


def _objects(
    clear: bundles.Clear, desk: Desk, at: Standing, page: OpenedPage, purpose: Purpose, key: tuple[str, str], found: Opened
) -> None:  # fmt: skip
    """Every version of everything a page lists, under one entry."""
    wanted = tuple(Wanted(page.compartment.id, line.object) for line in page.page.lines)
    if not wanted:
        return
    cleared = clear(desk, at, Wish(Act.OPEN, page.compartment.code, purpose, wanted, author=True))
    for line in page.page.lines:
        for one in line.versions:
            where = pages.object_place(at.chart, page, line.object, one.version, one.content)
            named = (*key, page.compartment.code.name, line.object.hex(), str(one.version))
            _tried(found, " ".join(named[:3]), lambda w=where, o=one, n=named: _object(desk, cleared, w, o, n, found))


def _object(desk: Desk, cleared: gate.Clearance, where: opening.Where, listed, named: tuple[str, ...], found: Opened) -> None:
    got = contents.unseal(desk, cleared, where)
    if sha(got.payload) != listed.digest or got.author != listed.author:
        found.errors.append(f"{named}: not the one on its page")
        return
    found.texts[named] = (got.payload, got.author)
    if listed.content in (Content.ATTACHMENT, Content.SCAN):
        record = document.read(got.payload)
        box = attachments.get(desk.tx, where.object, where.version)
        raw = opening.open_attachment(record.key, desk.keyring.practice, where, box or b"")
        found.texts[(*named, "bytes")] = raw


def _ledger(
    practice: Practice, desk: Desk, key: tuple[str, str], purpose: Purpose, lines: Mapping[ChartId, int], found: Opened
) -> None:  # fmt: skip
    """The lines there truly were, if all of them verify; others may have come since."""
    chart = chart_of(practice, key[1])
    made = bundles.made(desk, chart, purpose, _clear(practice))
    whole = sha(made.write())
    if whole not in practice.verified:
        verify.check(made, verify.Pins(practice.pin, chart), None, ())
        practice.verified.add(whole)
    found.texts[*key, "ledger"] = tuple(line.body for line in made.lines[: lines.get(chart)])


def differs(found: Opened, truth: Opened) -> Iterator[tuple[str, ...]]:
    """Which texts are others than the true ones. Of a ledger put back as it was, each line is true; that it is shorter must be noticed."""
    return (key for key, text in found.texts.items() if text != _as_far(truth.texts.get(key), text, key[-1]))


def is_page(key: tuple[str, ...]) -> bool:
    """Whether a text is a page (what a compartment lists, who has access) and no record."""
    return len(key) == 3 and key[-1] != "ledger"


def _as_far(true: object, text: object, what: str) -> object:
    return true[: len(text)] if what == "ledger" and isinstance(true, tuple) and isinstance(text, tuple) else true
