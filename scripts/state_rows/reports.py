"""Reports to an agency: of a child, and of an adult who cannot protect themselves."""

from __future__ import annotations

from .making import Rows, plain, verdict
from .table import Cell, Clock, Report, Table

ABUSE = ["abuse_neglect", "sexual_abuse", "serious_bodily"]
FACTS = ["report_facts", "risk_facts"]
READ_AND_OPEN = ("child-unseen", "child-privileged", "adult-profession")  # the text was read, and may be understood in two ways


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
    return found


def child(rows: Rows) -> None:
    """A report on a child; abuse long past, told by an adult, with no child at risk, is a question of its own."""
    report, name = rows.row["child"], rows.row["name"]
    base = report_facts(report, "child_protection", "child", ABUSE)
    client = base | {"target": ["child", "client"], "client": ["minor"]}  # a client under age is a child
    lasting: list[Table] = [base | {"imminence": {"not": ["past"]}}, base | {"child_now": ["yes"]}, client]
    if report.get("seen"):
        lasting = [client]
    first = " by phone first" if "written_hours" in report else ""
    says = f"{name}: whoever is bound reports to the agency{first}. {report.get('note', '')}".strip()
    tell = f"If I think a child is hurt or not cared for, I must tell the child agency. {speed(report['clock'])}"
    id = a_report(rows, "child", report, lasting, says, tell, "a child is harmed")
    pin_report(rows, "child", id, report, lasting[0])
    for number, table in enumerate(lasting[1:], 2):
        facts = {"client": "adult", "imminence": "past"} | plain(table)
        swept: Table = {"child_now": ["yes"]} if number == 2 else {"client": ["minor"], "target": ["child", "client"]}
        rows.case(f"child-{number}", "It is over, but the report is still due.", "disclose", facts, fires=[id], sweep=swept)
    if report.get("seen"):
        unseen(rows, report, base)
    elif not report.get("past_settled"):
        past(rows, report, base)
    if "unsettled" in report:
        says = "What was told under privilege need not be reported by this profession. Ask counsel."
        tell = "If a child is hurt, I may have to tell the agency. I ask a lawyer first."
        own = {"target": ["client", "child"], "client": ["minor"]}
        tables = [base | {"actor": report["unsettled"]}, base | {"actor": report["unsettled"]} | own]
        ask(rows, "child-privileged", report, tables, says, tell, "a child is harmed", "A psychologist heard it in session.")


def past(rows: Rows, report: Report, base: Table) -> None:
    when = base | {"imminence": ["past"], "child_now": ["no"], "client": {"not": ["minor"]}}
    says = "Abuse long past, told by an adult, and no child at risk now: whether a report is due was not read. Ask counsel."
    tell = "If you were hurt as a child, I ask a lawyer if I must report it. You hear it first."
    ask(rows, "child-past", report, [when], says, tell, "a child is harmed", "An adult tells of abuse in childhood; no child is at risk.")


def unseen(rows: Rows, report: Report, base: Table) -> None:
    """The text binds who sees the child at work. It lets others report, and says less of whoever hears it from an adult."""
    when = base | {"client": {"not": ["minor"]}}
    says = "The duty is about a child whom you see at work. Whether it reaches this child is open. Ask counsel."
    tell = "If a child I do not see is hurt, I ask a lawyer if I must tell."
    ask(
        rows, "child-unseen", report, [when], says, tell, "a child is harmed", "An adult client tells of a child whom nobody here has seen."
    )


def ask(rows: Rows, name: str, report: Report, tables: list[Table], says: str, tell: str, topic: str, story: str) -> None:
    """A duty of which the text that was read leaves open whether it reaches so far: it asks, and never obliges."""
    read = name in READ_AND_OPEN
    cell = Cell(citation=report["citation"], confidence="disputed" if read else "unknown", source=report.get("source", "") if read else "")
    kind = name.partition("-")[0]
    when: object = tables if len(tables) > 1 else tables[0]
    made: Table = {"acts": ["disclose"], "kind": "report", "lifts": rows.bars, "when": when, "do": ["consult", "record"]}
    id = rows.rule("duty", name, cell, **made, says=says, topic=topic, tell=tell)
    facts: Table = {"imminence": "continuing", "client": "adult"} | plain(tables[0]) | {"restriction": "yes"}
    expect: Table = {"verdict": "not_yet"}
    rows.case(name, story, "disclose", facts, fires=[id], near=[f"{rows.st}.{kind}"], sweep=tables[0], expect=expect)
    for table in tables[1:]:
        own = {name: value for name, value in table.items() if tables[0].get(name) != value}
        facts = {"imminence": "continuing", "client": "adult"} | plain(table)
        rows.case(f"{name}-client", "The client is the one who is hurt.", "disclose", facts, fires=[id], sweep=own, expect=expect)


def adult(rows: Rows) -> None:
    """A report on an adult who cannot protect themselves."""
    report, name = rows.row["adult"], rows.row["name"]
    when = report_facts(report, "adult_protection", "vulnerable_adult", ["abuse_neglect", "exploitation", "sexual_abuse", "serious_bodily"])
    says = f"{name}: harm to a weak adult is told to the adult agency. {report.get('note', '')}".strip()
    tell = f"If a frail or weak adult is hurt or robbed, I must tell those who help. {speed(report['clock'])}"
    id = a_report(rows, "adult", report, [when], says, tell, "an adult who cannot protect themselves")
    pin_report(rows, "adult", id, report, when)
    tell = "If a frail or weak adult is hurt, I ask a lawyer if I must tell those who help."
    topic = "an adult who cannot protect themselves"
    if "unsettled" in report:
        says = "Whether this profession is one of those whom the law binds is open. Ask counsel."
        other = when | {"actor": report["unsettled"]}
        ask(rows, "adult-profession", report, [other], says, tell, topic, "A profession that the words may or may not name.")
    own = when | {"target": ["client"], "client": ["adult"]}
    if "actor" in when:
        own |= {"actor": [*report["who"], *report.get("unsettled", [])]}
    says = "The client is the one who is harmed. Ask counsel if the law protects this client. If it does, report."
    tell = "If you are hurt and cannot protect yourself, I ask if the law makes me tell."
    ask(
        rows,
        "adult-client",
        report,
        [own],
        says,
        tell,
        topic,
        "The client is hurt, and nobody has said if the law protects adults like them.",
    )


def adult_let(rows: Rows) -> None:
    """Most laws let report who need not. Nobody read how far, so it is a question and no silence."""
    report, name = rows.row["adult"], rows.row["name"]
    when: Table = {
        "recipient": ["adult_protection"],
        "purpose": ["adult_protection"],
        "target": ["vulnerable_adult"],
        "evidence": {"not": ["none", "speculation"]},
        "info": FACTS,
        "within_scope": ["yes"],
    }
    id = rows.rule(
        "ground",
        "adult-let",
        Cell(citation=report["citation"], confidence="unknown"),
        acts=["disclose"],
        lifts=["core.secrecy"],
        when=when,
        says=f"{name} may let you report where it does not bind you. How far was not read. Ask counsel.",
        topic="an adult who cannot protect themselves",
        tell="If the law does not make me tell, I ask a lawyer if I may.",
    )
    says = "A harm of which the duty says nothing."
    facts = plain(when) | {"harm": "serious_psychological", "imminence": "continuing"}
    near = [f"{rows.st}.adult"]
    rows.case("adult-let", says, "disclose", facts, fires=[id], near=near, sweep=when, expect={"verdict": "not_yet"})


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
    facts = {"client": "deceased"} | plain(when) | {"restriction": "yes", "imminence": "continuing"}
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
