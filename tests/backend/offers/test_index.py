"""The searchable words: the same on both databases, apart by tenant and language, and never more than is there."""

import uuid
from collections.abc import Iterable

import pytest
from sqlalchemy import select

from backend.core.context import Context
from backend.offers.index import CANDIDATES, LONGEST_WORD, DirectoryIndex, Entry, Hit
from backend.offers.models import DirectoryText, DirectoryWord
from backend.organisations.models import Tenant

#: What means something to one of the databases, or is no letter.
ODD = (
    '"', "'", "\\", "*", "sa*", "s'b", 's"', "s:*", "NEAR", "a AND", "(", ")", "&", "|", "!", "<->", ":x", "\0", "🙂",
)  # fmt: skip


@pytest.fixture
def context(either_context: Context) -> Context:
    """The same tests on both databases."""
    return either_context


@pytest.fixture
async def tenant(context: Context) -> uuid.UUID:
    async with context.database.reading() as session:
        return (await session.execute(select(Tenant.id))).scalar_one()


class Directory:
    """The index of a tenant, filled with words as they are: what is written is what is compared."""

    def __init__(self, context: Context, tenant_id: uuid.UUID) -> None:
        self.database = context.database
        self.tenant_id = tenant_id

    async def put(self, texts: dict[str, tuple[str, str]], language: str = "de") -> int:
        entries = [Entry(key, language, title, body) for key, (title, body) in texts.items()]
        words = {key: (title.split(), body.split()) for key, (title, body) in texts.items()}
        async with self.database.writing() as session:
            return await DirectoryIndex(session, self.tenant_id, language).put(entries, words)

    async def search(self, words: Iterable[str], language: str = "de", most: int = 20) -> list[Hit]:
        async with self.database.reading() as session:
            return await DirectoryIndex(session, self.tenant_id, language).search(words, most)

    async def found(self, words: str, language: str = "de") -> list[str]:
        return [hit.key for hit in await self.search(words.split(), language)]


@pytest.fixture
def index(context: Context, tenant: uuid.UUID) -> Directory:
    return Directory(context, tenant)


async def other_tenant(context: Context) -> Directory:
    async with context.database.writing() as session:
        row = Tenant(id=uuid.uuid4(), key="other", name="Anderland", operator="Anderland")
        session.add(row)
    return Directory(context, row.id)


#: Found by both databases. Written down, since no test sees both at once.
FOUND = [
    ("-283x", 1.0), ("-3x", 0.931), ("-203x", 0.673), ("-83x", 0.673), ("-163x", 0.673), ("-43x", 0.673),
    ("-123x", 0.604), ("-243x", 0.604), ("-143x", 0.396), ("-227x", 0.396), ("-59x", 0.396), ("_122x", 0.396),
]  # fmt: skip


async def test_the_same_is_found_in_the_same_order_on_both_databases(index: Directory) -> None:
    """More of them fit than are weighed, so that it matters which; their keys are such as databases sort unlike."""
    many = {
        f"{'ab_-'[number % 4]}{number}x": (f"sname{number % 7}", f"sall {'scommon ' * (number % 3)}srare{number % 40}")
        for number in range(2 * CANDIDATES)
    }
    await index.put(many)
    hits = await index.search(["sall", "scommon", "sname3", "srare3"], most=len(FOUND))
    assert [(hit.key, round(hit.share, 3)) for hit in hits] == FOUND


async def test_common_words_are_looked_for_only_where_nothing_rarer_was_asked(index: Directory, monkeypatch) -> None:
    monkeypatch.setattr("backend.offers.index.MOST_FOUND", 5)
    common = {f"o{number}": ("sname", "scommon") for number in range(10)}
    await index.put({**common, **{f"x{number}": ("sname", "sother") for number in range(20)}, "rare": ("srare", "sx")})
    assert await index.found("scommon srare") == ["rare"]
    assert len(await index.found("scommon")) == len(common)


async def test_languages_and_tenants_are_apart(context: Context, index: Directory) -> None:
    there = await other_tenant(context)
    await index.put({"here": ("skurs", "sdeutsch"), "filler": ("sx1", "sy1")})
    await index.put({"hither": ("skurs", "sdeutsch"), "filler": ("sx1", "sy1")}, "de-x-simple")
    await there.put({"there": ("skurs", "sdeutsch"), "filler": ("sx1", "sy1")})
    assert await index.found("skurs") == ["here"]
    assert await index.found("skurs", "de-x-simple") == ["hither"]
    assert await there.found("skurs") == ["there"]
    assert await index.found("skurs", "en") == []
    await there.put({})
    assert (await index.found("skurs"), await there.found("skurs")) == (["here"], [])


async def test_only_what_has_changed_is_written(context: Context, index: Directory) -> None:
    texts = {f"o{number}": (f"stitle{number}", "sbody") for number in range(5)}
    assert await index.put(texts) == 5
    before = await rows(context)
    assert await index.put(texts) == 0
    assert await index.put({**texts, "o3": ("stitle3", "sother")}) == 1
    after = await rows(context)
    assert {key for key in after if after[key] != before[key]} == {"o3"}
    assert await index.found("sother") == ["o3"]


async def rows(context: Context) -> dict[str, tuple[int, str, str, str]]:
    async with context.database.reading() as session:
        found = (await session.execute(select(DirectoryText))).scalars()
        return {row.key: (row.id, row.title, row.body, row.fingerprint) for row in found}


async def test_what_somebody_else_changed_in_between_is_left_for_the_next_time(context: Context, index) -> None:
    new = Entry("new", "de", "sname", "")
    async with context.database.writing() as session:
        assert await DirectoryIndex(session, index.tenant_id, "de").put([new], {}) == 0
    assert await index.put({"new": ("sname", "")}) == 1


async def test_the_rarer_word_weighs_more(index: Directory) -> None:
    await index.put({
        "a": ("sname", "soften"), "b": ("sname", "soften"), "c": ("sname", "soften"), "z": ("sname", "srare"),
    })  # fmt: skip
    assert (await index.found("soften srare"))[0] == "z"


async def test_a_word_of_the_title_weighs_more_than_one_of_the_text(index: Directory) -> None:
    await index.put({"a": ("sother", "skurs"), "b": ("skurs", "sother"), "c": ("sx1", "sy1"), "d": ("sx2", "sy2")})
    assert await index.found("skurs") == ["b", "a"]


async def test_what_is_gone_is_gone(context: Context, index: Directory) -> None:
    await index.put({"a": ("skurs", "ssprache"), "b": ("schor", "slied")})
    await index.put({"b": ("schor", "slied")})
    assert await index.found("skurs ssprache") == []
    assert set(await rows(context)) == {"b"}
    async with context.database.reading() as session:
        words = set((await session.execute(select(DirectoryWord.word))).scalars())
    assert not words & {"skurs", "ssprache"}


async def test_words_with_odd_letters_cannot_break_the_query(index: Directory) -> None:
    await index.put({"a": ("skurs", "sdeutsch"), "b": ("schor sä sß", "sкурс sدورة")})
    for odd in ODD:
        assert [hit.key for hit in await index.search([odd, "skurs"])] == ["a"], odd
    for word in ("sкурс", "sدورة", "sä"):
        assert await index.found(word) == ["b"], word


async def test_a_word_longer_than_any_is_passed_over(index: Directory) -> None:
    long = "s" * (LONGEST_WORD + 1)
    await index.put({"a": (long, "skurs"), "b": ("schor", "slied")})
    assert await index.found(long) == []
    assert await index.found(f"{long} skurs") == ["a"]


@pytest.mark.parametrize("words", ["", "snowhere", "szz de"])
async def test_whoever_asks_nothing_finds_nothing(index: Directory, words: str) -> None:
    await index.put({"a": ("skurs", "sdeutsch")})
    assert await index.found(words) == []
