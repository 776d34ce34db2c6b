"""What staff found out about changing law: added and never changed, checked, audited, and kept to its tenant."""

from datetime import date

import pytest
from sqlalchemy import func, select

from backend.core.errors import Invalid
from backend.responsibility.engine import decide
from backend.responsibility.locality import Locality, Ruling
from backend.responsibility.model import Facts
from backend.responsibility.models import SOURCE_MAX, SwitchRuling
from backend.responsibility.rulings import history, rule, rulings
from tests.backend.console.world import World, a_world

JULY = date(2026, 7, 1)
BGBL = "BGBl. 2026 I Nr. 999"


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def ruled(world: World, switch: str, status: str, *, by: str = "amal", **more) -> SwitchRuling:
    async with world.context.database.writing() as session:
        return await rule(session, world.context.clock, world.staff[by], switch, status, **more)


async def holding(world: World, of: str = "amal") -> dict[str, Ruling]:
    async with world.context.database.reading() as session:
        return await rulings(session, world.staff[of].tenant_id)


async def test_nothing_is_ruled_until_somebody_does(world):
    assert await holding(world) == {}


async def test_the_latest_ruling_holds_even_at_the_same_moment_and_the_former_stay(world):
    await ruled(world, "lrag", "confirmed", start=JULY, source=BGBL)
    await ruled(world, "sec24_continuation", "unverified", until=date(2028, 3, 4))
    await ruled(world, "lrag", "confirmed", start=date(2026, 10, 1), source="BGBl. 2026 I Nr. 1000", by="bert")
    assert await holding(world) == {
        "lrag": Ruling("confirmed", date(2026, 10, 1)),
        "sec24_continuation": Ruling("unverified", None, date(2028, 3, 4)),
    }
    async with world.context.database.reading() as session:
        rows = await history(session, world.tenant.id)
    told = [(row.start, row.source, row.staff_id) for row in rows if row.switch == "lrag"]
    assert told == [
        (date(2026, 10, 1), "BGBl. 2026 I Nr. 1000", world.staff["bert"].id),
        (JULY, BGBL, world.staff["amal"].id),
    ]


async def test_another_tenant_goes_by_its_own_rulings(world):
    await ruled(world, "lrag", "confirmed", start=JULY, source=BGBL)
    await ruled(world, "lrag", "denied", source="Bundesrat", by="eve")
    assert (await holding(world))["lrag"].status == "confirmed"
    assert await holding(world, "eve") == {"lrag": Ruling("denied")}


async def test_what_does_not_come_has_no_dates(world):
    await ruled(world, "lrag", "denied", start=JULY, until=date(2020, 1, 1), source="Bundesrat")
    assert (await holding(world))["lrag"] == Ruling("denied", None, None)


@pytest.mark.parametrize(
    ("switch", "status", "more", "problem"),
    [
        ("none", "confirmed", {"start": JULY, "source": BGBL}, "switch"),
        ("lrag", "perhaps", {"start": JULY, "source": BGBL}, "status"),
        ("lrag", "confirmed", {"source": BGBL}, "start"),
        ("lrag", "confirmed", {"start": JULY, "until": JULY, "source": BGBL}, "until"),
        ("lrag", "unverified", {"until": date(2026, 6, 30)}, "until"),  # before the planned beginning
        ("lrag", "confirmed", {"start": JULY, "source": "  "}, "source"),
        ("lrag", "denied", {}, "source"),
        ("lrag", "denied", {"source": "x" * (SOURCE_MAX + 1)}, "source_too_long"),
    ],
)
async def test_a_ruling_that_cannot_be_is_refused_with_its_reason(world, switch, status, more, problem):
    with pytest.raises(Invalid) as refused:
        await ruled(world, switch, status, **more)
    assert refused.value.wording.key == f"console.law.problem.{problem}"
    assert world.context.catalogs.say(refused.value.wording, "en")
    async with world.context.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(SwitchRuling)) == 0
    assert not [action for action in await world.audited() if action.startswith("switch.")]


async def test_the_longest_source_and_the_shortest_time_are_taken(world):
    day_after = date(2026, 7, 2)
    made = await ruled(world, "lrag", "confirmed", start=JULY, until=day_after, source=f" {'x' * SOURCE_MAX} ")
    assert (made.until, len(made.source)) == (day_after, SOURCE_MAX)


async def test_every_ruling_is_audited(world):
    await ruled(world, "lrag", "confirmed", start=JULY, source=BGBL)
    await ruled(world, "lrag", "unverified")
    assert [action for action in await world.audited() if action.startswith("switch.")] == [
        "switch.confirmed",
        "switch.unverified",
    ]


async def test_a_ruling_changes_who_is_responsible(world):
    facts = Facts.of(
        age=35, needs=("benefits",), residence_title="temp_protection_24", sec24_first_issued=date(2025, 9, 1),
        benefits_drawn="none",
    )  # fmt: skip
    after = date(2026, 8, 1)
    for status, more, primary, unverified in (
        ("unverified", {}, None, ("lrag",)),
        ("confirmed", {"start": JULY, "source": BGBL}, "SOZIALAMT", ()),
        ("denied", {"source": "Bundesrat"}, "JOBCENTER", ()),
    ):
        await ruled(world, "lrag", status, **more)
        decided = decide(facts, after, Locality(rulings=await holding(world)))
        assert primary in (None, decided.primary), status
        assert decided.unverified == unverified, status
