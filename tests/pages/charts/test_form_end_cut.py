"""A form that ends here, cut at any line of the keeper: never is somebody inside on a form that counts no more."""

from __future__ import annotations

import threading

from tests.pages.charts.test_outside import a_client, beside, let_in, signed, waiting
from tests.pages.town import Town

from tacenda.acts import authorizations, cards, grants, house, upkeep
from tacenda.core.model import offers
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.errors import Unavailable
from tacenda.core.words.moments import Moment
from tacenda.doors.web import app, front

NAME = "Lou Park"
MOST = 40  # lines of the keeper until the button has done all


class Cut:
    """The keeper's file takes this many more commits, then none: as on a disk that is full. -1: as many as there are."""

    left = -1

    def __call__(self, step: str) -> None:
        if step == "before commit" and self.left >= 0:
            if self.left == 0:
                raise Unavailable("cut")
            self.left -= 1


def test_nobody_is_inside_on_a_form_that_ended_wherever_it_is_cut(tmp_path):
    town, cut = Town(tmp_path / "town"), Cut()
    town.close()
    town.house = house.open_house(tmp_path / "town", town.clock, keeper_step=cut)
    town.app = app.make(town.house, front.make(town.house))
    ada = town.browser(town.ada, stepped_up=True)
    _, browser = a_client(town, NAME)
    form = signed(town, ada, browser, NAME)
    let_in(town, ada, waiting(town, ada, NAME, "Dr. Sue Hall")[1])
    seen, done = {(bool(beside(town, NAME)), has_ended(town))}, False
    for n in range(MOST):
        page = ada.get(form.path)
        cut.left = n
        done = ada.submit(page, "Write it down", what="back").status < 400
        cut.left = -1
        upkeep.start(town.house)  # a roll that was cut ends, or begins anew, at the next start
        seen.add((bool(beside(town, NAME)), has_ended(town)))
        if done:
            break
    town.close()
    assert done and seen == {(True, False), (False, False), (False, True)}


def has_ended(town) -> bool:
    with town.desk(town.ada, write=False) as desk:
        return any(one.ended for one in authorizations.list_forms(desk, town.charts[NAME], Purpose.TREATMENT))


def test_whoever_is_let_in_while_the_client_takes_the_form_back_is_out_with_it(tmp_path):
    """The form is still whole when the client's button looks for who was let in on it, and over when the yes has been given."""
    town = Town(tmp_path / "town")
    ada = town.browser(town.ada, stepped_up=True)
    _, browser = a_client(town, NAME)
    form = signed(town, ada, browser, NAME)
    waiting(town, ada, NAME, "Dr. Sue Hall")
    page = browser.get(f"{form.path}/stop")
    with town.desk(town.ada) as desk:  # holds the content, as the page does that lets in
        who = next(one for one in cards.waiting(desk) if one.name == "Dr. Sue Hall")
        (signed_form,) = authorizations.offered(desk, town.charts[NAME])
        taking_back = threading.Thread(target=browser.submit, args=(page, "Take it back now"))
        taking_back.start()
        taking_back.join(1)
        offer = offers.by_form(signed_form.id, {Code.SHARED})
        grants.give(desk, town.charts[NAME], Purpose.TREATMENT, who.entry, who.name, offer, Moment(town.clock.now() + 20 * 86_400))
    taking_back.join()
    assert has_ended(town) and beside(town, NAME) == []
    town.close()
