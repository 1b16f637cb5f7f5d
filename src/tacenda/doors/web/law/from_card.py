"""What a client's card says that the law asks: their birthday, and where they are when they meet who treats them. The birthday is offered
with the question, says where it is from, and is stated by nobody until somebody sends it: a card can be wrong, and the rules are then asked
about another client. The place stands where a question begins, before the practice's, and can be changed there.
"""

from __future__ import annotations

import contextlib
import datetime as dt

from tacenda.acts import charts
from tacenda.acts.desk import Desk
from tacenda.core.decisions import places as geography
from tacenda.core.decisions import speaking
from tacenda.core.words import moments
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_, Words
from tacenda.doors.web import visits
from tacenda.doors.web.law import where

ASKED = ("client", "client_age")  # what a birthday has to do with
MINOR = 16  # below this age somebody is a minor wherever the rules know of one; who is of age from then on differs by place
SAYS = N_("The card says: born on %(day)s, so %(age)s years old. Look whether that is right.")


def born(desk: Desk, chart: ChartId | None) -> dt.date | None:
    """The birthday on a chart's card; None where there is none, or what stands there is no day. Raises NotFound."""
    if chart is None:
        return None
    with contextlib.suppress(Tampered):
        return moments.date(moments.day_from_text(charts.open_card(desk, chart).card.born.strip()))
    return None


def places(desk: Desk, chart: ChartId | None, own: str) -> tuple[str, ...]:
    """Whose law a question begins with: that of where the client is, then the practice's `own`. Raises NotFound."""
    there = charts.open_card(desk, chart).card.place if chart is not None else ""
    return where.read(where.joined(there if geography.known(there) else "", own))


def _age(words: Words, day: dt.date | None, now: Moment) -> int:
    """Years; below 0 where the card does not say."""
    return speaking.age_on(day, moments.date(visits.local_day(words, now))) if day else -1


def answer(words: Words, day: dt.date | None, name: str, now: Moment) -> str:
    """The answer that stands with a question before anybody gives one; empty for none."""
    age = _age(words, day, now)
    if age < 0 or name not in ASKED:
        return ""
    return str(age) if name == "client_age" else "minor" if age < MINOR else ""


def of_child(words: Words, day: dt.date | None, now: Moment) -> str:
    """The birthday of a child as a date field takes it; empty for everybody else."""
    return day.isoformat() if day and 0 <= _age(words, day, now) < speaking.GROWN else ""


def hint(words: Words, day: dt.date | None, name: str, now: Moment) -> str:
    """Where that is from; empty for nothing."""
    age = _age(words, day, now)
    if day is None or age < 0 or name not in ASKED:
        return ""
    return words.say(SAYS, day=words.day(moments.of_date(day)), age=words.number(age))
