"""Courier: carries one notice out of the house, by SMTP under TLS, or into a folder where no mail server is set.

It knows an address for as long as it takes to hand the letter over. What goes wrong is told without address, text or server's words.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from pathlib import Path

from tacenda.core.words.errors import Unavailable
from tacenda.core.words.ids import handle
from tacenda.core.words.moments import Moment
from tacenda.shell import fresh, process
from tacenda.shell.settings import Settings

FOLDER = "outbox"
KEPT = 100  # letters in the folder, where nothing is sent
UNKNOWN = "address"
PATIENCE = 20  # seconds for a mail server to answer


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. `text`: the whole body; `plain`: the same without what is its reader's own (phrase, number)."""

    to: str
    subject: str
    text: str
    plain: str
    at: Moment

    def __repr__(self) -> str:
        return "Letter()"


def carry(settings: Settings, folder: Path, letter: Letter) -> None:
    """Hand a letter over. Raises Unavailable, then it was not taken; for a reason of `UNKNOWN` the server lives and refuses its reader."""
    if not settings.mail_host:
        _lay_down(folder / FOLDER, letter)
        return
    try:
        _send(settings, message(settings, letter))
    except smtplib.SMTPRecipientsRefused:
        raise Unavailable(UNKNOWN) from None
    except (OSError, smtplib.SMTPException, ValueError):
        # `from None`: the server's refusal names the address.
        raise Unavailable("mail") from None


def message(settings: Settings, letter: Letter) -> EmailMessage:
    """The letter with the headers it needs and no more: nothing in them names the program, the machine or the practice."""
    user, _, domain = settings.mail_from.rpartition("@")
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(settings.sender, user, domain)
    made["To"] = letter.to
    made["Subject"] = letter.subject
    made["Date"] = formatdate(letter.at)
    made["Message-ID"] = f"<{handle(fresh.id())}@{domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text)
    return made


def _send(settings: Settings, made: EmailMessage) -> None:
    domain = settings.mail_from.rpartition("@")[2]
    context = ssl.create_default_context()
    if settings.mail_tls == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(settings.mail_host, settings.mail_port, domain, timeout=PATIENCE, context=context)
    else:
        # The name said in greeting is the sender's domain: the machine's own stays at home.
        server = smtplib.SMTP(settings.mail_host, settings.mail_port, domain, timeout=PATIENCE)
    with server:
        if settings.mail_tls == "starttls":
            server.starttls(context=context)
        if settings.mail_user:
            server.login(settings.mail_user, Path(settings.mail_password_file).read_text(encoding="utf-8").strip())
        server.send_message(made)


def _lay_down(folder: Path, letter: Letter) -> None:
    """Into a file of its own that says what would have been sent, and not to whom; nor what only its reader may know, since the folder lies
    beside the records and is stolen with them."""
    try:
        process.make_folder(folder)
        process.write_private(folder / f"{letter.at}-{handle(fresh.id())}.txt", f"{letter.subject}\n\n{letter.plain}".encode())
        for old in sorted(folder.glob("*.txt"))[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        raise Unavailable("mail folder") from None
