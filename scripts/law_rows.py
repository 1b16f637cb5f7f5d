"""Makes the row packs of the states: `law/us/rows.json` holds what was read of 42 states, this turns each row into rules and cases.

Run `python scripts/law_rows.py` after a change of the table; a test says that what is committed is what this makes. The nine states
with packs of their own are skipped. A row never says more than its cell: what rests on memory is capped by its confidence, and what
nobody looked at (when else a state lets something pass, how long it keeps records) is a bar that only counsel can open.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from state_rows.danger import danger
from state_rows.keeping import keeping
from state_rows.making import Rows
from state_rows.minors import minors, parents
from state_rows.reports import adult, adult_let, child
from state_rows.rights import rights
from state_rows.secrecy import secrecy
from state_rows.table import Row

LAW = Path(__file__).resolve().parent.parent / "src" / "tacenda" / "law"


def files(table: Mapping[str, Row]) -> Iterator[tuple[Path, str]]:
    """Every file this makes, with its text."""
    for state, row in table.items():
        rows = Rows(state, row)
        for topic in (secrecy, danger, child, adult, adult_let, minors, parents, keeping, rights):
            topic(rows)
        folder = LAW / f"us-{rows.st}"
        head = [
            "# Made by scripts/law_rows.py from law/us/rows.json. Change the table, not this file.\n",
            "[[pack]]",
            f'id = "us-{rows.st}"',
            'version = "1.0.0"',
            f'place = "US-{state}"',
            f'title = "{row["name"]}: danger, reports, minors, keeping"',
            'layer = "law"',
            'reviewed = "unreviewed"\n\n',
        ]
        yield folder / "rows.toml", "\n".join(head) + "\n".join(rows.rules)
        yield folder / "rows.cases.toml", "# Made by scripts/law_rows.py from law/us/rows.json.\n\n" + "\n".join(rows.cases)


def table() -> Mapping[str, Row]:
    """The rows as committed."""
    return cast("Mapping[str, Row]", json.loads((LAW / "us" / "rows.json").read_text(encoding="utf-8"))["states"])


def main() -> None:
    for path, text in files(table()):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
