"""A case opened for one step: everything a use case needs, inside one short transaction."""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.facts import FactBook
from backend.cases.models import URGENT_REASONS, CaseRecord
from backend.consent.recipients import Recipients, usable_recipients
from backend.core.clock import local_date
from backend.core.context import Context
from backend.core.errors import NotFound
from backend.handovers.models import Handover
from backend.organisations.directory import Directory
from backend.organisations.localities import usable_locality
from backend.organisations.models import Municipality, Service, Tenant
from backend.organisations.staffing import Staffed, next_staffed
from backend.privacy.sealing import Vault
from backend.responsibility.locality import Locality
from backend.transcripts import translations
from backend.transcripts.models import Conversation
from backend.transcripts.service import locked


@dataclass
class CaseFile:
    """Case, conversation (locked), facts, and the person's town: its directory, what it sets otherwise, and what the
    recipients there may be given."""

    session: AsyncSession
    context: Context
    conversation: Conversation
    case: CaseRecord
    tenant: Tenant
    vault: Vault
    facts: FactBook
    directory: Directory
    locality: Locality
    recipients: Recipients
    now: datetime

    @classmethod
    async def open(cls, session: AsyncSession, context: Context, conversation_id: uuid.UUID) -> "CaseFile":
        """Open the case of a conversation; raises ``NotFound`` if it is gone."""
        conversation = await locked(session, conversation_id)
        case = await session.get(CaseRecord, conversation.case_id)
        if case is None:
            raise NotFound
        tenant = await session.get_one(Tenant, case.tenant_id)
        vault = await context.vault(session, case.id)
        facts = await FactBook.of(session, case, vault)
        town = await _town_key(session, case, facts)
        directory = await Directory.of(session, case.tenant_id, town)
        locality = await _locality(session, case, town)
        given = await usable_recipients(session, case.tenant_id, town)
        now = context.clock()
        return cls(session, context, conversation, case, tenant, vault, facts, directory, locality, given, now)

    @property
    def today(self) -> date:
        """The day that rules decide by."""
        return local_date(self.now)

    async def look_around(self) -> None:
        """Take the directory of the town that is known by now, and who has refused this person by now."""
        town = await _town_key(self.session, self.case, self.facts)
        self.directory = await Directory.of(self.session, self.case.tenant_id, town)
        self.locality = await _locality(self.session, self.case, town)
        self.recipients = await usable_recipients(self.session, self.case.tenant_id, town)

    async def change_language(self, language: str) -> None:
        """Go on in another language; what staff have written is wanted in it too."""
        self.conversation.language = language
        if self.context.settings.translates:
            written = await translations.of_staff(self.session, self.conversation)
            await translations.want(self.session, self.vault, written, language, self.now)

    def want_person(self, reason: str) -> None:
        """Put the case before the first-contact desk; an urgent reason is never replaced by a lesser one."""
        waiting = self.case.person_wanted_at is not None and self.case.person_answered_at is None
        if not waiting:
            self.case.person_wanted_at = self.now
            self.case.person_answered_at = None
        if not waiting or reason == "danger" or self.case.person_wanted_reason not in URGENT_REASONS:
            self.case.person_wanted_reason = reason

    def desk_staffed(self, moment: datetime) -> Staffed | None:
        """When somebody of the first-contact desk is there, then or next; None where its hours are not known."""
        desk = self.directory.service("MENSCH")
        return next_staffed(desk.schedule, moment) if desk else None

    @property
    def called_out_of_hours(self) -> bool:
        """Whether the person asked for somebody who was not there then, and has not been answered since."""
        case = self.case
        if case.person_wanted_at is None or case.person_answered_at or case.person_wanted_reason != "asked":
            return False
        found = self.desk_staffed(case.person_wanted_at)
        return found is not None and found.opens > case.person_wanted_at


async def _locality(session: AsyncSession, case: CaseRecord, town: str | None) -> Locality:
    refused = (
        select(Service.destination)
        .join(Handover, Handover.service_id == Service.id)
        .where(Handover.case_id == case.id, Handover.status == "declined")
    )
    declined = frozenset((await session.execute(refused)).scalars())
    return replace(await usable_locality(session, case.tenant_id, town), declined_by=declined)


async def _town_key(session: AsyncSession, case: CaseRecord, facts: FactBook) -> str | None:
    """The town they live in; until that is known, the town whose page they came by."""
    place = facts.value("municipality")
    if isinstance(place, dict):
        return str(place.get("key"))
    if case.municipality_id is None:
        return None
    key: str | None = await session.scalar(select(Municipality.key).where(Municipality.id == case.municipality_id))
    return key
