"""Mails: what they carry, where they go, and what is said when they do not."""

import asyncio
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from pydantic import ValidationError

from backend.core.settings import Settings
from backend.mail.outbox import FolderOutbox, NotSent, SmtpOutbox, configured_outbox, plain_mail

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def a_mail(to: str = "info@verein.example", **settings) -> EmailMessage:
    settings = Settings(mail_from="Lotse <lotse@kreis.example>", **settings)
    return plain_mail(settings, lambda: NOW, to, "Grüße", "Zwei Zeilen\nmit Umlauten: äöü\n")


class SmallServer:
    """Speaks as much SMTP as a mail needs, on this machine; ``silent``: takes the call and says nothing."""

    def __init__(self, *, silent: bool = False) -> None:
        self.silent = silent
        self.taken: list[bytes] = []
        self.port = 0

    async def __aenter__(self) -> "SmallServer":
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.silent:
            await reader.read()
            return
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            command = line[:4].upper().strip()
            if command == b"DATA":
                writer.write(b"354 go on\r\n")
                self.taken.append(await reader.readuntil(b"\r\n.\r\n"))
            writer.write({b"EHLO": b"250 here\r\n", b"QUIT": b"221 bye\r\n"}.get(command, b"250 ok\r\n"))
            if command == b"QUIT":
                break
        writer.close()


def test_a_mail_says_who_when_and_that_a_machine_wrote_it() -> None:
    mail = a_mail()
    assert (mail["From"], mail["To"]) == ("Lotse <lotse@kreis.example>", "info@verein.example")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"] == "Mon, 02 Mar 2026 09:00:00 -0000"
    assert mail["Message-ID"].endswith("@kreis.example>")


def test_an_address_cannot_bring_headers_of_its_own() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        a_mail("info@verein.example\r\nBcc: alle@example.org")


async def test_a_folder_takes_mails_as_files(tmp_path) -> None:
    await FolderOutbox(tmp_path / "out").send(a_mail())
    (file,) = (tmp_path / "out").iterdir()
    read = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert read["Subject"] == "Grüße"
    assert read.get_content() == "Zwei Zeilen\nmit Umlauten: äöü\n"


async def test_a_folder_that_cannot_be_written_is_said(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotSent):
        await FolderOutbox(tmp_path / "file").send(a_mail())


async def test_a_server_takes_mails() -> None:
    async with SmallServer() as server:
        await SmtpOutbox(Settings(mail_host="127.0.0.1", mail_port=server.port, mail_tls="none")).send(a_mail())
    (taken,) = server.taken
    assert message_from_bytes(taken, policy=policy.default)["Subject"] == "Grüße"


@pytest.mark.parametrize(("silent", "tls"), [(True, "none"), (False, "starttls"), (False, "tls")])
async def test_a_server_that_is_silent_or_has_no_tls_is_said_and_gets_nothing(silent: bool, tls: str) -> None:
    async with SmallServer(silent=silent) as server:
        settings = Settings(mail_host="127.0.0.1", mail_port=server.port, mail_tls=tls, mail_seconds=0.5)
        with pytest.raises(NotSent):
            await SmtpOutbox(settings).send(a_mail())
    assert server.taken == []


def test_nothing_is_sent_unless_somebody_says_where(tmp_path) -> None:
    assert configured_outbox(Settings()) is None
    assert isinstance(configured_outbox(Settings(mail_folder=tmp_path)), FolderOutbox)
    assert isinstance(configured_outbox(Settings(mail_host="mail.example")), SmtpOutbox)


def test_without_tls_only_on_this_machine() -> None:
    with pytest.raises(ValidationError):
        Settings(mail_host="mail.example", mail_tls="none")
