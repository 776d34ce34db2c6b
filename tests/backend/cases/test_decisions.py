"""Decisions are kept sealed, once, and can be made again; they go with their case."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select, text

from backend.cases import decisions
from backend.cases.decisions import UnfitSnapshot, keep, of_case, reproduce
from backend.cases.file import CaseFile
from backend.privacy.erasure import erase
from backend.privacy.sealing import CannotOpen
from backend.responsibility.engine import decide
from backend.responsibility.locality import Locality, Ruling
from backend.responsibility.model import Decided, Facts, Known
from backend.responsibility.models import DecisionRecord
from tests.backend.console.world import World, a_world

DAY = date(2026, 8, 1)
#: Of every type that an answer can have; all of it decides something.
FACTS = Facts(
    {
        "age": Known(16, confirmed=True),
        "unaccompanied": Known(False),
        "needs": Known(("benefits", "housing", "work")),
        "residence_title": Known("temp_protection_24", confirmed=True),
        "sec24_first_issued": Known(date(2025, 9, 1)),
        "title_valid_until": Known(date(2027, 1, 1)),
        "children": Known(({"age": 7, "school_place": False}, {})),
        "municipality": Known({"key": "neustadt", "name": "Neustadt"}),
        "case_management": Known(None, "unknown"),
        "eu_status": Known(None, "refused"),
        "goal": Known("Ruhe für Zeynep"),
    }
)
TOWN = Locality(
    thresholds={"many_areas": 4},
    absent=frozenset({"JMD"}),
    not_independent=frozenset({"MBE", "ARBEITSRECHT"}),
    intake_model="A",
    own_offices=frozenset({"ABH"}),
    declined_by=frozenset({"KIM"}),
    rulings={"lrag": Ruling("confirmed", date(2026, 7, 1)), "sec24_continuation": Ruling("denied")},
)


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


async def kept(world: World, conversation, facts: Facts = FACTS, town: Locality = TOWN, day: date = DAY, **more):
    decided = decide(facts, day, town, **more)
    assert isinstance(decided, Decided)
    async with world.context.database.writing() as session:
        file = await CaseFile.open(session, world.context, conversation.id)
        return decided, await keep(file, decided, facts, town)


async def read_back(world: World, case) -> tuple[list[DecisionRecord], object]:
    async with world.context.database.reading() as session:
        return list(await of_case(session, case.id)), await world.context.vault(session, case.id)


async def test_a_decision_is_kept_and_made_again_from_what_was_kept(world):
    case, conversation = await world.case()
    decided, _ = await kept(world, conversation)
    [record], vault = await read_back(world, case)
    assert (record.primary, tuple(record.secondary), record.rule_id) == (
        decided.primary, decided.secondary, decided.rule_id,
    )  # fmt: skip
    assert (record.decided_on, record.made_at) == (DAY, world.watch())
    again = reproduce(record, vault)
    assert again.decision == decided
    assert (again.same_version, again.same_result) == (True, True)


async def test_facts_and_municipality_come_back_as_the_very_values_that_went_in(world):
    case, conversation = await world.case()
    await kept(world, conversation)
    [record], vault = await read_back(world, case)
    snapshot = vault.open(decisions.FIELD, record.snapshot)
    assert decisions._locality(snapshot) == TOWN
    without_goal = {name: known for name, known in FACTS.by_attribute.items() if name != "goal"}
    restored = decisions._facts(snapshot).by_attribute
    assert restored == without_goal  # no rule looks at the goal, so nothing of it is kept here
    assert type(restored["needs"].value) is tuple
    assert type(restored["sec24_first_issued"].value) is date


@pytest.mark.parametrize(
    ("day", "town"), [(date(2026, 6, 1), TOWN), (DAY, Locality()), (DAY, Locality(absent=frozenset({"KIM", "JMD"})))]
)
async def test_the_day_and_the_municipality_are_those_of_then(world, day, town):
    case, conversation = await world.case()
    decided, _ = await kept(world, conversation, town=town, day=day)
    [record], vault = await read_back(world, case)
    assert reproduce(record, vault).decision == decided


async def test_a_decision_after_safety_was_answered_is_made_again_without_it(world):
    facts = FACTS.with_answer("urgency_flags", ("no_money_for_food",))
    case, conversation = await world.case()
    for danger in (True, False):
        await kept(world, conversation, facts, danger=danger)
    records, vault = await read_back(world, case)
    assert len({record.rule_id for record in records}) == 2
    assert all(reproduce(record, vault).same_result for record in records)


async def test_telling_twice_keeps_one_record_and_a_changed_fact_another(world):
    case, conversation = await world.case()
    _, first = await kept(world, conversation)
    world.watch.forward(hours=1)
    _, second = await kept(world, conversation)
    assert second.id == first.id
    async with world.context.database.writing() as session:
        file = await CaseFile.open(session, world.context, conversation.id)
        source = file.facts.all()[0].source_message_id
        await file.facts.record("age", 17, "stated", source, file.now)
    await kept(world, conversation)
    records, _ = await read_back(world, case)
    assert [record.id == first.id for record in records] == [True, False]
    assert records[0].facts_revision < records[1].facts_revision


async def test_the_same_decision_by_other_rules_is_kept_as_another(world):
    case, conversation = await world.case()
    await kept(world, conversation)
    async with world.context.database.writing() as session:
        (await of_case(session, case.id))[0].rules_version = "0" * 16
    await kept(world, conversation)
    assert len((await read_back(world, case))[0]) == 2


async def test_another_rule_set_is_said_and_a_changed_result_too(world):
    case, conversation = await world.case()
    await kept(world, conversation)
    async with world.context.database.writing() as session:
        record = (await of_case(session, case.id))[0]
        record.rules_version = "0" * 16
    [record], vault = await read_back(world, case)
    again = reproduce(record, vault)
    assert (again.same_version, again.same_result) == (False, True)
    for field, other in (
        ("primary", "BUERGERAMT"), ("secondary", []), ("rule_id", "L6"), ("urgent", True), ("human", True),
        ("unverified", ["sec24_continuation"]),
    ):  # fmt: skip
        before = getattr(record, field)
        setattr(record, field, other)
        assert not reproduce(record, vault).same_result, field
        setattr(record, field, before)


async def test_a_question_is_not_the_same_as_a_decision(world, monkeypatch):
    case, conversation = await world.case()
    await kept(world, conversation)
    [record], vault = await read_back(world, case)
    asked = decide(Facts(), DAY)
    monkeypatch.setattr(decisions, "decide", lambda *_, **__: asked)
    again = reproduce(record, vault)
    assert (again.decision, again.same_result) == (asked, False)


async def test_nothing_of_the_facts_stands_in_clear_and_only_the_case_opens_it(world):
    _, conversation = await world.case()
    other, _ = await world.case()
    _, record = await kept(world, conversation)
    async with world.context.database.reading() as session:
        row = (await session.execute(text("SELECT * FROM decision_record"))).mappings().one()
        stranger = await world.context.vault(session, other.id)
    for word in (b"temp_protection_24", b"Neustadt", b"Zeynep", b"2025-09-01"):
        assert all(word not in (value if isinstance(value, bytes) else str(value).encode()) for value in row.values())
    with pytest.raises(CannotOpen):
        reproduce(record, stranger)


async def test_an_erasure_takes_the_decisions_of_its_own_case_and_no_other(world):
    gone, talk = await world.case()
    stays, other_talk = await world.case()
    await kept(world, talk)
    await kept(world, other_talk)
    async with world.context.database.writing() as session:
        await erase(session, gone.id, requested_by="person", now=world.watch())
    async with world.context.database.reading() as session:
        assert list((await session.execute(select(DecisionRecord.case_id))).scalars()) == [stays.id]


async def test_a_statement_of_having_no_papers_does_not_outlive_itself_in_a_decision(world):
    case, talk = await world.case()
    await kept(world, talk, Facts.of(residence_title="none_undocumented", needs=("school",)), Locality())
    stays, other_talk = await world.case()
    await kept(world, other_talk)
    async with world.context.database.writing() as session:
        file = await CaseFile.open(session, world.context, talk.id)
        source = file.facts.all()[0].source_message_id
        await file.facts.forget(("contact_value",), file.now)
        await file.facts.record("residence_title", "none_undocumented", "stated", source, file.now)
        await file.facts.record("residence_title", "duldung", "stated", source, file.now)
    await kept(world, talk, Facts.of(residence_title="none_undocumented", needs=("work",)), Locality())
    async with world.context.database.writing() as session:
        file = await CaseFile.open(session, world.context, talk.id)
        await file.facts.record("contact_value", "+4915550001111", "stated", source, file.now)
    assert (await read_back(world, case))[0] == []
    assert len((await read_back(world, stays))[0]) == 1


def test_a_value_that_could_not_come_back_as_it_was_is_refused():
    with pytest.raises(UnfitSnapshot, match="object"):
        decisions._plain((object(),))


values = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text() | some.dates(),
    lambda inner: (
        some.lists(inner)
        | some.lists(inner).map(tuple)
        | some.dictionaries(some.text(), inner)
        | some.frozensets(some.text())
    ),
)


@given(values)
def test_whatever_an_answer_holds_comes_back_through_json(value):
    restored = decisions._restored(json.loads(json.dumps(decisions._plain(value))))
    assert restored == value
    assert type(restored) is type(value)
