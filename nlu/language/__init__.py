"""Which language a message is in, and whether that is certain enough to ask about."""

from nlu.language.reader import SUPPORTED, Language, LanguageReader

__all__ = ["SUPPORTED", "Language", "LanguageReader"]
