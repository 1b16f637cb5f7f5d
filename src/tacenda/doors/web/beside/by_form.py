"""What a signed form lets a helper elsewhere see, and whether it names them: judged once more before the grant is given.

The record itself is a disclosure: it opens only where the form names it and a kept answer of the law says yes today.
"""

from __future__ import annotations

import datetime as dt

from tacenda.acts import assessments, authorizations
from tacenda.acts.authorizations import OpenedForm
from tacenda.acts.desk import Desk
from tacenda.core.decisions import opening, replays
from tacenda.core.model import authorization
from tacenda.core.model.authorization import Segment
from tacenda.core.model.authorization_check import signed_by
from tacenda.core.words import moments
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import Moment
from tacenda.doors.web import handles, until
from tacenda.doors.web.beside import letting
from tacenda.shell import packs

NAMED = "named: "  # what the reason of a grant begins with whose form names somebody else; why that is the same one follows
# What of a form is opened without asking the law: nothing beyond what the client holds themselves, and on their own signature alone.
CLIENT = frozenset({"client", "client_and_parent"})
OPENS = {Segment.RECORD: Code.SHARED, Segment.SUMMARY: Code.SHARED, Segment.ATTENDANCE: Code.SCHEDULE}


def chosen(at: Desk, chart: ChartId, handle: str) -> OpenedForm:
    """One of the forms that count now. Raises Invalid."""
    for one in authorizations.offered(at, chart):
        if handles.of(one.id) == handle:
            return one
    raise Invalid({"signed": "choose"})


def opened(at: Desk, chart: ChartId, signed: OpenedForm, *, record: bool, answer: str) -> list[Code]:
    """What a form opens; `record`: the record too, on an answer of the law that was kept. Raises Invalid."""
    codes = [code for segment, code in OPENS.items() if segment in signed.value.terms.segments]
    if record:
        _record(at, chart, answer, signed)
        codes.append(Code.RECORD)
    elif signed_by(signed.value) not in CLIENT:
        raise Invalid({"signed": "client"})
    if not codes:
        raise Invalid({"signed": "parts"})
    return codes


def _record(at: Desk, chart: ChartId, answer: str, signed: OpenedForm) -> None:
    """Whether the form and the law open the record today. Raises Invalid."""
    if Segment.RECORD not in signed.value.terms.segments:
        raise Invalid({"signed": "record"})
    try:
        kept = assessments.open_kept(at, chart, ObjectId(handles.read(answer)))
    except NotFound as error:
        raise Invalid({"answer": "choose"}) from error
    if len(kept.kept.answers) != 1:
        raise Invalid({"answer": "other"})
    if kept.lacks:
        raise Invalid({"answer": "open"})
    now = dt.datetime.fromtimestamp(at.now, dt.UTC)
    opening.opens(packs.law(), replays.said(kept.kept.answers[0].request), signed.checked.facts, now)


def alone(signed: OpenedForm, *, said: bool) -> bool:
    """Whether nobody who speaks for the client has to do with it: a minor who consents alone, and signed alone. Raises Invalid."""
    if said and signed_by(signed.value) != "client":
        raise Invalid({"alone": "alone"})
    return said


def reason(signed: OpenedForm, name: str, why: str) -> str:
    """What the line of the grant keeps: why whoever waits is whom the form names, where their names differ. Raises Invalid."""
    if authorization.names(signed.value.terms, name):
        return ""
    if not why.strip():
        raise Invalid({"same": "names"})
    return f"{NAMED}{' '.join(why.split())}"


def last(at: Desk, day: dt.date, signed: OpenedForm) -> Moment:
    """The last second of the day, which is not behind the form's end. Raises Invalid."""
    found, ends = until.last(at, day, first=letting.QUIET), signed.value.terms.ends
    if ends and moments.of_date(day) > ends:
        raise Invalid({"until": "ends"})
    return found
