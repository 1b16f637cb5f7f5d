"""The receipt of a form as a file."""

from tacenda.doors.web.signed.copies import copy as get

__all__ = ["get"]
