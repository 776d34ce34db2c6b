"""What comes next in a case. Pure: the case as it stands and the engine's decision in, one step out.

The intake is no script: the responsibility engine names the attribute whose answer decides, and this module only puts
the steps around it in order: how to begin, a letter, the read-back, the explanation, the consent, the way to be
reached, the handover.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Literal

from backend.cases.questions import APPOINTMENT, CONTACT, LETTER, RETURN
from backend.responsibility.model import Ask, Decided, Decision, Facts

#: Why a way to be reached is asked for before any handover: somebody was asked for who is not there now.
REACH = "reach"


@dataclass(frozen=True)
class Standing:
    """A case as the agenda sees it. ``answers`` are the technical ones: entry, contact, handover."""

    mode: str
    facts: Facts
    #: What was asked, whatever the answer was.
    asked: Set[str]
    answers: Mapping[str, object]
    confirmed: bool
    told: bool
    #: What is asked before anybody is told, though the decision stands.
    open: str | None = None
    #: Whether the primary destination of the decision takes handovers here.
    hands_over: bool = False
    consent_given: bool = False
    handed_over: bool = False
    #: Whether goals that staff have proposed wait for a yes or no.
    agreement: bool = False
    #: Somebody was asked for who answers later: they need a way to reach the person.
    called_out_of_hours: bool = False


@dataclass(frozen=True)
class Step:
    """Ask an attribute, tell something, or hand over."""

    do: Literal["ask", "letter", "decide", "hand_over", "rest"]
    attribute: str | None = None
    decided: Decided | None = None
    #: The rule that needs the answer, or ``REACH``.
    because: str | None = None


def next_step(standing: Standing, decision: Decision) -> Step:
    """The one next step, given what the engine decided from the same facts."""
    for part in (_agreement, _beginning, _letter, _status, _reach):
        step = part(standing)
        if step:
            return step
    if isinstance(decision, Ask):
        return Step("ask", decision.attribute, because=decision.rule_id)
    return _after_decision(standing, decision)


def _agreement(standing: Standing) -> Step | None:
    return Step("ask", "agreement") if standing.agreement else None


def _beginning(standing: Standing) -> Step | None:
    entry = standing.answers.get("entry")
    if entry is None:
        return Step("ask", "entry")
    if entry == "question" and standing.mode == "information":
        return Step("ask", "needs")
    if entry != "reference" and standing.mode == "information":
        return Step("ask", "mode")
    return Step("ask", "reread") if standing.answers.get("reread") == "open" else None


def _letter(standing: Standing) -> Step | None:
    if standing.answers.get("entry") != "letter":
        return None
    missing = next((attribute for attribute in LETTER if attribute not in standing.asked), None)
    if missing:
        return Step("ask", missing)
    return None if "letter_noted" in standing.answers else Step("letter")


def _status(standing: Standing) -> Step | None:
    if standing.answers.get("entry") != "reference":
        return None
    missing = next((a for a in ("status_reference", "status_code") if a not in standing.answers), None)
    return Step("ask", missing) if missing else Step("rest")


def _reach(standing: Standing) -> Step | None:
    if not standing.called_out_of_hours or standing.mode != "full":
        return None
    missing = missing_contact(standing)
    return Step("ask", missing, because=REACH) if missing else None


def _after_decision(standing: Standing, decided: Decided) -> Step:
    if standing.open:
        return Step("ask", standing.open)
    if not decided.urgent and "goal" not in standing.asked:
        return Step("ask", "goal")
    if not decided.urgent and not standing.confirmed:
        return Step("ask", "readback")
    if not standing.told:
        return Step("decide", decided=decided)
    if standing.handed_over or standing.mode != "full" or not standing.hands_over:
        return Step("rest", decided=decided)
    return _handover(standing, decided)


def _handover(standing: Standing, decided: Decided) -> Step:
    if "handover" not in standing.answers:
        return Step("ask", "handover", decided)
    if standing.answers["handover"] == "no" or not standing.consent_given:
        return Step("rest", decided=decided)
    beforehand = () if decided.urgent else appointment_questions(standing)
    asked = (RETURN, *contact_questions(standing.facts, standing.answers), *beforehand)
    missing = next((attribute for attribute in asked if attribute not in standing.answers), None)
    return Step("ask", missing, decided) if missing else Step("hand_over", decided=decided)


def missing_contact(standing: Standing) -> str | None:
    """The next thing to ask about how the person may be reached."""
    asked = contact_questions(standing.facts, standing.answers)
    return next((attribute for attribute in asked if attribute not in standing.answers), None)


def contact_questions(facts: Facts, answers: Mapping[str, object]) -> tuple[str, ...]:
    """Which ways to be reached are asked, and may be passed on: none beyond the chat for people without papers, whose
    identity is not kept together with that statement (domain, L4); no phone questions for those who prefer the chat or
    mail."""
    if facts.hidden_status:
        return ()
    channel = answers.get("contact_channel")
    if channel not in {"phone", "email", None}:
        return ("contact_channel",)
    if answers.get("contact_value") == "refused":
        return ("contact_channel", "contact_value")
    return ("contact_channel", "contact_value", "contact_shared") if channel == "email" else CONTACT


def appointment_questions(standing: Standing) -> tuple[str, ...]:
    """What is asked so that somebody can come: by whom and into which language, only where an interpreter is needed.

    What is urgent waits for none of it.
    """
    barriers = standing.answers.get("barriers")
    return APPOINTMENT if isinstance(barriers, list) and "interpreter" in barriers else ("barriers",)
