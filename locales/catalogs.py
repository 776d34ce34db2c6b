"""All texts of all languages in memory, read from the .po files at start; there are no compiled catalogs to forget."""

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from locales import languages, pofiles
from locales.errors import ParamError, UnknownKeyError, UnknownLanguageError
from locales.languages import FOLDER, SOURCE, Language
from locales.pofiles import DOMAINS, Forms
from locales.render import Voice, choose, fill
from locales.wording import Param, Wording

_NO_PARAMS: Mapping[str, Param] = {}


class Catalogs:
    """The texts by language and key. Build it once, at the composition root; it does not change afterwards."""

    def __init__(self, known: tuple[Language, ...], texts: Mapping[str, Mapping[str, Forms]]) -> None:
        self._languages = {language.code: language for language in known}
        self._texts = texts

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """Read ``languages.toml`` and every catalog below ``folder``. Raises CatalogError."""
        known = languages.read(folder)
        return cls(known, {language.code: _read(folder, language) for language in known})

    def text(self, key: str, language: str, params: Mapping[str, Param] = _NO_PARAMS) -> str:
        """The text in that language, with its parameters.

        Where a translation is missing or outdated the German text is shown whole, rather than nothing or a mixture:
        this happens only in languages still in the making, since the checks let no gap into an offered one.

        Raises UnknownKeyError, UnknownLanguageError, ParamError.
        """
        spoken = self._language(language if self.has(key, language) else SOURCE)
        forms = self._texts[spoken.code].get(key)
        if forms is None:
            raise UnknownKeyError(key)
        voice = Voice(spoken, lambda inner, its_params: self.text(inner, spoken.code, its_params))
        try:
            return fill(choose(forms, params, voice), params, voice)
        except ParamError as error:
            raise ParamError(f"{key}: {error}") from error

    def say(self, wording: Wording, language: str) -> str:
        """`text` for a `Wording`."""
        return self.text(wording.key, language, wording.params)

    def param(self, value: Param, language: str) -> str:
        """A parameter that stands by itself, such as the label of a choice. Raises as `text` does."""
        spoken = self._language(language)
        return fill("{value}", {"value": value}, Voice(spoken, lambda key, params: self.text(key, language, params)))

    def templates(self, prefix: str, language: str) -> dict[str, str]:
        """The texts of all keys with this prefix, placeholders still in them, for a page that fills them itself.

        Only for keys without plural forms, which the checks guarantee for ``ui.*``. Raises UnknownLanguageError.
        """
        own, german = self._texts[self._language(language).code], self._texts[SOURCE]
        return {key: own.get(key, german[key])[0] for key in self.keys(prefix)}

    def has(self, key: str, language: str) -> bool:
        """Whether the language itself has this text, current and complete. Raises UnknownLanguageError."""
        return key in self._texts[self._language(language).code]

    def keys(self, prefix: str) -> list[str]:
        """The keys of the German source that begin with ``prefix``, in alphabetical order."""
        return sorted(key for key in self._texts[SOURCE] if key.startswith(prefix))

    def _language(self, code: str) -> Language:
        try:
            return self._languages[code]
        except KeyError:
            raise UnknownLanguageError(code) from None


def _read(folder: Path, language: Language) -> dict[str, Forms]:
    found = (entry for domain in DOMAINS for entry in pofiles.entries(pofiles.read(folder, language, domain)))
    return {entry.key: entry.forms for entry in found if entry.complete and not entry.fuzzy}
