"""Whoever types the words of a button is answered like somebody who taps it, but where only a tap may count."""

import uuid

import pytest

from actions import flow
from actions.privacy import ERASE
from assistant.gateway.incoming import ChoiceIn, MessageIn
from assistant.gateway.labels import bare
from assistant.gateway.reception import receive
from backend.cases.file import CaseFile
from backend.cases.questions import QUESTIONS
from backend.core.context import Context
from backend.transcripts import service as transcripts
from backend.transcripts.models import Conversation
from backend.transcripts.schemas import Choice, Chosen, Do, Utterance
from locales.languages import offered
from locales.wording import Wording
from tests.support.cases import new_conversation

BY_TAP_ONLY = {"handover", "handover_return", "agreement"}
#: They are asked only where somebody has asked something of the person.
BY_OTHERS = {"asked_back"}
MOST_TYPED = 2
ASKED = [attribute for attribute in QUESTIONS if attribute not in BY_TAP_ONLY | BY_OTHERS]


async def says(context: Context, conversation: Conversation, utterance: Utterance, *, opens: bool = True) -> None:
    async with context.database.writing() as session:
        file = await CaseFile.open(session, context, conversation.id)
        transcripts.say(session, file.conversation, file.vault, context.catalogs, utterance, now=file.now)
        if opens:
            file.case.open_question = utterance.question


async def asks(context: Context, conversation: Conversation, attribute: str) -> Utterance:
    async with context.database.writing() as session:
        asked = await flow.question(await CaseFile.open(session, context, conversation.id), attribute)
    await says(context, conversation, asked)
    return asked


async def types(context: Context, conversation: Conversation, token: str, text: str) -> Chosen | None:
    received = await receive(context, conversation.id, token, MessageIn(client_id=uuid.uuid4().hex, text=text))
    return transcripts.chosen_in(received.message, received.vault)


@pytest.mark.parametrize("language", [language.code for language in offered()])
async def test_the_words_of_every_answer_to_every_question_count_as_the_answer(context, language):
    conversation, token = await new_conversation(context, language)
    for attribute in ASKED:
        for choice in (await asks(context, conversation, attribute)).choices[:MOST_TYPED]:
            await asks(context, conversation, attribute)
            label = context.catalogs.param(choice.label, language)
            chosen = await types(context, conversation, token, f" {label.upper()}! ")
            assert chosen is not None, label
            assert (chosen.choice_id, chosen.do) == (choice.id, choice.do)


async def test_no_two_answers_to_a_question_have_the_same_words(context):
    for language in offered():
        conversation, _ = await new_conversation(context, language.code)
        for attribute in ASKED:
            choices = (await asks(context, conversation, attribute)).choices
            labels = [bare(context.catalogs.param(choice.label, language.code)) for choice in choices]
            assert len(set(labels)) == len(labels), (language.code, attribute)


@pytest.mark.parametrize(
    ("text", "language", "choice"),
    [
        ("mit kontakt", "de", "full"),
        ("With contact.", "en", "full"),
        ("ANONİM", "tr", "anonymous"),
        ("بدون اسم", "ar", None),
        ("anonym oder mit Kontakt?", "de", None),
        ("nicht anonym", "de", None),
        ("?!", "de", None),
        ("x" * 3000, "de", None),
    ],
)
async def test_only_the_very_words_count(context, text, language, choice):
    conversation, token = await new_conversation(context, language)
    await asks(context, conversation, "mode")
    chosen = await types(context, conversation, token, text)
    assert (chosen and chosen.choice_id) == choice


async def test_the_name_without_its_brackets_is_enough(context):
    conversation, token = await new_conversation(context, "en")
    asked = await asks(context, conversation, "needs")
    bracketed = {c.id: context.catalogs.param(c.label, "en") for c in asked.choices}
    name = next(label for label in bracketed.values() if "(" in label)
    chosen = await types(context, conversation, token, name.partition("(")[0])
    assert chosen is not None
    assert bracketed[chosen.choice_id] == name


async def test_what_was_typed_stands_in_the_transcript(context):
    conversation, token = await new_conversation(context, "de")
    await asks(context, conversation, "mode")
    received = await receive(context, conversation.id, token, MessageIn(client_id="1", text="mit kontakt"))
    assert transcripts.text_of(received.message, received.vault) == "mit kontakt"
    again = await receive(context, conversation.id, token, MessageIn(client_id="1", text="mit kontakt"))
    assert again.duplicate


async def test_a_question_that_is_closed_is_not_answered_by_its_words(context):
    conversation, token = await new_conversation(context, "de")
    await asks(context, conversation, "mode")
    await asks(context, conversation, "age")
    assert await types(context, conversation, token, "Anonym") is None


async def test_buttons_beside_the_question_count_as_long_as_they_are_the_newest(context):
    conversation, token = await new_conversation(context, "de")
    await asks(context, conversation, "age")
    person = Choice(id="person", label=Wording("choice.person").to_json(), do=Do(intent="ask_human"))
    await says(context, conversation, Utterance(key="machine.told", choices=(person,)), opens=False)
    label = context.catalogs.text("choice.person", "de", {})
    chosen = await types(context, conversation, token, label)
    assert chosen is not None
    assert chosen.do.intent == "ask_human"


@pytest.mark.parametrize(("intent", "key"), [(ERASE, "choice.erase"), ("revoke_consent", "choice.keep")])
async def test_what_must_be_tapped_is_not_done_by_words(context, intent, key):
    conversation, token = await new_conversation(context, "de")
    button = Choice(id="it", label=Wording(key).to_json(), do=Do(intent=intent))
    await says(context, conversation, Utterance(key="privacy.delete", choices=(button,)), opens=False)
    assert await types(context, conversation, token, context.catalogs.text(key, "de", {})) is None


async def test_a_consent_is_not_given_by_words(context):
    conversation, token = await new_conversation(context, "de")
    yes = Choice(id="yes", label="Ja", do=Do(intent="answer", attribute="handover", value={"answer": "yes"}))
    await says(context, conversation, Utterance(key="consent.please_tap", question="handover", choices=(yes,)))
    assert await types(context, conversation, token, "Ja") is None


async def test_while_a_person_answers_words_are_words(context):
    conversation, token = await new_conversation(context, "de")
    await asks(context, conversation, "mode")
    async with context.database.writing() as session:
        (await transcripts.locked(session, conversation.id)).owner = "person"
    assert await types(context, conversation, token, "Anonym") is None


async def test_words_typed_after_a_tap_that_still_waits_are_kept_as_text(context):
    conversation, token = await new_conversation(context, "de")
    asked = await asks(context, conversation, "mode")
    async with context.database.reading() as session:
        message = (await transcripts.messages_after(session, conversation.id))[-1]
    tapped = MessageIn(client_id="1", choice=ChoiceIn(message_id=str(message.id), choice_id=asked.choices[0].id))
    await receive(context, conversation.id, token, tapped)
    received = await receive(context, conversation.id, token, MessageIn(client_id="2", text="Anonym"))
    assert transcripts.text_of(received.message, received.vault) == "Anonym"
    assert transcripts.chosen_in(received.message, received.vault) is None
