"""What a channel hands in, and what is refused before it is stored."""

import unicodedata

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.core.errors import Invalid
from locales.wording import Wording
from nlu.text import tidy

LONGEST_MESSAGE = 4000
_BREAKS = {"\n", "\t", "\r"}


class ChoiceIn(BaseModel):
    """A choice that was offered in a message of this conversation."""

    model_config = ConfigDict(extra="forbid")

    message_id: str = Field(max_length=64)
    choice_id: str = Field(max_length=64)


class MessageIn(BaseModel):
    """A text or a choice. ``client_id`` makes a retry harmless."""

    model_config = ConfigDict(extra="forbid")

    client_id: str = Field(min_length=1, max_length=64)
    text: str | None = None
    choice: ChoiceIn | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "MessageIn":
        if (self.text is None) == (self.choice is None):
            raise ValueError("either text or choice")
        return self


def readable(text: str) -> str:
    """The text, if it can be read; raises ``Invalid`` with a message for the person otherwise.

    It is kept as written, but for control characters, which no one writes on purpose.
    """
    if len(text) > LONGEST_MESSAGE:
        raise Invalid(Wording("error.too_long", {"n": LONGEST_MESSAGE}), "too_long")
    kept = "".join(char for char in text if char in _BREAKS or unicodedata.category(char) not in {"Cc", "Cs", "Cn"})
    if text.strip() and len(kept) < len(text) * 0.7:
        raise Invalid(Wording("error.unreadable"), "unreadable")
    if not tidy(kept).text:
        raise Invalid(Wording("error.empty"), "empty")
    return kept
