"""The access list with the signed grants behind it: what its next writer mends, the grants with their chains, and keys for an inbox.

Furniture of giving, stopping and rolling: it decides nothing, and what it writes or opens goes through the gate like any other.
"""

from __future__ import annotations

from collections.abc import Sequence

from tacenda.acts import gate, pages
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Standing, Wanted, Wish
from tacenda.core.model import access_list
from tacenda.core.model.access_list import AccessList, Holder, Restriction
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import NotFound, Tampered
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.shell import fresh
from tacenda.shell.store import inbox
from tacenda.shell.store.inbox import Letter
from tacenda.shell.vault import grants
from tacenda.shell.vault.grants import Parcel, SignedGrant
from tacenda.shell.vault.ring import ChartKeys, Compartment


def mended(desk: Desk, at: Standing) -> AccessList:
    """The list as the keeper's rows have it: its next writer mends what a stop or a limit left standing."""
    if at.access is None:
        raise Tampered("no access list")
    listed = at.access
    for holder in listed.holders:
        limited = desk.keeper.limited(holder.grant)
        for code in sorted({code for id, code, _ in holder.compartments if id in limited} - listed.limits(holder.grant)):
            listed = listed.with_limit(Restriction(holder.grant, code, desk.today))
    # Whom the client limited stays listed after a stop, or the next one who lets them in would not know of the limit.
    return listed.without(frozenset(one.grant for one in listed.holders if over(desk, one) and not listed.limits(one.grant)))


def over(desk: Desk, holder: Holder) -> bool:
    return not any(desk.keeper.allows(id, holder.grant) for id, _, _ in holder.compartments)


def deliver(
    desk: Desk, keys: ChartKeys, chain: Sequence[SignedGrant], by: Sequence[SignedGrant], compartments: Sequence[Compartment]
) -> None:  # fmt: skip
    """Keys into the grantee's inbox; psychotherapy notes apart, under the vault key."""
    grantee = chain[0].value
    to = desk.keeper.newest(grantee.grantee)
    for vault in (False, True):
        part = [one for one in compartments if (one.code is Code.PSYCHOTHERAPY) is vault]
        if part:
            id = fresh.secret(16)
            parcel = Parcel(chain, by, part, keys.ledger_epoch)
            inbox.put(desk.tx, Letter(id, grantee.grantee, grants.deliver(desk.keyring, to.entry, to.hash, id, parcel, vault=vault)))


def chains(desk: Desk, at: Standing, purpose: Purpose, hashes: Sequence[bytes]) -> dict[GrantHash, tuple[SignedGrant, ...]]:
    """Signed grants with their chains, from the access list's objects: one opening for all. Raises NotFound, Tampered."""
    if at.access is None:
        raise NotFound("access list")
    opened = at.page(Code.ACCESS)
    holders = [holder for holder in at.access.holders if holder.grant in hashes]
    wanted = tuple(Wanted(opened.compartment.id, holder.object) for holder in holders)
    cleared = gate.clear(desk, at, Wish(Act.OPEN, Code.ACCESS, purpose, wanted, reason="keys"))
    found: dict[GrantHash, tuple[SignedGrant, ...]] = {}
    for holder in holders:
        version = opened.page.line(holder.object).newest.version
        place = pages.object_place(at.chart, opened, holder.object, version, Content.GRANT)
        chain = grants.read_bundle(gate.unseal(desk, cleared, place).payload)
        if chain[0].hash != holder.grant:
            raise Tampered("grant")
        found[holder.grant] = chain
    return found


def mend(desk: Desk, chart: ChartId, purpose: Purpose) -> None:
    """Write the access list without what was stopped, once it can be written. Raises as `gate.clear`."""
    at = gate.standing(desk, chart, purpose)
    if at.access is not None and desk.keeper.state(at.page(Code.ACCESS).compartment.id).state == "live" and mended(desk, at) != at.access:
        pages.write(desk, at, Code.ACCESS, purpose, [], access_list.head(mended(desk, at)))
