"""Works off what is to be translated, beside everything else: a translator that is slow or away holds nobody up."""

import asyncio
import logging

from assistant.translating.translator import TranslationRefused, Translator, TranslatorUnavailable
from assistant.worker import Worker
from backend.core.context import Context
from backend.core.errors import NotFound
from backend.transcripts import translations
from backend.transcripts.translations import Job

logger = logging.getLogger(__name__)

#: A server of this kind works with all its cores on one text; more at once would only make each slower.
AT_ONCE = 2


class TranslationWorker(Worker):
    """Takes up what is due, a few texts at a time, as long as it runs."""

    name = "translating"
    topic = translations.TOPIC

    def __init__(self, context: Context, translator: Translator) -> None:
        super().__init__(context)
        self._translator = translator
        self._well = True

    async def work(self) -> bool:
        """One round; returns whether there was anything to do."""
        jobs = await translations.take(self.context, AT_ONCE)
        await asyncio.gather(*(self._translate(job) for job in jobs))
        return bool(jobs)

    async def release(self) -> None:
        await self._translator.aclose()

    async def _translate(self, job: Job) -> None:
        try:
            text = await self._translator.translate(job.text, job.source, job.into)
        except TranslatorUnavailable as error:
            self._note(str(error))
            await translations.give_up(self.context, job, for_good=False)
            return
        except TranslationRefused as error:
            logger.warning("a text in %s is not translated into %s: %s", job.source, job.into, error)
            await translations.give_up(self.context, job, for_good=True)
            return
        self._note(None)
        try:
            await translations.keep(self.context, job, text)
        except NotFound:
            return  # erased meanwhile
        await self.context.bus.publish(f"conversation:{job.conversation_id}")

    def _note(self, trouble: str | None) -> None:
        """Tell the operator once that the translator is away, and once that it is back."""
        if self._well == (trouble is None):
            return
        self._well = trouble is None
        if trouble:
            logger.warning("the translation server is not there: %s; originals are shown alone until it is", trouble)
        else:
            logger.info("the translation server is there again")
