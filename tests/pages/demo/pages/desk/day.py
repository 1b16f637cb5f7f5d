from tacenda.doors.web import render


def get(request):
    return render.page(request, "desk/day.html", None)
