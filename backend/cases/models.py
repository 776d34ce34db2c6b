"""Case record, facts, and what happened to a case."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.cases.states import STATES
from backend.core.database import Base, Identified, Moment
from backend.privacy.sealing import Sealed, SealedColumn

MODES = ("information", "anonymous", "full")
WANTED_REASONS = ("asked", "letter", "danger", "decision", "minor")
#: What cannot wait for the next day.
URGENT_REASONS = frozenset({"danger", "letter", "minor"})
#: How closely a managed case is looked after, set anew at each re-assessment.
INTENSITIES = ("low", "medium", "high")
FACT_STATUS = ("stated", "chosen", "confirmed", "refused", "unknown")


class CaseRecord(Identified, Base):
    """One person's concern. It begins as a mere contact; only a person opens case management."""

    __tablename__ = "case_record"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", "state"),
        CheckConstraint(f"mode IN {MODES}", "mode"),
        CheckConstraint(f"person_wanted_reason IN {WANTED_REASONS}", "person_wanted_reason"),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    #: The town whose page, link or kiosk the person came by; the town they live in is a fact.
    municipality_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("municipality.id"))
    state: Mapped[str] = mapped_column(String(16), default="contact")
    mode: Mapped[str] = mapped_column(String(16), default="information")
    created_at: Mapped[datetime] = mapped_column(Moment)
    #: The attribute asked for and not yet answered; the intake lives here, not in the dialogue.
    open_question: Mapped[str | None] = mapped_column(String(32))
    #: How often the open question was not understood in a row.
    misses: Mapped[int] = mapped_column(default=0)
    #: Grows with every change of a fact; a read-back confirms one revision.
    facts_revision: Mapped[int] = mapped_column(default=0)
    confirmed_revision: Mapped[int | None]
    #: The revision for which the person was told who is responsible.
    told_revision: Mapped[int | None]
    #: A person of the first-contact desk is wanted: since when, why, and since when somebody has answered.
    person_wanted_at: Mapped[datetime | None] = mapped_column(Moment)
    person_wanted_reason: Mapped[str | None] = mapped_column(String(16))
    person_answered_at: Mapped[datetime | None] = mapped_column(Moment)
    #: The team in whose hands the case is; None: the first-contact desk. It is never in nobody's (R51).
    holder_team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    #: Who of that team; None: its queue.
    holder_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"), index=True)
    #: Who made a case of the contact, and when (R35).
    opened_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    intensity: Mapped[str | None] = mapped_column(String(8))
    #: Day of the next re-assessment (R59).
    review_on: Mapped[date | None] = mapped_column(index=True)
    #: The day on which its facts and dates were looked through for changes. A day worked out from a birth date would be
    #: one; so none stands here, and every case is looked through once a week.
    changes_looked_on: Mapped[date | None] = mapped_column(index=True)


class Fact(Identified, Base):
    """One attribute of a case, with the message it comes from. Corrections supersede, they do not overwrite."""

    __tablename__ = "fact"
    __table_args__ = (
        CheckConstraint(f"status IN {FACT_STATUS}", "status"),
        Index(
            "uq_fact_current",
            "case_id",
            "attribute",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    attribute: Mapped[str] = mapped_column(String(32))
    #: A JSON value of the attribute's type; None when refused or unknown.
    value: Mapped[Sealed] = mapped_column(SealedColumn)
    status: Mapped[str] = mapped_column(String(16))
    source_message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("message.id"))
    #: Order of recording within the case, so that "back" knows what came last.
    ordinal: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    superseded_at: Mapped[datetime | None] = mapped_column(Moment)


class CaseEvent(Base):
    """Something that happened to a case, in codes. It outlives the case, and says nothing of anybody."""

    __tablename__ = "case_event"
    __table_args__ = (Index("ix_case_event_kind", "tenant_id", "kind", "at"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"))
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)  # no foreign key: it outlives the case
    at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[str] = mapped_column(String(32))
    actor_kind: Mapped[str] = mapped_column(String(16))  # person | staff | partner | system
    actor_id: Mapped[uuid.UUID | None]
    about_id: Mapped[uuid.UUID | None]
    codes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
