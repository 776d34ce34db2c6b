"""A stand-in for the gateway behind the chat page: the contract of /api/v1, scripted answers, switches for trouble.

Run it by hand with ``python -m tests.browser.web_stub``. The words of the page come from the real catalogs.
"""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Annotated, Any

import numpy
import soundfile
from babel.messages.pofile import read_po
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import FileResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles

from tests.browser.web_stub import script

ROOT = Path(__file__).parents[3]
WEB = ROOT / "assistant" / "web"
LANGUAGES = {
    "de": ("Deutsch", "German", "ltr"),
    "en": ("English", "English", "ltr"),
    "ar": ("العربية", "Arabic", "rtl"),
}
POLICY = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src blob:"
NAMES = ["Kommunales Integrationszentrum", "Jugendmigrationsdienst", "Jobcenter", "JMD", "KIM"]
ONE = "/conversations/{conversation}"
TICK = 0.02  # seconds between two looks at the world

api = APIRouter(prefix="/api/v1")


@dataclass
class Talk:
    """One conversation."""

    id: str
    token: str | None  # None once it has been ended
    language: str
    channel: str = "web"
    drafts: list[script.Draft] = field(default_factory=list)
    open_question: str | None = "entry"
    assistant: str = "ready"
    states: int = 0  # raised whenever the state has changed

    def say(self, draft: script.Draft) -> script.Draft:
        seq = len(self.drafts) + 1
        stamp = {"id": f"{self.id}-{seq}", "seq": seq, "created_at": datetime.now(UTC).isoformat()}
        self.drafts.append({"sender": "assistant", **draft, **stamp})
        self.states += 1
        return self.drafts[-1]

    def messages(self, after: int) -> list[script.Draft]:
        return [script.render(draft, self.language) for draft in self.drafts[after:]]

    def state(self) -> dict[str, Any]:
        return {
            "language": self.language, "direction": LANGUAGES[self.language][2], "mode": "anonymous",
            "owner": "assistant", "team": None, "assistant": self.assistant, "open_question": self.open_question,
            "last_seq": len(self.drafts), "reference": None if self.open_question else "KIM-7F3K",
        }  # fmt: skip


@dataclass
class World:
    """Everything the stub remembers, and the switches a test may turn."""

    talks: dict[str, Talk] = field(default_factory=dict)
    posts: list[dict[str, Any]] = field(default_factory=list)  # bodies of messages that arrived, also repeated ones
    streams: str = (
        "whole"  # "whole", "broken" (cut at once), "silent" (held back by a proxy), "double" (each event twice)
    )
    swallow: int = 0  # so many answers to POST get lost on the way back, after the message has been stored
    thinking: float = 0.05  # seconds until the assistant answers
    spoken: list[str] = field(default_factory=list)  # parts of messages that were asked for as speech
    mute: bool = False  # nobody here speaks the language
    deaf: bool = False  # an end is not heard
    speech: float = 0.2  # seconds that a part takes to say
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    numbers: count = field(default_factory=lambda: count(1))

    def answer_later(self, talk: Talk, text: str, choice: str | None) -> None:
        task = asyncio.create_task(self._answer(talk, text, choice))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _answer(self, talk: Talk, text: str, choice: str | None) -> None:
        await asyncio.sleep(self.thinking)
        drafts, talk.open_question = script.answers(talk.open_question, text, choice)
        talk.assistant = "ready"
        for draft in drafts:
            talk.say(draft)


def catalog(language: str) -> dict[str, str]:
    """The page's words in one language, from the project's own catalogs."""
    with (ROOT / "locales" / language / "LC_MESSAGES" / "messages.po").open("rb") as lines:
        entries = list(read_po(lines))
    keyed = {str(entry.id if language == "de" else entry.context): entry.string for entry in entries if entry.id}
    return {key: str(text) for key, text in keyed.items() if key.startswith("ui.")}


def create_app(world: World) -> FastAPI:
    """The stub's application around a world that the caller keeps."""
    app = FastAPI()
    app.state.world = world
    app.mount("/static/web", StaticFiles(directory=WEB))
    app.get("/")(lambda: FileResponse(WEB / "index.html"))
    app.include_router(api)
    app.middleware("http")(strict)
    return app


async def strict(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """The page has to work under this policy."""
    response = await call_next(request)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


@api.get("/languages")
def languages() -> list[dict[str, str]]:
    return [{"code": c, "name": n, "english": e, "direction": d} for c, (n, e, d) in LANGUAGES.items()]


@api.get("/municipalities")
def municipalities() -> list[dict[str, str]]:
    return [{"key": name.lower(), "name": name} for name in ("Musterstadt", "Seestadt", "Waldhöhe")]


@api.get("/texts/{language}")
def texts(language: str) -> dict[str, Any]:
    return {"language": language, "direction": LANGUAGES[language][2], "texts": catalog(language), "names": NAMES}


@api.get("/texts/{language}/greeting")
def greeting(request: Request, language: str) -> Response:
    return said(request.app.state.world, f"greeting-{language}")


@api.post("/conversations", status_code=201)
async def begin(request: Request) -> dict[str, Any]:
    world: World = request.app.state.world
    number, body = next(world.numbers), await request.json()
    if body.get("municipality") not in {None, *(town["key"] for town in municipalities())}:
        raise HTTPException(422)
    talk = Talk(f"c{number}", f"secret{number}", body["language"], body["channel"])
    world.talks[talk.id] = talk
    talk.say({"kind": "notice", "key": "notice"})
    talk.say(script.question("entry"))
    return {"id": talk.id, "token": talk.token, "state": talk.state(), "messages": talk.messages(0)}


def held(request: Request, conversation: str, authorization: Annotated[str, Header()] = "") -> Talk:
    """The conversation, for whoever has its token."""
    talk: Talk | None = request.app.state.world.talks.get(conversation)
    if talk is None or talk.token is None or authorization != f"Bearer {talk.token}":
        raise HTTPException(404)
    return talk


Held = Annotated[Talk, Depends(held)]


@api.post(ONE + "/messages", status_code=202)
async def post(request: Request, talk: Held) -> dict[str, Any]:
    world, body = request.app.state.world, await request.json()
    world.posts.append(body)
    stored = next((draft for draft in talk.drafts if draft.get("client_id") == body["client_id"]), None)
    duplicate = stored is not None
    if stored is None:
        stored = accept(world, talk, body)
    if world.swallow:
        world.swallow -= 1
        raise HTTPException(502)
    return {"message": script.render(stored, talk.language), "duplicate": duplicate}


@api.get(ONE + "/messages")
async def read(talk: Held, after: int = 0, wait: float = 0) -> dict[str, Any]:
    for _ in range(int(wait / TICK)):
        if len(talk.drafts) > after:
            break
        await asyncio.sleep(TICK)
    return {"messages": talk.messages(after), "state": talk.state(), "signs": []}


@api.get(ONE + "/messages/{message}/speech/{part}")
def speech(request: Request, message: str, part: str) -> Response:
    return said(request.app.state.world, part)


def said(world: World, part: str) -> Response:
    """Speech, unless nobody speaks here."""
    if world.mute:
        raise HTTPException(404)
    world.spoken.append(part)
    return Response(hum(world.speech), media_type="audio/mpeg")


def hum(seconds: float) -> bytes:
    """A tone that a browser can play."""
    rate = 22_050
    written = io.BytesIO()
    tone = numpy.sin(numpy.arange(int(seconds * rate)) * 440 * 2 * numpy.pi / rate) / 4
    soundfile.write(written, tone, rate, format="MP3")
    return written.getvalue()


@api.get(ONE + "/events")
async def events(request: Request, talk: Held, last_event_id: Annotated[int, Header()] = 0) -> StreamingResponse:
    return StreamingResponse(stream(request.app.state.world, talk, last_event_id), media_type="text/event-stream")


@api.post(ONE + "/language")
async def speak(request: Request, talk: Held) -> dict[str, Any]:
    talk.language = (await request.json())["language"]
    return {"state": talk.state()}


@api.post(ONE + "/end", status_code=204)
async def end(request: Request, talk: Held) -> None:
    if request.app.state.world.deaf:
        raise HTTPException(503)
    talk.token = None


@api.delete(ONE, status_code=204)
async def erase(request: Request, talk: Held) -> None:
    del request.app.state.world.talks[talk.id]


def accept(world: World, talk: Talk, body: dict[str, Any]) -> script.Draft:
    """Store what the person sent, as the gateway does before anything else, and let the assistant think."""
    choice = (body.get("choice") or {}).get("choice_id")
    asked = next((d for d in talk.drafts if choice and d["id"] == body["choice"]["message_id"]), {})
    known = next((c["text"] for c in asked.get("choices", []) if c["id"] == choice), choice)
    said = {"text": body["text"]} if not choice else {}
    kind = "choice" if choice else "text"
    stored = talk.say({"sender": "person", "kind": kind, "key": known, "client_id": body["client_id"], **said})
    talk.assistant = "working"
    world.answer_later(talk, body.get("text", ""), choice)
    return stored


async def stream(world: World, talk: Talk, after: int) -> AsyncIterator[str]:
    """Server-sent events, with the trouble that the world's switch asks for."""
    if world.streams == "broken":
        return
    states = -1
    while talk.id in world.talks and world.streams in {"whole", "double", "silent"}:
        if world.streams != "silent":
            for message in talk.messages(after):
                event = f"event: message\nid: {message['seq']}\ndata: {json.dumps(message)}\n\n"
                yield event * (2 if world.streams == "double" else 1)
                after = message["seq"]
            if states != talk.states:
                states = talk.states
                yield f"event: state\ndata: {json.dumps(talk.state())}\n\n"
        await asyncio.sleep(TICK)
    if talk.id not in world.talks:
        yield "event: gone\ndata: {}\n\n"
