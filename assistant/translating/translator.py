"""What a translator of texts has to be able to do, and how it fails."""

from typing import Protocol


class TranslationError(Exception):
    """No translation; the message holds nothing of the text."""


class TranslatorUnavailable(TranslationError):
    """Nobody answers, or not now: it is tried again."""


class TranslationRefused(TranslationError):
    """This text or these languages will not be translated however often it is tried."""


class Translator(Protocol):
    """Puts plain text into another language."""

    async def translate(self, text: str, source: str, into: str) -> str:
        """``source`` and ``into`` as ISO 639 codes. Raises ``TranslatorUnavailable`` and ``TranslationRefused``."""

    async def aclose(self) -> None:
        """Let go of connections."""
