"""Statements, asks, entries, bundles: written one way, read only that way; and what grants may give."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.core.ledger.small_practice import ALL, R, W, a_day

from tacenda.core.ledger.asks import Ask, Place, SignedAsk
from tacenda.core.ledger.bundle import Bundle, Seen, origin_number
from tacenda.core.ledger.entry import BY_KEEPER, Body, leaf_of
from tacenda.core.ledger.statements import Certificate, Covered, DirectoryEntry, DirectorySignatures, Epoch, Genesis, Grant
from tacenda.core.ledger.tree import leaf_hash
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.encoding import b64, plain
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ZERO_HASH, CompartmentId, ObjectId
from tacenda.core.words.moments import Moment

DAY = a_day()
ASKED = next(Body.read(line.body) for line in DAY.chart.lines if Body.read(line.body).act is Act.WRITE)
RECORD = DAY.chart.compartments[Code.RECORD]
NAMED = tuple(Place(RECORD, 1, ObjectId(bytes([n]) * 16), 0, b"") for n in range(1, 4))
ROLL = replace(Ask.read(ASKED.ask), act=Act.ROLL_BEGUN, places=NAMED)
KINDS: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "genesis": (Genesis.read, DAY.practice.genesis),
    "directory": (DirectoryEntry.read, DAY.client.published.statement),
    "office": (DirectoryEntry.read, DAY.practice.offices[0].statement),
    "signatures": (DirectorySignatures.read, DAY.client.published.signatures),
    "certificate": (Certificate.read, DAY.client.certificate),
    "grant": (Grant.read, DAY.shared.raw),
    "epoch": (Epoch.read, DAY.chart.epochs[DAY.chart.compartments[Code.LEDGER]].write()),
    "ask": (Ask.read, ASKED.ask),
    "roll": (Ask.read, ROLL.write()),
    "body": (Body.read, DAY.chart.lines[0].body),
    "bundle": (Bundle.read, DAY.chart.bundle().write()),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_is_what_is_read(kind: str) -> None:
    read, raw = KINDS[kind]
    assert read(raw).write() == raw  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_more_or_less_or_of_another_type_is_refused(kind: str) -> None:
    read, raw = KINDS[kind]
    value = json.loads(raw)
    bent = [{**value, "more": 1}, {**value, "v": 2}, {**value, "v": "1"}, {**value, "v": True}]
    for name in value:
        bent += [
            {key: item for key, item in value.items() if key != name},
            {**value, name: {}},
            {**value, name: 7},
            {**value, name: "\u00e9"},
        ]
        bent += [{**value, name: [1]}, {**value, name: [[]]}, {**value, name: ["", ""]}]
    for one in bent:
        if plain(one) != raw and not harmless(kind, value, one):
            with pytest.raises(Tampered):
                read(plain(one))


def harmless(kind: str, value: dict[str, object], bent: dict[str, object]) -> bool:
    """Free texts, counts and lists of texts may hold any other of their kind: a signature, not the form, protects them."""
    free = {"name", "role", "purpose", "basis", "reason", "shown", "origin", "rules", "checkpoint"}
    counts = {"epoch", "seq", "count", "code"}  # 7 is a code too
    changed = [name for name in value if name in bent and bent[name] != value[name]]
    return len(value) == len(bent) and all(
        (name in free and type(bent[name]) is type(value[name]) and bent[name] != [1] and bent[name] != [[]])
        or (name in counts and bent[name] == 7)
        for name in changed
    )


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "bundle"])
def test_the_same_values_in_another_spelling_are_refused(kind: str) -> None:
    read, raw = KINDS[kind]
    value = json.loads(raw)
    for other in (
        json.dumps(value).encode(),
        json.dumps(value, indent=1).encode(),
        raw + b"\n",
        raw[:-1] + b',"v":1}',
        raw.decode().encode("utf-16"),
    ):
        with pytest.raises(Tampered):
            read(other)


@given(st.sampled_from(sorted(set(KINDS) - {"bundle"})), st.integers(0, 10_000), st.integers(0, 7))
@settings(max_examples=300)
def test_a_flipped_bit_is_refused_or_reads_as_another_statement(kind: str, at: int, bit: int) -> None:
    read, raw = KINDS[kind]
    bent = bytearray(raw)
    bent[at % len(raw)] ^= 1 << bit
    try:
        value = read(bytes(bent))
    except Tampered:
        return
    assert value != read(raw) and value.write() == bytes(bent)  # type: ignore[attr-defined]


@given(st.binary(max_size=60))
def test_any_other_bytes_are_refused_and_nothing_else_is_raised(raw: bytes) -> None:
    for read, _ in KINDS.values():
        with pytest.raises(Tampered):
            read(raw)


# Grants


def grant(**changes: object) -> Grant:
    return replace(DAY.own.grant, **{"parent": DAY.own.hash, "rights": frozenset[Right](), **changes})  # type: ignore[arg-type]


def covered(code: Code, *rights: Right) -> Covered:
    return Covered(DAY.chart.compartments[code], code, frozenset(rights))


def test_a_grant_never_gives_more_than_its_parent() -> None:
    parent = replace(DAY.own.grant, compartments=(covered(Code.RECORD, *ALL), covered(Code.CONTACT, R, W), covered(Code.ACCESS, *ALL)))
    assert grant(compartments=(covered(Code.RECORD, R, W),)).within(parent)
    assert grant(compartments=()).within(parent)
    assert not grant(compartments=(covered(Code.CONTACT, R),)).within(parent)  # held, but not to be passed on
    assert not grant(compartments=(covered(Code.SCHEDULE, R),)).within(parent)
    assert not grant(compartments=(covered(Code.RECORD, R), covered(Code.SCHEDULE, R))).within(parent)


def test_stop_and_subject_come_from_who_may_grant_the_access_list() -> None:
    with_access = replace(DAY.own.grant, compartments=(covered(Code.ACCESS, *ALL),))
    without = replace(DAY.own.grant, compartments=(covered(Code.ACCESS, R, W), covered(Code.RECORD, *ALL)))
    for rights in (frozenset({Right.STOP}), frozenset({Right.SUBJECT})):
        assert grant(compartments=(), rights=rights).within(with_access)
        assert not grant(compartments=(), rights=rights).within(without)


@given(st.integers(0, 3), st.integers(0, 3))
def test_a_grant_never_outlasts_its_parent(child: int, parent: int) -> None:
    fits = not parent or (child and child <= parent)
    held = replace(DAY.own.grant, until=Moment(parent))
    assert grant(until=Moment(child), compartments=()).within(held) == bool(fits)


def test_only_the_founder_whom_the_charts_id_names_needs_no_parent() -> None:
    assert DAY.own.grant.by_founder()
    for changes in ({"parent": bytes(32)}, {"granter_entry": DAY.colleague.hash}, {"salt": bytes(32)}, {"chart": bytes(16)}):
        assert not replace(DAY.own.grant, **changes).by_founder()  # type: ignore[arg-type]


def test_a_grant_shows_a_name_and_a_role_and_covers_only_what_it_names() -> None:
    assert DAY.shared.grant.shown() == "Dr. B. Braun\nclinician"
    assert DAY.shared.grant.covers(DAY.chart.compartments[Code.RECORD]) == {R, W}
    assert DAY.shared.grant.covers(CompartmentId(bytes(16))) == frozenset()
    assert DAY.shared.grant.of_code(Code.PSYCHOTHERAPY) is None


def test_rights_have_one_order_and_no_doubles() -> None:
    value = json.loads(DAY.own.raw)
    for rights in (["write", "read"], ["read", "read"], ["own"]):
        with pytest.raises(Tampered):
            Grant.read(plain({**value, "rights": rights}))
        with pytest.raises(Tampered):
            Grant.read(plain({**value, "compartments": [[b64(bytes(16)), 3, rights]]}))
    for row in ([b64(bytes(16)), 99, []], [b64(bytes(16)), 3], [3, 3, []], [b64(bytes(16)), "3", []], [b64(bytes(16)), 3, "read"]):
        with pytest.raises(Tampered):
            Grant.read(plain({**value, "compartments": [row]}))


def test_an_epoch_names_each_grant_once_and_in_order() -> None:
    value = json.loads(KINDS["epoch"][1])
    first, second = sorted((bytes([1]) * 32, bytes([2]) * 32))
    assert Epoch.read(plain({**value, "grants": [first, second]})).grants == (first, second)
    for grants in ([second, first], [first, first], [first[:-1]], [b""]):
        with pytest.raises(Tampered):
            Epoch.read(plain({**value, "grants": grants}))


# Asks and entries


def test_places_and_access_of_an_ask_have_one_form() -> None:
    value = json.loads(ASKED.ask)
    for places in ([[]], [[1, 2, 3, 4, 5]], [["AA", 1, "AA", 1]], ["AA"], [["AA", "1", "AA", 1, ""]]):
        with pytest.raises(Tampered):
            Ask.read(plain({**value, "places": places}))
    for access in ([[]], [["AA"]], [["AA", 1], ["AA", 1]], [[1, 1]]):
        with pytest.raises(Tampered):
            Ask.read(plain({**value, "access": access}))
    assert Ask.read(plain({**value, "access": []})).access is None
    with pytest.raises(Tampered):
        Ask.read(plain({**value, "act": "look"}))


def test_a_roll_names_its_objects_in_one_row_and_in_the_order_it_was_given() -> None:
    assert json.loads(ROLL.write())["places"] == [[b64(RECORD), 1, b64(b"".join(place.object for place in NAMED))]]
    other = Place(CompartmentId(b"c" * 16), 1, NAMED[0].object, 0, b"")
    runs = {NAMED[::-1]: 1, NAMED[:1]: 1, (other, *NAMED): 2, (*NAMED, other): 2, (NAMED[0], other, NAMED[1]): 3}
    for places, rows in runs.items():
        made = replace(ROLL, places=places)
        assert Ask.read(made.write()) == made and len(json.loads(made.write())["places"]) == rows


def test_only_a_roll_that_reads_joins_its_objects() -> None:
    written = (*NAMED, NAMED[0]._replace(version=1, digest=b"d" * 32))
    for made in (replace(ROLL, act=Act.OPEN), replace(ROLL, places=()), replace(ROLL, places=written)):
        assert json.loads(made.write())["v"] == 1 and Ask.read(made.write()) == made
    value, row = json.loads(ROLL.write()), json.loads(ROLL.write())["places"][0]
    for places in ([], [row, row], [row[:2]], [[*row, 1]], [[*row[:2], ""]], [[*row[:2], b64(b"x" * 17)]], [[*row[:1], "1", row[2]]]):
        with pytest.raises(Tampered):
            Ask.read(plain({**value, "places": places}))
    with pytest.raises(Tampered):
        Ask.read(plain({**value, "act": "open"}))


def test_a_roll_of_an_older_version_reads_the_same() -> None:
    value = json.loads(ROLL.write())
    rows = [[b64(RECORD), 1, b64(place.object), 0, ""] for place in NAMED]
    assert Ask.read(plain({**value, "v": 1, "places": rows})) == ROLL


def test_the_keeper_alone_enters_only_what_is_on_its_closed_list() -> None:
    assert {act.value for act in BY_KEEPER} == {"sign-in", "refused", "roll-ended"}
    for act in Act:
        body = replace(ASKED, act=act, ask=b"")
        if act in BY_KEEPER:
            assert body.asked() is None
        else:
            with pytest.raises(Tampered):
                body.asked()
    assert ASKED.asked() == Ask.read(ASKED.ask)


def test_a_leaf_stands_for_the_body_without_holding_it() -> None:
    leaf = leaf_of(DAY.chart.lines[0].body, ZERO_HASH)
    assert leaf.body_hash == sha(DAY.chart.lines[0].body) and leaf.hash == leaf_hash(leaf.body_hash, ZERO_HASH)
    assert SignedAsk(b"a", b"", b"", b"", b"", b"", b"").hash == sha(b"a")


def test_nothing_that_a_line_says_is_shown_by_accident() -> None:
    assert repr(ASKED) == f"Body({ASKED.seq})" and repr(Ask.read(ASKED.ask)) == "Ask(write)"
    assert "Braun" not in repr(DAY.shared.grant) and "Weber" not in repr(DAY.chart.bundle()) + repr(DAY.chart.lines[0])


# Bundle and seen


def test_rows_of_a_bundle_have_one_form() -> None:
    value = json.loads(DAY.chart.bundle().write())
    line = value["lines"][0]
    for name, row in (
        ("lines", line[:-1]),
        ("lines", [*line, 1]),
        ("lines", ["0", *line[1:]]),
        ("lines", [*line[:2], "AA", *line[3:]]),
        ("lines", [*line[:4], ["AA"]]),
        ("directory", ["AA", "AA"]),
        ("directory", ["AA", "AA", "AA"]),
        ("directory", ["AA", "AA", line[:3]]),
        ("memberships", ["AA"]),
        ("pages", ["AA", "1", "AA"]),
    ):
        with pytest.raises(Tampered):
            Bundle.read(plain({**value, name: [row]}))


@given(st.integers(0, 9), st.integers(0, 2**52), st.binary(min_size=32, max_size=32))
def test_what_a_browser_remembers_is_read_back(number: int, size: int, root: bytes) -> None:
    seen = Seen(number, size, root)
    assert Seen.read(seen.write()) == seen and not set(seen.write()) & set(' ",;\\')


@pytest.mark.parametrize(
    "text", ["", "0.1", "0.1.AA", "0.01.", "x.1.", "0.-1.", "0.1.2.3", "0.1." + "A" * 42, "٣.1." + "A" * 43, " 0.1." + "A" * 43]
)
def test_any_other_memory_is_refused(text: str) -> None:
    with pytest.raises(Tampered):
        Seen.read(text)


def test_the_example_of_the_form_is_true() -> None:
    assert Seen(0, 1, leaf_hash(sha(b"{}"), ZERO_HASH)).write() == "0.1.1OUBNHX1tUXgY3twVj4VFedQIy2Lsy63S6ncZpdhXV0"


def test_an_origin_belongs_to_one_practice_and_its_number_never_falls() -> None:
    assert origin_number("tacenda.invalid/p/0", "tacenda.invalid/p/0") == 0
    assert origin_number("tacenda.invalid/p/0", "tacenda.invalid/p/12") == 12
    for origin in ("tacenda.invalid/q/0", "tacenda.invalid/p", "tacenda.invalid/p/", "tacenda.invalid/p/01", "tacenda.invalid/p/x", ""):
        with pytest.raises(Tampered):
            origin_number("tacenda.invalid/p/0", origin)
    with pytest.raises(Tampered):
        origin_number("tacenda.invalid/p/3", "tacenda.invalid/p/2")
