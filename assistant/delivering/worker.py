"""Works off the outbox beside everything else: a partner whose system is slow or away holds nobody up."""

import asyncio
import logging
from email.message import EmailMessage
from email.utils import parseaddr

from sqlalchemy.exc import SQLAlchemyError

from assistant.delivering.webhook import NotDelivered, Webhooks
from backend.core.context import Context
from backend.delivery import outbox
from backend.delivery.dispatch import Failure, Job, note_delivered, note_failed, take
from backend.delivery.parcels import Call, Letter
from backend.mail.outbox import NotSent, Outbox, plain_mail

logger = logging.getLogger(__name__)

AT_ONCE = 8
LOOK_AGAIN_SECONDS = 15.0


class DeliveryWorker:
    """Takes up what is due, as long as it runs. ``mail``: where mails go; None where none are sent."""

    def __init__(self, context: Context, mail: Outbox | None, webhooks: Webhooks) -> None:
        self._context = context
        self._mail = mail
        self._webhooks = webhooks
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, also with what an earlier run left."""
        self._task = asyncio.create_task(self._run())
        self._task.add_done_callback(_tell_of_death)

    async def stop(self) -> None:
        """Let go: what nobody has noted as delivered is sent again when its next try is due."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._webhooks.aclose()

    async def _run(self) -> None:
        async with self._context.bus.listen(outbox.TOPIC) as waiter:
            while not waiter.closed:
                try:
                    while await self.work():
                        pass
                except SQLAlchemyError:
                    logger.exception("could not look for what is to be delivered; it is tried again")
                await waiter.wait(LOOK_AGAIN_SECONDS)

    async def work(self) -> bool:
        """One round; returns whether there was anything to do."""
        jobs = await take(self._context, AT_ONCE)
        await asyncio.gather(*(self._deliver(job) for job in jobs))
        return bool(jobs)

    async def _deliver(self, job: Job) -> None:
        try:
            await self._send(job)
        except NotDelivered as error:
            failure = error.failure
            logger.warning("%s was not delivered: %s %s", job.key, failure.trouble, failure.status or "")
            await note_failed(self._context, job.item_id, failure)
        else:
            await note_delivered(self._context, job.item_id)

    async def _send(self, job: Job) -> None:
        match job.parcel:
            case Call() as call:
                await self._webhooks.send(call, job.key, self._context.clock())
            case Letter() as letter:
                await self._post(letter, job.key)

    async def _post(self, letter: Letter, key: str) -> None:
        if self._mail is None:
            raise NotDelivered(Failure("no_mail"))
        settings = self._context.settings
        try:
            message = plain_mail(settings, self._context.clock, letter.to, letter.subject, letter.text)
            await self._mail.send(_known_again(message, key))
        except (NotSent, ValueError) as error:
            raise NotDelivered(Failure("not_sent")) from error


def _known_again(message: EmailMessage, key: str) -> EmailMessage:
    """The same mail sent twice has the same Message-ID, and mail servers show it once."""
    domain = parseaddr(str(message["From"]))[1].partition("@")[2]
    message.replace_header("Message-ID", f"<{key}@{domain or 'localhost'}>")
    return message


def _tell_of_death(task: asyncio.Task[None]) -> None:
    """What nobody foresaw must not end in silence: until the next start nothing is delivered."""
    if not task.cancelled() and (error := task.exception()):
        logger.critical("delivering has stopped; restart to take it up again", exc_info=error)
