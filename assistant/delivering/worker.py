"""Works off the outbox beside everything else: a partner whose system is slow or away holds nobody up."""

import asyncio
import logging
from email.message import EmailMessage
from email.utils import parseaddr

from assistant.delivering.webhook import NotDelivered, Webhooks
from assistant.worker import Worker
from backend.core.context import Context
from backend.delivery import outbox
from backend.delivery.dispatch import Failure, Job, note_delivered, note_failed, take
from backend.delivery.parcels import Call, Letter
from backend.mail.outbox import NotSent, Outbox, plain_mail

logger = logging.getLogger(__name__)

AT_ONCE = 8


class DeliveryWorker(Worker):
    """Takes up what is due, as long as it runs. ``mail``: where mails go; None where none are sent."""

    name = "delivering"
    topic = outbox.TOPIC

    def __init__(self, context: Context, mail: Outbox | None, webhooks: Webhooks) -> None:
        super().__init__(context)
        self._mail = mail
        self._webhooks = webhooks

    async def work(self) -> bool:
        """One round; returns whether there was anything to do."""
        jobs = await take(self.context, AT_ONCE)
        await asyncio.gather(*(self._deliver(job) for job in jobs))
        return bool(jobs)

    async def release(self) -> None:
        await self._webhooks.aclose()

    async def _deliver(self, job: Job) -> None:
        try:
            await self._send(job)
        except NotDelivered as error:
            failure = error.failure
            logger.warning("%s was not delivered: %s %s", job.key, failure.trouble, failure.status or "")
            await note_failed(self.context, job.item_id, failure)
        else:
            await note_delivered(self.context, job.item_id)

    async def _send(self, job: Job) -> None:
        match job.parcel:
            case Call() as call:
                await self._webhooks.send(call, job.key, self.context.clock())
            case Letter() as letter:
                await self._post(letter, job.key)

    async def _post(self, letter: Letter, key: str) -> None:
        if self._mail is None:
            raise NotDelivered(Failure("no_mail"))
        settings = self.context.settings
        try:
            message = plain_mail(settings, self.context.clock, letter.to, letter.subject, letter.text)
            await self._mail.send(_known_again(message, key))
        except (NotSent, ValueError) as error:
            raise NotDelivered(Failure("not_sent")) from error


def _known_again(message: EmailMessage, key: str) -> EmailMessage:
    """The same mail sent twice has the same Message-ID, and mail servers show it once."""
    domain = parseaddr(str(message["From"]))[1].partition("@")[2]
    message.replace_header("Message-ID", f"<{key}@{domain or 'localhost'}>")
    return message
