"""Charts: found one, read the caseload, keep the card and the visits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tacenda.acts import facts, gate, listing, memberships, notices, pages, planned, unfit
from tacenda.acts.desk import Desk, Visitor, incident, put_ring, reading, writing
from tacenda.acts.gate import Standing, Wanted, Wish
from tacenda.acts.house import House
from tacenda.core.decisions import places
from tacenda.core.ledger.asks import Ask, SignedAsk
from tacenda.core.ledger.statements import Covered
from tacenda.core.model import access_list, agreed, chart, picks
from tacenda.core.model.access_list import AccessList, Holder
from tacenda.core.model.chart import Card, Line, Schedule, Visit
from tacenda.core.model.reach import Event
from tacenda.core.sealing import derive
from tacenda.core.sealing.derive import sha
from tacenda.core.words import moments, names
from tacenda.core.words.access import FOUNDING, Act, Code, Content, Purpose, Right
from tacenda.core.words.errors import Conflict, Invalid, NotFound, Refused, Tampered
from tacenda.core.words.ids import ChartId, GrantHash, ObjectId, PracticeId, PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.shell import fresh
from tacenda.shell.keeper.office import Given
from tacenda.shell.store import inbox, objects
from tacenda.shell.store.inbox import Letter
from tacenda.shell.vault import epochs, grants
from tacenda.shell.vault.grants import Parcel, SignedGrant
from tacenda.shell.vault.keyring import EVERYDAY, VAULT
from tacenda.shell.vault.ring import ChartKeys, Compartment

ALL = frozenset({Right.READ, Right.WRITE, Right.GRANT})
# The first pages: of these kinds, and of those nothing is written on them yet.
EMPTY = (Code.RECORD, Code.SHARED, Code.REQUESTS, Code.CONSENT, Code.SUPERVISION, Code.SIGNED)
FIRST = (Code.CONTACT, Code.SCHEDULE, *EMPTY)
UNNAMED = "…"  # the card of a chart whose founding a crash cut short


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One chart of a caseload. `notes`: how many notes its record lists; `last_day`: when the newest of them was written, 0 for never."""

    chart: ChartId
    card: Card
    visits: tuple[Visit, ...]
    notes: int
    last_day: int
    due: bool  # a stop waits for its roll
    record: bool  # its notes are open to this person

    def __repr__(self) -> str:
        return "ChartLine()"


def found(house: House, visitor: Visitor, card: Card, visit: Visit | None = None) -> ChartId:
    """Found a chart: keys first, then the keeper, then the first pages. Needs a step-up. Raises Invalid, Locked, Refused, Conflict."""
    if not names.shown(card.name):
        raise Invalid({"name": "empty"})
    finish(house, visitor)
    # Content first, here alone, in a transaction of its own: C lies in the founder's ring before the ledger has an entry about it.
    # The other order would lose the keys of a ledger that has entries; a line whose chart the keeper does not know is harmless.
    with writing(house, visitor) as desk:
        founding = _begun(desk)
        founding.keep_keys(desk)
    with writing(house, visitor) as desk:
        if founding.chart not in desk.keyring.ring().sections:
            raise Conflict("founding")  # a sign-in met the line before the keeper knew its chart, and dropped it
        desk.keeper.found(founding.given(desk))
        founding.first_pages(desk, card, visit)
    return founding.chart


def finish(house: House, visitor: Visitor) -> int:
    """Finish own foundings that a crash cut between the keeper's entry and the first pages; how many. Needs a step-up.

    What was typed is lost, so the card says so. Raises Locked.
    """
    with reading(house, visitor) as desk:
        desk.second_proof()
        cut = [id for id in desk.keyring.ring().charts if id != desk.keeper.practice and _cut_short(desk, id)]
    for id in cut:
        with writing(house, visitor) as desk:
            founding = _again(desk, id)
            if _cut_short(desk, id) and desk.keeper.allows(founding.one(Code.ACCESS).id, GrantHash(founding.office_grant.hash)):
                founding.first_pages(desk, Card(UNNAMED), None)
    return len(cut)


def _cut_short(desk: Desk, id: ChartId) -> bool:
    """A chart of this person's own founding that has no access list."""
    keys = desk.held(id)
    if keys.statement.purpose != "founding" or not keys.holds(Code.ACCESS):
        return False
    try:
        return (
            desk.keeper.state(keys.of(Code.ACCESS).id).settled == 0 and objects.latest(desk.tx, ObjectId(keys.of(Code.ACCESS).id)) is None
        )
    except NotFound:
        return False  # the keeper never knew it: the next sign-in drops the line


def _begun(desk: Desk) -> _Founding:
    desk.second_proof()
    salt = fresh.secret()
    chart = derive.chart_id(desk.keyring.entry, salt)
    compartments = tuple(Compartment(fresh.compartment_id(), code, 1, ((1, fresh.secret()),)) for code in FOUNDING)
    covered = [Covered(one.id, one.code, ALL) for one in compartments]
    name = desk.keyring.ring().name
    grant = grants.founders(desk.keyring, chart, salt, covered, frozenset({Right.STOP}), name, Role.CLINICIAN.value)
    return _with_office(desk, chart, compartments, grant)


def _again(desk: Desk, chart: ChartId) -> _Founding:
    """The same founding from what its founder's ring holds: the same statements, signed anew."""
    keys = desk.held(chart)
    return _with_office(desk, chart, keys.compartments, grants.make(desk.keyring, keys.statement))


def _with_office(desk: Desk, chart: ChartId, compartments: tuple[Compartment, ...], grant: SignedGrant) -> _Founding:
    office = _privacy_office(desk)
    # That every chart is overseen is no secret, so this salt need not be: the founder can say the same once more after a crash.
    given = grants.oversight(desk.keyring, grant, sha(grant.hash), office, desk.keeper.newest(office).hash, compartments)
    return _Founding(desk.keyring.practice, chart, compartments, grant, office, given)


def _privacy_office(desk: Desk) -> PrincipalId:
    for listed in desk.keeper.everyone():
        if listed.entry.office and listed.confirmed:
            return listed.entry.principal
    raise Refused("no privacy office")


@dataclass(frozen=True, slots=True)
class _Founding:
    """One chart being founded: its compartments, the founder's grant and the privacy office's."""

    practice: PracticeId
    chart: ChartId
    compartments: tuple[Compartment, ...]
    grant: SignedGrant
    office: PrincipalId
    office_grant: SignedGrant

    def __repr__(self) -> str:
        return "_Founding()"

    def one(self, code: Code) -> Compartment:
        return next(one for one in self.compartments if one.code is code)

    def _epoch(self, one: Compartment) -> bytes:
        overseen = one.code in (Code.ACCESS, Code.LEDGER)
        readers = [self.grant.hash, self.office_grant.hash] if overseen else [self.grant.hash]
        return epochs.statement(self.practice, self.chart, one.id, one.code, 1, one.half(), readers).write()

    @property
    def ledger_epoch(self) -> bytes:
        return sha(self._epoch(self.one(Code.LEDGER)))

    def keep_keys(self, desk: Desk) -> None:
        """The founder's ring: everyday compartments in one, psychotherapy notes in the vault's."""
        everyday = tuple(one for one in self.compartments if one.code is not Code.PSYCHOTHERAPY)
        private = tuple(one for one in self.compartments if one.code is Code.PSYCHOTHERAPY)
        for which, held in ((EVERYDAY, everyday), (VAULT, private)):
            keys = ChartKeys(self.chart, self.grant.statement, self.ledger_epoch, held)
            put_ring(desk.tx, desk.keyring, desk.keyring.ring(which).with_keys(keys), which)

    def given(self, desk: Desk) -> list[Given]:
        """The batch of asks, one for each statement."""
        keys = ChartKeys(self.chart, self.grant.statement, self.ledger_epoch, ())
        made = [Given("epoch", raw, b"", self._ask(desk, keys, raw)) for raw in map(self._epoch, self.compartments)]
        both = (self.grant, self.office_grant)
        return [*made, *(Given("grant", one.statement, one.signature, self._ask(desk, keys, one.statement)) for one in both)]

    def _ask(self, desk: Desk, keys: ChartKeys, raw: bytes) -> SignedAsk:
        ask = Ask(
            self.practice, fresh.secret(16), desk.now, desk.actor.id, self.chart, keys.ledger_epoch, Act.FOUND, (), sha(raw),
            self.grant.hash, b"", keys.statement.shown(), None, Purpose.TREATMENT.value, "", ("practice.found",),
            desk.house.rules.digest,
        )  # fmt: skip
        return desk.keyring.sign(ask, keys, step=True)

    def _deliver_to_office(self, desk: Desk) -> None:
        id = fresh.secret(16)
        parcel = Parcel((self.office_grant, self.grant), (self.grant,), (self.one(Code.ACCESS), self.one(Code.LEDGER)), self.ledger_epoch)
        to = desk.keeper.newest(self.office)
        inbox.put(desk.tx, Letter(id, self.office, grants.deliver(desk.keyring, to.entry, to.hash, id, parcel)))

    def first_pages(self, desk: Desk, card: Card, visit: Visit | None) -> None:
        """The office's keys into its inbox; access list with both grants, card, visits, an empty record."""
        self._deliver_to_office(desk)
        # A founding that was cut short before a kind came is finished without it.
        at = gate.standing(desk, self.chart, Purpose.TREATMENT, *(code for code in FIRST if desk.held(self.chart).holds(code)))
        bundles: list[tuple[SignedGrant, ...]] = [(self.grant,), (self.office_grant, self.grant)]
        kept, live = gate.practice_page(desk)[1].memberships, desk.keeper.members(self.office)
        members = [memberships.chain(kept, hash) for hash in memberships.grants_of(kept) if hash in live]
        changes = [pages.Change(fresh.object_id(), Content.GRANT, grants.write_bundle(chain)) for chain in [*bundles, *members]]
        holders = tuple(grants.listed(chain[0], change.object, desk.now) for chain, change in zip(bundles, changes, strict=False))
        listed = AccessList(holders, (), self.ledger_epoch)
        pages.write(desk, at, Code.ACCESS, Purpose.TREATMENT, changes, access_list.head(listed))
        pages.write(desk, at, Code.CONTACT, Purpose.TREATMENT, [], chart.card_head(card))
        schedule = Schedule((visit,) if visit else ())
        pages.write(desk, at, Code.SCHEDULE, Purpose.TREATMENT, [], chart.schedule_head(schedule))
        for opened in [one for one in at.pages.values() if one.compartment.code in EMPTY]:
            pages.write_page(desk, at, opened, Purpose.TREATMENT, [], {})


def purpose_of(desk: Desk, id: ChartId) -> Purpose:
    """The purpose under which this person's own grant opens a chart. Raises NotFound."""
    return facts.purpose_of(desk.held(id).statement)


def writes(desk: Desk, id: ChartId, code: Code) -> bool:
    """Whether this person's own grant lets them write to a kind of compartment. Raises NotFound."""
    covered = desk.held(id).statement.of_code(code)
    return covered is not None and Right.WRITE in covered.rights


def caseload(desk: Desk, purpose: Purpose | None = None) -> tuple[ChartLine, ...]:
    """The charts this person may open, for any purpose or one, under one standing entry each: the keyring is the list."""
    practice = ChartId(desk.keeper.practice)
    mine = [id for id in desk.keyring.ring().charts if id != practice and purpose in (None, purpose_of(desk, id))]
    return tuple(line for id in mine for line in _line(desk, id))


@dataclass(frozen=True, slots=True)
class SharedChart:
    """A chart whose record somebody opened to this person for a while. `by`: who keeps it, empty for nobody; `until`: a moment, 0 for no
    end; `only`: nobody else can open its notes."""

    line: ChartLine
    by: str
    until: Moment
    only: bool


def supervised(desk: Desk) -> tuple[SharedChart, ...]:
    """The charts opened to this person for supervision. They carry no client's name: the grant does not cover the card."""
    return tuple(_shared(desk, line) for line in caseload(desk, Purpose.SUPERVISION))


def supervises(desk: Desk, id: ChartId) -> None:
    """Raises NotFound for a chart that was not opened to this person for supervision."""
    if purpose_of(desk, id) is not Purpose.SUPERVISION:
        raise NotFound("chart")


def _shared(desk: Desk, line: ChartLine) -> SharedChart:
    access = open_card(desk, line.chart).access
    by = next((holder.name for holder in access.holders if holder.keeps and listing.opens(desk, holder)), "")
    opens = [one.grantee for one in access.holders if listing.opens(desk, one, Code.RECORD)]
    return SharedChart(line, by, desk.held(line.chart).statement.until, opens == [desk.actor.id])


def _line(desk: Desk, id: ChartId) -> Iterable[ChartLine]:
    purpose = purpose_of(desk, id)
    notes = Code.SUPERVISION if purpose is Purpose.SUPERVISION and not desk.held(id).holds(Code.RECORD) else Code.RECORD
    at = unfit.standing(desk, id, purpose, Code.CONTACT, Code.SCHEDULE, notes)
    if at is not None:  # else it is on nobody's list; what was refused stands in the ledger
        yield _chart_line(desk, at, notes)


def _chart_line(desk: Desk, at: Standing, code: Code) -> ChartLine:
    held = at.held.keys
    notes = _notes(desk, at, code) if held.holds(code) else ()
    due = any(desk.keeper.state(one.id).state != "live" for one in held.compartments)
    return ChartLine(
        at.chart,
        card_of(at),
        _visits(desk, at).visits,
        len(notes),
        max((line.newest.day for line in notes), default=0),
        due,
        held.holds(Code.RECORD),
    )


def _notes(desk: Desk, at: Standing, code: Code) -> tuple[Line, ...]:
    opened = at.page(code)
    if code is Code.SUPERVISION:
        return picks.open_lines(opened.page, opened.head, at.held.keys.grant_hash, desk.now)
    return opened.page.of(Content.NOTE)


def card_of(at: Standing) -> Card:
    """The card, if this person holds it; an empty one before its first page."""
    if not at.held.keys.holds(Code.CONTACT):
        return Card()
    opened = at.page(Code.CONTACT)
    return chart.read_card(opened.head) if opened.version else Card()


def schedule_of(at: Standing) -> Schedule:
    """The visits, if this person holds them."""
    if not at.held.keys.holds(Code.SCHEDULE):
        return Schedule()
    opened = at.page(Code.SCHEDULE)
    return chart.read_schedule(opened.head) if opened.version else Schedule()


def _visits(desk: Desk, at: Standing) -> Schedule:
    """The visits as pages show them: none where who plans them left them so that nobody can read them, of which the privacy office is told.
    They shut no page."""
    try:
        return schedule_of(at)
    except Tampered as error:
        what = str(error)
    desk.after.append(lambda: incident(desk.house, desk.keyring, what))
    return Schedule()


@dataclass(frozen=True, slots=True)
class OpenedChart:
    """A chart as its card page shows it. `vault`: this person keeps private notes there; their keys lie behind a second lock."""

    chart: ChartId
    card: Card
    visits: tuple[Visit, ...]
    access: AccessList
    codes: frozenset[Code]
    purpose: Purpose
    vault: bool

    def __repr__(self) -> str:
        return "OpenedChart()"

    @property
    def client_inside(self) -> bool:
        """Whether the client was let in."""
        return _inside(self.access)


@dataclass(frozen=True, slots=True)
class Named:
    """Whose chart it is, for a page about something else in it."""

    card: Card
    client_inside: bool
    guide: Holder | None = None  # who reads the notes that are picked for them; None for who cannot pick

    def __repr__(self) -> str:
        return "Named()"


def _inside(access: AccessList) -> bool:
    return any(Right.SUBJECT in holder.rights for holder in access.holders)


def open_name(desk: Desk, id: ChartId) -> Named:
    """Whose chart it is and whether they were let in; the visits stay shut. Raises NotFound, Refused.

    Where the client locked the card it is nobody's name: what else is open stays open.
    """
    purpose = purpose_of(desk, id)
    at = gate.standing(desk, id, purpose, *({Code.CONTACT} - gate.held(desk, id, purpose).locked))
    if at.access is None:
        return Named(card_of(at), client_inside=False)
    guides = facts.guides(desk, at.access) if desk.held(id).holds(Code.SUPERVISION) else ()
    return Named(card_of(at), _inside(at.access), next(iter(guides), None))


def open_card(desk: Desk, id: ChartId) -> OpenedChart:
    """The card, the visits and who else has access. Raises NotFound, Refused."""
    return _opened_chart(desk, gate.standing(desk, id, purpose_of(desk, id), Code.CONTACT, Code.SCHEDULE))


def read_card(desk: Desk, id: ChartId) -> OpenedChart:
    """As `open_card`, for who comes for the card itself: a line of the ledger each time, which the client reads under their name.

    Raises NotFound, Refused.
    """
    purpose = purpose_of(desk, id)
    at = gate.standing(desk, id, purpose, Code.CONTACT, Code.SCHEDULE)
    held = [code for code in (Code.CONTACT, Code.SCHEDULE) if at.held.keys.holds(code)]
    read = [code for code in held if gate.may(desk, at.held, at.access, Wish(Act.OPEN, code, purpose))]
    scopes = [at.page(code).compartment.id for code in read]
    if not read:
        raise NotFound("card")
    gate.clear(desk, at, Wish(Act.OPEN, read[0], purpose, tuple(Wanted(one, ObjectId(one)) for one in scopes)))
    return _opened_chart(desk, at)


def own_next_visit(desk: Desk, id: ChartId) -> Visit | None:
    """The client's own next visit; None where there is none, or where it is not open to them."""
    try:
        return _visits(desk, gate.standing(desk, id, Purpose.OWN_RECORD, Code.SCHEDULE)).next(desk.now)
    except (NotFound, Refused):
        return None


def _opened_chart(desk: Desk, at: Standing) -> OpenedChart:
    access = at.access or AccessList((), (), b"")
    codes = frozenset(c.code for c in at.held.keys.compartments)
    # By the grant of today: what came of an earlier access ended with it.
    vault = any(one.grant == at.held.keys.grant_hash and one.may(Code.PSYCHOTHERAPY) for one in access.holders)
    return OpenedChart(at.chart, card_of(at), _visits(desk, at).visits, access, codes, purpose_of(desk, at.chart), vault)


def change_card(desk: Desk, id: ChartId, card: Card) -> None:
    """Write the card anew. Raises Invalid, NotFound, Refused, Conflict."""
    if not names.shown(card.name):
        raise Invalid({"name": "empty"})
    if card.place and not places.known(card.place):
        raise Invalid({"place": "choose"})
    purpose = purpose_of(desk, id)
    at = gate.standing(desk, id, purpose, Code.CONTACT)
    moved = card.place != card_of(at).place
    pages.write(desk, at, Code.CONTACT, purpose, [], chart.card_head(card))
    if moved:
        notices.tell(desk, at.access, Event.DUE)  # another law to talk about
    planned.of_client(desk, at.access, planned.AGE, agreed.to_come(card.born, desk.today))
    _call(desk, at, purpose, card)


def _call(desk: Desk, at: Standing, purpose: Purpose, card: Card) -> None:
    """Where somebody stands beside the client, the list says what to call them. Who may not write it, or not now, leaves it as it is."""
    mine = at.held.keys.statement.of_code(Code.ACCESS)
    if at.access is None or not at.access.stood_by or at.older or mine is None or Right.WRITE not in mine.rights:
        return
    called = card.called or card.name
    if called != at.access.called and listing.writable(desk, at):
        listing.put(desk, at, purpose, replace(listing.mended(desk, at), called=called))


def add_visit(desk: Desk, id: ChartId, visit: Visit) -> None:
    """Put a visit on the card: a time and a length. Raises Invalid, NotFound, Refused, Conflict."""
    if not 5 <= visit.minutes <= 480:
        raise Invalid({"minutes": "range"})
    purpose = purpose_of(desk, id)
    at = gate.standing(desk, id, purpose, Code.SCHEDULE)
    before = schedule_of(at)
    made = before.with_visit(visit)
    pages.write(desk, at, Code.SCHEDULE, purpose, [], chart.schedule_head(made))
    if made.second != before.second:
        # With the second session a talk and the first check-in are due.
        planned.of_client(desk, at.access, planned.SESSION, max(moments.day(made.second), moments.day(desk.now)))


def own(desk: Desk) -> tuple[ChartId, ...]:
    """The charts of which this person is the subject; none until somebody has let them in."""
    practice = ChartId(desk.keeper.practice)
    ring = desk.keyring.ring()
    return tuple(id for id in ring.charts if id != practice and Right.SUBJECT in ring.keys(id).statement.rights)
