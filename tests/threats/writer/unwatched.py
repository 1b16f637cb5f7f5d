"""What a writer can change without being noticed, by name: rows that carry no record. Everything else must be noticed.

The list is the one of the design's promise on tampering; where it is longer, the reason stands beside it.
"""

from __future__ import annotations

from collections import Counter

from tests.threats.writer.changes import Change
from tests.threats.writer.practice import Practice, Snapshot

TABLES = {
    ("keeper", "guess"): "guess counts: they slow guessing, and a writer can forget them",
    ("content", "outbox"): "notices that wait to be sent; a lost one is missed",
    ("content", "address"): "where notices go; a lost or changed one sends nothing",
    ("content", "invitation"): "a lost or changed card is a dead card: its holder sees a used one",
    ("keeper", "ended"): "sign-in rows; what was signed out in the ledger is held against them as long as a certificate lasts",
    ("keeper", "ring"): "how far rings got: alone it opens nothing; told lower, it is told anew when the ring is met",
    ("keeper", "checkpoint"): "an older checkpoint of the same tree is signed anew at the next look",
}
COLUMNS = {
    ("keeper", "pepper", "certificates_from"): "sign-in rows, as above",
    ("keeper", "share", "day"): "day columns",
    ("content", "object", "slot"): "a random row number, which nothing reads",
    ("content", "ring", "slot"): "a random row number, which nothing reads",
    ("content", "inbox", "slot"): "a random row number, which nothing reads",
    ("content", "attachment", "slot"): "a random row number, which nothing reads",
}
# And three kinds of rows: retired shares; the sign-in tag and pepper of an office, as which nobody signs in; a letter that its reader
# took in before and that comes again, which brings only what they hold.


def watched(practice: Practice, snapshot: Snapshot | None, file: str, table: str) -> Counter[tuple]:
    """The rows of a table as far as a change in them must be noticed: now (`snapshot` None), or as they stood."""
    columns = practice.truth.columns(file)[table]
    kept = [n for n, column in enumerate(columns) if (file, table, column) not in COLUMNS]
    found = snapshot.rows(file, table) if snapshot else practice.raw[file].execute(f"SELECT * FROM {table}")
    rows = [dict(zip(columns, row, strict=True)) for row in found]
    return Counter(tuple(row[columns[n]] for n in kept) for row in rows if _carries_a_record(practice, file, table, row))


def _carries_a_record(practice: Practice, file: str, table: str, row: dict[str, object]) -> bool:
    if (file, table) in TABLES:
        return False
    if (file, table) == ("keeper", "share"):
        return row["state"] != "retired"
    if (file, table) == ("content", "inbox"):
        return row["id"] not in practice.letters_taken
    offices = {("content", "principal"): "id", ("keeper", "pepper"): "principal"}
    return (file, table) not in offices or row[offices[file, table]] != practice.office


def differences(practice: Practice, change: Change) -> list[str]:
    """The tables of a change in which something that must be noticed differs from the truth; after reading, which may have mended it."""
    whole = {file for file, table, _ in change.touched if not table}
    return [
        f"{file}.{table}"
        for file in practice.raw
        for table in practice.truth.columns(file)
        if (file in whole or (file, table) in {one[:2] for one in change.touched})
        and watched(practice, None, file, table) != watched(practice, practice.truth, file, table)
    ]
