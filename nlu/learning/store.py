"""The learnt models of the gateway, as `lotse train` leaves them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nlu.learning.linear import LinearModel

INTENTS = "intents.npz"
NEEDS = "needs.npz"
LANGUAGES = "languages.npz"
SUBJECTS = "subjects.npz"
ROWS = ".jsonl"


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt of intents, of needs and dangers, of languages, and of subjects; None where nothing was."""

    intents: LinearModel | None = None
    needs: LinearModel | None = None
    languages: LinearModel | None = None
    subjects: LinearModel | None = None

    @classmethod
    def load(cls, folder: Path) -> Learnt:
        """Raises FileNotFoundError where a model is missing."""
        return cls(*(LinearModel.load(folder / name) for name in (INTENTS, NEEDS, LANGUAGES, SUBJECTS)))


NOTHING_LEARNT = Learnt()
