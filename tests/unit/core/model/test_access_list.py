"""Who may and who must not be let in: what a list says of a person, and what a page that does not fit becomes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tacenda.core.model import access_list, say
from tacenda.core.model.access_list import AccessList, Holder, Left
from tacenda.core.model.say import Choice, Exempt, Laid, Restriction, Say, Topic
from tacenda.core.words.access import Code, Right
from tacenda.core.words.encoding import Parsed, parse, plain
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import CompartmentId, EntryHash, GrantHash, ObjectId, PrincipalId
from tacenda.core.words.moments import Day, Moment

READ = frozenset({Right.READ})
TODAY = Day(20_785)


def holder(number: int, basis: str = "practice.treating") -> Holder:
    raw = bytes([number])
    return Holder(
        GrantHash(raw * 32), ObjectId(raw * 16), PrincipalId(raw * 16), EntryHash(raw * 32), f"No. {number}", "clinician",
        ((CompartmentId(raw * 16), Code.RECORD, READ),), READ, TODAY, Moment(0), basis, True,
    )  # fmt: skip


BEN, SUE = holder(1), holder(2, "practice.supervising")
LIST = AccessList((BEN, SUE), (), bytes(32))
LIMIT = Restriction(BEN.grant, Code.RECORD, TODAY, BEN.grantee, BEN.name)
SAID = Say(3, b"a" * 32, Laid(Choice.GUIDES, LIST.with_bar(SUE, TODAY).barred, (LIMIT,), ((SUE.grantee, b"n" * 16),)), b"s" * 32)

TOPICS = (Topic(Code.RECORD, TODAY, (BEN.grant,)), Topic(Code.SCHEDULE, TODAY))
EXEMPT = Exempt(SUE.grantee, SUE.name, SUE.role, SUE.basis, TODAY)


def parsed(access: AccessList) -> Parsed:
    return parse(plain({"head": access_list.head(access)}))["head"]  # pyright: ignore[reportReturnType]


@pytest.mark.parametrize(
    "access",
    [
        LIST,
        replace(
            LIST, notices=((BEN.grantee, b"n" * 16),), choice=Choice.GUIDES, restrictions=(Restriction(BEN.grant, Code.RECORD, TODAY),)
        ),
        LIST.with_bar(BEN, TODAY).with_bar(SUE, TODAY),
        replace(LIST, left=Left(BEN.grantee, "Ben", TODAY, gone=True)),
        replace(LIST, left=Left(BEN.grantee, "Ben", TODAY, gone=False)),
        LIST.as_said(SAID),
        LIST.as_said(replace(SAID, laid=replace(SAID.laid, topics=TOPICS, exempt=(EXEMPT,)))),
        replace(LIST, wrote=((SUE.grantee, "Sue"),)),
        replace(LIST, restrictions=(Restriction(SUE.grant, Code.CONTACT, TODAY),)).as_said(SAID),
    ],
)
def test_a_list_reads_as_it_was_written(access):
    assert access_list.read(parsed(access)) == access


def test_a_list_from_before_says_of_everybody_who_kept_it_that_they_are_gone():
    head = parsed(replace(LIST, left=Left(BEN.grantee, "Ben", TODAY, gone=False)))
    who, name, day, _ = head["left"]  # pyright: ignore[reportGeneralTypeIssues]
    assert access_list.read({**head, "left": [who, name, "Cleo", day]}).left == Left(BEN.grantee, "Ben", TODAY, gone=True)


def test_each_account_of_a_client_who_is_in_has_an_id_of_its_own_and_nobody_else():
    subject = replace(SUE, rights=frozenset({Right.SUBJECT}))
    twin = replace(holder(3), rights=frozenset({Right.SUBJECT}))
    both = AccessList((BEN, subject, twin), (), bytes(32)).with_notice(subject.grantee, b"s" * 16).with_notice(twin.grantee, b"t" * 16)
    assert both.reached == (b"s" * 16, b"t" * 16)
    assert both.with_notice(subject.grantee, b"u" * 16).reached == (b"t" * 16, b"u" * 16)
    assert both.with_notice(BEN.grantee, b"b" * 16).without(frozenset({twin.grant})).reached == (b"s" * 16,)


def test_whom_the_client_stopped_is_kept_out_until_the_client_says_otherwise():
    out = LIST.with_bar(BEN, TODAY)
    assert out.keeps_out(BEN.grantee, BEN.name, "practice.covering", frozenset({Code.SCHEDULE}))
    assert out.keeps_out(BEN.grantee, BEN.name, "founder", frozenset())
    assert not out.keeps_out(SUE.grantee, SUE.name, SUE.basis, frozenset({Code.RECORD}))
    assert not out.without_bar(BEN.grantee).keeps_out(BEN.grantee, BEN.name, BEN.basis, frozenset({Code.RECORD}))


def test_whom_the_client_stopped_is_kept_out_under_a_new_account_too():
    out, new = LIST.with_bar(BEN, TODAY), PrincipalId(bytes([9]) * 16)
    limited = replace(LIST, restrictions=(Restriction(BEN.grant, Code.RECORD, TODAY),))
    assert out.keeps_out(new, f" {BEN.name.upper()}", "practice.covering", frozenset({Code.SCHEDULE}))
    assert limited.keeps_out(new, BEN.name, BEN.basis, frozenset({Code.RECORD}))
    assert not limited.keeps_out(new, BEN.name, BEN.basis, frozenset({Code.SCHEDULE}))
    assert not out.keeps_out(new, "No. 9", BEN.basis, frozenset({Code.RECORD}))
    assert not out.keeps_out(new, BEN.name, "consent.joining", frozenset({Code.CONTACT}))


@pytest.mark.parametrize(
    "looks_alike",
    [
        "Zoe\u0308 Roy",
        "Zo\u00eb\u200b Roy",
        "Zo\u00eb\u00a0Roy",
        "\u2066Zo\u00eb Roy\u2069",
        "ZO\u00cb Ro\ufe0fy",
        "Zo\u00eb \uff32oy",
        "Zo\u00eb Roy\U000e0100",
        "Z\u2065o\u00eb Roy",
        "Zo\u00eb\tRo\ufff0y",
        "Zo\u00eb R\x7foy",
        "Zo\u00eb\U000e0080 Roy",
    ],
)
def test_whom_the_client_stopped_is_kept_out_under_a_name_that_only_a_computer_can_tell_apart(looks_alike):
    zoe, new = replace(BEN, name="Zo\u00eb Roy"), PrincipalId(bytes([9]) * 16)
    out = LIST.with_bar(zoe, TODAY)
    assert out.keeps_out(new, looks_alike, "practice.covering", frozenset({Code.SCHEDULE}))
    assert not out.keeps_out(new, "Zoe Roy", "practice.covering", frozenset({Code.SCHEDULE}))


def test_what_the_client_said_stands_on_the_list_whoever_writes_it():
    """Nothing that another writer changes of it is kept; limits that the keeper tells are added to it until the client says them too."""
    said = LIST.as_said(SAID)
    assert (said.choice, said.barred, said.notices) == (Choice.GUIDES, SAID.laid.barred, SAID.laid.notices)
    other = replace(said, choice=Choice.TEAM, barred=(), notices=(), restrictions=(Restriction(SUE.grant, Code.CONTACT, TODAY),))
    kept = access_list.read(parsed(other))
    assert kept.say == SAID
    assert kept.choice is Choice.GUIDES and kept.barred == SAID.laid.barred
    assert {one.code for one in kept.restrictions} == {Code.RECORD, Code.CONTACT}
    assert kept.laid.limits[1].name == SUE.name


def test_a_limit_that_was_said_binds_whom_nobody_lists_any_more():
    said = replace(LIST.as_said(replace(SAID, laid=replace(SAID.laid, choice=Choice.TEAM))), holders=(SUE,))
    assert said.keeps_out(BEN.grantee, "Somebody Else", BEN.basis, frozenset({Code.RECORD}))
    assert said.keeps_out(PrincipalId(bytes([9]) * 16), BEN.name, BEN.basis, frozenset({Code.RECORD}))
    assert not said.keeps_out(PrincipalId(bytes([9]) * 16), "No. 9", BEN.basis, frozenset({Code.RECORD}))


def test_a_say_that_does_not_fit_is_refused():
    raw = SAID.write()
    assert say.read(raw) == SAID
    for old, new in ((b'"number":3', b'"number":0'), (b'"guides"', b'"nobody"'), (b'"v":1', b'"v":2'), (b'"limits":[[', b'"limits":[[1,')):
        with pytest.raises(Tampered):
            say.read(raw.replace(old, new))
    with pytest.raises(Tampered):
        access_list.read({**parsed(LIST.as_said(SAID)), "choice": "guides"})


def test_a_say_from_before_topics_has_none_and_its_bytes_are_as_they_were():
    """Its hash stands in the ledger: a client who keeps nothing to their therapist says what they said before."""
    raw = SAID.write()
    assert b"topics" not in raw and b"exempt" not in raw
    assert say.read(raw).laid.topics == () and say.read(raw).laid.exempt == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"topics":[[3,20785,[', b'"topics":[[4,20785,['),
        (b'"topics":[[3,20785,[', b'"topics":[[3,20785,1,['),
        (b'"topics":[[3,20785,[', b'"topics":[[3,"20785",['),
        (b'"exempt":[["', b'"exempt":[[1,"'),
        (b'"exempt":', b'"exempted":'),
    ],
)
def test_a_topic_or_a_yes_by_name_that_does_not_fit_is_refused(old, new):
    raw = replace(SAID, laid=replace(SAID.laid, topics=TOPICS, exempt=(EXEMPT,))).write()
    assert old in raw
    with pytest.raises(Tampered):
        say.read(raw.replace(old, new))


def test_what_is_kept_to_the_therapist_is_shut_to_all_but_who_keeps_the_records_and_the_client():
    kept = replace(LIST, topics=TOPICS)
    codes = frozenset({Code.RECORD, Code.SUPERVISION, Code.SCHEDULE})
    assert kept.kept_from("practice.treating", ()) == kept.kept_from("law.x", ()) == kept.kept_from("practice.keeping", ()) == codes
    assert not (kept.kept_from("founder", ()) | kept.kept_from("practice.succeeding", ()) | kept.kept_from("consent.joining", ()))
    assert not kept.kept_from("law.x", {Right.SUBJECT})
    assert kept.kept_of(BEN) == {Code.RECORD}
    assert kept.without_topic(Code.RECORD).kept_from("practice.treating", ()) == {Code.SCHEDULE}


def test_a_yes_by_name_makes_room_for_one_person_and_one_kind_of_access():
    alone = replace(LIST, choice=Choice.THERAPIST, exempt=(EXEMPT,))
    assert alone.inside(SUE.grantee, SUE.name, SUE.basis) and not alone.inside(SUE.grantee, SUE.name, "practice.treating")
    assert not alone.inside(BEN.grantee, SUE.name, SUE.basis)  # another account of that name
    assert not alone.keeps_out(SUE.grantee, SUE.name, SUE.basis, frozenset({Code.RECORD}))
    assert alone.with_bar(SUE, TODAY).keeps_out(SUE.grantee, SUE.name, SUE.basis, frozenset({Code.RECORD}))
    named = replace(alone, exempt=(replace(EXEMPT, principal=say.NOBODY, name=" sue "),))
    sue = replace(SUE, name="Sue")
    assert named.inside(sue.grantee, sue.name, sue.basis) and not named.inside(BEN.grantee, BEN.name, SUE.basis)


def test_who_wrote_notes_keeps_their_name_and_who_read_them_does_not():
    wrote = replace(BEN, compartments=((BEN.compartments[0][0], Code.RECORD, READ | {Right.WRITE}),))
    gone = AccessList((wrote, SUE), (), bytes(32)).without(frozenset({BEN.grant, SUE.grant}))
    assert (gone.author(BEN.grantee), gone.author(SUE.grantee), gone.name(BEN.grantee)) == (BEN.name, "", "")
    again = gone.with_holder(replace(wrote, name="Ben Roy-Hill"))
    assert again.author(BEN.grantee) == "Ben Roy-Hill"
    assert again.without(frozenset({BEN.grant})).wrote == ((BEN.grantee, "Ben Roy-Hill"),)


def test_a_row_of_who_wrote_that_does_not_fit_is_refused():
    head = parsed(replace(LIST, wrote=((SUE.grantee, "Sue"),)))
    for row in ([], ["AAAA", "Sue"], [*head["wrote"][0], 1]):  # pyright: ignore[reportIndexIssue, reportArgumentType, reportOptionalSubscript]
        with pytest.raises(Tampered):
            access_list.read({**head, "wrote": [row]})  # pyright: ignore[reportArgumentType]


def test_a_second_stop_of_one_person_stands_once():
    assert [one.since for one in LIST.with_bar(BEN, TODAY).with_bar(BEN, Day(TODAY + 1)).barred] == [TODAY + 1]


def test_a_successor_stands_above_every_choice_and_a_stand_in_does_not():
    alone = replace(LIST, choice=Choice.THERAPIST)
    assert alone.inside(BEN.grantee, BEN.name, "practice.succeeding")
    assert not alone.inside(BEN.grantee, BEN.name, "practice.covering")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("barred", [["AA", "Ben", "clinician", 1]]),
        ("barred", [[parse(plain({"id": BEN.grantee}))["id"], "Ben", "clinician"]]),
        ("barred", [[parse(plain({"id": BEN.grantee}))["id"], "Ben", "clinician", "1"]]),
        ("barred", "Ben"),
        ("left", ["AA", "Ben", "", 1]),
        ("left", [parse(plain({"id": BEN.grantee}))["id"], "Ben", ""]),
        ("left", {}),
        ("choice", "nobody"),
        ("notices", [["AA", "AA"]]),
        ("notices", [["AAAAAAAAAAAAAAAAAAAAAA"]]),
        ("more", 1),
    ],
)  # fmt: skip
def test_a_page_that_does_not_fit_is_tampered(field, value):
    with pytest.raises(Tampered):
        access_list.read(parsed(LIST) | {field: value})
