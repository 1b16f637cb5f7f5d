"""The part of a check that people open: ledgers, keys, pages, objects and documents, the access list, chart by chart.

Nothing is written but the entries that opening makes. A ledger that was verified is remembered by its bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tacenda.acts import bundles, checked_office, contents, facts, gate, listing, pages, papers, says
from tacenda.acts.checked_rows import Rows, reason
from tacenda.acts.contents import OpenedPage
from tacenda.acts.desk import Desk, desk_of, take_in
from tacenda.acts.gate import Standing, Wanted, Wish
from tacenda.core.ledger import verify
from tacenda.core.ledger.bundle import Bundle, Line
from tacenda.core.ledger.statements import Epoch
from tacenda.core.ledger.verify import Pins, Verification
from tacenda.core.model import document, note
from tacenda.core.model.access_list import AccessList, Holder
from tacenda.core.model.say import FIRST
from tacenda.core.sealing import derive
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Content, Purpose, Right
from tacenda.core.words.encoding import fields, u64
from tacenda.core.words.errors import Conflict, Locked, NotFound, Refused, TacendaError, Tampered
from tacenda.core.words.ids import ChartId, CompartmentId, GrantHash, ObjectId, PrincipalId
from tacenda.shell.database import Tx
from tacenda.shell.keeper import audit_ledger
from tacenda.shell.store import principals
from tacenda.shell.vault import grants, opening
from tacenda.shell.vault.keyring import VAULT, Keyring
from tacenda.shell.vault.ring import ChartKeys, Compartment

REMEMBERED = 256  # verified ledgers
NOTES = frozenset({Content.NOTE, Content.PSYCHOTHERAPY_NOTE, Content.PLAN})


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person who had their keys opened. `login`: their sign-in name, where it is known."""

    keyring: Keyring
    login: str = ""


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


class Charts:
    """Every chart of one house, as far as its people open it, against rows that were just checked."""

    def __init__(
        self, rows: Rows, people: Sequence[Somebody], asked: gate.Asked, verified: dict[bytes, Verification]
    ) -> None:  # fmt: skip
        self.house, self.folder, self.objects, self.wrong = rows.house, rows.folder, rows.objects, rows.wrong
        self.people, self.asked, self.verified = people, asked, verified
        self.opened = 0
        self._here: set[PrincipalId] = set()

    def check(self) -> Iterator[ChartId]:
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
            for code, where in checked_office.kept_out(desk):
                self.wrong(code, where)
        except TacendaError as error:
            self.wrong(reason(error), who.keyring.principal)
            return ()
        return (desk,)

    def _chart(self, chart: _Chart) -> None:
        for what in (self._ledger, self._keys, self._pages, self._access, self._rows_are_listed, self._office):
            try:
                what(chart)
            except (Tampered, NotFound, Refused, Conflict, Locked) as error:
                self.wrong("said" if str(error) == says.OLDER else reason(error), chart.id)

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
        self.folder.findings += audit_ledger.against(self.house.keeper.office, chart.id, chart.verified, reader.desk.now)

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
        if at.older:
            self.wrong("said", chart.id)
        if any(one.code is Code.PSYCHOTHERAPY for one in mine):
            at = pages.private(reader.desk, at, reader.purpose, self._clear)
        for one in mine:
            opened = at.pages.get(one.id)
            if opened is None:  # the client keeps it from this reader, and the keeper gives it still (`_topics`)
                continue
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
        keys = one.code in (Code.ACCESS, Code.SHARED, Code.SUPERVISION)
        wish = Wish(Act.OPEN, one.code, reader.purpose, wanted, reason="keys" if keys else "check", author=own)
        if not gate.may(reader.desk, at.held, at.access, wish):
            return
        cleared = self._clear(reader.desk, at, wish)
        for line in opened.page.lines:
            for version in line.versions:
                where = pages.object_place(chart.id, opened, line.object, version.version, version.content)
                try:
                    got = contents.unseal(reader.desk, cleared, where)
                    if sha(got.payload) != version.digest or got.author != version.author:
                        raise Tampered("an object is not the one on its page")
                    if chart.verified is not None and sha(got.ask.write()) not in chart.verified.asks:
                        raise Tampered("an object whose ask is not in the ledger")
                    self._content(reader.desk, where, got.payload)
                except Tampered as error:
                    self.wrong(reason(error), line.object)
                self.opened += 1

    def _content(self, desk: Desk, where: opening.Where, payload: bytes) -> None:
        if where.content in NOTES:
            note.read(payload)
        elif where.content is Content.GRANT:
            grants.read_bundle(payload)
        elif where.content in (Content.ATTACHMENT, Content.SCAN):
            papers.at_place(desk, where, document.read(payload))
            self.opened += 1

    def _access(self, chart: _Chart) -> None:
        """The access list says what the ledger's live grants say, and everybody on it who is here holds the keys it names."""
        access = chart.access
        if access is None:
            return
        if chart.verified is not None:
            self._list_and_ledger(chart, chart.verified, access.holders)
            self._limits(chart.verified, access)
            if says.hash_of(access.say or FIRST) not in chart.verified.said and chart.id != self.house.keeper.practice:
                self.wrong("said", chart.id)
        for holder, _ in listing.given(chart.readers[0].desk, access):
            self.wrong("topic", holder.grant)
        for holder in access.holders:
            if not access.inside(holder.grantee, holder.name, holder.basis) and listing.opens(chart.readers[0].desk, holder):
                self.wrong("choice", holder.grant)
        for holder in access.holders:
            if self.house.clock.now() < holder.starts:
                continue  # it waits in the inbox, where nobody sees it, whatever else is open to them
            mine = [reader for reader in chart.readers if reader.keys.statement.grantee == holder.grantee]
            if (
                not mine
                and holder.grantee in self._here
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
        # What time has ended stands in the ledger for ever; the list leaves it out when it is written next.
        over = {hash for hash, grant in verified.live.items() if grant.until and self.house.clock.now() >= grant.until}
        for hash in verified.live.keys() - listed.keys() - members - over:
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
            rows = {(row.id, row.version) for row in self.objects.get(compartment, []) if row.id != compartment}
            named = {(object, version) for where, object, version in chart.listed if where == compartment}
            for object, _ in rows ^ named:
                self.wrong("row", object)

    def _office(self, chart: _Chart) -> None:
        """Who is of the privacy office, as the practice's own ledger tells it."""
        if chart.id == self.house.keeper.practice and chart.verified is not None:
            for code, where in checked_office.members(list({id(one.desk): one.desk for one in chart.readers}.values()), chart.verified):
                self.wrong(code, where)

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
