"""The engine's decision, made local: who of the town stands for the destination, with the guards once more."""

from dataclasses import replace

from backend.cases.file import CaseFile
from backend.responsibility.engine import decide
from backend.responsibility.guards import NO_REPORTING_DUTY, guarded
from backend.responsibility.model import Decided, Decision


def local_decision(file: CaseFile) -> Decision:
    """Decide for this case today. A destination that the town lacks becomes the next of its chain; guards come last."""
    facts = file.facts.for_decision()
    decision = decide(facts, file.today)
    if not isinstance(decision, Decided):
        return decision
    allowed = NO_REPORTING_DUTY | {"MENSCH"} if facts.hidden_status else None
    primary = file.directory.present(decision.primary, allowed)
    secondary = dict.fromkeys(file.directory.present(code, allowed) for code in decision.secondary)
    secondary.pop(primary, None)
    return guarded(replace(decision, primary=primary, secondary=tuple(secondary)), facts)
