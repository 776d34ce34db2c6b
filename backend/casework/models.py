"""Notes, measures and agreements on goals. They belong to a case and go with it."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.casework.states import MEASURES, SOURCES, STANDINGS
from backend.core.database import Base, Identified, Moment
from backend.privacy.sealing import Sealed, SealedColumn


class CaseNote(Identified, Base):
    """What a case manager notes down, for the team that holds the case. The database refuses to change it."""

    __tablename__ = "case_note"

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    written_at: Mapped[datetime] = mapped_column(Moment)
    text: Mapped[Sealed] = mapped_column(SealedColumn)
    #: The note that this one puts right.
    corrects_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case_note.id"))


class Measure(Identified, Base):
    """Who helps with what, until when."""

    __tablename__ = "measure"
    __table_args__ = (CheckConstraint(f"state IN {MEASURES}", "state"),)

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    #: A service of the directory, or somebody else under a name of their own.
    service_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("service.id"))
    helper: Mapped[Sealed | None] = mapped_column(SealedColumn)
    #: The concern that it is for.
    need: Mapped[str] = mapped_column(String(32))
    since: Mapped[date]
    until: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(8), default="planned")
    #: Who of the team keeps an eye on it.
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    entered_at: Mapped[datetime] = mapped_column(Moment)


class Agreement(Identified, Base):
    """Goals and who does what for them, as they were proposed, and the yes or no of the person."""

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint(f"state IN {STANDINGS}", "state"),
        CheckConstraint(f"source IN {SOURCES}", "source"),
        CheckConstraint("state <> 'agreed' OR source IS NOT NULL", "agreed_has_source"),
        CheckConstraint("source <> 'chat' OR source_message_id IS NOT NULL", "chat_has_message"),
        CheckConstraint("source <> 'paper' OR (agreed_on IS NOT NULL AND recorded_by_id IS NOT NULL)", "paper_has_day"),
        Index(
            "uq_agreement_unanswered",
            "case_id",
            unique=True,
            sqlite_where=text("state IN ('draft', 'proposed')"),
            postgresql_where=text("state IN ('draft', 'proposed')"),
        ),
        Index(
            "uq_agreement_in_force",
            "case_id",
            unique=True,
            sqlite_where=text("state = 'agreed'"),
            postgresql_where=text("state = 'agreed'"),
        ),
    )

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"))
    state: Mapped[str] = mapped_column(String(8), default="draft")
    #: {"goals": ..., "steps": ...}; the database refuses to change it once it is no draft any more.
    text: Mapped[Sealed] = mapped_column(SealedColumn)
    #: The language that staff wrote it in.
    language: Mapped[str] = mapped_column(String(16))
    written_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    written_at: Mapped[datetime] = mapped_column(Moment)
    proposed_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Whether it is asked in the chat; otherwise it is talked over and signed on paper.
    in_chat: Mapped[bool] = mapped_column(default=False)
    #: The person wants to think about it: it is not asked again by itself.
    put_off_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    source: Mapped[str | None] = mapped_column(String(8))
    #: The message in which the person chose yes or no.
    source_message_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("message.id"), unique=True)
    #: The day on the paper, and who has seen it.
    agreed_on: Mapped[date | None]
    recorded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
