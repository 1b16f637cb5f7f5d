"""How somebody made sure who another one is, where a new account is let in or an old one ended: what counts, and what does not."""

from __future__ import annotations

from tacenda.core.words.errors import Invalid

ENOUGH = frozenset({"met", "called"})  # in one room; or seen or heard


def judged(answer: str | None) -> None:
    """Raises Invalid (`sure`: `unsure`) for any other answer, and for none."""
    if answer not in ENOUGH:
        raise Invalid({"sure": "unsure"})
