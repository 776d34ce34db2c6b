"""Whatever recipients and the person do, in whatever order: a case is always in exactly one pair of hands."""

import random
import uuid

import pytest
from sqlalchemy import select, update

from backend.cases.file import CaseFile
from backend.cases.models import CaseRecord
from backend.consent.models import Consent
from backend.core.errors import LotseError
from backend.handovers.ending import end
from backend.handovers.models import Handover
from backend.handovers.redirecting import redirect
from backend.handovers.redirects import sent_from
from backend.handovers.responses import accept, decline
from backend.handovers.service import revoke
from backend.handovers.states import OPEN
from backend.organisations.models import Service
from backend.transcripts.service import record_person
from tests.backend.console.world import RELEASED, World, a_world

STEPS = 14


class Walk:
    """One case, and everything that can happen to it."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random = world, random.Random(seed)
        self.members = {"kim": world.staff["amal"], "jmd": world.staff["carla"]}
        self.case_id: uuid.UUID

    async def begin(self) -> None:
        self.case_id = (await self.world.handover("kim")).case_id

    async def handovers(self) -> list[Handover]:
        async with self.world.context.database.reading() as session:
            query = select(Handover).where(Handover.case_id == self.case_id).order_by(Handover.requested_at)
            return list((await session.execute(query)).scalars())

    async def holder(self) -> uuid.UUID | None:
        return (await self.world.stored(CaseRecord, self.case_id)).holder_team_id

    async def request(self) -> None:
        """The person says yes to a service that does not have the case."""
        lies = {handover.service_id: handover for handover in await self.handovers() if handover.status in OPEN}
        free = [name for name in ("kim", "jmd") if self.world.services[name].id not in lies]
        if free:
            await self._hand_over(self.random.choice(free))

    async def _hand_over(self, name: str) -> None:
        pattern, service = (await self.handovers())[0], self.world.services[name]
        async with self.world.context.database.writing() as session:
            file = await CaseFile.open(session, self.world.context, pattern.conversation_id)
            yes = record_person(
                session, file.conversation, file.vault,
                text="Ja", chosen=None, client_id=uuid.uuid4().hex, now=file.now,
            )  # fmt: skip
            await session.flush()
            consent = Consent(
                id=uuid.uuid4(), case_id=self.case_id, service_id=service.id, attributes=RELEASED,
                includes_transcript=True, text_version=1, language="de",
                text_shown=file.vault.seal("consent.text_shown", "…"),
                text_german=file.vault.seal("consent.text_german", "…"), source_message_id=yes.id,
                given_at=file.now, valid_until=file.today.replace(year=file.today.year + 1),
            )  # fmt: skip
            session.add(consent)
            await session.flush()
            former = await sent_from(session, self.case_id, service.id)
            handover = Handover(
                id=uuid.uuid4(), tenant_id=pattern.tenant_id, case_id=self.case_id,
                conversation_id=pattern.conversation_id, service_id=service.id, team_id=service.team_id,
                consent_id=consent.id, urgent=False, facts_revision=1, reference=uuid.uuid4().hex[:9],
                code_hash="0" * 64, package=file.vault.seal("handover.package", {}), rule_id="K1",
                rules_version="2026-03", decided_on=file.today, requested_at=file.now,
                redirected_from_id=former.id if former else None,
            )  # fmt: skip
            session.add(handover)

    async def answer(self) -> tuple[str, Handover] | None:
        """Somebody does something about one of the handovers; None if it was refused."""
        handover = self.random.choice(await self.handovers())
        names = {team.id: name for name, team in self.world.teams.items()}
        staff = self.members[names[handover.team_id]]
        other = "jmd" if names[handover.team_id] == "kim" else "kim"
        context, deed = (
            self.world.context,
            self.random.choice(("accept", "accept", "decline", "redirect", "end", "revoke")),
        )
        try:
            match deed:
                case "accept":
                    await accept(context, staff, handover.id)
                case "decline":
                    await decline(context, staff, handover.id, "other")
                case "redirect":
                    await redirect(context, staff, handover.id, self.world.services[other].id, "other")
                case "end":
                    await end(context, staff, handover.id, "done", None)
                case "revoke":
                    await self._revoke(handover)
        except LotseError:
            return None
        return deed, handover

    async def _revoke(self, handover: Handover) -> None:
        if handover.status not in OPEN:
            return
        async with self.world.context.database.writing() as session:
            file = await CaseFile.open(session, self.world.context, handover.conversation_id)
            await revoke(file, await session.get_one(Handover, handover.id))


@pytest.mark.parametrize("seed", range(12))
async def test_a_case_changes_into_the_hands_of_a_team_only_because_that_team_has_accepted(tmp_path, seed):
    async with a_world(tmp_path) as world:
        async with world.context.database.writing() as session:
            await session.execute(update(Service).values(no_reporting_duty=True))
        walk = Walk(world, seed)
        await walk.begin()
        for _ in range(STEPS):
            world.watch.forward(minutes=1)
            before = await walk.holder()
            done = None
            if walk.random.random() < 0.3:
                await walk.request()
            else:
                done = await walk.answer()
            await _holds(walk, before, done)


async def _holds(walk: Walk, before: uuid.UUID | None, done: tuple[str, Handover] | None) -> None:
    after = await walk.holder()
    responsible = {handover.team_id for handover in await walk.handovers() if handover.status == "accepted"}
    assert (after is None) == (not responsible)  # the desk, exactly while no service has it
    assert after is None or after in responsible
    if done is not None and done[0] == "accept":
        assert after == done[1].team_id
    elif after != before:
        assert done is not None
        assert done[0] in {"end", "revoke"}
        assert done[1].team_id == before  # whoever held it has let go


async def test_a_case_that_somebody_manages_stays_theirs_while_others_help_with_a_part(tmp_path):
    async with a_world(tmp_path) as world:
        kim = await world.handover("kim")
        await accept(world.context, world.staff["amal"], kim.id)
        jmd = await world.handover("jmd")
        async with world.context.database.writing() as session:
            managed = {"state": "intake", "opened_by_id": world.staff["amal"].id}
            await session.execute(update(CaseRecord).where(CaseRecord.id == kim.case_id).values(**managed))
            moved = {"case_id": kim.case_id, "conversation_id": kim.conversation_id}
            await session.execute(update(Handover).where(Handover.id == jmd.id).values(**moved))
        await accept(world.context, world.staff["carla"], jmd.id)
        assert (await world.stored(CaseRecord, kim.case_id)).holder_team_id == world.teams["kim"].id
        await end(world.context, world.staff["amal"], kim.id, "done", None)
        assert (await world.stored(CaseRecord, kim.case_id)).holder_team_id == world.teams["jmd"].id
