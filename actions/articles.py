"""Short answers to "How do I ...?" out of the directory, in the person's words' language."""

from actions.scene import Scene
from backend.offers.articles import Article, articles
from backend.offers.findable import ARTICLE
from backend.offers.index import DirectoryIndex
from backend.transcripts.schemas import Utterance
from locales.languages import SOURCE, base_of
from nlu.intents.search import index_words

#: An article is an answer if it speaks of so much of what was asked, and clearly: measured, see the tests of retrieval.
LEAST_SHARE = 0.5
LEAST_SCORE = 20.0
QUESTION = "question"


async def tell_article(scene: Scene, *, only_questions: bool = False) -> bool:
    """Tell the article that answers what was written, if one does; returns whether it was told."""
    features = scene.heard.understanding.get("features") or ()
    if only_questions and QUESTION not in features:
        return False
    file = scene.file
    index = DirectoryIndex(file.session, file.tenant.id, file.conversation.language)
    hits = await index.search(index_words(features))
    best = next((hit for hit in hits if hit.kind == ARTICLE), None)
    if best is None or best.share < LEAST_SHARE or best.score < LEAST_SCORE:
        return False
    article = articles()[best.key]
    scene.say(_told(article, file.conversation.language))
    if article.unverified:
        scene.say(Utterance(key="article.unverified"))
    return True


def _told(article: Article, language: str) -> Utterance:
    """In the language of the conversation, with the German for staff."""
    own = article.words.get(language) or article.words.get(base_of(language)) or article.words[SOURCE]
    german = article.words[SOURCE]
    params = {
        "title": {"words": {SOURCE: german.title, language: own.title}},
        "text": {"words": {SOURCE: german.text, language: own.text}},
        "day": {"date": article.written.isoformat()},
    }
    return Utterance(key="article.told", params=params, kind="notice")
