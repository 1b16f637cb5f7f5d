"""How much looking a decision may still cost: counted in rules looked at, so that the same question is cut at the same place everywhere.

The verdict and its reasons are always worked out, and their steps are counted too. What is cut short is the looking for open questions and
for other ways: the lists are shorter then, and a note of the decision says so. Without a bound nothing is ever cut.
"""

from __future__ import annotations

from dataclasses import dataclass

_EACH = 12  # steps that a look costs, however few rules it meets
_ENDLESS = 1 << 62


@dataclass(slots=True)
class Effort:
    """`left`: steps that may still be taken. `short`: something was left out for want of them."""

    left: int = _ENDLESS
    short: bool = False

    def look(self, rules: int) -> None:
        """Count one evaluation that met so many rules."""
        self.left -= _EACH + rules

    def over(self) -> bool:
        """Whether to stop looking. Asked only where something would be looked for."""
        if self.left > 0:
            return False
        self.short = True
        return True

    def share(self, claims: int) -> Effort:
        """What the first of so many claims may use."""
        return Effort(max(self.left, 0) // claims)

    def take(self, share: Effort, claims: int) -> None:
        """Put back what a share left over. `claims`: as it was given out."""
        self.left -= max(self.left, 0) // claims - share.left
        self.short = self.short or share.short
