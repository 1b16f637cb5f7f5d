"""Health, sign-in and sign-out, and one's own ledger: the lines, a proof of each, the checkpoint."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Cookie, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from tacenda.acts import charts, ledger, sign_in
from tacenda.acts.desk import SignInSecret, reading
from tacenda.acts.house import House
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words import moments
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Locked, NotFound, Refused
from tacenda.core.words.ids import from_handle, handle
from tacenda.doors.lanes import Lane, Lanes

COOKIE = "__Host-in"
PAGE = 100  # lines of one answer
METHODS = {"passphrase": Method.PASSPHRASE, "recovery code": Method.RECOVERY_CODE}


class Health(BaseModel):
    """Whether this house is open: `practice` says if one was founded."""

    status: Literal["ok"]
    practice: bool


class SignIn(BaseModel):
    """A sign-in name, and a passphrase or recovery code."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    name: Annotated[str, Field(max_length=200)]
    method: Literal["passphrase", "recovery code"]
    secret: Annotated[str, Field(max_length=1000, repr=False)]


class Line(BaseModel):
    """One line of one's own ledger. `index` in the tree, from 0; `number` in the chart's ledger, from 1; `kinds` of compartments."""

    chart: str
    index: int
    number: int
    at: str
    act: str
    name: str
    role: str
    kinds: list[str]
    opened: int
    written: int
    purpose: str
    reason: str
    rules: list[str]


class Lines(BaseModel):
    """Lines, oldest first, at most 100; `more`: whether others follow the last `index`."""

    lines: list[Line]
    more: bool


Secret = Annotated[str, Cookie(alias=COOKIE, include_in_schema=False)]


def routes(house: House, lanes: Lanes) -> APIRouter:
    """The routes of one house."""
    router = APIRouter()

    @router.get("/health", tags=["house"])
    async def health() -> Health:
        """Whether the house is open. Needs no sign-in."""
        return Health(status="ok", practice=house.keeper.founded)

    @router.post("/sign-in", status_code=204, tags=["sign-in"])
    async def begin(asked: SignIn, request: Request) -> Response:
        """Sign in as a browser does; the answer sets the cookie that the other calls need. Guesses are counted and slowed."""
        source = request.client.host if request.client else ""
        proof = sign_in.Proof(asked.name, METHODS[asked.method], asked.secret, source)
        signed_in = await lanes.run(Lane.PROVING, lambda: sign_in.sign_in(house, proof))
        answer = Response(status_code=204)
        answer.headers["Set-Cookie"] = f"{COOKIE}={handle(signed_in.secret)}; Path=/; Secure; HttpOnly; SameSite=Strict"
        return answer

    @router.post("/sign-out", status_code=204, tags=["sign-in"])
    async def end(secret: Secret = "") -> Response:
        """End the sign-in on the server."""
        await lanes.run(Lane.WORKING, lambda: sign_in.sign_out(house, _visitor(secret).secret), secret)
        answer = Response(status_code=204)
        answer.headers["Set-Cookie"] = f"{COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"
        return answer

    @router.get("/ledger", tags=["ledger"])
    async def own_lines(after: Annotated[int, Query(ge=-1)] = -1, secret: Secret = "") -> Lines:
        """One's own lines after an index, oldest first, checked before they are given."""
        found = [line for line in await lanes.run(Lane.WORKING, lambda: _lines(house, secret), secret) if line.index > after]
        return Lines(lines=found[:PAGE], more=len(found) > PAGE)

    @router.get("/ledger/{index}/proof", response_class=PlainTextResponse, tags=["ledger"])
    async def proof(index: int, secret: Secret = "") -> str:
        """One of one's own lines as a C2SP proof file (`tlog-proof@v1`)."""
        return await lanes.run(Lane.WORKING, lambda: _proof(house, secret, index), secret)

    @router.get("/checkpoint", response_class=PlainTextResponse, tags=["ledger"])
    async def checkpoint(secret: Secret = "") -> str:
        """The newest checkpoint of the practice's tree, a C2SP signed note."""
        return await lanes.run(Lane.WORKING, lambda: _checkpoint(house, secret), secret)

    return router


def _visitor(secret: str) -> SignInSecret:
    try:
        return SignInSecret(from_handle(secret, 32))
    except NotFound as error:
        raise Locked("sign-in") from error


def _proven(house: House, secret: str) -> SignInSecret:
    """A sign-in whose ways were all typed back once: nothing is open before. Raises Locked, Refused."""
    visitor = _visitor(secret)
    if sign_in.must_prove(sign_in.myself(house, visitor)):
        raise Refused("unproven")
    return visitor


def _proof(house: House, secret: str, index: int) -> str:
    with reading(house, _proven(house, secret)) as desk:
        for chart in charts.own(desk):
            try:
                return ledger.prove(desk, chart, Purpose.OWN_RECORD, index)
            except NotFound:
                continue
    raise NotFound("line")


def _checkpoint(house: House, secret: str) -> str:
    with reading(house, _proven(house, secret)):
        return house.keeper.checkpoint()


def _lines(house: House, secret: str) -> list[Line]:
    with reading(house, _proven(house, secret)) as desk:
        found = [ledger.who_looked(desk, chart, Purpose.OWN_RECORD, None) for chart in charts.own(desk)]
    lines = [_line(one, look) for one in found for look in one.lines]
    return sorted(lines, key=lambda line: line.index)


def _line(looks: ledger.Looks, look: ledger.Look) -> Line:
    return Line(
        chart=handle(looks.chart), index=look.index, number=look.number, at=moments.text(look.at), act=look.act.value, name=look.name,
        role=look.role, kinds=[code.name.lower() for code in look.codes], opened=look.opened, written=look.written, purpose=look.purpose,
        reason=look.reason, rules=list(look.rules),
    )  # fmt: skip
