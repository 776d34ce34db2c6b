"""Whatever a person has told and released: a recipient sees that and nothing beyond, in the package and on pages."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.cases import presentation
from backend.cases.file import CaseFile
from backend.cases.questions import CONTACT, DECISIVE, RETURN
from backend.consent import service as consents
from backend.consent.service import VALID_FOR
from backend.core.clock import local_date
from backend.handovers.models import Handover
from backend.handovers.service import hand_over, passed_on, revoke
from backend.responsibility.model import Decided, Reason
from backend.transcripts.models import Message
from backend.transcripts.takeover import take_over
from tests.backend.console.world import Browser, World, a_world

#: What can be told, each with words that stand nowhere else.
TOLD = {
    "needs": ["debts"],
    "goal": "Quittenbaum",
    "age": 27,
    "birth_date": "1999-08-19",
    "letter_sender": "landlord",
    "letter_deadline": "2026-04-23",
    "residence_title": "student_16",
    "municipality": {"key": "neustadt", "name": "Neustadt"},
    "lives_in": "state_reception",
    "benefits_drawn": "asylblg",
    "children": [{"age": 7}],
    "contact_channel": "phone",
    "contact_value": "+4915550001111",
}
#: For each, a word that gives it away on a page.
GIVEN_AWAY = {
    "needs": "Schulden", "goal": "Quittenbaum", "birth_date": "19.08.1999", "letter_deadline": "23.04.2026",
    "municipality": "Neustadt", "contact_value": "5550001111",
}  # fmt: skip
BESIDE = {"reason", "secondary"}
SECONDARY = "SUCHTBERATUNG"


@dataclass(frozen=True)
class Agreed:
    """What a person has told, and what of it they release."""

    told: frozenset[str]
    released: frozenset[str]
    answer: str

    @property
    def seen(self) -> frozenset[str]:
        """What the recipient sees of the answers."""
        return self.told & self.released


AGREED = st.builds(
    Agreed,
    told=st.frozensets(st.sampled_from(sorted(TOLD))),
    released=st.frozensets(st.sampled_from(sorted({*TOLD, *BESIDE}))),
    answer=st.sampled_from(["yes", "yes_without"]),
)


@pytest.fixture
async def world(tmp_path):
    async with a_world(tmp_path) as made:
        yield made


def decided(world: World, *secondary: str) -> Decided:
    reasons = {code: Reason("K1") for code in ("KIM", *secondary)}
    return Decided("KIM", "K1", local_date(world.watch()), "2026-03", secondary, reasons)


@pytest.fixture
async def amal(world: World) -> Browser:
    return await world.signed_in("amal")


async def handed_over(world: World, agreed: Agreed) -> Handover:
    _, conversation = await world.case("de")
    async with world.context.database.writing() as session:
        file = await CaseFile.open(session, world.context, conversation.id)
        await file.facts.forget((*DECISIVE, *CONTACT), file.now)
        source = next(m.id for m in await world.messages(conversation.id) if m.sender == "person")
        for attribute in TOLD:
            if attribute in agreed.told:
                await file.facts.record(attribute, TOLD[attribute], "stated", source, file.now)
        offered = {
            "attributes": sorted(agreed.released), "answer": agreed.answer, "transcript": "asked", "purpose": "counsel",
            "until": (local_date(world.watch()) + VALID_FOR).isoformat(),
        }  # fmt: skip
        yes = await session.get_one(Message, source)
        consent = await consents.give(file, world.services["kim"], yes, offered)
        done = await hand_over(file, world.services["kim"], consent, decided(world, SECONDARY))
        told = set(passed_on(file.vault, done.handover, consent)) - {"transcript"}
        assert told == agreed.seen | agreed.released & BESIDE | {"language"}
    return done.handover


def names_on(page: str) -> set[str]:
    """What the fact lists of a page are about."""
    return set(re.findall(r'<dt lang="de">([^<]*)</dt>', page))


@settings(
    derandomize=True, max_examples=20, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(agreed=AGREED)
async def test_nothing_beyond_the_release_is_in_package_page_or_transcript(world, amal, agreed):
    handover = await handed_over(world, agreed)
    opened = await world.opened(world.staff["amal"], handover.case_id)
    package = opened.package
    assert {fact["attribute"] for fact in package["facts"]} == agreed.seen
    assert set(package["attributes"]) == {name for name in agreed.seen if name not in CONTACT}
    assert ("reason" in package) == ("reason" in agreed.released)
    assert bool(package["secondary"]) == ("secondary" in agreed.released)
    assert {fact.attribute for fact in opened.facts} == agreed.told & agreed.released
    with_talk = agreed.answer == "yes"
    assert bool(opened.messages) == with_talk
    page = (await amal.get(f"/console/cases/{handover.case_id}")).text
    line = (await amal.get("/console")).text.split(f'id="h-{handover.case_id}"')[1].split('<li class="line')[0]
    catalogs = world.context.catalogs
    assert names_on(page) == {catalogs.param(presentation.label(name), "de") for name in agreed.seen}
    for name in TOLD.keys() & GIVEN_AWAY.keys() - agreed.seen:
        assert GIVEN_AWAY[name] not in line
        assert with_talk or GIVEN_AWAY[name] not in page
    assert ('id="m-' in page) == with_talk
    assert (catalogs.text(f"destination.{SECONDARY}.name", "de") in page) == ("secondary" in agreed.released)


async def test_a_number_from_before_somebody_chose_the_chat_alone_is_not_passed_on(world):
    agreed = Agreed(frozenset({"age"}), frozenset({"age", *CONTACT}), "yes")
    handover = await handed_over(world, agreed)
    async with world.context.database.writing() as session:
        file = await CaseFile.open(session, world.context, handover.conversation_id)
        source = next(m.id for m in await world.messages(handover.conversation_id) if m.sender == "person")
        for attribute, value in (("contact_value", "+4915550001111"), ("contact_channel", "chat_only")):
            await file.facts.record(attribute, value, "stated", source, file.now)
        consent = await consents.in_force(file, handover.service_id)
        await hand_over(file, world.services["kim"], consent, decided(world))
    opened = await world.opened(world.staff["amal"], handover.case_id)
    assert opened.package["contact"] == {"channel": "chat_only"}
    assert "contact_value" not in {fact["attribute"] for fact in opened.package["facts"]}


async def test_who_is_not_to_report_back_is_asked_for_no_reason_and_none_is_kept(world, amal):
    handover = await world.handover(returns=False)
    page = (await amal.get(f"/console/cases/{handover.case_id}")).text
    assert 'name="note"' not in page
    assert "Ein Grund wird deshalb nicht erfragt" in page
    path = f"/console/cases/{handover.case_id}/handovers/{handover.id}/decline"
    assert (await amal.post(path, reason="already_in_contact", note="Kennen wir schon")).status_code == 303
    stored = await world.stored(Handover, handover.id)
    assert (stored.status, stored.decline_reason, stored.decline_note) == ("declined", "other", None)


async def test_for_two_weeks_the_team_reads_that_something_was_taken_back_and_nothing_of_it(world, amal):
    handover = await world.handover()
    async with world.context.database.writing() as session:
        file = await CaseFile.open(session, world.context, handover.conversation_id)
        await revoke(file, await session.get_one(Handover, handover.id))
    page = (await amal.get("/console")).text
    assert "Nicht mehr freigegeben" in page
    assert handover.reference in page
    assert str(handover.case_id) not in page
    assert "Neustadt" not in page
    assert (await amal.get(f"/console/cases/{handover.case_id}")).status_code == 404
    assert handover.reference not in (await (await world.signed_in("carla")).get("/console")).text
    world.watch.now += timedelta(days=14)
    assert handover.reference not in (await (await world.signed_in("amal")).get("/console")).text


async def test_the_desk_that_attends_reads_the_answers_and_not_what_was_tapped_below_a_consent(world):
    case, conversation = await world.case(wanted="asked")
    await take_over(world.context, world.staff["dora"], case.id, 0)
    async with world.context.database.writing() as session:
        file = await CaseFile.open(session, world.context, conversation.id)
        source = next(m.id for m in await world.messages(conversation.id) if m.sender == "person")
        agreed = {"service": str(world.services["kim"].id), "answer": "yes"}
        await file.facts.record("handover", agreed, "chosen", source, file.now)
        await file.facts.record(RETURN, "yes", "chosen", source, file.now)
    page = await (await world.signed_in("dora")).get(f"/console/cases/{case.id}")
    assert page.status_code == 200
    assert "Alter" in names_on(page.text)
    assert not [name for name in names_on(page.text) if "handover" in name]
