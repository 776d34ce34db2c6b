"""A consent in the chat: with or without the conversation, with or without an answer back, seen and taken back."""

import pytest
from sqlalchemy import select, update

from backend.cases.events import of_case
from backend.cases.file import CaseFile
from backend.cases.questions import ALONG, RETURN
from backend.consent.models import Consent
from backend.consent.service import TEXT_VERSION, may_report
from backend.handovers.models import Cooperation, Handover
from backend.handovers.reading import open_case
from backend.organisations.models import Staff, Team, TeamMember, Tenant
from backend.privacy.retention import end_consents
from backend.transcripts.models import Message
from backend.transcripts.schemas import Chosen, Do, Utterance
from backend.transcripts.service import record_person, say
from tests.actions.conftest import Actor
from tests.actions.test_contract import BEFORE, asked, at, handovers_of, tap


async def asks_for_consent(actor: Actor, **more: object) -> dict:
    """The question for the consent as it is shown, stored as the gateway stores it."""
    await actor.stand({**BEFORE, **more}, open_question="readback")
    said = await tap(actor, "readback", "yes")
    assert asked(said) == "handover"
    return said[-1]


def choices(question: dict) -> dict[str, Do]:
    return {choice["id"]: Do.model_validate(choice["do"]) for choice in question["choices"]}


async def answers(actor: Actor, do: Do) -> list[dict]:
    return await actor.call("action_take_answer", intent="answer", do=do)


async def consent_of(actor: Actor) -> Consent:
    async with actor.context.database.reading() as session:
        return (await session.execute(select(Consent).order_by(Consent.given_at.desc()))).scalars().first()


async def set_for(actor: Actor, code: str, **values: object) -> None:
    """A municipality's own setting."""
    async with actor.context.database.writing() as session:
        await session.execute(update(Tenant).values(settings={"recipients": {code: values}}))


async def member_of(actor: Actor, handover: Handover) -> Staff:
    async with actor.context.database.reading() as session:
        query = select(Staff).join(TeamMember, TeamMember.staff_id == Staff.id).join(Team)
        return (await session.execute(query.where(Team.id == handover.team_id))).scalars().first()


async def test_the_question_says_who_what_what_for_and_what_comes_back(actor: Actor) -> None:
    question = await asks_for_consent(actor)
    text = actor.context.catalogs.text(question["key"], "de", question["params"])
    for part in ("Jugendmigrationsdienst", "Alter", "Ihre Sprache", "berät Sie", "29. August 2026", "abgeschlossen"):
        assert part in text
    assert "dieses Gespräch für sich behalten" in text
    assert list(choices(question)) == ["yes", "yes_without", "no"]


@pytest.mark.parametrize(("answer", "reads"), [("yes", True), ("yes_without", False)])
async def test_the_conversation_goes_along_only_if_the_person_says_so(actor: Actor, answer: str, reads: bool) -> None:
    question = await asks_for_consent(actor)
    await answers(actor, choices(question)[answer])
    await tap(actor, RETURN, "no")
    await tap(actor, "contact_channel", "chat_only")
    await tap(actor, "barriers", "none")
    (handover,) = await handovers_of(actor)
    opened = await open_case(actor.context, await member_of(actor, handover), handover.case_id)
    assert bool(opened.messages) == reads
    assert {fact.attribute for fact in opened.facts} >= {"age", "needs", "goal"}


@pytest.mark.parametrize(
    ("transcript", "ids", "reads"), [("never", ["yes", "no"], False), ("usual", ["yes", "no"], True)]
)
async def test_what_a_municipality_sets_about_the_conversation_holds(
    actor: Actor, transcript: str, ids: list[str], reads: bool
) -> None:
    await set_for(actor, "JMD", transcript=transcript)
    question = await asks_for_consent(actor)
    assert list(choices(question)) == ids
    await answers(actor, choices(question)["yes"])
    assert (await consent_of(actor)).includes_transcript == reads


async def test_only_what_the_recipient_needs_is_named_and_passed_on(actor: Actor) -> None:
    await set_for(actor, "JMD", attributes=["age", "municipality"], secondary=False)
    question = await asks_for_consent(actor)
    await answers(actor, choices(question)["yes"])
    consent = await consent_of(actor)
    assert set(consent.attributes) == {"age", "municipality", "language", "reason", *ALONG}
    assert "Anliegen," not in actor.context.catalogs.text(question["key"], "de", question["params"])


async def test_a_set_that_changed_since_the_question_is_asked_about_anew(actor: Actor) -> None:
    question = await asks_for_consent(actor)
    await set_for(actor, "JMD", transcript="never")
    assert asked(await answers(actor, choices(question)["yes"])) == "handover"
    assert await consent_of(actor) is None


async def test_an_office_gets_a_slip_and_nobody_is_asked(actor: Actor) -> None:
    await set_for(actor, "JMD", by_slip=True)
    async with actor.context.database.writing() as session:  # what is agreed with the very service goes before it
        await session.execute(update(Cooperation).values(service_id=None))
    await actor.stand(BEFORE, open_question="readback")
    assert asked(await tap(actor, "readback", "yes")) is None


async def test_the_consent_keeps_what_was_shown_and_the_german_beside_it(actor: Actor) -> None:
    await actor.begin("ar")
    question = await asks_for_consent(actor)
    yes = next(choice for choice in question["choices"] if choice["id"] == "yes")
    async with actor.context.database.writing() as session:
        file = await CaseFile.open(session, actor.context, actor.conversation_id)
        asked_in = (session, file.conversation, file.vault)
        shown = say(*asked_in, file.context.catalogs, Utterance.model_validate(question), now=file.now)
        chosen = Chosen(message_id=str(shown.id), choice_id="yes", label=yes["label"], do=yes["do"])
        tapped = record_person(*asked_in, text="نعم", chosen=chosen, client_id="tap", now=file.now)
    do = Do.model_validate(yes["do"])
    await actor.call("action_take_answer", intent="answer", do=do, message_id=tapped.id)
    consent, file = await consent_of(actor), await actor.file()
    assert (consent.language, consent.text_version, consent.purpose) == ("ar", TEXT_VERSION, "counsel")
    assert "هل يجوز لي" in file.vault.open("consent.text_shown", consent.text_shown)
    german = file.vault.open("consent.text_german", consent.text_german)
    assert "Darf ich Ihre Angaben" in german
    assert "Die Stelle prüft Ihr Anliegen und berät Sie." in german


async def agreed(actor: Actor, returns: str | None = "yes") -> list[dict]:
    """Through the consent to the handover; ``returns`` None: the second question is skipped."""
    question = await asks_for_consent(actor)
    await answers(actor, choices(question)["yes_without"])
    if returns:
        await tap(actor, RETURN, returns)
    else:
        await actor.call("action_skip_question", intent="skip")
    await tap(actor, "contact_channel", "chat_only")
    return await tap(actor, "barriers", "none")


@pytest.mark.parametrize(("returns", "may"), [("yes", True), ("no", False), (None, False)])
async def test_the_recipient_may_report_only_after_a_yes_of_its_own(
    actor: Actor, returns: str | None, may: bool
) -> None:
    said = await agreed(actor, returns)
    assert "handover.done" in [utterance["key"] for utterance in said]
    assert may_report(await consent_of(actor)) == may


async def test_a_written_yes_lets_nobody_report(actor: Actor) -> None:
    await at(actor, RETURN)
    await actor.stand({}, open_question=RETURN)
    said = await actor.call("action_take_answer", "in Ordnung", intent="affirm")
    assert (said[0]["key"], asked(said)) == ("consent.please_tap", RETURN)


async def test_a_yes_that_was_gone_back_on_and_skipped_is_none(actor: Actor) -> None:
    question = await asks_for_consent(actor)
    await answers(actor, choices(question)["yes"])
    await tap(actor, RETURN, "yes")
    assert asked(await actor.call("action_back", intent="back")) == RETURN
    await actor.call("action_skip_question", intent="skip")
    await tap(actor, "contact_channel", "chat_only")
    await tap(actor, "barriers", "none")
    assert not may_report(await consent_of(actor))


async def test_with_a_new_consent_what_may_come_back_is_asked_anew(actor: Actor) -> None:
    await agreed(actor)
    await actor.stand({"benefits_drawn": "sgb2"}, open_question="readback")
    said = await tap(actor, "readback", "yes")
    assert asked(said) == "handover"
    assert asked(await answers(actor, choices(said[-1])["yes"])) == RETURN


async def lines_of_status(actor: Actor) -> dict[str, str]:
    said = await actor.call("action_tell_status", intent="ask_status_of_my_case")
    lines = ((item["label"], item["value"]) for item in said[0]["items"])
    param = actor.context.catalogs.param
    return {"key": said[0]["key"], **{param(label, "de"): param(value, "de") for label, value in lines}}


async def test_the_person_sees_what_was_given_to_whom_and_until_when(actor: Actor) -> None:
    await agreed(actor, "no")
    lines = await lines_of_status(actor)
    assert lines.pop("Weitergegeben").startswith("Anliegen, Alter")
    assert lines.pop("Wie es weitergeht").startswith("Bis zum")
    assert lines == {
        "key": "status.requested",
        "Zugestimmt am": "2. März 2026",
        "Rückmeldung an mich": "Nein, nicht einverstanden",
        "Zustimmung gilt bis": "29. August 2026",
    }


async def test_after_taking_it_back_the_person_sees_when(actor: Actor) -> None:
    await agreed(actor)
    (handover,) = await handovers_of(actor)
    actor.context.clock.forward(days=3)
    do = Do(intent="revoke_consent", value=str(handover.id))
    await actor.call("action_revoke_consent", intent="revoke_consent", do=do)
    lines = await lines_of_status(actor)
    assert (lines["key"], lines["Zurückgenommen am"]) == ("status.revoked", "5. März 2026")
    assert "Zustimmung gilt bis" not in lines
    async with actor.context.database.reading() as session:
        events = await of_case(session, handover.case_id)
    assert [(e.kind, e.actor_kind, e.about_id) for e in events] == [
        (kind, "person", handover.id) for kind in ("handover.requested", "handover.revoked")
    ]


async def test_a_consent_that_ran_out_is_not_told_as_taken_back(actor: Actor) -> None:
    await agreed(actor)
    actor.context.clock.forward(days=181)
    await end_consents(actor.context)
    async with actor.context.database.reading() as session:
        told = (await session.execute(select(Message).order_by(Message.seq.desc()))).scalars().first()
    assert told.key == "consent.ended"
    lines = await lines_of_status(actor)
    assert (lines["key"], lines["Abgelaufen am"]) == ("status.ran_out", "29. August 2026")
    assert "Zurückgenommen am" not in lines
