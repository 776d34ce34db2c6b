"""What can go wrong with wording, in its own words, so that callers never catch a bare KeyError."""


class WordingError(Exception):
    """Root of all errors of this package."""


class UnknownKeyError(WordingError):
    """No German text stands behind this key; German is the source, so no language can have it."""


class UnknownLanguageError(WordingError):
    """The language is not in ``languages.toml``."""


class ParamError(WordingError):
    """A parameter is missing, or has a form that ``locales.render`` does not know."""


class CatalogError(WordingError):
    """A catalog or the list of languages cannot be read."""


class ExtractionError(WordingError):
    """A source file cannot be parsed, so its keys are unknown."""
