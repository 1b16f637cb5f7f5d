from tacenda.doors.web.pages.help.limits import get  # noqa: F401
