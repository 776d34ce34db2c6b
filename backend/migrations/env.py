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


def include_object(_item: Any, name: str | None, kind: str, reflected: bool, _compared: Any) -> bool:
    """The full-text index is the database's own: no model describes it."""
    return not (reflected and kind in {"table", "index"} and (name or "").startswith("directory_index"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=render_item,
    include_object=include_object,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
