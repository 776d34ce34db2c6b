"""Alembic's entry: runs on the connection that ``backend.migrations.run`` hands over."""

from typing import Any, Literal

from alembic import context

from backend.core.database import Moment
from backend.migrations.models import metadata
from backend.privacy.sealing import SealedColumn


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Migrations speak of database types; our own types may change, history may not."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, SealedColumn):
        return "sa.LargeBinary()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=render_item,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
