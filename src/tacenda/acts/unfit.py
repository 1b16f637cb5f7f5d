"""Unfit: a chart whose list of people is not as its client left it, met in a list over many charts. It keeps nobody from the others.

Such a chart opens nothing; the privacy office is told, and the page says how many there are.
"""

from __future__ import annotations

from tacenda.acts import gate
from tacenda.acts.desk import Desk, incident
from tacenda.acts.gate import Standing
from tacenda.acts.says import OLDER
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.errors import NotFound, Refused, Tampered
from tacenda.core.words.ids import ChartId

MET = "unfit"


def standing(desk: Desk, id: ChartId, purpose: Purpose, *codes: Code) -> Standing | None:
    """As `gate.standing`; None for a chart that is stopped, over, a founding that never was, or unfit. Raises Tampered for all else."""
    try:
        return gate.standing(desk, id, purpose, *codes)
    except (NotFound, Refused):
        return None
    except Tampered as error:
        if str(error) != OLDER:
            raise
    desk.memory[MET, id] = True
    desk.after.append(lambda: incident(desk.house, desk.keyring, OLDER))
    return None


def met(desk: Desk) -> int:
    """How many this desk has met so far."""
    return sum(isinstance(key, tuple) and key[:1] == (MET,) for key in desk.memory)
