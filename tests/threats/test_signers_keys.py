"""Who signs for a client by law holds the key of what they signed, and of nothing that the client answered: tried past every page, with each
key of their ring and inbox and each share of the keeper's file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from itertools import product

import pytest
from tests.pages.charts.talks import by_client
from tests.pages.charts.test_signs_for import kept, parent
from tests.pages.charts.test_signs_forms import drafted, mother
from tests.pages.town import Person, Town

from tacenda.acts import authorizations, gate, kept_talks, talks
from tacenda.acts.desk import desk_of, resume, take_in
from tacenda.core.ledger.asks import Ask, Place
from tacenda.core.model.authorization import Party, Signer
from tacenda.core.sealing import derive, envelope
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.encoding import u16, u64
from tacenda.core.words.errors import NotFound, Refused, Tampered
from tacenda.core.words.ids import ZERO_HASH, GrantHash, ObjectId
from tacenda.core.words.moments import Moment
from tacenda.doors.web.talk.texts import WORDINGS
from tacenda.shell import fresh

NAME = "Kit Birk"
KINDS = (Content.PAGE, Content.CONSENT, Content.AUTHORIZATION)


@dataclass
class Lives:
    """A client who did a check-in, held a talk and has a form; and a parent who signs. Objects by what they are."""

    town: Town
    kit: Person
    rosa: Person
    clients: dict[str, bytes]
    theirs: dict[str, bytes]

    @property
    def chart(self):
        return self.town.charts[NAME]


@pytest.fixture(scope="module")
def lives(tmp_path_factory):
    town = Town(tmp_path_factory.mktemp("signers-keys"))
    kit = town.client(NAME)
    rosa = parent(town, NAME, "Rosa Birk", chart=False)
    browser, _ = by_client(town, kit)
    browser.submit(browser.get("/mood"), "Send", okay="uneasy", holding="much", reach="no", seen="therapist")
    kept(town, rosa, NAME, video="yes")
    alone = drafted(town, NAME, Party(NAME, Signer.CLIENT))
    named = drafted(town, NAME, Party(NAME, Signer.CLIENT), mother("Rosa Birk"))
    with town.desk(kit, write=False) as desk:
        stands, held = talks.stands(desk, town.charts[NAME], Purpose.OWN_RECORD, WORDINGS), desk.held(town.charts[NAME])
        own, signed = (held.of(code).id for code in (Code.CONSENT, Code.SIGNED))
    clients = {"page": own, "check-in": stands.agreed.moods, "talk": stands.agreed.talk, "form": alone}
    yield Lives(town, kit, rosa, clients, {"page": signed, "talk": stands.spoken.talk, "form": named})
    town.close()


def opened_by(lives: Lives, who: Person) -> set[bytes]:
    """Every object of what was agreed that opens with any key somebody holds, and any share of the keeper's file, under any kind."""
    town = lives.town
    keyring = resume(town.house, town.sign_in(who, stepped_up=True)).keyring
    with town.house.content.writing() as tx:
        desk = desk_of(town.house, tx, keyring)
        take_in(town.house, tx, desk.keyring)
        halves = [half for one in desk.keyring.keys(lives.chart).compartments for _, half in one.halves]
    with closing(sqlite3.connect(town.house.folder / "keeper.db")) as db:
        seeds = [row[0] for row in db.execute("SELECT secret FROM share WHERE length(secret) = 32")]
    codes = {one.id: one.code for one in town.house.keeper.states(lives.chart) if one.code in (Code.CONSENT, Code.SIGNED)}
    with closing(sqlite3.connect(town.house.folder / "content.db")) as db:
        rows = [row for row in db.execute("SELECT id, version, compartment, epoch, envelope FROM object") if row[2] in codes]
    assert halves and seeds and len(rows) >= 7
    return {row[0] for row in rows if _opens(lives, row, codes[row[2]], product(halves, seeds))}


def _opens(lives: Lives, row: tuple, code: Code, keys) -> bool:
    id, version, compartment, epoch, box = row
    practice = lives.town.house.keeper.practice
    for half, seed in keys:
        key = derive.object_key(half, derive.share(seed, id), practice, lives.chart, compartment, epoch, id)
        for content in KINDS:
            try:
                place = [lives.chart, compartment, u16(code), u64(epoch), id, u64(version), u16(content)]
                envelope.open_box(key, envelope.Kind.OBJECT, practice, place, box)
            except Tampered:
                continue
            return True
    return False


def test_no_key_of_who_signs_opens_a_check_in_a_talk_of_the_client_or_a_form_without_their_name(lives: Lives):
    opened = opened_by(lives, lives.rosa)
    assert not opened & set(lives.clients.values()), [what for what, id in lives.clients.items() if id in opened]
    assert opened == set(lives.theirs.values())


def test_the_client_and_who_treats_them_open_both_sides_with_their_keys(lives: Lives):
    every = {*lives.clients.values(), *lives.theirs.values()}
    for who in (lives.kit, lives.town.ada):
        assert opened_by(lives, who) == every


def test_what_they_signed_and_were_asked_to_sign_opens_for_them_as_before(lives: Lives):
    with lives.town.desk(lives.rosa) as desk:
        talk = kept_talks.open_talk(desk, lives.chart, Purpose.SPEAKS_FOR)
        assert (talk.id, talk.sides, talk.value.says("video")) == (lives.theirs["talk"], ("parent",), "yes")
        forms = authorizations.list_forms(desk, lives.chart, Purpose.SPEAKS_FOR)
        assert [one.id for one in forms] == [lives.theirs["form"]]
        authorizations.sign(desk, lives.chart, forms[0].id, forms[0].version)
    with lives.town.desk(lives.kit, write=False) as desk:
        listed = authorizations.list_forms(desk, lives.chart, Purpose.OWN_RECORD)
        assert {one.id for one in listed} == {lives.clients["form"], lives.theirs["form"]}
        assert next(one for one in listed if one.id == lives.theirs["form"]).value.signed(1)


@pytest.mark.parametrize("what", ["page", "check-in", "talk", "form"])
def test_the_keeper_gives_who_signs_no_share_of_what_the_client_answered(lives: Lives, what: str):
    """With an ask of their own making, signed by their own key, past every page and rule."""
    consent = next(one for one in lives.town.house.keeper.states(lives.chart) if one.code is Code.CONSENT)
    with lives.town.desk(lives.rosa, write=False) as desk:
        keys = desk.held(lives.chart)
        assert not keys.holds(Code.CONSENT) and not desk.keeper.allows(consent.id, GrantHash(keys.grant_hash))
        with pytest.raises(NotFound):
            gate.standing(desk, lives.chart, Purpose.SPEAKS_FOR, Code.CONSENT).page(Code.CONSENT)
        place = Place(consent.id, consent.epoch, ObjectId(lives.clients[what]), 0, b"")
        ask = Ask(
            desk.keyring.practice, fresh.secret(16), Moment(desk.now), desk.actor.id, lives.chart, keys.ledger_epoch, Act.OPEN, (place,),
            ZERO_HASH, keys.grant_hash, b"", keys.statement.shown(), None, Purpose.SPEAKS_FOR.value, "", (), desk.house.rules.digest,
        )  # fmt: skip
        with pytest.raises(Refused):
            desk.keeper.release([desk.keyring.sign(ask, keys)])
