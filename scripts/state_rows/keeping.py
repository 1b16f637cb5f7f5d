"""How long a record is kept."""

from __future__ import annotations

from .making import Rows
from .table import Cell


def keeping(rows: Rows) -> None:
    """How long a record is kept."""
    cell, name = rows.row["keep"], rows.row["name"]
    bar = rows.rule("bar", "keep", cell, acts=["destroy"], waived_by=[], says=f"{name}: a record is kept until its time is over.")
    unread = Cell(citation=cell["citation"], confidence=cell["confidence"])
    id = rows.rule(
        "ground",
        "keep-unread",
        unread,
        acts=["destroy"],
        lifts=[bar],
        says=f"How long {name} keeps a record was not read. Ask counsel.",
        topic="how long I keep it",
        tell="I keep your record as long as the law says. I ask a lawyer how long that is.",
    )
    rows.case(
        "keep",
        "Nothing is destroyed before somebody read how long it is kept.",
        "destroy",
        {"purpose": "operations", "keep": "summary"},
        fires=[bar, id],
        expect={"verdict": "not_yet"},
    )
    rows.case("keep-near", "It is about destroying only.", "treat", {"purpose": "care", "client_age": 40}, near=[bar, id])
