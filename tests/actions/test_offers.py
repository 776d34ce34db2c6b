"""Offers in a conversation: what is shown for a concern, to whom, and the ways to fewer and to more of them."""

import pytest
from sqlalchemy import select

from backend.offers.models import Offer, UnmetNeed
from backend.offers.templates import templates
from backend.organisations import directory
from backend.seeds import offers
from backend.transcripts.schemas import Do
from tests.actions.conftest import Actor

ADULT = {"age": 34, "residence_title": "refugee_25_1_2a", "municipality": {"key": "neudorf", "name": "Neudorf"}}
LANGUAGE = ["language"]
OFFICES = ("kreis-", "stadt-", "gemeinde-", "jobcenter", "agentur")
RUBBISH = [{"needs": ["weather"]}, {"needs": "language"}, {"only": "rich"}, {"begin": 10_000}]


@pytest.fixture
async def actor(context, actor: Actor) -> Actor:
    async with context.database.writing() as session:
        tenant = await directory.tenant_by_key(session, context.settings.tenant)
        await offers.load_demo(session, tenant, context.clock())
    return actor


async def browse(actor: Actor, **value: object) -> list[dict]:
    return await actor.call("action_browse_offers", intent="browse", do=Do(intent="browse", value=value))


def cards(said: list[dict]) -> list[dict]:
    return [card for message in said for card in message.get("offers", ())]


def ways(said: list[dict]) -> dict[str, dict]:
    return {choice["id"]: choice["do"]["value"] for choice in said[0]["choices"]}


async def test_a_question_in_information_mode_is_answered_with_what_exists_here(actor: Actor) -> None:
    await actor.stand({}, mode="information", open_question="needs")
    said = await actor.call("action_take_concern", "Welche Deutschkurse gibt es?", intent="ask_language_course")
    assert [message["key"] for message in said] == ["info.language", "offers.shown", "info.go_on"]
    assert len(cards(said)) == 3
    assert len({card["key"].rpartition("-")[0] for card in cards(said)}) == 3


async def test_three_kinds_at_a_time_the_nearest_first_and_then_more(actor: Actor) -> None:
    await actor.stand(ADULT)
    first = await browse(actor, needs=LANGUAGE)
    assert all(card["distance"]["key"] == "offer.distance.here" for card in cards(first))
    seen = {card["key"] for card in cards(first)}
    wanted = ways(first)["more_offers"]
    while wanted:
        more = await browse(actor, **wanted)
        assert 0 < len(cards(more)) <= 3
        assert not seen & {card["key"] for card in cards(more)}
        seen |= {card["key"] for card in cards(more)}
        wanted = ways(more).get("more_offers")
    assert len(seen) > 12


@pytest.mark.parametrize(
    ("way", "holds"),
    [
        ("offers_free", lambda card: card["cost"].get("key") == "offer.cost.free" or "words" in card["cost"]),
        ("offers_nearer", lambda card: card["distance"]["key"] == "offer.distance.here"),
        ("offers_own_language", lambda card: "de" in card["languages"]),
    ],
)
async def test_the_list_can_be_narrowed_down(actor: Actor, way: str, holds) -> None:
    await actor.stand(ADULT)
    narrowed = await browse(actor, **ways(await browse(actor, needs=LANGUAGE))[way])
    assert cards(narrowed)
    assert all(holds(card) for card in cards(narrowed))


@pytest.mark.parametrize("need", ["language", "work", "housing", "kindergarten", "leisure"])
async def test_what_is_for_everybody_stands_beside_what_is_for_newcomers(actor: Actor, need: str) -> None:
    await actor.stand(ADULT)
    keys = [card["key"] for card in cards(await browse(actor, needs=[need]))]
    async with actor.context.database.reading() as session:
        rows = (await session.execute(select(Offer).where(Offer.key.in_(keys)))).scalars()
        sorts = {templates()[row.extension["template"]].for_newcomers for row in rows}
    assert sorts == {True, False}


async def test_what_suits_comes_first_and_what_does_not_says_why(actor: Actor) -> None:
    await actor.stand({**ADULT, "residence_title": "eu_citizen"})
    found, wanted = [], {"needs": ["work"]}
    while wanted:
        said = await browse(actor, **wanted)
        found += cards(said)
        wanted = ways(said).get("more_offers")
    verdicts = [card["verdict"] for card in found]
    assert verdicts == sorted(verdicts, key=["fits", "may_fit", "does_not_fit"].index)
    refused = next(card for card in found if card["key"].startswith("arbeitserlaubnis"))
    assert refused["fit"]["key"] == "offer.fit.does_not_fit"
    assert {"key": "attribute.residence_title"} in [
        {"key": told["key"]} for told in refused["fit"]["params"]["what"]["list"]
    ]


async def test_nobody_without_papers_is_sent_to_an_office(actor: Actor) -> None:
    await actor.stand({**ADULT, "residence_title": "none_undocumented"})
    for need in ("health_general", "language", "benefits", "registration", "housing"):
        for card in cards(await browse(actor, needs=[need])):
            by_an_office = any(name in card["key"] for name in OFFICES)
            safe = card["verdict"] == "does_not_fit" or "gesundheitsamt" in card["key"]
            assert safe or not by_an_office, card["key"]


async def test_where_there_is_nothing_that_is_said_and_counted_without_a_person(actor: Actor) -> None:
    await actor.stand(ADULT)
    said = await browse(actor, needs=["return"])
    assert said[0]["key"] == "offers.none"
    assert [choice["id"] for choice in said[0]["choices"]] == ["person"]
    async with actor.context.database.reading() as session:
        (missed,) = (await session.execute(select(UnmetNeed))).scalars()
    assert (missed.need, missed.municipality) == ("return", "neudorf")


async def test_a_question_that_was_open_stays_open(actor: Actor) -> None:
    await actor.stand(ADULT, open_question="goal")
    said = await browse(actor, needs=LANGUAGE)
    assert [message["key"] for message in said] == ["offers.shown", "ask.goal"]


async def test_at_the_end_the_offers_for_the_concerns_named_are_a_tap_away(actor: Actor) -> None:
    await actor.stand({**ADULT, "needs": LANGUAGE})
    said = await actor.call("action_browse_offers", intent="browse", do=Do(intent="browse", value={}))
    assert cards(said)


@pytest.mark.parametrize("rubbish", RUBBISH)
async def test_a_button_from_an_old_page_does_no_harm(actor: Actor, rubbish: dict) -> None:
    await actor.stand(ADULT)
    assert (await browse(actor, **{"needs": LANGUAGE, **rubbish}))[0]["key"] in {"offers.shown", "offers.none"}


QUESTION = "Wie eröffne ich ein Konto?"


def meaning(*subjects: tuple[str, str]) -> dict:
    """An understanding of a question that asks for these."""
    return {"features": ["question"], "needs": [], "urgency": [], "entities": [], "subjects": list(subjects)}


async def ask(actor: Actor, *subjects: tuple[str, str]) -> list[dict]:
    return await actor.call("action_take_concern", QUESTION, intent="ask_everyday", understanding=meaning(*subjects))


async def ask_in_passing(actor: Actor, *subjects: tuple[str, str]) -> list[dict]:
    """A question in which no concern was heard."""
    return await actor.call("action_take_answer", QUESTION, intent="inform", understanding=meaning(*subjects))


async def test_a_question_is_answered_with_its_article_and_what_else_was_likely_is_a_tap_away(actor: Actor) -> None:
    await actor.stand({}, mode="information", open_question="needs")
    said = await ask(actor, ("article", "bank_account"), ("article", "register_address"))
    assert said[0]["key"] == "article.told"
    (other,) = said[0]["choices"]
    told = await actor.call("action_browse_offers", intent="browse", do=Do(**other["do"]))
    assert told[0]["params"]["title"] == other["label"]


async def test_the_kinds_of_offers_that_were_asked_for_come_in_the_order_of_their_likelihood(actor: Actor) -> None:
    await actor.stand({}, mode="information", open_question="needs")
    said = await ask(actor, ("offer", "sprachpaten"), ("offer", "integrationskurs"))
    shown = next(message for message in said if message["key"] == "offers.shown")
    shelved = await shelf(actor)
    kinds = [shelved.entries[card["key"]].extension.template for card in shown["offers"]]
    assert kinds[:2] == ["sprachpaten", "integrationskurs"]


async def test_whoever_has_no_papers_hears_of_advice_instead_of_an_article_that_leads_to_an_office(actor) -> None:
    await actor.stand({**ADULT, "residence_title": "none_undocumented"}, open_question="needs")
    said = await ask(actor, ("article", "register_address"))
    assert said[0]["key"] == "article.ask_first"
    assert [contact["code"] for contact in said[0]["contacts"]] == ["FLUECHTLINGSBERATUNG"]
    assert (await ask(actor, ("article", "bank_account")))[0]["key"] == "article.told"


async def test_a_question_that_names_no_concern_is_answered_all_the_same(actor: Actor) -> None:
    await actor.stand({}, mode="information", open_question="entry")
    said = await ask_in_passing(actor, ("article", "waste_separation"))
    assert [said[0]["key"], said[-1]["key"]] == ["article.told", "info.go_on"]
    assert (await actor.file()).facts.value("entry") == "question"


async def test_a_kind_of_offer_that_does_not_exist_here_is_counted_as_missed(actor: Actor) -> None:
    await actor.stand({}, mode="information", open_question="needs")
    for row in (await shelf(actor)).entries.values():
        if row.extension.template == "sprachpaten":
            async with actor.context.database.writing() as session:
                entry = await session.get_one(Offer, row.row.id)
                entry.status, entry.hsds = "inactive", {**entry.hsds, "status": "inactive"}
                entry.revision += 1
    said = await ask_in_passing(actor, ("offer", "sprachpaten"))
    assert "offers.shown" not in [message["key"] for message in said]
    async with actor.context.database.reading() as session:
        (missed,) = (await session.execute(select(UnmetNeed))).scalars()
    assert missed.need == "language"


async def test_what_nobody_has_written_an_article_about_is_no_answer(actor: Actor) -> None:
    await actor.stand({}, mode="information", open_question="needs")
    said = await ask(actor, ("article", "horses"))
    assert "article.told" not in [message["key"] for message in said]


async def shelf(actor: Actor):
    async with actor.context.database.reading() as session:
        tenant = await directory.tenant_by_key(session, actor.context.settings.tenant)
        return await actor.context.shelf.of(session, tenant.id)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("wie eröffne ich ein konto", True),
        ("Ich möchte ein Konto eröffnen?", True),
        ("як мені відкрити рахунок", True),
        ("Ich brauche ein Konto", False),
    ],
)
async def test_inside_the_intake_a_question_is_answered_and_a_statement_is_not(actor: Actor, written, told) -> None:
    await actor.stand({}, open_question="needs")
    heard = {**await actor.understand(written, "de"), "subjects": [["article", "bank_account"]]}
    said = await actor.call("action_take_concern", written, intent="ask_everyday", understanding=heard)
    assert ("article.told" in [message["key"] for message in said]) == told
