"""Wake-ups: somebody waits for a topic, somebody else says that something happened. Nothing is carried but the topic.

A lost wake-up costs a delay, never a message: waiters look at the database again after a while in any case.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError


class Waiter:
    """One listener's memory of wake-ups: a wake-up between two waits is not lost."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._woken: set[str] = set()
        self.closed = False

    def wake(self, topic: str) -> None:
        """Something happened there."""
        self._woken.add(topic)
        self._event.set()

    async def wait(self, seconds: float) -> frozenset[str]:
        """Wait at most so many seconds; the topics that were woken, none after mere waiting."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return frozenset()
        self._event.clear()
        woken, self._woken = frozenset(self._woken), set()
        return woken


class Bus(Protocol):
    """What gateways and streams need of a bus."""

    async def publish(self, topic: str) -> None:
        """Wake everybody who listens to ``topic``."""

    def listen(self, *topics: str) -> contextlib.AbstractAsyncContextManager[Waiter]:
        """Listen to all of them while inside the block."""

    async def close(self) -> None:
        """Wake everybody for the last time; streams end."""


class LocalBus:
    """Within one process: the embedded mode."""

    def __init__(self) -> None:
        self._waiters: dict[str, set[Waiter]] = defaultdict(set)

    async def publish(self, topic: str) -> None:
        """Wake everybody in this process."""
        for waiter in tuple(self._waiters.get(topic, ())):
            waiter.wake(topic)

    @contextlib.asynccontextmanager
    async def listen(self, *topics: str) -> AsyncIterator[Waiter]:
        """Register for the length of the block."""
        waiter = Waiter()
        for topic in topics:
            self._waiters[topic].add(waiter)
        try:
            yield waiter
        finally:
            for topic in topics:
                self._waiters[topic].discard(waiter)
                if not self._waiters[topic]:
                    del self._waiters[topic]

    async def close(self) -> None:
        """End all streams: shutdown closes them first."""
        for topic, waiters in tuple(self._waiters.items()):
            for waiter in tuple(waiters):
                waiter.closed = True
                waiter.wake(topic)


class RedisBus(LocalBus):
    """Between processes: wake-ups travel through Redis and are handed out locally."""

    CHANNEL = "lotse:wake"

    def __init__(self, url: str) -> None:
        super().__init__()
        self._redis: Redis = Redis.from_url(url, socket_connect_timeout=2, health_check_interval=15)
        self._reader = asyncio.create_task(self._read())

    async def publish(self, topic: str) -> None:
        """Wake here at once, elsewhere through Redis; a Redis that is away costs only the delay of others."""
        await super().publish(topic)
        with contextlib.suppress(RedisError):
            await self._redis.publish(self.CHANNEL, topic)

    async def _read(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await pubsub.subscribe(self.CHANNEL)
                    async for item in pubsub.listen():
                        if item["type"] == "message":
                            await super().publish(item["data"].decode())
            except RedisError:
                await asyncio.sleep(1)

    async def close(self) -> None:
        """Stop listening, then end all streams."""
        self._reader.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reader
        await super().close()
        await self._redis.aclose()
