"""A signed form never makes an answer greener than what it proves: with a defect, or a question open, it opens nothing."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

from tests.law import loaded
from tests.properties.test_kernel_laws import changed, counted, opened, requests, verdicts

from tacenda.core.model import authorization_check
from tacenda.core.model.authorization import Authorization, How, Mark, Party, Segment, Signature, Signer, Statement, Terms
from tacenda.core.words.ids import PrincipalId
from tacenda.core.words.moments import Day, Moment
from tacenda.shell import packs as files

TODAY, ADA = Day(20_778), PrincipalId(bytes(16))
NOTHING = {"authorization": "none", "authorization_defect": "none", "signed_by": "nobody"}


def any_form(dice: random.Random, recipient: str, purpose: str) -> Authorization:
    """A form for this recipient and purpose, often whole, often with a few things missing or wrong."""
    roles = dice.choice([[Signer.CLIENT], [Signer.CLIENT], [Signer.REPRESENTATIVE], [Signer.CLIENT, Signer.PARTICIPANT]])
    parties = tuple(Party("A", role, "court", dice.choice(["yes", "yes", "no", ""])) for role in roles)
    segments = tuple(dice.sample(list(Segment), dice.choice([1, 1, 1, 2])))
    made = Terms(
        "A", segments, "", "B", "C", recipient, "", purpose, True, Day(TODAY + 9), "", False, tuple(Statement), "button", "no", "yes",
        len(parties) > 1, parties, "yes", "no",
    )  # fmt: skip
    wrong: dict[str, Any] = {
        "discloser": "", "at_request": False, "ends": Day(TODAY - 1), "statements": (), "conditioned": dice.choice(["yes", ""]), "apart": "no",
        "plain": dice.choice(["no", ""]),
    }  # fmt: skip
    made = dataclasses.replace(made, **{name: wrong[name] for name in dice.sample(sorted(wrong), dice.choice([0, 0, 0, 1, 2]))})
    signatures = tuple(Signature(i, How.PAPER, TODAY, ADA) for i in range(len(parties)) if dice.random() < 0.8)
    revoked = Mark(Moment(1), ADA) if dice.random() < 0.2 else None
    return Authorization(made, signatures, revoked)


@counted(4_000, 100_000)
def test_a_form_with_a_defect_or_an_open_question_opens_nothing(n):
    """Against the same request without any form, with facts that a person might have guessed overridden by the form's."""
    packs, whole, broken, greener = loaded.packs(), 0, 0, 0
    for dice, request in requests(4, n, floor=False):
        if request["act"] != "disclose":
            continue
        form = any_form(dice, request["facts"].get("recipient", ""), request["facts"].get("purpose", ""))
        rules = authorization_check.applicable(files.forms(), form.terms, request["places"][0], {})
        facts = authorization_check.facts_of(form, rules, TODAY)
        about = {name: facts[name] for name in ("recipient", "purpose", "info") if name in facts}
        said = {**dict.fromkeys(NOTHING), **{name: facts[name] for name in NOTHING if name in facts}}
        green = opened(verdicts(packs, changed(request, **about, **NOTHING)), verdicts(packs, changed(request, **about, **said)))
        if facts.get("authorization_defect") == "none":
            whole, greener = whole + 1, greener + bool(green)
        else:
            broken += 1
            assert green == [], (request, facts)
    assert whole > n // 40 and broken > n // 8 and greener > 0
