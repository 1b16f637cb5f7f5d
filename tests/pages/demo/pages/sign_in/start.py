from tests.pages.demo import site as demo

from tacenda.core.words.errors import Invalid
from tacenda.core.words.people import Role
from tacenda.doors.web import headers, locked, render


def get(request):
    return locked.start(request)


def post(request):
    form = locked.SignInForm.parse(request)
    if form.words != "open sesame":
        raise Invalid("unknown")
    role = Role.CLINICIAN if form.name == "tess" else Role.CLIENT
    return render.keep(
        locked.onward(request, form.back, "help/help", person=demo.person(role)), headers.SIGN_IN, request.house.sign_in(role)
    )


def again(request, problem):
    return locked.page(request, problem)
