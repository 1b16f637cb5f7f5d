"""Says: whether an access list is as its client last laid it down. What they said is kept in three places, and each is asked.

The say lies on the list; the leaves of the ledger tell which one counts; and each account of a client keeps its own last one in its ring.
Furniture under the gate: who reads an older list is stopped here, and the client reads their own words instead.
"""

from __future__ import annotations

from tacenda.acts.desk import Desk, put_ring
from tacenda.core.model import say
from tacenda.core.model.access_list import AccessList
from tacenda.core.model.say import FIRST, Laid, Say
from tacenda.core.sealing.derive import sha
from tacenda.core.words.errors import Conflict, Tampered
from tacenda.core.words.ids import ZERO_HASH, ChartId, CompartmentId, ObjectId, handle
from tacenda.shell import fresh
from tacenda.shell.database import Tx
from tacenda.shell.store import objects

OLDER = "a list older than what its client said"
# The reasons of the lines that say one, by what it lays down anew, and of the line that ends the one before.
SAID, FOLLOWED = "said", "said before"  # `SAID`: more than one thing
CHOSE, STOPPED, ALLOWED, LIMITED, UNLIMITED, REACHED = (f"{SAID}: {what}" for what in ("chose", "out", "in", "limit", "no limit", "reach"))
KEPT, UNKEPT, NAMED, UNNAMED = (f"{SAID}: {what}" for what in ("alone", "not alone", "by name", "not by name"))
AGAIN = f"{SAID}: out again"  # that a yes to letting somebody in again was taken back
BACK = f"{SAID}: back"  # that a stop or a limit was taken back at the keeper, as another line says
PARTS = frozenset({FOLLOWED, STOPPED, LIMITED, BACK})  # of these a line of its own says what the client did: they are its second half


def judged(
    desk: Desk, chart: ChartId, where: tuple[CompartmentId, int], listed: AccessList, *, subject: bool
) -> tuple[AccessList, bool]:  # fmt: skip
    """The list, and whether it is older than what its client said. `where`: the list and its version; `subject`: the client reads.

    Anybody else gets nothing of an older one; the client gets it with what their own ring remembers, and never with what no client ever
    said. Raises Tampered, Conflict.
    """
    own, here = own_last(desk, chart) if subject else FIRST, listed.say or FIRST
    if _counts(desk, chart, where, here) and (own.number < here.number or own == here):
        return listed, False
    if not subject:
        raise Tampered(OLDER)
    forged = here.number and not desk.keeper.ever_said(chart, hash_of(here))
    return listed.as_said(own) if own.number or forged else listed, True


def _counts(desk: Desk, chart: ChartId, where: tuple[CompartmentId, int], here: Say) -> bool:
    """Whether the leaves have this as the client's say, asked once a desk. Raises Conflict for a list that a newer one has replaced."""
    key = "said", *where
    kept = desk.memory.get(key)
    if not isinstance(kept, bool):
        kept = desk.memory[key] = chart == desk.keeper.practice or desk.keeper.said(chart, hash_of(here))
        if not kept and not desk.tx.writes:
            _of_this_moment(desk, *where)
    return kept


def _of_this_moment(desk: Desk, id: CompartmentId, version: int) -> None:
    """A reading desk's snapshot can be older than what the client has said since."""
    with desk.house.content.apart() as tx:
        row = objects.latest(tx, ObjectId(id))
    if row is None or row.version != version:
        raise Conflict("page moved")


def anew(before: Laid, after: Laid) -> str:
    """What a say lays down anew, as the reason of its line."""
    out, limits = {one.principal for one in before.barred}, {(one.grant, one.code) for one in before.limits}
    now_out, now_limits = {one.principal for one in after.barred}, {(one.grant, one.code) for one in after.limits}
    topics, now_topics = {one.code for one in before.topics}, {one.code for one in after.topics}
    differs = {
        CHOSE: before.choice is not after.choice, STOPPED: bool(now_out - out), ALLOWED: bool(out - now_out),
        LIMITED: bool(now_limits - limits), UNLIMITED: bool(limits - now_limits), REACHED: before.notices != after.notices,
        KEPT: bool(now_topics - topics), UNKEPT: bool(topics - now_topics),
        NAMED: bool(set(after.exempt) - set(before.exempt)), UNNAMED: bool(set(before.exempt) - set(after.exempt)),
    }  # fmt: skip
    found = [reason for reason, differ in differs.items() if differ]
    return found[0] if len(found) == 1 else SAID


def hash_of(said: Say) -> bytes:
    """What a client's statement names of a say; zeros for none."""
    return sha(said.write()) if said.number else ZERO_HASH


def own_last(desk: Desk, chart: ChartId) -> Say:
    """The last say that this account of a client laid down, as its own ring keeps it; `FIRST` for none."""
    kept = desk.keyring.ring().wishes.get(wish(chart), "")
    return say.read(kept.encode()) if kept else FIRST


def waits(desk: Desk, chart: ChartId, here: Say) -> bool:
    """Whether a list lacks nothing but what this account of the client laid down since and told nobody yet: it could not be written then.

    `here`: the say that lies on the list.
    """
    return untold(desk, chart) and desk.keeper.said(chart, hash_of(here))


def untold(desk: Desk, chart: ChartId) -> bool:
    """Whether this account of the client laid something down that it told nobody yet."""
    own = own_last(desk, chart)
    return bool(own.number) and not desk.keeper.ever_said(chart, hash_of(own))


def both(here: Laid, own: Laid) -> Laid:
    """What two accounts of one client laid down without knowing of each other: of either what keeps more people out."""
    barred = {one.principal: one for one in (*own.barred, *here.barred)}
    limits = {(one.grant, one.code): one for one in (*own.limits, *here.limits)}
    notices = {**dict(own.notices), **dict(here.notices)}
    choice = own.choice if here.choice.wider(own.choice) else here.choice
    topics = {one.code: one for one in (*own.topics, *here.topics)}
    exempt = tuple(one for one in here.exempt if one in own.exempt)
    return Laid(choice, tuple(barred.values()), tuple(limits.values()), tuple(notices.items()), tuple(topics.values()), exempt)


def remember(desk: Desk, chart: ChartId, laid: Laid, over: Say = FIRST) -> None:
    """What a client lays down while the list cannot be written: it counts with the say by which they put the list back.

    `over`: the say that counts, where it does; another account of theirs may have said it.
    """
    own = own_last(desk, chart)
    if laid == own.laid:
        return
    # The one before it is ended by the say that is told next; one that never was told has nothing to end but what it followed.
    after = own.after if own.number and not desk.keeper.ever_said(chart, hash_of(own)) else hash_of(own)
    keep_own(desk.tx, desk, chart, Say(max(own.number, over.number) + 1, after, laid, fresh.secret()))


def keep_own(tx: Tx, desk: Desk, chart: ChartId, said: Say) -> None:
    """The last say of this account, in its own ring; what another sign-in of theirs said since stays."""
    if said.number > own_last(desk, chart).number:
        put_ring(tx, desk.keyring, desk.keyring.ring().with_wish(wish(chart), said.write().decode()))


def wish(chart: ChartId) -> str:
    """The wish under which a client's ring keeps it."""
    return f"said.{handle(chart)}"
