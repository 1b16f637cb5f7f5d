"""Danger to others: the duty to protect, the permission to tell, and whom."""

from __future__ import annotations

from typing import cast

from .making import Rows, plain, verdict
from .table import PROVEN, Duty, Table

BELIEF = ["reasonable_belief", "told_or_seen", "known"]
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
FIRST = "2026-11-20T09:00:00-05:00"


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
    shared["says"] = f"{name} obliges you to protect. {how_met(ways)}{care}"
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


def how_met(ways: list[list[str]]) -> str:
    """Whether one of several ways is enough, or all of them are needed."""
    if len(ways) == 1:
        return "The named ways meet the duty only together." if len(ways[0]) > 1 else "The named way meets the duty."
    return "Any of the named ways meets the duty."


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
        do=["least", "record", "tell_guardian"],
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
        does={id: ["least", "record", "tell_guardian"]},
        but=but,
        expect={"verdict": "must"},
    )
    rows.case(
        "guardian-too",
        "Whoever else is told: the minor's parent or guardian hears it too.",
        "disclose",
        facts | {"recipient": "law_enforcement"},
        fires=[id],
        expect={"obligations": ["tell_guardian"]},
        but=[{"change": {"target_minor": "no"}, "near": [id]}],
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
