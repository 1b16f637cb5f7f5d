"""What walks about talks and check-ins ask of a town: where a chart stands, and what its ledger says."""

from __future__ import annotations

from tacenda.acts import ledger, talks
from tacenda.core.model.agreed import Wordings
from tacenda.core.model.consent import PARTS
from tacenda.core.words.access import Purpose

NAMES = {part: bytes([part]) * 32 for part in PARTS}
WORDINGS = Wordings(NAMES)
OWN = Purpose.OWN_RECORD


def state(town, who, name, purpose=OWN):
    with town.desk(who, write=False) as desk:
        return talks.stands(desk, town.charts[name], purpose, WORDINGS)


def lines(town, name):
    with town.desk(town.ada, write=False) as desk:
        return ledger.who_looked(desk, town.charts[name], Purpose.OVERSIGHT, None).lines
