"""The receipt of a form as a file. Of who signs for the client by law."""

from tacenda.doors.web.signed.copies import copy as get

__all__ = ["get"]
