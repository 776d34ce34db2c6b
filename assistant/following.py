"""Looks every few minutes whether somebody is to be asked or told something that nobody's message has set off."""

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from backend.core.context import Context
from backend.handovers.following import ask_due
from backend.mail.outbox import Outbox
from backend.reminders.service import send_due, ways

logger = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 300.0


async def keep_in_touch(context: Context, outbox: Outbox | None) -> None:
    """Ask whether somebody has been in touch, and tell of news, for as long as the program runs."""
    by = ways(context, outbox)
    while True:
        try:
            await ask_due(context)
            await send_due(context, by)
        except SQLAlchemyError:
            logger.exception("asking and telling failed; it is tried again")
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
