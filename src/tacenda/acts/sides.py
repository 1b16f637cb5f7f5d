"""Sides: the page of what a client answered and that of what was signed for them by law, as far as they are open to who asks.

Furniture. Who signs by law holds the second page and never the first; a chart from before has no second one.
"""

from __future__ import annotations

from tacenda.acts import facts, gate
from tacenda.acts.contents import OpenedPage
from tacenda.acts.desk import Desk, incident
from tacenda.acts.gate import Standing, Wish
from tacenda.core.decisions import places
from tacenda.core.model import agreed, chart, signed_for
from tacenda.core.model.agreed import Agreed
from tacenda.core.model.signed_for import Sides, SignedFor
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import NotFound, Tampered
from tacenda.core.words.ids import ChartId, ObjectId, PrincipalId
from tacenda.shell.store import objects

PAGES = (Code.CONSENT, Code.SIGNED)


def standing(desk: Desk, id: ChartId, purpose: Purpose, *more: Code) -> Standing:
    """The chart with these pages. `more`: kinds that are opened too where this person holds them.

    Who signs for the client could spoil their page, with their own keys and for good: to anybody else it is not open then, so that a no on
    it stays one, and the privacy office is told. It shuts neither a client's first page nor a clinician's day.

    Raises NotFound for who neither is the client nor signs for them or treats them, Refused.
    """
    held = desk.held(id)
    own = PAGES[1:] if purpose is Purpose.SPEAKS_FOR else PAGES
    wanted = [code for code in (*own, *more) if held.holds(code)]
    if own[0] not in wanted or not gate.may(desk, gate.held(desk, id, purpose), None, Wish(Act.OPEN, own[0], purpose)):
        raise NotFound("consent")
    try:
        at = gate.standing(desk, id, purpose, *wanted)
        signed(at)
    except Tampered as error:
        if purpose is Purpose.SPEAKS_FOR or Code.SIGNED not in wanted:
            raise
        at = gate.standing(desk, id, purpose, *(code for code in wanted if code is not Code.SIGNED))
        tell(desk, error)
    return at


def tell(desk: Desk, met: NotFound | Tampered) -> None:
    """Tell the privacy office what does not fit on the page of who signs, where it stops nobody else."""
    what = str(met)
    desk.after.append(lambda: incident(desk.house, desk.keyring, what))


def own(at: Standing) -> Agreed:
    """What the client answered, and was written down of them. Raises NotFound, Refused."""
    return agreed.read(at.page(Code.CONSENT).head)


def signed(at: Standing) -> SignedFor:
    """What was signed for them; nothing where that is not open."""
    opened = at.written(Code.SIGNED)
    return signed_for.read(opened.head) if opened else SignedFor()


def both(at: Standing, purpose: Purpose) -> Sides:
    """Where either side stands; to who signs for the client the client's own is empty. Raises NotFound, Refused."""
    if purpose is Purpose.SPEAKS_FOR:
        return Sides(Agreed(), signed_for.read(at.page(Code.SIGNED).head).answered)
    mine, theirs = own(at), signed(at).answered
    return Sides(mine, theirs if theirs.talk else mine.spoken or Agreed())


def hidden(at: Standing) -> bool:
    """Whether somebody signs, or signed, for the client, and it is not open to who asks."""
    return bool(at.access and at.access.signing) and apart(at) and at.written(Code.SIGNED) is None


def spoilt(desk: Desk, at: Standing) -> bool:
    """Whether the page of who signs was left so that nobody can read it, lists something else than lies there, or says nothing of its
    newest talk, which may be a no."""
    if not at.held.keys.holds(Code.SIGNED):
        return False
    opened = next((one for one in at.pages.values() if one.compartment.code is Code.SIGNED), None)
    if opened is None:
        return True
    said, kept = signed_for.read(opened.head), opened.page.of(Content.CONSENT)
    if kept and not said.lost and said.answered.talk != kept[-1].object:
        return True
    listed = {(line.object, one.version) for line in opened.page.lines for one in line.versions}
    return listed != {row for row in objects.lying(desk.tx, opened.compartment.id) if row[0] != opened.compartment.id}


def writes(desk: Desk, at: Standing, code: Code, purpose: Purpose) -> bool:
    """Whether this person may write what is agreed, or signed, there; nothing is entered."""
    return gate.may(desk, at.held, at.access, Wish(Act.CONSENT, code, purpose, author=True))


def apart(at: Standing) -> bool:
    """Whether what is signed for the client lies apart on this chart: not on one from before."""
    return any(one.may(Code.SIGNED) for one in at.holders)


def opened(at: Standing) -> tuple[OpenedPage, ...]:
    """The pages that are open, the client's first."""
    return tuple(one for code in PAGES if (one := at.written(code)))


def lies(at: Standing, object: ObjectId) -> OpenedPage:
    """The page on which something lies. Raises NotFound."""
    for one in opened(at):
        if one.page.has(object):
            return one
    raise NotFound("object")


def signers(desk: Desk, at: Standing) -> list[PrincipalId]:
    """Who signs for the client by law today."""
    return [one.grantee for one in facts.signers(desk, at.access)]


def where(at: Standing) -> str | None:
    """Where the client is, by their card; None where it is not open."""
    card = at.written(Code.CONTACT)
    return known(chart.read_card(card.head).place) if card else None


def known(place: str) -> str:
    """A place of which a law is known, or nothing."""
    return place if places.known(place) else ""
