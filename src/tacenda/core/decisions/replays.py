"""Replay: a kept decision recomputed from its request. The same packs must give the same bytes; other packs are named, never guessed at.

A request is kept as canonical JSON (RFC 8785), so that its bytes too are the same for ever.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from tacenda.core.decisions import canonical, kernel
from tacenda.core.decisions.ask import BadRequest
from tacenda.core.decisions.decision import KERNEL
from tacenda.core.decisions.rulebook import Packs


@dataclass(frozen=True, slots=True)
class Replay:
    """`same`: the bytes agree. Else `needs` names the packs of the kept answer that are not loaded; none: something does not fit."""

    same: bool
    needs: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether nothing speaks against the kept answer: it is the same, or other rules are needed to see."""
        return self.same or bool(self.needs)


def request_bytes(request: Mapping[str, object]) -> bytes:
    """A request as it is kept."""
    return canonical.encode(request)


def decision_bytes(packs: Packs, request: bytes) -> bytes:
    """The decision on a kept request. Raises BadRequest."""
    return kernel.decide(packs, _object(request)).as_bytes()


def replay(packs: Packs, request: bytes, decision: bytes) -> Replay:
    """Recompute, and hold the bytes against those that were kept. Raises BadRequest for bytes that are no request or decision."""
    if _again(packs, request) == decision:
        return Replay(same=True)
    return Replay(same=False, needs=_missing(packs, said(decision)))


def _again(packs: Packs, request: bytes) -> bytes:
    try:
        return decision_bytes(packs, request)
    except BadRequest:  # an older request can name what newer rules no longer know
        return b""


def _missing(packs: Packs, decision: Mapping[str, object]) -> tuple[str, ...]:
    """Packs of the kept answer that are not loaded as they were then, as `id version`; the kernel counts as one of them."""
    loaded = {(pack.id, pack.version, pack.sha256) for pack in packs.packs}
    kept = cast("list[dict[str, str]]", decision.get("packs", []))
    missing = [f"{one['id']} {one['version']}" for one in kept if (one["id"], one["version"], one["sha256"]) not in loaded]
    return tuple(missing) if decision.get("kernel") == KERNEL else (f"kernel {decision.get('kernel')}", *missing)


def said(decision: bytes) -> Mapping[str, object]:
    """A kept decision as its form. Raises BadRequest."""
    return _object(decision)


def _object(raw: bytes) -> Mapping[str, object]:
    try:
        found: object = json.loads(raw)
    except ValueError as error:
        raise BadRequest("malformed", "", "this is not JSON") from error
    if not isinstance(found, dict):
        raise BadRequest("malformed", "", "an object is needed here")
    return cast("Mapping[str, object]", found)
