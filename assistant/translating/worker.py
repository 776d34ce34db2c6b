"""Works off what is to be translated, beside everything else: a translator that is slow or away holds nobody up."""

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from assistant.translating.translator import TranslationRefused, Translator, TranslatorUnavailable
from backend.core.context import Context
from backend.core.errors import NotFound
from backend.transcripts import translations
from backend.transcripts.translations import Job

logger = logging.getLogger(__name__)

#: A server of this kind works with all its cores on one text; more at once would only make each slower.
AT_ONCE = 2
LOOK_AGAIN_SECONDS = 15.0


class TranslationWorker:
    """Takes up what is due, a few texts at a time, as long as it runs."""

    def __init__(self, context: Context, translator: Translator) -> None:
        self._context = context
        self._translator = translator
        self._task: asyncio.Task[None] | None = None
        self._well = True

    def start(self) -> None:
        """Begin, also with what an earlier run left."""
        self._task = asyncio.create_task(self._run())
        self._task.add_done_callback(_tell_of_death)

    async def stop(self) -> None:
        """Let go: what is not finished is taken up again when its next try is due."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._translator.aclose()

    async def _run(self) -> None:
        async with self._context.bus.listen(translations.TOPIC) as waiter:
            while not waiter.closed:
                try:
                    while await self.work():
                        pass
                except SQLAlchemyError:
                    logger.exception("could not look for texts to translate; it is tried again")
                await waiter.wait(LOOK_AGAIN_SECONDS)

    async def work(self) -> bool:
        """One round; returns whether there was anything to do."""
        jobs = await translations.take(self._context, AT_ONCE)
        await asyncio.gather(*(self._translate(job) for job in jobs))
        return bool(jobs)

    async def _translate(self, job: Job) -> None:
        try:
            text = await self._translator.translate(job.text, job.source, job.into)
        except TranslatorUnavailable as error:
            self._note(str(error))
            await translations.give_up(self._context, job, for_good=False)
            return
        except TranslationRefused as error:
            logger.warning("a text in %s is not translated into %s: %s", job.source, job.into, error)
            await translations.give_up(self._context, job, for_good=True)
            return
        self._note(None)
        try:
            await translations.keep(self._context, job, text)
        except NotFound:
            return  # erased meanwhile
        await self._context.bus.publish(f"conversation:{job.conversation_id}")

    def _note(self, trouble: str | None) -> None:
        """Tell the operator once that the translator is away, and once that it is back."""
        if self._well == (trouble is None):
            return
        self._well = trouble is None
        if trouble:
            logger.warning("the translation server is not there: %s; originals are shown alone until it is", trouble)
        else:
            logger.info("the translation server is there again")


def _tell_of_death(task: asyncio.Task[None]) -> None:
    """What nobody foresaw must not end in silence: until the next start nothing is translated."""
    if not task.cancelled() and (error := task.exception()):
        logger.critical("translating has stopped; restart to take it up again", exc_info=error)
