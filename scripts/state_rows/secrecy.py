"""Secrecy: what the state keeps closed until somebody signs or counsel answers."""

from __future__ import annotations

from typing import cast

from .making import Rows
from .table import Cell, Table

KINDS = ["general", "notes", "part2_tpo", "part2_notes", "part2_proceedings"]


def secrecy(rows: Rows) -> None:
    """A bar that an adult client's own form opens, and nothing else but counsel or the rows below."""
    row, st = rows.row, rows.st
    kept: Table = {"info": {"not": ["deidentified"]}}
    rows.rule(
        "bar",
        "secrecy",
        row["secrecy"],
        acts=["disclose"],
        when=kept,
        says=f"{row['name']} keeps therapy secret. When it lets something pass is not encoded.",
    )
    others: Table = {"client": ["minor", "deceased"]} | kept
    says = "Who may sign for a minor or after death is the state's own question."
    rows.rule("bar", "minor-form", row["secrecy"], acts=["disclose"], waived_by=[], when=others, says=says)
    rows.rule(
        "note",
        "law",
        row["secrecy"],
        acts=["disclose"],
        when=kept,
        says=f"{row['name']} has a law of its own on secrecy. It may be stricter than the federal one.",
    )
    unread = Cell(citation=row["secrecy"]["citation"], confidence="unknown")
    elsewhere: Table = {"purpose": {"not": ["avert_threat"]}}
    there: Table = {"setting": row["duty"]["setting"]} if "setting" in row["duty"] else {}  # the list binds only who works there
    apart: Table = {"setting": {"not": [row["duty"]["setting"]]}} if "setting" in row["duty"] else {}
    unsure: list[Table] = [{"purpose": ["avert_threat"]} | one for one in row["duty"].get("unsure", [])]
    several: list[Table] = [elsewhere, *([apart] if apart else []), *unsure]
    listed: Table = {"when": several if len(several) > 1 else elsewhere} if row["duty"].get("listed") else {}
    rows.rule(
        "ground",
        "unencoded",
        unread,
        acts=["disclose"],
        lifts=rows.bars[2:],
        **listed,
        says=f"The law of {row['name']} on this is not encoded. Ask counsel.",
        topic="the law of our state",
        tell="Our state may have more rules. I ask a lawyer before I tell.",
    )
    facts: Table = {"recipient": "school", "purpose": "care", "client": "minor"}
    near = [f"{st}.child", f"{st}.adult"]
    but = [
        {"change": {"info": "deidentified"}, "near": [f"{st}.secrecy", f"{st}.minor-form"]},
        {"change": {"client": "adult"}, "near": [f"{st}.minor-form"], "verdict": "must_not"},
    ]
    rows.case(
        "secrecy",
        "A school asks about a minor client.",
        "disclose",
        facts,
        fires=[f"{st}.secrecy"],
        near=near,
        expect={"verdict": "must_not"},
        but=but,
        waives={f"{st}.secrecy": KINDS},
        sweep=kept,
    )
    rows.case("law", "The state's own law is named.", "disclose", facts, fires=[f"{st}.law"], sweep=kept)
    rows.case(
        "minor-form",
        "Who signs for a minor is not encoded.",
        "disclose",
        facts,
        fires=[f"{st}.minor-form"],
        waives={f"{st}.minor-form": []},
        sweep=others,
    )
    rows.case(
        "unencoded",
        "Whatever the federal law allows, the state's own law is asked for.",
        "disclose",
        {"recipient": "treating_professional", "purpose": "care", "client": "minor", "hipaa_covered": "yes"} | there,
        fires=[f"{st}.unencoded"],
        expect={"verdict": "not_yet"},
        **({"sweep": elsewhere} if listed else {}),
    )
    if listed:
        threat: Table = {"recipient": "employer", "purpose": "avert_threat", "target": "identified_person", "harm": "death"}
        threat |= {"imminence": "imminent", "evidence": "told_or_seen", "source": "client", "recipient_can_prevent": "yes"}
        near = [f"{st}.unencoded", *([] if there else [f"{st}.danger"])]
        expect: Table = {"verdict": "must_not"}
        rows.case("listed", "The law lists who may be told of a danger.", "disclose", threat | there, near=near, expect=expect)
        if apart:
            says = "The list names who works in a facility; for others the law is not encoded."
            expect = {"verdict": "not_yet"}
            facts = threat | {"recipient": "law_enforcement", "hipaa_covered": "yes"}
            rows.case("unlisted", says, "disclose", facts, fires=[f"{st}.unencoded"], expect=expect, sweep=apart)
    for number, whom in enumerate(row["duty"].get("unsure", [])):
        says = "The law may mean this person or this danger too: ask counsel."
        facts = {"purpose": "avert_threat"}
        facts |= {name: cast("list[str]", values)[0] for name, values in whom.items()}
        facts |= {"hipaa_covered": "yes", "imminence": "imminent", "harm": "death"}
        facts |= {"evidence": "told_or_seen", "source": "client", "recipient_can_prevent": "yes"}
        rows.case(f"unsure-{number + 1}", says, "disclose", facts, fires=[f"{st}.unencoded"], expect={"verdict": "not_yet"}, sweep=whom)
    rows.case(
        "unencoded-access",
        "It says nothing of the client's own access.",
        "give_access",
        {"recipient": "client", "purpose": "client_right"},
        near=[f"{st}.unencoded"],
    )
