"""Who signs for a client by law writes what they like on the page they hold, with their own keys and past every page: they turn nothing of what
the client said, no yes comes of it that the client did not give, and no no of the client's goes."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import pytest
from tests.pages.charts.talks import by_client, stands
from tests.pages.charts.test_signs_for import DAY, kept, parent
from tests.pages.charts.test_signs_forms import drafted, mother, terms
from tests.pages.town import Town

from tacenda.acts import anew, authorizations, consents, gate, incidents, kept_talks, ledger, pages, supervision, topics
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import authorization, offers, signed_for
from tacenda.core.model.authorization import How, Party, Signature, Signer
from tacenda.core.model.chart import Line, Version
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import Conflict, NotFound, Refused, Tampered
from tacenda.core.words.ids import PrincipalId
from tacenda.core.words.moments import Day
from tacenda.core.words.people import Role
from tacenda.shell import fresh
from tacenda.shell.store import objects

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


def test_no_form_of_the_client_is_hidden_or_held_up_from_the_page_of_who_signs(forger):
    """Not by a version of it that lies there, nor by a line that says so."""
    town, name, kit, rosa = forger
    form = drafted(town, name, Party(name, Signer.CLIENT))
    planted, before = (
        listed(town, kit, name, OWN)[form].value,
        (Version(1, Content.AUTHORIZATION, bytes(32), Day(1), PrincipalId(bytes(16))),),
    )
    with pytest.raises(Conflict), page_of(town, rosa, name) as (desk, at, page):
        write(desk, at, with_lines(page, Line(form, before)), changes=[form_change(form, planted)])
    with page_of(town, rosa, name) as (desk, at, page):
        write(desk, at, with_lines(page, Line(form, before)))
    with town.desk(kit) as desk:
        authorizations.take_back(desk, town.charts[name], form)
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


def test_a_form_that_who_signs_drew_up_themselves_is_signed_by_nobody(forger):
    town, name, _, rosa = forger
    form, drawn = fresh.object_id(), authorization.drawn(terms(name, mother("Rosa Forge")))
    with page_of(town, rosa, name) as (desk, at, page):
        made = authorization.with_signature(drawn, Signature(0, How.KEY, desk.today, desk.actor.id), desk.today)
        write(desk, at, page, changes=[form_change(form, drawn), form_change(form, made)])
    found = listed(town, town.ada, name, TREATS)[form]
    assert not found.value.signed(0) and found.state == "waiting"
    with town.desk(rosa) as desk, pytest.raises((NotFound, Refused)):
        authorizations.propose(desk, town.charts[name], drawn.terms, FOR)


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
    assert form not in listed(town, town.ada, name, TREATS)
    with town.desk(town.ada) as desk:
        assert authorizations.offered(desk, town.charts[name]) == ()
    with town.desk(town.ada) as desk, pytest.raises(Tampered):
        authorizations.open_form(desk, town.charts[name], form, TREATS)


class Empty(Line):
    """A line without a version, which no page of the product writes."""

    @property
    def newest(self) -> Version:
        return Version(0, Content.AUTHORIZATION, bytes(32), Day(0), PrincipalId(bytes(16)))


def spoil(town: Town, rosa, name: str, what: str, form) -> None:
    """The page of who signs, as nobody can read it; or a form on it."""
    value = listed(town, rosa, name, FOR)[form].value
    with page_of(town, rosa, name) as (desk, at, page):
        if what == "head":
            write(desk, at, page, head={"v": 9})
        elif what == "lines":
            write(desk, at, with_lines(page, Empty(form, ())))
        else:
            write(desk, at, page, changes=[form_change(form, replace(value, terms=replace(value.terms, recipient="Rosa")))])


@pytest.mark.parametrize("what", ["head", "lines", "form"])
def test_a_spoilt_page_of_who_signs_shuts_no_page_of_anybody_else_and_the_office_is_told(forger, what: str):
    town, name, kit, rosa = forger
    kept(town, rosa, name)
    form = drafted(town, name, Party(name, Signer.CLIENT), mother("Rosa Forge"))
    alone = drafted(town, name, Party(name, Signer.CLIENT))
    spoil(town, rosa, name, what, form)
    browser = town.browser(kit)
    for path in ("/home", "/talk/done", "/talk/stop", "/forms", "/choices/people"):
        assert browser.get(path).status == 200, path
    assert set(listed(town, kit, name, OWN)) == {alone} == set(listed(town, town.ada, name, TREATS))
    ada = town.browser(town.ada, stepped_up=True)
    for path in ("/day", *(town.path(f"charts/{page}", chart=town.charts[name]) for page in ("card", "talk", "forms", "give"))):
        assert ada.get(path).status == 200, path
    with town.desk(town.ada) as desk:
        assert incidents.told(desk)
    with town.desk(kit) as desk:
        consents.take_back(desk, town.charts[name])
    assert stands(town, name).agreed.back
    town.stop_by(kit, name, "Rosa Forge")
    assert "Rosa Forge" not in browser.get("/talk/2").text


def test_a_forged_word_about_the_newest_talk_shuts_no_page_of_who_treats_and_the_office_is_told(own_town: Town):
    town, name = own_town, "Kim Forge"
    rosa = parent(town, name, "Rosa Forge")
    kept(town, rosa, name)
    talk, ada = town.path("charts/talk", chart=town.charts[name]), town.browser(town.ada, stepped_up=True)
    assert "does not fit" not in ada.get(talk).text
    with page_of(town, rosa, name) as (desk, at, page):
        found = signed_for.read(page.head)
        write(desk, at, page, head=signed_for.head(replace(found, answered=replace(found.answered, how="paper"))))
    seen = ada.get(talk)
    assert seen.status == 200 and "What was signed for this client by law does not fit." in seen.text and "Not started" not in seen.text
    with town.desk(town.ada) as desk:
        assert incidents.told(desk)


def test_a_no_on_a_page_that_who_signs_spoilt_stays_one(own_town: Town):
    town, name = own_town, "Kim Forge"
    rosa = parent(town, name, "Rosa Forge")
    kept(town, rosa, name, supervision="no")
    form = drafted(town, name, Party(name, Signer.CLIENT), mother("Rosa Forge"))
    spoil(town, rosa, name, "head", form)
    with town.desk(town.ada) as desk:
        assert supervision.refused(desk, town.charts[name], TREATS) == supervision.NOT_SHOWN


def test_who_is_kept_from_what_the_client_answered_drafts_no_form_beside_it(forger):
    town, name, kit, _ = forger
    ben = town.colleague("Ben Forge", Role.CLINICIAN)
    town.give(name, ben, offers.CO_THERAPIST)
    town.clock.forward(2 * DAY)
    topics.keep(town.house, SignInSecret(town.sign_in(kit)), town.charts[name], Code.CONSENT, OWN)
    with town.desk(ben) as desk, pytest.raises((NotFound, Refused)):
        authorizations.propose(desk, town.charts[name], terms(name, mother("Rosa Forge")))
    assert listed(town, kit, name, OWN) == {}


def forged(town: Town, rosa, name: str, what: str, form) -> None:
    """As `spoil`; or the page reads, and lists less than lies there, or says something else of the talk."""
    if what in ("head", "lines"):
        spoil(town, rosa, name, what, form)
        return
    with page_of(town, rosa, name) as (desk, at, page):
        found = signed_for.read(page.head)
        if what == "less":
            write(desk, at, with_lines(page))
        elif what == "kinds":
            kinds = [[one._replace(content=Content.NOTE) for one in line.versions] for line in page.page.lines]
            write(desk, at, with_lines(page, *(Line(line.object, tuple(new)) for line, new in zip(page.page.lines, kinds, strict=True))))
        elif what == "another talk":
            write(desk, at, page, head=signed_for.head(replace(found, answered=replace(found.answered, talk=bytes(16)))))
        else:
            write(desk, at, page, head=signed_for.head(replace(found, answered=replace(found.answered, how="paper"))))


def sealed(town: Town, name: str) -> set[tuple[bytes, int, bytes]]:
    """Every row of what was signed, but the page itself."""
    one = next(one for one in town.house.keeper.states(town.charts[name]) if one.code is Code.SIGNED)
    with town.house.content.reading() as tx:
        return {(row.id, row.version, row.envelope) for row in objects.of_compartment(tx, one.id) if row.id != one.id}


@pytest.mark.parametrize("what", ["head", "lines", "less", "word", "another talk"])
def test_a_page_that_who_signs_spoilt_is_begun_anew_and_all_that_was_sealed_there_stays(own_town: Town, what: str):
    town, name = own_town, "Kim Forge"
    rosa = parent(town, name, "Rosa Forge")
    kept(town, rosa, name, supervision="no")
    form = drafted(town, name, Party(name, Signer.CLIENT), mother("Rosa Forge"))
    with town.desk(town.ada) as desk:
        authorizations.taken_back_here(desk, town.charts[name], form, 1)
    before = sealed(town, name)
    forged(town, rosa, name, what, form)
    ada, talk = town.browser(town.ada, stepped_up=True), town.path("charts/talk", chart=town.charts[name])
    seen = ada.get(talk)
    assert "What was signed for this client by law does not fit." in seen.text
    again = ada.submit(seen, "Begin a new one")
    assert "does not fit" not in again.text and "Begin a new one" not in again.text
    assert sealed(town, name) == before
    assert listed(town, town.ada, name, TREATS)[form].value.revoked is not None  # a no to a form stays one
    assert set(listed(town, rosa, name, FOR)) == {form}
    with town.desk(town.ada) as desk:
        assert not anew.begin(desk, town.charts[name], TREATS)
        assert supervision.refused(desk, town.charts[name], TREATS)  # and one in the talk
        assert [one.day for one in kept_talks.history(desk, town.charts[name], TREATS)] == [desk.today]
    if what != "less":  # what the page said of the talk is lost: it is due for who signs
        assert "A talk about privacy waits for you" in town.browser(rosa).get("/home").text
        assert [one.reason.value for one in stands(town, name).due] == ["first"]
        kept(town, rosa, name, supervision="yes")
    with town.desk(town.ada) as desk:
        assert supervision.refused(desk, town.charts[name], TREATS) == (supervision.SAID_NO if what == "less" else "")
    assert town.checked(town.ada, rosa) == []
    with town.desk(town.ada) as desk:
        assert {line.reason for line in ledger.who_looked(desk, town.charts[name], Purpose.OVERSIGHT, None).lines} >= {anew.BEGUN}


def test_a_client_begins_the_page_anew_that_who_signs_for_them_spoilt_and_reads_the_line(forger):
    town, name, kit, rosa = forger
    kept(town, rosa, name, video="yes")
    form = drafted(town, name, Party(name, Signer.CLIENT), mother("Rosa Forge"))
    spoil(town, rosa, name, "head", form)
    browser = town.browser(kit)
    assert "What was signed for you by law does not fit." in browser.get("/talk/done").text
    page = browser.get("/forms")
    assert "What was signed for you by law does not fit." in page.text
    again = browser.submit(page, "Begin a new one")
    assert again.path == "/talk/done" and "does not fit" not in again.text and "Rosa Forge, a parent answered" not in again.text
    assert form in listed(town, kit, name, OWN)
    assert "Began the page of what is signed for you anew." in browser.get("/looked").text
    kept(town, rosa, name, video="yes")
    assert "Rosa Forge, a parent answered" in browser.get("/talk/done").text


def test_a_page_that_reads_as_it_should_is_begun_anew_by_nobody_and_by_who_signs_none(forger):
    town, name, kit, rosa = forger
    drafted(town, name, Party(name, Signer.CLIENT), mother("Rosa Forge"))
    for who, purpose in ((kit, OWN), (town.ada, TREATS)):
        with town.desk(who) as desk:
            assert not anew.begin(desk, town.charts[name], purpose)
    kept(town, rosa, name)
    with page_of(town, rosa, name) as (_, _, page):
        said = page.version, page.head
    for who, purpose in ((kit, OWN), (town.ada, TREATS)):
        with town.desk(who) as desk:
            assert not anew.begin(desk, town.charts[name], purpose)
    with page_of(town, rosa, name) as (_, _, page):
        assert (page.version, page.head) == said
    for path in (town.path("charts/talk", chart=town.charts[name]), town.path("charts/forms", chart=town.charts[name])):
        assert "Begin a new one" not in town.browser(town.ada).get(path).text
    with town.desk(rosa) as desk, pytest.raises(NotFound):
        anew.begin(desk, town.charts[name], FOR)


@pytest.mark.parametrize("what", ["head", "lines", "less", "kinds"])
def test_a_page_that_who_signs_spoilt_before_they_were_stopped_gets_new_keys_all_the_same(forger, what: str):
    town, name, kit, rosa = forger
    kept(town, rosa, name)
    form, epoch = drafted(town, name, Party(name, Signer.CLIENT), mother("Rosa Forge")), epoch_of(town, name)
    forged(town, rosa, name, what, form)
    before = len(sealed(town, name))
    town.stop_by(kit, name, "Rosa Forge")
    assert epoch_of(town, name) > epoch
    with town.desk(town.ada) as desk:
        assert anew.begin(desk, town.charts[name], TREATS)
    assert len(sealed(town, name)) == before
    assert set(listed(town, kit, name, OWN)) == {form} == set(listed(town, town.ada, name, TREATS))
    assert town.checked(kit, town.ada) == []


def epoch_of(town: Town, name: str) -> int:
    return next(one.epoch for one in town.house.keeper.states(town.charts[name]) if one.code is Code.SIGNED)
