"""``lotse``: serve, train, seed, cooperation, report, talk, route, understand, remind, and what concerns the database.
For operators, in English."""

from assistant.cli import cooperating, dialogue, offers, operating, reading, reminding, reporting, tenants, translating
from assistant.cli.app import app

__all__ = [
    "app", "cooperating", "dialogue", "offers", "operating", "reading", "reminding", "reporting", "tenants",
    "translating",
]  # fmt: skip
