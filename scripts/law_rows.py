"""Makes the row packs of the states: `law/us/rows.json` holds what was read of 42 states, this turns each row into rules and cases.

Run `python scripts/law_rows.py` after a change of the table; a test says that what is committed is what this makes. The nine states
with packs of their own are skipped. A row never says more than its cell: what rests on memory is capped by its confidence, and what
nobody looked at (when else a state lets something pass, how long it keeps records) is a bar that only counsel can open.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NotRequired, TypedDict, cast

LAW = Path(__file__).resolve().parent.parent / "src" / "tacenda" / "law"
BELIEF = ["reasonable_belief", "told_or_seen", "known"]
ABUSE = ["abuse_neglect", "sexual_abuse", "serious_bodily"]
FACTS = ["report_facts", "risk_facts"]
THREAT = ["risk_facts", "identity"]  # a warning carries the threat and who makes it: never the record, never notes
EVERYBODY = ["client", "family_for_care", "credible_other", "own_judgement"]
TELLS = {
    "warn_threatened": "threatened_person",
    "tell_guardian": "threatened_guardian",
    "tell_police": "law_enforcement",
    "tell_authority": "mental_health_authority",
}
DONE = {
    "warn_threatened": "told_threatened",
    "tell_guardian": "told_guardian",
    "tell_police": "told_police",
    "tell_authority": "told_authority",
    "hospitalise": "hospitalised",
    "treatment_plan": "treatment_plan",
    "second_opinion": "consulted",
}
PROVEN = ("read", "official-summary")
KNOWN = "2026-11-21"
SINCE = "2024-01-01"  # the text is known to be in force at least since then; not the day it was made


class Cell(TypedDict):
    """One cell of the table: a law, how far it was read, and what it says."""

    citation: str
    confidence: str
    source: NotRequired[str]
    quote: NotRequired[str]
    since: NotRequired[str]
    until: NotRequired[str]


class Clock(TypedDict):
    unit: str
    n: NotRequired[int]
    firm: NotRequired[str]


class Duty(Cell):
    strength: str
    who: list[str]
    setting: NotRequired[str]
    targets: list[str]
    imminent: bool
    intent: bool
    from_whom: list[str]
    ways: NotRequired[list[list[str]]]
    to: NotRequired[list[str]]
    do: NotRequired[list[str]]
    guardian: NotRequired[bool]
    listed: NotRequired[bool]
    other_care: NotRequired[bool]


class Report(Cell):
    who: str | list[str]
    to: list[str]
    evidence: list[str]
    clock: Clock
    written_hours: NotRequired[int]
    seen: NotRequired[bool]
    past_settled: NotRequired[bool]
    unsettled: NotRequired[list[str]]
    note: NotRequired[str]


class Minors(Cell):
    age: NotRequired[int]
    before_age: NotRequired[int]
    none: NotRequired[bool]
    parents: NotRequired[bool]
    stands: NotRequired[bool]
    younger: NotRequired[Cell]
    younger_from: NotRequired[int]
    emergency: NotRequired[Cell]


class Row(TypedDict):
    name: str
    secrecy: Cell
    duty: Duty
    child: Report
    adult: Report
    minors: Minors
    keep: Cell


Table = dict[str, object]


class Rows:
    """The rules and cases of one state while they are made."""

    def __init__(self, state: str, row: Row) -> None:
        self.state, self.row, self.st = state, row, state.lower()
        self.rules: list[str] = []
        self.cases: list[str] = []
        self.bars = ["core.limit", "core.secrecy", f"{self.st}.minor-form", f"{self.st}.secrecy"]

    def rule(self, kind: str, name: str, cell: Cell, /, **fields: object) -> str:
        """Adds a rule; gives its id."""
        id = f"{self.st}.{name}"
        body: Table = {"id": id, **fields, "citation": cell["citation"]}
        if cell["confidence"] not in PROVEN:
            body = self.capped(kind, body)
        if "when" in body:
            body["when"] = shorter(body["when"])
        body["from"] = Date(cell.get("since", SINCE))
        if until := cell.get("until"):
            body["to"] = Date(until)
        body |= {"known": Date(KNOWN), "confidence": cell["confidence"]}
        if source := cell.get("source"):
            body["source"] = source
        quote = cell.get("quote", "")
        if quote:
            body["quote_sha256"] = hashlib.sha256(quote.encode()).hexdigest()
        body["reviewed"] = "unreviewed"
        lines = [f"{key} = {toml(value)}" for key, value in body.items()]
        quoted = [f"# quote: {quote}"] if quote else []
        self.rules.append("\n".join([f"[[{kind}]]", lines[0], *quoted, *lines[1:]]) + "\n")
        return id

    def capped(self, kind: str, body: Table) -> Table:
        """What rests on memory asks counsel and does nothing else: it brings no task, and counsel opens the state's own bars anyway."""
        idle = {"do", "then"} | ({"lifts"} if kind == "duty" else set[str]())
        found = {key: value for key, value in body.items() if key not in idle}
        return found | ({"lifts": self.bars[:2]} if found.get("lifts") == self.bars else {})

    def case(self, name: str, says: str, act: str, facts: Table, /, **fields: object) -> None:
        """Adds a case whose request lives in this state. A case that sweeps one rule also shows a near miss of it."""
        if "sweep" in fields:
            fields["but"] = [
                *cast("list[object]", fields.get("but", [])),
                near_miss(cast("Table", fields["sweep"]), cast("list[str]", fields["fires"])),
            ]
        request: Table = {"act": act, "places": [f"US-{self.state}"], "facts": facts}
        request |= {name: fields.pop(name) for name in ("now", "events") if name in fields}
        body: Table = {"id": f"{self.st}-{name}", "says": says, **fields, "request": request}
        self.cases.append("\n".join(["[[case]]", *(f"{key} = {toml(value)}" for key, value in body.items())]) + "\n")


OTHERWISE: Table = {
    "actor": "non_clinical",
    "recipient": "media",
    "purpose": "publicity",
    "client": "adult",
    "client_age": 5,
    "emergency": "no",
    "parent_ends_care": "no",
    "child_now": "no",
    "info": "deidentified",
}


def near_miss(sweep: Table, fires: list[str]) -> Table:
    """The same request with the first condition broken."""
    name = next(iter(sweep))
    refused = cast("Mapping[str, list[str]]", sweep[name]).get("not") if isinstance(sweep[name], dict) else None
    value = refused[0] if refused else "yes" if name == "parent_ends_care" and sweep[name] == ["no"] else OTHERWISE[name]
    return {"change": {name: value}, "near": fires}


def shorter(when: object) -> object:
    """A condition with one value is written without brackets."""
    if isinstance(when, list):
        return [shorter(one) for one in cast("list[object]", when)]
    found: Table = {}
    for name, one in cast("Mapping[str, object]", when).items():
        values = cast("list[object]", one) if isinstance(one, list) else []
        found[name] = values[0] if len(values) == 1 else one
    return found


class Date(str):
    """A date that TOML writes without quotes."""

    __slots__ = ()


def toml(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Date)):
        return str(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list):
        items = cast("list[object]", value)
        if items and isinstance(items[0], dict):
            return "[\n" + "".join(f"    {toml(one)},\n" for one in items) + "]"
        return "[" + ", ".join(toml(one) for one in items) + "]"
    pairs = cast("Mapping[str, object]", value)
    return "{ " + ", ".join(f"{key if key.replace('_', '').isalnum() else toml(key)} = {toml(one)}" for key, one in pairs.items()) + " }"


# ---- secrecy


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
    listed: Table = {"when": {"purpose": {"not": ["avert_threat"]}}} if row["duty"].get("listed") else {}
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
        {"recipient": "treating_professional", "purpose": "care", "client": "minor", "hipaa_covered": "yes"},
        fires=[f"{st}.unencoded"],
        expect={"verdict": "not_yet"},
        **({"sweep": listed["when"]} if listed else {}),
    )
    if listed:
        threat: Table = {"recipient": "employer", "purpose": "avert_threat", "target": "identified_person", "harm": "death"}
        threat |= {"imminence": "imminent", "evidence": "told_or_seen", "source": "client", "recipient_can_prevent": "yes"}
        near = [f"{st}.unencoded", f"{st}.danger"]
        rows.case("listed", "The law lists who may be told of a danger.", "disclose", threat, near=near, expect={"verdict": "must_not"})
    rows.case(
        "unencoded-access",
        "It says nothing of the client's own access.",
        "give_access",
        {"recipient": "client", "purpose": "client_right"},
        near=[f"{st}.unencoded"],
    )


KINDS = ["general", "notes", "part2_tpo", "part2_notes", "part2_proceedings"]

# ---- danger


def danger_facts(duty: Duty) -> Table:
    """What must be true for the state's law on danger to others."""
    own = "client" in duty["targets"]
    found: Table = {"actor": duty["who"]}
    if "setting" in duty:
        found["setting"] = duty["setting"]
    found |= {
        "purpose": ["avert_threat", "protect_client"] if own else ["avert_threat"],
        "target": duty["targets"],
        "harm": ["death", "serious_bodily"],
    }
    found |= {"imminence": ["imminent"] if duty["imminent"] else {"not": ["none", "past"]}, "evidence": BELIEF}
    found |= {"source": {"not": ["none"]} if duty["from_whom"] == EVERYBODY else duty["from_whom"]}
    return found | ({"intent_and_ability": ["yes"]} if duty["intent"] else {})


def plain(when: Table) -> Table:
    """One value for each condition: the first that it allows."""
    firsts: Table = {"imminence": "imminent", "source": "client", "info": "report_facts"}
    return {
        name: cast("list[object]", value)[0] if isinstance(value, list) else value if isinstance(value, str) else firsts[name]
        for name, value in when.items()
    }


def danger(rows: Rows) -> None:
    """A duty to protect, or a permission to tell."""
    duty, name = rows.row["duty"], rows.row["name"]
    when = danger_facts(duty)
    acts = ["protect", "disclose"]
    if duty["strength"] == "must":
        rows.rule(
            "note",
            "duty",
            duty,
            acts=acts,
            when={"purpose": when["purpose"]},
            says=f"{name} has a duty to protect. The citation names who bears it and how it is met.",
        )
        protect(rows, duty, when)
    else:
        rows.rule(
            "note",
            "no-duty",
            duty,
            acts=acts,
            when={"purpose": when["purpose"]},
            says=f"{name} lets you tell. A duty was not found in the text seen.",
        )
    telling(rows, duty, when)
    note = f"{rows.st}.{'duty' if duty['strength'] == 'must' else 'no-duty'}"
    for act in acts:
        rows.case(
            f"remark-{act}",
            "What the state says of danger is shown.",
            act,
            {"recipient": "own_lawyer", "purpose": "avert_threat"},
            fires=[note],
            sweep={"purpose": when["purpose"]},
        )


def protect(rows: Rows, duty: Duty, when: Table) -> None:
    """The duty itself; where every way passes through one person, telling that person is a duty too."""
    name, ways = rows.row["name"], duty.get("ways", [])
    told = [TELLS[way] for way in ways[0] if way in TELLS and all(way in other for other in ways)]
    do = ["least", "record", *duty.get("do", [])]
    tell = "If I think you will badly hurt a person, I must act to stop it. You hear it first when that is safe."
    shared: Table = {"kind": "protect", "topic": "danger to others", "tell": tell}
    care = " Other care by the standard of the profession does too." if duty.get("other_care") else ""
    shared["says"] = f"{name} obliges you to protect. Any of the named ways meets the duty.{care}"
    shared |= {"ways": ways, "clock": {"start": "first_cause", "unit": "at_once", "firm": "hard"}, "do": do}
    acts = ["protect"] if told else ["protect", "disclose"]
    id = rows.rule("duty", "protect", duty, acts=acts, when=when, **shared)
    ways_cases(rows, id, "protect", when, ways, do)
    if told:
        tell_duty(rows, duty, when, told, shared)
    else:
        rows.case(
            "protect-told",
            "The duty stands, but a way that tells nobody exists.",
            "disclose",
            plain(when) | {"recipient": "law_enforcement"},
            fires=[id],
        )
    if duty.get("guardian"):
        guardian(rows, duty, when)


def tell_duty(rows: Rows, duty: Duty, when: Table, told: list[str], shared: Table) -> None:
    """Where every way passes through one person, telling that person is the duty: the threat is told, and no more."""
    whom = when | {"info": THREAT}
    id = rows.rule("duty", "tell", duty, acts=["disclose"], lifts=rows.bars, when=whom, **shared)
    proven = verdict(duty, "must") == "must"
    for number, one in enumerate(told):
        facts = plain(whom) | {"recipient": one, "client": "minor", "restriction": "yes"}
        shown: Table = {"lifts": {id: rows.bars}, "does": {id: shared["do"]}} if proven else {}
        shown |= {"sweep": whom} if number == 0 else {}
        but = [{"change": {"info": notes}, "near": [id], "verdict": ["not_yet", "must_not"]} for notes in ("record", "psychotherapy_notes")]
        if number == 0:
            but += met(id, cast("list[list[str]]", shared["ways"]))
        rows.case(
            f"tell-{one.replace('_', '-')}",
            "Every way passes through this person. The threat is told, not the record.",
            "disclose",
            facts,
            fires=[id],
            expect={"verdict": verdict(duty, "must"), "due": {"disclose": FIRST}},
            events={"first_cause": FIRST},
            but=but,
            **shown,
        )


FIRST = "2026-11-20T09:00:00-05:00"


def met(id: str, ways: list[list[str]]) -> list[Table]:
    """Each alternative meets the duty when all of it is done, and not before."""
    but: list[Table] = []
    for alternative in ways:
        done = [DONE[way] for way in alternative if way in DONE]
        if len(done) == len(alternative):
            but.append({"change": {"ways_done": done}, "near": [id]})
        for one in done if len(done) > 1 else []:
            if [one] not in whole(ways):
                but.append({"change": {"ways_done": [one]}, "fires": [id]})
    return but


def ways_cases(rows: Rows, id: str, act: str, when: Table, ways: list[list[str]], do: list[str]) -> None:
    """The duty as such, however it is met."""
    but = met(id, ways)
    event = {"first_cause": FIRST}
    expect = {"verdict": verdict(rows.row["duty"], "must"), "due": {act: FIRST}}
    facts = plain(when)
    extra: Table = {"but": but} if but else {}
    rows.case(
        "protect",
        "A threat within the law of the state.",
        act,
        facts,
        fires=[id],
        expect=expect,
        sweep=when,
        does={id: do} if verdict(rows.row["duty"], "must") == "must" else {},
        events=event,
        **extra,
    )


def whole(ways: list[list[str]]) -> list[list[str]]:
    return [[DONE[way] for way in alternative if way in DONE] for alternative in ways]


def guardian(rows: Rows, duty: Duty, when: Table) -> None:
    """A threatened minor's parent or guardian is told too."""
    both = when | {"target_minor": ["yes"], "info": THREAT}
    tell = "If you threaten a child, I must also tell the child's parent."
    says = "The person threatened is a minor: tell a parent or guardian too."
    id = rows.rule(
        "duty",
        "guardian",
        duty,
        acts=["disclose"],
        kind="protect",
        lifts=rows.bars,
        when=both,
        ways=[["tell_guardian"]],
        do=["least", "record"],
        says=says,
        topic="danger to others",
        tell=tell,
    )
    facts = plain(both) | {"recipient": "threatened_guardian", "client": "minor", "restriction": "yes"}
    but = [{"change": {"ways_done": ["told_guardian"]}, "near": [id]}]
    rows.case(
        "guardian",
        "The person threatened is a minor.",
        "disclose",
        facts,
        fires=[id],
        sweep=both,
        lifts={id: rows.bars},
        does={id: ["least", "record"]},
        but=but,
        expect={"verdict": "must"},
    )


def telling(rows: Rows, duty: Duty, when: Table) -> None:
    """A permission to tell those whom the law names."""
    must = duty["strength"] == "must"
    to = sorted({TELLS[way] for ways in duty.get("ways", []) for way in ways if way in TELLS}) if must else duty.get("to", [])
    if not to or (must and duty["confidence"] not in PROVEN):
        return
    whom = when | {"recipient": to, "info": THREAT}
    tables = telling_tables(whom)
    says = "Telling this person is one of the ways the law names." if must else "The law lets you tell this person to avert the danger."
    tell = "If I think you will badly hurt a person, I may tell those who can stop it."
    name = "warn" if must else "danger"
    id = rows.rule(
        "ground",
        name,
        duty,
        acts=["disclose"],
        lifts=rows.bars,
        when=tables if len(tables) > 1 else whom,
        do=["least", "record"],
        says=says,
        topic="danger to others",
        tell=tell,
    )
    best = "must" if len(duty.get("ways", [])) == 1 else "may"  # one way only: telling is the duty itself
    for number, table in enumerate(tables):
        swept = table | {"recipient": to}
        telling_case(rows, duty, id, f"{name}-others" if number else name, table, swept, best)


def telling_tables(whom: Table) -> list[Table]:
    """Where danger to the client counts too, nobody is the person threatened: others are told, not a victim."""
    to, targets = cast("list[str]", whom["recipient"]), cast("list[str]", whom["target"])
    others = [one for one in to if not one.startswith("threatened_")]
    if "client" not in targets or others == to:
        return [whom]
    victims = [one for one in to if one not in others]
    return [whom | {"target": [one for one in targets if one != "client"], "recipient": victims}, whom | {"recipient": others}]


def telling_case(rows: Rows, duty: Duty, id: str, name: str, whom: Table, swept: Table, best: str) -> None:
    """One request that the permission opens, and what it does not open: the record, notes, messages."""
    facts = plain(whom) | {"client": "minor", "restriction": "yes"}
    shown: Table = {"does": {id: ["least", "record"]}, "lifts": {id: rows.bars}} if verdict(duty, "may") == "may" else {}
    closed = ["not_yet", "must_not"]
    but = [{"change": {"info": notes}, "near": [id], "verdict": closed} for notes in ("record", "psychotherapy_notes", "messages")]
    if name.endswith("-others"):
        but.append({"change": {"target": "client", "recipient": "threatened_person"}, "near": [id], "verdict": closed})
    rows.case(
        name,
        "A threat within the law of the state; this person is told.",
        "disclose",
        facts,
        fires=[id],
        near=[f"{rows.st}.child"],
        sweep=swept,
        expect={"verdict": verdict(duty, best)},
        but=but,
        **shown,
    )


def verdict(cell: Cell, proven: str) -> str:
    """What the answer may be at best."""
    return proven if cell["confidence"] in PROVEN else "not_yet"


# ---- reports


def report_facts(report: Report, purpose: str, target: str, harm: list[str]) -> Table:
    found: Table = {} if report["who"] == "anyone" else {"actor": report["who"]}
    found |= {
        "recipient": report["to"],
        "purpose": [purpose],
        "target": [target],
        "harm": harm,
        "evidence": report["evidence"],
        "info": FACTS,
        "within_scope": ["yes"],
    }
    return found | ({"client": ["minor"]} if report.get("seen") else {})


def child(rows: Rows) -> None:
    """A report on a child; abuse long past, told by an adult, with no child at risk, is a question of its own."""
    report, name = rows.row["child"], rows.row["name"]
    base = report_facts(report, "child_protection", "child", ABUSE)
    lasting: list[Table] = [base | {"imminence": {"not": ["past"]}}]
    if not report.get("seen"):
        lasting += [
            base | {"child_now": ["yes"]},
            base | {"client": ["minor"]},
        ]
    else:
        lasting = [base]
    first = " by phone first" if "written_hours" in report else ""
    says = f"{name}: whoever is bound reports to the agency{first}. {report.get('note', '')}".strip()
    tell = f"If I think a child is hurt or not cared for, I must tell the child agency. {speed(report['clock'])}"
    id = a_report(rows, "child", report, lasting, says, tell, "a child is harmed")
    pin_report(rows, "child", id, report, lasting[0])
    for number, table in enumerate(lasting[1:], 2):
        facts = {"client": "adult", "imminence": "past"} | plain(table)
        swept: Table = {"child_now": ["yes"]} if number == 2 else {"client": ["minor"]}
        rows.case(f"child-{number}", "It is over, but the report is still due.", "disclose", facts, fires=[id], sweep=swept)
    if not report.get("seen") and not report.get("past_settled"):
        past(rows, report, base)
    unsettled(rows, report, base)


def past(rows: Rows, report: Report, base: Table) -> None:
    cell = Cell(citation=report["citation"], confidence="unknown")
    when = base | {"imminence": ["past"], "child_now": ["no"], "client": {"not": ["minor"]}}
    says = "Abuse long past, told by an adult, and no child at risk now: whether a report is due was not read. Ask counsel."
    tell = "If you were hurt as a child, I ask a lawyer if I must report it. You hear it first."
    id = rows.rule(
        "duty",
        "child-past",
        cell,
        acts=["disclose"],
        kind="report",
        lifts=rows.bars,
        when=when,
        do=["consult", "record"],
        says=says,
        topic="a child is harmed",
        tell=tell,
    )
    facts = plain(base) | {"imminence": "past", "child_now": "no", "client": "adult"}
    rows.case(
        "child-past",
        "An adult tells of abuse in childhood; no child is at risk.",
        "disclose",
        facts,
        fires=[id],
        near=[f"{rows.st}.child"],
        sweep=when,
        expect={"verdict": "not_yet"},
    )


def unsettled(rows: Rows, report: Report, base: Table) -> None:
    """Professions of which the text says something else."""
    if "unsettled" not in report:
        return
    cell = Cell(citation=report["citation"], confidence="disputed", source=report.get("source", ""))
    when = base | {"actor": report["unsettled"]}
    says = "What was told under privilege need not be reported by this profession. Ask counsel."
    tell = "If a child is hurt, I may have to tell the agency. I ask a lawyer first."
    id = rows.rule(
        "duty",
        "child-privileged",
        cell,
        acts=["disclose"],
        kind="report",
        lifts=rows.bars,
        when=when,
        do=["consult", "record"],
        says=says,
        topic="a child is harmed",
        tell=tell,
    )
    rows.case(
        "child-privileged",
        "A psychologist heard it in session.",
        "disclose",
        plain(when) | {"imminence": "continuing"},
        fires=[id],
        near=[f"{rows.st}.child"],
        sweep=when,
        expect={"verdict": "not_yet"},
    )


def adult(rows: Rows) -> None:
    """A report on an adult who cannot protect themselves."""
    report, name = rows.row["adult"], rows.row["name"]
    when = report_facts(report, "adult_protection", "vulnerable_adult", ["abuse_neglect", "exploitation", "sexual_abuse", "serious_bodily"])
    says = f"{name}: harm to a weak adult is told to the adult agency. {report.get('note', '')}".strip()
    tell = f"If a frail or weak adult is hurt or robbed, I must tell those who help. {speed(report['clock'])}"
    id = a_report(rows, "adult", report, [when], says, tell, "an adult who cannot protect themselves")
    pin_report(rows, "adult", id, report, when)


def speed(clock: Clock) -> str:
    if "n" in clock:
        return f"I have {clock['n']} {clock['unit']}."
    return "I do it soon." if clock.get("firm") == "target" else "I do it at once."


def a_report(rows: Rows, name: str, report: Report, tables: list[Table], says: str, tell: str, topic: str) -> str:
    clock = {
        "start": "first_cause",
        **({"n": report["clock"]["n"]} if "n" in report["clock"] else {}),
        "unit": report["clock"]["unit"],
        "firm": report["clock"].get("firm", "hard"),
    }
    then: Table = {}
    if "written_hours" in report:
        then = {
            "then": {
                "do": "written_report",
                "clock": {"start": "first_cause", "n": report["written_hours"], "unit": "hours", "firm": "hard"},
            }
        }
    when: object = tables if len(tables) > 1 else tables[0]
    do = ["least", "record"]
    return rows.rule(
        "duty",
        name,
        report,
        acts=["disclose"],
        kind="report",
        lifts=rows.bars,
        when=when,
        clock=clock,
        **then,
        do=do,
        says=says,
        topic=topic,
        tell=tell,
    )


def pin_report(rows: Rows, name: str, id: str, report: Report, when: Table) -> None:
    """One request that fires the report; the sweep pins every condition, the dates pin the clock."""
    facts = (
        plain(when)
        | {"restriction": "yes", "imminence": "continuing"}
        | ({"client": "minor"} if name == "child" and report.get("seen") else {"client": "deceased"})
    )
    due: Table = {"disclose": after(report["clock"].get("n", 0))}
    do = ["least", "record"]
    if "written_hours" in report:
        due["written_report"] = after(report["written_hours"])
        do = [*do, "written_report"]
    proven = verdict(report, "must") == "must"
    shown: Table = {"does": {id: do}, "lifts": {id: rows.bars}} if proven else {}
    expect: Table = {"verdict": verdict(report, "must"), "due": due if proven else {"disclose": due["disclose"]}}
    other = f"{rows.st}.{'adult' if name == 'child' else 'child'}"
    rows.case(
        name,
        f"A report as {rows.row['name']} asks for it.",
        "disclose",
        facts,
        fires=[id],
        near=[other],
        expect=expect,
        sweep=when,
        events={"first_cause": after(0)},
        **shown,
    )


def after(hours: int) -> str:
    """09:00 on 20 November 2026 plus some hours, in the same offset."""
    day, hour = divmod(9 + hours, 24)
    return f"2026-11-{20 + day:02d}T{hour:02d}:00:00-05:00"


# ---- minors, parents, keeping


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


MINORS = {"topic": "if you are under 18", "tell": "If you are under 18, I find out if you may come alone."}


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
    when: Table = {"recipient": ["parent"], "client": ["minor"]}
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
        safe = when | {"representative_endangers": ["no"], "abuser": {"not": ["representative"]}}
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
        return
    unread = Cell(citation=cell["citation"], confidence="unknown")
    id = rows.rule(
        "ground",
        "parent-unread",
        unread,
        acts=["give_access"],
        lifts=[bar],
        when=when,
        says="What this parent may see was not read. Ask counsel.",
        topic="a parent or guardian",
        tell="If a parent asks for your record, I ask a lawyer first.",
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


# ---- where HIPAA does not reach


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


# ---- files


def files(table: Mapping[str, Row]) -> Iterator[tuple[Path, str]]:
    """Every file this makes, with its text."""
    for state, row in table.items():
        rows = Rows(state, row)
        for topic in (secrecy, danger, child, adult, minors, parents, keeping, rights):
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
