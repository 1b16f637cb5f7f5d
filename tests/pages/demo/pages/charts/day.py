from dataclasses import dataclass

from tests.pages.demo import site

from tacenda.doors.web import render


@dataclass(frozen=True, slots=True)
class DayPage:
    chart: bytes
    notes: tuple[str, ...]
    all: bool


def get(request):
    return render.page(request, "charts/day.html", DayPage(site.CHART, tuple(request.house.notes), request.query.get("show") == "all"))
