"""What is to be done about a change, and what was decided about each running measure."""

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.changes.states import DECISIONS, KINDS, MEASURE_KINDS, STATES
from backend.core.database import Base, Identified, Moment
from backend.privacy.sealing import Sealed, SealedColumn


class ChangeTask(Identified, Base):
    """A change of a case that the old and the new office have to settle. Its day is sealed: a birthday is one."""

    __tablename__ = "change_task"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", "kind"),
        CheckConstraint(f"state IN {STATES}", "state"),
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", "closed_at_end"),
        Index("ix_change_task_due", "tenant_id", "state", "due_on"),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"))
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    #: A keyed hash of case, kind and day: of each change there is one task.
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    #: Until when the offices have to have talked.
    due_on: Mapped[date]
    old_service_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("service.id"))
    new_service_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("service.id"))
    #: Names of the attributes that it was noticed from: only who has been released them sees it.
    attributes: Mapped[list[str]] = mapped_column(JSON)
    #: The ids of their facts.
    sources: Mapped[list[str]] = mapped_column(JSON)
    #: The day, the offices before and after, and the switches that nobody has confirmed.
    detail: Mapped[Sealed] = mapped_column(SealedColumn)
    state: Mapped[str] = mapped_column(String(8), default="open")
    opened_at: Mapped[datetime] = mapped_column(Moment)
    #: When the person was told, and reminded.
    told_at: Mapped[datetime | None] = mapped_column(Moment)
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Who has closed it; None: the facts have.
    closed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))


class MeasureDecision(Identified, Base):
    """Whether a running measure continues, is replaced or ends with a change."""

    __tablename__ = "measure_decision"
    __table_args__ = (
        UniqueConstraint("task_id", "kind", "measure_id"),
        CheckConstraint(f"kind IN {MEASURE_KINDS}", "kind"),
        CheckConstraint(f"decision IN {DECISIONS}", "decision"),
    )

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("change_task.id"))
    kind: Mapped[str] = mapped_column(String(16))
    #: The handover, the line in which somebody named their counsellor, the measure of a plan.
    measure_id: Mapped[uuid.UUID]
    decision: Mapped[str] = mapped_column(String(8))
    note: Mapped[Sealed | None] = mapped_column(SealedColumn)
    decided_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime] = mapped_column(Moment)
