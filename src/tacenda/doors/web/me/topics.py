"""Parts that a client keeps to their therapist alone: in the order of their addresses, and what does not work without them."""

from __future__ import annotations

from tacenda.core.model.say import TOPICS
from tacenda.core.words.access import Code
from tacenda.doors.language import N_
from tacenda.doors.web.request import WebRequest

COSTS: dict[Code, str] = {
    Code.RECORD: N_(
        "Papers kept with your notes belong to it. Nobody guides your therapist's work with your notes then. Who stands in reads none."
    ),
    Code.CONTACT: N_("Then the front desk cannot call you, and who stands in for your therapist cannot either."),
    Code.SCHEDULE: N_("Then the front desk cannot plan your visits. Your therapist has to do that."),
    Code.SHARED: N_("Then you cannot open it to someone you trust. Who can open your notes may read the same there."),
    Code.CONSENT: N_("Then others who treat you cannot see what you said yes or no to. They have to ask you."),
    Code.REQUESTS: N_("Then nobody else here can answer such a letter while your therapist is away."),
    Code.SIGNED: N_(
        "A parent, or who else signs for you by law, cannot sign or talk for you then. Others who treat you cannot see what was signed."
    ),
}

# The same where nobody works beside the therapist.
ALONE: dict[Code, str] = {
    **COSTS,
    Code.RECORD: N_("Papers kept with your notes belong to it."),
    Code.CONTACT: N_("Then nobody else can call you for your therapist, now or later."),
    Code.SCHEDULE: N_("Then nobody else can plan your visits for your therapist, now or later."),
    Code.CONSENT: N_("Then others who may treat you later cannot see what you said yes or no to. They have to ask you."),
    Code.REQUESTS: N_("Then nobody can answer such a letter while your therapist is away."),
}


def costs(code: Code, *, alone: bool) -> str:
    """What does not work without a part. `alone`: the therapist works here alone."""
    return (ALONE if alone else COSTS)[code]


def asked(request: WebRequest) -> Code:
    """Of the address of this page."""
    return TOPICS[request.step("part") - 1]
