"""Who signs for a client by law hides no no by pointing past the last talk, no later task of a clinician's, and shuts no page by a day that
no calendar has."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.pages.charts.talks import stands
from tests.pages.charts.test_signs_for import DAY, kept, parent
from tests.pages.charts.test_signs_forms import drafted, mother, terms
from tests.pages.town import Town
from tests.threats.test_signers_forge import TREATS, forger, form_change, listed, page_of, with_lines, write

from tacenda.acts import anew, consents, gate, pages, supervision
from tacenda.core.model import authorization, consent, signed_for
from tacenda.core.model.agreed import Agreed
from tacenda.core.model.authorization import Party, Signer
from tacenda.core.model.signed_for import SignedFor
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.ids import ObjectId
from tacenda.core.words.moments import Day, Moment
from tacenda.shell import fresh

__all__ = ("forger",)
FAR = 2**52
FOR = Purpose.SPEAKS_FOR


@pytest.mark.parametrize("what", ["nothing", "an earlier talk", "nothing, and no line"])
def test_a_page_that_points_past_the_newest_talk_hides_no_no_and_is_begun_anew_without_a_yes(own_town: Town, what: str):
    town, name = own_town, "Kim Hide"
    rosa = parent(town, name, "Rosa Hide")
    kept(town, rosa, name, supervision="yes")
    with page_of(town, rosa, name) as (_, _, page):
        earlier = page.head
    town.clock.forward(DAY)
    kept(town, rosa, name, supervision="no")
    with page_of(town, rosa, name) as (desk, at, page):
        left = with_lines(page) if what.endswith("line") else page
        write(desk, at, left, head=earlier if what == "an earlier talk" else signed_for.head(SignedFor()))
    ada, talk = town.browser(town.ada, stepped_up=True), town.path("charts/talk", chart=town.charts[name])
    seen = ada.get(talk)
    assert "What was signed for this client by law does not fit." in seen.text
    with town.desk(town.ada) as desk:
        assert supervision.refused(desk, town.charts[name], TREATS) == supervision.NOT_SHOWN
    again = ada.submit(seen, "Begin a new one")
    assert "does not fit" not in again.text
    with town.desk(town.ada) as desk:
        assert supervision.refused(desk, town.charts[name], TREATS) == supervision.NOT_SHOWN
        assert not anew.begin(desk, town.charts[name], TREATS)
    kept(town, rosa, name, supervision="yes")
    with town.desk(town.ada) as desk:
        assert supervision.refused(desk, town.charts[name], TREATS) == ""
        assert not anew.begin(desk, town.charts[name], TREATS)


def test_who_signs_takes_no_task_of_who_treats_from_them_and_holds_no_talk_that_is_still_to_come(own_town: Town):
    town, name = own_town, "Kim Task"
    rosa = parent(town, name, "Rosa Task")
    kept(town, rosa, name)
    town.clock.forward(DAY)
    with town.desk(town.ada) as desk:
        consents.ask_again(desk, town.charts[name], "ending")
    with page_of(town, rosa, name) as (desk, at, page):
        found = signed_for.read(page.head)
        later = Moment(desk.now + 9000 * DAY)
        write(
            desk, at, page, head=signed_for.head(replace(found, answered=replace(found.answered, asked=(), whole=later, limits_at=later)))
        )
    assert [one.reason.value for one in stands(town, name).due] == ["ending"]
    town.clock.forward(DAY)
    kept(town, rosa, name)
    assert stands(town, name).due == ()


def far(town: Town, rosa, name: str, what: str) -> None:
    """A day that no calendar has: on the page, in a talk, or in a form."""
    form = drafted(town, name, Party(name, Signer.CLIENT), mother("Rosa Forge"))
    value = listed(town, rosa, name, FOR)[form].value
    with page_of(town, rosa, name) as (desk, at, page):
        found = signed_for.read(page.head)

        def said(**changed: Moment):
            return signed_for.head(replace(found, answered=replace(found.answered, **changed)))

        if what == "page":
            write(desk, at, page, head=said(kept=Moment(FAR)))
        elif what == "talk":
            line = page.page.line(ObjectId(found.answered.talk))
            wish = gate.Wish(Act.OPEN, Code.SIGNED, FOR, (gate.Wanted(page.compartment.id, line.object),))
            words = consent.read(pages.unsealed(desk, gate.clear(desk, at, wish), page, line.object, line.newest).payload)
            change = pages.Change(line.object, Content.CONSENT, consent.write(replace(words, taken_back=Moment(FAR)), fresh.secret()))
            write(desk, at, page, changes=[change], head=said(taken_back=Moment(FAR)))
        elif what == "end":
            write(desk, at, page, changes=[form_change(form, authorization.taken_back(value, Moment(FAR), desk.actor.id))])
        else:
            drawn = authorization.drawn(replace(terms(name, mother("Rosa Forge")), ends=Day(FAR)))
            write(desk, at, page, changes=[form_change(fresh.object_id(), drawn)])


@pytest.mark.parametrize("what", ["page", "talk", "end", "form"])
def test_a_day_that_no_calendar_has_shuts_no_page_of_the_client_or_of_who_treats_them(forger, what: str):
    town, name, kit, rosa = forger
    kept(town, rosa, name)
    far(town, rosa, name, what)
    browser, ada = town.browser(kit), town.browser(town.ada, stepped_up=True)
    for path in ("/home", "/talk/done", "/talk/stop", "/forms", "/choices/people"):
        assert browser.get(path).status == 200, path
    for path in ("/day", *(town.path(f"charts/{page}", chart=town.charts[name]) for page in ("card", "talk", "forms", "give"))):
        assert ada.get(path).status == 200, path
    with town.desk(town.ada) as desk:
        anew.begin(desk, town.charts[name], TREATS)
    assert browser.get("/talk/done").status == browser.get("/forms").status == 200
    with page_of(town, rosa, name) as (_, _, page):
        assert what not in ("page", "talk") or signed_for.read(page.head).answered == Agreed()
