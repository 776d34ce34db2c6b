"""How often something may be done: at most once in a while for each, and what comes sooner is dropped in silence."""

import time
from collections.abc import Callable, Hashable

#: More are not remembered; whoever is forgotten may do it once more.
MOST = 10_000


class Pace:
    """Remembers, within this process and for a moment only, who has just done something."""

    def __init__(self, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._now = now
        self._last: dict[Hashable, float] = {}

    def allows(self, who: Hashable) -> bool:
        """Whether it is long enough ago; if so, it counts as done now."""
        now = self._now()
        if now - self._last.get(who, -self._seconds) < self._seconds:
            return False
        if len(self._last) >= MOST:
            self._last = {other: last for other, last in self._last.items() if now - last < self._seconds}
        if len(self._last) >= MOST:
            self._last.clear()
        self._last[who] = now
        return True
