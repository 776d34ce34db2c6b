"""How people ask for what an article or an offer answers: their words, and not those of our texts."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "asked"


@cache
def asked(language: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """``article`` and ``offer`` -> id of an article or a typical offer -> messages as people write them."""
    path = DATA / f"{language}.toml"
    if not path.exists():
        return {}
    told = tomllib.loads(path.read_text("utf-8"))
    return {kind: {key: tuple(messages) for key, messages in entries.items()} for kind, entries in told.items()}
