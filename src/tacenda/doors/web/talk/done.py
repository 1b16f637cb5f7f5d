"""The receipt: what was said and when, who signed it, what stands today; changed with a button, taken back on a page of its own.

Of either side. The client also reads what somebody who signs for them answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import anew, consents, kept_talks, reach, talks
from tacenda.acts.kept_talks import OpenedTalk
from tacenda.acts.talks import Stands
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import fingerprint
from tacenda.core.words.moments import Day, Moment
from tacenda.doors.web import desk, forms, inner, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import shown, side, supervision
from tacenda.doors.web.talk.side import Side
from tacenda.doors.web.talk.texts import CHOICES, WORDINGS, YES_NO_LATER

Answer = Literal["yes", "no", "later"]


class DoneForm(forms.Form):
    """What stands today. `sign`: the version that is signed; `anew`: what nobody can read is begun anew."""

    email: Annotated[Answer, forms.radios(CHOICES["email"], YES_NO_LATER)] = "later"
    sms: Annotated[Answer, forms.radios(CHOICES["sms"], YES_NO_LATER)] = "later"
    video: Annotated[Answer, forms.radios(CHOICES["video"], YES_NO_LATER)] = "later"
    supervision: Annotated[Answer, forms.radios(CHOICES["supervision"], YES_NO_LATER)] = "later"
    research: Annotated[Answer, forms.radios(CHOICES["research"], YES_NO_LATER)] = "later"
    sign: Annotated[int, forms.hidden(longest=6)] = 0
    anew: Annotated[str, forms.hidden(longest=3)] = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the page says about one talk."""

    at: Moment
    rows: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]
    marked: tuple[str, ...]
    signed: tuple[str, ...]
    hashes: tuple[tuple[str, str], ...]
    number: int
    taken_back: Moment
    waits: tuple[tuple[str, str], ...]  # what a signature would change
    paper: str  # where its scan opens; empty for none
    after: bool  # written down for the client once all was taken back: it counts when they sign it


@dataclass(frozen=True, slots=True)
class DonePage:
    receipt: Receipt | None
    version: int
    to_sign: bool
    due: tuple[str, ...]
    first: str
    earlier: tuple[tuple[Day, str], ...]  # earlier talks: the day, and where the receipt of each is saved
    papers: tuple[tuple[Day, str], ...]  # scans of earlier talks: the day, and where each opens
    form: forms.View
    done: bool  # the choices were changed just now
    mail: bool  # the client said no to e-mail, and asked for e-mails all the same: before, or elsewhere
    quiet: str  # the client said yes to e-mail, and what else they said keeps it all: "discreet", "paused"; empty for nothing
    asks: bool  # the client said yes to e-mail, and none goes out before they ask for it where their address is kept
    guides: tuple[str, ...]  # the client said no to supervision, and these guide the work and can open notes all the same
    action: str
    back: str
    copy: str
    whom: str  # for whom somebody else signs; empty for the client
    heard: shown.Heard | None  # what who signs for the client answered, for the client
    spoilt: bool  # to the client: what stands there of who signs for them does not read as it should


def page(request: WebRequest, template: str, problem: Invalid | None = None) -> Response:
    """The receipt, or the form as it came back. Raises NotFound, Refused, Locked."""
    mine = side.of(request)
    with desk.reading(request) as at:
        inner.ask(at)
        chart, whom = mine.chart(at), mine.whom(at)
        stands = talks.stands(at, chart, mine.purpose, WORDINGS)
        if problem is not None and not stands.agreed.talk:
            raise NotFound("talk")
        found = kept_talks.open_talk(at, chart, mine.purpose) if stands.agreed.talk else None
        lines, scans = kept_talks.history(at, chart, mine.purpose), kept_talks.scans(at, chart, mine.purpose) if mine.own else ()
        email, chosen = stands.agreed.says("email") if mine.own else "", reach.chosen(at)
        asked = mine.own and chosen.mail
        guides = supervision.inside(at, chart) if mine.own and stands.agreed.says("supervision") == "no" else ()
    said = {name: stands.agreed.says(name) for name in CHOICES}
    form = DoneForm.blank(request, None, **said) if problem is None else DoneForm.again(request, problem)
    earlier = tuple((line.day, mine.url(request, "talk_past", item=line.id)) for line in lines if line.id != stands.agreed.talk)
    older = tuple((one.day, mine.url(request, "talk_scan", item=one.id)) for one in scans if not found or one.id != found.value.scan)
    value = DonePage(
        _receipt(request, mine, stands, found) if found else None, found.version if found else 0, stands.to_sign,
        shown.why(request.words, stands.due) if found else (), mine.url(request, "talk", part=next(iter(stands.walk), 1)), earlier,
        older, form, "done" in request.query, email == "no" and asked, _quiet(request, chosen) if email == "yes" else "",
        email == "yes" and not asked, guides,
        mine.url(request, "talk_done"), mine.url(request, "talk_back"), mine.url(request, "talk_file"), whom,
        shown.heard(request.words, stands), mine.own and stands.spoilt,
    )  # fmt: skip
    return render.page(request, template, value)


def _quiet(request: WebRequest, chosen: reach.Choice) -> str:
    return "discreet" if request.signed_in().discreet else "paused" if chosen.mail and chosen.paused else ""


def _receipt(request: WebRequest, mine: Side, stands: Stands, found: OpenedTalk) -> Receipt:
    value, speech = found.value, request.words
    parts = tuple((shown.heading(speech, one.part), shown.answer(speech, one)) for one in value.parts)
    hashes = tuple((shown.heading(speech, one.part), fingerprint(one.shown)) for one in value.parts)
    marked = tuple(shown.heading(speech, part) for part in stands.agreed.explain)
    waits = shown.choices(speech, {one.name: one.answer for one in stands.agreed.waits})
    paper = mine.url(request, "talk_scan", item=value.scan) if value.scan and mine.own else ""
    return Receipt(
        value.kept,
        shown.how(speech, found),
        parts,
        marked,
        shown.signers(speech, found),
        hashes,
        found.number,
        stands.agreed.back,
        waits,
        paper,
        stands.written_after,
    )


def post(request: WebRequest) -> Response:
    """Sign it, or keep what was changed. Raises Invalid, NotFound, Refused, Conflict."""
    form, mine = DoneForm.parse(request), side.of(request)
    with desk.writing(request) as at:
        if form.anew == "yes":
            anew.begin(at, mine.chart(at), mine.purpose)
            return mine.to(request, "talk_done")
        stands = talks.stands(at, mine.chart(at), mine.purpose, WORDINGS)
        if form.sign and stands.to_sign:  # else by a second press
            consents.sign(at, stands.chart, stands.agreed.talk, form.sign, mine.purpose)
            if mine.own and any((one.name, one.answer) == ("email", "no") for one in stands.agreed.waits):
                reach.write_no_more(at)
        elif not form.sign and not stands.agreed.back:  # else it was taken back meanwhile, and the page says so
            consents.change(at, stands.chart, {name: str(getattr(form, name)) for name in CHOICES})
            if mine.own and form.email == "no" != stands.agreed.says("email"):
                reach.write_no_more(at)
            return mine.to(request, "talk_done", done="yes")
    return mine.to(request, "talk_done")
