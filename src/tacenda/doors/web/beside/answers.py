"""The answers of the law kept in a chart, named for a form in which one of them is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from tacenda.acts.assessments import AssessmentLine
from tacenda.doors.language import N_, Words
from tacenda.doors.web import handles


def named(words: Words, lines: Sequence[AssessmentLine]) -> dict[str, str]:
    """By their handles, newest first; the number of each is the one that their list gives it, so that the oldest is the first."""
    return {
        handles.of(one.id): words.say(N_("Kept on %(day)s (%(number)s)"), day=words.day(one.day), number=words.number(n))
        for n, one in zip(range(len(lines), 0, -1), lines, strict=True)
    }
