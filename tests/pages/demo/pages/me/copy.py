from tacenda.doors.web import render


def post(request):
    return render.attachment(b"all of it", 1, "txt")
