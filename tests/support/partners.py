"""A partner to test with: an agreement, a handover to it, and its own system on a port of this machine."""

import asyncio
import threading
import time
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select
from standardwebhooks import Webhook

from backend.cases.file import CaseFile
from backend.cases.questions import RETURN
from backend.consent import service as consents
from backend.core.context import Context
from backend.handovers import cooperation
from backend.handovers import service as handovers
from backend.handovers.cooperation import Keeper, Terms
from backend.handovers.models import Handover
from backend.organisations.directory import tenant_by_key
from backend.organisations.models import Service
from backend.responsibility.model import Decided, Reason
from backend.transcripts.service import record_person
from tests.support.cases import new_conversation

BODY, SERVICE = "Musterverband Jugend und Migration", "Migrationsberatung für erwachsene Zuwanderer Musterland"
FACTS = {
    "needs": ["work", "language"],
    "age": 35,
    "municipality": {"key": "neudorf", "name": "Neudorf"},
    "goal": "Ich möchte als Schweißer arbeiten",
    "contact_channel": "phone",
    "contact_value": "0221 4710999",
    "contact_shared": "private",
}
NOT_SAID = {"benefits_drawn": "refused"}
START_SECONDS = 10


async def agree(
    context: Context, way: str, *, since: date = date(2026, 3, 1), service: str | None = SERVICE, **where: str
) -> cooperation.Entered:
    """An agreement with the demo's Migrationsberatung, which goes before the one that the demo brings."""
    keeper = Keeper(context.clock, context.master_key, "Demo Koordination")
    async with context.database.writing() as session:
        tenant = await tenant_by_key(session, context.settings.tenant)
        terms = Terms.model_validate({"way": way, "since": since, "reference": "Ordner 7", **where})
        return await cooperation.enter(session, keeper, tenant, terms, BODY, service)


async def hand_over(
    context: Context,
    language: str = "ar",
    *,
    returns: bool = True,
    transcript: bool = True,
    withheld: Collection[str] = (),
) -> Handover:
    """A person who has agreed to a handover to the Migrationsberatung, which may tell what became of it or not.
    ``withheld``: attributes that they did not release."""
    conversation, _ = await new_conversation(context, language)
    async with context.database.writing() as session:
        file = await CaseFile.open(session, context, conversation.id)
        yes = record_person(
            session, file.conversation, file.vault, text="Ja", chosen=None, client_id=uuid.uuid4().hex, now=file.now
        )
        await session.flush()
        for attribute, value in FACTS.items():
            await file.facts.record(attribute, value, "stated", yes.id, file.now)
        for attribute, status in NOT_SAID.items():
            await file.facts.record(attribute, None, status, yes.id, file.now)
        service = (await session.execute(select(Service).where(Service.name == SERVICE))).scalar_one()
        offered = {**consents.offer(file, service), "answer": "yes" if transcript else "yes_without"}
        offered["attributes"] = [name for name in offered["attributes"] if name not in withheld]
        consent = await consents.give(file, service, yes, offered)
        await file.facts.record(RETURN, "yes" if returns else "no", "chosen", yes.id, file.now)
        return (await handovers.hand_over(file, service, consent, decided(file.today))).handover


async def correct(context: Context, handover: Handover, **facts: Any) -> None:
    """The person says something new, and agrees that it is passed on too."""
    async with context.database.writing() as session:
        file = await CaseFile.open(session, context, handover.conversation_id)
        service = await session.get_one(Service, handover.service_id)
        said = (await file.session.get_one(Handover, handover.id)).consent_id
        consent = await session.get_one(consents.Consent, said)
        for attribute, value in facts.items():
            await file.facts.record(attribute, value, "stated", consent.source_message_id, file.now)
        await handovers.hand_over(file, service, consent, decided(file.today))


async def revoke(context: Context, handover: Handover) -> None:
    """The person takes the consent back."""
    async with context.database.writing() as session:
        file = await CaseFile.open(session, context, handover.conversation_id)
        await handovers.revoke(file, await session.get_one(Handover, handover.id))


def decided(day: date) -> Decided:
    """What the rules have said."""
    return Decided("MBE", "K1", day, "2026-03", secondary=("JOBCENTER",), reasons={"MBE": Reason("L2")})


@dataclass
class PartnerSystem:
    """``does``: ``takes``, or fails as ``broken``, ``gone``, ``moved``, ``slow``; after ``failures`` calls it takes.

    What it has taken counts once, as the identity of a call says; ``calls`` are all of them.
    """

    does: str = "takes"
    failures: int | None = None
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    url: str = ""
    let_go: threading.Event = field(default_factory=threading.Event)
    called: threading.Event = field(default_factory=threading.Event)

    async def take(self, request: Request) -> Response:
        """The address that handovers are sent to."""
        body = await request.body()
        self.calls.append((dict(request.headers), body))
        self.called.set()
        if self.does == "slow":
            await asyncio.to_thread(self.let_go.wait, START_SECONDS)
        if self.failures is not None:
            self.failures -= 1
            if self.failures < 0:
                self.does = "takes"
        refusals = {
            "broken": Response("Datenbank weg", 500),
            "gone": Response(status_code=410),
            "moved": RedirectResponse("http://127.0.0.1:9/", 307),
        }
        if self.does in refusals:
            return refusals[self.does]
        self.taken.setdefault(request.headers["webhook-id"], await request.json())
        return Response(status_code=204)


def is_signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether another implementation of the standard makes the same signature, at the moment that the header names."""
    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    return Webhook(secret).sign(headers["webhook-id"], at, body.decode()) == headers["webhook-signature"]


@contextmanager
def partner_system(does: str = "takes") -> Iterator[PartnerSystem]:
    """Served on a free port for the length of the block."""
    made = PartnerSystem(does)
    app = FastAPI()
    app.post("/lotse")(made.take)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        assert time.monotonic() < deadline, "the partner's system did not start"
        time.sleep(0.02)
    made.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/lotse"
    try:
        yield made
    finally:
        made.let_go.set()
        server.should_exit = True
        thread.join(START_SECONDS)
