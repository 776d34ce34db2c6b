"""Short answers to "How do I ...?" out of the directory, in the language of the conversation."""

from actions.looking import Found
from actions.scene import Scene
from backend.offers.articles import Article, articles
from backend.transcripts.schemas import Utterance
from locales.languages import SOURCE, base_of

QUESTION = "question"


def tell_article(scene: Scene, found: Found) -> bool:
    """Tell the article that was found; returns whether there is one."""
    if found.article is None:
        return False
    article = articles()[found.article]
    scene.say(_told(article, scene.file.conversation.language))
    if article.unverified:
        scene.say(Utterance(key="article.unverified"))
    return True


def asks(scene: Scene) -> bool:
    """Whether a message is a question, and no statement about a concern."""
    return QUESTION in (scene.heard.understanding.get("features") or ())


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
