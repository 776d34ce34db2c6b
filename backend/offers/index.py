"""Full text over the offers in every language: SQLite's FTS5 and PostgreSQL's text search, one interface.

Both engines only say which entries hold a word. What that is worth is the same for both, so both find the same entries
in the same order. What a word of a text is, is not known here: whoever writes and asks hands the words in.
"""

import hashlib
import json
import math
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, batched

from sqlalchemy import ColumnElement, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.offers.models import DirectoryText, DirectoryWord

#: Key of an entry -> words of its title and of its body, as they are compared: without endings, with what they mean.
type Words = Mapping[str, tuple[Sequence[str], Sequence[str]]]

#: So many of those that hold most of what was asked for are weighed.
CANDIDATES = 150
#: So often the words that are looked for may stand in the entries of a language, taken together.
MOST_FOUND = 2000
#: Weights are added up as whole numbers: a sum of broken ones would depend on their order, and so on the engine.
WHOLE = 1000
TITLE_WEIGHT = 2.5
#: Share of the weight of all words asked for that an entry must hold to be an answer at all.
LEAST_SHARE = 0.12
#: Rises with the number of times a word stands there, and soon no more (as in BM25).
SATURATION = 1.2
MOST_WORDS = 40
#: Keys in one query: a database takes so many parameters and no more.
AT_ONCE = 500
LONGEST_WORD = 80


@dataclass(frozen=True)
class Entry:
    """Something to be found: in one language."""

    key: str
    language: str
    title: str
    body: str


@dataclass(frozen=True)
class Hit:
    """Something found. ``share``: 0..1, how much of what was asked for it speaks of; ``score`` orders hits."""

    key: str
    score: float
    share: float


class DirectoryIndex:
    """The searchable words of one tenant in one language."""

    def __init__(self, session: AsyncSession, tenant_id: uuid.UUID, language: str) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._language = language

    async def stale(self, entries: Iterable[Entry]) -> list[Entry]:
        """Those of the entries that are not there as they stand now."""
        known = await self._fingerprints()
        return [entry for entry in entries if known.get(entry.key) != _fingerprint(entry)]

    async def gone(self, entries: Iterable[Entry]) -> set[str]:
        """Keys of what is there, and is none of the entries any more."""
        return set(await self._fingerprints()) - {entry.key for entry in entries}

    async def put(self, entries: Sequence[Entry], words: Words) -> int:
        """Make these the entries; writes only what has changed. Returns how many were written anew.

        ``words``: by the key of each that is stale, the words of its title and of its body. What has become stale since
        they were read is left for the next time.
        """
        stale = [entry for entry in await self.stale(entries) if entry.key in words]
        gone = await self.gone(entries)
        rows = await self._rows(gone.union(entry.key for entry in stale))
        for entry in stale:
            row = rows.get(entry.key) or self._new(entry.key)
            title, body = words[entry.key]
            row.title, row.body = " ".join(title), " ".join([_mark(self._language), *body])
            row.fingerprint = _fingerprint(entry)
        for key in gone:
            await self._session.delete(rows[key])
        if stale or gone:
            await self._session.flush()
            await self._count()
        return len(stale)

    def _new(self, key: str) -> DirectoryText:
        row = DirectoryText(tenant_id=self._tenant_id, key=key, language=self._language)
        self._session.add(row)
        return row

    async def _fingerprints(self) -> dict[str, str]:
        query = select(DirectoryText.key, DirectoryText.fingerprint).where(*self._mine)
        return dict((await self._session.execute(query)).all())

    async def _rows(self, keys: Iterable[str]) -> dict[str, DirectoryText]:
        found: dict[str, DirectoryText] = {}
        for some in batched(keys, AT_ONCE):
            query = select(DirectoryText).where(*self._mine, DirectoryText.key.in_(some))
            found |= {row.key: row for row in (await self._session.execute(query)).scalars()}
        return found

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
        standing = await self._standing(words)
        if not standing:
            return []
        weights = await self._weights(standing)
        found = await self._candidates({word: weights[word] for word in _rarest(standing)})
        hits = [_weigh(row, weights) for row in found]
        good = [hit for hit in hits if hit.share >= LEAST_SHARE]
        return sorted(good, key=lambda hit: (-hit.score, hit.key))[:most]

    async def _standing(self, words: Sequence[str]) -> dict[str, int]:
        """In how many entries each of the words stands; without those that stand nowhere."""
        query = select(DirectoryWord.word, DirectoryWord.entries).where(
            DirectoryWord.tenant_id == self._tenant_id,
            DirectoryWord.language == self._language,
            DirectoryWord.word.in_(words),
        )
        counts = dict((await self._session.execute(query)).all())
        return {word: counts[word] for word in words if word in counts}

    async def _weights(self, standing: Mapping[str, int]) -> dict[str, float]:
        """The rarer a word, the more it tells."""
        total = await self._session.scalar(select(func.count()).select_from(DirectoryText).where(*self._mine)) or 0
        return {word: math.log(1 + (total - n + 0.5) / (n + 0.5)) for word, n in standing.items()}

    async def _candidates(self, weights: Mapping[str, float]) -> list[DirectoryText]:
        """The entries that hold most of the weight of these words."""
        sqlite = self._session.get_bind().dialect.name == "sqlite"
        given = {
            "weights": json.dumps({word: round(WHOLE * weight) for word, weight in weights.items()}),
            "mark": _mark(self._language),
            "tenant": self._tenant_id.hex if sqlite else self._tenant_id,
            "language": self._language,
            "most": CANDIDATES,
        }
        ids = list((await self._session.execute(text(_SQLITE if sqlite else _POSTGRESQL), given)).scalars())
        query = select(DirectoryText).where(DirectoryText.id.in_(ids))
        return list((await self._session.execute(query)).scalars())


def _mark(language: str) -> str:
    """A word that stands in every entry of a language and in no other, so that an engine need not look at the rest."""
    return f"zz{language.replace('-', '')}"


def _rarest(standing: Mapping[str, int]) -> list[str]:
    """The words to look for: common ones tell little, and to find them all takes longest. Always one at least."""
    ordered = sorted(standing, key=lambda word: (standing[word], word))
    upto = list(accumulate(standing[word] for word in ordered))
    return [word for word, many in zip(ordered, upto, strict=True) if many <= MOST_FOUND or many == upto[0]]


def _weigh(row: DirectoryText, weights: dict[str, float]) -> Hit:
    title, body = Counter(row.title.split()), Counter(row.body.split())
    score = held = 0.0
    for word, weight in weights.items():
        times = TITLE_WEIGHT * title[word] + body[word]
        if times:
            held += weight
            score += weight * times * (SATURATION + 1) / (times + SATURATION)
    asked = sum(weights.values())
    return Hit(row.key, score, held / asked if asked else 0.0)


def _fingerprint(entry: Entry) -> str:
    return hashlib.sha256(f"{entry.title}\0{entry.body}".encode()).hexdigest()


#: Words first, then tenant and language: an engine that takes them the other way round looks at every entry. CROSS JOIN
#: keeps the order in SQLite, OFFSET in PostgreSQL.
_SQLITE = """
SELECT t.id FROM json_each(:weights) AS asked
CROSS JOIN directory_index ON directory_index MATCH :mark || ' AND "' || asked.key || '"'
CROSS JOIN directory_text AS t ON t.id = directory_index.rowid
WHERE t.tenant_id = :tenant AND t.language = :language
GROUP BY t.id ORDER BY sum(asked.value) DESC, t.key LIMIT :most
"""
_POSTGRESQL = """
SELECT t.id FROM json_each_text(CAST(:weights AS json)) AS asked CROSS JOIN LATERAL (
    SELECT id, tenant_id, language, key FROM directory_text
    WHERE to_tsvector('simple', title || ' ' || body) @@ to_tsquery('simple', :mark || ' & ''' || asked.key || '''')
    OFFSET 0
) AS t
WHERE t.tenant_id = :tenant AND t.language = :language
GROUP BY t.id, t.key
ORDER BY sum(CAST(asked.value AS integer)) DESC, t.key COLLATE "C" LIMIT :most
"""
