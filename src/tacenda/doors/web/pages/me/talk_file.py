"""The receipt as a file."""

from tacenda.doors.web.talk.copies import copy as get

__all__ = ["get"]
