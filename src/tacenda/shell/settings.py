"""Settings: what an operator decides about one installation, in one file `settings.toml` of its data folder.

Every key has a default that is right for one machine; a key nobody knows is refused, so that a misspelt one cannot be ignored in silence.
Nothing secret stands here, and nothing about a person.
"""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from tacenda.core.decisions import places
from tacenda.core.words.errors import Invalid, Unavailable

FILE = "settings.toml"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Written into every file before they were found to do nothing. As they were written they are passed over: an older folder or backup opens.
RETIRED = {"leave_page": "https://www.wikipedia.org/", "key_file": ""}
_MAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,190}")


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation. An empty text means: not set."""

    host: str = "127.0.0.1"  # where the server listens
    port: int = 8000
    address: str = ""  # the address people type, "https://..."; empty: http://localhost:<port>
    readers: int = 2  # pages read at once; more only where the disk is slow, since they take each other's turn
    proxy: str = ""  # the web server in front, an IP address: it alone is believed when it says where a request comes from
    origin: str = "localhost/tacenda"  # the ledger's name in its checkpoints; a new number is put behind it after a restore
    practice: str = ""  # the practice fingerprint, 64 hex digits; written at founding, and compared with the keeper at every start
    place: str = ""  # where the practice is, an ISO 3166 code; written at founding: people are told the limits of this place
    phone: str = ""  # the number people call who are stuck; stands on Help, on refusals and on printed cards, for everybody to read
    hours: str = ""  # when somebody answers it, in a few words
    crisis: str = ""  # the crisis line of the place, in a few words and with its number
    sender: str = ""  # the neutral name that letters come from
    mail_host: str = ""  # the mail server that notices go through; empty: none, notices are laid into `outbox` in the data folder
    mail_port: int = 465
    mail_tls: str = "tls"  # "tls", "starttls", or "none" for a mail server on this machine
    mail_from: str = ""  # the neutral address that notices come from
    mail_user: str = ""
    mail_password_file: str = ""  # a file that holds the mail password and nothing else
    law_folder: str = ""  # a folder with the practice's own narrower rules
    allow_swap: bool = False  # the operator has read that memory can reach the disk unsealed

    @property
    def base(self) -> str:
        """The address of the house without a slash at its end."""
        return self.address.rstrip("/") or f"http://localhost:{self.port}"


def read(folder: Path) -> Settings:
    """The settings of a data folder; defaults where there is no file. Raises Invalid naming the key, Unavailable if unreadable."""
    try:
        text = (folder / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(f"`{FILE}` cannot be read") from error
    return parse(text)


def parse(text: str) -> Settings:
    """Settings from TOML. Raises Invalid with one message code per key: `unknown`, `type`, `range`; or `syntax`."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid("syntax") from error
    given = {key: value for key, value in given.items() if key not in RETIRED or value != RETIRED[key]}
    kinds: dict[str, type[object]] = {each.name: type(getattr(Settings(), each.name)) for each in fields(Settings)}
    wrong = {key: "unknown" for key in given if key not in kinds}
    # `type(...) is`, since True would pass as a port.
    wrong |= {key: "type" for key, value in given.items() if key in kinds and type(value) is not kinds[key]}
    if wrong:
        raise Invalid(wrong)
    settings = Settings(**given)
    wrong = _out_of_range(settings)
    if wrong:
        raise Invalid(wrong)
    return settings


def write(folder: Path, settings: Settings) -> None:
    """Write the whole file, mode 0600; a crash leaves the old file or the new one, never half of either."""
    try:
        _replace(folder / FILE, "".join(_line(each.name, getattr(settings, each.name)) for each in fields(Settings)))
    except OSError as error:
        raise Unavailable(f"`{FILE}` cannot be written") from error


def _line(name: str, value: str | int | bool) -> str:
    if isinstance(value, bool):
        return f"{name} = {'true' if value else 'false'}\n"
    if isinstance(value, int):
        return f"{name} = {value}\n"
    escaped = "".join(f"\\u{ord(each):04x}" if each in '"\\' or each < " " or each == "\x7f" else each for each in value)
    return f'{name} = "{escaped}"\n'


def _replace(path: Path, text: str) -> None:
    new = path.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _out_of_range(settings: Settings) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not 1 <= settings.port <= 65535:
        wrong["port"] = "range"
    if not 1 <= settings.readers <= 64:
        wrong["readers"] = "range"
    if settings.practice and not (len(settings.practice) == 64 and set(settings.practice) <= set("0123456789abcdef")):
        wrong["practice"] = "range"
    if settings.address and not settings.address.startswith(("https://", "http://localhost", "http://127.0.0.1")):
        wrong["address"] = "range"
    if settings.proxy and not _ip(settings.proxy):
        wrong["proxy"] = "range"
    if settings.place and not places.known(settings.place):
        wrong["place"] = "range"
    if not settings.origin or any(each in settings.origin for each in "+\n ") or not settings.origin.isprintable():
        wrong["origin"] = "range"
    wrong |= {name: "range" for name in ("phone", "hours", "crisis") if not _one_line(getattr(settings, name))}
    return wrong | _mail_out_of_range(settings)


def _ip(text: str) -> bool:
    try:
        return str(ipaddress.ip_address(text)) == text
    except ValueError:
        return False


def _one_line(text: str) -> bool:
    return len(text) <= 200 and text.isprintable()


def _mail_out_of_range(settings: Settings) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not 1 <= settings.mail_port <= 65535:
        wrong["mail_port"] = "range"
    # Without TLS the address would cross the network in the clear.
    if settings.mail_tls not in ("tls", "starttls", "none") or (settings.mail_tls == "none" and settings.mail_host not in LOOPBACK | {""}):
        wrong["mail_tls"] = "range"
    if (settings.mail_host or settings.mail_from) and not _MAIL.fullmatch(settings.mail_from):
        wrong["mail_from"] = "range"
    if settings.mail_user and not settings.mail_password_file:
        wrong["mail_password_file"] = "range"  # noqa: S105  the name of a key
    if settings.mail_host and not settings.sender.isprintable():
        wrong["sender"] = "range"
    return wrong
