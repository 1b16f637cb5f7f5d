"""The desk: where one person does one thing, once. A door opens one, calls one act, and it is gone.

A reading desk holds a snapshot, a writing one the write lock of the content; both resume the sign-in and read the clock once. Letters
in the person's inbox are folded into their keyring first, in a transaction of their own.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

from tacenda.acts import devices, memberships
from tacenda.acts.house import House
from tacenda.core.ledger.asks import STEP_UP_ACTS, Ask, SignedAsk
from tacenda.core.ledger.statements import Grant
from tacenda.core.sealing.derive import sha
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Purpose
from tacenda.core.words.errors import Conflict, Locked, NotFound, Refused, TacendaError, Tampered
from tacenda.core.words.ids import ZERO_HASH, ChartId, CompartmentId, GrantHash, PrincipalId
from tacenda.core.words.moments import Day, Moment
from tacenda.core.words.people import Actor
from tacenda.shell import fresh
from tacenda.shell.database import Tx
from tacenda.shell.keeper.keeper import Keeper
from tacenda.shell.store import inbox, rings, sign_ins
from tacenda.shell.vault import grants, letters, unlock
from tacenda.shell.vault.grants import Delivered, Recipient
from tacenda.shell.vault.keyring import EVERYDAY, VAULT, Keyring
from tacenda.shell.vault.ring import ChartKeys, OfficeKey, Ring
from tacenda.shell.vault.unlock import Times

LONGEST = 12 * 3600  # seconds: a sign-in ends, whatever happens
STEP_UP = 300  # seconds a second proof counts
TOUCH = 60  # seconds between two rewrites of a sign-in's row
FORGOTTEN = 14 * 24 * 3600  # seconds after which what was taken back in quiet is thrown away unread
EVERYDAY_ROW, STEP_UP_ROW = 5, 6
LONE = "who works here alone"  # under what a desk remembers it
ZONE = "zone"  # the wish that names a person's time zone
NOTICE = "reach.id"  # the wish that names where this person can be written to, where they chose so


@dataclass(frozen=True, slots=True)
class SignInSecret:
    """The cookie's secret, 32 bytes.

    `opened`: what this very request has resumed already, for the first desk it opens; None where nothing is handed on.
    """

    secret: bytes
    opened: list[OpenedSignIn] | None = field(default=None, compare=False, repr=False)

    def __repr__(self) -> str:
        return "SignInSecret()"


@dataclass(frozen=True, slots=True)
class Outside:
    """A person without an account."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A job: it has no keys."""


Visitor = SignInSecret | Outside | Machine


@dataclass(frozen=True, slots=True)
class Desk:
    """One person, one moment, one open transaction. `after`: what is done once the desk has closed, such as telling the keeper.

    `memory`: what the gate opened for this desk and need not open twice; it dies with the desk. `begun`: what is rolled at it.
    """

    house: House
    actor: Actor
    keyring: Keyring
    now: Moment
    tx: Tx
    after: list[Callable[[], object]] = field(default_factory=list[Callable[[], object]], repr=False)
    memory: dict[object, object] = field(default_factory=dict[object, object], repr=False)
    begun: list[CompartmentId] = field(default_factory=list[CompartmentId], repr=False)
    of_offices: list[tuple[OfficeKey, ...]] = field(default_factory=list[tuple[OfficeKey, ...]], repr=False)  # once it was asked

    @property
    def keeper(self) -> Keeper:
        return self.house.keeper

    @property
    def today(self) -> Day:
        """The day where this person is: a note of the evening bears the date of that evening. UTC for an unknown zone."""
        try:
            zone = zoneinfo.ZoneInfo(self.keyring.ring().wishes.get(ZONE, "UTC"))
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            zone = dt.UTC
        return moments.local_day(self.now, zone)

    def held(self, chart: ChartId) -> ChartKeys:
        """What this person's own ring holds for a chart. Raises NotFound, for a foreign chart as for none."""
        return self.keyring.keys(chart)

    def second_proof(self) -> None:
        """For what needs a step-up. Raises Locked without one."""
        if not self.keyring.stepped_up:
            raise Locked("step-up", step_up=True)

    def lone(self) -> PrincipalId | None:
        """Who works here, where that is one person (`House.lone`)."""
        if LONE not in self.memory:
            self.memory[LONE] = self.house.lone()
        kept = self.memory[LONE]
        return PrincipalId(kept) if isinstance(kept, bytes) else None

    @property
    def works_alone(self) -> bool:
        """Whether nobody works here beside this person."""
        return self.lone() == self.actor.id

    def offices(self) -> tuple[OfficeKey, ...]:
        """The offices this person is a member of now."""
        if not self.of_offices:
            self.of_offices.append(memberships.own(self.house, self.keyring))
        return self.of_offices[0]

    def office_ring(self, office: OfficeKey) -> Ring:
        """An office's opened everyday ring."""
        kept = self.memory.get(("office", office.office))
        if not isinstance(kept, Ring):
            kept = self.memory["office", office.office] = memberships.office_ring(self.house, self.tx, self.keyring, office)[1]
        return kept

    def overseen(self) -> tuple[ChartId, ...]:
        """Every chart that this person's offices oversee, each once, but the practice's own. Raises NotFound for who is in no office."""
        if not self.offices():
            raise NotFound("office")
        ids = dict.fromkeys(id for office in self.offices() for id in self.office_ring(office).charts)
        return tuple(id for id in ids if id != self.keeper.practice)


@dataclass(frozen=True, slots=True)
class OpenedSignIn:
    """A resumed sign-in and its times, before there is a desk."""

    keyring: Keyring
    times: Times
    met: Mapping[int, int]  # how far the keeper knows each ring to have got


def resume(house: House, secret: bytes, *, touch: bool = True) -> OpenedSignIn:
    """The running sign-in behind a cookie. Raises Locked if there is none, or if it lay idle too long (then its rows are gone)."""
    if not house.keeper.founded:
        raise Locked("no practice")
    at, now = unlock.cookie(secret), house.clock.now()
    with house.sign_ins.reading() as tx:
        boxes = sign_ins.get(tx, at.id)
    if EVERYDAY_ROW not in boxes:
        raise Locked("sign-in")
    ring_keys, times = unlock.open_sign_in(at, house.keeper.practice, boxes[EVERYDAY_ROW])
    counts, met = house.keeper.sign_in_of(ring_keys.signer.certificate)
    # A sign-in ended elsewhere (everywhere, or by a restore) must look ended on pages too that ask the keeper for nothing.
    if now >= times.started + LONGEST or now >= times.touched + times.idle or not counts:
        with house.sign_ins.writing() as tx:
            sign_ins.drop(tx, at.id)
        raise Locked("idle")
    if STEP_UP_ROW in boxes:
        vault, until = unlock.open_step_up(at, house.keeper.practice, boxes[STEP_UP_ROW])
        ring_keys = replace(ring_keys, vault=vault if now < until else None)
    if touch and now >= times.touched + TOUCH:
        _touch(house, at, ring_keys, replace(times, touched=now))
    return OpenedSignIn(ring_keys, times, met)


def _touch(house: House, at: unlock.Cookie, keys: Keyring, times: Times) -> None:
    until = sign_ins.rounded(Moment(times.touched + times.idle))
    with house.sign_ins.writing() as tx:
        if sign_ins.replace(tx, sign_ins.SignIn(at.id, EVERYDAY_ROW, until, unlock.seal_sign_in(at, keys, times))):
            devices.used(tx, keys, times.touched)


@contextmanager
def reading(house: House, visitor: Visitor) -> Generator[Desk, None, None]:
    """A desk that changes nothing of the content. Raises Locked."""
    opened = _signed_in(house, visitor)
    keys = opened.keyring
    with _watched(house, keys):
        with house.content.reading() as tx:
            desk = desk_of(house, tx, keys, opened.met)
            waits = _waits(house, tx, keys)
            if not waits:
                yield desk
        if waits:
            fold(house, keys)
            with house.content.reading() as tx:
                desk = desk_of(house, tx, keys)
                yield desk
    with suppress(TacendaError):
        # What was read is read, whether or not what follows from it can be written.
        for tell in desk.after:
            tell()


@contextmanager
def writing(house: House, visitor: Visitor) -> Generator[Desk, None, None]:
    """A desk that holds the content's write lock. What was refused commits what the gate wrote; all else rolls back. Raises Locked."""
    keys = _signed_in(house, visitor).keyring
    refused: Refused | None = None
    with _watched(house, keys):
        fold(house, keys)
        with house.content.writing() as tx:
            desk = desk_of(house, tx, keys)
            try:
                yield desk
            except Refused as error:
                refused = error
        if refused is not None:
            raise refused
        for tell in desk.after:
            tell()


def _signed_in(house: House, visitor: Visitor) -> OpenedSignIn:
    if not isinstance(visitor, SignInSecret):
        raise Locked("sign-in")
    return visitor.opened.pop() if visitor.opened else resume(house, visitor.secret)


@contextmanager
def _watched(house: House, keys: Keyring) -> Generator[None, None, None]:
    """What does not fit is an incident: its entry and a letter to the privacy office, after everything else was rolled back."""
    try:
        yield
    except Tampered as error:
        # INVARIANT: nothing that goes wrong while it is told hides what was met.
        with suppress(TacendaError):
            incident(house, keys, str(error))
        raise


def incident(house: House, keys: Keyring, what: str) -> None:
    """Tell the privacy office that this person met something that does not fit; once a day for the same thing. `what`: never a value."""
    now = house.clock.now()
    if not house.said_once((keys.signer.certificate, "incident", what), now):
        return
    with house.content.writing() as tx:
        receipt = house.keeper.enter(_bare(house, keys, now, Act.INCIDENT, what))
        for office in [one for one in house.keeper.everyone() if one.entry.office and one.confirmed]:
            letter = letters.Letter(fresh.id(), now, what, receipt.number)
            sealed = letters.seal_letter(keys.practice, office.entry, office.hash, letter)
            inbox.put(tx, inbox.Letter(letter.id, office.entry.principal, sealed))


def bare(desk: Desk, act: Act, reason: str = "", about: bytes = ZERO_HASH) -> SignedAsk:
    """An ask without places for the practice's ledger: sign-in, sign-out, step-up, incident."""
    return _bare(desk.house, desk.keyring, desk.now, act, reason, about)


def _bare(house: House, keys: Keyring, now: Moment, act: Act, reason: str, about: bytes = ZERO_HASH) -> SignedAsk:
    practice = ChartId(keys.practice)
    ask = Ask(
        keys.practice, fresh.id(), now, keys.principal, practice, house.keeper.chart(practice).ledger_epoch, act, (), about, b"", b"", "",
        None, Purpose.PRACTICE.value, reason, (), b"",
    )  # fmt: skip
    return keys.sign(ask, None, step=act in STEP_UP_ACTS)


def desk_of(house: House, tx: Tx, keys: Keyring, met: Mapping[int, int] | None = None) -> Desk:
    """A desk over an open transaction, for a keyring that was proven. `met`: as in `load_rings`."""
    load_rings(house, tx, keys, met)
    actor = Actor(keys.principal, keys.roles[0], keys.stepped_up)
    return Desk(house, actor, keys, house.clock.now(), tx)


def load_rings(house: House, tx: Tx, keys: Keyring, met: Mapping[int, int] | None = None) -> None:
    """Put the rings' sealed rows beside the keys; they are opened when they are needed. Raises Tampered, Conflict.

    `met`: how far the keeper knew the rings to have got before this transaction began; it is asked where that is not known.
    """
    known, there = house.keeper.rings_of(keys.principal) if met is None else met, rings.versions(tx, keys.principal)
    for which in (EVERYDAY, VAULT):
        version, least = there.get(which, 0), known.get(which, 0)
        memberships.not_older(house, keys.principal, which, version, least)
        if not version:
            keys.rings.pop(which, None)
            continue
        if tx.writes or keys.versions.get(which) != version:
            _take(keys, which, rings.get(tx, keys.principal, which))
        if version > least and not tx.changed and (which == EVERYDAY or keys.stepped_up):
            # Its seal proves the version; a number that merely stands in a row is never believed, or a thief could raise it for good.
            keys.ring(which)
            house.keeper.met_rings([(keys.principal, which, version)])


def _take(keys: Keyring, which: int, row: tuple[int, bytes] | None) -> None:
    if row is not None and keys.sealed.get(which) != row[1]:
        keys.rings.pop(which, None)
        keys.versions[which], keys.sealed[which] = row


def put_ring(tx: Tx, keys: Keyring, made: Ring, which: int = EVERYDAY) -> None:
    """Write a changed ring under its version. Raises Conflict if another request was faster."""
    version, box = keys.sealed_ring(made, which)
    rings.put(tx, keys.principal, which, version, box, old=version - 1)
    keys.versions[which], keys.sealed[which], keys.rings[which] = version, box, made


# Folding letters

_NEEDS_STEP_UP: set[bytes] = set()  # inbox ids that only a step-up opens, so that other pages need not try
_LATER: dict[bytes, Moment] = {}  # inbox ids of what begins later, with the moment: until then it is as if it were not there
_NO_KEYS: set[bytes] = set()  # inbox ids of letters to an office that bring no keys: they wait until a member has read them


def fold(house: House, keys: Keyring) -> tuple[str, ...]:
    """Merge the deliveries that wait for this person, and for offices they are a member of. What was not accepted is named by a code."""
    with house.content.reading() as tx:
        load_rings(house, tx, keys)
        if not _waits(house, tx, keys):
            return ()
    with house.content.writing() as tx:
        load_rings(house, tx, keys)
        dropped = _fold_own(house, tx, keys)
        for office in memberships.own(house, keys):
            dropped += fold_office(house, tx, keys, office)
        return tuple(dropped)


def _waits(house: House, tx: Tx, keys: Keyring) -> bool:
    """Whether a letter waits that can be folded now."""
    now = house.clock.now()
    skip = {id for id, at in _LATER.items() if now < at} | (set[bytes]() if keys.stepped_up else _NEEDS_STEP_UP)
    own = (letter.id for letter in inbox.of_principal(tx, keys.principal))
    theirs = ((one, letter.id) for one in keys.ring().offices for letter in inbox.of_principal(tx, one.office))
    # Whether a membership counts is asked last: it costs more than all else here, and most desks find no letter.
    return any(id not in skip for id in own) or any(id not in _NO_KEYS and memberships.counts(house, one) for one, id in theirs)


def _fold_own(house: House, tx: Tx, keys: Keyring) -> list[str]:
    to, made, dropped = grants.recipient(keys), {EVERYDAY: keys.ring()}, list[str]()
    if keys.stepped_up:
        made[VAULT] = keys.ring(VAULT)
    before = dict(made)
    for letter in inbox.of_principal(tx, keys.principal):
        _fold_letter(house, tx, to, letter, made, dropped)
    for which, one in made.items():
        if one is not before[which]:
            put_ring(tx, keys, one, which)
    return dropped


def _fold_letter(house: House, tx: Tx, to: Recipient, letter: inbox.Letter, made: dict[int, Ring], dropped: list[str]) -> None:
    try:
        which, delivered = grants.accept(house.keeper, house.keeper.practice, to, letter.id, letter.sealed)
    except NotFound:
        _NEEDS_STEP_UP.add(letter.id)
        return
    except (Tampered, Refused, Conflict) as error:
        dropped.append(str(error))
        inbox.drop(tx, to.principal, letter.id)
        return
    if _in_quiet(house, tx, letter, delivered):
        return
    made[which] = _merged(house, made[which], delivered)
    inbox.drop(tx, to.principal, letter.id)


def _in_quiet(house: House, tx: Tx, letter: inbox.Letter, delivered: Delivered) -> bool:
    """Whether a grant that begins later stays untold, and its letter where it lies; one that was taken back goes after a while."""
    now, since = house.clock.now(), Grant.read(delivered.grant).since
    if not _untold(house, delivered):
        _LATER.pop(letter.id, None)
        return False
    _LATER[letter.id] = max(since, Moment(now + 3600))
    if now > since + FORGOTTEN:
        inbox.drop(tx, letter.principal, letter.id)
        _LATER.pop(letter.id, None)
    return True


def _untold(house: House, delivered: Delivered) -> bool:
    """Whether nobody may learn of a grant yet: before its beginning, and for ever if it was taken back before its holder saw it.

    Whoever takes a stop back before the keys were changed gives it again, so its letter is not thrown away at once.
    """
    grant = Grant.read(delivered.grant)
    taken_back = bool(grant.since) and bool(house.keeper.closed([GrantHash(sha(delivered.grant))]))
    return taken_back or not grant.begun(house.clock.now())


def _merged(house: House, ring: Ring, delivered: Delivered) -> Ring:
    if delivered.root:
        office = OfficeKey(PrincipalId(delivered.chart), delivered.root, delivered.grant)
        if not memberships.newest(house, office):
            return ring  # the office's keys changed again since: the newest come in a letter of their own
        return replace(ring, offices=(*(one for one in ring.offices if one.office != office.office), office))
    held = ring.keys(delivered.chart) if delivered.chart in ring.sections else None
    if held is None or held.grant_hash == sha(delivered.grant):
        return ring.with_keys(grants.merged(held, delivered))
    return _one_of_two(house, ring, held, delivered)


def _one_of_two(house: House, ring: Ring, held: ChartKeys, delivered: Delivered) -> Ring:
    """Two grants on one chart: one that is over never takes the place of one that counts, nor stays in its way."""
    before, given = GrantHash(held.grant_hash), GrantHash(sha(delivered.grant))
    closed = house.keeper.closed([before, given])
    if given in closed and before not in closed:
        return ring
    if before in closed and given not in closed:
        return ring.with_keys(replace(grants.merged(None, delivered), drafts=held.drafts))
    return ring.with_keys(grants.merged(held, delivered))


def fold_office(house: House, tx: Tx, keys: Keyring, office: OfficeKey) -> list[str]:
    """Merge the keys that wait for an office; what was not accepted. Within a transaction that holds the content's write lock."""
    to = memberships.keys_of(house, office)[1]
    arrived = [one for one in inbox.of_principal(tx, office.office) if not _tells(keys, to, one)]
    if not arrived:
        return []
    version, ring = memberships.office_ring(house, tx, keys, office)
    made, dropped = take_into(house, tx, to, ring, arrived)
    if made is not ring:
        memberships.put_office_ring(tx, keys, office, version, made)
    return dropped


def take_into(house: House, tx: Tx, to: Recipient, ring: Ring, arrived: Sequence[inbox.Letter]) -> tuple[Ring, list[str]]:
    """An office's ring with the keys that these letters bring, which go; and what was not accepted."""
    made, dropped = {EVERYDAY: ring}, list[str]()
    for letter in arrived:
        _fold_letter(house, tx, to, letter, made, dropped)
    return made[EVERYDAY], dropped


def _tells(keys: Keyring, to: Recipient, letter: inbox.Letter) -> bool:
    """Whether it is a letter that tells something, and brings no keys."""
    if letter.id in _NO_KEYS:
        return True
    try:
        letters.open_letter(keys.practice, to, letter.id, letter.sealed)
    except Tampered:
        return False
    _NO_KEYS.add(letter.id)
    return True


def forget_unfounded(house: House, keys: Keyring) -> None:
    """Drop keys of charts that the keeper never knew: a founding cut short before its entry. Whoever founds right now looks again."""
    with house.content.reading() as tx:
        load_rings(house, tx, keys)
        if not _unfounded(house, keys):
            return
    with house.content.writing() as tx:
        load_rings(house, tx, keys)
        unfounded = _unfounded(house, keys)
        for which in (EVERYDAY, VAULT) if keys.stepped_up else (EVERYDAY,):
            made = replace(keys.ring(which), sections={id: one for id, one in keys.ring(which).sections.items() if id not in unfounded})
            if made.sections != keys.ring(which).sections:
                put_ring(tx, keys, made, which)


def _unfounded(house: House, keys: Keyring) -> frozenset[ChartId]:
    return frozenset(id for id in keys.ring().charts if not house.keeper.knows(id))


def take_in(house: House, tx: Tx, keys: Keyring) -> tuple[str, ...]:
    """Merge what waits in the inbox into the opened rings in memory alone, for who checks and writes nothing. What was not accepted."""
    load_rings(house, tx, keys)
    to, dropped = grants.recipient(keys), list[str]()
    for letter in inbox.of_principal(tx, keys.principal):
        try:
            which, delivered = grants.accept(house.keeper, keys.practice, to, letter.id, letter.sealed)
            if not _untold(house, delivered):
                keys.rings[which] = _merged(house, keys.ring(which), delivered)
        except (Tampered, Refused, Conflict, NotFound) as error:
            dropped.append(str(error))
    # What somebody delivered who was stopped before it was read is thrown away by whom it is for: the keys behind the stop came since.
    return tuple(one for one in dropped if one != grants.SUPERSEDED)
