"""How long a search in a large directory takes, and how long it takes to choose the offers of a conversation.

Run ``python -m tests.backend.offers.speed``: it makes 10,000 offers in SQLite and in PostgreSQL (some minutes), asks
the questions of ``nlu/evaluation/subjects`` and prints a table. The results stand in docs/benchmarks.md.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from uuid import UUID

from actions.heard import Heard
from actions.offers import show_offers
from actions.scene import Scene
from assistant.finding import words_of
from backend.cases.file import CaseFile
from backend.core.clock import local_date
from backend.core.context import Context
from backend.offers.drafts import Draft, organization_in_standard, service_in_standard
from backend.offers.entries import put_organization
from backend.offers.index import DirectoryIndex, Entry
from backend.offers.models import Offer
from backend.offers.templates import templates
from backend.organisations import directory
from backend.organisations.models import Tenant
from locales.catalogs import Catalogs
from nlu.evaluation.directory import load
from nlu.intents.search import index_words
from nlu.subjects.asked import OFFER
from nlu.understand import Understander
from tests.actions.conftest import Actor
from tests.backend.offers.made_up import MadeUp, made_up, organizations
from tests.conftest import NOW, FixedClock, make_context
from tests.system import services

OFFERS = 10_000
LANGUAGES = ("de", "en", "ar", "uk", "tr", "ru")
TOWN = {"key": "musterstadt", "name": "Musterstadt"}
FACTS = {"age": 34, "residence_title": "refugee_25_1_2a", "municipality": TOWN}


class Asked:
    """A question, as the conversation hands it to the directory."""

    def __init__(self, text: str, language: str, answers: frozenset[str], understander: Understander) -> None:
        found = understander.understand(text, language)
        self.language = language
        self.words = index_words(found.features)
        self.needs = list(found.needs)
        self.meant = tuple(sorted(key for kind, _, key in (each.partition(":") for each in answers) if kind == OFFER))


def asked(understander: Understander) -> list[Asked]:
    """The questions of these languages."""
    return [
        Asked(question.text, question.language, question.answers, understander)
        for question in load()
        if question.language in LANGUAGES
    ]


type Words = tuple[list[str], list[str]]


def words_of_kinds(understander: Understander) -> dict[tuple[str, str], Words]:
    """By kind of offer and language, the words of title and body: to read each offer would take hours."""
    return {
        (kind.id, language): (
            words_of(understander, words.name, language),
            words_of(understander, words.summary, language),
        )
        for kind in templates().values()
        for language, words in kind.words.items()
        if language in LANGUAGES
    }


async def fill(context: Context, known: Mapping[tuple[str, str], Words]) -> None:
    """Ten thousand offers, and their words in the index."""
    async with context.database.reading() as session:
        tenant = await directory.tenant_by_key(session, context.settings.tenant)
        towns = [town.key for town in await directory.municipalities(session, tenant.id)]
    offers = list(made_up(OFFERS, towns, LANGUAGES, local_date(NOW)))
    async with context.database.writing() as session:
        for organization in organizations():
            in_standard = organization_in_standard(tenant.key, organization)
            await put_organization(session, tenant, organization.key, in_standard)
        session.add_all(_row(tenant, offer.draft) for offer in offers)
    for language in LANGUAGES:
        there = [offer for offer in offers if language in offer.draft.words]
        words = {offer.draft.key: _with_its_own(offer, known[str(offer.draft.template), language]) for offer in there}
        async with context.database.writing() as session:
            index = DirectoryIndex(session, tenant.id, language)
            await index.put([_entry(offer, language) for offer in there], words)


def _row(tenant: Tenant, draft: Draft) -> Offer:
    """As ``entries.put`` keeps it, without a question for each whether it is there already."""
    service, extension = service_in_standard(tenant.key, draft)
    return Offer(
        id=UUID(service.id),
        tenant_id=tenant.id,
        organization_id=UUID(str(service.organization_id)),
        key=draft.key,
        name=service.name,
        status=service.status,
        assured_on=draft.assured_on,
        hsds=service.as_kept(),
        extension=extension.as_kept(),
        changed_at=NOW,
    )


def _entry(offer: MadeUp, language: str) -> Entry:
    words = offer.draft.words[language]
    return Entry(offer.draft.key, language, words.name, words.summary)


def _with_its_own(offer: MadeUp, known: Words) -> Words:
    own = [f"s{word}" for word in offer.own]
    title, body = known
    return [*own[:2], *title], [*body, *own[2:]]


async def searching(context: Context, questions: Sequence[Asked]) -> list[float]:
    """Seconds that each search takes."""
    async with context.database.reading() as session:
        tenant = await directory.tenant_by_key(session, context.settings.tenant)

    async def search(question: Asked) -> None:
        async with context.database.reading() as session:
            await DirectoryIndex(session, tenant.id, question.language).search(question.words)

    return [await _seconds(search, question) for question in questions]


async def choosing(context: Context, questions: Sequence[Asked]) -> list[float]:
    """Seconds that it takes to choose offers and make their cards, the directory being open."""
    files = {language: await _case(context, language) for language in LANGUAGES}

    async def choose(question: Asked) -> None:
        async with context.database.reading() as session:
            file = replace(files[question.language], session=session)
            heard = Heard(file.conversation.id, file.conversation.id, epoch=0, intent="inform")
            await show_offers(Scene(file, heard, _nothing), question.needs, meant=question.meant)

    wanted = [question for question in questions if question.needs or question.meant]
    await choose(wanted[0])  # opens the directory
    return [await _seconds(choose, question) for question in wanted]


async def _nothing(_text: str, _language: str) -> Mapping[str, Any]:
    return {}


async def _case(context: Context, language: str) -> CaseFile:
    actor = Actor(context, _nothing)
    await actor.begin(language)
    await actor.stand(FACTS)
    return await actor.file()


async def _seconds(act: Callable[[Asked], Awaitable[None]], question: Asked) -> float:
    started = perf_counter()
    await act(question)
    return perf_counter() - started


async def measured(
    name: str, url: str, known: Mapping[tuple[str, str], Words], questions: Sequence[Asked]
) -> AsyncIterator[str]:
    """The rows of one database."""
    with tempfile.TemporaryDirectory() as folder:
        context = await make_context(
            url or f"sqlite+aiosqlite:///{folder}/speed.sqlite3", FixedClock(NOW), Catalogs.load(), Path(folder)
        )
        try:
            await fill(context, known)
            for what, measure in (("search", searching), ("cards", choosing)):
                took = await measure(context, questions)
                slow = quantiles(took, n=20)[-1]
                yield f"| {name} | {what} | {len(took)} | {1000 * median(took):.1f} | {1000 * slow:.1f} |"
        finally:
            await context.close()


async def report() -> AsyncIterator[str]:
    """Lines of a table."""
    understander = Understander({})
    questions, known = asked(understander), words_of_kinds(understander)
    yield "| database | what | questions | median ms | 95 % within ms |"
    yield "|---|---|---:|---:|---:|"
    async for line in measured("SQLite", "", known, questions):
        yield line
    with services.postgres() as server:
        async for line in measured("PostgreSQL", server.new_database(), known, questions):
            yield line


async def _print() -> None:
    async for line in report():
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_print())
