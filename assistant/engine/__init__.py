"""The dialogue engine as seen from outside: a client, a supervisor that keeps it running, its model."""

from assistant.engine.client import (
    TOKEN_HEADER,
    ClientSettings,
    DialogueError,
    DialogueSilent,
    DialogueUnavailable,
    Health,
    RasaClient,
)
from assistant.engine.places import Places
from assistant.engine.supervisor import RasaFailed, RasaSupervisor, State, Timing, rasa_launch
from assistant.engine.training import TrainingFailed, ensure_model, fingerprint, learnt_path

__all__ = [
    "TOKEN_HEADER",
    "ClientSettings",
    "DialogueError",
    "DialogueSilent",
    "DialogueUnavailable",
    "Health",
    "Places",
    "RasaClient",
    "RasaFailed",
    "RasaSupervisor",
    "State",
    "Timing",
    "TrainingFailed",
    "ensure_model",
    "fingerprint",
    "learnt_path",
    "rasa_launch",
]
