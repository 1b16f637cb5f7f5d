"""The shape of the store's files on a real one: what they refuse, how rows are found, and that rows join nobody to a chart."""

import pytest
from tests.store.rows import sealed

from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import CompartmentId
from tacenda.shell.store import inbox, objects


@pytest.mark.parametrize(
    "insert",
    [
        "INSERT INTO principal (id, login_tag) VALUES (X'00', randomblob(32))",
        "INSERT INTO principal (id, login_tag) VALUES (randomblob(16), 'text')",
        "INSERT INTO principal (id, login_tag) VALUES (randomblob(16), NULL)",
        "INSERT INTO object (slot, id, version, compartment, epoch, envelope) VALUES (1, randomblob(16), 0, randomblob(16), 1, randomblob(99))",
        "INSERT INTO object (slot, id, version, compartment, epoch, envelope) VALUES (1, randomblob(16), 1, randomblob(16), 1, randomblob(80))",
        "INSERT INTO invitation (id, until, envelope, reply) VALUES (randomblob(32), 1, randomblob(99), randomblob(5))",
        "INSERT INTO outbox (id, hour, tries, envelope) VALUES (randomblob(16), 1, -1, randomblob(99))",
    ],
)
def test_a_row_of_the_wrong_shape_is_refused(content, insert):
    with pytest.raises(Tampered, match="a row breaks a rule of its table"), content.writing() as tx:
        tx.change(insert)


def test_every_table_is_strict_and_every_column_is_required(content, sign_in_file):
    for database in (content, sign_in_file):
        with database.reading() as tx:
            tables = [row for row in tx.rows("PRAGMA table_list") if row[0] == "main" and not row[1].startswith("sqlite_")]
            assert tables
            for table in tables:
                assert table[5] == 1, table[1]
                for column in tx.rows("SELECT * FROM pragma_table_info(:name)", name=table[1]):
                    assert column[3] == 1, (table[1], column[1])


def test_no_table_has_a_column_for_a_person_beside_one_for_a_chart_or_compartment(content, sign_in_file):
    for database in (content, sign_in_file):
        with database.reading() as tx:
            for (name,) in tx.rows("SELECT name FROM sqlite_schema WHERE type = 'table'"):
                columns = {row[0] for row in tx.rows("SELECT name FROM pragma_table_info(:name)", name=name)}
                assert not ("principal" in columns and columns & {"chart", "compartment", "object"}), name


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (objects.LATEST, "(id=?)"),
        (objects.AT, "(id=? AND version=?)"),
        (objects.OF_COMPARTMENT, "object_compartment"),
        (inbox.OF_PRINCIPAL, "inbox_principal"),
    ],
)
def test_rows_are_found_by_an_index_and_sorted_by_it(content, query, index):
    with content.reading() as tx:
        names = {"id": b"", "version": 1, "compartment": b"", "principal": b""}
        plan = " ".join(
            row[3] for row in tx.rows("EXPLAIN QUERY PLAN " + query, **{key: value for key, value in names.items() if ":" + key in query})
        )
    assert index in plan
    assert "SCAN" not in plan and "TEMP B-TREE" not in plan


def test_ids_keep_their_kind(content):
    with content.writing() as tx:
        objects.add(tx, sealed(compartment=CompartmentId(b"c" * 16)))
        assert objects.compartments(tx) == (b"c" * 16,)
