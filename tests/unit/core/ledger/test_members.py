"""Members of an office as the practice's own ledger tells of them: each rule, and what breaks it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tacenda.core.ledger import members
from tacenda.core.ledger.asks import Ask
from tacenda.core.ledger.statements import Covered, DirectoryEntry, Grant
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ZERO_HASH, ChartId, CompartmentId, EntryHash, PracticeId, PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role

PRACTICE, OFFICE, INES, PAT = (bytes([n]) * 16 for n in (1, 2, 3, 4))
FIRST, SECOND, OTHER = (bytes([n]) * 32 for n in (5, 6, 7))
READ = frozenset({Right.READ})


def membership(who: bytes, parent: bytes = b"", office: bytes = OFFICE, rights: frozenset[Right] = frozenset()) -> Grant:
    return Grant(
        PracticeId(PRACTICE), bytes(32), ChartId(office), PrincipalId(who), EntryHash(bytes(32)), (), rights, "Name", "privacy officer",
        "membership", "office", Moment(0), EntryHash(bytes(32)), parent,
    )  # fmt: skip


def ask(via: bytes, about: bytes = SECOND) -> Ask:
    return Ask(
        PracticeId(PRACTICE), bytes(16), Moment(0), PrincipalId(INES), ChartId(PRACTICE), bytes(32), Act.STOP, (), about, bytes(32), via,
        "", None, "oversight", "", (), b"",
    )  # fmt: skip


LIVE = {FIRST: membership(INES, rights=READ), SECOND: membership(PAT, FIRST)}
ENTRY = DirectoryEntry(
    PracticeId(PRACTICE), PrincipalId(OFFICE), (Role.OFFICE,), b"", b"", b"", bytes(1216), bytes(1216), Moment(0), EntryHash(FIRST)
)


def test_who_acts_through_an_office_is_of_it_at_that_line():
    members.live(ask(FIRST), LIVE)
    members.live(ask(b""), {})
    with pytest.raises(Tampered):
        members.live(ask(OTHER), LIVE)


def test_a_member_passes_on_what_they_hold_and_no_more():
    members.put_in(LIVE[SECOND], ask(FIRST), LIVE[FIRST])
    covered = (Covered(CompartmentId(bytes(16)), Code.ACCESS, READ),)
    for grant, via, parent in (
        (LIVE[SECOND], OTHER, LIVE[FIRST]),
        (replace(LIVE[SECOND], rights=READ), FIRST, LIVE[FIRST]),
        (replace(LIVE[SECOND], compartments=covered), FIRST, LIVE[FIRST]),
        (LIVE[SECOND], FIRST, replace(LIVE[FIRST], compartments=covered)),
    ):
        with pytest.raises(Tampered):
            members.put_in(grant, ask(via), parent)


def test_another_member_of_that_office_takes_out_and_so_the_last_one_stays():
    members.taken_out(LIVE[SECOND], ask(FIRST), LIVE)
    members.taken_out(LIVE[FIRST], ask(SECOND, FIRST), LIVE)
    for via, about, standing in (
        (SECOND, SECOND, LIVE),
        (b"", SECOND, LIVE),
        (FIRST, SECOND, {SECOND: LIVE[SECOND]}),
        (OTHER, SECOND, {**LIVE, OTHER: membership(INES, office=PAT)}),
    ):
        with pytest.raises(Tampered):
            members.taken_out(LIVE[SECOND], ask(via, about), standing)


def test_an_offices_keys_are_changed_by_a_member():
    members.turned(ENTRY, ask(FIRST), LIVE)
    members.turned(replace(ENTRY, previous=EntryHash(ZERO_HASH)), ask(b""), LIVE)
    members.turned(replace(ENTRY, roles=(Role.CLINICIAN,)), ask(b""), LIVE)
    for via, standing in ((b"", LIVE), (OTHER, LIVE), (OTHER, {OTHER: membership(INES, office=PAT)})):
        with pytest.raises(Tampered):
            members.turned(ENTRY, ask(via), standing)
