"""What is kept beside the rules: what staff found out about law that changes, and what was decided for a case."""

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Identified, Moment
from backend.privacy.sealing import Sealed, SealedColumn

RULING_STATUSES = ("confirmed", "denied", "unverified")
SOURCE_MAX = 300


class SwitchRuling(Identified, Base):
    """What a tenant found out about one switch. Rows are added, never changed; the highest number holds."""

    __tablename__ = "switch_ruling"
    __table_args__ = (
        UniqueConstraint("tenant_id", "switch", "number"),
        CheckConstraint(f"status IN {RULING_STATUSES}", "status"),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    #: The id of a switch in ``data/switches.toml``.
    switch: Mapped[str] = mapped_column(String(32))
    #: Counts the rulings of one tenant on one switch: moments alone can be equal.
    number: Mapped[int]
    status: Mapped[str] = mapped_column(String(16))
    start: Mapped[date | None]
    until: Mapped[date | None]
    #: Where it was promulgated, or who says that it does not come.
    source: Mapped[str] = mapped_column(String(SOURCE_MAX))
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class DecisionRecord(Identified, Base):
    """A decision that a person was told, with all that it was made from, so that it can be made again."""

    __tablename__ = "decision_record"
    __table_args__ = (UniqueConstraint("case_id", "facts_revision", "rule_id", "rules_version", "primary"),)

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    decided_on: Mapped[date]
    rule_id: Mapped[str] = mapped_column(String(32))
    rules_version: Mapped[str] = mapped_column(String(32))
    primary: Mapped[str] = mapped_column(String(32))
    secondary: Mapped[list[str]] = mapped_column(JSON)
    urgent: Mapped[bool]
    human: Mapped[bool]
    #: Switches that it turned on, and that nobody had confirmed.
    unverified: Mapped[list[str]] = mapped_column(JSON)
    facts_revision: Mapped[int]
    #: The facts and the municipality as the rules saw them (``backend/cases/decisions.py``).
    snapshot: Mapped[Sealed] = mapped_column(SealedColumn)
