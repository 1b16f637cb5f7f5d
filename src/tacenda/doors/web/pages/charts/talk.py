"""Talk about privacy: where it stands with one client, what to explain again, what a check-in said, and the clinician's signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import anew, charts, check_ins, consents, kept_talks, talks
from tacenda.acts.kept_talks import OpenedTalk
from tacenda.acts.talks import Stands
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import Day, Moment
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import moods, shown, texts
from tacenda.doors.web.talk.moods import Answers
from tacenda.doors.web.talk.texts import CHOICES, WORDINGS


class GuideForm(forms.Form):
    """What to talk about again; or a signature, of the version that was read; or what was talked about: an uneasy check-in, a part;
    or to begin anew what nobody can read."""

    reason: Annotated[
        Literal["disclosure", "ending", "place"] | None,
        forms.radios(
            N_("What should you talk about again?"),
            {
                "disclosure": N_("Something was sent to others"), "ending": N_("The work comes to an end"),
                "place": N_("The client moved, or the practice did"),
            },
        ),
    ] = None  # fmt: skip
    sign: Annotated[int, forms.hidden(longest=6)] = 0
    talked: Annotated[str, forms.hidden(longest=3)] = ""
    explained: Annotated[str, forms.hidden(longest=5)] = ""
    anew: Annotated[str, forms.hidden(longest=3)] = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """A kept talk as its page shows it."""

    at: Moment
    rows: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]
    again: tuple[tuple[str, str], ...]  # what to explain once more, of this talk or an earlier one: the part, and its other wording
    left: str  # the numbers of those parts
    signed: tuple[str, ...]
    taken_back: Moment
    version: int
    waits: tuple[tuple[str, str], ...]  # what was written down and counts only once the client signs it
    paper: str  # where its scan opens; empty for none
    after: bool  # written down once the client had taken all back
    rests: str  # on whose yes it rests


@dataclass(frozen=True, slots=True)
class TalkPage:
    chart: bytes
    name: str
    guide: Guide | None
    left: bool  # parts of a paper were not written down just now: it bears other signs there
    due: tuple[str, ...]
    to_sign: bool
    uneasy: bool
    earlier: tuple[tuple[Day, str, tuple[str, ...]], ...]  # the day, where it opens, and who sealed it
    answers: tuple[Answers, ...]
    form: forms.View
    action: str
    heard: shown.Heard | None  # what who signs for the client answered, beside what stands here
    heard_at: str  # where that opens
    hidden: bool  # somebody signs for the client, and this reader cannot open what
    spoilt: bool  # what stands there of who signs for the client is not what they sealed
    anew: bool  # and this person may begin that page anew


def get(request: WebRequest) -> Response:
    return _page(request, GuideForm.blank(request))


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, GuideForm.again(request, problem))


def _page(request: WebRequest, form: forms.View) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        stands = talks.stands(at, chart, Purpose.TREATMENT, WORDINGS)
        if form.problems and not stands.agreed.talk:
            raise NotFound("talk")  # before the first talk there is nothing to talk about again
        name = charts.open_card(at, chart).card.short()
        found = kept_talks.fitting(at, chart, Purpose.TREATMENT, stands.agreed.talk) if stands.agreed.talk else None
        spoilt = stands.spoilt or bool(stands.agreed.talk and found is None)
        begins = spoilt and anew.may(at, chart, Purpose.TREATMENT)
        told, lines = check_ins.answers(at, chart), kept_talks.history(at, chart, Purpose.TREATMENT)
    past = [line for line in lines if line.id != stands.agreed.talk]
    earlier = tuple((line.day, request.url("charts/talk_past", chart=chart, item=line.id), line.by) for line in past)
    due, answers = shown.why(request.words, stands.due, staff=True), tuple(moods.answers(request.words, one) for one in told)
    heard = shown.heard(request.words, stands)
    heard_at = request.url("charts/talk_past", chart=chart, item=heard.talk) if heard else ""
    page = TalkPage(
        chart, name, _guide(request, stands, found) if found else None, "left" in request.query, due, stands.to_sign,
        bool(stands.agreed.uneasy), earlier, answers, form, request.url("charts/talk", chart=chart),
        heard if heard and heard.talk != stands.agreed.talk else None, heard_at, stands.hidden,
        spoilt, begins,
    )  # fmt: skip
    return render.page(request, "charts/talk.html", page)


def _guide(request: WebRequest, stands: Stands, found: OpenedTalk) -> Guide:
    speech, value = request.words, found.value
    rows = shown.how(speech, found) + shown.choices(speech, {name: stands.counts(name) for name in CHOICES})
    parts = tuple((shown.heading(speech, one.part), shown.answer(speech, one)) for one in value.parts)
    more = tuple(
        (shown.heading(speech, part), " ".join(speech.gettext(one) for one in shown.spoken(texts.of(part, alone=stands.alone).second)))
        for part in stands.agreed.explain
    )
    waits = shown.choices(speech, {one.name: one.answer for one in stands.agreed.waits})
    paper = request.url("charts/talk_scan", chart=stands.chart, item=value.scan) if value.scan else ""
    left = "".join(map(str, stands.agreed.explain))
    rests, signed = shown.rests(speech, stands), shown.signers(speech, found)
    back = stands.agreed.back
    return Guide(value.kept, rows, parts, more, left, signed, back, found.version, waits, paper, stands.written_after, rests)


def post(request: WebRequest) -> Response:
    form, chart = GuideForm.parse(request), ChartId(request.id("chart"))
    with desk.writing(request) as at:
        if form.anew == "yes":
            anew.begin(at, chart, Purpose.TREATMENT)
        elif form.sign:
            talk = talks.stands(at, chart, Purpose.TREATMENT, WORDINGS).agreed.talk
            consents.sign(at, chart, talk, form.sign, Purpose.TREATMENT)
        elif form.talked == "yes":
            check_ins.talked(at, chart)
        elif form.explained:
            consents.explained(at, chart, form.explained)
        else:
            consents.ask_again(at, chart, form.reason or "")
    return render.see_other(request, "charts/talk", chart=chart)
