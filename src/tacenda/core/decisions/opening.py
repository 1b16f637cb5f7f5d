"""Whether the record may be opened to a helper elsewhere: a kept question about sending it, asked anew today with what a signed form says.

Opening a record to somebody outside is a disclosure, whether a copy leaves or they read it here. The kept answer says what was known and
judged; the form's own facts take the place of what was said about it then; what counts is the answer today.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import cast

from tacenda.core.decisions import kernel
from tacenda.core.decisions.evaluate import GREEN
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.words.errors import Invalid

Stated = Mapping[str, object]
OF_FORM = frozenset({"authorization", "authorization_defect", "signed_by"})


def opens(packs: Packs, request: Stated, form: Mapping[str, str], now: dt.datetime) -> None:
    """Raises Invalid unless a kept request says yes today: `other` (not about sending the record to them), `form`, `shut`.

    `form`: the facts of the form, as its validator gives them.
    """
    said = cast("Stated", request["facts"])
    about = request["act"] == "disclose" and said.get("recipient") == form.get("recipient") and said.get("info") == "record"
    if not about or "segments" in request:
        raise Invalid({"answer": "other"})
    if form.get("authorization", "none") == "none" or form.get("authorization_defect", "none") != "none":
        raise Invalid({"answer": "form"})
    # What the validator cannot tell of the form stays unknown, whatever somebody said of it: unknown opens nothing.
    facts = {name: value for name, value in said.items() if name not in OF_FORM} | dict(form) | {"info": "record"}
    found = kernel.decide(packs, {**request, "now": now.isoformat(), "facts": facts})
    if found.verdict not in GREEN:
        raise Invalid({"answer": "shut"})
