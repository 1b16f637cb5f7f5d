from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from tests.pages.demo import site

from tacenda.core.words.errors import NotFound
from tacenda.doors.language import N_
from tacenda.doors.web import forms, render


class Risk(Enum):
    NONE = "none"
    TALKED = "talked"


class NoteForm(forms.Form):
    text: Annotated[str, forms.long(N_("Note"), hint=N_("What was worked on."))]
    risk: Annotated[Risk, forms.radios(N_("Risk today"), {"none": N_("None said"), "talked": N_("We talked, and all is safe")})]
    tags: Annotated[tuple[str, ...], forms.checks(N_("About"), {"sleep": N_("Sleep"), "work": N_("Work")})] = ()
    word: Annotated[str, forms.secret(N_("Pass words"))] = ""


@dataclass(frozen=True, slots=True)
class WritePage:
    form: forms.View
    chart: bytes


def get(request):
    if request.id("chart") != site.CHART:
        raise NotFound("chart")
    return render.page(request, "charts/write.html", WritePage(NoteForm.blank(request, risk="none"), site.CHART))


def post(request):
    request.house.notes.append(NoteForm.parse(request).text)
    return render.see_other(request, "charts/day")


def again(request, problem):
    return render.page(request, "charts/write.html", WritePage(NoteForm.again(request, problem), site.CHART))
