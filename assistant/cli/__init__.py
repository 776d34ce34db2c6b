"""``lotse``: serve, train, seed, talk, route, understand, remind, and what concerns the database. For operators, in
English."""

from assistant.cli import dialogue, offers, operating, reading, reminding, tenants, translating
from assistant.cli.app import app

__all__ = ["app", "dialogue", "offers", "operating", "reading", "reminding", "tenants", "translating"]
