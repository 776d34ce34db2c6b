"""Reminds organisations of entries that run out: one mail for each, once for each entry and day on which it runs out.

That a mail is sent is kept before it is, and taken back if it could not be: nobody is told twice.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.context import Context
from backend.mail.outbox import NotSent, Outbox, plain_mail
from backend.offers.entries import Entry, all_of
from backend.offers.models import OfferOrganization, OfferReminder
from backend.offers.upkeep.review import Ends, ends, runs_out
from backend.organisations import directory
from locales.languages import SOURCE
from locales.wording import Wording

#: How long before its end an organisation is told of an entry.
AHEAD = timedelta(days=30)


@dataclass(frozen=True)
class RunningOut:
    """An entry that runs out, on which day and why."""

    offer_id: uuid.UUID
    name: str
    on: date
    ends: Ends


@dataclass(frozen=True)
class Reminded:
    """What became of the mail to one organisation. ``problem``: why it was not sent; None: it was."""

    organization: str
    entries: int
    problem: str | None = None


async def remind(context: Context, outbox: Outbox) -> list[Reminded]:
    """Send what is due. What cannot be sent to one organisation keeps no other from its mail."""
    now = context.clock()
    async with context.database.reading() as session:
        tenant = await directory.tenant_by_key(session, context.settings.tenant)
        due = await _due(session, tenant.id, now)
        query = select(OfferOrganization).where(OfferOrganization.id.in_(due))
        rows = list((await session.execute(query.order_by(OfferOrganization.name))).scalars())
    return [await _remind(context, outbox, row, due[row.id], now) for row in rows]


async def _due(session: AsyncSession, tenant_id: uuid.UUID, now: datetime) -> Mapping[uuid.UUID, list[RunningOut]]:
    """What nobody has been told of yet, by organisation, the first to run out first."""
    query = select(OfferReminder.offer_id, OfferReminder.ends, OfferReminder.on)
    told = {tuple(row) for row in (await session.execute(query)).all()}
    found: dict[uuid.UUID, list[RunningOut]] = {}
    for entry in [Entry.of(row) for row in await all_of(session, tenant_id)]:
        last = ends(entry)
        if last is None or not runs_out(entry, now, AHEAD) or (entry.row.id, last[1], last[0]) in told:
            continue
        name = entry.extension.texts[SOURCE].name if SOURCE in entry.extension.texts else entry.row.name
        found.setdefault(entry.row.organization_id, []).append(RunningOut(entry.row.id, name, *last))
    return {key: sorted(entries, key=lambda entry: (entry.on, entry.name)) for key, entries in found.items()}


async def _remind(
    context: Context, outbox: Outbox, organization: OfferOrganization, entries: Sequence[RunningOut], now: datetime
) -> Reminded:
    to: str | None = organization.hsds.get("email")
    if not to:
        return Reminded(organization.name, len(entries), "no mail address")
    claims = await _claim(context, entries, now)
    subject, text = in_words(context, organization.name, entries)
    try:
        await outbox.send(plain_mail(context.settings, context.clock, to, subject, text))
    except (NotSent, ValueError) as error:
        await _release(context, claims)
        return Reminded(organization.name, len(entries), f"not sent: {error}")
    return Reminded(organization.name, len(entries))


async def _claim(context: Context, entries: Sequence[RunningOut], now: datetime) -> list[uuid.UUID]:
    rows = [
        OfferReminder(id=uuid.uuid4(), offer_id=entry.offer_id, ends=entry.ends, on=entry.on, sent_at=now)
        for entry in entries
    ]
    async with context.database.writing() as session:
        session.add_all(rows)
    return [row.id for row in rows]


async def _release(context: Context, claims: Sequence[uuid.UUID]) -> None:
    async with context.database.writing() as session:
        await session.execute(delete(OfferReminder).where(OfferReminder.id.in_(claims)))


def in_words(context: Context, organization: str, entries: Sequence[RunningOut]) -> tuple[str, str]:
    """Subject and text of the mail, in the language that the settings name."""
    language, said = context.settings.mail_language, context.catalogs.say
    count = {"n": len(entries)}
    lines = [
        said(
            Wording.of("console", "mail", "line", entry.ends, name=entry.name, day={"date": entry.on.isoformat()}),
            language,
        )
        for entry in entries
    ]
    parts = [
        said(Wording("console.mail.greeting"), language),
        said(Wording("console.mail.running_out", {**count, "organization": organization}), language),
        "\n".join(f"- {line}" for line in lines),
        said(Wording("console.mail.what_to_do"), language),
        f"{context.settings.console_url}/offers?state=expiring",
        said(Wording("console.mail.by_machine"), language),
    ]
    return said(Wording("console.mail.subject", count), language), "\n\n".join(parts) + "\n"
