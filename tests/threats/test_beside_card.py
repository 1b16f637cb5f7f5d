"""Whoever stands beside a client holds no key of their card: what to call the client stands on the list, which goes along with every grant."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from itertools import product

import pytest
from tests.walks.practice import KIM, MAYA, Town

from tacenda.acts import beside, cards, charts, gate, grants, holders, pages
from tacenda.acts.desk import desk_of, reading, take_in, writing
from tacenda.core.model import access_list, offers
from tacenda.core.model.chart import Card
from tacenda.core.model.offers import Offer
from tacenda.core.sealing import derive, envelope
from tacenda.core.words.access import Code, Content, Purpose
from tacenda.core.words.encoding import u16, u64
from tacenda.core.words.errors import NotFound, Tampered
from tacenda.core.words.ids import GrantHash, ObjectId
from tacenda.core.words.moments import NEVER
from tacenda.core.words.people import Role
from tacenda.doors.cli.demo_cast import PASSPHRASE, Person

ANA = Person("Ana Berg", "demo.ana", Role.TRUSTED)
FORM = ObjectId(b"f" * 16)
DAY = 86_400
# What a grant gave before: the card as well.
BEFORE = replace(offers.TRUSTED, codes={**offers.TRUSTED.codes, Code.CONTACT: offers.READ})
EACH: Mapping[str, Offer] = {
    "trusted": offers.TRUSTED, "helper elsewhere": offers.OUTSIDE, "by a form": offers.by_form(FORM, [Code.RECORD, Code.SHARED]),
    "by law": offers.representative("US-CA.minor"), "by law, to sign": offers.representative("US-CA.minor", "parent"), "nothing but the name": offers.TRUSTED.only([]),
}  # fmt: skip


@pytest.fixture
def town(town: Town) -> Town:
    """With Ana, who enrolled by a card of the client's."""
    with town.signed_in(KIM, stepped_up=True) as visitor, writing(town.house, visitor) as desk:
        card = cards.for_trusted(desk, town.kim, ANA.name)
    town.built.codes[ANA.login] = cards.join(town.house, card.code, ANA.login, PASSPHRASE).recovery
    calls(town, KIM, "Kim")
    return town


def calls(town: Town, who: Person, called: str) -> None:
    with town.signed_in(who, stepped_up=True) as visitor, writing(town.house, visitor) as desk:
        charts.change_card(desk, town.kim, Card(KIM.name, called, phone="555 0199", address="12 Elm Road"))


def lets_in(town: Town, offer: Offer) -> GrantHash:
    with town.signed_in(KIM, stepped_up=True) as visitor, writing(town.house, visitor) as desk:
        waits = next(one for one in cards.waiting(desk) if one.name == ANA.name)
        grants.give(desk, town.kim, Purpose.OWN_RECORD, waits.entry, waits.name, offer, NEVER)
        found = holders.who_can(desk, town.kim, Purpose.OWN_RECORD)
    town.clock.forward(DAY)
    return next(one.holder.grant for one in found if one.holder.name == ANA.name)


def name_read(town: Town) -> str:
    with town.signed_in(ANA) as visitor, reading(town.house, visitor) as desk:
        return next(one.name for one in beside.people(desk))


def card_rows_opened(town: Town) -> int:
    """How many rows of the card open with any key of theirs and every share of the keeper's file."""
    keyring = town.somebody(ANA).keyring
    with town.house.content.writing() as tx:
        desk = desk_of(town.house, tx, keyring)
        take_in(town.house, tx, desk.keyring)
        mine = [(epoch, half) for one in desk.keyring.keys(town.kim).compartments for epoch, half in one.halves]
    assert mine
    card = next(one.id for one in town.house.keeper.states(town.kim) if one.code is Code.CONTACT)
    with closing(sqlite3.connect(town.folder / "keeper.db")) as db:
        seeds = [row[0] for row in db.execute("SELECT secret FROM share WHERE length(secret) = 32")]
    with closing(sqlite3.connect(town.folder / "content.db")) as db:
        rows = db.execute("SELECT id, version, epoch, envelope FROM object WHERE compartment = ?", (card,)).fetchall()
    assert rows
    return sum(_opens(town, card, row, mine, seeds) for row in rows)


def _opens(town: Town, card: bytes, row: tuple, mine: list[tuple[int, bytes]], seeds: list[bytes]) -> bool:
    id, version, epoch, box = row
    place = [town.kim, card, u16(Code.CONTACT), u64(epoch), id, u64(version), u16(Content.CARD)]
    practice = town.house.keeper.practice
    for (_, half), seed in product(mine, seeds):
        key = derive.object_key(half, derive.share(seed, id), practice, town.kim, card, epoch, id)
        try:
            envelope.open_box(key, envelope.Kind.OBJECT, practice, place, box)
        except Tampered:
            continue
        return True
    return False


@pytest.mark.parametrize("offer", EACH.values(), ids=EACH.keys())
def test_nobody_beside_a_client_holds_a_key_of_the_card_and_each_reads_the_name(town: Town, offer: Offer):
    assert Code.CONTACT not in offer.codes
    lets_in(town, offer)
    assert name_read(town) == "Kim"
    assert card_rows_opened(town) == 0
    with town.signed_in(ANA) as visitor, reading(town.house, visitor) as desk, pytest.raises(NotFound):
        gate.standing(desk, town.kim, beside.purpose_of(desk, town.kim), Code.CONTACT).page(Code.CONTACT)


def test_the_search_finds_a_key_of_the_card_where_there_is_one(town: Town):
    lets_in(town, BEFORE)
    assert card_rows_opened(town) == 1


@pytest.mark.parametrize("who", [KIM, MAYA])
def test_who_changes_the_name_changes_it_for_those_beside_the_client(town: Town, who: Person):
    lets_in(town, offers.TRUSTED)
    calls(town, who, "Robin")
    assert name_read(town) == "Robin"
    assert town.checked().fits


def test_a_list_that_nobody_stands_on_beside_the_client_says_no_name(town: Town):
    calls(town, KIM, "Robin")
    with town.signed_in(MAYA) as visitor, reading(town.house, visitor) as desk:
        listed = gate.standing(desk, town.kim, Purpose.TREATMENT).access
    assert listed is not None and listed.called == ""


def test_a_grant_from_before_goes_on_and_the_client_takes_the_card_out_of_it(town: Town):
    """On a list that does not say the name yet it is read from the card; the card's next writing says it there."""
    grant = lets_in(town, BEFORE)
    with town.signed_in(KIM, stepped_up=True) as visitor, writing(town.house, visitor) as desk:
        at = gate.standing(desk, town.kim, Purpose.OWN_RECORD)
        assert at.access is not None and at.access.called == "Kim"
        pages.write(desk, at, Code.ACCESS, Purpose.OWN_RECORD, [], access_list.head(replace(at.access, called="")))
    assert name_read(town) == "Kim"
    calls(town, KIM, "Robin")
    assert name_read(town) == "Robin"
    with town.signed_in(KIM) as visitor:
        grants.limit(town.house, visitor, town.kim, grant, Code.CONTACT, Purpose.OWN_RECORD)
    assert name_read(town) == "Robin"
    calls(town, KIM, "Kim")
    assert card_rows_opened(town) == 0
