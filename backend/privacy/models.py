"""Data keys, erasures, audit entries."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Identified, Moment


class CaseKey(Base):
    """The wrapped data key of a case. Without this row nothing sealed of the case can be read again."""

    __tablename__ = "case_key"

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


class Erasure(Identified, Base):
    """That a case was erased, when and on whose word. While it is open, the database allows its rows to be deleted."""

    __tablename__ = "erasure"

    case_id: Mapped[uuid.UUID] = mapped_column(index=True)  # no foreign key: it outlives the case
    requested_by: Mapped[str] = mapped_column(String(16))  # person | staff | retention
    started_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class AuditEntry(Identified, Base):
    """Who did what to which record. Never what it contained."""

    __tablename__ = "audit_entry"

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor_kind: Mapped[str] = mapped_column(String(16))  # person | staff | partner | system
    actor_id: Mapped[uuid.UUID | None]
    action: Mapped[str] = mapped_column(String(48))
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[uuid.UUID]
