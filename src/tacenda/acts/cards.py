"""Cards: how a client or a colleague gets in. A card carries a one-time code and the fingerprints both sides compare.

The code lies in its maker's keyring and on the paper, nowhere else; the row's id and key are derived from it. Whoever uses the card makes
keys of their own and answers under the card's key; the maker compares, lets them in, and only then a grant is signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tacenda.acts import enrolment, gate, pages
from tacenda.acts.desk import Desk, put_ring
from tacenda.acts.enrolment import Enrolled, Newly, Stretched
from tacenda.acts.house import House
from tacenda.core.ledger.statements import DirectorySignatures
from tacenda.core.model import practice
from tacenda.core.model.practice import Member
from tacenda.core.sealing import derive, envelope, labels, passphrase, sign
from tacenda.core.words import moments, names, people
from tacenda.core.words.access import Act, Code, Purpose, Right
from tacenda.core.words.encoding import Reading, plain, u16
from tacenda.core.words.errors import Conflict, Invalid, NotFound, Refused, Tampered
from tacenda.core.words.ids import ChartId, EntryHash, GrantHash, PracticeId, fingerprint
from tacenda.core.words.moments import Day
from tacenda.core.words.people import KEEPS_CHARTS, STAFF, Role
from tacenda.shell import fresh
from tacenda.shell.store import invitations
from tacenda.shell.store.invitations import Invitation
from tacenda.shell.vault.ring import Invited

CLIENT_DAYS, STAFF_DAYS = 14, 3
# As what a colleague can be invited; custodians are named in another way. An officer is of the office only once a member puts them in.
JOBS = {
    "clinician": Role.CLINICIAN, "trainee": Role.TRAINEE, "supervisor": Role.SUPERVISOR, "desk": Role.FRONT_DESK, "officer": Role.OFFICER,
}  # fmt: skip

BESIDE = {"trusted": Role.TRUSTED, "guardian": Role.GUARDIAN, "outside": Role.OUTSIDE}  # as what somebody is let in beside a client


@dataclass(frozen=True, slots=True)
class Card:
    """A card to print or read out: the code's text, and the fingerprints of practice and maker. `until`: a day. `kind`: as in `make`."""

    id: bytes
    code: str
    practice: str
    maker: str
    until: Day
    kind: str

    def __repr__(self) -> str:
        return "Card()"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a card opens for its holder, before they have an account. `name`: of the holder, as the maker wrote it."""

    kind: str
    name: str
    roles: tuple[Role, ...]
    maker: str
    practice: str
    maker_fingerprint: str

    def __repr__(self) -> str:
        return "Opened()"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who used a card and waits to be let in. `fingerprint`: 25 characters to compare with what they read out."""

    card: bytes
    kind: str
    chart: ChartId | None
    name: str
    roles: tuple[Role, ...]
    entry: EntryHash
    fingerprint: str

    @property
    def outside(self) -> bool:
        """A helper elsewhere."""
        return Role.OUTSIDE in self.roles

    def __repr__(self) -> str:
        return "Waiting()"


def for_client(desk: Desk, chart: ChartId, name: str) -> Card:
    """A card for the client of a chart, by who may let them in. Raises Invalid, NotFound, Refused."""
    if not may_invite(desk, chart):
        raise Refused("practice.grant")  # whoever used it would wait for somebody who cannot let them in
    return make(desk, "client", chart, name, (Role.CLIENT,))


def may_invite(desk: Desk, chart: ChartId) -> bool:
    """Whether this person may let others into a chart. Raises NotFound."""
    access = desk.held(chart).statement.of_code(Code.ACCESS)
    return access is not None and Right.GRANT in access.rights


def for_trusted(desk: Desk, chart: ChartId, name: str, role: Role = Role.TRUSTED) -> Card:
    """A card for somebody the client trusts, or for a helper elsewhere; only the client makes one. Raises Invalid, NotFound, Refused."""
    if Right.SUBJECT not in desk.held(chart).statement.rights:
        raise Refused("own record")
    return make(desk, "trusted", chart, name, (role,))


def for_representative(desk: Desk, chart: ChartId, name: str, role: Role = Role.GUARDIAN) -> Card:
    """A card for somebody who speaks for the client, or helps elsewhere; who keeps the chart makes it.

    Raises Invalid, NotFound, Refused.
    """
    if not may_invite(desk, chart) or not set(desk.keyring.roles) & KEEPS_CHARTS:
        raise Refused("practice.grant")
    return make(desk, "guardian", chart, name, (role,))


def for_colleague(desk: Desk, name: str, jobs: Sequence[str]) -> Card:
    """A card for a colleague. `jobs`: names in JOBS. Raises Invalid, Refused."""
    return make(desk, "staff", None, name, tuple(JOBS[one] for one in jobs))


def make(desk: Desk, kind: str, chart: ChartId | None, name: str, roles: tuple[Role, ...]) -> Card:
    """Make a card. `kind`: "client", "trusted" or "guardian" for a chart one may let somebody into, "staff" for the practice.

    Raises Invalid, NotFound, Refused.
    """
    if not names.shown(name):
        raise Invalid({"name": "empty"})
    if chart is not None:
        desk.held(chart)
        if set(roles) & STAFF:
            raise Refused("practice.staff")
    elif Role.OFFICER not in desk.keyring.roles or not set(roles) <= STAFF or not roles:
        raise Refused("practice.staff")
    code, me = fresh.code(), desk.keyring
    until = Day(moments.day(desk.now) + (STAFF_DAYS if kind == "staff" else CLIENT_DAYS))
    id, key = _derived(code)
    payload = plain(
        {
            "v": 1, "fingerprint": derive.sha(desk.keeper.genesis.write()), "maker": me.entry, "maker_name": me.ring().name, "kind": kind,
            "name": name.strip(), "roles": [role.value for role in roles],
        }
    )  # fmt: skip
    box = envelope.seal_box(key, envelope.Kind.INVITATION, me.practice, [id, u16(1)], payload)
    invitations.add(desk.tx, Invitation(id, until, box))
    ring = me.ring()
    card = Invited(id, code, kind, chart or b"", name.strip(), tuple(role.value for role in roles))
    put_ring(desk.tx, me, replace(ring, cards=(*ring.cards, card)))
    return Card(id, passphrase.code_text(code), fingerprint(derive.sha(desk.keeper.genesis.write())), fingerprint(me.entry), until, kind)


def _derived(code: bytes) -> tuple[bytes, bytes]:
    return derive.hkdf(code, labels.INVITE_ID), derive.hkdf(code, labels.INVITE_KEY)


def again(desk: Desk, id: bytes, chart: ChartId | None = None) -> Card:
    """The same card once more, for its maker to print: of a chart's client, or of a colleague where there is no chart. Raises NotFound."""
    card, row = _mine(desk, id), invitations.get(desk.tx, id)
    if row is None or card.chart != (chart or b""):
        raise NotFound("card")
    genesis = derive.sha(desk.keeper.genesis.write())
    return Card(id, passphrase.code_text(card.code), fingerprint(genesis), fingerprint(desk.keyring.entry), row.until, card.kind)


def _mine(desk: Desk, id: bytes) -> Invited:
    for card in desk.keyring.ring().cards:
        if card.id == id:
            return card
    raise NotFound("card")


def open_card(house: House, text: str) -> Opened:
    """What a card says to its holder. A used, old, cancelled or unknown card is NotFound alike."""
    return _opened(house, _row(house, text)[0])


def _row(house: House, text: str) -> tuple[tuple[bytes, bytes, Invitation], bytes]:
    try:
        code = passphrase.code_bytes(text)
    except Invalid as error:
        raise NotFound("card") from error
    id, key = _derived(code)
    with house.content.reading() as tx:
        row = invitations.get(tx, id)
    if row is None or row.reply or row.until < moments.day(house.clock.now()):
        raise NotFound("card")
    return (id, key, row), code


def _opened(house: House, at: tuple[bytes, bytes, Invitation]) -> Opened:
    id, key, row = at
    r = Reading(envelope.open_box(key, envelope.Kind.INVITATION, house.keeper.practice, [id, u16(1)], row.envelope))
    r.version(1)
    pin, maker, maker_name, kind = r.raw("fingerprint", 32), r.raw("maker", 32), r.text("maker_name"), r.text("kind")
    name, roles = r.text("name"), tuple(Role(text) for text in r.texts("roles"))
    r.done()
    if pin != derive.sha(house.keeper.genesis.write()):
        raise Tampered("card")
    return Opened(kind, name, roles, maker_name, fingerprint(pin), fingerprint(maker))


@dataclass(frozen=True, slots=True)
class Used:
    """A card about to be used: what it says, its id and key."""

    opened: Opened
    id: bytes
    key: bytes

    def __repr__(self) -> str:
        return "Used()"


def take(house: House, text: str) -> Used:
    """The card behind a code, for the one who enrols with it. Raises NotFound."""
    at, _ = _row(house, text)
    return Used(_opened(house, at), at[0], at[1])


def reply(practice_id: PracticeId, used: Used, entry: EntryHash) -> bytes:
    """The holder's answer to the maker, under the card's key."""
    payload = plain({"v": 1, "entry": entry})
    return envelope.seal_box(used.key, envelope.Kind.INVITATION, practice_id, [used.id, u16(2)], payload)


def waiting(desk: Desk) -> tuple[Waiting, ...]:
    """Who used one of this person's cards and has not been let in."""
    return tuple(one for card in desk.keyring.ring().cards for one in _waits(desk, card))


def _waits(desk: Desk, card: Invited) -> tuple[Waiting, ...]:
    row = invitations.get(desk.tx, card.id)
    if row is None or not row.reply:
        return ()
    _, key = _derived(card.code)
    r = Reading(envelope.open_box(key, envelope.Kind.INVITATION, desk.keyring.practice, [card.id, u16(2)], row.reply))
    r.version(1)
    entry = EntryHash(r.raw("entry", 32))
    r.done()
    roles = tuple(Role(text) for text in card.roles)
    return (Waiting(card.id, card.kind, ChartId(card.chart) if card.chart else None, card.name, roles, entry, fingerprint(entry)),)


def open_cards(desk: Desk) -> tuple[tuple[Invited, Day], ...]:
    """Cards of this person that nobody has used yet, with the day they end."""
    found: list[tuple[Invited, Day]] = []
    for card in desk.keyring.ring().cards:
        row = invitations.get(desk.tx, card.id)
        if row is not None and not row.reply:
            found.append((card, row.until))
    return tuple(found)


def forget(desk: Desk, id: bytes) -> None:
    """A card is used up, taken back or over: its row and its code are gone. Raises NotFound."""
    _mine(desk, id)
    ring = desk.keyring.ring()
    invitations.drop(desk.tx, id)
    put_ring(desk.tx, desk.keyring, replace(ring, cards=tuple(card for card in ring.cards if card.id != id)))


def confirm_staff(desk: Desk, who: Waiting) -> None:
    """An officer signs a colleague's entry and lists them. Needs a step-up; the grant of the practice's page follows.

    Raises Locked, Refused.
    """
    listed = desk.keeper.listed(who.entry)
    if Role.OFFICER not in desk.keyring.roles or who.kind != "staff" or listed.entry.roles != who.roles:
        raise Refused("practice.staff")
    # Before the keeper hears of it: who may not put anybody on the page of who works here lets nobody in.
    at, _ = gate.practice_page(desk)
    if Right.WRITE not in desk.keeper.allows(at.page(Code.PRACTICE).compartment.id, GrantHash(at.held.keys.grant_hash)):
        raise Refused("practice.staff")
    before = DirectorySignatures.read(listed.signatures)
    by = sign.sign_both(desk.keyring.identity(), labels.DIRECTORY, listed.statement)
    signatures = DirectorySignatures(before.own, desk.keyring.entry, by, before.old).write()
    desk.keeper.confirm(who.entry, signatures, gate.bare(desk, Act.DIRECTORY, about=who.entry))


def list_staff(desk: Desk, who: Waiting) -> None:
    """Put a colleague on the practice's page. Raises Refused, Conflict."""
    at, value = gate.practice_page(desk)
    member = Member(desk.keeper.listed(who.entry).entry.principal, who.entry, who.name, who.roles)
    pages.write(desk, at, Code.PRACTICE, Purpose.PRACTICE, [], practice.head(value.with_member(member)))


def answer(desk: Desk, used: Used) -> None:
    """Use a further card with the account one has, beside another client or the same one again: no second sign-in is needed.

    Raises NotFound for a card used meanwhile; Conflict for one that is for another kind of person.
    """
    if set(used.opened.roles) != set(desk.keyring.roles) or not set(used.opened.roles) <= people.BESIDE:
        raise Conflict("card")
    try:
        invitations.answer(desk.tx, used.id, reply(desk.keeper.practice, used, desk.keyring.entry))
    except Conflict as error:
        raise NotFound("card") from error


def join(house: House, text: str, login: str, passphrase_text: str, *, recovery: bool = True, source: str = "") -> Enrolled:
    """Use a card: keys of one's own, and the answer under the card's key, in one transaction. `source`: the address it comes from.

    Raises NotFound, Invalid; Unavailable (429) at once where too many sign in or join, and the card can be used later.
    """
    used = take(house, text)
    newly = Newly(login, passphrase_text, used.opened.name, used.opened.roles, recovery)
    with house.admitted(source):
        words = enrolment.words_of(house, newly)
    return enrol(house, used, newly, words)


def enrol(house: House, used: Used, newly: Newly, words: Stretched) -> Enrolled:
    """The part of `join` that writes; before it the card was taken and the words stretched. Raises NotFound, Invalid."""
    with house.content.writing() as tx:
        row = invitations.get(tx, used.id)
        if row is None or row.reply:  # used or taken back meanwhile: nobody is entered for it
            raise NotFound("card")
        enrolled, entry = enrolment.enrol(house, tx, newly, words)
        try:
            invitations.answer(tx, used.id, reply(house.keeper.practice, used, entry))
        except Conflict as error:
            raise NotFound("card") from error
    return enrolled
