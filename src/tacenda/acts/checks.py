"""Checks: whether a data folder fits together, without keys and with those of people who asked for it; and whether a bundle does.

`Checker.run` opens everything that its people may open and writes nothing but the entries that opening makes: an ask that was cleared a
moment ago is repeated, so that a second run makes none. What is pure is remembered by its bytes; what may have changed is read again.
Without people only shapes are checked: the tree against its checkpoint, sequences, counters and heads, epochs, allowed rows against
leaves, and that every row belongs to somebody or something the keeper knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tacenda.acts import bundles, facts, gate, pages
from tacenda.acts.desk import Desk, desk_of, take_in
from tacenda.acts.gate import OpenedPage, Standing, Wanted, Wish
from tacenda.acts.house import House
from tacenda.core.ledger import verify
from tacenda.core.ledger.bundle import Bundle, Line
from tacenda.core.ledger.statements import Epoch
from tacenda.core.ledger.verify import Pins, Verification
from tacenda.core.model import document, note
from tacenda.core.model.access_list import AccessList, Holder
from tacenda.core.sealing import derive, envelope, passphrase
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.envelope import Kind
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Act, Code, Content, Purpose, Right
from tacenda.core.words.encoding import fields, u64
from tacenda.core.words.errors import Conflict, Locked, NotFound, Refused, TacendaError, Tampered
from tacenda.core.words.ids import ChartId, CompartmentId, GrantHash, ObjectId, PrincipalId
from tacenda.shell.database import Tx
from tacenda.shell.keeper import audit
from tacenda.shell.keeper.audit import Finding, Folder
from tacenda.shell.store import attachments, principals, shapes
from tacenda.shell.store.shapes import Box, ObjectRow
from tacenda.shell.vault import grants, opening
from tacenda.shell.vault.keyring import EVERYDAY, VAULT, Keyring
from tacenda.shell.vault.ring import ChartKeys, Compartment

SMALLEST = 80  # bytes of an envelope around nothing, less its padding
REMEMBERED = 256  # verified ledgers
NOTES = frozenset({Content.NOTE, Content.PSYCHOTHERAPY_NOTE, Content.PLAN})
UNFINISHED = frozenset({"not listed", "not joined"})  # a crash between the keeper's commit and the content's leaves it so


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked, and what does not fit: nothing, if all is well."""

    findings: tuple[Finding, ...]
    entries: int
    charts: int
    opened: int  # pages, versions of objects and documents

    @property
    def fits(self) -> bool:
        """Whether nothing was found but what the next start or sign-in finishes."""
        return all(one.unfinished for one in self.findings)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person who had their keys opened. `login`: their sign-in name, where it is known."""

    keyring: Keyring
    login: str = ""


def known(house: House, logins: Sequence[str]) -> bool:
    """Whether every one of these sign-in names is somebody's here."""
    with house.content.reading() as tx:
        return all(principals.by_login(tx, house.keeper.login_tag(login)) is not None for login in logins)


def bundle_file(raw: bytes) -> tuple[Verification, bytes]:
    """Check a bundle without a database; also the fingerprint of its practice, which its reader compares with the card. Raises Tampered."""
    made = Bundle.read(raw)
    return verify.check(made, Pins(sha(made.genesis), None), None, ()), sha(made.genesis)


Step = Callable[[str], None]


def _nobody_watches(_: str) -> None:
    """No progress is shown."""


class Checker:
    """Checks one house again and again with the same people: what is pure is computed once."""

    def __init__(self, house: House, people: Sequence[Somebody] = (), step: Step = _nobody_watches) -> None:
        """`step`: told "rows" once and "chart" for each chart done, for a progress bar."""
        self._house, self._people, self._step = house, people, step
        self._asked: gate.Asked = {}
        self._verified: dict[bytes, Verification] = {}

    def run(self) -> Report:
        """Check everything once."""
        try:
            for database in (self._house.content, self._house.keeper.office.database):
                database.check()
            run = _Run(self._house, self._people, self._asked, self._verified)
            run.rows()
            self._step("rows")
            for _ in run.charts():
                self._step("chart")
        except TacendaError as error:
            return Report((Finding(_code(error)),), 0, 0, 0)
        return Report(tuple(dict.fromkeys(run.folder.findings)), run.folder.size, len(run.folder.charts), run.opened)


def _code(error: TacendaError) -> str:
    """What an error says in one word: its class and its reason, neither of which carries a value."""
    return f"{type(error).__name__.lower()}: {error}"


@dataclass(slots=True)
class _Reader:
    """Somebody who holds keys of one chart, and for which purpose."""

    desk: Desk
    keys: ChartKeys
    purpose: Purpose

    def holds(self, id: CompartmentId) -> Compartment | None:
        return next((one for one in self.keys.compartments if one.id == id), None)


@dataclass(slots=True)
class _Chart:
    """One chart as far as it was opened: rows by compartment, pages, and its ledger."""

    id: ChartId
    readers: list[_Reader]
    verified: Verification | None = None
    access: AccessList | None = None
    listed: dict[tuple[CompartmentId, ObjectId, int], bytes] = field(default_factory=dict[tuple[CompartmentId, ObjectId, int], bytes])
    opened: set[CompartmentId] = field(default_factory=set[CompartmentId])


class _Run:
    """One run over one house."""

    def __init__(
        self, house: House, people: Sequence[Somebody], asked: gate.Asked, verified: dict[bytes, Verification]
    ) -> None:  # fmt: skip
        self.house, self.people, self.asked, self.verified = house, people, asked, verified
        self.folder = Folder()
        self.opened = 0
        self._objects: dict[CompartmentId, list[ObjectRow]] = {}
        self._here: set[PrincipalId] = set()

    def wrong(self, code: str, where: object = b"") -> None:
        (self.folder.unfinished if code in UNFINISHED else self.folder.wrong)(code, where)

    # Rows

    def rows(self) -> None:
        """Everything that needs no key. Holds the content's write lock, so that no page is on its way between the two files."""
        with self.house.content.writing() as tx:
            self.folder = audit.folder(self.house.keeper.office)
            everybody = set(principals.all(tx))
            methods, rings = list(shapes.every_method(tx)), list(shapes.every_ring(tx))
            self._not_joined({row.principal for row in (*methods, *rings)} | everybody)
            if everybody != self.folder.people | self.folder.offices:
                self.wrong("principals")
            self._logins(everybody)
            self._methods_and_rings(methods, rings)
            if not set(shapes.letters_for(tx)) <= everybody:
                self.wrong("letter")
            for row in shapes.every_object(tx):
                self._objects.setdefault(row.compartment, []).append(row)
            for compartment, rows in self._objects.items():
                self._shape(compartment, rows)
            self._missing_pages()
            self._attachments(list(shapes.every_attachment(tx)))

    def _not_joined(self, seen: set[PrincipalId]) -> None:
        """Who stands in the directory and has no row at all: died between the two files while they joined, and joins anew."""
        for id in sorted(self.folder.people - seen):
            self.wrong("not joined", id)
            self.folder.people.discard(id)

    def _logins(self, everybody: set[PrincipalId]) -> None:
        for who in self.people:
            if who.keyring.principal not in everybody:
                self.wrong("principals", who.keyring.principal)

    def _methods_and_rings(self, methods: Sequence[shapes.MethodRow], rings: Sequence[shapes.RingRow]) -> None:
        people, offices = self.folder.people, self.folder.offices
        for row in methods:
            if row.principal not in people or row.part != 1 or not _method(row) or not _box(row.box, Kind.UNLOCK):
                self.wrong("method", row.principal)
        if len({(row.principal, row.code) for row in methods}) != len(methods):
            self.wrong("method twice")
        met = self.house.keeper.rings()
        for row in rings:
            if row.principal not in people | offices or not _box(row.box, Kind.RING, 16_384):
                self.wrong("ring", row.principal)
            if row.version < met.get((row.principal, row.which), 0):
                self.wrong("older ring", row.principal)
        if not met.keys() <= {(row.principal, row.which) for row in rings}:
            self.wrong("ring is missing")
        if people - {row.principal for row in methods} or (people | offices) - {row.principal for row in rings if row.which == EVERYDAY}:
            self.wrong("principals")

    def _shape(self, compartment: CompartmentId, rows: Sequence[ObjectRow]) -> None:
        """Rows of one compartment: known, under an epoch that stands, one page of a version that was asked for."""
        state = self.folder.states.get(compartment)
        page = [row.version for row in rows if row.id == compartment]
        if state is None or state.code is Code.LEDGER or len(page) != 1 or not state.settled <= page[0] <= state.latest:
            self.wrong("page", compartment)
            return
        if page[0] > state.settled:
            self.folder.unfinished("not settled", compartment)
        for row in rows:
            if row.epoch not in self.folder.epochs[compartment] or not _box(row.box, Kind.OBJECT):
                self.wrong("row", row.id)

    def _missing_pages(self) -> None:
        for state in self.folder.states.values():
            if state.settled and state.id not in self._objects:
                self.wrong("page", state.id)

    def _attachments(self, rows: Sequence[shapes.AttachmentRow]) -> None:
        for row in rows:
            if not row.dense or not _box(row.box, Kind.ATTACHMENT):
                self.wrong("attachment", row.object)

    # What people open

    def charts(self) -> Iterator[ChartId]:
        """Everything the people may open, chart by chart."""
        if not self.people:
            return
        with self.house.content.reading() as tx:
            desks = [desk for who in self.people for desk in self._desk(tx, who)]
            self._here = {desk.actor.id for desk in desks} | {office.office for desk in desks for office in desk.offices()}
            for id in self.folder.charts:
                chart = _Chart(id, [one for desk in desks for one in _readers(desk, id)])
                self._chart(chart)
                yield id
            self._everything_is_claimed()

    def _desk(self, tx: Tx, who: Somebody) -> Iterable[Desk]:
        """A desk with what waits in the inbox taken in; nothing of it is written."""
        try:
            desk = desk_of(self.house, tx, who.keyring)
            for problem in take_in(self.house, tx, who.keyring):
                self.wrong(f"letter: {problem}", who.keyring.principal)
            ring = who.keyring.ring()
            if who.keyring.stepped_up:
                who.keyring.ring(VAULT)
            if ring.pin and ring.pin != sha(self.house.keeper.genesis.write()):
                self.wrong("pin", who.keyring.principal)
            if who.login and principals.by_login(tx, self.house.keeper.login_tag(who.login)) != who.keyring.principal:
                self.wrong("sign-in name", who.keyring.principal)
        except TacendaError as error:
            self.wrong(_code(error), who.keyring.principal)
            return ()
        return (desk,)

    def _chart(self, chart: _Chart) -> None:
        for what in (self._ledger, self._keys, self._pages, self._access, self._rows_are_listed):
            try:
                what(chart)
            except (Tampered, NotFound, Refused, Conflict, Locked) as error:
                self.wrong(_code(error), chart.id)

    def _clear(self, desk: Desk, at: Standing, wish: Wish) -> gate.Clearance:
        return gate.clear_again(desk, at, wish, self.asked)

    def _ledger(self, chart: _Chart) -> None:
        """The ledger, as whoever may read it with the least trace: the subject, else the privacy office."""
        readers = [one for one in chart.readers if self._reads_ledger(one)]
        if not readers:
            if any(self._kept_from_ledger(one) for one in chart.readers):
                self.wrong("allowed", chart.id)
            return
        reader = min(readers, key=lambda one: (Right.SUBJECT not in one.keys.statement.rights, one.purpose is not Purpose.OVERSIGHT))
        made = bundles.made(reader.desk, chart.id, reader.purpose, self._clear)
        chart.verified = self._check(reader.desk, made)
        self.folder.findings += audit.against(self.house.keeper.office, chart.id, chart.verified, reader.desk.now)

    def _reads_ledger(self, reader: _Reader) -> bool:
        wish = Wish(Act.OPEN, Code.LEDGER, reader.purpose)
        if Right.SUBJECT in reader.keys.statement.rights:
            return Right.SUBJECT in self.house.keeper.allows(reader.keys.chart, GrantHash(reader.keys.grant_hash))
        return self._may(reader, Code.LEDGER, wish)

    def _kept_from_ledger(self, reader: _Reader) -> bool:
        """One grant is stopped or over everywhere at once: a keeper that lets it read all but the ledger, unlimited, was changed."""
        hash, covered = GrantHash(reader.keys.grant_hash), reader.keys.statement.compartments
        ledgers = [one for one in covered if one.code is Code.LEDGER and Right.READ in one.rights]
        others = [one for one in covered if one.code is not Code.LEDGER]
        allows, limited = self.house.keeper.allows, self.house.keeper.limited(hash)
        kept = [one for one in ledgers if one.compartment not in limited and not allows(one.compartment, hash)]
        return bool(kept) and any(allows(one.compartment, hash) for one in others)

    def _check(self, desk: Desk, made: Bundle) -> Verification:
        """The same bundle gives the same answer, so it is computed once."""
        key = _digest(made)
        if key not in self.verified:
            if len(self.verified) >= REMEMBERED:
                self.verified.clear()
            pin = desk.keyring.ring().pin or sha(self.house.keeper.genesis.write())
            self.verified[key] = verify.check(made, Pins(pin, made.chart), None, ())
        return self.verified[key]

    def _keys(self, chart: _Chart) -> None:
        """Every C that somebody holds is the one its epoch statement commits to."""
        seen = set[tuple[CompartmentId, int, bytes]]()
        for one in (c for reader in chart.readers for c in reader.keys.compartments):
            statements = {number: raw for number, _, raw in self.house.keeper.epochs(one.id)}
            for number, half in one.halves:
                if (one.id, number, half) in seen:
                    continue
                seen.add((one.id, number, half))
                raw = statements.get(number)
                if raw is not None and Epoch.read(raw).commitment != derive.commitment(
                    half, self.house.keeper.practice, chart.id, one.id, number
                ):
                    self.wrong("commitment", one.id)

    def _pages(self, chart: _Chart) -> None:
        """Each compartment is opened by the first of its holders whom the rules let in: page, every version, documents."""
        for reader in chart.readers:
            mine = [one for one in reader.keys.compartments if one.id not in chart.opened and self._opens(reader, one)]
            if mine:
                self._open(chart, reader, mine)

    def _opens(self, reader: _Reader, one: Compartment) -> bool:
        """Whether keys, rules and keeper let this reader into a compartment now."""
        state, private = self.folder.states.get(one.id), one.code is Code.PSYCHOTHERAPY
        if state is None or state.epoch != one.epoch or one.code is Code.LEDGER:
            return False
        return self._may(reader, one.code, Wish(Act.OPEN if private else Act.USE, one.code, reader.purpose, author=True))

    def _open(self, chart: _Chart, reader: _Reader, mine: Sequence[Compartment]) -> None:
        codes = {one.code for one in mine} - gate.NEVER_STANDING
        at = gate.standing(reader.desk, chart.id, reader.purpose, *codes)
        chart.access = chart.access or at.access
        if any(one.code is Code.PSYCHOTHERAPY for one in mine):
            at = pages.private(reader.desk, at, reader.purpose, self._clear)
        for one in mine:
            opened = at.pages[one.id]
            self._listed(chart, opened)
            chart.opened.add(one.id)
            self.opened += bool(opened.version)
            if opened.page.lines:
                self._objects_of(chart, reader, at, opened)

    def _listed(self, chart: _Chart, opened: OpenedPage) -> None:
        for line in opened.page.lines:
            for version in line.versions:
                chart.listed[opened.compartment.id, line.object, version.version] = version.digest

    def _objects_of(self, chart: _Chart, reader: _Reader, at: Standing, opened: OpenedPage) -> None:
        """Every version of every object, under one ask."""
        one = opened.compartment
        wanted = tuple(Wanted(one.id, line.object) for line in opened.page.lines)
        own = all(version.author == reader.desk.actor.id for line in opened.page.lines for version in line.versions)
        keys = one.code in (Code.ACCESS, Code.SHARED)
        wish = Wish(Act.OPEN, one.code, reader.purpose, wanted, reason="keys" if keys else "check", author=own)
        if not gate.may(reader.desk, at.held, at.access, wish):
            return
        cleared = self._clear(reader.desk, at, wish)
        for line in opened.page.lines:
            for version in line.versions:
                where = pages.object_place(chart.id, opened, line.object, version.version, version.content)
                try:
                    got = gate.unseal(reader.desk, cleared, where)
                    if sha(got.payload) != version.digest or got.author != version.author:
                        raise Tampered("an object is not the one on its page")
                    if chart.verified is not None and sha(got.ask.write()) not in chart.verified.asks:
                        raise Tampered("an object whose ask is not in the ledger")
                    self._content(reader.desk, where, got.payload)
                except Tampered as error:
                    self.wrong(_code(error), line.object)
                self.opened += 1

    def _content(self, desk: Desk, where: opening.Where, payload: bytes) -> None:
        if where.content in NOTES:
            note.read(payload)
        elif where.content is Content.GRANT:
            grants.read_bundle(payload)
        elif where.content is Content.ATTACHMENT:
            found = document.read(payload)
            box = attachments.get(desk.tx, where.object, where.version)
            if box is None:
                raise Tampered("a document is missing")
            raw = opening.open_attachment(found.key, desk.keyring.practice, where, box)
            if len(raw) != found.size or sha(raw) != found.digest:
                raise Tampered("document")
            self.opened += 1

    def _access(self, chart: _Chart) -> None:
        """The access list says what the ledger's live grants say, and everybody on it who is here holds the keys it names."""
        access = chart.access
        if access is None:
            return
        if chart.verified is not None:
            self._list_and_ledger(chart, chart.verified, access.holders)
            self._limits(chart.verified, access)
        for holder in access.holders:
            mine = [reader for reader in chart.readers if reader.keys.statement.grantee == holder.grantee]
            if (
                not mine
                and holder.grantee in self._here
                and holder.starts <= self.house.clock.now()  # before that it waits in the inbox, where nobody sees it
                and any(self.house.keeper.allows(id, holder.grant) for id, *_ in holder.compartments)
            ):
                self.wrong("not delivered", chart.id)
            for reader in mine:
                self._delivered(reader, holder)

    def _may(self, reader: _Reader, code: Code, wish: Wish) -> bool:
        """Whether rules and keeper let somebody in, asked of neither's ledger: a check leaves no refusals behind."""
        one = next((c for c in reader.keys.compartments if c.code is code), None)
        if one is None or not self.house.keeper.allows(one.id, GrantHash(reader.keys.grant_hash)):
            return False
        return gate.may(reader.desk, gate.held(reader.desk, reader.keys.chart, reader.purpose), None, wish)

    def _list_and_ledger(self, chart: _Chart, verified: Verification, holders: Sequence[Holder]) -> None:
        listed = {holder.grant: holder for holder in holders}
        members = {hash for hash, grant in verified.given.items() if not grant.compartments}
        for hash in verified.live.keys() - listed.keys() - members:
            self.wrong("not listed", hash)
        for hash, holder in listed.items():
            grant = verified.given.get(hash)
            compartments = tuple((c.compartment, c.code, c.rights) for c in grant.compartments) if grant else ()
            said = (
                holder.grantee,
                holder.grantee_entry,
                holder.name,
                holder.role,
                holder.rights,
                holder.until,
                holder.basis,
                holder.starts,
            )
            if grant is None or holder.compartments != compartments or said != (
                grant.grantee, grant.grantee_entry, grant.name, grant.role, grant.rights, grant.until, grant.basis, grant.since
            ):  # fmt: skip
                self.wrong("access list", hash)

    def _limits(self, verified: Verification, access: AccessList) -> None:
        """The list names every limit that the ledger tells, and none on what a live grant opens."""
        told = {(hash, covered.code) for (hash, _), (covered, _) in verified.limited.items()}
        listed = {(one.grant, one.code) for one in access.restrictions}
        opened = {(hash, covered.code) for hash, grant in verified.live.items() for covered in grant.compartments}
        for hash, _ in (told - listed) | ((listed - told) & opened):
            if access.holder(hash) is not None:
                self.wrong("not listed", hash)

    def _delivered(self, reader: _Reader, holder: Holder) -> None:
        """A holder who is here holds the newest C of each compartment the keeper allows them."""
        for id, code, _ in holder.compartments:
            if not self.house.keeper.allows(id, holder.grant) or (code is Code.PSYCHOTHERAPY and not reader.desk.keyring.stepped_up):
                continue
            held, state = reader.holds(id), self.folder.states.get(id)
            if state is not None and state.state != "live":
                continue  # keys are changing: what was under way when a stop came is delivered with the next ones
            if held is None or state is None or held.epoch != state.epoch:
                self.wrong("not delivered", id)

    def _rows_are_listed(self, chart: _Chart) -> None:
        """Every row of an opened compartment stands on its page, and the other way round."""
        for compartment in chart.opened:
            rows = {(row.id, row.version) for row in self._objects.get(compartment, []) if row.id != compartment}
            named = {(object, version) for where, object, version in chart.listed if where == compartment}
            for object, _ in rows ^ named:
                self.wrong("row", object)

    def _everything_is_claimed(self) -> None:
        """With every ledger verified, every leaf is a line of one of them: an orphan is a hidden entry."""
        counted = sum(self.folder.charts.values())
        if counted != self.folder.size:
            self.wrong("orphan", self.folder.size - counted)


def _digest(made: Bundle) -> bytes:
    """A hash of everything a bundle says, cheaper than writing it out."""
    parts = [made.chart, made.genesis, made.checkpoint.encode(), u64(made.count)]
    for one in made.directory:
        parts += [one.statement, one.signatures, *(_line(one.line) if one.line else [b""])]
    for line in made.lines:
        parts += _line(line)
    for member in made.memberships:
        parts += [member.statement, member.signature]
    for page in made.pages:
        parts += [page.compartment, u64(page.version), page.digest]
    counts = (len(made.directory), len(made.lines), len(made.memberships))
    return sha(fields(*parts, *(u64(count) for count in counts)))


def _line(line: Line) -> list[bytes]:
    return [u64(line.index), line.body, line.body_hash, line.about, b"".join(line.path)]


def _readers(desk: Desk, chart: ChartId) -> Iterable[_Reader]:
    """How this person reaches a chart: by an own grant, by an office's."""
    try:
        keys = desk.held(chart)
        yield _Reader(desk, keys, facts.purpose_of(keys.statement))
    except NotFound:
        pass
    try:
        held = gate.held(desk, chart, Purpose.OVERSIGHT)
        yield _Reader(desk, held.keys, Purpose.OVERSIGHT)
    except NotFound:
        pass


def _method(row: shapes.MethodRow) -> bool:
    """Whether an unlock method's parameters are of its kind and above the floors."""
    try:
        if row.code == Method.PASSPHRASE:
            passphrase.cost(row.parameters)
            return True
        return row.code == Method.RECOVERY_CODE and row.parameters == passphrase.parameters(Method.RECOVERY_CODE)
    except Tampered:
        return False


def _box(box: Box, kind: Kind, step: int = 0) -> bool:
    """Whether something begins and measures like an envelope of this kind. `step`: its padding's."""
    if box.head != envelope.header(kind) or box.size <= SMALLEST:
        return False
    return not step or _plain_size(box.size) % step == 0


def _plain_size(size: int) -> int:
    """Bytes inside an envelope of `size`: 8 header, 56 salt and commitment, 16 for each chunk of 16 KiB, the last one never full."""
    body = size - 64
    return body - 16 * (body // (16_384 + 16) + 1)
