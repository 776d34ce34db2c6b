"""What of the directory speaks of a message: articles that answer it, offers that it asks for."""

from dataclasses import dataclass

from actions.scene import Scene
from backend.offers.index import DirectoryIndex
from nlu.intents.search import index_words
from nlu.subjects.asked import ARTICLE, OFFER

#: What is likelier than that may be shown; what comes after it was hardly meant.
MOST = 3
#: By its words alone, an entry is an answer if it speaks of so much of what was said, and clearly.
LEAST_SHARE = 0.6
LEAST_SCORE = 22.0


@dataclass(frozen=True)
class Found:
    """Articles that answer, and what offers were meant (the keys of some, or the typical offers that they are), best
    first."""

    articles: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.articles or self.offers)


async def look_up(scene: Scene) -> Found:
    """Look for what was written: by what it asks for, and for offers also by the words of their names.

    A tap says nothing in words, and finds nothing.
    """
    if scene.heard.do is not None:
        return Found()
    subjects = [(kind, key) for kind, key in scene.heard.understanding.get("subjects") or ()][:MOST]
    named = await _by_words(scene)
    return Found(
        articles=tuple(key for kind, key in subjects if kind == ARTICLE),
        offers=tuple(dict.fromkeys([*named, *(key for kind, key in subjects if kind == OFFER)])),
    )


async def _by_words(scene: Scene) -> list[str]:
    """Offers that are named, or described in the words of their own text."""
    file = scene.file
    index = DirectoryIndex(file.session, file.tenant.id, file.conversation.language)
    hits = await index.search(index_words(scene.heard.understanding.get("features") or ()))
    clear = [hit for hit in hits if hit.share >= LEAST_SHARE and hit.score >= LEAST_SCORE]
    return [hit.key for hit in clear][:MOST]
