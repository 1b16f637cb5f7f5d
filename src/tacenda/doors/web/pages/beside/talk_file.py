"""The receipt as a file. Of who signs for the client by law."""

from tacenda.doors.web.talk.copies import copy as get

__all__ = ["get"]
