"""Text as people type it, made comparable: normalisation with offsets, kinds of message, words."""

from nlu.text.kinds import MessageKind, dialogue_text, message_kind
from nlu.text.normalise import Mapped, fold, tidy
from nlu.text.words import Word, words

__all__ = ["Mapped", "MessageKind", "Word", "dialogue_text", "fold", "message_kind", "tidy", "words"]
