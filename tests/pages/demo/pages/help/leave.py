from tacenda.doors.web.pages.help.leave import get  # noqa: F401
