"""Real databases in a temporary folder."""

from pathlib import Path

import pytest

from tacenda.shell.database import Database


@pytest.fixture
def content(tmp_path: Path):
    database = Database(tmp_path / "content.db", "tacenda.shell.store.schema")
    yield database
    database.close()


@pytest.fixture
def sign_in_file(tmp_path: Path):
    database = Database(tmp_path / "session.db", "tacenda.shell.store.schema_session")
    yield database
    database.close()
