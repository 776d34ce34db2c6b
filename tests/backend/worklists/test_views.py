"""Views: kept under a name, each for one member of staff, one of them shown first."""

import pytest

from backend.core.errors import Invalid, NotFound
from backend.worklists import views
from backend.worklists.asked import Asked
from tests.backend.console.world import World

URGENT = Asked(list="team", urgent="yes", after="a~b")


async def kept(world: World, name: str = "amal") -> dict[str, tuple[str, bool]]:
    async with world.context.database.reading() as session:
        found = await views.views_of(session, world.staff[name])
        return {view.name: (view.query, view.is_default) for view in found}


async def test_a_view_is_kept_without_its_place_and_replaced_under_its_name(either_world):
    context, amal = either_world.context, either_world.staff["amal"]
    await views.keep(context, amal, "  Dringend,  Neustadt ", URGENT)
    assert await kept(either_world) == {"Dringend, Neustadt": ("list=team&sort=urgent&urgent=yes", False)}
    await views.keep(context, amal, "Dringend, Neustadt", Asked(), default=True)
    assert await kept(either_world) == {"Dringend, Neustadt": ("list=new&sort=urgent", True)}
    assert await kept(either_world, "bert") == {}


async def test_only_one_view_is_shown_first(either_world):
    context, amal = either_world.context, either_world.staff["amal"]
    assert await views.default_of(context, amal) is None
    await views.keep(context, amal, "eins", Asked(), default=True)
    await views.keep(context, either_world.staff["bert"], "eins", Asked(), default=True)
    await views.keep(context, amal, "zwei", URGENT, default=True)
    assert await views.default_of(context, amal) == URGENT.at("")
    async with context.database.reading() as session:
        first = (await views.views_of(session, amal))[0]
    await views.prefer(context, amal, first.id)
    assert {name: default for name, (_, default) in (await kept(either_world)).items()} == {"eins": True, "zwei": False}
    assert await views.default_of(context, either_world.staff["bert"]) == Asked()
    await views.forget(context, amal, first.id)
    assert await views.default_of(context, amal) is None


async def test_a_name_is_needed_and_twenty_views_are_enough(world):
    context, amal = world.context, world.staff["amal"]
    for name in ("", "  ", "x" * 41):
        with pytest.raises(Invalid, match=r"problem\.name"):
            await views.keep(context, amal, name, Asked())
    for number in range(views.MOST):
        await views.keep(context, amal, f"Ansicht {number}", Asked())
    with pytest.raises(Invalid, match=r"problem\.most"):
        await views.keep(context, amal, "noch eine", Asked())
    await views.keep(context, amal, "Ansicht 7", URGENT)
    assert len(await kept(world)) == views.MOST


async def test_views_of_others_do_not_exist(world):
    await views.keep(world.context, world.staff["amal"], "eins", Asked())
    async with world.context.database.reading() as session:
        view = (await views.views_of(session, world.staff["amal"]))[0]
    for act in (views.prefer, views.forget):
        with pytest.raises(NotFound):
            await act(world.context, world.staff["bert"], view.id)
    assert await kept(world) == {"eins": ("list=new&sort=urgent", False)}
