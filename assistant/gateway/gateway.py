"""The gateway as channels see it: open, receive, read, change language, end, erase."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions import flow
from assistant.gateway import reception, turns
from assistant.gateway.copies import CopyOut, CopyRenderer
from assistant.gateway.incoming import MessageIn
from assistant.gateway.runner import TurnRunner
from assistant.gateway.slips import SlipOut, SlipRenderer
from assistant.speaking import script
from assistant.speaking.synthesizer import Synthesizer
from backend.cases import slip
from backend.cases.file import CaseFile
from backend.cases.models import CaseRecord
from backend.core.context import Context
from backend.core.errors import Invalid, NotFound
from backend.core.pace import Pace
from backend.handovers import service as handovers
from backend.privacy import audit, copies
from backend.privacy.erasure import erase
from backend.privacy.sealing import Vault
from backend.transcripts import presence, translations
from backend.transcripts import service as transcripts
from backend.transcripts.models import TRANSLATION, Conversation, Message, Turn
from backend.transcripts.rendering import Renderer
from backend.transcripts.schemas import MessageOut, StateOut, Utterance
from backend.transcripts.takeover import TOOK_OVER
from locales.languages import Language, base_of, find, is_offered
from locales.wording import Wording


@dataclass(frozen=True)
class Reading:
    """What a page needs to show a conversation."""

    messages: list[MessageOut]
    state: StateOut


type Identify = Callable[[str], Awaitable[str | None]]


class Gateway:
    """Stores first, then wakes the runner; reads for pages."""

    def __init__(self, context: Context, runner: TurnRunner, synthesizer: Synthesizer, identify: Identify) -> None:
        """``identify`` tells the language of a text, or None where that is not certain."""
        self.context = context
        self._identify = identify
        self._runner = runner
        self._synthesizer = synthesizer
        self._writing = Pace(presence.WRITING_SECONDS)

    async def open(
        self, *, language: str, channel: str, municipality: str | None, origin: str | None
    ) -> tuple[uuid.UUID, str, Reading]:
        """A new conversation: its id, its secret token and what it begins with."""
        conversation, token = await reception.open_conversation(
            self.context, language=language, channel=channel, municipality=municipality, origin=origin
        )
        return conversation.id, token, await self.read(conversation.id, token)

    async def receive(self, conversation_id: uuid.UUID, token: str, incoming: MessageIn) -> tuple[MessageOut, bool]:
        """Store a message and have it worked off; gives it back with whether it was known already."""
        try:
            written = await self._identify(incoming.text) if incoming.text else None
            received = await reception.receive(self.context, conversation_id, token, incoming, written)
        except reception.Erased as erased:
            await self._tell_erased(conversation_id, erased.teams)
            raise
        shown = Renderer(self.context.catalogs, received.vault, received.language).message(received.message)
        if not received.duplicate:
            turn = await turns.load_one(self.context, received.message.id)
            if turn:
                self._runner.notice(turn)
            await self.context.bus.publish(f"conversation:{conversation_id}")
        self._runner.wake(conversation_id)
        return shown, received.duplicate

    async def read(self, conversation_id: uuid.UUID, token: str, after: int = 0) -> Reading:
        """The messages after a sequence number, in the conversation's present language, and its state."""
        async with self.context.database.reading() as session:
            conversation = await transcripts.authenticate(session, conversation_id, token)
            vault = await self.context.vault(session, conversation.case_id)
            # State before messages: what is committed in between may show early, "ready" never without its answer.
            state = await _state(session, conversation, vault)
            messages = await transcripts.messages_after(session, conversation_id, after)
            messages = [message for message in messages if _is_for_person(message, conversation.language)]
        return Reading(self._render(messages, vault, conversation.language), state)

    def _render(self, messages: list[Message], vault: Vault, language: str) -> list[MessageOut]:
        renderer = Renderer(self.context.catalogs, vault, language)
        return [renderer.message(message) for message in messages]

    async def speech(self, conversation_id: uuid.UUID, token: str, message_id: uuid.UUID, part: str) -> bytes:
        """A part of a message as speech (MP3), in the conversation's language. Raises ``NotFound`` and ``NoVoice``."""
        async with self.context.database.reading() as session:
            conversation = await transcripts.authenticate(session, conversation_id, token)
            message = await session.get(Message, message_id)
            if message is None or message.conversation_id != conversation.id:
                raise NotFound
            vault = await self.context.vault(session, conversation.case_id)
            shown = Renderer(self.context.catalogs, vault, conversation.language).message(message)
            said = transcripts.utterance_of(message, vault)
        words = dict(script.parts(shown)).get(part)
        if words is None:
            raise NotFound
        everybodys = said is not None and not said.params and part == "text"
        return await self._synthesizer.mp3(words, find(shown.language), keep=everybodys)

    async def greeting(self, language: Language) -> bytes:
        """A language's own name and the welcome in it as speech (MP3), for who cannot read them. Raises ``NoVoice``."""
        welcome = self.context.catalogs.text("ui.kiosk_welcome", language.code)
        return await self._synthesizer.mp3(f"{language.name}\n{welcome}", language, keep=True)

    async def slip(self, conversation_id: uuid.UUID, token: str, *, answers: bool, address: str) -> SlipOut:
        """The route slip in the conversation's language and in German. ``answers``: with what the person has said;
        ``address``: of this page, for whoever finds the slip useful. Raises ``slip.NoResult``."""
        async with self.context.database.writing() as session:  # a case is opened under its lock
            await transcripts.authenticate(session, conversation_id, token)
            file = await CaseFile.open(session, self.context, conversation_id)
            made, language = await slip.of_case(file, with_answers=answers), file.conversation.language
        return SlipRenderer(self.context.catalogs, language).page(made, self.context.settings.public_url or address)

    async def copy(self, conversation_id: uuid.UUID, token: str) -> CopyOut:
        """Everything that is stored about the person, in the conversation's language and in German. That it was asked
        for is written down."""
        async with self.context.database.writing() as session:  # a case is opened under its lock
            await transcripts.authenticate(session, conversation_id, token)
            file = await CaseFile.open(session, self.context, conversation_id)
            made, language = await copies.of_case(file), file.conversation.language
            audit.record(
                session,
                self.context.clock,
                tenant_id=file.case.tenant_id,
                actor=("person", None),
                action="case.copied",
                subject=("case_record", file.case.id),
            )
        return CopyRenderer(self.context.catalogs, language).page(made)

    async def change_language(self, conversation_id: uuid.UUID, token: str, language: str) -> StateOut:
        """Another language from now on; what was said is shown in it too, and the open question comes again."""
        if not is_offered(language):
            raise Invalid(Wording("error.unknown_language"), "unknown_language")
        async with self.context.database.writing() as session:
            await transcripts.authenticate(session, conversation_id, token)
            file = await CaseFile.open(session, self.context, conversation_id)
            if file.conversation.language != language:
                await file.change_language(language)
                await self._repeat_in(file, language)
            state = await _state(session, file.conversation, file.vault)
        for topic in (f"conversation:{conversation_id}", translations.TOPIC):
            await self.context.bus.publish(topic)
        return state

    async def _repeat_in(self, file: CaseFile, language: str) -> None:
        said = [Utterance(key="language.changed", params={"language": {"language": language}}, kind="status")]
        attribute = file.case.open_question
        if attribute and file.conversation.owner == "assistant" and await flow.still_stands(file, attribute):
            said.append(await flow.question(file, attribute))
        for utterance in said:
            transcripts.say(file.session, file.conversation, file.vault, file.context.catalogs, utterance, now=file.now)

    async def present(self, conversation_id: uuid.UUID, state: StateOut) -> None:
        """The person has the conversation open: a sign for whoever answers."""
        if state.owner == "person":
            await presence.is_here(self.context, conversation_id, "person")

    async def types(self, conversation_id: uuid.UUID, token: str) -> None:
        """The person is writing: a sign for whoever answers. Raises ``NotAllowed``."""
        async with self.context.database.reading() as session:
            conversation = await transcripts.authenticate(session, conversation_id, token)
        await presence.types(self.context, conversation, "person", self._writing)

    async def end(self, conversation_id: uuid.UUID, token: str) -> None:
        """End the conversation on the device that holds the token; the case stays, open pages learn that it is gone."""
        async with self.context.database.writing() as session:
            await transcripts.end_session(session, conversation_id, token, self.context.clock())
        await self.context.bus.publish(f"conversation:{conversation_id}")

    async def erase(self, conversation_id: uuid.UUID, token: str) -> None:
        """Erase the case of a conversation; open pages learn that it is gone."""
        async with self.context.database.writing() as session:
            conversation = await transcripts.authenticate(session, conversation_id, token)
            teams = await erase(session, conversation.case_id, requested_by="person", now=self.context.clock())
        await self._tell_erased(conversation_id, teams)

    async def _tell_erased(self, conversation_id: uuid.UUID, teams: list[uuid.UUID]) -> None:
        for topic in (f"conversation:{conversation_id}", *(f"team:{team}" for team in teams)):
            await self.context.bus.publish(topic)


def _is_for_person(message: Message, language: str) -> bool:
    """Of the machine's translations, those of what staff wrote, into the language that is spoken now."""
    return message.kind != TRANSLATION or (message.sender == "staff" and message.language == base_of(language))


async def _team(session: AsyncSession, conversation: Conversation, vault: Vault) -> str | None:
    """The name of the team of which somebody answers, as the person was told."""
    if conversation.owner != "person":
        return None
    told = select(Message).where(Message.conversation_id == conversation.id, Message.key == TOOK_OVER)
    latest = (await session.execute(told.order_by(Message.seq.desc()).limit(1))).scalar_one_or_none()
    said = transcripts.utterance_of(latest, vault) if latest else None
    return str(said.params["team"]) if said else None


async def _state(session: AsyncSession, conversation: Conversation, vault: Vault) -> StateOut:
    case = await session.get_one(CaseRecord, conversation.case_id)
    query = select(Turn).where(Turn.conversation_id == conversation.id, Turn.state == "pending")
    waiting = list((await session.execute(query)).scalars())
    late = any(turn.told_late_at for turn in waiting)
    latest = next(iter(await handovers.of_case(session, case.id)), None)
    return StateOut(
        language=conversation.language,
        direction=find(conversation.language).direction,
        mode=case.mode,
        owner=conversation.owner,
        team=await _team(session, conversation, vault),
        assistant="down" if late else "working" if waiting else "ready",
        open_question=case.open_question,
        last_seq=conversation.last_seq,
        reference=latest.reference if latest else None,
        result=slip.has_result(case.told_revision, case.facts_revision),
    )
