"""The eight errors and their one root. Only doors map them to answers; only the desk looks at them on the way.

Each has a `public` sentence without content. The message of an instance names ids and reasons, never a value from a form or a row.
"""

from __future__ import annotations

from collections.abc import Mapping

ROLL_DUE = "roll due"  # why a Conflict: keys wait to be changed, and nothing new is written with them
OLD_KEYS = "epoch"  # why another one: keys were changed, and whoever asks holds the old ones alone


class TacendaError(Exception):
    """Root of everything Tacenda raises on purpose."""

    public = "Something went wrong."


class Refused(TacendaError):
    """The rules say no. Its entry stands in the ledger. `reason` is a code (rule id or keeper reason), never content."""

    public = "You cannot open this now."

    def __init__(self, reason: str, *, hidden: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hidden = hidden  # True: that the thing exists is itself confidential, so the door answers 404


class NotFound(TacendaError):
    """There is no such thing, or it is not open to this person: both answer alike."""

    public = "This page is not here, or it is not open to you."


class Invalid(TacendaError):
    """A form or payload is malformed. `messages` maps a field's name to a message code."""

    public = "There is a problem."

    def __init__(self, messages: Mapping[str, str] | str) -> None:
        super().__init__("invalid")
        self.messages: Mapping[str, str] = {"": messages} if isinstance(messages, str) else dict(messages)


class Conflict(TacendaError):
    """Somebody else was faster: a stale version, already stopped, an epoch that moved."""

    public = "Someone changed this while you were here. Look at both."


class Locked(TacendaError):
    """A half is missing: not signed in, idle too long, or a step-up is needed (`step_up`)."""

    public = "Locked. If you were writing, your draft is safe."

    def __init__(self, reason: str = "sign-in", *, step_up: bool = False) -> None:
        super().__init__(reason)
        self.step_up = step_up


class Shredded(TacendaError):
    """Destroyed on purpose; `day` is the day (days since 1970) of the destruction."""

    public = "These records are gone. The keys were destroyed."

    def __init__(self, day: int) -> None:
        super().__init__("shredded")
        self.day = day


class Tampered(TacendaError):
    """A seal, signature, version or proof does not fit. The argument names what, never a value."""

    public = "Something does not fit. We have stopped changes here."


class Unavailable(TacendaError):
    """Keeper, engine or courier cannot work now, or too many ask at once. `seconds`: when to try again."""

    public = "We cannot open this just now. Nothing is lost."

    def __init__(self, reason: str, *, seconds: int = 5, slowed: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds
        self.slowed = slowed  # True: too many tries; the door answers 429 instead of 503
