"""``python -m assistant`` is ``lotse``."""

from assistant.cli import app

app()
