from tacenda.doors.web import render


def get(request):
    return render.page(request, "charts/own.html", None)
