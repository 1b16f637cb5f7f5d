"""Signing in, stepping up, leaving. A sign-in is a sealed row that only its cookie opens; nothing else of it is kept.

Unknown names, wrong passphrases and slowed names take the same path and end alike. A wrong guess slows only the name and the source that
makes it; a recovery code is never slowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tacenda.acts import devices, enrolment, gate, notices
from tacenda.acts.desk import (
    EVERYDAY_ROW,
    LONGEST,
    NOTICE,
    STEP_UP,
    STEP_UP_ROW,
    Desk,
    OpenedSignIn,
    SignInSecret,
    desk_of,
    fold,
    forget_unfounded,
    put_ring,
    resume,
)
from tacenda.acts.enrolment import Enrolled
from tacenda.acts.house import House, Proving
from tacenda.core.model.devices import PROGRAM
from tacenda.core.model.reach import Event
from tacenda.core.sealing import passphrase
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Act
from tacenda.core.words.errors import Conflict, Invalid, Refused, TacendaError, Tampered, Unavailable
from tacenda.core.words.ids import MethodId, PrincipalId, from_handle
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import BESIDE, Role
from tacenda.shell import fresh
from tacenda.shell.database import Tx
from tacenda.shell.keeper.checks import EVERYWHERE
from tacenda.shell.store import principals, sign_ins, unlocks
from tacenda.shell.store.sign_ins import SignIn
from tacenda.shell.store.unlocks import Unlock
from tacenda.shell.vault import keyring, unlock
from tacenda.shell.vault.keyring import EVERYDAY, Keyring, RootKeys
from tacenda.shell.vault.unlock import Times

MINUTE = 60
IDLE = dict.fromkeys((Role.CLIENT, *BESIDE), 5 * MINUTE)
IDLE_STAFF = 15 * MINUTE
IDLE_DISCREET = 2 * MINUTE
PROVEN = "proven"  # the wish that remembers which methods were typed back: codes, comma-separated
DUMMY, NOBODY = MethodId(bytes(16)), PrincipalId(bytes(16))


@dataclass(frozen=True, slots=True)
class Proof:
    """What a person offers: their sign-in name, and a passphrase or a recovery code. `source`: where the guess comes from.

    `kind`: of the browser, by `devices.kind_of`.
    """

    login: str
    method: Method
    text: str
    source: str
    kind: str = PROGRAM

    def __repr__(self) -> str:
        return "Proof()"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new sign-in: the cookie's secret, and what the first page wants to know."""

    secret: bytes
    keyring: Keyring
    dropped: tuple[str, ...]  # letters that were not accepted

    def __repr__(self) -> str:
        return "SignedIn()"


def method_of(text: str) -> Method:
    """What somebody typed: a recovery code has check letters that no other text has; all else is a passphrase."""
    try:
        passphrase.code_bytes(text)
    except Invalid:
        return Method.PASSPHRASE
    return Method.RECOVERY_CODE


def sign_in(house: House, proof: Proof) -> SignedIn:
    """Open the everyday keys. Raises Invalid({"": "wrong"}) for any wrong proof, {"": "ended"} for a right one of somebody whose keys the
    directory has ended, Unavailable(slowed) where guesses must wait."""
    opened = _begun(house, *_proven(house, proof), proof.kind)
    _after_proof(house, opened.keyring, proof.method)
    return opened


def sign_in_newly(house: House, enrolled: Enrolled, kind: str) -> SignedIn:
    """The sign-in of somebody who enrolled a moment ago: it counts as no proof, and its browser may read the recovery code for a while.

    It waits for no turn, so that no crowd at the door comes between a card that is used up and the code that is shown for it.
    """
    opened = _begun(house, enrolled.principal, enrolled.root, kind)
    if enrolled.recovery:
        house.one_time.put(unlock.cookie(opened.secret).id, enrolled.recovery, house.clock.now())
    return opened


def by_code(house: House, login: str, code: str) -> Keyring:
    """Keys in memory, proven by a recovery code, for one entry at the machine itself while nobody can sign in. Raises Invalid, Tampered.

    Only while the keeper can enter nothing and so gives out no share: at any other time keys are opened by a sign-in that is entered.
    Raises Conflict then.
    """
    if not house.keeper.ahead:
        raise Conflict("the clock is not behind")
    proof = Proof(login, Method.RECOVERY_CODE, code, PROGRAM)
    principal, rows = _methods(house, house.keeper.login_tag(login))
    try:
        root = _root(house, principal, rows, proof, Proving.SIGNING_IN)
    except (Tampered, Invalid) as error:
        raise Invalid({"": "wrong"}) from error
    return _certified(house, principal, root, house.clock.now())


def _certified(house: House, principal: PrincipalId, root: bytes, now: Moment) -> Keyring:
    keys, listed = keyring.from_root(root, principal), house.keeper.newest(principal)
    if listed.entry.ended:
        raise Invalid({"": "ended"})
    if (listed.entry.ed25519, listed.entry.mldsa44, listed.entry.sign_in, listed.entry.seal, listed.entry.seal_vault) != keys.public():
        raise Tampered("root")
    signer = keyring.certify(keys, house.keeper.practice, principal, listed.hash, fresh.secret(), now, Moment(now + LONGEST))
    return keyring.fresh_keyring(keys, house.keeper.practice, principal, listed.entry.roles, signer)


def _begun(house: House, principal: PrincipalId, root: bytes, kind: str) -> SignedIn:
    now = house.clock.now()
    mine = _certified(house, principal, root, now)
    forget_unfounded(house, mine)
    dropped = fold(house, mine)
    with house.content.reading() as tx:
        desk = desk_of(house, tx, mine)
        idle = _idle(desk)
        if house.keeper.newest(principal).confirmed:
            house.keeper.enter(gate.bare(desk, Act.SIGN_IN))
    _met(house, mine, kind)
    devices.begun(house, mine, kind, idle)
    return SignedIn(_row(house, keyring.stepped_down(mine), Times(now, now, idle)), mine, dropped)


def _met(house: House, mine: Keyring, kind: str) -> None:
    """Remember the kind of a browser; one that was not met before is told to its person, where they chose so. The first is no news."""
    with house.content.writing() as tx:
        desk = desk_of(house, tx, mine)
        ring = desk.keyring.ring()
        known = [one for one in ring.wishes.get(devices.KINDS, "").split(",") if one]
        if kind in known:
            return
        if known and ring.wishes.get(NOTICE):
            notices.put(desk, from_handle(ring.wishes[NOTICE]), Event.SIGN_IN)
        put_ring(tx, mine, ring.with_wish(devices.KINDS, ",".join([*known, kind])), EVERYDAY)


def _after_proof(house: House, mine: Keyring, *methods: Method) -> None:
    """Remember that these methods were typed back."""
    with house.content.writing() as tx:
        desk = desk_of(house, tx, mine)
        ring = mine.ring()
        done = {code for code in ring.wishes.get(PROVEN, "").split(",") if code} | {str(int(method)) for method in methods}
        made = ring.with_wish(PROVEN, ",".join(sorted(done)))
        if made != ring:
            put_ring(desk.tx, mine, made, EVERYDAY)


def _idle(desk: Desk) -> int:
    if desk.keyring.ring().wishes.get("discreet") == "yes":
        return IDLE_DISCREET
    return min((IDLE.get(role, IDLE_STAFF) for role in desk.keyring.roles), default=IDLE_STAFF)


def _row(house: House, mine: Keyring, times: Times) -> bytes:
    secret = fresh.secret()
    at = unlock.cookie(secret)
    until = sign_ins.rounded(Moment(times.touched + times.idle))
    with house.sign_ins.writing() as tx:
        sign_ins.put(tx, SignIn(at.id, EVERYDAY_ROW, until, unlock.seal_sign_in(at, mine, times)))
    return secret


def _proven(house: House, proof: Proof) -> tuple[PrincipalId, bytes]:
    """The principal and root behind a proof: same work and same errors for a name that is not there."""
    if proof.method is Method.RECOVERY_CODE:
        return _tried(house, proof)
    with house.admitted(proof.source):
        return _tried(house, proof)


def _tried(house: House, proof: Proof) -> tuple[PrincipalId, bytes]:
    tag = house.keeper.login_tag(proof.login)
    if proof.method is Method.PASSPHRASE:
        wait = house.keeper.guess(tag, proof.source)
        if wait:
            raise Unavailable("guesses", seconds=wait, slowed=True)
    principal, rows = _methods(house, tag)
    try:
        root = _root(house, principal, rows, proof, Proving.SIGNING_IN)
    except (Tampered, Invalid) as error:
        house.keeper.not_guessed()
        raise Invalid({"": "wrong"}) from error
    if proof.method is Method.PASSPHRASE:
        house.keeper.guessed(tag, proof.source)
    return principal, root


def _methods(house: House, tag: bytes) -> tuple[PrincipalId, tuple[Unlock, ...]]:
    """Whose sign-in name this is, and their ways in: of a name that is not there, nobody's and none."""
    with house.content.reading() as tx:
        principal = principals.by_login(tx, tag)
        return (NOBODY, ()) if principal is None else (principal, unlocks.of_principal(tx, principal))


def _root(house: House, principal: PrincipalId, rows: tuple[Unlock, ...], proof: Proof, who: Proving) -> bytes:
    row = next((one for one in rows if one.code == proof.method), None)
    if proof.method is Method.RECOVERY_CODE:
        input = passphrase.code_bytes(proof.text)
        parameters = passphrase.parameters(Method.RECOVERY_CODE)
    else:
        parameters = passphrase.parameters(Method.PASSPHRASE, bytes(16)) if row is None else row.parameters
        cost = passphrase.cost(parameters)
        with house.turn(who):
            stretched = passphrase.stretch(proof.text, cost)
        input = house.keeper.pepper(principal, stretched)
    # INVARIANT: an unknown name is tried against an envelope too: a box of nothing, which never opens.
    method, box = (DUMMY, bytes(1100)) if row is None else (row.id, row.envelope)
    return unlock.open_root(box, input, house.keeper.practice, principal, method, proof.method, parameters)


def step_up(house: House, secret: bytes, method: Method, text: str, source: str) -> bytes:
    """Prove once more, for five minutes. Returns the sign-in's new secret. Raises Invalid, Locked, Unavailable."""
    opened = resume(house, secret)
    root = _own_root(house, opened.keyring, method, text, source)
    return _stepped_up(house, secret, opened, root, method)


def prove(house: House, secret: bytes, texts: Mapping[Method, str], source: str) -> bytes:
    """Type unlock methods back for the first time, all in one go; counts as a step-up. Returns the sign-in's new secret.

    Raises Invalid({"words" or "code": "wrong"}), Locked, Unavailable; then nothing has changed.
    """
    opened = resume(house, secret)
    root = b""
    for method, text in texts.items():
        try:
            root = _own_root(house, opened.keyring, method, text, source)
        except Invalid as error:
            raise Invalid({"code" if method is Method.RECOVERY_CODE else "words": "wrong"}) from error
    return _stepped_up(house, secret, opened, root, *texts)


def _stepped_up(house: House, secret: bytes, opened: OpenedSignIn, root: bytes, *methods: Method) -> bytes:
    mine, now = opened.keyring, house.clock.now()
    keys = keyring.from_root(root, mine.principal)
    if keys.everyday.ring != mine.everyday.ring:
        raise Tampered("root")
    end(house, secret)
    fresh_secret = _row(house, mine, replace(opened.times, touched=now))
    _put_step_up(house, fresh_secret, keys, now)
    stepped = replace(mine, vault=keys.vault, rings={}, versions={}, sealed={})
    fold(house, stepped)
    _after_proof(house, stepped, *methods)
    with house.content.reading() as tx:
        if house.keeper.newest(mine.principal).confirmed:
            house.keeper.enter(gate.bare(desk_of(house, tx, stepped), Act.STEP_UP))
    return fresh_secret


def shown_code(house: House, secret: bytes) -> str:
    """The recovery code this browser may still read; empty when it was proven, its time is over, or the server started anew."""
    return house.one_time.get(unlock.cookie(secret).id, house.clock.now())


def new_code(house: House, secret: bytes, text: str, source: str) -> None:
    """Another recovery code in place of the old one; `shown_code` shows it. Takes the passphrase. Raises Invalid, Locked, Unavailable."""
    mine = resume(house, secret).keyring
    try:
        root = _own_root(house, mine, Method.PASSPHRASE, text, source)
    except Invalid as error:
        raise Invalid({"words": "wrong"}) from error
    with house.content.writing() as tx:
        _drop_method(house, tx, mine, root, Method.RECOVERY_CODE, "new recovery code")
        code = enrolment.add_recovery_code(house, tx, mine.principal, root)
    house.one_time.put(unlock.cookie(secret).id, code, house.clock.now())


def new_words(house: House, secret: bytes, text: str, words: str, source: str, kind: str = PROGRAM) -> SignedIn:
    """Other pass words in place of the old ones, to be typed back next. `text`: the old ones, or the recovery code.

    Every sign-in ends, as by `sign_out_everywhere`; what comes back is a new one for this browser.
    Raises Invalid({"now" or "passphrase": ...}), Locked, Unavailable.
    """
    mine = resume(house, secret).keyring
    try:
        root = _own_root(house, mine, method_of(text), text, source)
    except Invalid as error:
        raise Invalid({"now": "wrong"}) from error
    if text == words:
        raise Invalid({"passphrase": "same"})
    with house.content.reading() as tx:
        name = desk_of(house, tx, mine).keyring.ring().name
    passphrase.judge(words, [name])
    stretched = enrolment.stretched(house, words, Proving.SIGNED_IN)
    with house.content.writing() as tx:
        _drop_method(house, tx, mine, root, Method.PASSPHRASE, "new passphrase")
        enrolment.add_passphrase(house, tx, mine.principal, root, stretched)
    sign_out_everywhere(house, secret)
    return _begun(house, mine.principal, root, kind)


def _drop_method(house: House, tx: Tx, mine: Keyring, root: bytes, method: Method, why: str) -> None:
    """Enter that a way to sign in is replaced, and drop the old one; the new one was never typed back."""
    keys = keyring.from_root(root, mine.principal)
    stepped = replace(mine, vault=keys.vault, rings={}, versions={}, sealed={})
    if house.keeper.newest(mine.principal).confirmed:
        house.keeper.enter(gate.bare(desk_of(house, tx, stepped), Act.STEP_UP, why))
    for one in unlocks.of_principal(tx, mine.principal):
        if one.code == method:
            unlocks.drop(tx, mine.principal, one.id)
    ring = desk_of(house, tx, mine).keyring.ring()
    proven = [one for one in ring.wishes.get(PROVEN, "").split(",") if one and one != str(int(method))]
    put_ring(tx, mine, ring.with_wish(PROVEN, ",".join(proven)), EVERYDAY)


def _put_step_up(house: House, secret: bytes, keys: RootKeys, now: Moment) -> None:
    at, until = unlock.cookie(secret), Moment(now + STEP_UP)
    with house.sign_ins.writing() as tx:
        sign_ins.put(
            tx, SignIn(at.id, STEP_UP_ROW, sign_ins.rounded(until), unlock.seal_step_up(at, house.keeper.practice, keys.vault, until))
        )


def _own_root(house: House, mine: Keyring, method: Method, text: str, source: str) -> bytes:
    """A person's own root, by a proof they give once more."""
    if method is Method.RECOVERY_CODE:
        return _own_root_tried(house, mine, method, text, source)
    with house.admitted_again(mine.principal):
        return _own_root_tried(house, mine, method, text, source)


def _own_root_tried(house: House, mine: Keyring, method: Method, text: str, source: str) -> bytes:
    tag = mine.principal.ljust(32, b"\0")
    if method is Method.PASSPHRASE:
        wait = house.keeper.guess(tag, source)
        if wait:
            raise Unavailable("guesses", seconds=wait, slowed=True)
    with house.content.reading() as tx:
        rows = unlocks.of_principal(tx, mine.principal)
    try:
        root = _root(house, mine.principal, rows, Proof("", method, text, source), Proving.SIGNED_IN)
    except (Tampered, Invalid) as error:
        # Whoever has an unlocked browser can guess too: its person reads it on their own list, and the office as of wrong sign-ins.
        devices.missed(house, mine)
        house.keeper.not_guessed()
        raise Invalid({"": "wrong"}) from error
    if method is Method.PASSPHRASE:
        house.keeper.guessed(tag, source)
    return root


def end(house: House, secret: bytes) -> None:
    """Delete a sign-in's rows and their keys."""
    house.one_time.drop(unlock.cookie(secret).id)
    with house.sign_ins.writing() as tx:
        sign_ins.drop(tx, unlock.cookie(secret).id)


def sign_out(house: House, secret: bytes) -> None:
    """Leave: the rows first, and whether or not the keeper can write; then the entry, after which the certificate counts no more."""
    try:
        mine = resume(house, secret, touch=False).keyring
    except TacendaError:
        mine = None
    end(house, secret)
    if mine is None:
        return
    devices.ended(house, mine, [devices.here(mine)])
    try:
        with house.content.reading() as tx:
            house.keeper.enter(gate.bare(desk_of(house, tx, mine), Act.SIGN_OUT))
    except (Refused, Unavailable):
        # The rows are gone, so nobody can use this sign-in again; the keeper hears of it when it can.
        return


def sign_out_everywhere(house: House, secret: bytes) -> None:
    """Refuse every certificate of this person so far, this one too; of who is not let in yet, each that their own list names."""
    mine = resume(house, secret).keyring
    end(house, secret)
    if house.keeper.newest(mine.principal).confirmed:  # else the keeper takes no entry of theirs
        with house.content.reading() as tx:
            house.keeper.enter(gate.bare(desk_of(house, tx, mine), Act.SIGN_OUT, EVERYWHERE))
    listed = devices.of(house, mine)
    for one in listed:
        # Moments are whole seconds: a sign-in of this very one is from no earlier moment, but stands first on the list.
        if one.certificate:
            house.keeper.sign_out(one.certificate, Moment(one.began + LONGEST))
    devices.ended(house, mine, [one.hash for one in listed])


@dataclass(frozen=True, slots=True)
class Myself:
    """What every page's frame asks of a sign-in."""

    principal: PrincipalId
    roles: tuple[Role, ...]
    name: str
    stepped_up: bool
    proven: frozenset[str]
    methods: frozenset[str]
    wishes: dict[str, str]
    idle: int


def myself(house: House, visitor: SignInSecret) -> Myself:
    """Who is signed in. Raises Locked."""
    opened = resume(house, visitor.secret)
    with house.content.reading() as tx:
        desk = desk_of(house, tx, opened.keyring, opened.met)
        ring = desk.keyring.ring()
        methods = frozenset(map(str, unlocks.codes(tx, desk.actor.id)))
    if visitor.opened is not None:
        visitor.opened[:] = [opened]
    proven = frozenset(code for code in ring.wishes.get(PROVEN, "").split(",") if code)
    return Myself(
        desk.actor.id, desk.keyring.roles, ring.name, desk.keyring.stepped_up, proven, methods, dict(ring.wishes), opened.times.idle
    )


def unproven(me: Myself) -> frozenset[Method]:
    """The methods that were never typed back."""
    return frozenset(Method(int(code)) for code in me.methods - me.proven)


def must_prove(me: Myself) -> bool:
    """Before the first record, every method a person has must have been typed back once."""
    return not me.methods <= me.proven
