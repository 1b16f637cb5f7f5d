"""Authorizations: a form is drafted, signed, listed, opened, taken back, and ends. Each is a line in the ledger.

A form that names a parent or representative as one who signs lies with what is signed for the client by law; any other with what the client
answered, to which who signs for them has no key. A signature by key is the version that its signer sealed; one on paper is attested by
whoever wrote it down. What the law kernel hears of a form is worked out here each time (`standing_of`), never stored and never typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tacenda.acts import facts, gate, pages, papers, sides
from tacenda.acts.contents import OpenedPage
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Standing, Wanted, Wish
from tacenda.acts.house import House
from tacenda.acts.papers import OpenedPaper, Paper, Scan
from tacenda.core.model import authorization, authorization_check, authorization_receipt, signed_for
from tacenda.core.model.access_list import KEEPERS
from tacenda.core.model.authorization import SPEAK, Authorization, How, Seen, Signature, Signer, Speaker, Statement, Terms
from tacenda.core.model.authorization_check import Defect, Element, Form, Question
from tacenda.core.model.chart import Line, read_card
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import Conflict, NotFound, Refused, Tampered
from tacenda.core.words.ids import ChartId, ObjectId, PrincipalId, fingerprint
from tacenda.core.words.moments import Day
from tacenda.shell import fresh, packs, settings

_WAITED: dict[tuple[bytes, bytes, int, Day], bool] = {}  # whether a version of a form waited for somebody on a day
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check found. `facts`: for the law kernel; `titles`: of the form rules that were applied; `copies`: where it stands that who
    signed on paper gets a copy."""

    defects: tuple[Defect, ...]
    questions: tuple[Question, ...]
    facts: Mapping[str, str]
    titles: Mapping[str, str]
    copies: tuple[str, ...]

    def __repr__(self) -> str:
        return "Checked()"


@dataclass(frozen=True, slots=True)
class OpenedForm:
    """One form, opened. `version`: the newest; `number`: the line of this opening; `mine`: parties this person can sign for with a key;
    `own`: parties that are this person, whoever signed for them."""

    id: ObjectId
    value: Authorization
    version: int
    day: Day
    number: int
    ended: bool
    checked: Checked
    mine: tuple[int, ...]
    own: tuple[int, ...]
    unread: bool  # the client drew it, and nobody here has looked at it
    scans: frozenset[bytes]  # of its signatures on paper, those that lie beside it; any other is a letter of the chart, as it once was

    def __repr__(self) -> str:
        return "OpenedForm()"

    @property
    def state(self) -> str:
        """waiting (something is missing or wrong), live, or ended."""
        return "ended" if self.ended else "waiting" if self.checked.defects else "live"

    @property
    def unsigned(self) -> bool:
        """Whether nothing but a signature is missing."""
        missing = {one.element for one in self.checked.defects}
        return Element.SIGNATURE in missing and missing <= {Element.SIGNATURE, Element.DATE, Element.TOGETHER}

    @property
    def asked(self) -> bool:
        """Whether this person is asked for their yes: their key can sign it, and nothing is wrong that no signature mends."""
        return bool(self.mine) and not self.ended and (self.unsigned or not self.checked.defects)


@dataclass(frozen=True, slots=True)
class Draws:
    """What somebody may draw up. `own`: a form; `theirs`: one that a parent signs, or who speaks for the client."""

    own: bool
    theirs: bool


def propose(desk: Desk, chart: ChartId, terms: Terms, purpose: Purpose = Purpose.TREATMENT) -> ObjectId:
    """The clinician drafts a form, or the client one of their own. Nothing is open by it before it is signed.

    Raises Invalid, NotFound, Refused, Conflict.
    """
    at, id = sides.standing(desk, chart, purpose), fresh.object_id()
    own = at.page(Code.CONSENT)  # also for what lies apart: who is kept from the client's own drafts nothing
    named = [(bytes(id), one.name, one.role.value) for one in terms.parties if one.role in SPEAK]
    # A chart from before has no place apart for it; who signs is let in on none of those.
    apart = bool(named) and sides.apart(at)
    page = at.page(Code.SIGNED) if apart else own
    return _seal(desk, at, page, purpose, id, authorization.drawn(terms), named=named if apart else ())


def draws(desk: Desk, chart: ChartId) -> Draws:
    """What who treats the client may draw up here; asked before a form is filled in. Raises NotFound."""
    try:
        at = sides.standing(desk, chart, Purpose.TREATMENT)
        at.page(Code.CONSENT)
    except Refused:
        return Draws(own=False, theirs=False)
    own = sides.writes(desk, at, Code.CONSENT, Purpose.TREATMENT)
    lies = any(one.compartment.code is Code.SIGNED for one in at.pages.values())
    return Draws(own, own and (not sides.apart(at) or (lies and sides.writes(desk, at, Code.SIGNED, Purpose.TREATMENT))))


def said_here(desk: Desk, terms: Terms) -> Terms:
    """A form that is written here, with the sentences that the law of the practice's place wants said on it."""
    return replace(terms, statements=authorization_check.statements(terms, _rules(desk, terms), packs.forms()))


def sayable(house: House) -> tuple[Statement, ...]:
    """The sentences that a paper may say to who signs it, by the law of the practice's place."""
    return authorization_check.sayable(packs.forms(), settings.read(house.folder).place)


def named(desk: Desk, chart: ChartId) -> tuple[str, str]:
    """Who is named on a form that the client draws: they themselves, and who keeps their records. Raises NotFound, Refused."""
    at = gate.standing(desk, chart, Purpose.OWN_RECORD, Code.CONTACT)
    keepers = [one.name for one in at.holders if one.basis in KEEPERS]
    return read_card(at.page(Code.CONTACT).head).name, ", ".join(dict.fromkeys(keepers))


def begun(desk: Desk, chart: ChartId) -> bool:
    """Whether the client drew a form of their own that nobody here has looked at yet; nothing is opened."""
    if not _open_here(desk, chart):
        return False
    at = sides.standing(desk, chart, Purpose.TREATMENT)
    return any(_unread(at, line) for line in _lines(desk, at, Purpose.TREATMENT))


def _open_here(desk: Desk, chart: ChartId) -> bool:
    """Whether the forms are open to who treats the client here; nothing is asked of who may not."""
    mine = gate.held(desk, chart, Purpose.TREATMENT)
    if not mine.keys.holds(Code.CONSENT) or not gate.may(desk, mine, None, Wish(Act.OPEN, Code.CONSENT, Purpose.TREATMENT)):
        return False
    return Code.CONSENT not in gate.standing(desk, chart, Purpose.TREATMENT, Code.CONSENT).held.locked


def _unread(at: Standing, line: Line) -> bool:
    return {one.author for one in line.versions} <= at.subjects


def looked_at(desk: Desk, chart: ChartId, id: ObjectId, version: int) -> None:
    """Somebody here looked at a form that the client drew: the same words once more, under their seal.

    Raises NotFound, Refused, Conflict.
    """
    _changed(desk, chart, id, version, lambda value: value)


def list_forms(desk: Desk, chart: ChartId, purpose: Purpose) -> tuple[OpenedForm, ...]:
    """Every form of a chart, opened under one line of the ledger, newest first; for who signs for the client, those that name them.

    Raises NotFound, Refused, Tampered.
    """
    at = sides.standing(desk, chart, purpose)
    return _opened(desk, at, purpose, [line.object for line in reversed(_lines(desk, at, purpose))])


def _lines(desk: Desk, at: Standing, purpose: Purpose) -> Sequence[Line]:
    """The forms that this person reads, oldest first; of who signs for the client, those that name them and nobody else."""
    lines = [line for one in sides.opened(at) for line in one.page.of(Content.AUTHORIZATION)]
    if purpose is not Purpose.SPEAKS_FOR:
        at.page(Code.CONSENT)  # who is kept from the client's own reads no part of it
        return sorted(lines, key=lambda line: line.versions[0].day)
    me, named = _speakers(at).get(desk.actor.id), sides.signed(at).theirs
    theirs = {id for id, name, side in named if me is not None and me.named(name, side)}
    return [line for line in lines if line.object in theirs]


def _speakers(at: Standing) -> dict[PrincipalId, Speaker]:
    """Who signs, or signed, for the client by law."""
    return {who: Speaker(one.name, one.side) for who, one in at.access.signing.items()} if at.access else {}


def _answering(desk: Desk, chart: ChartId) -> Purpose:
    """As what this person says yes or no: the client, or who signs for them. Raises NotFound for anybody else."""
    purpose = facts.purpose_of(desk.held(chart).statement)
    if purpose not in (Purpose.OWN_RECORD, Purpose.SPEAKS_FOR):
        raise NotFound("consent")
    return purpose


def waits(desk: Desk, chart: ChartId) -> bool:
    """Whether a form waits for this person's yes or no; only what they never sealed is opened, and each version once a day in a process:
    every first page asks, and each opening is a line that the client reads. Raises NotFound, Refused, Tampered.
    """
    purpose = _answering(desk, chart)
    at = sides.standing(desk, chart, purpose)
    lines = _lines(desk, at, purpose)
    keys = {
        line.object: (desk.actor.id, line.object, line.newest.version, desk.today)
        for line in lines
        if desk.actor.id not in {one.author for one in line.versions}
    }
    new = [id for id, key in keys.items() if key not in _WAITED]
    if len(_WAITED) + len(new) > MOST:
        _WAITED.clear()
        new = [*keys]
    if new:
        _WAITED.update((keys[one.id], one.asked) for one in _opened(desk, at, purpose, new))
    return any(_WAITED.get(key) for key in keys.values())


def offered(desk: Desk, chart: ChartId) -> tuple[OpenedForm, ...]:
    """The forms in which nothing is missing or wrong, for who asks what may leave; none where the forms are not open to them."""
    if not _open_here(desk, chart):
        return ()
    return tuple(one for one in list_forms(desk, chart, Purpose.TREATMENT) if one.state == "live")


def open_form(desk: Desk, chart: ChartId, id: ObjectId, purpose: Purpose) -> OpenedForm:
    """Open one form with all its versions. Raises NotFound, Refused, Tampered."""
    return _open(desk, sides.standing(desk, chart, purpose), purpose, id)


def _open(desk: Desk, at: Standing, purpose: Purpose, id: ObjectId) -> OpenedForm:
    if id not in {one.object for one in _lines(desk, at, purpose)}:
        raise NotFound("authorization")
    for one in _opened(desk, at, purpose, [id]):
        return one
    raise Tampered("authorization")


def _opened(desk: Desk, at: Standing, purpose: Purpose, ids: Sequence[ObjectId]) -> tuple[OpenedForm, ...]:
    """Forms with all their versions, under one line of the ledger for each page they lie on; without those that who signs for the client
    spoilt: they count for nothing, and keep no other form from anybody."""
    asked = [(one, [id for id in ids if sides.lies(at, id) is one]) for one in sides.opened(at)]
    asked = [(one, there) for one, there in asked if there]
    cleared = gate.clear_all(desk, [(at, _wish(one, there, purpose)) for one, there in asked])
    made = [(id, _fitting(desk, at, one, id, by)) for (one, there), by in zip(asked, cleared, strict=True) for id in there]
    found = {id: one for id, one in made if one is not None}
    return tuple(found[id] for id in ids if id in found)


def _fitting(desk: Desk, at: Standing, page: OpenedPage, id: ObjectId, cleared: gate.Clearance) -> OpenedForm | None:
    """A form; None for one on the page of who signs that does not fit, of which the privacy office is told. Raises Tampered."""
    try:
        return _form(desk, at, page, id, cleared)
    except Tampered as error:
        if page.compartment.code is not Code.SIGNED:
            raise
        sides.tell(desk, error)
        return None


def _wish(page: OpenedPage, ids: Sequence[ObjectId], purpose: Purpose) -> Wish:
    return Wish(Act.OPEN, page.compartment.code, purpose, tuple(Wanted(page.compartment.id, id) for id in ids))


def _form(desk: Desk, at: Standing, page: OpenedPage, id: ObjectId, cleared: gate.Clearance) -> OpenedForm:
    line = page.page.line(id)
    pages.listed_whole(desk, page, line)
    found = [pages.unsealed(desk, cleared, page, id, one) for one in line.versions]
    versions, subjects = [(got.author, authorization.read(got.payload)) for got in found], at.subjects
    value = authorization.proven(versions, subjects, _speakers(at))
    own, keys = _own(desk, at, value.told)
    mine = tuple(i for i in keys if not value.signed(i))
    ended = authorization.ended(value, desk.today)
    scans = frozenset[bytes](one.object for one in page.page.of(Content.SCAN))
    return OpenedForm(
        line.object, value, line.newest.version, line.versions[0].day, cleared.number, ended, standing_of(desk, value), mine, own,
        _unread(at, line), scans,
    )  # fmt: skip


def _own(desk: Desk, at: Standing, terms: Terms) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The parties that are this person, and those for whom their key signs."""
    every, me = range(len(terms.parties)), _speakers(at).get(desk.actor.id)
    if desk.actor.id in at.subjects:
        client = (i for i in every if terms.parties[i].role is Signer.CLIENT)
        return tuple(client), tuple(i for i in every if authorization.by_key(terms, i))
    if me is None:
        return (), ()
    return (
        tuple(i for i in every if authorization.of_speaker(terms, i, me)),
        tuple(i for i in every if authorization.by_speaker(terms, i, me)),
    )


def standing_of(desk: Desk, value: Authorization) -> Checked:
    """The check of a form by the rules of the practice's place, today."""
    rules, value = _rules(desk, value.terms), replace(value, terms=value.told)
    return Checked(
        authorization_check.defects(value, rules, desk.today), authorization_check.questions(value, rules),
        authorization_check.facts_of(value, rules, desk.today), {one.id: one.title for one in rules},
        authorization_check.copies(value, rules),
    )  # fmt: skip


def _rules(desk: Desk, terms: Terms) -> Sequence[Form]:
    # No fact of the practice spares a rule here: a client cannot read the practice's own page, and both must see one answer.
    return authorization_check.applicable(packs.forms(), terms, settings.read(desk.house.folder).place, {})


def sign(desk: Desk, chart: ChartId, id: ObjectId, version: int) -> None:
    """The client, or who signs for them by law, says yes with their own key. Needs a step-up at the door.

    Raises NotFound, Refused, Conflict for another version.
    """
    purpose = _answering(desk, chart)
    at = sides.standing(desk, chart, purpose)
    found = _found(desk, at, purpose, id, version)
    if not found.asked:
        raise Conflict("signed")
    made = found.value
    for party in found.mine:
        made = authorization.with_signature(made, Signature(party, How.KEY, desk.today, desk.actor.id), desk.today)
    _seal(desk, at, sides.lies(at, id), purpose, id, made)


def attest(desk: Desk, chart: ChartId, id: ObjectId, version: int, party: int, day: Day, scan: Scan | None = None) -> None:
    """Somebody here writes down that a party signed on paper. A scan is sealed beside the form, where the client opens it too.

    Raises Invalid, NotFound, Refused, Conflict.
    """
    paper = papers.scanned(scan, Content.SCAN) if scan else None
    made = Signature(party, How.PAPER, day, desk.actor.id, paper.id if paper else b"")
    _changed(desk, chart, id, version, lambda value: authorization.with_signature(value, made, desk.today), paper)


def saw(desk: Desk, chart: ChartId, id: ObjectId, version: int, party: int, authority: str) -> None:
    """Somebody here saw what lets a party sign for the client, once the form was drawn up. Raises Invalid, NotFound, Refused, Conflict."""
    made = Seen(party, authority.strip(), desk.today, desk.actor.id)
    _changed(desk, chart, id, version, lambda value: authorization.with_seen(value, made, desk.today))


def happened(desk: Desk, chart: ChartId, id: ObjectId, version: int) -> None:
    """Somebody here writes down that the event that ends a form happened. Raises NotFound, Refused, Conflict."""
    _changed(desk, chart, id, version, lambda value: authorization.with_event(value, desk.now, desk.actor.id))


def false(desk: Desk, chart: ChartId, id: ObjectId, version: int) -> None:
    """Somebody here writes down that something on a form is known to be false. Raises NotFound, Refused, Conflict."""
    _changed(desk, chart, id, version, lambda value: authorization.found_false(value, desk.now, desk.actor.id))


def taken_back_here(desk: Desk, chart: ChartId, id: ObjectId, version: int) -> None:
    """The client took a form back in person or by letter: at once. Raises NotFound, Refused, Conflict."""
    _changed(desk, chart, id, version, lambda value: authorization.taken_back(value, desk.now, desk.actor.id))


def take_back(desk: Desk, chart: ChartId, id: ObjectId) -> None:
    """The client takes a form back, or who signs for them one that names them, or says no: at once, whatever version they saw; twice is as
    once. Raises NotFound, Refused."""
    purpose = _answering(desk, chart)
    at = sides.standing(desk, chart, purpose)
    found = _open(desk, at, purpose, id)
    if found.value.revoked is None:
        _seal(desk, at, sides.lies(at, id), purpose, id, authorization.taken_back(found.value, desk.now, desk.actor.id))


def _changed(
    desk: Desk, chart: ChartId, id: ObjectId, version: int, made: Callable[[Authorization], Authorization], paper: Paper | None = None
) -> None:  # fmt: skip
    at = sides.standing(desk, chart, Purpose.TREATMENT)
    found = _found(desk, at, Purpose.TREATMENT, id, version)
    _seal(desk, at, sides.lies(at, id), Purpose.TREATMENT, id, made(found.value), paper)


def _found(desk: Desk, at: Standing, purpose: Purpose, id: ObjectId, version: int) -> OpenedForm:
    found = _open(desk, at, purpose, id)
    if found.version != version:
        raise Conflict("version")
    return found


def _seal(
    desk: Desk, at: Standing, page: OpenedPage, purpose: Purpose, id: ObjectId, made: Authorization, paper: Paper | None = None,
    named: Sequence[tuple[bytes, str, str]] = (),
) -> ObjectId:  # fmt: skip
    """`page`: on which it lies; `named`: of a new form that lies apart, whom it names as a parent or representative."""
    change = pages.Change(id, Content.AUTHORIZATION, authorization.write(made, fresh.secret()))
    state = sides.signed(at)
    head = signed_for.head(replace(state, theirs=(*state.theirs, *named))) if named else None
    written = pages.write_page(desk, at, page, purpose, [change, paper.change] if paper else [change], head, act=Act.CONSENT)
    if paper:
        papers.lay(desk, at.chart, page, paper, written.versions[1])
    return id


def open_scan(desk: Desk, chart: ChartId, scan: ObjectId, purpose: Purpose) -> OpenedPaper:
    """Open the scan behind a signature on paper whole. Raises NotFound, Refused, Tampered."""
    at = sides.standing(desk, chart, purpose)
    if purpose is not Purpose.SPEAKS_FOR:
        at.page(Code.CONSENT)
    page = sides.lies(at, scan)
    return papers.open_scan(desk, at, page, tuple(page.page.of(Content.SCAN)), scan, purpose)


def receipt_of(desk: Desk, chart: ChartId, id: ObjectId, purpose: Purpose) -> dict[str, authorization_receipt.Json]:
    """A form's receipt, in the shape of ISO/IEC TS 27560. Raises NotFound, Refused."""
    found = open_form(desk, chart, id, purpose)
    return authorization_receipt.of_form(found.id, found.value, found.version, fingerprint(desk.keyring.ring().pin))
