"""What a client does on their own leaves no trace on any page of who speaks for them."""

from __future__ import annotations

from tests.pages.charts.test_outside import signed

from tacenda.acts import grants, holders
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import offers
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role

NAME = "Lia Park"
MONTH = 30 * 86_400


def seen(town, rosa) -> list[str]:
    """Every page that who speaks for her can open, as it reads."""
    theirs, chart = town.browser(rosa), town.charts[NAME]
    places = ("beside/home", {}), ("beside/person", {"chart": chart}), ("beside/others", {"chart": chart}), ("sign_in/devices", {})
    pages = [theirs.get(town.path(name, **slots)) for name, slots in places]
    assert [page.status for page in pages] == [200] * len(pages)
    return [page.text for page in pages[:3]] + [theirs.get(f"/open/{pages[1].path.rsplit('/', 1)[1]}").body.decode()]


def test_a_guardian_learns_nothing_of_what_a_minor_does_on_their_own(town):
    lia = town.client(NAME)
    eve = town.colleague("Eve Hill", Role.SUPERVISOR)
    town.give(NAME, eve, offers.SUPERVISOR, Moment(town.clock.now() + MONTH))
    town.shared_note(NAME, "Breathe out slowly.")
    rosa = town.representative(NAME, "Rosa Park", "ca.parent", Moment(town.clock.now() + MONTH))
    before = seen(town, rosa)
    assert "Eve Hill" in before[2]
    hers, ada = town.browser(lia, stepped_up=True), town.browser(town.ada, stepped_up=True)
    hers.submit(hers.get("/mood"), "Send", okay="not", holding="no", reach="no", every="2")
    signed(town, ada, hers, NAME)
    town.trusted(lia, NAME, "Aunt Ana", offers.TRUSTED, Moment(town.clock.now() + MONTH))
    town.note(NAME, "She told me of it.")
    visitor = SignInSecret(town.sign_in(lia))
    with town.desk(lia, write=False) as desk:
        guide = next(
            one.holder.grant for one in holders.who_can(desk, town.charts[NAME], Purpose.OWN_RECORD) if one.holder.name == eve.name
        )
    grants.limit(town.house, visitor, town.charts[NAME], guide, Code.RECORD, Purpose.OWN_RECORD)
    assert seen(town, rosa) == before
    assert town.browser(rosa).get("/looked").status == 404
