"""Who signs for a client by law writes what they like on the page they hold, with their own keys and past every page: they turn nothing of what
the client said, no yes comes of it that the client did not give, and no no of the client's goes."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import pytest
from tests.pages.charts.talks import by_client, stands
from tests.pages.charts.test_signs_for import kept, parent
from tests.pages.charts.test_signs_forms import drafted, mother
from tests.pages.town import Town

from tacenda.acts import authorizations, consents, gate, kept_talks, pages
from tacenda.core.model import authorization, signed_for
from tacenda.core.model.authorization import How, Party, Signature, Signer
from tacenda.core.model.chart import Line, Version
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import Tampered
from tacenda.shell import fresh

OWN, FOR, TREATS = Purpose.OWN_RECORD, Purpose.SPEAKS_FOR, Purpose.TREATMENT


@pytest.fixture
def forger(own_town: Town):
    """A client who held a talk, and a parent who signs."""
    name = "Kit Forge"
    kit = own_town.client(name)
    rosa = parent(own_town, name, "Rosa Forge", chart=False)
    by_client(own_town, kit)
    return own_town, name, kit, rosa


@contextmanager
def page_of(town: Town, who, name: str):
    """The page of what was signed, at a desk of their own."""
    with town.desk(who) as desk:
        at = gate.standing(desk, town.charts[name], FOR, Code.SIGNED)
        yield desk, at, at.page(Code.SIGNED)


def write(desk, at, page, *, changes=(), head=None) -> None:
    """As no page of theirs would."""
    pages.write_page(desk, at, page, FOR, list(changes), head, act=Act.CONSENT)


def with_lines(page, *lines: Line):
    """A page that lists these."""
    return replace(page, page=replace(page.page, lines=lines))


def form_change(id, made) -> pages.Change:
    return pages.Change(id, Content.AUTHORIZATION, authorization.write(made, fresh.secret()))


def listed(town: Town, who, name: str, purpose: Purpose):
    with town.desk(who) as desk:
        return {one.id: one for one in authorizations.list_forms(desk, town.charts[name], purpose)}


def test_a_forged_page_draws_no_words_of_the_client_to_itself_and_shuts_none_away(forger):
    town, name, kit, rosa = forger
    kept(town, rosa, name, video="yes")
    own = stands(town, name).agreed.talk
    with page_of(town, rosa, name) as (desk, at, page):
        found = signed_for.read(page.head)
        write(desk, at, page, head=signed_for.head(replace(found, answered=replace(found.answered, talk=own))))
    with town.desk(kit) as desk:
        consents.change(desk, town.charts[name], {"video": "no"})
    with town.desk(kit) as desk:
        assert kept_talks.open_talk(desk, town.charts[name], OWN).value.says("video") == "no"
    assert stands(town, name).agreed.says("video") == "no" == stands(town, name).counts("video")
    with page_of(town, rosa, name) as (_, _, page):
        assert not page.page.has(own)
    with town.desk(kit) as desk:
        consents.take_back(desk, town.charts[name])
    assert stands(town, name).agreed.back


def test_no_form_of_the_client_is_hidden_behind_one_of_the_same_place(forger):
    town, name, kit, rosa = forger
    form = drafted(town, name, Party(name, Signer.CLIENT))
    with town.desk(kit) as desk:
        authorizations.take_back(desk, town.charts[name], form)
    mine = listed(town, kit, name, OWN)[form]
    with page_of(town, rosa, name) as (desk, at, page):
        planted = replace(mine.value, revoked=None, signatures=())
        before = tuple(Version(n, Content.AUTHORIZATION, bytes(32), desk.today, desk.actor.id) for n in (1, 2))
        write(desk, at, with_lines(page, Line(form, before)), changes=[form_change(form, planted)])
    with page_of(town, rosa, name) as (desk, at, page):
        write(desk, at, with_lines(page, *(Line(one.object, one.versions[-1:]) for one in page.page.lines)))
    for who, purpose in ((kit, OWN), (town.ada, TREATS)):
        assert listed(town, who, name, purpose)[form].value.revoked is not None


def test_a_signature_on_paper_that_only_who_signs_wrote_down_is_nobodys(forger):
    town, name, kit, rosa = forger
    form = drafted(town, name, Party(name, Signer.CLIENT), mother("Rosa Forge"))
    value = listed(town, rosa, name, FOR)[form].value
    with page_of(town, rosa, name) as (desk, at, page):
        made = authorization.with_signature(value, Signature(0, How.PAPER, desk.today, desk.actor.id), desk.today)
        write(desk, at, page, changes=[form_change(form, made)])
    assert not listed(town, town.ada, name, TREATS)[form].value.signed(0)
    assert not listed(town, kit, name, OWN)[form].value.signed(0)


def test_a_no_that_was_sealed_is_missed_when_its_line_goes(forger):
    town, name, kit, rosa = forger
    form = drafted(town, name, Party(name, Signer.CLIENT), mother("Rosa Forge"))
    for who in (kit, rosa):
        with town.desk(who) as desk:
            found = next(one for one in authorizations.list_forms(desk, town.charts[name], OWN if who is kit else FOR) if one.id == form)
            authorizations.sign(desk, town.charts[name], form, found.version)
    assert listed(town, town.ada, name, TREATS)[form].state == "live"
    with town.desk(kit) as desk:
        authorizations.take_back(desk, town.charts[name], form)
    with page_of(town, rosa, name) as (desk, at, page):
        write(desk, at, with_lines(page, *(Line(one.object, one.versions[:-1]) for one in page.page.lines)))
    with pytest.raises(Tampered):
        listed(town, town.ada, name, TREATS)
