"""Keeps the index of the directory up to date: what has changed is read, beside everything else."""

import asyncio
import logging
from collections.abc import Sequence
from uuid import UUID

from backend.core.context import Context
from backend.offers.findable import offers_to_find
from backend.offers.index import DirectoryIndex, Entry
from backend.organisations import directory
from locales.languages import base_of, offered
from nlu.intents.search import index_words
from nlu.understand import Understander

logger = logging.getLogger(__name__)


def words_of(understander: Understander, text: str, language: str) -> list[str]:
    """The words of a text, part by part: a message is shorter than what an offer says."""
    parts = [part for part in text.replace(". ", "\n").split("\n") if part.strip()]
    return [word for part in parts for word in index_words(understander.understand(part, base_of(language)).features)]


async def refresh(context: Context, understander: Understander) -> int:
    """Bring the index to what the directory says today; returns how many entries were read anew.

    What is not offered now is not found either.
    """
    now = context.clock()
    async with context.database.reading() as session:
        tenant = await directory.tenant_by_key(session, context.settings.tenant)
        shelved = await context.shelf.of(session, tenant.id)
    every = list(offers_to_find(shelved.current(now)))
    changed = 0
    for language in offered():  # one after the other: whoever asks in the first need not wait for the last
        entries = [entry for entry in every if entry.language == language.code]
        changed += await _refresh(context, tenant.id, understander, language.code, entries)
    return changed


async def _refresh(
    context: Context, tenant_id: UUID, understander: Understander, language: str, entries: list[Entry]
) -> int:
    async with context.database.reading() as session:
        index = DirectoryIndex(session, tenant_id, language)
        stale, gone = await index.stale(entries), await index.gone(entries)
    if not stale and not gone:  # as it is nearly every minute: nobody need wait for a transaction that writes nothing
        return 0
    words = {entry.key: await asyncio.to_thread(_both, understander, entry) for entry in stale}
    async with context.database.writing() as session:
        return await DirectoryIndex(session, tenant_id, language).put(entries, words)


def _both(understander: Understander, entry: Entry) -> tuple[Sequence[str], Sequence[str]]:
    return words_of(understander, entry.title, entry.language), words_of(understander, entry.body, entry.language)
