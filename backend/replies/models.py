"""The table of ready replies. They belong to a team and speak of nobody."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Identified, Moment


class ReadyReply(Identified, Base):
    """A text that staff put into a message and may change before it is sent."""

    __tablename__ = "ready_reply"

    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"), index=True)
    language: Mapped[str] = mapped_column(String(16))
    #: What colleagues choose it by; the person never sees it.
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    changed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    changed_at: Mapped[datetime] = mapped_column(Moment)
