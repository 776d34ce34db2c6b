"""The index follows the directory: what has changed is read, what is not offered is not found, and nothing ends it."""

from collections.abc import Iterable
from datetime import date

import pytest
from sqlalchemy import delete

from assistant.finding import refresh, words_of
from backend.core.context import Context
from backend.core.database import Database
from backend.offers.index import DirectoryIndex
from backend.offers.models import Offer, OfferRevision
from backend.organisations import directory
from nlu.intents.search import index_words
from nlu.understand import Understander
from tests.conftest import FixedClock
from tests.support import offers
from tests.support.offers import draft, keep

GERMAN = {"de": offers.words_of("Klöppelkreis", "Spitze klöppeln. Für Anfänger.")}


@pytest.fixture(scope="session")
def understander() -> Understander:
    """Takes a second to build, and keeps nothing between messages."""
    return Understander({})


async def found(context: Context, understander: Understander, question: str) -> list[str]:
    words: Iterable[str] = index_words(understander.understand(question, "de").features)
    async with context.database.reading() as session:
        tenant = await directory.tenant_by_key(session, context.settings.tenant)
        return [hit.key for hit in await DirectoryIndex(session, tenant.id, "de").search(words)]


async def kept(context: Context) -> None:
    await keep(context, draft("kloeppeln", words=GERMAN), draft("chor"), draft("turnen"), draft("kochen"))


async def test_only_what_has_changed_is_read_anew(context: Context, understander: Understander) -> None:
    await kept(context)
    assert await refresh(context, understander) == 4
    assert await refresh(context, understander) == 0
    assert await found(context, understander, "klöppeln") == ["kloeppeln"]
    await keep(context, draft("chor", words={"de": offers.words_of("Bergchor")}))
    assert await refresh(context, understander) == 1
    assert await found(context, understander, "Bergchor") == ["chor"]


async def test_what_has_not_changed_makes_nobody_wait(context: Context, understander, monkeypatch) -> None:
    await kept(context)
    await refresh(context, understander)
    monkeypatch.setattr(Database, "writing", None)
    assert await refresh(context, understander) == 0


async def test_an_erased_offer_is_not_found_any_more(context: Context, understander: Understander) -> None:
    await kept(context)
    await refresh(context, understander)
    async with context.database.writing() as session:
        await session.execute(delete(OfferRevision))
        await session.execute(delete(Offer).where(Offer.key == "kloeppeln"))
    await refresh(context, understander)
    assert await found(context, understander, "klöppeln") == []


async def test_an_offer_that_is_taken_offline_is_not_found(context: Context, understander: Understander) -> None:
    await kept(context)
    await refresh(context, understander)
    await keep(context, draft("kloeppeln", words=GERMAN), status="inactive")
    await refresh(context, understander)
    assert await found(context, understander, "klöppeln") == []
    await keep(context, draft("kloeppeln", words=GERMAN))
    await refresh(context, understander)
    assert await found(context, understander, "klöppeln") == ["kloeppeln"]


async def test_an_offer_that_has_run_out_is_not_found(context: Context, understander, clock: FixedClock) -> None:
    await kept(context)
    await keep(context, draft("kloeppeln", words=GERMAN, valid_until=date(2026, 3, 3)))
    await refresh(context, understander)
    assert await found(context, understander, "klöppeln") == ["kloeppeln"]
    clock.forward(days=2)
    await refresh(context, understander)
    assert await found(context, understander, "klöppeln") == []


def test_a_long_text_is_read_part_by_part(understander: Understander) -> None:
    whole = words_of(understander, "Spitze klöppeln. Für Anfänger\nChor", "de-x-simple")
    parts = [words_of(understander, part, "de") for part in ("Spitze klöppeln", "Für Anfänger", "Chor")]
    assert whole == [word for part in parts for word in part]
    assert words_of(understander, " \n ", "de") == []
