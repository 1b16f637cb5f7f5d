"""Refuses posts that another site sent in a person's name: the algorithm of Go 1.25 `net/http.CrossOriginProtection`.

Browsers say where a request comes from in `Sec-Fetch-Site` (since 2023) or `Origin`; a request with neither is no browser's.
No secret in the form is needed, and nothing depends on a script.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def foreign(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a request that may change something comes from another origin. Header names are lower case."""
    if method in SAFE:
        return False
    site = headers.get("sec-fetch-site", "")
    if site:
        return site not in ("same-origin", "none")
    origin = headers.get("origin", "")
    if not origin:
        return False
    try:
        return urlsplit(origin).netloc != headers.get("host", "")
    except ValueError:  # no address at all, so not ours
        return True


def unasked(headers: Mapping[str, str]) -> bool:
    """Whether a GET was not a person's own step: fetched ahead, or sent by another site. Leave-now must not be run by either."""
    ahead = "prefetch" in headers.get("sec-purpose", "") + headers.get("purpose", "")
    return ahead or headers.get("sec-fetch-site", "none") not in ("same-origin", "none")
