"""Three choices instead of a list of ticks: who may be let in. In the order of their steps."""

from __future__ import annotations

from tacenda.core.model.say import Choice
from tacenda.doors.language import N_

CHOICES: tuple[tuple[Choice, str], ...] = (
    (Choice.THERAPIST, N_("Only my therapist")),
    (Choice.GUIDES, N_("My therapist and who guides them")),
    (Choice.TEAM, N_("My care team")),
)
