from dataclasses import replace

from tacenda.core.words.errors import Invalid
from tacenda.doors.web import headers, locked


def post(request):
    form = locked.StepUpForm.parse(request)
    if form.words != "open sesame":
        raise Invalid("unknown")
    secret = request.cookies[headers.SIGN_IN]
    request.house.people[secret] = replace(request.house.people[secret], stepped_up=True)
    return locked.onward(request, form.back, "help/help", person=request.signed_in().person)


def again(request, problem):
    return locked.step_up(request, problem)
