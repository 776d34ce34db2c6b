"""What is on its way to partners, their calls that were carried out, and links, codes and visits of those who have a
mailbox only."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Identified, Moment

EVENTS = ("handover.requested", "handover.updated", "handover.revoked")
LEAVING = ("mail", "webhook")
#: ``dead``: it was given up on, and staff look; ``ended``: they have seen to it another way.
ITEM_STATES = ("waiting", "sent", "dead", "ended")
#: Why a try failed: words of ours, never an answer of somebody else's.
TROUBLES = ("no_answer", "refused", "gone", "unsafe_address", "no_agreement", "no_mail", "no_public_url", "not_sent")


class OutboxItem(Identified, Base):
    """Something that is to reach a partner, at least once. Its id is the key by which a repetition is known.

    Nothing of a person stands in it: what is sent is put together at each try, from what is released then. So it may
    outlive a case, to tell a partner that one was taken back.
    """

    __tablename__ = "outbox_item"
    __table_args__ = (
        CheckConstraint(f"event IN {EVENTS}", "event"),
        CheckConstraint(f"way IN {LEAVING}", "way"),
        CheckConstraint(f"state IN {ITEM_STATES}", "state"),
        CheckConstraint(f"trouble IN {TROUBLES}", "trouble"),
        Index("ix_outbox_item_due", "state", "due_at"),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    cooperation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cooperation.id"))
    service_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("service.id"))
    handover_id: Mapped[uuid.UUID] = mapped_column(index=True)  # no foreign key: it may outlive the case
    reference: Mapped[str] = mapped_column(String(16))
    way: Mapped[str] = mapped_column(String(8))
    event: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    #: Counted when a try begins: whoever dies over it has tried.
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(Moment)
    trouble: Mapped[str | None] = mapped_column(String(16))
    #: The HTTP status of an answer that was none of the wanted.
    status: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(Moment)
    #: When it was taken in, given up on, or ended.
    done_at: Mapped[datetime | None] = mapped_column(Moment)


class PartnerLink(Base):
    """What the link in a mail leads to, and until when. Only the hash of its token is kept."""

    __tablename__ = "partner_link"

    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.id"), primary_key=True)
    #: Grows with every link that is sent instead of one that was too old.
    number: Mapped[int] = mapped_column(default=0, server_default="0")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(Moment)


class PartnerCode(Identified, Base):
    """A code that was mailed to whoever has a link. Kept for a day, so that not too many are sent."""

    __tablename__ = "partner_code"

    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime] = mapped_column(Moment, index=True)
    #: Also the moment when it was used up, or another one was sent.
    expires_at: Mapped[datetime] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)


class PartnerVisit(Base):
    """A browser in which the right code was typed in: it may read and answer that one handover, for a while."""

    __tablename__ = "partner_visit"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.id"), index=True)
    cooperation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cooperation.id"))
    csrf: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime] = mapped_column(Moment, index=True)


class PartnerCall(Base):
    """A call of a partner's system that was carried out: the same one again changes nothing."""

    __tablename__ = "partner_call"

    cooperation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cooperation.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
