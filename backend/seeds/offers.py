"""Loads the demo's offers from ``offers.toml``. Loading twice changes nothing on the same day."""

import tomllib
import uuid
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.clock import LOCAL_ZONE
from backend.offers.drafts import (
    Appointment,
    Draft,
    OrganizationDraft,
    PlaceDraft,
    from_template,
    organization_in_standard,
    service_in_standard,
)
from backend.offers.entries import Change, all_of, put, put_organization
from backend.offers.models import OfferKeeper
from backend.offers.templates import templates
from backend.organisations.directory import municipalities
from backend.organisations.models import Team, Tenant

#: What stands otherwise in the file than in a draft.
_COUNTED = frozenset({"schedule", "dates", "places", "assured_days_ago", "ends_in_days"})
DEMO = Path(__file__).with_name("offers.toml")


def read(path: Path = DEMO) -> dict[str, Any]:
    """The file's contents."""
    return tomllib.loads(path.read_text("utf-8"))


async def load_demo(session: AsyncSession, tenant: Tenant, now: datetime) -> int:
    """Load the demo's own offers; returns how many are new or changed."""
    towns = {town.key: town.name for town in await municipalities(session, tenant.id)}
    return await load(session, tenant, towns, read(), now)


async def load(
    session: AsyncSession, tenant: Tenant, towns: dict[str, str], data: dict[str, Any], now: datetime
) -> int:
    """Load organisations and offers; returns how many offers are new or changed. ``towns``: names by key."""
    independent = {row["key"] for row in data["organization"] if row.get("no_reporting_duty")}
    for row in data["organization"]:
        told = {name: value for name, value in row.items() if name != "teams"}
        organization = organization_in_standard(tenant.key, OrganizationDraft.model_validate(told))
        kept = await put_organization(session, tenant, row["key"], organization)
        await _keepers(session, tenant, kept.id, row.get("teams", ()))
    places = {row["key"]: PlaceDraft.model_validate({**row, "city": towns[row["town"]]}) for row in data["place"]}
    change = Change(at=now, why="demo", source="demo")
    edited = {row.key for row in await all_of(session, tenant.id) if row.edited}
    changed = 0
    for row in (row for row in data["offer"] if row["key"] not in edited):  # what somebody here has written stays
        known = {**row, "no_reporting_duty": row["organization"] in independent}
        service, extension = service_in_standard(tenant.key, _draft(known, places, now))
        changed += await put(session, tenant, service, extension, change)
    return changed


async def _keepers(session: AsyncSession, tenant: Tenant, organization_id: uuid.UUID, teams: Sequence[str]) -> None:
    """The teams whose members keep the entries of an organisation."""
    query = select(Team.id).where(Team.tenant_id == tenant.id, Team.key.in_(teams))
    for team_id in (await session.execute(query)).scalars():
        await session.merge(OfferKeeper(organization_id=organization_id, team_id=team_id))


def _draft(row: dict[str, Any], places: dict[str, PlaceDraft], now: datetime) -> Draft:
    """Days in the file are counted from today, so that the demo does not grow old."""
    today = now.astimezone(LOCAL_ZONE).date()
    own = {name: value for name, value in row.items() if name not in _COUNTED}
    dates = []
    for when in row.get("dates", ()):
        start = datetime.combine(
            today + timedelta(days=when["in_days"]), time.fromisoformat(when["at"]), tzinfo=LOCAL_ZONE
        )
        dates.append(Appointment(start=start, end=start + timedelta(minutes=when["minutes"])))
    return Draft.model_validate({
        **from_template(templates()[row["template"]]),
        **own,
        "hours": row.get("schedule", ()),
        "dates": tuple(dates),
        "places": tuple(places[key] for key in row["places"]),
        "assured_on": today - timedelta(days=row["assured_days_ago"]),
        "valid_until": today + timedelta(days=row["ends_in_days"]) if "ends_in_days" in row else None,
    })  # fmt: skip
