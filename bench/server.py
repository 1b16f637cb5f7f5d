"""A server for measuring: `sealed` is the house; `plain` is the same frame and template over plaintext SQLite with one log row a page."""

from __future__ import annotations

import sqlite3
import sys
import threading
import time
from pathlib import Path

import uvicorn

from bench import practice
from tacenda.acts.house import open_house
from tacenda.core.model import wording
from tacenda.core.words.moments import Day, Moment
from tacenda.core.words.people import Role
from tacenda.doors import serve
from tacenda.doors.web import app, render, viewer
from tacenda.doors.web.pages.charts.note import NotePage
from tacenda.doors.web.registry import PAGES, Site
from tacenda.doors.web.request import Front, Standing, WebRequest
from tacenda.shell import process

FOLDER = Path(sys.argv[2]) if len(sys.argv) > 2 else Path()
_LOCAL = threading.local()


def _file() -> sqlite3.Connection:
    if not hasattr(_LOCAL, "file"):
        _LOCAL.file = sqlite3.connect(FOLDER / "plain.db", isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
            _LOCAL.file.execute(f"PRAGMA {pragma}")
    return _LOCAL.file


def plain_page(request: WebRequest):
    """The note's page from a plaintext row, after one committed log row."""
    file = _file()
    file.execute("BEGIN IMMEDIATE")
    file.execute("INSERT INTO log VALUES (?, ?, ?)", (int(time.time()), b"who", b"note"))
    file.execute("COMMIT")
    text = file.execute("SELECT text FROM note WHERE id = ?", (b"note",)).fetchone()[0]
    part, hints = viewer.Part("", text), wording.look_at((text,))
    shown = viewer.Shown(
        request.id("chart"),
        request.id("note"),
        "Kim L.",
        (part,),
        Moment(0),
        Day(20_000),
        Moment(1_780_000_000),
        "Dr. B",
        True,
        1,
        (),
        "",
        hints,
        5,
        False,
        False,
    )
    return render.page(request, "charts/note.html", NotePage(shown, request.url("charts/amend", chart=shown.chart, note=shown.note)))


def main() -> None:
    house = open_house(FOLDER / "data")
    if sys.argv[1] == "sealed":
        application = serve.application(house)
    else:
        from tacenda.doors.web.pages.charts import note

        note.get = plain_page
        standing = Standing(frozenset({Role.CLINICIAN, Role.OFFICER}))
        application = app.make(
            house, Front(lambda _: standing, lambda _: "weather", lambda: "x" * 26, lambda _request, _chart: 1), Site(PAGES)
        )
    process.settle()
    listening = serve.listen("127.0.0.1", 0)
    print(listening.getsockname()[1], flush=True)
    config = uvicorn.Config(application, http="h11", ws="none", lifespan="off", access_log=False, log_level="error")
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    assert practice
    main()
