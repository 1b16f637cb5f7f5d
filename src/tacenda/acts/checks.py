"""Checks: what of a data folder fits together, without keys and with those of people who asked for it."""

from __future__ import annotations

from collections.abc import Sequence

from tacenda.acts.house import House
from tacenda.shell.store import principals


def known(house: House, logins: Sequence[str]) -> bool:
    """Whether every one of these sign-in names is somebody's here."""
    with house.content.reading() as tx:
        return all(principals.by_login(tx, house.keeper.login_tag(login)) is not None for login in logins)
