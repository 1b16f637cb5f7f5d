"""Invite a colleague: a name, what they do here, and a card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import cards
from tacenda.core.words.errors import Invalid
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.request import WebRequest


class InviteForm(forms.Form):
    """Who, and as what; somebody may do several things."""

    name: Annotated[str, forms.text(N_("Name, as clients know it"))]
    roles: Annotated[
        tuple[str, ...],
        forms.checks(
            N_("What they do here"),
            {
                "clinician": N_("Clinician: has clients of their own"),
                "trainee": N_("Trainee: treats clients of others, with guidance"),
                "supervisor": N_("Supervisor: reads what is shared"),
                "desk": N_("Front desk: cards and visit times"),
                "officer": N_("Privacy officer: looks after the rules, once put into the office"),
            },
        ),
    ]


@dataclass(frozen=True, slots=True)
class InvitePage:
    form: forms.View


def get(request: WebRequest) -> Response:
    return render.page(request, "practice/invite.html", InvitePage(InviteForm.blank(request)))


def post(request: WebRequest) -> Response:
    form = InviteForm.parse(request)
    with desk.writing(request) as at:
        made = cards.for_colleague(at, form.name, form.roles)
    return render.see_other(request, "practice/printed", card=made.id)


def again(request: WebRequest, problem: Invalid) -> Response:
    return render.page(request, "practice/invite.html", InvitePage(InviteForm.again(request, problem)))
