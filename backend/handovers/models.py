"""Handover."""

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Identified, Moment
from backend.handovers.rounds import ANSWERS
from backend.handovers.states import FAILURES, OUTCOMES, REDIRECT_REASONS, STATUSES, UNTOLD
from backend.privacy.sealing import Sealed, SealedColumn

#: The agreed ways by which something is handed over: an inbox in Lotse, a mail that carries nothing but a link, the
#: recipient's own system, or paper that the person takes along.
WAYS = ("inbox", "mail", "webhook", "slip")


class Handover(Identified, Base):
    """One package to one service. While it is open, the same service gets no second one."""

    __tablename__ = "handover"
    __table_args__ = (
        CheckConstraint(f"status IN {STATUSES}", "status"),
        CheckConstraint(f"way IN {WAYS}", "way"),
        CheckConstraint(f"outcome IN {(*OUTCOMES, UNTOLD)}", "outcome"),
        CheckConstraint(f"outcome_reason IN {FAILURES}", "outcome_reason"),
        CheckConstraint(f"redirect_reason IN {REDIRECT_REASONS}", "redirect_reason"),
        CheckConstraint("(status = 'ended') = (outcome IS NOT NULL)", "outcome_at_end"),
        CheckConstraint(
            "outcome IS NULL OR (outcome IN ('done', 'untold')) = (outcome_reason IS NULL)", "failure_has_reason"
        ),
        Index(
            "uq_handover_open",
            "case_id",
            "service_id",
            unique=True,
            sqlite_where=text("status IN ('requested', 'accepted')"),
            postgresql_where=text("status IN ('requested', 'accepted')"),
        ),
        #: All that decides whether and where it stands on a list: of thousands, a few rows are read.
        Index(
            "ix_handover_lists",
            "team_id",
            "status",
            "urgent",
            "requested_at",
            "due_at",
            "contact_missing_at",
            "first_contact_at",
            "consent_id",
            "id",
        ),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversation.id"))
    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service.id"))
    #: The team whose inbox it lies in; None where it goes another way.
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    way: Mapped[str] = mapped_column(String(8), default="inbox", server_default="inbox")
    consent_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consent.id"), unique=True)
    status: Mapped[str] = mapped_column(String(16), default="requested")
    urgent: Mapped[bool] = mapped_column(default=False)
    #: What the person notes down, and the code that proves it is theirs (hash only).
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    #: The released facts, the concern and the reason, frozen at this moment.
    package: Mapped[Sealed] = mapped_column(SealedColumn)
    #: What of the package may be listed before somebody has accepted it; None: nobody has looked yet (``brief``).
    fields: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    town: Mapped[str | None] = mapped_column(String(120))
    #: The revision of the case's facts that the package shows.
    facts_revision: Mapped[int]
    rule_id: Mapped[str] = mapped_column(String(32))
    rules_version: Mapped[str] = mapped_column(String(32))
    decided_on: Mapped[date]
    requested_at: Mapped[datetime] = mapped_column(Moment)
    responded_at: Mapped[datetime | None] = mapped_column(Moment)
    responded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    decline_reason: Mapped[str | None] = mapped_column(String(32))
    decline_note: Mapped[Sealed | None] = mapped_column(SealedColumn)
    #: Until when an answer is due; after that the coordination is told, once.
    due_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    overdue_told_at: Mapped[datetime | None] = mapped_column(Moment)
    #: When somebody there has really been in touch: a click is no contact.
    first_contact_at: Mapped[datetime | None] = mapped_column(Moment)
    #: When the person has said that nobody has been in touch, and when they have added something.
    contact_missing_at: Mapped[datetime | None] = mapped_column(Moment)
    updated_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[str | None] = mapped_column(String(16))
    outcome_reason: Mapped[str | None] = mapped_column(String(32))
    outcome_note: Mapped[Sealed | None] = mapped_column(SealedColumn)
    #: The handover that this one was redirected from.
    redirected_from_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("handover.id"))
    #: The service that should have it instead; it gets nothing before the person says yes.
    redirect_to_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("service.id"))
    redirect_reason: Mapped[str | None] = mapped_column(String(32))
    redirect_note: Mapped[Sealed | None] = mapped_column(SealedColumn)
    redirected_at: Mapped[datetime | None] = mapped_column(Moment)
    #: How often the person has been sent on until here.
    redirections: Mapped[int] = mapped_column(default=0, server_default="0")

    @property
    def contact_missing(self) -> bool:
        """Whether it waits again because nobody has been in touch."""
        return self.contact_missing_at is not None and self.first_contact_at is None


class AskBack(Identified, Base):
    """A question of a service to the person, and the line that answers it. Without a line they did not want to."""

    __tablename__ = "ask_back"

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.id"), index=True)
    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("message.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("message.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)


class FollowUp(Identified, Base):
    """The question whether somebody has been in touch, asked of the person in the chat, and what they answered."""

    __tablename__ = "follow_up"
    __table_args__ = (
        UniqueConstraint("handover_id", "round"),
        CheckConstraint(f"answer IN {ANSWERS}", "answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", "answered"),
    )

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_record.id"), index=True)
    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.id"))
    #: The first or the second time; there is no third.
    round: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[str | None] = mapped_column(String(16))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)


class Cooperation(Identified, Base):
    """An agreement with an organisation that handovers go to it, by which way, and where the signed paper is (R82)."""

    __tablename__ = "cooperation"
    __table_args__ = (
        CheckConstraint(f"way IN {WAYS}", "way"),
        CheckConstraint("way <> 'mail' OR email IS NOT NULL", "mail_has_address"),
        CheckConstraint("way <> 'webhook' OR (url IS NOT NULL AND secret IS NOT NULL)", "webhook_has_secret"),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    #: The one service that it is for; None: every service of the organisation, but not its offices.
    service_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("service.id"), index=True)
    way: Mapped[str] = mapped_column(String(8))
    since: Mapped[date]
    #: The last day on which it holds; None: until somebody ends it. Before ``since``: it never held.
    until: Mapped[date | None]
    #: Where the signed paper is; empty: nobody has said so yet.
    reference: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str | None] = mapped_column(String(200))
    url: Mapped[str | None] = mapped_column(String(300))
    #: What both sides sign with, sealed under a key of the installation: it belongs to no case.
    secret: Mapped[Sealed | None] = mapped_column(SealedColumn)
    entered_by: Mapped[str] = mapped_column(String(120))
    entered_at: Mapped[datetime] = mapped_column(Moment)


class StatusTry(Identified, Base):
    """A wrong code, to slow guessing down; goes after an hour. The number as a keyed hash: it may be a mistyped one."""

    __tablename__ = "status_try"

    reference_hash: Mapped[str] = mapped_column(String(64), index=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversation.id"))
    at: Mapped[datetime] = mapped_column(Moment)
