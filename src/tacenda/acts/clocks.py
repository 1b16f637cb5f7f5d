"""The clock of a house: a line that was written while it ran ahead closes the house once it is right; an officer accepts the earlier time.

Nobody can sign in meanwhile, since nothing can be entered. So the officer's keys are opened by their recovery code alone
(`sign_in.by_code`), for one entry.
What was ended while the clock ran ahead stays ended: no time that is accepted brings anything back.
"""

from __future__ import annotations

from tacenda.acts.desk import bare, desk_of
from tacenda.acts.house import House
from tacenda.core.words.access import Act
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.shell.vault.keyring import Keyring

REASON = "clock accepted"


def ahead(house: House) -> Moment:
    """When the newest line was written, where that lies after the machine's clock by more than is allowed; else NEVER."""
    return house.keeper.ahead


def accept(house: House, keys: Keyring) -> Moment:
    """Go on from the machine's clock, which lies behind the newest line. `keys`: an officer's. The moment that was accepted.

    Raises Conflict where the clock is not behind, Refused for who is no officer.
    """
    if not ahead(house):
        raise Conflict("the clock is not behind")
    if Role.OFFICER not in keys.roles:
        raise Refused("officer")
    with house.content.reading() as tx:
        desk = desk_of(house, tx, keys)
        house.keeper.accept_clock(bare(desk, Act.POLICY, REASON))
        return desk.now
