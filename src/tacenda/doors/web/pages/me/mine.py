"""My notes, plan and letters: what was shared; after a second proof where the client chose that."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, sharing
from tacenda.acts.desk import Desk
from tacenda.core.words.errors import Locked
from tacenda.doors.web import desk, render, shared_rows
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class MinePage:
    rows: tuple[shared_rows.Row, ...]


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        inner(at)
        rows = tuple(row for chart in charts.own(at) for row in shared_rows.rows(request, chart, sharing.list_shared(at, chart), "me/item"))
    return render.page(request, "me/mine.html", MinePage(rows))


def inner(at: Desk) -> None:
    """A client may have chosen that content asks for a second proof; discreet mode always does. Raises Locked."""
    if shut(at):
        raise Locked("step-up", step_up=True)


def shut(at: Desk) -> bool:
    """Whether content stays shut until a second proof."""
    wishes = at.keyring.ring().wishes
    return not at.actor.step_up and "yes" in (wishes.get("inner"), wishes.get("discreet"))
