"""Short answers to "How do I ...?" out of the directory, in the language of the conversation."""

from collections.abc import Sequence

from actions import speech
from actions.scene import Scene
from backend.offers.articles import Article, articles
from backend.responsibility.loading import rulebook
from backend.responsibility.stand_ins import may_name
from backend.responsibility.world import World
from backend.transcripts.schemas import Choice, Do, Utterance
from locales.languages import SOURCE, base_of

#: What makes a message a question: its mark, or a word that asks, in any language; few type the mark.
QUESTION = frozenset({"question", *(f"concept:{word}" for word in ("how", "where", "what", "which", "who", "when"))})
#: Who advises people without papers, whatever the question (rule L4).
ADVICE = "FLUECHTLINGSBERATUNG"


def tell_article(scene: Scene, found: Sequence[str]) -> bool:
    """Tell the first of these articles, with the others as buttons; returns whether there is one.

    An article that leads to an office which must report people without papers is not for them (guard G1): they hear who
    advises them first.
    """
    known = [articles()[key] for key in found if key in articles()]
    if not known:
        return False
    first, *others = known
    if not _may_hear(scene, first):
        scene.say(Utterance(key="article.ask_first", contacts=speech.contacts(scene.file, (ADVICE,))))
        return True
    further = tuple(_button(article, scene) for article in others if _may_hear(scene, article))
    scene.say(_told(first, scene.file.conversation.language).model_copy(update={"choices": further}))
    if first.unverified:
        scene.say(Utterance(key="article.unverified"))
    return True


def asks(scene: Scene) -> bool:
    """Whether a message is a question, and no statement about a concern."""
    return not QUESTION.isdisjoint(scene.heard.understanding.get("features") or ())


def _may_hear(scene: Scene, article: Article) -> bool:
    file = scene.file
    world = World(rulebook(), file.facts.for_decision(), file.today, file.locality)
    return all(may_name(code, "", world) for code in article.destinations)


def _told(article: Article, language: str) -> Utterance:
    """In the language of the conversation, with the German for staff."""
    params = {
        "title": _in_words(article, "title", language),
        "text": _in_words(article, "text", language),
        "day": {"date": article.written.isoformat()},
    }
    return Utterance(key="article.told", params=params, kind="notice")


def _button(article: Article, scene: Scene) -> Choice:
    return Choice(
        id=f"article.{article.id}",
        label=_in_words(article, "title", scene.file.conversation.language),
        do=Do(intent="browse", value={"article": article.id}),
        icon="question",
        style="quiet",
    )


def _in_words(article: Article, part: str, language: str) -> dict[str, dict[str, str]]:
    own = article.words.get(language) or article.words.get(base_of(language)) or article.words[SOURCE]
    return {"words": {SOURCE: getattr(article.words[SOURCE], part), language: getattr(own, part)}}
