"""A case is given out as far as its consent goes, in the published form, and not at all without one."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from sqlalchemy import select

from backend.consent.models import Consent
from backend.console.exports.schemas import json_schema
from backend.core.settings import ROOT
from backend.handovers.models import Handover
from backend.merging.merge import merge
from backend.privacy.models import AuditEntry
from tests.backend.console.world import CONTACT, World, a_world
from tests.backend.merging.conftest import taken

PUBLISHED = ROOT / "docs" / "case-export.schema.json"


@pytest.fixture
async def world(tmp_path: Path):
    async with a_world(tmp_path) as made:
        yield made


async def passed_on(world: World, **made: object) -> Handover:
    """An accepted handover whose package has what is really passed on: nothing that the person did not want to say."""
    handover = await taken(world, **made)
    async with world.context.database.writing() as session:
        stored = await session.get_one(Handover, handover.id)
        vault = await world.context.vault(session, handover.case_id)
        package = vault.open("handover.package", stored.package)
        package["facts"] = [fact for fact in package["facts"] if fact["status"] != "refused"]
        stored.package = vault.seal("handover.package", package)
    return handover


async def fetched(world: World, handover: Handover, by: str = "amal") -> zipfile.ZipFile:
    browser = await world.signed_in(by)
    answer = await browser.post(f"/console/cases/{handover.case_id}/export")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == f'attachment; filename="lotse-{handover.reference}.zip"'
    return zipfile.ZipFile(io.BytesIO(answer.content))


async def read(world: World, handover: Handover) -> tuple[dict, str]:
    """Both files."""
    packed, name = await fetched(world, handover), f"lotse-{handover.reference}"
    assert packed.namelist() == [f"{name}.json", f"{name}.html"]
    return json.loads(packed.read(f"{name}.json")), packed.read(f"{name}.html").decode()


def test_the_published_form_is_the_one_that_is_given_out():
    schema = json.loads(PUBLISHED.read_text())
    assert schema == json_schema()
    Draft202012Validator.check_schema(schema)


async def test_the_file_is_of_the_published_form_and_says_what_was_released(world):
    handover = await passed_on(world)
    case, page = await read(world, handover)
    Draft202012Validator(json.loads(PUBLISHED.read_text()), format_checker=FormatChecker()).validate(case)
    assert (case["format"], case["version"], case["case_id"]) == ("lotse-case", 1, str(handover.case_id))
    assert case["consent"]["id"] == str(handover.consent_id)
    assert case["released"]["contact"] == CONTACT
    assert {fact["attribute"]: fact["value"] for fact in case["released"]["facts"]}["age"] == 27
    assert [line["number"] for line in case["transcript"]] == list(range(1, len(case["transcript"]) + 1))
    assert case["released"]["criteria"] == ["several_fields"]
    assert case["together_with"] == []
    for words in (handover.reference, "Arabisch", "+4915550001111", "2. März 2027", "عمري 27 &lt;b&gt;سنة&lt;/b&gt;"):
        assert words in page


async def test_in_english_for_who_reads_the_console_in_english(world):
    handover = await passed_on(world)
    packed = await fetched(world, handover, by="bert")
    assert f"Case {handover.reference}" in packed.read(f"lotse-{handover.reference}.html").decode()


async def test_a_conversation_that_was_not_released_is_not_given_out(world):
    handover = await passed_on(world, transcript=False)
    case, page = await read(world, handover)
    assert (case["transcript"], case["consent"]["includes_transcript"]) == ([], False)
    assert "عمري" not in page


async def test_who_also_answers_for_the_desk_gives_out_no_more_than_was_released(world):
    handover = await passed_on(world, transcript=False)
    await world.attends(handover, "amal")
    case, _ = await read(world, handover)
    assert case["transcript"] == []


async def test_the_other_case_of_the_same_person_is_named_and_nothing_of_it_given_out(world):
    one, other = await passed_on(world), await passed_on(world)
    await merge(world.context, world.staff["amal"], one.case_id, other.case_id)
    case, _ = await read(world, other)
    assert case["together_with"] == [{"case_id": str(one.case_id), "reference": one.reference}]
    assert case["consent"]["id"] == str(other.consent_id)


async def test_each_time_is_written_down(world):
    handover = await passed_on(world)
    await read(world, handover)
    async with world.context.database.reading() as session:
        query = select(AuditEntry).where(AuditEntry.action == "case.exported")
        entry = (await session.execute(query)).scalar_one()
    assert (entry.actor_id, entry.subject_id) == (world.staff["amal"].id, handover.case_id)


async def test_after_the_consent_was_taken_back_nothing_is_given_out(world):
    handover = await passed_on(world)
    browser = await world.signed_in("amal")
    async with world.context.database.writing() as session:
        (await session.get_one(Consent, handover.consent_id)).revoked_at = world.watch()
    assert (await browser.post(f"/console/cases/{handover.case_id}/export")).status_code == 404
    assert "case.exported" not in await world.audited()


async def test_before_it_was_accepted_nothing_is_given_out(world):
    handover, browser = await world.handover("kim"), await world.signed_in("amal")
    assert "/export" not in (await browser.get(f"/console/cases/{handover.case_id}")).text
    assert (await browser.post(f"/console/cases/{handover.case_id}/export")).status_code == 404
