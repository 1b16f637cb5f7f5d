"""The editor: one form for notes, private notes and plans, with a draft beside it. The page modules name what they write and where.

A form keeps every section of every template, so that another template can be chosen without a word lost; the page shows those of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import charts, holders, notes
from tacenda.acts.charts import OpenedChart
from tacenda.acts.desk import Desk
from tacenda.acts.notes import Draft
from tacenda.core.model import note, wording
from tacenda.core.model.chart import Visit
from tacenda.core.model.wording import Hint
from tacenda.core.words.access import Code, Content
from tacenda.core.words.errors import Conflict, Invalid, NotFound
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import NEVER, Moment
from tacenda.doors.language import N_
from tacenda.doors.web import card, desk, forms, handles, render, visits
from tacenda.doors.web.request import WebRequest

LABELS: Mapping[str, str] = {
    "text": N_("Note"), "data": N_("What was said and seen"), "assessment": N_("What I make of it"), "plan": N_("What comes next"),
    "subjective": N_("What the client said"), "objective": N_("What I saw"), "behaviour": N_("What the client did"),
    "intervention": N_("What I did"), "response": N_("How it was taken"), "goals": N_("Goals, in the client's own words"),
    "steps": N_("Steps"), "measures": N_("How we will know"),
}  # fmt: skip
TEMPLATES: Mapping[str, str] = {
    "plain": N_("Just write"), "dap": N_("Data, assessment, plan"), "soap": N_("Subjective, objective, assessment, plan"),
    "birp": N_("Behaviour, intervention, response, plan"), "treatment-plan": N_("Plan"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """What an editor writes, with the names of its pages. `templates`: the first is the one to begin with."""

    content: Content
    code: Code
    templates: tuple[str, ...]
    write: str
    draft: str
    done: str


NOTE = Kind(Content.NOTE, Code.RECORD, ("plain", "dap", "soap", "birp"), "charts/write", "charts/draft", "charts/sealed")
OWN = Kind(Content.PSYCHOTHERAPY_NOTE, Code.PSYCHOTHERAPY, ("plain",), "charts/own_write", "charts/own_draft", "charts/own_note")
PLAN = Kind(Content.PLAN, Code.RECORD, ("treatment-plan",), "charts/plan_write", "charts/plan_draft", "charts/plan")


def _section(key: str) -> forms.Spec:
    return forms.long(LABELS[key], longest=note.LONGEST)


class NoteForm(forms.Form):
    """What stands in the editor. `object`: the id the note will have; `amends`: the version it changes, 0 for a new one."""

    template: Annotated[str, forms.hidden()]
    object: Annotated[str, forms.hidden()]
    amends: Annotated[int, forms.hidden()] = 0
    visit: Annotated[str, forms.select(N_("Which visit"))] = "0"
    text: Annotated[str, _section("text")] = ""
    data: Annotated[str, _section("data")] = ""
    subjective: Annotated[str, _section("subjective")] = ""
    objective: Annotated[str, _section("objective")] = ""
    behaviour: Annotated[str, _section("behaviour")] = ""
    intervention: Annotated[str, _section("intervention")] = ""
    response: Annotated[str, _section("response")] = ""
    assessment: Annotated[str, _section("assessment")] = ""
    plan: Annotated[str, _section("plan")] = ""
    goals: Annotated[str, _section("goals")] = ""
    steps: Annotated[str, _section("steps")] = ""
    measures: Annotated[str, _section("measures")] = ""
    reason: Annotated[str, forms.text(N_("Why you change it"), hint=N_("The first version stays, and both can be read."), longest=500)] = ""
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "empty": N_("%(label)s: this is still empty. Fill it in."),
        "long": N_("%(label)s: this is too long for one note. Seal a part of it, and go on in another."),
        "characters": N_("%(label)s: some signs in here are damaged. Type them again."),
        "newer": N_("This was changed in another window. Copy what you need from here, then open the newer version."),
    }

    def kept(self) -> Draft:
        """What was sent, as a draft. Raises Invalid for values no page of ours sends."""
        if self.template not in note.TEMPLATES:
            raise Invalid({"": "unknown"})
        try:
            object = ObjectId(handles.read(self.object))
        except NotFound:
            raise Invalid({"": "unknown"}) from None
        moment, minutes = visits.read(self.visit)
        texts = tuple((key, sent) for key in LABELS if (sent := str(getattr(self, key))).strip())
        return Draft(object, self.template, moment, minutes, texts, self.amends, self.reason)


@dataclass(frozen=True, slots=True)
class Section:
    """One box of the editor, and how many lines it shows."""

    box: forms.Box
    rows: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Another template to choose."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class EditorPage:
    """The editor as it is shown. `readers`: who will be able to read it, besides the author."""

    chart: bytes
    name: str
    kind: Kind
    form: forms.View
    visit: forms.Box
    reason: forms.Box
    sections: tuple[Section, ...]
    others: tuple[Choice, ...]
    hints: tuple[Hint, ...]
    readers: tuple[str, ...]
    has_visits: bool
    amends: bool
    restored: Moment
    first: bool
    own: bool  # the private notes of this chart are theirs, and this is no page of them

    @property
    def private(self) -> bool:
        return self.kind is OWN

    @property
    def plan(self) -> bool:
        return self.kind is PLAN


@dataclass(frozen=True, slots=True)
class _Scene:
    """What stands around the form: the request, what is written, and the chart it is written into."""

    request: WebRequest
    kind: Kind
    template: str
    about: OpenedChart
    readers: tuple[str, ...]
    now: Moment


def _scene(request: WebRequest, kind: Kind, template: str, at: Desk) -> _Scene:
    about = charts.open_card(at, ChartId(request.id("chart")))
    if at.held(about.chart).statement.of_code(kind.code) is None:
        raise NotFound("note")  # a colleague's grant leaves private notes out: there is no page to lose words in
    readers = card.readers(holders.who_can(at, about.chart, about.purpose), kind.code)
    return _Scene(request, kind, template, about, readers, at.now)


def get(request: WebRequest, kind: Kind, template: str) -> Response:
    """The editor with the draft, or empty."""
    with desk.reading(request) as at:
        scene = _scene(request, kind, template, at)
        draft = notes.read_draft(at, scene.about.chart, kind.content) or _standing_plan(scene, at) or _new(scene)
    return _shown(scene, draft)


def amend(request: WebRequest, kind: Kind, template: str, object: ObjectId) -> Response:
    """The editor with the newest version of a sealed note. A draft of something else comes first."""
    with desk.reading(request) as at:
        scene = _scene(request, kind, template, at)
        kept = notes.read_draft(at, scene.about.chart, kind.content)
        if kept is not None and kept.object != object:
            return render.see_other(request, kind.write, chart=scene.about.chart, first="yes")
        draft = kept or notes.amend(at, scene.about.chart, object, kind.content)
    return _shown(scene, draft)


def post(request: WebRequest, kind: Kind) -> Response:
    """Seal. Raises Invalid, also where another window was faster; a second press of the button changes nothing."""
    chart, draft = ChartId(request.id("chart")), NoteForm.parse(request).kept()
    draft = _of_template(draft, draft.template)
    try:
        with desk.writing(request) as at:
            notes.seal_note(at, chart, kind.content, draft)
    except Conflict:
        if draft.amends or not _is_sealed(request, kind, chart, draft):
            raise Invalid({"": "newer"}) from None
    slots = {"note": draft.object} if "{note}" in request.site.page(kind.done).pattern else {}
    return render.see_other(request, kind.done, chart=chart, **slots)


def keep(request: WebRequest, kind: Kind) -> Response:
    """Keep the draft; choose another template for it; or throw it away."""
    chart = ChartId(request.id("chart"))
    if "drop" in request.fields:
        with desk.reading(request) as at:
            notes.drop_draft(at, chart, kind.content)
        return render.see_other(request, "charts/card", chart=chart)
    draft = NoteForm.parse(request).kept()
    wanted = "".join(request.fields.get("other", ()))
    with desk.writing(request) as at:
        notes.keep_draft(at, chart, kind.content, _of_template(draft, wanted if wanted in kind.templates else draft.template))
    return render.see_other(request, kind.write, chart=chart)


def again(request: WebRequest, problem: Invalid, kind: Kind, template: str) -> Response:
    """The editor with everything that was typed, and what is wrong."""
    with desk.reading(request) as at:
        scene = _scene(request, kind, template, at)
    sent = {name: "".join(values) for name, values in request.fields.items()}
    form = NoteForm.again(request, problem, _choices(scene, sent.get("visit", "")))
    draft = Draft(ObjectId(b""), sent.get("template", ""), NEVER, 0, tuple((key, sent.get(key, "")) for key in LABELS))
    return _page(scene, form, draft, amends=sent.get("amends", "0") != "0")


def _is_sealed(request: WebRequest, kind: Kind, chart: ChartId, draft: Draft) -> bool:
    """Whether these very words were sealed: a second press, and not the form gone back to, changed, and sent once more."""
    with desk.reading(request) as at:
        if all(line.id != draft.object for line in notes.list_notes(at, chart, kind.content)):
            return False
        sealed = notes.open_note(at, chart, draft.object, kind.content).note
    return sealed.sections == note.drawn(kind.content, draft.template, draft.texts, draft.visit, draft.minutes).sections


def _new(scene: _Scene) -> Draft:
    made = notes.new_draft(scene.kind.templates[0])
    visit = visits.likely(scene.about.visits, scene.now) if scene.kind is NOTE else None
    return Draft(made.object, made.template, visit.at if visit else NEVER, visit.minutes if visit else 0, ())


def _standing_plan(scene: _Scene, at: Desk) -> Draft | None:
    """A chart has one plan: writing a plan changes the one there is."""
    plans = notes.list_notes(at, scene.about.chart, Content.PLAN) if scene.kind is PLAN else ()
    return notes.amend(at, scene.about.chart, plans[0].id, Content.PLAN) if plans else None


def _of_template(draft: Draft, template: str) -> Draft:
    """The draft in a template: sections it does not know go, with their words, into its first one."""
    keys = note.TEMPLATES[template]
    texts = {key: text for key, text in draft.texts if key in keys}
    stray = [text for key, text in draft.texts if key not in keys]
    if stray:
        texts[keys[0]] = "\n\n".join([texts[keys[0]], *stray] if keys[0] in texts else stray)
    return replace(draft, template=template, texts=tuple(texts.items()))


def _choices(scene: _Scene, chosen: str) -> dict[str, dict[str, str]]:
    """The visits to choose from; the one a note was written about stays among them however old it is."""
    words, (moment, _) = scene.request.words, visits.read(chosen)
    listed = visits.choices(words, scene.about.visits, words.gettext(N_("No visit")))
    return {"visit": ({chosen: words.moment(moment)} if moment and chosen not in listed else {}) | listed}


def _shown(scene: _Scene, draft: Draft) -> Response:
    visit = visits.value(Visit(draft.visit, draft.minutes) if draft.visit else None)
    form = NoteForm.blank(
        scene.request, _choices(scene, visit), template=draft.template, object=handles.of(draft.object), amends=str(draft.amends),
        visit=visit, reason=_reason(scene, draft), **dict(draft.texts),
    )  # fmt: skip
    return _page(scene, form, draft, amends=bool(draft.amends))


def _reason(scene: _Scene, draft: Draft) -> str:
    return scene.request.words.gettext(N_("Opened again soon after it was sealed.")) if draft.reason == notes.AGAIN else draft.reason


def _asked(form: forms.View, key: str) -> forms.Box:
    """A box of the editor that does not say it may stay empty: each section may as long as one does not."""
    box: forms.Box = getattr(form, key)
    return replace(box, required=True)


def _page(scene: _Scene, form: forms.View, draft: Draft, *, amends: bool) -> Response:
    kind, about, say = scene.kind, scene.about, scene.request.words.gettext
    keys = note.TEMPLATES.get(draft.template, note.TEMPLATES[kind.templates[0]])
    rows = 14 if len(keys) == 1 else 5
    page = EditorPage(
        about.chart, about.card.short(), kind, form, _asked(form, "visit"), _asked(form, "reason"),
        tuple(Section(_asked(form, one), rows) for one in keys),
        tuple(Choice(one, say(TEMPLATES[one])) for one in kind.templates if one != draft.template),
        wording.look_at(tuple(text for _, text in draft.texts)), scene.readers, kind is NOTE and bool(about.visits), amends, draft.saved,
        "first" in scene.request.query, kind is NOTE and about.vault,
    )  # fmt: skip
    return render.page(scene.request, scene.template, page)
