"""The sentences of the pages for people who stand beside a client."""

from __future__ import annotations

from collections.abc import Collection

from tacenda.core.model.access_list import FORM, LAW
from tacenda.core.words.access import Code
from tacenda.doors.language import N_, Words
from tacenda.doors.web import rules

SEES: dict[Code, str] = {
    Code.RECORD: N_("the notes and the plan"),
    Code.SCHEDULE: N_("the visit times"),
    Code.SHARED: N_("what is shared with them"),
    Code.SIGNED: N_("what you agreed to for them"),
}
LET_IN = N_("They let you in themselves.")
BY_FORM = N_("They signed a form for it.")
BY_LAW = N_("A rule of law lets you in. Ask us which one.")


def why(words: Words, basis: str) -> tuple[str, str]:
    """Why it is open, and the law it stands on; the law is empty where the client let them in."""
    rule = rules.behind(basis)
    if rule is not None:
        return rule.says, rule.citation
    if basis.startswith(FORM):
        return words.gettext(BY_FORM), ""
    return words.gettext(BY_LAW if basis.startswith(LAW) else LET_IN), ""


def sees(words: Words, codes: Collection[Code]) -> str:
    """What is open, as one sentence."""
    named = [words.gettext(text) for code, text in SEES.items() if code in codes]
    return words.say(N_("You can see %(what)s."), what=words.names(named)) if named else words.gettext(N_("You can see their name."))
