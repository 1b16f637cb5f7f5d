"""Rules of law that a grant stands on, for the pages of either side."""

from __future__ import annotations

from tacenda.core.decisions.rules import Rule
from tacenda.core.model.access_list import rule_of
from tacenda.shell import packs


def behind(basis: str) -> Rule | None:
    """The rule behind the basis of a grant; None where there is none, or where the packs of today know it no more."""
    try:
        return packs.law().rule(rule_of(basis)) if rule_of(basis) else None
    except KeyError:
        return None
