"""The web channel: ``/api/v1``. Thin: reads requests, calls the gateway, writes answers."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field

from assistant.gateway.copies import CopyOut
from assistant.gateway.gateway import Gateway
from assistant.gateway.incoming import MessageIn
from assistant.gateway.slips import SlipOut
from backend.core.errors import NotAllowed, NotFound
from backend.organisations import directory
from backend.transcripts import presence
from backend.transcripts.schemas import MessageOut, StateOut
from locales import glossary
from locales.errors import UnknownLanguageError
from locales.languages import Language, find, offered

KEEP_ALIVE_SECONDS = 15.0
LONGEST_WAIT = 25


class LanguageOut(BaseModel):
    """A language on offer."""

    code: str
    name: str
    english: str
    direction: str


class TextsOut(BaseModel):
    """The words of the page itself, in one language."""

    language: str
    direction: str
    texts: dict[str, str]
    #: Official German names, which stand in texts of every language and are set apart there.
    names: list[str]


class MunicipalityOut(BaseModel):
    """A town of this tenant."""

    key: str
    name: str


class ConversationIn(BaseModel):
    """What a new conversation begins with."""

    model_config = ConfigDict(extra="forbid")

    language: str = Field(max_length=16)
    channel: str = Field(default="web", pattern="^(web|kiosk|terminal)$")
    municipality: str | None = Field(default=None, max_length=64)
    #: Tag of the meeting point, shelter or page whose link was followed.
    origin: str | None = Field(default=None, max_length=64, pattern=r"^[\w.-]+$")


class ConversationOut(BaseModel):
    """A new conversation. The token is told here and never again."""

    id: uuid.UUID
    token: str
    state: StateOut
    messages: list[MessageOut]


class ReceivedOut(BaseModel):
    """The stored message; ``duplicate`` if it was sent before under the same client id."""

    message: MessageOut
    duplicate: bool


class ReadingOut(BaseModel):
    """Messages after a sequence number, and the state of the conversation."""

    messages: list[MessageOut]
    state: StateOut
    #: What whoever answers does just now, if that is why the answer comes: ``here``, ``types``.
    signs: list[presence.Sign] = []


class LanguageIn(BaseModel):
    """The language to go on in."""

    model_config = ConfigDict(extra="forbid")

    language: str = Field(max_length=16)


class StateChanged(BaseModel):
    """The state after a change."""

    state: StateOut


class ErrorOut(BaseModel):
    """An expected failure: a stable code, and a text in the person's language."""

    error: str
    message: str


def bearer(
    found: Annotated[
        HTTPAuthorizationCredentials | None,
        Depends(HTTPBearer(auto_error=False, description="The token of the conversation")),
    ],
) -> str:
    """The token of the conversation; raises ``NotAllowed`` without one."""
    if found is None or not found.credentials:
        raise NotAllowed
    return found.credentials


def conversation(conversation_id: Annotated[str, Path(max_length=64)]) -> uuid.UUID:
    """The id in the path; what is no id is treated as somebody else's."""
    try:
        return uuid.UUID(conversation_id)
    except ValueError:
        raise NotAllowed from None


def gateway(request: Request) -> Gateway:
    """The gateway of this process."""
    found: Gateway = request.app.state.gateway
    return found


Token = Annotated[str, Depends(bearer)]
ConversationId = Annotated[uuid.UUID, Depends(conversation)]
TheGateway = Annotated[Gateway, Depends(gateway)]

ERRORS: dict[int | str, dict[str, Any]] = {code: {"model": ErrorOut} for code in (401, 404, 409, 410, 413, 422, 429)}
router = APIRouter(prefix="/api/v1", tags=["conversation"], responses=ERRORS)


@router.get("/languages")
async def languages() -> list[LanguageOut]:
    """The languages on offer, in the order in which they are shown."""
    return [LanguageOut(code=x.code, name=x.name, english=x.english, direction=x.direction) for x in offered()]


@router.get("/texts/{language}")
async def texts(language: str, here: TheGateway, response: Response) -> TextsOut:
    """The words of the page in a language; may be kept for a while, so that the page shows without a network."""
    known = _known(language)
    response.headers["Cache-Control"] = "public, max-age=300"
    found = dict(here.context.catalogs.templates("ui.", language))
    names = list(glossary.official_names())
    return TextsOut(language=known.code, direction=known.direction, texts=found, names=names)


@router.get(
    "/texts/{language}/greeting",
    response_class=Response,
    responses={200: {"content": {"audio/mpeg": {}}}},
)
async def greeting(language: str, here: TheGateway) -> Response:
    """The language's own name and a welcome as speech, to choose a language by ear."""
    spoken = await here.greeting(_known(language))
    return Response(spoken, media_type="audio/mpeg", headers={"Cache-Control": "public, max-age=300"})


def _known(code: str) -> Language:
    try:
        return find(code)
    except UnknownLanguageError:
        raise NotFound from None


@router.get("/municipalities")
async def municipalities(here: TheGateway) -> list[MunicipalityOut]:
    """The towns of this tenant."""
    async with here.context.database.reading() as session:
        tenant = await directory.tenant_by_key(session, here.context.settings.tenant)
        towns = await directory.municipalities(session, tenant.id)
    return [MunicipalityOut(key=town.key, name=town.name) for town in towns]


@router.post("/conversations", status_code=201)
async def open_conversation(body: ConversationIn, here: TheGateway) -> ConversationOut:
    """Begin: nothing personal is needed."""
    found, token, reading = await here.open(**body.model_dump())
    return ConversationOut(id=found, token=token, state=reading.state, messages=reading.messages)


@router.post("/conversations/{conversation_id}/messages", status_code=202)
async def post_message(found: ConversationId, body: MessageIn, token: Token, here: TheGateway) -> ReceivedOut:
    """Store a message; what is answered comes by the stream or by reading."""
    message, duplicate = await here.receive(found, token, body)
    return ReceivedOut(message=message, duplicate=duplicate)


@router.get("/conversations/{conversation_id}/messages")
async def read_messages(
    found: ConversationId,
    token: Token,
    here: TheGateway,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    wait: Annotated[int, Query(ge=0, le=LONGEST_WAIT)] = 0,
) -> ReadingOut:
    """Messages after a sequence number; with ``wait`` the answer comes as soon as there is one, or a sign of life."""
    signs: list[presence.Sign] = []
    async with here.context.bus.listen(f"conversation:{found}", *presence.topics(found, "staff")) as waiter:
        reading = await here.read(found, token, after)
        if wait:
            await here.present(found, reading.state)
        if not reading.messages and wait and (woken := await waiter.wait(wait)):
            signs = presence.signs_of(woken, found, "staff")
            reading = await here.read(found, token, after)
    return ReadingOut(messages=reading.messages, state=reading.state, signs=signs)


@router.get(
    "/conversations/{conversation_id}/messages/{message_id}/speech/{part}",
    response_class=Response,
    responses={200: {"content": {"audio/mpeg": {}}}},
)
async def speech(
    found: ConversationId,
    message_id: uuid.UUID,
    part: Annotated[str, Path(max_length=80)],
    token: Token,
    here: TheGateway,
) -> Response:
    """A part of a message as speech: ``text``, ``item-0``, ``contact-0``, or ``choice-`` and its id."""
    spoken = await here.speech(found, token, message_id, part)
    return Response(spoken, media_type="audio/mpeg", headers={"Cache-Control": "no-store"})


@router.get(
    "/conversations/{conversation_id}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def events(
    found: ConversationId,
    token: Token,
    here: TheGateway,
    last_event_id: Annotated[int, Header(ge=0, le=2**31 - 1)] = 0,
) -> StreamingResponse:
    """Messages and states as they come (text/event-stream); resumes after ``Last-Event-ID``."""
    await here.read(found, token, last_event_id)  # a foreign token is refused before the stream begins
    return StreamingResponse(
        _stream(here, found, token, last_event_id),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(here: Gateway, found: uuid.UUID, token: str, last: int) -> AsyncIterator[str]:
    """Holds no database session while it waits. Ends when the program ends or the conversation is erased."""
    told: StateOut | None = None
    signs = frozenset(presence.topics(found, "staff"))
    woken: frozenset[str] = frozenset()
    async with here.context.bus.listen(f"conversation:{found}", *signs) as waiter:
        while not waiter.closed:
            for sign in presence.signs_of(woken, found, "staff"):
                yield _event("sign", {"sign": sign})
            if not woken or woken - signs:  # a sign alone brings nothing to read
                try:
                    reading = await here.read(found, token, last)
                except NotAllowed:
                    yield _event("gone", {})
                    return
                for message in reading.messages:
                    last = message.seq
                    yield _event("message", message.model_dump(mode="json"), message.seq)
                if reading.state != told:
                    told = reading.state
                    yield _event("state", told.model_dump(mode="json"))
                await here.present(found, reading.state)
            woken = await waiter.wait(KEEP_ALIVE_SECONDS)
            if not woken:
                yield ": still here\n\n"
            await asyncio.sleep(0)


def _event(name: str, data: dict[str, Any], seq: int | None = None) -> str:
    line = f"id: {seq}\n" if seq is not None else ""
    return f"{line}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


@router.get("/conversations/{conversation_id}/slip")
async def slip(
    found: ConversationId, token: Token, here: TheGateway, request: Request, answers: bool = False
) -> SlipOut:
    """What the person takes along on paper: in their language, with the German beside it. 409 before a result.

    ``answers``: with what they have said, where that harms nobody."""
    return await here.slip(found, token, answers=answers, address=str(request.base_url))


@router.get("/conversations/{conversation_id}/copy")
async def copy(found: ConversationId, token: Token, here: TheGateway) -> CopyOut:
    """Everything that is stored about the person, in their language and in German. By a number and its code nobody
    gets it."""
    return await here.copy(found, token)


@router.post("/conversations/{conversation_id}/typing", status_code=204)
async def typing(found: ConversationId, token: Token, here: TheGateway) -> None:
    """The person is writing just now: a sign for whoever answers. What they write stays with them; nothing is kept."""
    await here.types(found, token)


@router.post("/conversations/{conversation_id}/language")
async def change_language(found: ConversationId, body: LanguageIn, token: Token, here: TheGateway) -> StateChanged:
    """Go on in another language; then read all messages again, they come in the new one."""
    return StateChanged(state=await here.change_language(found, token, body.language))


@router.post("/conversations/{conversation_id}/end", status_code=204)
async def end(found: ConversationId, token: Token, here: TheGateway) -> None:
    """End the conversation on this device: the token is worthless from now on, the case stays."""
    await here.end(found, token)


@router.delete("/conversations/{conversation_id}", status_code=204)
async def erase(found: ConversationId, token: Token, here: TheGateway) -> None:
    """Erase the whole case."""
    await here.erase(found, token)
