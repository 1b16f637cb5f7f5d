"""`tacenda decide` and `tacenda law`: answers on standard output, 2 for a malformed request, 1 for packs that do not hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.unit.core.decisions.small import BAR, cases, request, rule, whole
from tests.unit.core.decisions.small import law as pack

from tacenda.doors.cli import law


def run(*arguments: str, typed: str | None = None) -> Result:
    command, *rest = arguments
    return CliRunner().invoke(law.decide_command if command == "decide" else law.law_group, rest, input=typed)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small world of its own."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "law.toml").write_text(
        pack(
            whole("bar", "a.bar", when={"info": {"not": ["deidentified"]}})
            + whole("ground", "a.police", lifts=["a.bar"], when={"recipient": "law_enforcement"})
        ),
        "utf-8",
    )
    (tmp_path / "a" / "law.cases.toml").write_text(cases("a.bar", "a.police"), "utf-8")
    return tmp_path


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """Rules without date, source or case."""
    (tmp_path / "bare.toml").write_text(
        pack(BAR + rule("ground", "a.police", lifts=["a.bar"], when={"recipient": "law_enforcement"})), "utf-8"
    )
    return tmp_path


def kept(tmp_path: Path, whole: dict[str, Any]) -> str:
    path = tmp_path / "request.json"
    path.write_text(json.dumps(whole), "utf-8")
    return str(path)


def test_one_request_gives_one_decision_and_exit_0_whatever_the_verdict(folder: Path, tmp_path: Path) -> None:
    result = run("decide", kept(tmp_path, request(info="record", recipient="media")), "--packs", str(folder))
    assert (result.exit_code, json.loads(result.output)["verdict"]) == (0, "must_not")


def test_the_built_in_packs_answer_when_no_folder_is_named(tmp_path: Path) -> None:
    result = run("decide", kept(tmp_path, request(info="record", recipient="media", purpose="publicity")))
    assert [one["id"] for one in json.loads(result.output)["packs"]][:1] == ["core"]


def test_a_batch_answers_line_by_line_and_goes_on_after_a_bad_one(folder: Path) -> None:
    good = json.dumps(request(info="record", recipient="law_enforcement"))
    result = run("decide", "--batch", "-", "--packs", str(folder), typed=f"{good}\nnot json\n{good}\n")
    answers = [json.loads(line) for line in result.output.splitlines()]
    assert [one.get("verdict", one.get("error")) for one in answers] == ["may", "malformed", "may"]
    assert result.exit_code == 2


def test_a_batch_in_words_says_which_line_each_answer_is_for(folder: Path) -> None:
    good = json.dumps(request(info="record", recipient="law_enforcement"))
    result = run("decide", "--batch", "-", "--words", "--packs", str(folder), typed=f"{good}\n\n{{not json\n")
    said = result.output.splitlines()
    assert said[0] == "Line 1:" and said[1].startswith("You may disclose this.")
    assert "Line 3:" in said and "look at column 2" in said[said.index("Line 3:") + 1] and "line 1" not in result.output


def test_words_call_no_refusal_another_way_and_no_doubt_a_fact(tmp_path: Path) -> None:
    stated = {"recipient": "party_lawyer", "purpose": "proceedings", "info": "record", "instrument": "subpoena", "assurance": "none"}
    more = {"hipaa_covered": "yes", "part2": "no", "ferpa": "none", "authorization": "none", "instrument_checked": "yes"}
    path = kept(tmp_path, {**request(**stated, **more), "places": ["US-CA"], "layers": "all"})
    said = run("decide", path, "--words").output
    assert "Another way: Ask the client" in said and "(must" not in said and "(open question)" not in said
    assert "This may apply: The client locked this." in said


def test_words_of_a_yes_name_no_rule_that_nobody_has_read(tmp_path: Path) -> None:
    stated = {"recipient": "court", "purpose": "proceedings", "info": "record", "instrument": "court_order", "instrument_checked": "yes"}
    more = {"authorization": "none", "client": "adult", "within_scope": "yes", "restriction": "no", "hipaa_covered": "yes", "part2": "no"}
    heard = {"actor": "psychologist", "privilege_claimed": "yes", "privilege_waived": "no", "forum": "local", "ferpa": "none"}
    whole = {**request(**stated, **more, **heard), "places": ["US-NY"], "layers": "all"}
    path = kept(tmp_path, whole)
    answer = json.loads(run("decide", path).output)
    assert (answer["verdict"], answer["unverified"]) == ("must", [])
    assert "Nobody has verified" not in run("decide", path, "--words").output


def test_a_malformed_request_is_an_error_object_with_its_place(tmp_path: Path) -> None:
    result = run("decide", kept(tmp_path, request(info="secret")))
    assert result.exit_code == 2
    assert json.loads(result.output) == {
        "form": "tacenda.error/1",
        "request": "q",
        "error": "unknown_value",
        "at": "/facts/info",
        "says": "the vocabulary has no such value for this fact",
    }


def test_a_name_that_stands_twice_is_refused() -> None:
    result = run("decide", "-", typed='{"form": "a", "form": "b"}')
    assert (result.exit_code, json.loads(result.output)["error"]) == (2, "malformed")


UNREADABLE = {
    "not UTF-8": b'{"form": "\xff"}',
    "nothing": b"",
    "a list": b"[]",
    "nested ten thousand deep": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "no number of JSON": b'{"form": NaN}',
    "a number without end": b'{"form": ' + b"9" * 5_000 + b"}",
    "half of a pair in a name": b'{"\\ud800": 1}',
}


@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_request_gets_one_sentence_and_a_batch_goes_on(folder: Path, tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "request.json"
    path.write_bytes(raw)
    result = run("decide", str(path), "--packs", str(folder))
    assert (result.exit_code, json.loads(result.output)["error"], result.stderr) == (2, "malformed", "")
    good = json.dumps(request(info="record", recipient="law_enforcement")).encode()
    path.write_bytes(b"\n".join([good, raw or b"{", good]))
    batch = run("decide", "--batch", str(path), "--packs", str(folder))
    answers = [json.loads(line) for line in batch.output.splitlines()]
    assert [one.get("verdict", one.get("error")) for one in answers] == ["may", "malformed", "may"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ('{"form": 1,\n  oops}', "line 2, column 3"),
        ("", "there is nothing in it"),
        (' {"form": 1, "form": 2}', "distinct names"),
        (json.dumps(request(recipient="law_enforcment")), "there is: law_enforcement"),
        (json.dumps(request(recipiant="media")), "there is: recipient"),
        (json.dumps(request(hipaa_covered="sure")), "there is: "),
        (json.dumps({**request(), "act": "disclos"}), "there is: disclose"),
        (json.dumps({**request(), "places": ["DE", "Texas"]}), "there is: US-TX"),
        (json.dumps({**request(), "places": ["texas "]}), "there is: US-TX"),
        (json.dumps({**request(), "codes": ["apa"]}), "there is: AAMFT, ACA, APA, BACP, NASW"),
        (json.dumps({**request(), "events": {"recieved": "2026-11-01"}}), "there is: received"),
    ],
)
def test_what_cannot_be_read_is_told_in_words_with_what_comes_near(typed: str, says: str) -> None:
    result = run("decide", "-", "--words", typed=typed)
    assert result.exit_code == 2 and result.output.startswith("This request cannot be read:") and says in result.output
    assert says in json.loads(run("decide", "-", typed=typed).output)["says"]


def test_words_ask_as_the_pages_do(tmp_path: Path) -> None:
    stated = {"recipient": "threatened_person", "purpose": "avert_threat", "info": "risk_facts", "hipaa_covered": "yes", "part2": "no"}
    whole = {**request(**stated), "places": ["US-CA"], "layers": "all"}
    asked = [line for line in run("decide", kept(tmp_path, whole), "--words").output.splitlines() if line.startswith("Open: ")]
    assert "Open: When would it happen?" in asked and not any("about to happen, going on" in one for one in asked)


def test_the_day_is_today_and_each_command_names_a_folder_alike(folder: Path) -> None:
    for command in ("report", "diff"):
        help = " ".join(run("law", command, "--help").output.split())
        assert "[default: (today)]" in help
    assert run("law", "check", "--packs", str(folder)).output == run("law", "check", str(folder)).output


def test_a_heading_keeps_its_letters() -> None:
    assert "How long I keep it" in run("law", "limits", "GB-ENG", "FR").output


def test_a_folder_is_no_request(tmp_path: Path) -> None:
    result = run("decide", str(tmp_path))
    assert result.exit_code == 2
    assert "Is a directory" in result.stderr


def test_words_instead_of_json(folder: Path, tmp_path: Path) -> None:
    result = run("decide", kept(tmp_path, request(info="record", recipient="media")), "--packs", str(folder), "--words")
    assert result.output.splitlines()[0] == "Do not disclose this."
    assert "not legal advice" in result.output


def test_either_a_file_or_a_batch_must_be_named() -> None:
    assert run("decide").exit_code == 2


def test_a_folder_whose_packs_do_not_load_says_where(folder: Path, tmp_path: Path) -> None:
    (folder / "a" / "bad.toml").write_text(pack(rule("bar", "b.bar", when={"mood": "bad"}), id="bad"), "utf-8")
    result = run("decide", kept(tmp_path, request()), "--packs", str(folder))
    assert result.exit_code == 1
    assert "a/bad.toml" in result.output


def test_list_show_and_limits_print_the_packs_as_prose(folder: Path) -> None:
    assert "A law" in run("law", "list", "--packs", str(folder)).output
    shown = run("law", "show", "US", "--packs", str(folder)).output
    assert "Lifts: a.bar." in shown
    assert "  When:\n    Who would receive it? law enforcement\n" in shown
    assert run("law", "show", "a.police", "--packs", str(folder)).exit_code == 0
    assert run("law", "show", "nothing", "--packs", str(folder)).exit_code == 1
    assert run("law", "limits", "US-TX").exit_code == 0
    assert run("law", "limits", "US-ZZ").exit_code == 1


def test_a_rule_without_a_case_decides_nothing(folder: Path, tmp_path: Path) -> None:
    with (folder / "a" / "law.toml").open("a", encoding="utf-8") as file:
        file.write(whole("ground", "a.press", lifts=["a.bar"], when={"recipient": "media"}))
    result = run("decide", kept(tmp_path, request(info="record", recipient="media")), "--packs", str(folder))
    assert (result.exit_code, "a/law.toml a.press: no case in which it fires" in result.output) == (1, True)


@pytest.mark.parametrize("name", ["deep.toml", "deep.cases.toml", "calendars.toml", "vocabulary.toml"])
def test_a_file_nested_too_deep_is_named(folder: Path, name: str) -> None:
    (folder / name).write_text(
        "x = " + "[" * 5_000 + "]" * 5_000 if name != "deep.toml" else pack("x = " + "[" * 5_000 + "]" * 5_000), "utf-8"
    )
    result = run("law", "check", str(folder))
    assert (result.exit_code, result.output.strip()) == (1, f"{name}: nested too deep")


def test_check_names_a_case_that_disagrees_once_and_says_what_came_out(folder: Path) -> None:
    head = '\n[[case]]\nid = "a-wrong"\nsays = "The press."\nexpect = { verdict = "must" }\n'
    wrong = head + 'request = { act = "disclose", places = ["US"], facts = { recipient = "media" } }\n'
    with (folder / "a" / "law.cases.toml").open("a", encoding="utf-8") as file:
        file.write(wrong)
    result = run("law", "check", str(folder))
    (line,) = [one for one in result.output.splitlines() if "a-wrong" in one]
    assert result.exit_code == 1 and line == "a/law.cases.toml: a-wrong: not_yet, expected must"


def test_check_names_every_rule_that_may_not_be_shipped(bare: Path) -> None:
    result = run("law", "check", str(bare))
    assert result.exit_code == 1
    for missing in ("`from` is missing", "`source` is missing", "`topic` and `tell` are missing", "no case in which it fires"):
        assert missing in result.output


def test_report_counts_the_answers_of_a_place(folder: Path) -> None:
    result = run("law", "report", "US", "--packs", str(folder))
    assert result.exit_code == 0
    assert "US (floor) disclose: 4 combinations (all): must_not 1, may 3" in result.output


def test_a_place_without_a_pack_and_a_folder_without_packs_are_named_instead_of_passed_over(folder: Path, tmp_path: Path) -> None:
    assert run("law", "report", "us", "--packs", str(folder)).output == run("law", "report", "US", "--packs", str(folder)).output
    nowhere = run("law", "report", "US-PR", "--packs", str(folder))
    assert nowhere.exit_code == 1 and "no pack is for US-PR" in nowhere.output
    (tmp_path / "empty").mkdir()
    empty = run("law", "check", str(tmp_path / "empty"))
    assert empty.exit_code == 1 and "no pack lies in this folder" in empty.output


def test_diff_prints_which_facts_change_their_answer(folder: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    (new / "law.toml").write_text(
        pack(
            whole("bar", "a.bar", when={"info": {"not": ["deidentified"]}})
            + whole("ground", "a.police", lifts=["a.bar"], when={"recipient": ["law_enforcement", "court"]})
        ),
        "utf-8",
    )
    for old in tmp_path.glob("a/law.toml"):
        (tmp_path / "old").mkdir()
        (tmp_path / "old" / old.name).write_text(old.read_text("utf-8"), "utf-8")
    result = run("law", "diff", str(tmp_path / "old"), str(new))
    assert "changed: a.police" in result.output
    assert "US disclose: 1 from must_not to may" in result.output
    assert "recipient=court" in result.output
    same = run("law", "diff", str(new), str(new))
    assert "0 change their answer" in same.output


def test_a_place_is_named_by_its_id_or_in_words() -> None:
    by_id, by_name = run("law", "show", "US-TX"), run("law", "show", "Texas")
    assert by_id.exit_code == 0 and by_id.output == by_name.output and "Texas" in by_name.output
    assert run("law", "limits", "germany").output == run("law", "limits", "DE").output
    nowhere = run("law", "show", "Nowhere")
    assert nowhere.exit_code == 1 and "no pack, place or rule is called Nowhere. These are: tacenda law list" in nowhere.output
