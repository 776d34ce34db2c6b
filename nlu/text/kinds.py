"""What kind of message this is, and what of it may go to Rasa."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

from nlu.text.normalise import tidy

LONGEST_FOR_DIALOGUE = 1000
"""Characters. The intent of a long story stands in its beginning and its end; the tracker carries every message on."""

RASA_EXTERNAL = re.compile(r"^external\s*:\s*", re.IGNORECASE)
COMMAND = re.compile(r"^\s*/\s*[A-Za-z_]\w*\s*(\{.*\}?|@[\d.]+.*)?\s*$", re.DOTALL)


class MessageKind(str, Enum):
    """A command-like message is the person's text like any other; it only must never work as a command."""

    EMPTY = "empty"
    EMOJI = "emoji"
    COMMAND = "command"
    ORDINARY = "ordinary"


def message_kind(text: str) -> MessageKind:
    """Classify any Unicode text. Signs without a letter or digit count as empty, unless one of them is a symbol."""
    visible = tidy(text).text
    if not visible:
        return MessageKind.EMPTY
    if COMMAND.match(visible) or RASA_EXTERNAL.match(visible):
        return MessageKind.COMMAND
    categories = {unicodedata.category(character)[0] for character in visible}
    if categories & {"L", "N"}:
        return MessageKind.ORDINARY
    return MessageKind.EMOJI if "S" in categories else MessageKind.EMPTY


def dialogue_text(text: str) -> str:
    """The message as Rasa may see it.

    Free text must never act as a command: Rasa reads "/intent" as a chosen intent and "EXTERNAL: " as an event from
    outside. Both prefixes fall away, however often they are repeated. The result may be empty.
    """
    visible = _without_prefixes(tidy(text).text)
    if len(visible) <= LONGEST_FOR_DIALOGUE:
        return visible
    half = LONGEST_FOR_DIALOGUE // 2
    return f"{visible[:half].rstrip()} {visible[-(half - 1) :].lstrip()}"


def _without_prefixes(text: str) -> str:
    position = 0
    while True:
        stripped = re.compile(r"[\s/]*").match(text, position)
        after = stripped.end() if stripped else position
        external = RASA_EXTERNAL.match(text[after : after + 40])
        following = after + external.end() if external else after
        if following == position:
            return text[position:]
        position = following
