"""`tacenda verify FILE` on what is no file of a ledger: one plain sentence and exit 1, not a word of our own code."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from tacenda.doors.cli.verify import verify


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]"])
def test_a_file_that_is_none_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "ledger.json"
    file.write_bytes(content)
    found = CliRunner().invoke(verify, [str(file)])
    assert found.exit_code == 1
    assert found.output == "This file cannot be read: it is empty, cut off, or no file of a ledger. Download it again.\n"
