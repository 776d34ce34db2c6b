"""Whatever is joined and taken apart: a consent that is taken back and an erasure do exactly what they say."""

import asyncio
import uuid
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.file import CaseFile
from backend.core.clock import local_date
from backend.core.errors import LotseError, NotFound
from backend.handovers.access import visible_case
from backend.handovers.models import Handover
from backend.handovers.responses import accept
from backend.handovers.service import revoke
from backend.merging.duplicates import not_the_same
from backend.merging.links import joined
from backend.merging.merge import merge, part
from backend.migrations.models import metadata
from backend.privacy.erasure import erase
from backend.transcripts.models import Message
from tests.backend.console.world import World, a_world
from tests.backend.merging.conftest import taken

CASES = st.integers(0, 2)
TEAMS = {"kim": "amal", "jmd": "carla"}
TEAM = st.sampled_from(sorted(TEAMS))
STEPS = st.one_of(
    st.tuples(st.sampled_from(("merge", "not_same")), TEAM, CASES, CASES),
    st.tuples(st.sampled_from(("part", "revoke")), TEAM, CASES),
    st.tuples(st.just("erase"), CASES),
)


@dataclass
class Three:
    """Three cases, each with both teams, and what must hold of them."""

    world: World
    ids: list[uuid.UUID] = field(default_factory=list)
    handovers: dict[tuple[str, int], Handover] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)
    erased: set[int] = field(default_factory=set)

    async def begin(self) -> None:
        for at in range(3):
            first = await taken(self.world)
            second = await self.world.also(first, "jmd")
            await accept(self.world.context, self.world.staff["carla"], second.id)
            self.ids.append(first.case_id)
            self.handovers |= {("kim", at): first, ("jmd", at): second}
            self.lines.append(await self._lines(at))

    async def take(self, step: tuple) -> None:
        what, *rest = step
        with suppress(LotseError):  # what is refused changes nothing
            await getattr(self, what)(*rest)

    async def merge(self, team: str, one: int, other: int) -> None:
        await merge(self.world.context, self.world.staff[TEAMS[team]], self.ids[one], self.ids[other])

    async def not_same(self, team: str, one: int, other: int) -> None:
        if one != other:
            await not_the_same(self.world.context, self.world.staff[TEAMS[team]], self.ids[one], self.ids[other])

    async def part(self, team: str, one: int) -> None:
        await part(self.world.context, self.world.staff[TEAMS[team]], self.ids[one])

    async def revoke(self, team: str, one: int) -> None:
        handover = self.handovers.get((team, one))
        if handover is None or one in self.erased:
            return
        async with self.world.context.database.writing() as session:
            file = await CaseFile.open(session, self.world.context, handover.conversation_id)
            await revoke(file, await session.get_one(Handover, handover.id))
        del self.handovers[team, one]

    async def erase(self, one: int) -> None:
        if one in self.erased:
            return
        async with self.world.context.database.writing() as session:
            await erase(session, self.ids[one], requested_by="person", now=self.world.watch())
        self.erased.add(one)

    async def _lines(self, at: int) -> int:
        async with self.world.context.database.reading() as session:
            query = select(func.count()).select_from(Message).where(Message.case_id == self.ids[at])
            return await session.scalar(query) or 0

    async def check(self) -> None:
        async with self.world.context.database.reading() as session:
            for team in TEAMS:
                open_ = {at for at in range(3) if (team, at) in self.handovers and at not in self.erased}
                assert {at for at in range(3) if await self._sees(session, team, at)} == open_
                groups = {at: await self._together(session, team, at) for at in open_}
                for at, group in groups.items():
                    assert at in group <= open_
                    assert all(groups[other] == group for other in group)
            for at in self.erased:
                assert await self._mentions(session, self.ids[at]) == []
        for at in set(range(3)) - self.erased:
            assert await self._lines(at) >= self.lines[at]

    async def _sees(self, session: AsyncSession, team: str, at: int) -> bool:
        today = local_date(self.world.watch())
        try:
            await visible_case(session, self.world.staff[TEAMS[team]], self.ids[at], today)
        except NotFound:
            return False
        return True

    async def _together(self, session: AsyncSession, team: str, at: int) -> set[int]:
        found = await joined(session, self.world.staff[TEAMS[team]], self.ids[at], local_date(self.world.watch()))
        return {self.ids.index(one.handover.case_id) for one in found}

    async def _mentions(self, session: AsyncSession, case_id: uuid.UUID) -> list[str]:
        """The tables with a row that still points to a case."""
        pointing = [
            column
            for table in metadata.tables.values()
            for column in table.columns
            if any(key.column.table.name == "case_record" for key in column.foreign_keys)
        ]
        assert {"case_merge", "not_same", "contact_mark"} <= {column.table.name for column in pointing}
        return [
            column.table.name
            for column in pointing
            if (await session.execute(select(column).where(column == case_id))).first()
        ]


async def _holds(world: World, steps: list[tuple]) -> None:
    three = Three(world)
    await three.begin()
    for step in steps:
        await three.take(step)
        await three.check()


def test_consents_and_erasures_mean_what_they_say_whatever_is_joined(tmp_path):
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        world = runner.run(stack.enter_async_context(a_world(tmp_path)))

        @settings(max_examples=15, deadline=None)
        @given(st.lists(STEPS, max_size=8))
        def holds(steps: list[tuple]) -> None:
            runner.run(_holds(world, steps))

        holds()
        runner.run(stack.aclose())
