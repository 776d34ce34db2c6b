"""Reminder."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Identified, Moment

EVENTS = ("follow_up", "handover", "staff")


class Reminder(Identified, Base):
    """News that somebody may have to be told of. To whom and by which way is looked up when it is sent, never kept."""

    __tablename__ = "reminder"
    __table_args__ = (CheckConstraint(f"event IN {EVENTS}", "event"), UniqueConstraint("event", "about_id"))

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversation.id"))
    event: Mapped[str] = mapped_column(String(16))
    #: The question or the message that is the news.
    about_id: Mapped[uuid.UUID]
    created_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
