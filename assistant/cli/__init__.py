"""``lotse``: serve, train, seed, cooperation, talk, route, understand, remind, changes, and what concerns the database.
For operators, in English."""

from assistant.cli import changing, cooperating, dialogue, offers, operating, reading, reminding, tenants, translating
from assistant.cli.app import app

__all__ = [
    "app", "changing", "cooperating", "dialogue", "offers", "operating", "reading", "reminding", "tenants",
    "translating",
]  # fmt: skip
