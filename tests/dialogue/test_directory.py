"""Whole conversations about what exists here: asked before any intake, inside one, in three languages, by words and by
buttons; and what happens when nothing fits."""

import re

import pytest

from backend.offers.articles import articles
from backend.offers.templates import templates
from backend.seeds.offers import read as demo
from tests.support.chat import Chat
from tests.support.served import Served

#: Questions in the words of people, and the article that answers them.
ASKED = {
    "de": ("wo kann ich abends umsonst deutsch lernen, tagsüber arbeite ich", "learn_german_free"),
    "uk": ("як мені відкрити рахунок у банку, маю тільки дозвіл за § 24", "bank_account"),
    "ar": ("كيف أسجل ابني في المدرسة؟ وصلنا الأسبوع الماضي", "enrol_child_school"),
}
OUTSIDE = {"de": "wer hat gestern das Fußballspiel gewonnen", "uk": "яка завтра погода", "ar": "من فاز في المباراة أمس"}


def cards(chat: Chat) -> list[dict]:
    return [offer for message in chat.heard for offer in message["offers"]]


@pytest.mark.parametrize("language", sorted(ASKED))
def test_a_question_before_any_intake_is_answered_with_an_article_and_with_offers(lotse: Served, language: str) -> None:
    question, article = ASKED[language]
    chat = Chat(lotse.url, language).say(question)
    assert chat.said[0] == "article.told"
    assert title_of(article, language) in chat.heard[0]["text"]
    assert chat.said[-1] == "info.go_on"
    first = cards(chat)
    assert 1 <= len(first) <= 3
    for card in first:
        assert card["fit"]
        assert card["verdict"] in {"fits", "may_fit"}
        assert card["assured"]
        assert "openstreetmap.org" in (card["map"] or "openstreetmap.org")


@pytest.mark.parametrize("language", sorted(ASKED))
def test_more_and_only_free_are_a_tap_away(lotse: Served, language: str) -> None:
    chat = Chat(lotse.url, language).tap("question").tap("language")
    first = {card["key"] for card in cards(chat)}
    more = {card["key"] for card in cards(chat.tap("more_offers"))}
    assert more
    assert not first & more
    free = cards(chat.tap("offers_free"))
    assert free
    assert all(is_free(card["key"]) for card in free)


@pytest.mark.parametrize("language", sorted(OUTSIDE))
def test_what_lies_outside_is_not_answered_with_something_else(lotse: Served, language: str) -> None:
    chat = Chat(lotse.url, language).tap("question").say(OUTSIDE[language])
    assert "article.told" not in chat.said
    assert not cards(chat)
    assert "person" in {choice["id"] for message in chat.heard for choice in message["choices"]}


def test_a_question_inside_the_intake_is_answered_and_the_intake_goes_on(lotse: Served) -> None:
    chat = Chat(lotse.url, "en").into_intake("anonymous").say("How do I open a bank account?")
    assert chat.said[0] == "article.told"
    assert chat.question == "age"
    assert chat.say("34").question not in {"age", None}


def test_a_date_comes_as_a_file_for_the_calendar(lotse: Served) -> None:
    chat = Chat(lotse.url, "de").tap("question").tap("language")
    seen: dict[str, str] = {}
    for _ in range(8):
        seen |= {card["key"]: card["calendar"] for card in cards(chat) if card["calendar"]}
        if seen or "more_offers" not in {choice["id"] for choice in chat.heard[-2]["choices"]}:
            break
        chat.tap("more_offers")
    assert seen
    answer = chat.http.get(lotse.url + next(iter(seen.values())))
    assert answer.headers["content-type"].startswith("text/calendar")
    assert re.search(r"^BEGIN:VEVENT", answer.text, re.M)


def is_free(key: str) -> bool:
    offer = next(offer for offer in demo()["offer"] if offer["key"] == key)
    return offer.get("cost", templates()[offer["template"]].cost) == "free"


def title_of(article: str, language: str) -> str:
    return articles()[article].words[language].title
