"""Keys made of names: lower case, letters and digits of ASCII."""

import re
import unicodedata
from collections.abc import Container
from itertools import count

_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_MOST = 60


def slug(name: str) -> str:
    """``Café für Mütter`` becomes ``cafe-fuer-muetter``; what has no such letters becomes ``x``."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_MOST].strip("-") or "x"


def free_slug(name: str, taken: Container[str]) -> str:
    """The key of a name, with a number behind it where another has it already."""
    first = slug(name)
    return next(key for n in count(1) if (key := first if n == 1 else f"{first}-{n}") not in taken)
