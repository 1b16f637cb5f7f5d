"""The second proof that somebody chose for what is theirs to read: asked for by the pages that show it."""

from __future__ import annotations

from tacenda.acts.desk import Desk
from tacenda.core.words.errors import Locked


def ask(at: Desk) -> None:
    """A client may have chosen that content asks for a second proof; discreet mode always does. Raises Locked."""
    if shut(at):
        raise Locked("step-up", step_up=True)


def shut(at: Desk) -> bool:
    """Whether content stays shut until a second proof."""
    return not at.actor.step_up and wished(at)


def wished(at: Desk) -> bool:
    """Whether this person chose that content asks for a second proof."""
    wishes = at.keyring.ring().wishes
    return "yes" in (wishes.get("inner"), wishes.get("discreet"))
