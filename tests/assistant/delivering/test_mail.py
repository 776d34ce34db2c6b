"""Mails to partners: by a real SMTP server, with a link and without a person; the same mail when it is sent again."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from assistant.delivering.webhook import Webhooks
from assistant.delivering.worker import DeliveryWorker
from backend.core.context import Context
from backend.core.errors import NotFound
from backend.delivery import links
from backend.delivery.doors import look
from backend.delivery.models import OutboxItem, PartnerLink
from backend.delivery.outbox import DELAYS
from backend.handovers.models import Handover
from backend.mail.outbox import SmtpOutbox
from backend.privacy.erasure import erase
from tests.conftest import FixedClock, make_context
from tests.support.partners import FACTS, agree, correct, hand_over, revoke
from tests.support.visiting import Visitor, code_in, link_in
from tests.system.services import free_port

TO, PUBLIC = "anfragen@verband.example", "https://lotse.example"


class Mailbox:
    """Takes mails, or refuses them for a while."""

    def __init__(self) -> None:
        self.refuses = 0
        self.mails: list[EmailMessage] = []
        self.to: list[list[str]] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  its name
        if self.refuses:
            self.refuses -= 1
            return "451 try again later"
        self.to.append(envelope.rcpt_tos)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


@pytest.fixture
def server() -> Iterator[tuple[Mailbox, int]]:
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield mailbox, controller.port
    controller.stop()


@pytest.fixture
async def mailing(tmp_path, clock: FixedClock, catalogs, server):
    mailbox, port = server
    settings: dict[str, Any] = {"mail_host": "127.0.0.1", "mail_port": port, "mail_tls": "none", "public_url": PUBLIC}
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite3'}"
    context = await make_context(url, clock, catalogs, tmp_path, mail_from="Lotse <lotse@kreis.example>", **settings)
    await agree(context, "mail", email=TO)
    yield context, mailbox
    await context.close()


async def deliver(context: Context) -> None:
    worker = DeliveryWorker(context, SmtpOutbox(context.settings), Webhooks(()))
    while await worker.work():
        pass
    await worker.stop()


async def test_a_mail_says_that_something_waits_and_where_and_nothing_of_whom(mailing) -> None:
    context, mailbox = mailing
    handover = await hand_over(context)
    await deliver(context)
    [mail] = mailbox.mails
    assert mailbox.to == [[TO]]
    whole = mail.as_string() + mail.get_content()
    link = f"{PUBLIC}/partner/{links.token(context.master_key, handover.id)}"
    assert link in mail.get_content()
    assert "30 Tage" in mail.get_content()
    for said in (handover.reference, "Schweißer", "4710999", "Neudorf", "35 ", "ar\n", "Migrationsberatung"):
        assert said not in whole
    assert all(str(value) not in whole for value in FACTS.values())


async def test_the_link_leads_to_that_handover_for_thirty_days_and_no_other_token_does(
    mailing, clock: FixedClock
) -> None:
    context, _ = mailing
    handover = await hand_over(context)
    token = links.token(context.master_key, handover.id)
    with pytest.raises(NotFound):  # not before a mail bears it
        await look(context, token)
    await deliver(context)
    door = await look(context, token)
    assert (door.link.handover_id, door.leads) == (handover.id, "open")
    for wrong in (token[:-1], token.upper(), ""):
        with pytest.raises(NotFound):
            await look(context, wrong)
    clock.forward(days=30)
    assert (await look(context, token)).leads == "expired"
    assert token not in door.link.token_hash


async def test_a_server_that_refuses_gets_the_same_mail_later(mailing, clock: FixedClock) -> None:
    context, mailbox = mailing
    await hand_over(context)
    mailbox.refuses = 1
    await deliver(context)
    async with context.database.reading() as session:
        item = (await session.execute(select(OutboxItem))).scalar_one()
    assert (item.trouble, item.state, mailbox.mails) == ("not_sent", "waiting", [])
    clock.forward(seconds=DELAYS[0].total_seconds())
    await deliver(context)
    assert [mail["Message-ID"] for mail in mailbox.mails] == [f"<{item.id}@kreis.example>"]


async def test_changes_and_taking_back_are_told_with_the_same_link(mailing, clock: FixedClock) -> None:
    context, mailbox = mailing
    handover = await hand_over(context)
    await deliver(context)
    clock.forward(minutes=1)
    await correct(context, handover, age=36)
    await deliver(context)
    clock.forward(minutes=1)
    await revoke(context, handover)
    await deliver(context)
    link = links.address(context.settings, context.master_key, handover.id)
    assert [link in mail.get_content() for mail in mailbox.mails] == [True] * 3
    assert len({mail["Subject"] for mail in mailbox.mails}) == len({mail["Message-ID"] for mail in mailbox.mails}) == 3


async def test_a_partner_with_nothing_but_a_mailbox_gets_through_the_whole_way(mailing) -> None:
    context, mailbox = mailing
    handover = await hand_over(context)
    await deliver(context)
    visitor = Visitor(context, SmtpOutbox(context.settings), link_in(mailbox.mails[-1]))
    await visitor.get()
    assert "Der Code ist unterwegs" in (await visitor.post("code")).text
    code = mailbox.mails[-1]
    assert mailbox.to == [[TO], [TO]]
    assert code["Auto-Submitted"] == "auto-generated"
    page = await visitor.post("visit", code=code_in(code))
    assert handover.reference in page.text
    await visitor.post("accept")
    await visitor.post("contacted")
    await visitor.post("end", outcome="partly_done", reason="did_not_come")
    async with context.database.reading() as session:
        row = await session.get_one(Handover, handover.id)
    assert (row.status, row.outcome, row.outcome_reason) == ("ended", "partly_done", "did_not_come")
    words = [value for value in FACTS.values() if isinstance(value, str)]  # a number may stand in a code or a time
    assert all(word not in mail.as_string() for word in words for mail in mailbox.mails)


async def test_a_code_that_the_mail_server_does_not_take_is_said_not_to_have_gone(mailing) -> None:
    context, mailbox = mailing
    await hand_over(context)
    await deliver(context)
    visitor = Visitor(context, SmtpOutbox(context.settings), link_in(mailbox.mails[-1]))
    await visitor.get()
    mailbox.refuses = 1
    page = await visitor.post("code")
    assert (page.status_code, len(mailbox.mails)) == (503, 1)
    assert "Mailserver" in page.text


async def test_an_erasure_takes_the_link_and_is_told(mailing, clock: FixedClock) -> None:
    context, mailbox = mailing
    handover = await hand_over(context)
    await deliver(context)
    clock.forward(minutes=1)
    async with context.database.writing() as session:
        await erase(session, handover.case_id, requested_by="person", now=clock())
        assert (await session.execute(select(PartnerLink))).first() is None
    await deliver(context)
    assert "zurückgenommen" in mailbox.mails[-1]["Subject"]


@pytest.mark.parametrize(("public_url", "trouble"), [("", "no_public_url"), (PUBLIC, "no_mail")])
async def test_without_a_mail_server_or_an_address_for_the_link_staff_see_why(
    context: Context, public_url: str, trouble: str
) -> None:
    context.settings.public_url = public_url
    await agree(context, "mail", email=TO)
    await hand_over(context)
    worker = DeliveryWorker(context, None, Webhooks(()))
    await worker.work()
    await worker.stop()
    async with context.database.reading() as session:
        assert (await session.execute(select(OutboxItem.trouble))).scalar_one() == trouble
