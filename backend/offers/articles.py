"""Short, dated answers to "How do I ...?", in every language. Read once from ``data/articles``."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from backend.offers.schemas import FieldOfAction, Strict
from backend.offers.templates import templates
from backend.responsibility.loading import rulebook
from locales.languages import SOURCE

DATA = Path(__file__).parent / "data" / "articles"
MOST_LETTERS = {"title": 120, "question": 200, "text": 1600}


class FaultyArticles(ValueError):
    """A file of the articles cannot be used; says which entry, and why."""


class ArticleWords(Strict):
    """An article in one language."""

    title: Annotated[str, Field(min_length=1, max_length=MOST_LETTERS["title"])]
    question: Annotated[str, Field(min_length=1, max_length=MOST_LETTERS["question"])]
    text: Annotated[str, Field(min_length=1, max_length=MOST_LETTERS["text"])]
    keywords: tuple[str, ...] = ()


class _Row(Strict):
    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    field: FieldOfAction
    needs: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    #: General procedure that nobody has checked: the newcomer is told so.
    unverified: bool
    sources: tuple[str, ...] = ()
    written: date


@dataclass(frozen=True)
class Article:
    """An answer to a question that many have."""

    id: str
    field: str
    needs: tuple[str, ...]
    destinations: tuple[str, ...]
    templates: tuple[str, ...]
    unverified: bool
    sources: tuple[str, ...]
    written: date
    words: Mapping[str, ArticleWords]


@cache
def articles() -> Mapping[str, Article]:
    """Every article by its id. Raises ``FaultyArticles``."""
    return _read(DATA)


def _read(folder: Path) -> Mapping[str, Article]:
    facts = tomllib.loads((folder / "articles.toml").read_text("utf-8"))["article"]
    texts = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted((folder / "texts").glob("*.toml"))}
    found = [_article(entry, texts) for entry in facts]
    by_id = {article.id: article for article in found}
    if len(by_id) < len(found):
        raise FaultyArticles(f"{_twice(found)}: there twice")
    for language, told in texts.items():
        if lost := set(told) - set(by_id):
            raise FaultyArticles(f"{', '.join(sorted(lost))}: told in {language}, and no article")
    return by_id


def _twice(found: Iterable[Article]) -> str:
    counts = Counter(article.id for article in found)
    return ", ".join(sorted(name for name, times in counts.items() if times > 1))


def _article(entry: Mapping[str, Any], texts: Mapping[str, Any]) -> Article:
    try:
        row = _Row.model_validate(entry)
        own = {language: told[row.id] for language, told in texts.items() if row.id in told}
        words = {language: ArticleWords.model_validate(told) for language, told in own.items()}
    except ValidationError as error:
        raise FaultyArticles(f"{entry.get('id')}: {error}") from error
    unknown = (set(row.needs) - set(rulebook().needs)) | (set(row.destinations) - set(rulebook().destinations))
    unknown |= set(row.templates) - set(templates())
    if unknown or SOURCE not in words:
        raise FaultyArticles(f"{row.id}: {', '.join(sorted(unknown)) or 'no German text'}")
    return Article(
        row.id, row.field, row.needs, row.destinations, row.templates, row.unverified, row.sources, row.written, words
    )
