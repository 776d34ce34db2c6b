"""``lotse``: serve, train, seed, talk, route, understand, remind, changes, and what concerns the database. For
operators, in English."""

from assistant.cli import changing, dialogue, offers, operating, reading, reminding, tenants, translating
from assistant.cli.app import app

__all__ = ["app", "changing", "dialogue", "offers", "operating", "reading", "reminding", "tenants", "translating"]
