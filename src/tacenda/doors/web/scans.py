"""Scans of signed papers, as a form asks for one and as it came."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tacenda.acts.papers import Scan
from tacenda.doors.language import N_
from tacenda.doors.web import forms
from tacenda.doors.web.request import WebRequest

LABEL = N_("The signed paper, as a scan")
HINT = N_("A PDF or a picture (JPEG, PNG, TIFF or HEIC), at most 25 MB. It is sealed, and the client can open it too.")
SAYINGS: Mapping[str, str] = MappingProxyType(
    {
        "large": forms.SAYINGS["file_too_large"],
        "empty": N_("%(label)s: there is nothing in this file. Choose another one."),
        "not_scan": N_("%(label)s: this is not a scan. Choose a PDF or a picture (JPEG, PNG, TIFF or HEIC)."),
    }
)


def came(request: WebRequest) -> Scan | None:
    """The scan in the field `file`; None where none was chosen. Raises Invalid for a file that was not kept."""
    if not request.unkept and not (request.files.get("file") and request.files["file"].name):
        return None
    sent = request.file("file")
    return Scan(sent.name, sent.type, sent.content)
