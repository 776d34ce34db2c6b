"""What is done again and again, whether anybody writes or not: promises kept, deadlines watched, people asked again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from assistant.finding import refresh
from backend.changes.sweep import look_through
from backend.core.context import Context
from backend.handovers import brief
from backend.handovers.coordination import tell_overdue
from backend.handovers.following import ask_due
from backend.mail.outbox import Outbox
from backend.privacy.retention import keep_promises
from backend.reminders.service import send_due, ways
from nlu.understand import Understander

logger = logging.getLogger(__name__)

MINUTE = 60.0
HOUR = 60 * MINUTE


@dataclass(frozen=True)
class Duty:
    """One thing to be done for as long as the program runs: at the start, and then after every pause."""

    #: For the log, in English.
    name: str
    #: Seconds of the pause.
    pause: float
    #: Returns how much there was to do.
    do: Callable[[], Awaitable[int]]

    async def fulfil(self) -> None:
        """Do it again and again. A database that does not answer is asked again after the pause."""
        while True:
            try:
                done = await self.do()
            except SQLAlchemyError:
                logger.exception("%s: failed, it is tried again", self.name)
            else:
                if done:
                    logger.info("%s: %d", self.name, done)
            await asyncio.sleep(self.pause)


def duties(context: Context, understander: Understander, mail: Outbox | None) -> list[Duty]:
    """Everything that the program does of its own accord."""
    return [
        Duty("cases erased when their time was over", 6 * HOUR, partial(keep_promises, context)),
        Duty("handovers of older versions made ready for lists", 6 * HOUR, partial(brief.fill, context)),
        Duty("entries of the directory read anew", MINUTE, partial(refresh, context, understander)),
        Duty("overdue handovers told to the coordination", 5 * MINUTE, partial(tell_overdue, context)),
        Duty("people asked whether somebody was in touch", 5 * MINUTE, partial(ask_due, context)),
        Duty("people told that there is news", 5 * MINUTE, partial(send_due, context, ways(context, mail))),
        Duty("cases looked through for changes", 6 * HOUR, partial(look_through, context)),
    ]


class Duties:
    """Fulfils duties side by side from ``start`` to ``stop``."""

    def __init__(self, every: list[Duty]) -> None:
        """Nothing is done before ``start``."""
        self._every = every
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin, each as a task of its own."""
        self._tasks = [asyncio.create_task(duty.fulfil()) for duty in self._every]

    async def stop(self) -> None:
        """End them. Returns when their transactions have ended: their database may be closed then."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
