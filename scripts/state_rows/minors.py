"""Minors: from what age they consent alone, and what a parent may see."""

from __future__ import annotations

from .making import SINCE, Rows, verdict
from .table import Cell, Minors, Table

MINORS = {"topic": "if you are under 18", "tell": "If you are under 18, I find out if you may come alone."}


def minors(rows: Rows) -> None:
    """Care of a minor without a parent."""
    cell, name = rows.row["minors"], rows.row["name"]
    when: Table = {"client": ["minor"], "parent_consents": ["no"]}
    bar = rows.rule(
        "bar",
        "minors",
        lasting(cell),
        acts=["treat"],
        waived_by=[],
        when=when,
        says=f"{name}: care of a minor needs a parent, unless the law lets the minor consent alone.",
    )
    facts: Table = {"purpose": "care", "client": "minor", "parent_consents": "no", "client_age": 15, "minor_care_indicated": "yes"}
    rows.case("minors", "A minor asks for care without a parent.", "treat", facts, fires=[bar], sweep=when)
    if "age" in cell:
        alone(rows, cell, bar, facts)
        before(rows, cell, bar, facts)
    elif not cell.get("none"):
        unread = Cell(citation=cell["citation"], confidence=cell["confidence"])
        id = rows.rule(
            "ground",
            "minors-unread",
            unread,
            acts=["treat"],
            lifts=[bar],
            says=f"From what age {name} lets a minor consent alone was not read. Ask counsel.",
            **MINORS,
        )
        rows.case(
            "minors-unread",
            "Nobody has read from what age a minor may consent alone.",
            "treat",
            facts,
            fires=[id],
            expect={"verdict": "not_yet"},
        )
        rows.case(
            "minors-unread-near", "It is about treating only.", "disclose", {"recipient": "parent", "purpose": "care"}, near=[id, bar]
        )
        return
    rows.case("minors-near", "It is about treating only.", "disclose", {"recipient": "parent", "purpose": "care"}, near=[bar])
    if cell.get("age") != 0:
        emergency(rows, cell, bar, facts)


def lasting(cell: Cell) -> Cell:
    """A bar is older than the last change of the age."""
    return Cell(citation=cell["citation"], confidence=cell["confidence"], source=cell.get("source", ""))


def before(rows: Rows, cell: Minors, bar: str, facts: Table) -> None:
    """The age as it stood until the law changed."""
    age = cell.get("before_age")
    if age is None:
        return
    old = lasting(cell)
    old["until"] = cell.get("since", SINCE)
    when: Table = {"client_age": {"at_least": age}, "parent_ends_care": ["no"]}
    says = f"Until the law changed, a minor of {age} could consent alone."
    tell = f"From {age} on you could come without a parent. The law has changed since."
    topic = "if you are under 18"
    id = rows.rule("ground", "minors-before", old, acts=["treat"], lifts=[bar], when=when, do=["record"], says=says, topic=topic, tell=tell)
    facts = facts | {"client_age": age}
    now = "2025-09-01T10:00:00-05:00"
    rows.case(
        "minors-before",
        "Before the change.",
        "treat",
        facts,
        fires=[id],
        sweep=when,
        expect={"verdict": "may"},
        does={id: ["record"]},
        now=now,
    )
    rows.case("minors-after", "After the change.", "treat", facts, near=[id], expect={"verdict": "must_not"})


def alone(rows: Rows, cell: Minors, bar: str, facts: Table) -> None:
    age = cell.get("age", 0)
    old: Table = {"client_age": {"at_least": age}} if age else {}
    ended: Table = {} if cell.get("stands") else {"parent_ends_care": ["no"]}
    says = f"A minor of {age} may consent alone." if age else "A minor may consent alone to outpatient care, at any age."
    tell = f"From {age} on you may come without a parent." if age else "You may come without a parent."
    id = rows.rule(
        "ground",
        "minors-alone",
        cell,
        acts=["treat"],
        lifts=[bar],
        when=old | ended,
        do=["record"],
        says=says,
        topic="if you are under 18",
        tell=tell,
    )
    shown: Table = {"does": {id: ["record"]}} if verdict(cell, "may") == "may" else {}
    facts = facts | {"client_age": max(age, 12)}
    near: Table = {"near": [id], "verdict": ["must_not", "not_yet"]}
    but: list[Table] = []
    if age:
        but.append({"change": {"client_age": age - 1}} | near)
    if ended:
        but.append({"change": {"parent_ends_care": "yes"}} | near)
    rows.case(
        "minors-alone",
        "Old enough to consent alone.",
        "treat",
        facts,
        fires=[id],
        sweep=old | ended,
        but=but,
        expect={"verdict": verdict(cell, "may")},
        **shown,
    )
    if ended:
        open_cell = Cell(citation=cell["citation"], confidence="unknown")
        over = old | {"parent_ends_care": ["yes"]}
        other = rows.rule(
            "ground",
            "minors-ended",
            open_cell,
            acts=["treat"],
            lifts=[bar],
            when=over,
            says="Whether a parent can end what the minor may choose was not read. Ask counsel.",
            **MINORS,
        )
        rows.case(
            "minors-ended",
            "A parent tells us to stop.",
            "treat",
            facts | {"parent_ends_care": "yes"},
            fires=[other],
            near=[id],
            sweep=over,
            expect={"verdict": "not_yet"},
        )
    if "younger" in cell:
        low = cell.get("younger_from", 0)
        band: Table = {"client_age": {"at_least": low, "below": age}}
        other = rows.rule(
            "ground",
            "minors-younger",
            cell["younger"],
            acts=["treat"],
            lifts=[bar],
            when=band,
            says=f"From {low} on another section may let the minor consent. It was not read. Ask counsel.",
            **MINORS,
        )
        rows.case(
            "minors-younger",
            "Younger, under a section nobody read.",
            "treat",
            facts | {"client_age": low},
            fires=[other],
            near=[id],
            sweep=band,
            expect={"verdict": "not_yet"},
        )


def emergency(rows: Rows, cell: Minors, bar: str, facts: Table) -> None:
    found = cell.get("emergency", Cell(citation=cell["citation"], confidence="memory"))
    when: Table = {"emergency": ["yes"]}
    id = rows.rule(
        "ground",
        "minors-emergency",
        found,
        acts=["treat"],
        lifts=[bar],
        when=when,
        do=["record"],
        says="In an emergency a minor is helped first.",
        topic="if you are under 18",
        tell="If your life is at risk, I help you first and ask later.",
    )
    shown: Table = {"does": {id: ["record"]}} if verdict(found, "may") == "may" else {}
    rows.case(
        "minors-emergency",
        "An emergency, and no parent can be asked.",
        "treat",
        facts | {"emergency": "yes", "client_age": 8},
        fires=[id],
        sweep=when,
        expect={"verdict": verdict(found, "may")},
        **shown,
    )


def parents(rows: Rows) -> None:
    """What a parent may see is the state's own law."""
    cell = rows.row["minors"]
    # Who acts for a minor as guardian stands where a parent stands (45 CFR 164.502(g)(3)(i)): the same bar, or the word chosen would open it.
    when: Table = {"recipient": ["parent", "representative"], "client": ["minor"]}
    bar = rows.rule(
        "bar",
        "parent",
        lasting(cell),
        acts=["give_access"],
        waived_by=[],
        when=when,
        says="What a parent may see of a minor's record is the state's own question.",
    )
    facts: Table = {"recipient": "parent", "purpose": "client_right", "client": "minor", "speaks_for": "yes"}
    rows.case("parent", "A parent asks to see the record.", "give_access", facts, fires=[bar], sweep=when)
    if cell.get("parents"):
        safe: Table = {"recipient": ["parent"], "client": ["minor"], "representative_endangers": ["no"]}
        tell = "A parent may see your record. Not if a judge says no, or if the parent hurt you."
        id = rows.rule(
            "ground",
            "parent-sees",
            cell,
            acts=["give_access"],
            lifts=[bar],
            when=safe,
            do=["verify_authority", "record"],
            says="Parents may see a minor's health record, unless a judge says no or the parent is under inquiry.",
            topic="a parent or guardian",
            tell=tell,
        )
        shown: Table = {"does": {id: ["record", "verify_authority"]}, "lifts": {id: [bar]}}
        covered = facts | {"hipaa_covered": "yes"}
        rows.case("parent-sees", "The parent is under no inquiry.", "give_access", covered, fires=[id], sweep=safe, **shown)
        when = {"recipient": ["representative"], "client": ["minor"]}
        facts = facts | {"recipient": "representative"}
    unread = Cell(citation=cell["citation"], confidence="unknown")
    id = rows.rule(
        "ground",
        "parent-unread",
        unread,
        acts=["give_access"],
        lifts=[bar],
        when=when,
        says="What this parent or guardian may see was not read. Ask counsel.",
        topic="a parent or guardian",
        tell="If a parent wants your record, I ask a lawyer first.",
    )
    rows.case(
        "parent-unread",
        "A parent asks; the state's answer was not read.",
        "give_access",
        facts,
        fires=[id],
        sweep=when,
        expect={"verdict": "not_yet"},
    )
