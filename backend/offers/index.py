"""Full text over offers and articles in every language: SQLite's FTS5 and PostgreSQL's text search, one interface.

Both engines only bring candidates; they are weighed here, in the same way for both. What a word of a text is, is not
known here: whoever writes and asks hands the words in.
"""

import hashlib
import math
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.offers.models import DirectoryText, DirectoryWord

#: Key of an entry -> words of its title and of its body, as they are compared: without endings, with what they mean.
type Words = Mapping[str, tuple[Sequence[str], Sequence[str]]]

CANDIDATES = 150
TITLE_WEIGHT = 2.5
#: Share of the weight of all words asked for that an entry must hold to be an answer at all.
LEAST_SHARE = 0.12
#: Rises with the number of times a word stands there, and soon no more (as in BM25).
SATURATION = 1.2
MOST_WORDS = 40
LONGEST_WORD = 80


@dataclass(frozen=True)
class Entry:
    """Something to be found: in one language."""

    kind: str
    key: str
    language: str
    title: str
    body: str


@dataclass(frozen=True)
class Hit:
    """Something found. ``share``: 0..1, how much of what was asked for it speaks of; ``score`` orders hits."""

    kind: str
    key: str
    score: float
    share: float


class DirectoryIndex:
    """The searchable words of one tenant in one language."""

    def __init__(self, session: AsyncSession, tenant_id: uuid.UUID, language: str) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._language = language

    async def stale(self, kind: str, entries: Iterable[Entry]) -> list[Entry]:
        """Those of the entries that are not there as they stand now."""
        known = {row.key: row.fingerprint for row in await self._rows(kind)}
        return [entry for entry in entries if known.get(entry.key) != _fingerprint(entry)]

    async def put(self, kind: str, entries: Iterable[Entry], words: Words) -> int:
        """Make these the entries of this kind; writes only what has changed. Returns how many were written anew.

        ``words``: by the key of each that is stale, the words of its title and of its body.
        """
        known = {row.key: row for row in await self._rows(kind)}
        changed = 0
        for entry in entries:
            row = known.pop(entry.key, None)
            if row is not None and row.fingerprint == _fingerprint(entry):
                continue
            changed += 1
            row = row or DirectoryText(tenant_id=self._tenant_id, kind=kind, key=entry.key, language=self._language)
            title, body = words[entry.key]
            row.title, row.body = " ".join(title), " ".join([_mark(self._language), *body])
            row.fingerprint = _fingerprint(entry)
            self._session.add(row)
        for gone in known.values():
            await self._session.delete(gone)
        if changed or known:
            await self._session.flush()
            await self._count()
        return changed

    async def _rows(self, kind: str) -> list[DirectoryText]:
        query = select(DirectoryText).where(*self._mine, DirectoryText.kind == kind)
        return list((await self._session.execute(query)).scalars())

    @property
    def _mine(self) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return DirectoryText.tenant_id == self._tenant_id, DirectoryText.language == self._language

    async def _count(self) -> None:
        """In how many entries each word stands: what is everywhere tells nothing."""
        counts: Counter[str] = Counter()
        for row in (await self._session.execute(select(DirectoryText).where(*self._mine))).scalars():
            counts.update({*row.title.split(), *row.body.split()})
        mine = (DirectoryWord.tenant_id == self._tenant_id, DirectoryWord.language == self._language)
        await self._session.execute(delete(DirectoryWord).where(*mine))
        self._session.add_all(
            DirectoryWord(tenant_id=self._tenant_id, language=self._language, word=word[:LONGEST_WORD], entries=count)
            for word, count in counts.items()
            if len(word) <= LONGEST_WORD
        )
        await self._session.flush()

    async def search(self, question: Iterable[str], most: int = 20) -> list[Hit]:
        """What speaks of the words of a question, best first."""
        words = [word for word in dict.fromkeys(question) if word.isalnum()][:MOST_WORDS]
        if not words:
            return []
        weights = await self._weights(words)
        found = await self._candidates(list(weights)) if weights else []
        hits = [_weigh(row, weights) for row in found]
        good = [hit for hit in hits if hit.share >= LEAST_SHARE]
        return sorted(good, key=lambda hit: (-hit.score, hit.kind, hit.key))[:most]

    async def _weights(self, words: Sequence[str]) -> dict[str, float]:
        """The rarer a word, the more it tells; one that stands nowhere tells nothing."""
        total = await self._session.scalar(select(func.count()).select_from(DirectoryText).where(*self._mine)) or 0
        query = select(DirectoryWord.word, DirectoryWord.entries).where(
            DirectoryWord.tenant_id == self._tenant_id,
            DirectoryWord.language == self._language,
            DirectoryWord.word.in_(words),
        )
        standing = dict((await self._session.execute(query)).all())
        return {word: math.log(1 + (total - n + 0.5) / (n + 0.5)) for word in words if (n := standing.get(word, 0))}

    async def _candidates(self, words: Sequence[str]) -> list[DirectoryText]:
        sqlite = self._session.get_bind().dialect.name == "sqlite"
        statement = text(_SQLITE if sqlite else _POSTGRESQL)
        some_of = (" OR " if sqlite else " | ").join(f'"{word}"' if sqlite else f"'{word}'" for word in words)
        asked = f"{_mark(self._language)} {'AND' if sqlite else '&'} ({some_of})"
        given = {
            "asked": asked,
            "tenant": self._tenant_id.hex if sqlite else self._tenant_id,
            "language": self._language,
        }
        ids = list((await self._session.execute(statement, {**given, "most": CANDIDATES})).scalars())
        query = select(DirectoryText).where(DirectoryText.id.in_(ids))
        return list((await self._session.execute(query)).scalars())


def _mark(language: str) -> str:
    """A word that stands in every entry of a language and in no other, so that an engine need not look at the rest."""
    return f"zz{language.replace('-', '')}"


def _weigh(row: DirectoryText, weights: dict[str, float]) -> Hit:
    title, body = Counter(row.title.split()), Counter(row.body.split())
    score = held = 0.0
    for word, weight in weights.items():
        times = TITLE_WEIGHT * title[word] + body[word]
        if times:
            held += weight
            score += weight * times * (SATURATION + 1) / (times + SATURATION)
    asked = sum(weights.values())
    return Hit(row.kind, row.key, score, held / asked if asked else 0.0)


def _fingerprint(entry: Entry) -> str:
    return hashlib.sha256(f"{entry.title}\0{entry.body}".encode()).hexdigest()


_SQLITE = """
SELECT t.id FROM directory_index JOIN directory_text AS t ON t.id = directory_index.rowid
WHERE directory_index MATCH :asked AND t.tenant_id = :tenant AND t.language = :language
ORDER BY bm25(directory_index, 2.5, 1.0) LIMIT :most
"""
_POSTGRESQL = """
SELECT id FROM directory_text, to_tsquery('simple', :asked) AS asked
WHERE to_tsvector('simple', title || ' ' || body) @@ asked AND tenant_id = :tenant AND language = :language
ORDER BY ts_rank(to_tsvector('simple', title || ' ' || body), asked) DESC LIMIT :most
"""
