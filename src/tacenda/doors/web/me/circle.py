"""Three choices instead of a list of ticks: who may be let in. In the order of their steps."""

from __future__ import annotations

from tacenda.core.model.say import Choice
from tacenda.doors.language import N_

CHOICES: tuple[tuple[Choice, str], ...] = (
    (Choice.THERAPIST, N_("Only my therapist")),
    (Choice.GUIDES, N_("My therapist and who guides them")),
    (Choice.TEAM, N_("My care team")),
)
# Whom each leaves room for, in the same order: nobody is let in by a choice, and each who is stands on the first page.
MEANS = (
    N_("Your therapist lets in nobody else who works here."),
    N_("Your therapist may let in a person who guides their work."),
    N_("Your therapist may let in who guides them, who plans visits, who stands in, and others who treat you."),
)
