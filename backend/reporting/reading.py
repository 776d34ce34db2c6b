"""Reading what a report is made from: the log of a tenant, and its directory."""

import asyncio
import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from pydantic import BaseModel, model_validator
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import CaseEvent
from backend.core.clock import LOCAL_ZONE
from backend.core.context import Context
from backend.organisations.models import Organization, Service
from backend.reporting.hours import OpenHours
from backend.reporting.passages import BEGIN, KINDS, Entry, passages
from backend.reporting.table import By, Known, Report, Terms, compiled, measured


class Days(BaseModel):
    """The first and the last day of a report. Raises ``ValidationError`` where the last comes before the first."""

    first: date
    last: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("the last day comes before the first")
        return self


async def reports(context: Context, tenant_id: uuid.UUID, days: Days, *bys: By) -> list[Report]:
    """A report of a tenant's handovers for each breakdown, all of them from the same log."""
    async with context.database.reading() as session:
        services = await _services(session, tenant_id)
        log = await _log(session, tenant_id, days)
    settings = context.settings
    terms = Terms(context.clock(), settings.report_open_days, settings.report_smallest)
    return await asyncio.to_thread(_compiled, days, bys, log, services, terms)


def _compiled(
    days: Days, bys: tuple[By, ...], log: list[Entry], services: Mapping[str, Known], terms: Terms
) -> list[Report]:
    found = measured(passages(log), services)
    return [compiled((days.first, days.last), by, found, terms) for by in bys]


async def _log(session: AsyncSession, tenant_id: uuid.UUID, days: Days) -> list[Entry]:
    """The handovers that were requested on these days, and everything that happened since the first of them.

    What belongs to none of them is left out when the log is read (``passages``): to have the database look for each
    event whether it does takes far longer where it has no statistics yet.
    """
    begin, end = _midnight(days.first), _midnight(days.last + timedelta(days=1))
    query = (
        select(CaseEvent.about_id, CaseEvent.at, CaseEvent.kind, CaseEvent.actor_kind, CaseEvent.codes)
        .where(
            CaseEvent.tenant_id == tenant_id,
            CaseEvent.kind.in_(KINDS),
            CaseEvent.at >= begin,
            or_(CaseEvent.kind != BEGIN, CaseEvent.at < end),
        )
        .order_by(CaseEvent.at, CaseEvent.id)
    )
    return [Entry(*row) for row in await session.execute(query)]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL_ZONE).astimezone(UTC)


async def _services(session: AsyncSession, tenant_id: uuid.UUID) -> dict[str, Known]:
    query = select(Service, Organization.name).join(Organization, Organization.id == Service.organization_id)
    rows = await session.execute(query.where(Service.tenant_id == tenant_id))
    return {
        str(service.id): Known(service.name, organization, service.destination, OpenHours(service.schedule))
        for service, organization in rows
    }
