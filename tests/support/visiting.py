"""A partner who has nothing but a mailbox: the mails in a folder, and a browser for the pages behind the link."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx

from assistant.app import Parts, create_app
from assistant.delivering.webhook import Webhooks
from assistant.delivering.worker import DeliveryWorker
from backend.core.context import Context
from backend.handovers.models import Handover
from backend.mail.outbox import Outbox, configured_outbox
from nlu.learning.store import NOTHING_LEARNT
from tests.support.partners import agree, hand_over

TO, PUBLIC = "anfragen@verband.example", "https://lotse.example"
CODE = re.compile(r"\b(\d{6})\b")
LINK = re.compile(rf"{PUBLIC}(/partner/\S+)")


async def deliver(context: Context, mail: Outbox | None = None) -> None:
    """Send off what is due."""
    worker = DeliveryWorker(context, mail or configured_outbox(context.settings), Webhooks(()))
    while await worker.work():
        pass
    await worker.stop()


def mails(folder: Path) -> list[EmailMessage]:
    """What has arrived, in order."""
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


class Visitor:
    """Somebody at the partner, with a browser: keeps cookies, and sends forms with the token of the page before."""

    def __init__(self, context: Context, mail: Outbox | None, link: str = "") -> None:
        self.context, self.link, self.csrf = context, link, ""
        app = create_app(Parts(context, None, "", NOTHING_LEARNT, mail=mail))
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC)

    async def get(self, path: str = "", **more) -> httpx.Response:
        """A page behind the link."""
        answer = await self.http.get(self.link + path, **more)
        found = re.search(r'name="csrf" value="([^"]+)"', answer.text)
        self.csrf = found[1] if found else self.csrf
        return answer

    async def post(self, what: str, **fields: str) -> httpx.Response:
        """A form of such a page; what it leads to is looked at, as a browser does."""
        answer = await self.http.post(f"{self.link}/{what}", data={"csrf": self.csrf, **fields})
        if answer.status_code != 303:
            return answer
        return await self.get(answer.headers["Location"].removeprefix(self.link))

    async def enters(self, folder: Path) -> httpx.Response:
        """The whole way in: a code, the mail that it comes by, the page."""
        await self.get()
        await self.post("code")
        return await self.post("visit", code=code_in(mails(folder)[-1]))


def code_in(mail: EmailMessage) -> str:
    """The code that a mail tells."""
    found = CODE.search(mail.get_content())
    assert found
    return found[1]


def link_in(mail: EmailMessage) -> str:
    """The path of the link that a mail bears."""
    found = LINK.search(mail.get_content())
    assert found
    return found[1]


async def handed_over_by_mail(context: Context, folder: Path, **how: Any) -> tuple[Handover, Visitor]:
    """A handover that has gone to the partner's mailbox, and a browser that has not opened its link yet."""
    await agree(context, "mail", email=TO)
    handover = await hand_over(context, **how)
    await deliver(context)
    return handover, Visitor(context, configured_outbox(context.settings), link_in(mails(folder)[-1]))
