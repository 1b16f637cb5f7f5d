"""Where HIPAA does not reach: the client's own record, and a breach."""

from __future__ import annotations

from .making import Rows
from .table import Cell, Table


def rights(rows: Rows) -> None:
    """A practice that HIPAA does not cover: what state law says on the client's own record, and on a breach, nobody has read."""
    name = rows.row["name"]
    asks: Table = {"recipient": ["client"], "hipaa_covered": ["no"]}
    id = rows.rule(
        "duty",
        "access-unread",
        Cell(citation=f"law of {name} on the client's access to records", confidence="unknown"),
        acts=["give_access"],
        kind="access",
        when=asks,
        says=f"HIPAA does not cover you. What {name} lets a client see was not read: ask counsel, and treat the request as due.",
        topic="what you may see",
        tell="If you ask for your record, I find out at once what the law here says.",
    )
    rows.case(
        "access-unread",
        "A practice outside HIPAA is asked for the record.",
        "give_access",
        {"recipient": "client", "purpose": "client_right"},
        fires=[id],
        sweep=asks,
        expect={"verdict": "not_yet", "ask": [id]},
    )
    lost: Table = {
        "recipient": ["client"],
        "purpose": ["breach"],
        "lost": ["confidentiality"],
        "unreadable": ["no"],
        "hipaa_covered": ["no"],
    }
    id = rows.rule(
        "duty",
        "breach-unread",
        Cell(citation=f"law of {name} on breaches of data", confidence="unknown"),
        acts=["notify"],
        kind="notify",
        when=lost,
        says=f"HIPAA does not cover you. The breach law of {name} was not read: ask counsel, and treat the notice as due.",
        topic="when something goes wrong",
        tell="If your record is stolen, I find out at once what I must tell you.",
    )
    rows.case(
        "breach-unread",
        "A practice outside HIPAA loses an open laptop.",
        "notify",
        {"recipient": "client", "purpose": "breach", "lost": ["confidentiality"]},
        fires=[id],
        sweep=lost,
        expect={"verdict": "not_yet", "ask": [id]},
    )
