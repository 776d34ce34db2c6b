"""Nothing beyond the release is on any page, whatever was released and however far the handover has come."""

import html
import random
import re
from pathlib import Path

import pytest

from backend.cases.file import CaseFile
from backend.core.context import Context
from backend.handovers.models import Handover
from backend.transcripts.service import record_person
from tests.support.partners import FACTS, revoke
from tests.support.visiting import Visitor, handed_over_by_mail

#: Words that are on a page only with the fact that they stand for.
SHOWN = {"needs": "Arbeit", "municipality": "Neudorf", "goal": "Schweißer", "contact_value": "0221 4710999"}
SAID = "Mein Bruder heißt Kennwort"
LATER = "Nachtrag Parole"
ANSWERS = {"accept": {}, "contacted": {}, "end": {"outcome": "done"}}


def visible(page: str) -> str:
    """The words of a page, without its marks and tokens."""
    return html.unescape(re.sub(r"<[^>]*>", " ", page))


def labels(page: str) -> set[str]:
    return {html.unescape(found) for found in re.findall(r'<dt lang="de">([^<]*)</dt>', page)}


async def talk(context: Context, handover: Handover) -> None:
    """The person goes on talking, and says something else about what was released."""
    async with context.database.writing() as session:
        file = await CaseFile.open(session, context, handover.conversation_id)
        for number, words in enumerate((SAID, LATER)):
            line = record_person(
                session, file.conversation, file.vault,
                text=words, chosen=None, client_id=f"{number}" * 32, now=file.now,
            )  # fmt: skip
            await session.flush()
        await file.facts.record("goal", LATER, "stated", line.id, file.now)
        await file.facts.record("in_school", "yes", "stated", line.id, file.now)


async def every_page(visitor: Visitor, folder: Path, taken_back: bool, handover: Handover) -> list[str]:
    """Before the code, with it, after every answer, and when it is over."""
    pages = [await visitor.get(), await visitor.get("?language=en"), await visitor.get("?language=de")]
    pages.append(await visitor.enters(folder))
    for what, fields in ANSWERS.items():
        if taken_back and what == "end":
            await revoke(visitor.context, handover)
        pages.append(await visitor.post(what, **fields))
    return [page.text for page in (*pages, await visitor.get())]


@pytest.mark.parametrize("seed", range(8))
async def test_nothing_beyond_the_release_is_on_any_page(mailing: Context, folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    withheld = {name for name in FACTS if chance.random() < 0.5}
    transcript = chance.random() < 0.5
    handover, visitor = await handed_over_by_mail(mailing, folder, withheld=withheld, transcript=transcript)
    await talk(mailing, handover)
    pages = await every_page(visitor, folder, chance.random() < 0.5, handover)
    inside = [page for page in pages if handover.reference in page]
    assert len(inside) == 3  # with the code, and after two answers
    named = {mailing.catalogs.text(f"attribute.{name}", "de") for name in FACTS if name not in withheld}
    for page in pages:
        words, open_ = visible(page), page in inside
        assert labels(page) <= (named if open_ else set())
        for name, said in SHOWN.items():
            allowed = open_ and (transcript or name not in withheld)
            assert allowed or said not in words
        for line in (SAID, LATER):
            assert (line in words) == (open_ and transcript)


async def test_in_front_of_the_door_stands_the_name_of_the_tenant_alone(mailing: Context, folder: Path) -> None:
    handover, visitor = await handed_over_by_mail(mailing, folder)
    words = visible((await visitor.get()).text)
    assert "Kreis Musterland" in words
    for said in (handover.reference, "Migrationsberatung", "Musterverband", "@", "Arabisch", "2026", "Neu"):
        assert said not in words
