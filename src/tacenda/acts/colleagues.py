"""Colleagues: who works here, as the practice's own page lists them. What anybody may open follows from grants, never from here."""

from __future__ import annotations

from tacenda.acts import gate
from tacenda.acts.desk import Desk
from tacenda.core.model.practice import Member, Practice


def practice(desk: Desk) -> Practice:
    """The practice's page. Raises NotFound for who does not work here, or was not let in yet."""
    return gate.practice_page(desk)[1]


def others(desk: Desk) -> tuple[Member, ...]:
    """Everybody who works here but the person behind this desk, by name."""
    return tuple(sorted((one for one in practice(desk).staff if one.id != desk.actor.id), key=lambda one: one.name.casefold()))
