"""The table of reports."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.cases.states import STATES as STEPS
from backend.core.database import Base, Identified, Moment
from backend.gaps.states import STATES
from backend.privacy.sealing import Sealed, SealedColumn


class GapReport(Identified, Base):
    """Something that a case has shown to be missing. It names nobody and stays when the case is erased."""

    __tablename__ = "gap_report"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", "state"),
        CheckConstraint(f"step IN {STEPS}", "step"),
        Index("ix_gap_report_tenant", "tenant_id", "reported_at"),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"))
    #: None once the case is erased.
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case_record.id"), index=True)
    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("team.id"))
    reported_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    reported_at: Mapped[datetime] = mapped_column(Moment)
    #: Field of action (``offers.schemas.FIELDS``).
    field: Mapped[str] = mapped_column(String(16))
    #: Key of the town; None: the whole Kreis.
    municipality: Mapped[str | None] = mapped_column(String(64))
    #: State of the case in which it showed.
    step: Mapped[str] = mapped_column(String(16))
    #: Sealed under a key of the report: words about a case may say more than any check finds.
    text: Mapped[Sealed] = mapped_column(SealedColumn)
    state: Mapped[str] = mapped_column(String(16), default="new")
    remark: Mapped[Sealed | None] = mapped_column(SealedColumn)
    handled_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    handled_at: Mapped[datetime | None] = mapped_column(Moment)
