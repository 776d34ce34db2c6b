"""A small Kreis with teams, staff and cases in a real, migrated database, and a browser for its console."""

import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import httpx
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from sqlalchemy import select

from assistant.headers import SecurityHeaders
from backend.cases.facts import FactBook
from backend.cases.file import CaseFile
from backend.cases.models import CaseRecord
from backend.consent.models import Consent
from backend.console.app import console_router
from backend.core.bus import LocalBus
from backend.core.context import Context
from backend.core.database import Database
from backend.core.settings import ROOT, Settings
from backend.handovers.models import Cooperation, Handover
from backend.handovers.reading import OpenedCase, open_case
from backend.migrations.run import upgrade
from backend.organisations.accounts import hash_password
from backend.organisations.models import Municipality, Organization, Service, Staff, Team, TeamMember, Tenant
from backend.privacy.models import AuditEntry
from backend.privacy.sealing import MasterKey
from backend.privacy.vaults import create_vault
from backend.transcripts.models import Conversation, Message
from backend.transcripts.schemas import Choice, Chosen, Do, Utterance
from backend.transcripts.service import messages_after, record_person, say, start_conversation
from locales.catalogs import Catalogs

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "ein langes Passwort"
CONTACT = {
    "channel": "phone",
    "value": "+4915550001111",
    "shared": "shared",
    "allowed": "call_only",
    "times": "morning",
}
RELEASED = [
    "needs",
    "age",
    "residence_title",
    "municipality",
    "language",
    "reason",
    "secondary",
    *(f"contact_{name}" for name in CONTACT),
]


class Watch:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@cache
def _hashed() -> str:
    return hash_password(PASSWORD)


@cache
def _catalogs() -> Catalogs:
    return Catalogs.load()


@dataclass
class World:
    """Everything that a test touches."""

    context: Context
    watch: Watch
    app: FastAPI
    tenant: Tenant
    town: Municipality
    teams: dict[str, Team] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)

    async def case(
        self, language: str = "ar", wanted: str | None = None, tenant: Tenant | None = None
    ) -> tuple[CaseRecord, Conversation]:
        """A case with a short conversation and facts, one of them corrected."""
        now = self.watch()
        async with self.context.database.writing() as session:
            case = CaseRecord(
                id=uuid.uuid4(), tenant_id=(tenant or self.tenant).id, municipality_id=self.town.id, mode="full",
                created_at=now, misses=0, facts_revision=0, person_wanted_reason=wanted,
                person_wanted_at=now if wanted else None,
            )  # fmt: skip
            session.add(case)
            await session.flush()
            vault = create_vault(session, self.context.master_key, case.id)
            conversation, _ = start_conversation(session, case, channel="web", language=language, origin=None, now=now)
            await session.flush()
            talk = _Talk(session, conversation, vault, self.context.catalogs, now)
            facts = await FactBook.of(session, case, vault)
            needs = await talk.chooses("needs", "language", "work")
            await facts.record("needs", ["language", "work"], "chosen", needs.id, now)
            await facts.record("age", 26, "stated", (await talk.writes("ask.age", "أنا في السادسة والعشرين")).id, now)
            corrected = await talk.writes(None, "لا، عمري 27 <b>سنة</b>")
            await facts.record("age", 27, "stated", corrected.id, now)
            await facts.record("residence_title", None, "refused", corrected.id, now)
            place = {"key": "neustadt", "name": "Neustadt"}
            await facts.record("municipality", place, "chosen", corrected.id, now)
            talk.says(Utterance(key="safety.S1", kind="safety"), "system")
            for name, value in CONTACT.items():
                await facts.record(f"contact_{name}", value, "stated", corrected.id, now)
        return case, conversation

    async def handover(
        self, team: str = "kim", *, language: str = "ar", urgent: bool = False, transcript: bool = True,
        returns: bool = True,
    ) -> Handover:  # fmt: skip
        """A case that was handed over to the team's service."""
        case, conversation = await self.case(language)
        return await self._handed_over(case, conversation, team, urgent=urgent, transcript=transcript, returns=returns)

    async def also(self, handover: Handover, team: str) -> Handover:
        """The same case, handed over to another team's service as well."""
        case = await self.stored(CaseRecord, handover.case_id)
        conversation = await self.stored(Conversation, handover.conversation_id)
        return await self._handed_over(case, conversation, team, nth=1)

    async def _handed_over(
        self, case: CaseRecord, conversation: Conversation, team: str, *, nth: int = 0, urgent: bool = False,
        transcript: bool = True, returns: bool = True,
    ) -> Handover:  # fmt: skip
        service, now = self.services[team], self.watch()
        async with self.context.database.writing() as session:
            vault = await self.context.vault(session, case.id)
            facts = (await FactBook.of(session, case, vault)).all()
            source = facts[nth].source_message_id
            consent = Consent(
                id=uuid.uuid4(), case_id=case.id, service_id=service.id, attributes=RELEASED,
                includes_transcript=transcript, returns=returns, text_version=2, language=conversation.language,
                text_shown=vault.seal("consent.text_shown", "…"), text_german=vault.seal("consent.text_german", "…"),
                source_message_id=source, given_at=now, valid_until=date(2027, 3, 2),
            )  # fmt: skip
            session.add(consent)
            await session.flush()
            package = {
                "attributes": {f.attribute: f.value for f in facts if not f.attribute.startswith("contact_")},
                "facts": [
                    {
                        "attribute": f.attribute,
                        "value": f.value,
                        "status": f.status,
                        "message_id": str(f.source_message_id),
                    }
                    for f in facts
                ],
                "reason": {"key": "reason.K1", "params": {}},
                "secondary": [], "language": conversation.language, "contact": CONTACT,
            }  # fmt: skip
            number = uuid.uuid4().hex.upper()
            handover = Handover(
                id=uuid.uuid4(), tenant_id=case.tenant_id, case_id=case.id, conversation_id=conversation.id,
                service_id=service.id, team_id=self.teams[team].id, consent_id=consent.id, status="requested",
                urgent=urgent, facts_revision=1, code_hash="0" * 64,
                reference="-".join((number[:4], number[4:8])),
                package=vault.seal("handover.package", package), rule_id="K1", rules_version="2026-03",
                decided_on=date(2026, 3, 2), requested_at=now,
            )  # fmt: skip
            session.add(handover)
        return handover

    async def attends(self, handover: Handover, name: str) -> None:
        """A member of staff, from now on also of the first-contact desk, answers there in a case's conversation."""
        async with self.context.database.writing() as session:
            session.add(TeamMember(team_id=self.teams["desk"].id, staff_id=self.staff[name].id))
            case = await session.get_one(CaseRecord, handover.case_id)
            case.person_wanted_at, case.person_wanted_reason = self.watch(), "asked"
            conversation = await session.get_one(Conversation, handover.conversation_id)
            conversation.owner, conversation.owner_staff_id = "person", self.staff[name].id

    async def corrects(self, handover: Handover, attribute: str, value: object) -> None:
        """The person says something else after the handover."""
        async with self.context.database.writing() as session:
            file = await CaseFile.open(session, self.context, handover.conversation_id)
            source = next(fact.source_message_id for fact in file.facts.all() if fact.attribute == attribute)
            await file.facts.record(attribute, value, "stated", source, file.now)

    async def opened(self, staff: Staff, case_id: uuid.UUID) -> OpenedCase:
        """The case as somebody sees it who opens it now."""
        return await open_case(self.context, staff, case_id)

    async def messages(self, conversation_id: uuid.UUID) -> list[Message]:
        """The transcript so far."""
        async with self.context.database.reading() as session:
            return await messages_after(session, conversation_id)

    async def stored[Row](self, kind: type[Row], key: object) -> Row:
        """A row as it is in the database now."""
        async with self.context.database.reading() as session:
            return await session.get_one(kind, key)

    async def audited(self) -> list[str]:
        """The actions in the audit trail."""
        async with self.context.database.reading() as session:
            return list((await session.execute(select(AuditEntry.action).order_by(AuditEntry.at))).scalars())

    def browser(self) -> "Browser":
        """A fresh browser."""
        return Browser(httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://lotse.test"))

    async def signed_in(self, name: str) -> "Browser":
        """A browser in which this member of staff has signed in."""
        browser = self.browser()
        answer = await browser.sign_in(name, PASSWORD)
        assert answer.status_code == 303
        return browser


class _Talk:
    """The lines of the example conversation."""

    def __init__(self, session, conversation, vault, catalogs, now) -> None:
        self._all = (session, conversation, vault)
        self._catalogs, self._now = catalogs, now

    def says(self, utterance: Utterance, sender: str = "assistant") -> Message:
        return say(*self._all, self._catalogs, utterance, now=self._now, sender=sender)

    async def chooses(self, attribute: str, *values: str) -> Message:
        labels = [{"key": f"value.{attribute}.{value}", "params": {}} for value in values]
        do = [Do(intent="answer", attribute=attribute, value=value) for value in values]
        choices = tuple(Choice(id=v, label=la, do=d) for v, la, d in zip(values, labels, do, strict=True))
        asked = self.says(Utterance(key=f"ask.{attribute}", kind="question", question=attribute, choices=choices))
        text = self._catalogs.param({"list": labels}, self._all[1].language)
        chosen = Chosen(message_id=str(asked.id), choice_id=values[0], label={"list": labels}, do=do[0])
        message = record_person(*self._all, text=text, chosen=chosen, client_id=uuid.uuid4().hex, now=self._now)
        await self._all[0].flush()
        return message

    async def writes(self, asked: str | None, text: str) -> Message:
        if asked:
            self.says(Utterance(key=asked, kind="question", question=asked.removeprefix("ask.")))
        message = record_person(*self._all, text=text, chosen=None, client_id=uuid.uuid4().hex, now=self._now)
        await self._all[0].flush()
        return message


class Browser:
    """Keeps cookies, and sends forms with the token that the page before gave it."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.csrf = ""

    async def get(self, path: str, **more) -> httpx.Response:
        answer = await self.client.get(path, **more)
        found = re.search(r'name="csrf" value="([^"]+)"', answer.text)
        self.csrf = found[1] if found else self.csrf
        return answer

    async def post(self, path: str, **fields: str) -> httpx.Response:
        return await self.client.post(path, data={"csrf": self.csrf, **fields})

    async def sign_in(self, login: str, password: str, **fields: str) -> httpx.Response:
        await self.get("/console/sign-in?language=en")
        answer = await self.post("/console/sign-in", login=login, password=password, **fields)
        if answer.status_code == 303:
            await self.get("/console")
        return answer


@asynccontextmanager
async def a_world(folder: Path, **configured: object) -> AsyncIterator[World]:
    """A migrated database; staff of KIM (amal, bert), JMD (carla), the desk (dora, emil), another tenant (eve)."""
    settings, watch = Settings(var=folder, **configured), Watch()
    context = Context(
        settings=settings,
        database=Database(settings.database, 5),
        bus=LocalBus(),
        master_key=MasterKey.from_file(settings.master_key_path, create=True),
        catalogs=_catalogs(),
        clock=watch,
    )
    await upgrade(context.database)
    app = FastAPI()
    app.add_middleware(SecurityHeaders)  # as the composition root does
    app.include_router(console_router(context))
    app.mount("/static/console", StaticFiles(directory=ROOT / "backend" / "console" / "static"))
    tenant = Tenant(id=uuid.uuid4(), key="kreis", name="Kreis Musterland", operator="Kreis Musterland", settings={})
    town = Municipality(id=uuid.uuid4(), tenant_id=tenant.id, key="neustadt", name="Neustadt", aliases=[], settings={})
    world = World(context, watch, app, tenant, town)
    await _settle(world)
    try:
        yield world
    finally:
        await context.close()


async def _settle(world: World) -> None:
    other = Tenant(id=uuid.uuid4(), key="other", name="Anderer Kreis", operator="Anderer Kreis", settings={})
    async with world.context.database.writing() as session:
        session.add_all([world.tenant, other])
        await session.flush()
        body = Organization(id=uuid.uuid4(), tenant_id=world.tenant.id, name="Kreis Musterland")
        session.add_all([world.town, body])
        await session.flush()
        for key, name, code in (
            ("kim", "KIM Case Management", "KIM"),
            ("jmd", "Jugendmigrationsdienst", "JMD"),
            ("desk", "Erstkontakt", "MENSCH"),
        ):
            team = world.teams[key] = Team(id=uuid.uuid4(), tenant_id=world.tenant.id, key=key, name=name)
            session.add(team)
            await session.flush()
            service = world.services[key] = Service(
                id=uuid.uuid4(), tenant_id=world.tenant.id, organization_id=body.id, destination=code, name=name,
                schedule=[], languages=[], team_id=team.id,
            )  # fmt: skip
            session.add(service)
            await session.flush()
            session.add(Cooperation(
                tenant_id=world.tenant.id, organization_id=body.id, service_id=service.id, way="inbox",
                since=date(2026, 1, 1), entered_by="Demo", entered_at=world.watch(),
            ))  # fmt: skip
        for login, name, key in (
            ("amal", "Amal Beispiel", "kim"),
            ("bert", "Bert Muster", "kim"),
            ("carla", "Carla Probe", "jmd"),
            ("dora", "Dora Modell", "desk"),
            ("emil", "Emil Vorlage", "desk"),
            ("eve", "Eve Fremd", ""),
        ):
            person = world.staff[login] = Staff(
                id=uuid.uuid4(), tenant_id=world.tenant.id if key else other.id, login=login, name=name,
                password_hash=_hashed(), language="en" if login == "bert" else "de", active=True,
            )  # fmt: skip
            session.add(person)
            await session.flush()
            if key:
                session.add(TeamMember(team_id=world.teams[key].id, staff_id=person.id))
