"""Every intent, with and without an open question, leads to exactly one action, and then the turn ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.core.agent import Agent
from rasa.model_training import train_core
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from tests.rasa_env.helpers import DIALOGUE

ANSWERS = [
    "answer",
    "inform",
    "inform_age",
    "inform_title",
    "correct",
    "affirm",
    "deny",
    "nlu_fallback",
    "out_of_scope",
]
CONCERNS = [
    "language_course", "work", "training", "housing", "school_child", "kindergarten", "residence_permit",
    "asylum_procedure", "benefits", "health", "recognition", "family_reunification", "everyday", "naturalisation",
    "other_need",
]  # fmt: skip
SAME_EITHER_WAY = {
    "action_take_concern": [f"ask_{concern}" for concern in CONCERNS],
    "action_explain_topic": ["ask_legal_help", "ask_appointment"],
    "action_skip_question": ["skip"],
    "action_back": ["back"],
    "action_repeat": ["repeat"],
    "action_small_talk": ["greet", "goodbye", "thank"],
    "action_start": ["start_question", "start_help", "have_letter", "have_reference"],
    "action_after_safety": ["emergency_violence", "emergency_homeless", "emergency_suicide", "emergency_other"],
    "action_ask_human": ["ask_human"],
    "action_browse_offers": ["browse"],
    "action_revoke_consent": ["revoke_consent"],
    "action_tell_privacy": ["ask_privacy"],
    "action_delete_data": ["delete_my_data"],
    "action_tell_machine": ["bot_challenge"],
    "action_tell_status": ["ask_status_of_my_case"],
    "action_change_language": ["change_language"],
}
OPEN = {intent: action for action, intents in SAME_EITHER_WAY.items() for intent in intents} | {
    **dict.fromkeys(ANSWERS, "action_take_answer"),
    "why": "action_explain_question",
}
NONE_OPEN = {**OPEN, **dict.fromkeys([*ANSWERS, "why"], "action_next_step")}
QUESTIONS = [None, "ask.age", "ask.letter_deadline"]
PAIRS = [(intent, question) for intent in sorted(OPEN) for question in QUESTIONS]


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Agent:
    """The rules alone, trained in a few seconds."""
    model = train_core(
        domain=str(DIALOGUE / "domain"),
        config=str(DIALOGUE / "config.yml"),
        stories=str(DIALOGUE / "rules"),
        output=str(tmp_path_factory.mktemp("model")),
    )
    return Agent.load(model)


def turn(agent: Agent, intent: str, before: str | None, after: str | None) -> list[str]:
    """Actions of one turn in which the first action sets the open question to `after`."""
    domain = agent.domain
    tracker = DialogueStateTracker("somebody.1", domain.slots)
    for event in (
        ActionExecuted("action_session_start"),
        SessionStarted(),
        SlotSet("open_question", before),
        SlotSet("mode", "anonymous"),
        ActionExecuted("action_listen"),
        UserUttered("...", {"name": intent, "confidence": 1.0}, [{"entity": "age", "value": 27}]),
    ):
        tracker.update(event, domain)
    actions: list[str] = []
    while len(actions) < 4 and actions[-1:] != ["action_listen"]:
        prediction = agent.processor._predict_next_with_tracker(tracker)
        actions.append(domain.action_names_or_texts[prediction.max_confidence_index])
        tracker.update(ActionExecuted(actions[-1]), domain)
        if len(actions) == 1:
            tracker.update(SlotSet("open_question", after), domain)
    return actions


def test_the_table_names_every_intent_of_the_domain() -> None:
    domain = Domain.load(str(DIALOGUE / "domain"))
    builtin = {"nlu_fallback", "restart", "session_start"}
    assert set(OPEN) - builtin == set(domain.intents) - builtin


@pytest.mark.parametrize(("intent", "question"), PAIRS)
@pytest.mark.parametrize("after", [None, "ask.residence_title"])
def test_an_intent_leads_to_its_action_and_the_turn_ends(
    agent: Agent, intent: str, question: str | None, after: str | None
) -> None:
    expected = (NONE_OPEN if question is None else OPEN)[intent]
    assert turn(agent, intent, question, after) == [expected, "action_listen"]


@pytest.mark.parametrize("intent", ["restart", "session_start", "never_heard_of"])
def test_nothing_loops_into_the_circuit_breaker(agent: Agent, intent: str) -> None:
    assert turn(agent, intent, "ask.age", "ask.age")[-1] == "action_listen"


def test_every_rule_file_has_a_domain_file_of_its_name() -> None:
    names = {folder: {path.stem for path in Path(DIALOGUE / folder).glob("*.yml")} for folder in ("domain", "rules")}
    assert names["rules"] == names["domain"]
