"""The headers every answer carries, and the two cookies there are.

Pages are not compressed: the length of a compressed page would tell about the words in it. Own scripts and styles are.
"""

from __future__ import annotations

from typing import Literal

from starlette.datastructures import MutableHeaders

SIGN_IN = "__Host-in"  # the secret of the sign-in
SEEN = "__Host-seen"  # the last checkpoint this browser was shown: a witness against rollback
YEAR = 365 * 86400

CLEAR = '"cookies", "storage"'  # leave-now; not the cache: pages are never in it and clearing takes time

_OFF = (
    "accelerometer autoplay browsing-topics display-capture encrypted-media fullscreen geolocation gyroscope hid idle-detection midi"
    " payment picture-in-picture publickey-credentials-create screen-wake-lock serial usb xr-spatial-tracking"
)
_CALL_ONLY = ("camera", "microphone")


def policy(*, scripts: bool) -> str:
    """The content security policy of a page."""
    source = "'self'" if scripts else "'none'"
    return (
        f"default-src 'none'; style-src 'self'; img-src 'self'; script-src {source}; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def permissions(*, call: bool) -> str:
    """The browser features a page may use: none, but camera and microphone on a call page."""
    who = "(self)" if call else "()"
    return ", ".join([f"{name}=()" for name in _OFF.split()] + [f"{name}={who}" for name in _CALL_ONLY])


def stamp(headers: MutableHeaders, *, scripts: bool = False, call: bool = False) -> None:
    """Put the headers on an answer; what the answer already says about caching and policy stands."""
    headers.setdefault("Content-Security-Policy", policy(scripts=scripts))
    headers.setdefault("Cache-Control", "no-store")
    headers["Referrer-Policy"] = "no-referrer"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Embedder-Policy"] = "require-corp"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = permissions(call=call)
    headers["X-Robots-Tag"] = "noindex"


def cookie(name: Literal["__Host-in", "__Host-seen"], value: str, *, lasts: int | None = None) -> str:
    """A `Set-Cookie` line. `lasts` in seconds; without it the browser forgets the cookie when it closes, with 0 at once."""
    age = "" if lasts is None else f"; Max-Age={lasts}"
    return f"{name}={value}; Path=/; Secure; HttpOnly; SameSite=Strict{age}"
