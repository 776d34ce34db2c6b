"""Which plural form stands at which place of a catalog.

Babel's own gettext table orders the Arabic forms differently from CLDR and from translators' tools, which would put
"100" and "11" into each other's texts. So the order is CLDR's everywhere, and the header of each file has to say the
same.
"""

import re
from gettext import c2py

from babel.messages.catalog import Catalog
from babel.plural import to_gettext

from locales.languages import Language

TAGS = ("zero", "one", "two", "few", "many", "other")  # the order of msgstr[0], msgstr[1], ...
_ENOUGH = 250  # every rule of CLDR for whole numbers repeats below this


def tags_of(language: Language) -> list[str]:
    """The CLDR plural categories of a language, in the order of its ``msgstr``."""
    rule = language.locale.plural_form
    return [tag for tag in TAGS if tag in rule.tags or tag == "other"]


def index(language: Language, n: int) -> int:
    """The place of the form for ``n`` things."""
    return tags_of(language).index(language.locale.plural_form(n))


def agree(catalog: Catalog, language: Language) -> bool:
    """Whether the file's header says the same as CLDR."""
    try:
        place = c2py(catalog.plural_expr)
    except ValueError:
        return False
    return catalog.num_plurals == len(tags_of(language)) and all(place(n) == index(language, n) for n in range(_ENOUGH))


def header(catalog: Catalog, language: Language) -> str:
    """The header's value for a file: its own where right, since tools write it shorter than Babel does."""
    if agree(catalog, language):
        return str(catalog.plural_forms)
    # CLDR asks for the exponent of numbers such as "1c6" (e), which gettext does not know and no number here has.
    return re.sub(r"\be\b", "0", to_gettext(language.locale.plural_form))
