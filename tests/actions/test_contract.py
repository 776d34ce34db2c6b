"""Every question meets everything that people do instead of answering it, and stays what it is."""

import pytest
from sqlalchemy import select

from actions.reading import plain_digits
from backend.cases.facts import history
from backend.cases.file import CaseFile
from backend.cases.questions import ADDITION, APPOINTMENT, ASKED_BACK, CONTACT, QUESTIONS, RETURN
from backend.cases.values import UnfitValue
from backend.consent.models import Consent
from backend.handovers.asking import ask_back
from backend.handovers.models import Handover
from backend.transcripts.schemas import Do, Utterance
from backend.transcripts.service import say
from tests.actions.conftest import Actor
from tests.support.casework import goals_proposed

#: What has to be known before a question can come up.
BEFORE = {
    "entry": "help",
    "mode": "full",
    "needs": ["everyday"],
    "age": 20,
    "municipality": {"key": "neudorf", "name": "Neudorf"},
    "case_management": "none",
    "goal": "Arbeit finden",
}
WRITTEN = {"contact_value": "0221 4710999", "interpreter_language": "Arabisch"}
#: Whoever wants to add nothing leaves it, and nothing is kept of that.
NEEDED = [question for question in QUESTIONS if question != ADDITION]
EARLY = {"entry": 0, "mode": 1, "needs": 2, "reread": 2, "letter_sender": 2, "letter_date": 2, "letter_deadline": 2,
         "status_reference": 1, "status_code": 1, "age": 3}  # fmt: skip
#: Their answers carry what exactly is answered to.
TAPPED_WITH_MORE = {"handover", "agreement", "status_code"}


async def at(actor: Actor, question: str) -> None:
    """The case as it stands when ``question`` is open."""
    known = dict(list(BEFORE.items())[: EARLY.get(question, len(BEFORE))])
    known.pop(question, None)
    if question == "agreement":
        await actor.stand(known)
        await goals_proposed(actor.context, actor.conversation_id)
        return
    if question in {"handover", RETURN, *CONTACT, *APPOINTMENT}:
        await at_the_handover(actor, question)
        return
    if question == ASKED_BACK:
        await handed_over(actor)
        (handover,) = await handovers_of(actor)
        await ask_back(actor.context, await actor.member(handover), handover.id, "Haben Sie ein Zeugnis?")
        return
    mode = "information" if question in {"entry", "mode"} else "full"
    await actor.stand(known, mode=mode, open_question=question)


async def at_the_handover(actor: Actor, question: str) -> None:
    """Through the read-back to the consent, and through it to a question about the way to be reached."""
    await actor.stand(BEFORE, open_question="readback")
    said = await tap(actor, "readback", "yes")
    if question == "handover":
        return
    await tap(actor, "handover", next(c["do"]["value"] for c in said[-1]["choices"] if c["id"] == "yes"))
    if question == RETURN:
        return
    await tap(actor, RETURN, "yes")
    answers = {"contact_channel": "phone", "contact_shared": "private", "contact_allowed": "call_only",
               "contact_times": "any", "barriers": "interpreter"}  # fmt: skip
    asked_then = (*CONTACT, *APPOINTMENT)
    for before in asked_then[: asked_then.index(question)]:
        if before in WRITTEN:
            await actor.call("action_take_answer", WRITTEN[before])
        else:
            await tap(actor, before, answers[before])
        if before == "barriers":
            await tap(actor, "barriers", "none")


async def handed_over(actor: Actor) -> None:
    """Through all of it: the case lies with a service."""
    await at_the_handover(actor, "contact_channel")
    await tap(actor, "contact_channel", "chat_only")
    await tap(actor, "barriers", "none")


async def tap(actor: Actor, attribute: str, value: object) -> list[dict]:
    do = Do(intent="answer", attribute=attribute, value=value)
    return await actor.call("action_take_answer", intent="answer", do=do)


def asked(said: list[dict]) -> str | None:
    return next((utterance.get("question") for utterance in reversed(said) if utterance.get("question")), None)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_why_is_explained_and_asked_again(actor: Actor, question: str) -> None:
    await at(actor, question)
    said = await actor.call("action_explain_question", intent="why")
    assert (said[0]["key"] == f"why.{question}") == QUESTIONS[question].has_reason
    assert asked(said) == question


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_person_is_called_and_the_question_stays(actor: Actor, question: str) -> None:
    await at(actor, question)
    said = await actor.call("action_ask_human", intent="ask_human")
    assert said[0]["key"] == "human.wanted"
    assert asked(said) == question
    assert (await actor.file()).case.person_wanted_reason == "asked"


@pytest.mark.parametrize("question", NEEDED)
async def test_skipping_is_kept_as_a_refusal_where_it_is_possible(actor: Actor, question: str) -> None:
    await at(actor, question)
    said = await actor.call("action_skip_question", intent="skip")
    status = (await actor.file()).facts.status(question)
    if QUESTIONS[question].skippable:
        assert status == "refused"
    else:
        assert status is None
        assert (said[0]["key"], asked(said)) == ("answer.cannot_skip", question)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_another_language_repeats_the_question(actor: Actor, question: str) -> None:
    await at(actor, question)
    do = Do(intent="change_language", value="ar")
    said = await actor.call("action_change_language", intent="change_language", do=do)
    assert asked(said) == question
    assert (await actor.file()).conversation.language == "ar"


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_sound_of_danger_is_asked_about_with_the_numbers_and_the_question_stays(
    actor: Actor, question: str
) -> None:
    await at(actor, question)
    said = await actor.call("action_after_safety", intent="emergency_violence")
    assert [utterance["key"] for utterance in said] == ["safety.check"]
    assert [contact["phone"] for contact in said[0]["contacts"]] == ["110", "112"]
    assert actor.slots["open_question"] == question


@pytest.mark.parametrize("question", [q for q in NEEDED if q not in {"entry", "agreement"}])
async def test_back_leads_to_the_question_before(actor: Actor, question: str) -> None:
    await at(actor, question)
    said = await actor.call("action_back", intent="back")
    assert asked(said) not in {None, question}


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q not in {"age", "entry", "mode"}])
async def test_a_correction_in_between_is_taken_and_the_intake_goes_on(actor: Actor, question: str) -> None:
    await at(actor, question)
    await actor.stand({"age": 25}, open_question=question)
    said = await actor.call("action_take_answer", "nein, ich bin 26", intent="inform_age")
    assert (await actor.file()).facts.value("age") == 26
    assert said[0]["key"] == "answer.corrected"


@pytest.mark.parametrize(
    ("question", "value"),
    [(q, v) for q, asked_for in QUESTIONS.items() for v in asked_for.values if q not in TAPPED_WITH_MORE],
)
async def test_every_answer_that_is_offered_is_taken(actor: Actor, question: str, value: str) -> None:
    await at(actor, question)
    do = Do(intent="answer", attribute=question, value=value)
    said = await actor.call("action_take_answer", intent="answer", do=do)
    assert said
    assert not {"answer.not_understood", "answer.stuck"} & {utterance["key"] for utterance in said}


async def test_the_same_call_twice_says_the_same_and_does_nothing_twice(actor: Actor) -> None:
    await at(actor, "age")
    message_id = await actor.hear("30")
    first = await actor.call("action_take_answer", "30", intent="inform_age", message_id=message_id)
    revision = (await actor.file()).case.facts_revision
    again = await actor.call("action_take_answer", "30", intent="inform_age", message_id=message_id)
    assert again == first
    assert (await actor.file()).case.facts_revision == revision


async def test_a_call_from_an_old_epoch_is_refused(actor: Actor) -> None:
    await at(actor, "age")
    assert await actor.call("action_take_answer", "30", intent="inform_age", epoch=7) == []
    assert (await actor.file()).facts.value("age") is None


async def test_facts_point_to_their_message_and_corrections_keep_the_former(actor: Actor) -> None:
    await at(actor, "age")
    first = await actor.hear("25")
    await actor.call("action_take_answer", "25", intent="inform_age", message_id=first)
    second = await actor.hear("nein, 27")
    await actor.call("action_take_answer", "nein, ich bin 27", intent="inform_age", message_id=second)
    file = await actor.file()
    async with actor.context.database.reading() as session:
        ages = [fact for fact in await history(session, file.case.id, file.vault) if fact.attribute == "age"]
    assert [(fact.value, fact.source_message_id) for fact in ages] == [(25, first), (27, second)]
    assert ages[0].superseded_at is not None


async def test_in_information_mode_nothing_becomes_a_fact(actor: Actor) -> None:
    await actor.stand({"entry": "question"}, mode="information", open_question="needs")
    await actor.call("action_take_concern", "Ich bin 30, habe eine Duldung und suche Arbeit", intent="ask_work")
    assert {fact.attribute for fact in (await actor.file()).facts.all()} == {"entry"}


async def test_no_papers_and_a_telephone_number_are_never_asked_for_together(actor: Actor) -> None:
    await at(actor, "contact_channel")
    await actor.stand({"residence_title": "none_undocumented"})
    said = await actor.call("action_next_step")
    for _ in range(6):
        question = asked(said)
        assert question not in {"contact_channel", "contact_value"}
        if question is None:
            return
        value = {"readback": "yes", "goal": None}.get(question, "yes")
        said = await actor.call(
            "action_take_answer", intent="answer", do=Do(intent="answer", attribute=question, value=value)
        )


async def test_what_the_system_remarked_about_itself_is_not_said_again(actor: Actor) -> None:
    await actor.stand({"entry": "help", "mode": "full"}, open_question="age")
    async with actor.context.database.writing() as session:
        file = await CaseFile.open(session, actor.context, actor.conversation_id)
        for utterance, sender in (
            (Utterance(key="trouble.late", kind="notice"), "system"),
            (Utterance(key="safety.afterwards", kind="safety"), "system"),
            (Utterance(key="info.work", kind="notice"), "assistant"),
        ):
            say(session, file.conversation, file.vault, actor.context.catalogs, utterance, now=file.now, sender=sender)
    said = await actor.call("action_repeat", "noch einmal", intent="repeat")
    assert [utterance["key"] for utterance in said][:2] == ["safety.afterwards", "info.work"]


async def test_no_papers_said_after_a_telephone_number_is_kept_as_not_wanting_to_say(actor: Actor) -> None:
    await actor.stand({"entry": "help", "needs": ["everyday"], "age": 20, "contact_value": "+492214710999"})
    await actor.call("action_next_step", "ich habe keine papiere", intent="inform_title")
    facts = (await actor.file()).facts
    assert (facts.value("residence_title"), facts.status("residence_title")) == (None, "refused")
    assert facts.for_decision().hidden_status


async def test_without_papers_no_telephone_number_is_taken_in(actor: Actor) -> None:
    await actor.stand({"residence_title": "none_undocumented", "contact_value": "+492214710999"})
    assert (await actor.file()).facts.value("contact_value") is None


async def test_a_corrected_no_papers_leaves_the_history_before_a_telephone_number_comes_in(actor: Actor) -> None:
    await actor.stand({"residence_title": "none_undocumented"})
    await actor.stand({"residence_title": "duldung"})
    await actor.stand({"contact_value": "+492214710999"})
    file = await actor.file()
    async with actor.context.database.reading() as session:
        values = [fact.value for fact in await history(session, file.case.id, file.vault)]
    assert "none_undocumented" not in values
    assert {"duldung", "+492214710999"} <= set(values)


async def test_a_letter_goes_before_the_desk(actor: Actor) -> None:
    await actor.stand({"entry": "letter", "mode": "anonymous", "letter_sender": "court", "letter_date": "2026-02-27"},
                      mode="anonymous", open_question="letter_deadline")  # fmt: skip
    said = await actor.call("action_skip_question", intent="skip")
    assert "letter.noted" in [utterance["key"] for utterance in said]
    assert (await actor.file()).case.person_wanted_reason == "letter"


async def test_nothing_that_the_assistant_does_opens_case_management(actor: Actor) -> None:
    await at(actor, "readback")
    await actor.call("action_take_answer", intent="answer", do=Do(intent="answer", attribute="readback", value="yes"))
    assert (await actor.file()).case.state == "contact"


def test_religion_and_ethnicity_are_never_asked() -> None:
    assert not {"religion", "ethnicity", "denomination", "origin"} & set(QUESTIONS)


async def test_a_no_after_a_yes_is_a_no(actor: Actor) -> None:
    await at(actor, "readback")
    said = await actor.call(
        "action_take_answer", intent="answer", do=Do(intent="answer", attribute="readback", value="yes")
    )
    offered = {choice["id"]: Do.model_validate(choice["do"]) for choice in said[-1]["choices"]}
    said = await actor.call("action_take_answer", intent="answer", do=offered["yes"])
    assert asked(said) == RETURN
    said = await actor.call("action_back", intent="back")
    assert asked(said) == "handover"
    said = await actor.call("action_take_answer", intent="answer", do=offered["no"])
    assert "consent.declined" in [utterance["key"] for utterance in said]
    assert asked(said) is None


@pytest.mark.parametrize(
    ("attribute", "value"),
    [("age", "30"), ("age", 121), ("age", True), ("residence_title", "king"), ("needs", []), ("needs", ["gold"]),
     ("letter_date", "12.03.2026"), ("municipality", "Neudorf"), ("goal", ""), ("handover", "yes")],
)  # fmt: skip
async def test_a_fact_of_the_wrong_type_is_not_stored(actor: Actor, attribute: str, value: object) -> None:
    with pytest.raises(UnfitValue):
        await actor.stand({attribute: value})
    assert (await actor.file()).facts.status(attribute) is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [("Eine eigene Wohnung", "ask_housing"), ("dass meine Kinder in Ruhe lernen", "ask_language_course")],
)
async def test_a_goal_in_own_words_is_taken_whatever_it_is_about(actor: Actor, text: str, intent: str) -> None:
    await at(actor, "goal")
    said = await actor.call("action_take_concern", text, intent=intent)
    facts = (await actor.file()).facts
    assert facts.value("goal") == text
    assert facts.value("needs") == ["everyday"]
    assert asked(said) == "readback"


async def test_a_confirmed_fact_still_points_to_the_words_that_said_it(actor: Actor) -> None:
    await at(actor, "age")
    message_id = await actor.hear("ich bin 30")
    await actor.call("action_take_answer", "ich bin 30", intent="inform_age", message_id=message_id)
    await actor.stand({"goal": "Arbeit"}, open_question="readback")
    await actor.call("action_take_answer", intent="answer", do=Do(intent="answer", attribute="readback", value="yes"))
    age = next(fact for fact in (await actor.file()).facts.all() if fact.attribute == "age")
    assert (age.status, age.source_message_id) == ("confirmed", message_id)


async def test_whoever_is_newly_recognised_is_told_to_apply_at_the_new_office_now(actor: Actor) -> None:
    known = {"entry": "help", "needs": ["benefits"], "age": 30, "residence_title": "refugee_25_1_2a", "goal": "x",
             "benefits_drawn": "asylblg", "municipality": {"key": "neudorf", "name": "Neudorf"},
             "case_management": "none"}  # fmt: skip
    await actor.stand(known, mode="anonymous", open_question="readback")
    said = await actor.call(
        "action_take_answer", intent="answer", do=Do(intent="answer", attribute="readback", value="yes")
    )
    told = next(utterance for utterance in said if utterance["key"] == "decision.apply_now")
    assert told["params"]["office"]["key"] == "destination.JOBCENTER.name"


async def test_a_paper_named_when_it_is_asked_for_is_an_answer_and_no_concern(actor: Actor) -> None:
    await actor.stand({"entry": "help", "needs": ["work"], "age": 30}, open_question="residence_title")
    await actor.call("action_take_concern", "Ich habe eine Duldung", intent="ask_residence_permit")
    facts = (await actor.file()).facts
    assert facts.value("residence_title") == "duldung"
    assert facts.value("needs") == ["work"]


async def test_an_age_and_a_concern_in_one_message_are_both_taken(actor: Actor) -> None:
    await actor.stand({"entry": "help", "needs": ["work"]}, open_question="age")
    await actor.call("action_take_concern", "Ich bin 30 und suche auch eine Wohnung", intent="ask_housing")
    facts = (await actor.file()).facts
    assert facts.value("age") == 30
    assert facts.value("needs") == ["work", "housing"]


async def test_a_no_after_a_handover_takes_it_back(actor: Actor) -> None:
    await at(actor, "contact_channel")
    await tap(actor, "contact_channel", "chat_only")
    await tap(actor, "barriers", "none")
    (handover,) = await handovers_of(actor)
    await actor.stand({}, open_question="handover")
    await tap(actor, "handover", {"service": str(handover.service_id), "answer": "no"})
    (handover,) = await handovers_of(actor)
    assert handover.status == "revoked"


async def test_after_a_handover_back_does_not_lead_into_it(actor: Actor) -> None:
    await at(actor, "contact_channel")
    await tap(actor, "contact_channel", "chat_only")
    await tap(actor, "barriers", "none")
    said = await actor.call("action_back", intent="back")
    assert [utterance["key"] for utterance in said] == ["rest.what_next"]


@pytest.mark.parametrize(("channel", "suffix"), [("web", ""), ("kiosk", "_kiosk")])
async def test_nobody_is_told_to_come_back_with_a_device_that_is_not_theirs(
    actor: Actor, channel: str, suffix: str
) -> None:
    await actor.begin(channel=channel)
    await at(actor, "contact_channel")
    await tap(actor, "contact_channel", "chat_only")
    said = await tap(actor, "barriers", "none")
    said += await actor.call("action_small_talk", "tschüss", intent="goodbye")
    assert [each["key"] for each in said[-2:]] == [f"rest.what_next{suffix}", f"small_talk.goodbye{suffix}"]


async def test_a_yes_holds_only_for_the_data_that_were_shown(actor: Actor) -> None:
    await actor.stand(BEFORE, open_question="readback")
    said = await tap(actor, "readback", "yes")
    shown = next(choice["do"]["value"] for choice in said[-1]["choices"] if choice["id"] == "yes")
    await actor.stand({"benefits_drawn": "sgb2"}, open_question="handover")
    await tap(actor, "handover", shown)
    assert await handovers_of(actor) == []
    async with actor.context.database.reading() as session:
        assert (await session.execute(select(Consent))).first() is None


async def test_a_second_yes_leaves_one_consent_in_force(actor: Actor) -> None:
    await at(actor, RETURN)
    await actor.call("action_back", intent="back")
    said = await actor.call("action_repeat", intent="repeat")
    await tap(actor, "handover", next(c["do"]["value"] for c in said[-1]["choices"] if c["id"] == "yes"))
    async with actor.context.database.reading() as session:
        consents = list((await session.execute(select(Consent))).scalars())
    assert [consent.revoked_at is None for consent in sorted(consents, key=lambda c: c.revoked_at is None)] == [
        False,
        True,
    ]


async def test_going_back_never_leads_from_facts_to_the_mode(actor: Actor) -> None:
    await actor.stand({"entry": "help", "mode": "full", "needs": ["work"]}, open_question="age")
    await actor.call("action_back", intent="back")
    said = await actor.call("action_back", intent="back")
    assert asked(said) == "mode"  # nothing is known any more
    await tap(actor, "mode", "information")
    file = await actor.file()
    async with actor.context.database.reading() as session:
        kept = {fact.attribute for fact in await history(session, file.case.id, file.vault)}
    assert kept <= {"entry", "mode"}


async def test_a_letter_is_not_dropped_without_a_word(actor: Actor) -> None:
    await actor.stand({"entry": "letter"}, mode="information", open_question="mode")
    said = await tap(actor, "mode", "information")
    assert said[0]["key"] == "letter.not_looked_at"


async def test_a_second_letter_is_asked_about_like_the_first(actor: Actor) -> None:
    first = {"entry": "letter", "letter_sender": "court", "letter_date": "2026-02-27", "letter_deadline": "2026-03-12"}
    await actor.stand({**first, "letter_noted": "yes"})
    said = await actor.call("action_start", intent="have_letter")
    assert asked(said) == "letter_sender"


async def test_a_consent_that_lost_its_recipient_is_not_repeated(actor: Actor) -> None:
    await at(actor, "handover")
    await actor.call("action_after_safety", "ich bin 15", intent="emergency_violence")
    said = await actor.call("action_repeat", intent="repeat")
    assert said
    assert asked(said) != "handover"


async def test_no_papers_said_after_a_number_was_taken_back_wipes_the_number(actor: Actor) -> None:
    await actor.stand({"contact_value": "+492214710999"})
    await actor.call("action_back", intent="back")
    await actor.stand({"residence_title": "none_undocumented"})
    file = await actor.file()
    async with actor.context.database.reading() as session:
        values = [fact.value for fact in await history(session, file.case.id, file.vault)]
    assert "none_undocumented" in values
    assert "+492214710999" not in values


async def test_whoever_gives_no_number_is_not_asked_who_else_sees_it(actor: Actor) -> None:
    await at(actor, "contact_value")
    said = await actor.call("action_skip_question", intent="skip")
    assert asked(said) == "barriers"
    await tap(actor, "barriers", "none")
    assert len(await handovers_of(actor)) == 1


async def test_a_status_code_may_be_written_in_arabic_digits(actor: Actor) -> None:
    assert plain_digits("١٢٣٤٥٦") == "123456"


async def handovers_of(actor: Actor) -> list[Handover]:
    async with actor.context.database.reading() as session:
        return list((await session.execute(select(Handover))).scalars())
