"""Views that staff keep."""

import uuid

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Identified

LONGEST_NAME, LONGEST_QUERY = 40, 500


class SavedView(Identified, Base):
    """A list with its filters, under a name that one member of staff has given it."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("staff_id", "name"),)

    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    #: What stands behind the question mark of the list's address: codes and names of towns, nothing of a person.
    query: Mapped[str] = mapped_column(String(LONGEST_QUERY))
    #: Shown where no list was asked for; at most one is.
    is_default: Mapped[bool] = mapped_column(default=False)
