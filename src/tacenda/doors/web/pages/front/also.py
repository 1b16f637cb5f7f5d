"""The same list for somebody whose day is another page: a clinician who guides a colleague's work as well."""

from __future__ import annotations

from tacenda.doors.web.pages.front.shared import get

__all__ = ["get"]
