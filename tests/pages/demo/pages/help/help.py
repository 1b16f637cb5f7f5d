from tacenda.doors.web.pages.help.help import get  # noqa: F401
