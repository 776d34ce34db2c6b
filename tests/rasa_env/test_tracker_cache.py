import asyncio

import pytest
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.utils.endpoints import read_endpoint_config

from assistant.dialogue.tracker_cache import TrackerCache
from tests.rasa_env.helpers import DIALOGUE

AGE = 100.0


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def cache(clock: Clock, most: int = 10) -> TrackerCache:
    return TrackerCache(Domain.empty(), max_age=AGE, max_trackers=most, clock=clock)


async def say(store: TrackerCache, sender: str) -> None:
    tracker = await store.get_or_create_tracker(sender)
    tracker.update(UserUttered("hello"))
    await store.save(tracker)


async def test_a_conversation_is_remembered_from_turn_to_turn(clock: Clock) -> None:
    store = cache(clock)
    await say(store, "a.1")
    await say(store, "a.1")
    tracker = await store.retrieve("a.1")
    assert tracker is not None
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["hello", "hello"]


async def test_a_tracker_is_forgotten_when_nothing_was_said_for_too_long(clock: Clock) -> None:
    store = cache(clock)
    await say(store, "a.1")
    clock.now = AGE - 1
    await say(store, "a.1")
    clock.now = 2 * AGE - 2
    assert await store.retrieve("a.1") is not None
    clock.now = 2 * AGE
    assert await store.retrieve("a.1") is None
    assert list(await store.keys()) == []


async def test_old_trackers_leave_while_others_talk(clock: Clock) -> None:
    store = cache(clock)
    await say(store, "a.1")
    clock.now = AGE + 1
    await say(store, "b.1")
    assert list(await store.keys()) == ["b.1"]


async def test_when_there_are_too_many_the_longest_unused_leaves_first(clock: Clock) -> None:
    store = cache(clock, most=2)
    for sender in ("a.1", "b.1", "a.1", "c.1"):
        await say(store, sender)
    assert sorted(await store.keys()) == ["a.1", "c.1"]


async def test_memory_stays_flat_over_many_conversations(clock: Clock) -> None:
    store = cache(clock, most=20)
    for number in range(300):
        clock.now += 1
        await say(store, f"{number}.1")
    assert len(store.store) == len(store._saved_at) == 20


async def test_the_last_tracker_leaves_without_any_traffic() -> None:
    store = TrackerCache(Domain.empty(), max_age=0.2)
    await say(store, "a.1")
    assert store.store
    await asyncio.sleep(0.4)
    assert not store.store


@pytest.mark.parametrize("limits", [{"max_age": 0}, {"max_trackers": 0}])
def test_limits_that_would_keep_nothing_are_refused(limits: "dict[str, int]") -> None:
    with pytest.raises(ValueError, match="must be above 0"):
        TrackerCache(Domain.empty(), **limits)


def test_rasa_makes_the_cache_that_the_endpoints_name(private_environment: None) -> None:
    endpoint = read_endpoint_config(str(DIALOGUE / "endpoints.yml"), "tracker_store")
    store = TrackerStore.create(endpoint, Domain.empty())
    assert isinstance(store, TrackerCache), "Rasa falls back to its own endless store when it cannot find ours"
    assert store._max_trackers == endpoint.kwargs["max_trackers"]
