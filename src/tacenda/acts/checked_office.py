"""The part of a check that is about the privacy office: who is of it by the ledger and by the practice's page, and who holds its keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tacenda.acts import gate, memberships
from tacenda.acts.desk import Desk
from tacenda.core.ledger.verify import Verification
from tacenda.core.sealing.derive import sha
from tacenda.core.words.errors import NotFound, Refused, Tampered


def members(desks: Sequence[Desk], verified: Verification) -> Iterator[tuple[str, bytes]]:
    """What does not fit, as a code and where. `desks`: of everybody who had their keys opened; `verified`: the practice's own ledger."""
    page = _kept(desks)
    if page is None:
        return
    reader, kept = page
    listed, told = memberships.grants_of(kept), {hash: one for hash, one in verified.given.items() if not one.compartments}
    for hash in listed.keys() - told.keys():
        yield "membership", hash  # nobody gave it
    for hash, grant in told.items():
        if hash not in listed and hash in verified.live:
            yield "member not listed", hash
        elif hash in listed and not _chain(reader, kept, hash):
            yield "membership", hash
        if hash in listed and hash in verified.live:
            here = [one for one in desks if one.actor.id == grant.grantee]
            if any(all(office.office != grant.chart for office in one.offices()) for one in here):
                yield "not delivered", hash


def kept_out(desk: Desk) -> Iterator[tuple[str, bytes]]:
    """Whoever holds the newest root of an office is of it: who is taken out never gets it. A keeper that says otherwise was changed."""
    for one in desk.keyring.ring().offices:
        if memberships.newest(desk.house, one) and not memberships.counts(desk.house, one):
            yield "allowed", sha(one.membership)


def _kept(desks: Sequence[Desk]) -> tuple[Desk, tuple[tuple[bytes, bytes], ...]] | None:
    """The practice's page, by the first of them whom it opens for."""
    for desk in desks:
        try:
            return desk, gate.practice_page(desk)[1].memberships
        except (NotFound, Refused):
            continue
    return None


def _chain(desk: Desk, kept: tuple[tuple[bytes, bytes], ...], hash: bytes) -> bool:
    """Whether a membership goes back to the office's founder, signature by signature."""
    try:
        chain = memberships.chain(kept, hash)
        founders = [desk.keeper.verified_grant(one.statement, one.signature) for one in chain]
    except (NotFound, Tampered):
        return False
    return founders[-1] and not any(founders[:-1])
