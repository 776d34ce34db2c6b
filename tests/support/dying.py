"""A process that is killed on the way: ``python -m tests.support.dying URL FOLDER WHERE``.

WHERE: ``commit``: after a handover was committed and before anybody delivers it; ``send``: the partner has it, and
nobody has noted so. It is killed by a signal that cannot be caught.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from assistant.delivering.webhook import Webhooks
from assistant.delivering.worker import DeliveryWorker
from backend.core.bus import LocalBus
from backend.core.context import Context
from backend.core.database import Database
from backend.core.settings import Settings
from backend.privacy.sealing import MasterKey
from locales.catalogs import Catalogs
from tests.conftest import FixedClock
from tests.support.partners import hand_over


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class _DiesWhenSent(Webhooks):
    async def send(self, *parcel: Any) -> None:
        await super().send(*parcel)
        _die()


async def main(url: str, folder: str, where: str) -> None:
    context = Context(
        settings=Settings(var=Path(folder)),
        database=Database(url, 2),
        bus=LocalBus(),
        master_key=MasterKey(bytes(range(32))),
        catalogs=Catalogs.load(),
        clock=FixedClock(),
    )
    if where == "commit":
        await hand_over(context)
        _die()
    await DeliveryWorker(context, None, _DiesWhenSent({"127.0.0.1"})).work()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
