"""A process that is killed loses nothing and makes nothing double: what counts is in the database, under one key."""

import asyncio
import signal
import sys

from sqlalchemy import select

from backend.core.context import Context
from backend.core.settings import ROOT
from backend.delivery.models import OutboxItem
from backend.delivery.outbox import DELAYS
from backend.handovers.models import Handover
from tests.assistant.delivering.test_webhook import deliver, items
from tests.conftest import FixedClock
from tests.support.partners import agree, hand_over, partner_system


async def killed(context: Context, where: str) -> None:
    """Runs until it is killed."""
    command = (sys.executable, "-m", "tests.support.dying", context.database.url, str(context.settings.var), where)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    assert await asyncio.wait_for(process.wait(), 60) == -signal.SIGKILL


async def test_killed_between_commit_and_delivery(either_context: Context) -> None:
    with partner_system() as partner:
        await agree(either_context, "webhook", url=partner.url)
        await killed(either_context, "commit")
        assert partner.calls == []
        assert await items(either_context) == [("requested", "waiting", 0)]
        await deliver(either_context)
        async with either_context.database.reading() as session:
            reference = (await session.execute(select(Handover.reference))).scalar_one()
    assert [event["data"]["reference"] for event in partner.taken.values()] == [reference]
    assert len(partner.calls) == 1


async def test_killed_between_delivery_and_its_note(either_context: Context, clock: FixedClock) -> None:
    with partner_system() as partner:
        await agree(either_context, "webhook", url=partner.url)
        await hand_over(either_context)
        await killed(either_context, "send")
        assert await items(either_context) == [("requested", "waiting", 1)]
        await deliver(either_context)
        assert len(partner.calls) == 1  # whoever had it may still be about it
        clock.forward(seconds=DELAYS[0].total_seconds())
        await deliver(either_context)
    assert len(partner.calls) == 2
    assert len(partner.taken) == 1  # the same key twice
    async with either_context.database.reading() as session:
        item = (await session.execute(select(OutboxItem))).scalar_one()
    assert list(partner.taken) == [str(item.id)]
    assert item.state == "sent"
