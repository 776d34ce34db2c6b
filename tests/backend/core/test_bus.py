"""Wake-ups arrive, are not lost between two waits, and end with the program."""

import asyncio

import pytest

from backend.core.bus import Bus, LocalBus, RedisBus


@pytest.fixture(params=["local", "redis"])
async def bus(request: pytest.FixtureRequest):
    made: Bus = LocalBus() if request.param == "local" else RedisBus(request.getfixturevalue("redis_url"))
    yield made
    await made.close()


async def test_a_waiter_is_woken(bus: Bus) -> None:
    async with bus.listen("case") as waiter:
        await bus.publish("case")
        assert await waiter.wait(2)


async def test_another_topic_wakes_nobody(bus: Bus) -> None:
    async with bus.listen("case") as waiter:
        await bus.publish("other")
        assert not await waiter.wait(0.05)


async def test_a_wake_up_between_two_waits_is_not_lost(bus: Bus) -> None:
    async with bus.listen("case") as waiter:
        await bus.publish("case")
        await asyncio.sleep(0.01)
        assert await waiter.wait(1)


async def test_closing_wakes_everybody_for_the_last_time() -> None:
    bus = LocalBus()
    async with bus.listen("case") as waiter:
        await bus.close()
        assert await waiter.wait(1)
        assert waiter.closed


async def test_wake_ups_travel_between_processes_through_redis(redis_url: str) -> None:
    here, there = RedisBus(redis_url), RedisBus(redis_url)
    async with there.listen("case") as waiter:
        for _ in range(50):
            await here.publish("case")
            if await waiter.wait(0.1):
                break
        else:
            raise AssertionError("never woken")
    await here.close()
    await there.close()


async def test_without_redis_a_wake_up_still_reaches_this_process() -> None:
    bus = RedisBus("redis://127.0.0.1:1/0")
    async with bus.listen("case") as waiter:
        await bus.publish("case")
        assert await waiter.wait(2)
    await bus.close()
