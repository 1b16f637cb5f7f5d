"""From a request to a desk: the sign-in's secret out of the cookie, and a reading or writing desk for the person behind it."""

from __future__ import annotations

from contextlib import AbstractContextManager

from tacenda.acts import desk as acts
from tacenda.acts import rolling
from tacenda.acts.desk import Desk, SignInSecret
from tacenda.core.words.errors import Locked, NotFound
from tacenda.doors.web import handles, headers
from tacenda.doors.web.request import WebRequest


def secret(request: WebRequest) -> bytes:
    """The 32 bytes of the sign-in. Raises Locked."""
    try:
        return handles.read(request.cookies.get(headers.SIGN_IN, ""), "hash")
    except NotFound:
        raise Locked from None


def visitor(request: WebRequest) -> SignInSecret:
    """Who asks, for acts that open desks of their own. Raises Locked.

    A request that changes nothing hands what its frame resumed on to its first desk; the others resume each time, as they may change it.
    """
    found = secret(request)
    return SignInSecret(found, request.resumed if request.method in ("GET", "HEAD") else None)


def reading(request: WebRequest) -> AbstractContextManager[Desk]:
    """A desk that changes nothing of the content. Raises Locked."""
    return acts.reading(request.house, visitor(request))


def writing(request: WebRequest) -> AbstractContextManager[Desk]:
    """A desk that may change the content. Raises Locked.

    While keys are due for a change nothing is written with them: whoever holds them changes them first.
    """
    rolling.roll_due(request.house, visitor(request))
    return acts.writing(request.house, visitor(request))
