"""Works off what waits in the database, beside everything else: whoever is slow or away outside holds nobody up."""

import asyncio
import logging
from abc import ABC, abstractmethod
from typing import ClassVar

from sqlalchemy.exc import SQLAlchemyError

from backend.core.context import Context

logger = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 15.0


class Worker(ABC):
    """Takes up what is due as long as it runs: when it is woken, and once in a while."""

    #: For the log, in English.
    name: ClassVar[str]
    #: The bus tells by it that there is something to do.
    topic: ClassVar[str]

    def __init__(self, context: Context) -> None:
        """Nothing is done before ``start``."""
        self.context = context
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, also with what an earlier run left."""
        self._task = asyncio.create_task(self._run())
        self._task.add_done_callback(self._tell_of_death)

    async def stop(self) -> None:
        """Let go: what is not finished is taken up again when its next try is due."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self.release()

    @abstractmethod
    async def work(self) -> bool:
        """One round; returns whether there was anything to do."""

    @abstractmethod
    async def release(self) -> None:
        """Close what leads outside."""

    async def _run(self) -> None:
        async with self.context.bus.listen(self.topic) as waiter:
            while not waiter.closed:
                try:
                    while await self.work():
                        pass
                except SQLAlchemyError:
                    logger.exception("%s: could not look for what is to do; it is tried again", self.name)
                await waiter.wait(LOOK_AGAIN_SECONDS)

    def _tell_of_death(self, task: asyncio.Task[None]) -> None:
        """What nobody foresaw must not end in silence: until the next start nothing more is done."""
        if not task.cancelled() and (error := task.exception()):
            logger.critical("%s has stopped; restart to take it up again", self.name, exc_info=error)
