"""The ledger's tables only grow: what the keeper's SQL may not say."""

import re

from tests.house.source import PACKAGE, modules, strings


def statements():
    """Every SQL statement of store and keeper, in one line each."""
    for name, tree in modules().items():
        if name.startswith(("shell/store/", "shell/keeper/")):
            for text, line in strings(tree):
                if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|REPLACE)\s", text):
                    yield f"{name}:{line}", " ".join(text.split())


def test_there_are_statements_to_judge():
    assert sum(1 for _ in statements()) > 60


def test_an_entry_changes_only_by_losing_its_body():
    changes = [text for _, text in statements() if re.search(r"\bUPDATE entry\b", text)]
    assert changes == [text for text in changes if re.match(r"UPDATE entry SET envelope = x'' WHERE \w+ = :\w+$", text, re.IGNORECASE)]
    assert len(changes) <= 1


def test_no_entry_and_no_node_of_the_tree_is_deleted_and_no_node_is_changed():
    wrong = [
        place
        for place, text in statements()
        if re.search(r"\b(DELETE FROM (entry|node|period|head|directory)|UPDATE (node|period|head))\b", text)
    ]
    assert wrong == []


def test_nothing_is_written_over_in_passing():
    wrong = [place for place, text in statements() if re.search(r"\b(OR REPLACE|REPLACE INTO|DO UPDATE)\b", text)]
    assert wrong == []


def test_no_schema_holds_a_trigger_or_a_view():
    for path in PACKAGE.rglob("*.sql"):
        assert not re.search(r"\bCREATE\s+(TEMP\w*\s+)?(TRIGGER|VIEW)\b", path.read_text(encoding="utf-8"), re.IGNORECASE), path.name


def test_every_table_is_strict():
    for path in PACKAGE.rglob("*.sql"):
        text = re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
        for table in re.findall(r"CREATE TABLE.*?;", text, re.DOTALL):
            assert re.search(r"\)\s*STRICT(, WITHOUT ROWID)?;$", table), table[:60]
