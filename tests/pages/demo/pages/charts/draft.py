from tacenda.doors.web import render


def post(request):
    request.house.drafts.append(request.fields["text"][0])
    return render.see_other(request, "charts/write", chart=request.id("chart"))
