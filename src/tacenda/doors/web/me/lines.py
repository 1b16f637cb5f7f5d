"""The lines of who looked, as the client's pages share them: whose they are, what they cite, and what the browser remembers of them."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from tacenda.acts import ledger
from tacenda.acts.ledger import Look
from tacenda.core.ledger.bundle import Seen
from tacenda.core.model.access_list import COVERING
from tacenda.core.words.errors import NotFound, Tampered
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import headers, render
from tacenda.doors.web.me import words
from tacenda.doors.web.request import WebRequest

YEAR = 365 * 86_400
WEEK = 7 * 86_400


def parted(lines: Sequence[Look]) -> tuple[list[Look], list[Look]]:
    """What people did, and what lists, computers and the reader did."""
    return [one for one in lines if not (one.folded or one.mine)], [one for one in lines if one.folded or one.mine]


def named(request: WebRequest, look: Look) -> str:
    """Whose line it is."""
    if not look.name:
        return request.words.gettext(words.COMPUTER)
    if look.also:
        return request.words.say(words.STANDS_IN_AND_CHECKS if look.also == COVERING else words.CHECKS_TOO, name=look.name)
    return words.who(request.words, look.name, look.role, me=look.mine, cover=look.basis == COVERING)


def cited(request: WebRequest, look: Look) -> str:
    """The rules a line rests on, with what they stand on in law; a rule that is no longer in the books keeps its name."""
    packs = request.house.rules.packs
    known = {rule.id: rule.citation for rule in packs.rules()}
    return "; ".join(f"{known[id]} ({id})" if id in known else id for id in look.rules)


def seen(request: WebRequest) -> Seen | None:
    """The last checkpoint this browser was shown; None where it keeps none, or a cookie that is not ours."""
    text = request.cookies.get(headers.SEEN, "")
    try:
        return Seen.read(text) if text else None
    except Tampered:
        return None


def remembered(request: WebRequest, answer: Response, found: Sequence[ledger.Looks]) -> Response:
    """Let the browser remember the tree, so that it witnesses a rollback; a discreet one keeps nothing."""
    if found and not request.signed_in().discreet:
        render.keep(answer, headers.SEEN, found[-1].seen.write(), lasts=YEAR)
    return answer


def chart_of(request: WebRequest, mine: tuple[ChartId, ...]) -> ChartId:
    """The client's chart; the first where there are several. Raises NotFound before somebody let them in."""
    if not mine:
        raise NotFound("chart")
    return mine[0]
