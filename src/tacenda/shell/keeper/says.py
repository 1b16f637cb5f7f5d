"""Says in the keeper: the hash of all that a client laid down, as they said it. No row is kept of one.

Which say counts is told from the leaves, as a limit is: its statement is made again from the hash that lies on the access list, and stands
in them once more than the one that ends it. So an older list can come back unseen only together with another ledger (`told.py`).
"""

from __future__ import annotations

from functools import lru_cache

from tacenda.core.ledger.asks import SignedAsk
from tacenda.core.ledger.said import Said
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Right
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.ids import ZERO_HASH, ChartId, PracticeId
from tacenda.shell.database import Tx
from tacenda.shell.keeper import checks
from tacenda.shell.keeper.leaves import Receipt
from tacenda.shell.keeper.office import Office


def say(office: Office, raw: bytes, signed: SignedAsk) -> Receipt:
    """Enter that a client's say counts, or counts no more. Raises Refused, Conflict."""
    checked, wanted = office.checked(signed), Said.read(raw)

    def work(tx: Tx) -> Receipt:
        office.ready(tx, checked, Act.RESTRICT, sha(raw))
        again = office.leaves.entered(tx, checked.hash, checked.ask.at)
        if again is not None:
            return again
        if Right.SUBJECT not in checks.chart_rights(tx, checked.ask, office.now()):
            raise Refused("subject")
        if (wanted.practice, wanted.chart) != (office.practice, checked.ask.ledger) or (wanted.holds and wanted.say == ZERO_HASH):
            raise Refused("say")
        if counts(office, tx, wanted.chart, wanted.say) is wanted.holds:
            raise Conflict("said")
        return office.leaves.append(tx, checked.ask, signed, sha(raw), raw)

    return office.queue.run(work)


def counts(office: Office, tx: Tx, chart: ChartId, say: bytes) -> bool:
    """Whether the leaves say that a say counts; of none (zeros), until the first. Raises Tampered."""
    made, ended = _hashes(office.practice, chart, say)
    told = 1 if say == ZERO_HASH else len(office.told.lines(tx, made))
    return told > len(office.told.lines(tx, ended))


def ever(office: Office, tx: Tx, chart: ChartId, say: bytes) -> bool:
    """Whether the client ever said this, counting or not. Raises Tampered."""
    return bool(office.told.lines(tx, _hashes(office.practice, chart, say)[0]))


@lru_cache(maxsize=4096)
def _hashes(practice: PracticeId, chart: ChartId, say: bytes) -> tuple[bytes, bytes]:
    made, ended = (sha(Said(practice, chart, say, holds).write()) for holds in (True, False))
    return made, ended
