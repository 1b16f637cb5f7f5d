"""Signed for: what somebody signed for a client by law. The head of a page of `signed`, and which side of the two counts.

Who signs holds no other page of what was agreed: so where the client is, and which forms name whom, stands here for them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from tacenda.core.model import agreed
from tacenda.core.model.agreed import Agreed
from tacenda.core.words.encoding import Parsed, Plain, Reading, as_raw, as_text, plain
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import PrincipalId


@dataclass(frozen=True, slots=True)
class SignedFor:
    """What lies on that side. `answered`: where it stands with the talk; `here`: where the client is, as the card says; `theirs`: the forms
    that name somebody as a parent or representative, with their name and as what. `lost`: the page was begun anew, since nobody could
    read what was signed there, and nothing was since: a no may have been among it."""

    answered: Agreed = field(default_factory=Agreed)
    here: str = ""
    theirs: tuple[tuple[bytes, str, str], ...] = ()
    lost: bool = False

    def __repr__(self) -> str:
        return "SignedFor()"


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of what was agreed. `own`: what the client answered; `theirs`: what was answered for them."""

    own: Agreed
    theirs: Agreed

    def __repr__(self) -> str:
        return "Sides()"

    def answered_by(self, signers: Collection[PrincipalId]) -> bool:
        """Whether one of these people sealed the newest words of who signs for the client."""
        return bool(set(signers) & set(self.theirs.signed))

    def counting(self, signers: Collection[PrincipalId]) -> Agreed:
        """The side that counts. `signers`: who signs for the client today. What the client sealed themselves, whatever others say."""
        return self.theirs if not self.own.own and self.answered_by(signers) else self.own

    def counts(self, name: str, signers: Collection[PrincipalId]) -> str:
        """The answer to a separate consent that counts. A no of somebody who signs for the client no more stays one; a yes does not."""
        found = self.counting(signers).says(name)
        return "no" if found == "later" and not self.own.own and self.theirs.says(name) == "no" else found


def head(found: SignedFor) -> Plain:
    """What `chart.write` keeps as the head of the page of `signed`."""
    return {
        "v": 1, "answered": agreed.head(found.answered), "here": found.here, "theirs": [list(one) for one in found.theirs],
        **({"lost": True} if found.lost else {}),
    }  # fmt: skip


def read(given: Parsed) -> SignedFor:
    """What a page says; of one on which nothing was signed yet, nothing. Raises Tampered."""
    if not given:
        return SignedFor()
    r = Reading(plain(given))
    r.version(1)
    found = SignedFor(
        agreed.read(r.object("answered")), r.text("here"), tuple(_theirs(row) for row in r.rows("theirs")),
        r.has("lost") and r.flag("lost"),
    )  # fmt: skip
    r.done()
    return found


def _theirs(row: list[object]) -> tuple[bytes, str, str]:
    if len(row) != 3:
        raise Tampered("theirs")
    return as_raw(row[0], 16), as_text(row[1]), as_text(row[2])
