"""Who may sign for a client by law, as a form suggests it: from the decision that is kept of who speaks for them. Never a permission:
whoever draws the form up says who signs, and whether they saw what lets them.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.acts import speaking
from tacenda.acts.desk import Desk
from tacenda.core.words.ids import ChartId
from tacenda.shell import packs

LONGEST = 200  # letters of the field


@dataclass(frozen=True, slots=True)
class Suggested:
    """`name`: of the one person who speaks for the client today; `authority`: the rule that lets them. Empty where there
    is none, or more."""

    name: str = ""
    authority: str = ""

    def __repr__(self) -> str:
        return "Suggested()"


def by_law(at: Desk, chart: ChartId) -> Suggested:
    """What the kept decision says, while the law still does."""
    found = [one for one in speaking.stands(at, chart) if one.live and one.kept and one.today]
    if len(found) != 1 or found[0].today is None:
        return Suggested()
    try:
        rule = packs.law().rule(found[0].today.rule)
    except KeyError:
        return Suggested()
    return Suggested(found[0].name, rule.citation[:LONGEST])
