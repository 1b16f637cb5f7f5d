from dataclasses import dataclass

from tests.pages.demo import site

from tacenda.doors.web import render


@dataclass(frozen=True, slots=True)
class HomePage:
    people: tuple[tuple[str, bytes], ...]
    stopped: bool


def get(request):
    people = (("S. Ohr", site.GRANT),) if request.house.people_seen else ()
    return render.page(request, "me/home.html", HomePage(people, bool(request.house.stopped)))
