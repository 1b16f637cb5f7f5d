from dataclasses import dataclass
from typing import Annotated

from tacenda.core.words.errors import Conflict, Unavailable
from tacenda.doors.language import N_
from tacenda.doors.web import forms, render


class ScanForm(forms.Form):
    about: Annotated[str, forms.text(N_("What it is"))] = ""
    paper: Annotated[str, forms.upload(N_("File"))] = ""


@dataclass(frozen=True, slots=True)
class ScanPage:
    form: forms.View


def get(request):
    moved(request)
    return render.page(request, "charts/scan.html", ScanPage(ScanForm.blank(request)))


def moved(request):
    request.house.runs += 1
    if request.house.down:
        raise Unavailable("content")
    if request.house.moves:
        request.house.moves -= 1
        raise Conflict("page moved")


def post(request):
    moved(request)
    request.house.files.append(request.file("paper").content)
    return render.see_other(request, "charts/day")


def again(request, problem):
    return render.page(request, "charts/scan.html", ScanPage(ScanForm.again(request, problem)))
