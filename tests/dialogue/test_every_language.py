"""The beginning of the way in every language that is offered: a concern, an answer, a danger."""

import pytest

from locales.catalogs import Catalogs
from locales.languages import offered
from tests.support.chat import Chat
from tests.support.served import Served

WORDS = {
    "de": ("Ich brauche einen Deutschkurs", "Ich bin 34 Jahre alt", "Mein Mann schlägt mich jetzt"),
    "de-x-simple": ("Ich will Deutsch lernen", "Ich bin 34", "Mein Mann schlägt mich jetzt"),
    "en": ("I need a German course", "I am 34 years old", "my husband is beating me right now"),
    "ar": ("أحتاج دورة ألماني", "عمري ٣٤ سنة", "زوجي يضربني الآن"),
    "uk": ("Мені потрібен курс німецької", "Мені 34 роки", "Чоловік зараз мене б'є"),
    "tr": ("Almanca kursu arıyorum", "34 yaşındayım", "Kocam şu an beni dövüyor"),
    "fa": ("کورس آلمانی لازم دارم", "۳۴ ساله هستم", "شوهرم الان مرا می‌زند"),
    "ru": ("Мне нужен курс немецкого", "Мне 34 года", "Муж меня сейчас бьёт"),
    "fr": ("Je cherche un cours d'allemand", "J'ai 34 ans", "Mon mari me frappe en ce moment"),
    "ro": ("Caut un curs de germană", "Am 34 de ani", "Soțul meu mă bate acum"),
    "bg": ("Търся курс по немски", "На 34 години съм", "Мъжът ми ме бие сега"),
    "pl": ("Szukam kursu niemieckiego", "Mam 34 lata", "Mąż mnie teraz bije"),
    "es": ("Busco un curso de alemán", "Tengo 34 años", "Mi marido me está pegando ahora"),
}
LANGUAGES = [language.code for language in offered()]


@pytest.fixture(scope="module")
def catalogs() -> Catalogs:
    return Catalogs.load()


def test_every_offered_language_is_gone_through_here() -> None:
    assert set(WORDS) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_concern_and_an_age_are_understood_and_answered_in_the_language(lotse: Served, language: str) -> None:
    concern, age, _ = WORDS[language]
    chat = Chat(lotse.url, language).into_intake("anonymous").say(concern)
    assert chat.question != "needs"
    assert {message["language"] for message in chat.messages if message["sender"] == "assistant"} == {language}
    if chat.question == "age":
        assert chat.say(age).question != "age"


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_is_answered_with_numbers_in_the_language(lotse: Served, catalogs: Catalogs, language: str) -> None:
    chat = Chat(lotse.url, language).say(WORDS[language][2])
    safety = next(message for message in chat.heard if message["kind"] == "safety")
    assert "110" in {contact["phone"] for contact in safety["contacts"]}
    assert safety["text"] == catalogs.text(safety["key"], language)
    if not language.startswith("de"):
        assert safety["text"] != catalogs.text(safety["key"], "de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_and_its_answers_can_be_heard(lotse: Served, language: str) -> None:
    chat = Chat(lotse.url, language)
    asked = chat.messages[-1]
    for part in ("text", f"choice-{asked['choices'][0]['id']}"):
        spoken = chat.http.get(f"/conversations/{chat.id}/messages/{asked['id']}/speech/{part}", headers=chat.headers)
        assert spoken.status_code == 200, spoken.text
        assert spoken.headers["content-type"] == "audio/mpeg"
        assert len(spoken.content) > 2000


def test_nobody_else_can_have_a_message_read(lotse: Served) -> None:
    mine, other = Chat(lotse.url), Chat(lotse.url)
    address = f"/conversations/{mine.id}/messages/{mine.messages[-1]['id']}/speech/text"
    assert mine.http.get(address, headers=other.headers).status_code == 401
    foreign = f"/conversations/{other.id}/messages/{mine.messages[-1]['id']}/speech/text"
    assert mine.http.get(foreign, headers=other.headers).status_code == 404
    unknown = f"/conversations/{mine.id}/messages/{mine.messages[-1]['id']}/speech/choice-nothing"
    assert mine.http.get(unknown, headers=mine.headers).status_code == 404
