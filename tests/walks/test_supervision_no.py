"""A client's no to supervision is asked by the acts themselves: whoever calls them, and whatever a page said a moment before."""

from __future__ import annotations

import threading

import pytest
from tests.pages.town import shared
from tests.walks.talks import NAMES, OWN

from tacenda.acts import consents, gate, grants, holders, picking, talking
from tacenda.acts.desk import SignInSecret, writing
from tacenda.core.model import offers
from tacenda.core.model.consent import PARTS, How, Part, Result
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.errors import Conflict
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role

CARE = Purpose.TREATMENT
SHOWN = {part: frozenset({NAMES[part]}) for part in PARTS}
BOTH = (offers.SUPERVISOR, offers.SUPERVISOR_OF_PICKED)


town = pytest.fixture(scope="module")(shared)  # the walks' own is the small practice


@pytest.fixture(scope="module")
def eve(town):
    return town.colleague("Eve Stone", Role.SUPERVISOR)


@pytest.fixture
def name(town):
    return f"Sue N{len(town.charts)}"


def says(town, who, name, answer):
    """A talk that the client kept, with this answer about supervision."""
    with town.desk(who) as desk:
        talking.answer(desk, PARTS, Part(1, "en", NAMES[1], NAMES[1], Result.RIGHT, 1, False), Result.RIGHT, 20, mark=False)
    with town.desk(who) as desk:
        consents.keep(desk, town.charts[name], How.ALONE, {"supervision": answer}, SHOWN)


def month(town):
    return Moment(town.clock.now() + 30 * 86_400)


def inside(town, name):
    with town.desk(town.ada, write=False) as desk:
        return {one.holder.name for one in holders.who_can(desk, town.charts[name], CARE) if not one.stopped}


@pytest.mark.parametrize("offer", BOTH)
def test_after_a_no_nobody_is_let_in_for_supervision_and_others_are(town, name, eve, offer):
    sue, ben = town.client(name), town.colleague(f"Ben {name}", Role.CLINICIAN)
    says(town, sue, name, "no")
    with pytest.raises(Conflict, match="^said_no$"):
        town.give(name, eve, offer, month(town))
    town.give(name, ben, offers.CO_THERAPIST)
    assert (eve.name in inside(town, name), ben.name in inside(town, name)) == (False, True)
    says(town, sue, name, "yes")
    town.give(name, eve, offer, month(town))
    assert eve.name in inside(town, name)


def test_after_a_no_nothing_is_picked_for_who_was_let_in_before(town, name, eve):
    sue = town.client(name)
    town.give(name, eve, offers.SUPERVISOR_OF_PICKED, month(town))
    note = town.note(name, "A week of hail.")
    says(town, sue, name, "no")
    with pytest.raises(Conflict, match="^said_no$"), town.desk(town.ada) as desk:
        picking.pick(desk, town.charts[name], note, month(town))
    with town.desk(town.ada, write=False) as desk:
        assert picking.list_picked(desk, town.charts[name]) == ()
    says(town, sue, name, "yes")
    with town.desk(town.ada) as desk:
        picking.pick(desk, town.charts[name], note, month(town))


def test_a_no_that_the_client_keeps_to_themselves_holds_for_the_acts_too(town, name, eve):
    sue = town.client(name)
    chart = town.charts[name]
    town.give(name, eve, offers.SUPERVISOR_OF_PICKED, month(town))
    note = town.note(name, "A week of sleet.")
    visitor = SignInSecret(town.sign_in(sue))
    with town.desk(sue, write=False) as desk:
        ada = next(one.holder.grant for one in holders.who_can(desk, chart, OWN) if one.holder.name == "Dr. Ada Fox")
    grants.limit(town.house, visitor, chart, ada, Code.CONSENT, OWN)
    with pytest.raises(Conflict, match="^not_shown$"), town.desk(town.ada) as desk:
        picking.pick(desk, chart, note, month(town))
    with pytest.raises(Conflict, match="^not_shown$"):
        town.give(name, eve, offers.SUPERVISOR, month(town))


def test_a_colleague_takes_no_stop_of_a_supervisor_back_past_a_no(town, name, eve):
    sue = town.client(name)
    town.give(name, eve, offers.SUPERVISOR, month(town))
    visitor, chart = SignInSecret(town.sign_in(town.ada, stepped_up=True)), town.charts[name]
    with town.desk(town.ada, write=False) as desk:
        grant = next(one.holder.grant for one in holders.who_can(desk, chart, CARE) if one.holder.name == eve.name)
    says(town, sue, name, "no")
    grants.stop(town.house, visitor, chart, grant, CARE)
    with pytest.raises(Conflict, match="^said_no$"), town.desk(town.ada) as desk:
        grants.lift(desk, chart, grant, CARE)
    assert eve.name not in inside(town, name)


def test_a_no_that_is_being_kept_counts_for_who_lets_in_meanwhile(town, name, eve):
    """Whoever lets in waits for the no that is being written, and reads it then."""
    sue, chart = town.client(name), town.charts[name]
    says(town, sue, name, "yes")
    with town.desk(town.ada, write=False) as desk:
        entry = next(one.entry for one in gate.practice_page(desk)[1].staff if one.name == eve.name)
    visitor, found = SignInSecret(town.sign_in(town.ada, stepped_up=True)), []

    def lets_in():
        try:
            with writing(town.house, visitor) as desk:
                grants.give(desk, chart, CARE, entry, eve.name, offers.SUPERVISOR, month(town))
        except Conflict as error:
            found.append(str(error))

    other = threading.Thread(target=lets_in)
    with town.desk(sue) as desk:
        other.start()
        other.join(0.2)
        assert other.is_alive()  # it waits for the files
        consents.change(desk, chart, {"supervision": "no"})
    other.join(20)
    assert found == ["said_no"] and eve.name not in inside(town, name)
