"""Rasa's memory of conversations, as a cache: short, bounded, never written down. Runs in Rasa's environment.

The case is the record. A tracker that is gone costs nothing but the few slots that `action_session_start` sets again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker


class TrackerCache(InMemoryTrackerStore):
    """Trackers in memory that leave by age or, the longest unused first, when there are too many.

    Parameters from endpoints.yml: `max_age` in seconds since the last turn, `max_trackers`.
    """

    def __init__(
        self,
        domain: Domain | None,
        event_broker: EventBroker | None = None,
        max_age: float = 3600.0,
        max_trackers: int = 5000,
        clock: Callable[[], float] = time.monotonic,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        if max_age <= 0 or max_trackers < 1:
            raise ValueError("endpoints.yml: max_age must be above 0 and max_trackers at least 1")
        self._max_age = max_age
        self._max_trackers = max_trackers
        self._clock = clock
        self._saved_at: dict[str, float] = {}  # in the order of saving, oldest first; the same keys as `store`
        self._next_purge: asyncio.TimerHandle | None = None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the tracker as the youngest and lets the outdated go."""
        await super().save(tracker)
        self._saved_at.pop(tracker.sender_id, None)
        self._saved_at[tracker.sender_id] = self._clock()
        self.purge()

    async def _retrieve(self, sender_id: str, fetch_all_sessions: bool) -> DialogueStateTracker | None:
        self.purge()
        return await super()._retrieve(sender_id, fetch_all_sessions=fetch_all_sessions)

    def purge(self) -> None:
        """Removes what is too old or too many, and comes back by itself when the next one is due, traffic or not."""
        while self._saved_at and (self._due_in() <= 0 or len(self._saved_at) > self._max_trackers):
            sender_id = next(iter(self._saved_at))
            del self._saved_at[sender_id]
            self.store.pop(sender_id, None)
        if self._next_purge is not None:
            self._next_purge.cancel()
            self._next_purge = None
        if self._saved_at:
            self._next_purge = asyncio.get_running_loop().call_later(self._due_in(), self.purge)

    def _due_in(self) -> float:
        """Seconds until the oldest tracker is too old."""
        return next(iter(self._saved_at.values())) + self._max_age - self._clock()
