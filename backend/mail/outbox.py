"""Where mails go: to a server that sends them on, or into a folder for trying out."""

import ssl
import uuid
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from pathlib import Path
from typing import Protocol

import aiosmtplib

from backend.core.clock import Clock
from backend.core.settings import Settings


class NotSent(Exception):
    """A mail could not be handed over; says why, without naming anybody."""


class Outbox(Protocol):
    """Takes a mail and sees to it that it is sent."""

    async def send(self, message: EmailMessage) -> None:
        """Hand one mail over. Raises ``NotSent``."""


class FolderOutbox:
    """Writes each mail as a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, message: EmailMessage) -> None:
        """Write the mail. Raises ``NotSent``."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"{uuid.uuid4().hex}.eml").write_bytes(message.as_bytes())
        except OSError as error:
            raise NotSent(str(error.strerror)) from error


class SmtpOutbox:
    """Hands mails to the server that the settings name, with TLS unless it is on this machine."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        file = settings.mail_password_file
        self._password = file.read_text("utf-8").strip() if file else None

    async def send(self, message: EmailMessage) -> None:
        """Hand the mail over within the time that the settings give. Raises ``NotSent``."""
        settings = self._settings
        try:
            await aiosmtplib.send(
                message,
                hostname=settings.mail_host,
                port=settings.mail_port,
                username=settings.mail_user or None,
                password=self._password,
                use_tls=settings.mail_tls == "tls",
                start_tls=settings.mail_tls == "starttls",
                tls_context=ssl.create_default_context(),
                timeout=settings.mail_seconds,
            )
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise NotSent(type(error).__name__) from error


def configured_outbox(settings: Settings) -> Outbox | None:
    """Where mails go here; None where none are sent. Raises ``OSError`` for a password file that cannot be read."""
    if settings.mail_folder:
        return FolderOutbox(settings.mail_folder)
    return SmtpOutbox(settings) if settings.mail_host else None


def plain_mail(settings: Settings, clock: Clock, to: str, subject: str, text: str, sender: str = "") -> EmailMessage:
    """A mail of text alone, which says that a machine wrote it. ``sender``: another one than the settings name.

    Raises ``ValueError`` for an address that is none.
    """
    from_ = sender or settings.mail_from
    message = EmailMessage()
    message["From"] = from_
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = formatdate(clock().timestamp())
    message["Message-ID"] = make_msgid(domain=parseaddr(from_)[1].partition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note is to answer it
    message.set_content(text)
    return message
