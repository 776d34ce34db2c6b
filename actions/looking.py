"""What of the directory speaks of a message: articles that answer it, offers that it names."""

from dataclasses import dataclass

from actions.scene import Scene
from backend.offers.findable import ARTICLE, OFFER
from backend.offers.index import DirectoryIndex
from nlu.intents.search import index_words

#: An article is an answer, and an offer is what was meant, if it speaks of so much of what was said, and clearly.
LEAST_SHARE = 0.5
LEAST_SCORE = 20.0


@dataclass(frozen=True)
class Found:
    """The article that answers, and the offers that were meant, best first."""

    article: str | None = None
    offers: tuple[str, ...] = ()


async def look_up(scene: Scene) -> Found:
    """Look for what was written. A tap says nothing in words, and finds nothing."""
    features = scene.heard.understanding.get("features") or ()
    if scene.heard.do is not None or not features:
        return Found()
    file = scene.file
    index = DirectoryIndex(file.session, file.tenant.id, file.conversation.language)
    hits = await index.search(index_words(features))
    clear = [hit for hit in hits if hit.share >= LEAST_SHARE and hit.score >= LEAST_SCORE]
    return Found(
        article=next((hit.key for hit in clear if hit.kind == ARTICLE), None),
        offers=tuple(hit.key for hit in clear if hit.kind == OFFER),
    )
