"""A program that calls the API, with the sign-in a browser of the same person holds."""

from __future__ import annotations

from starlette.testclient import TestClient

from tacenda.acts.house import House
from tacenda.doors.api import app
from tacenda.doors.web import headers


def caller(house: House, secret: str | None = None) -> TestClient:
    """`secret`: what the sign-in's cookie holds; None for who is not signed in."""
    made = TestClient(app.make(house), base_url="https://localhost")
    if secret:
        made.cookies.set(headers.SIGN_IN, secret, domain="localhost.local", path="/")
    return made
