"""What the program does of its own accord goes on, whatever happens to the database meanwhile."""

import asyncio
import logging

from sqlalchemy.exc import OperationalError

from assistant.duties import Duties, Duty, duties
from nlu.understand import Understander
from tests.backend.console.world import a_world


class Work:
    """Something to do that fails as often as it is told to."""

    def __init__(self, *failing: bool) -> None:
        self.failing = list(failing)
        self.done = 0
        self.reached = asyncio.Event()

    async def do(self) -> int:
        if self.failing and self.failing.pop(0):
            raise OperationalError("SELECT", {}, Exception("gone"))
        self.done += 1
        if self.done == 3:
            self.reached.set()
        return self.done % 2


async def test_a_duty_is_done_again_also_after_the_database_was_gone(caplog):
    caplog.set_level(logging.INFO)
    work, other = Work(True, False, True), Work()
    performing = Duties([Duty("promises kept", 0.001, work.do), Duty("others", 0.001, other.do)])
    performing.start()
    async with asyncio.timeout(20):
        await work.reached.wait()
        await other.reached.wait()
    await performing.stop()
    done = work.done
    await asyncio.sleep(0.02)
    assert work.done == done
    assert caplog.text.count("promises kept: failed, it is tried again") == 2
    assert "promises kept: 1" in caplog.text
    assert "promises kept: 0" not in caplog.text


async def test_every_duty_can_be_done_where_there_is_nothing_to_do(tmp_path):
    async with a_world(tmp_path) as world:
        every = duties(world.context, Understander({}), None)
        assert [await duty.do() for duty in every if duty.name != "entries of the directory read anew"] == [0] * 6
    assert len({duty.name for duty in every}) == len(every) == 7
