"""``lotse``: serve, train, seed, cooperation, talk, route, understand, remind, changes, report, and what concerns the
database. For operators, in English."""

from assistant.cli import (
    changing,
    cooperating,
    dialogue,
    offers,
    operating,
    reading,
    reminding,
    reporting,
    tenants,
    translating,
)
from assistant.cli.app import app

__all__ = [
    "app", "changing", "cooperating", "dialogue", "offers", "operating", "reading", "reminding", "reporting", "tenants",
    "translating",
]  # fmt: skip
